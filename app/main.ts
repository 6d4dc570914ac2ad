import { hostname } from 'node:os'
import type { Server as TlsServer } from 'node:tls'
import type { FastifyInstance } from 'fastify'
import { type Logger, pino } from 'pino'
import type { ConnectorKind } from './connectors/connector.ts'
import { openConnectors } from './connectors/connectors.ts'
import { loadDemo } from './features/demo/load.ts'
import { FEATURES } from './features/index.ts'
import { createIngestDoor } from './features/ingest/door.ts'
import { createSignInLink } from './features/sessions/sessions.ts'
import { addWorkspace, findWorkspace } from './platform/access/workspaces.ts'
import { AuditLog } from './platform/audit/audit-log.ts'
import { migrateEventStore } from './platform/clickhouse/migrate.ts'
import { openEventStore } from './platform/clickhouse/open.ts'
import { adoptEventStore, type Claimant, claimEventStore } from './platform/clickhouse/owner.ts'
import type { Config } from './platform/config.ts'
import { type DataDirectory, openDataDirectory } from './platform/data-directory.ts'
import { type Certificate, readCertificate, warnOfExpiry, watchCertificate } from './platform/http/certificate.ts'
import { createServer } from './platform/http/server.ts'
import { createTap } from './platform/live/tap.ts'
import { openEventLog } from './platform/log/open.ts'
import { Models } from './platform/models/models.ts'
import { createMeasurements } from './platform/observe/measurements.ts'
import type { Platform } from './platform/platform.ts'
import { openMetadata } from './platform/postgres/open.ts'
import { AttributesLog } from './platform/privacy/attributes-log.ts'
import { openConsents } from './platform/privacy/consents.ts'
import { openErasedPeople } from './platform/privacy/erased-people.ts'
import { ErasureQueue } from './platform/privacy/erasure-queue.ts'
import { PersonAttributes } from './platform/privacy/person-attributes.ts'
import { openPersonalData } from './platform/privacy/personal-data.ts'
import { openPseudonymKeys } from './platform/privacy/pseudonym-keys.ts'
import { openRetention } from './platform/privacy/retention.ts'
import { openTrackingPlans } from './platform/privacy/tracking-plan.ts'
import { Documents } from './platform/report/documents.ts'
import { ReportSections } from './platform/report/sections.ts'
import { renewStoredSecrets } from './platform/secrets/stored-secrets.ts'
import { openVault } from './platform/secrets/vault.ts'
import { VERSION } from './platform/version.ts'

/** The stores without a server: what a command opens when nobody else holds the data directory. */
export interface OpenPlatform {
  readonly platform: Platform
  readonly directory: DataDirectory
  close(): Promise<void>
}

/** A server that answers. */
export interface RunningServer {
  readonly url: string
  readonly platform: Platform
  /** Signs the owner in once; null when somebody has signed in before. */
  readonly signInLink: string | null
  /** Stops taking requests, finishes what was acknowledged, closes the stores. */
  close(): Promise<void>
}

export interface StartOptions {
  /** Share of the demo loaded, for a progress bar. */
  readonly onDemoProgress?: (done: number, total: number, ratePerSecond: number, secondsLeft: number) => void
  readonly logger?: Logger
  /** Platforms that can be connected, in place of the real ones. */
  readonly connectorKinds?: readonly ConnectorKind[]
  /** Ends the start while the demo is loaded; the next start goes on with it. */
  readonly signal?: AbortSignal
}

/**
 * Takes the data directory, opens both stores and brings their tables to the present form.
 * @throws DataDirectoryInUse naming the process that holds the directory.
 */
export async function openPlatform(
  config: Config,
  logger: Logger = createLogger(config),
  kinds?: readonly ConnectorKind[],
): Promise<OpenPlatform> {
  const directory = await openDataDirectory(config.dataDir)
  const opened: (() => Promise<void> | void)[] = [() => directory.close()]
  const closeAll = async () => {
    for (const close of opened.splice(0).reverse()) await close()
  }
  try {
    const metadata = await openMetadata({ dataDir: config.dataDir, postgresUrl: config.postgresUrl, logger })
    opened.push(() => metadata.close())
    const vault = openVault(config)
    await renewStoredSecrets({ metadata, vault, logger })
    const events = await openEventStore({ config, logger })
    opened.push(() => events.close())
    await migrateEventStore(events)
    if (events.kind === 'server') await claimEventStore(events, claimantOf(directory))
    const measurements = createMeasurements()
    const personAttributes = new PersonAttributes({ metadata, vault, dataDir: config.dataDir })
    const journal = await openEventLog({ config, events, measurements, logger, now: Date.now })
    const log = new AttributesLog(journal, personAttributes)
    opened.push(() => log.close())
    const personalData = await openPersonalData(metadata, config.dataDir)
    const trackingPlans = await openTrackingPlans(metadata)
    const pseudonymKeys = await openPseudonymKeys({ metadata, vault, dataDir: config.dataDir, now: Date.now })
    opened.push(() => pseudonymKeys.close())
    const erasureQueue = new ErasureQueue(config.dataDir)
    const kept = { metadata, dataDir: config.dataDir, logger, now: Date.now }
    const consents = await openConsents({ ...kept, personalData, pseudonymKeys, erasures: erasureQueue })
    opened.push(() => consents.close())
    const retention = await openRetention(metadata)
    const erasedPeople = await openErasedPeople(metadata, config.dataDir)
    const connectors = openConnectors({ config, metadata, vault, logger, now: Date.now, ...(kinds && { kinds }) })
    opened.push(() => connectors.close())
    const models = new Models({ metadata, logger, now: Date.now })
    opened.push(() => models.close())
    const platform: Platform = {
      config,
      events,
      metadata,
      log,
      measurements,
      logger,
      ingest: createIngestDoor({ personalData, trackingPlans, retention, consents, erasedPeople, pseudonymKeys }),
      personalData,
      personAttributes,
      trackingPlans,
      retention,
      consents,
      erasureQueue,
      erasedPeople,
      live: createTap(),
      audit: new AuditLog({ metadata, dataDir: config.dataDir, logger, now: Date.now }),
      vault,
      pseudonymKeys,
      connectors,
      models,
      reportSections: new ReportSections(),
      documents: new Documents(),
      now: Date.now,
    }
    await addFirstWorkspaces(platform)
    return { platform, directory, close: closeAll }
  } catch (error) {
    await closeAll()
    throw error
  }
}

/** Makes the data directory the writer of the ClickHouse server that is set. Answers which directory was it before. */
export async function adopt(config: Config, logger: Logger = createLogger(config)): Promise<Claimant | undefined> {
  const directory = await openDataDirectory(config.dataDir)
  try {
    const events = await openEventStore({ config, logger })
    try {
      await migrateEventStore(events)
      return await adoptEventStore(events, claimantOf(directory))
    } finally {
      await events.close()
    }
  } finally {
    directory.close()
  }
}

function claimantOf({ id, path }: DataDirectory): Claimant {
  return { id, path, host: hostname() }
}

/**
 * Opens everything, loads the demo on the first start, and answers requests.
 * @throws the signal’s reason when it is aborted before the server answers; everything is closed then.
 */
export async function startServer(
  config: Config,
  { onDemoProgress, signal, connectorKinds, logger = createLogger(config) }: StartOptions = {},
): Promise<RunningServer> {
  const certificate = readCertificate(config)
  const { platform, directory, close: closePlatform } = await openPlatform(config, logger, connectorKinds)
  const stops: (() => Promise<void>)[] = []
  const http = createServer(platform, FEATURES, { certificate })
  const close = async () => {
    await http.close()
    for (const stop of stops.splice(0).reverse()) await stop()
    await closePlatform()
  }
  try {
    if (config.demo) await loadDemo(platform, { ...(onDemoProgress && { onProgress: onDemoProgress }), ...(signal && { signal }) })
    signal?.throwIfAborted()
    for (const { start } of FEATURES) if (start !== undefined) stops.push(await start(platform))
    const url = await http.listen({ host: config.host, port: config.port })
    await platform.audit.record({ action: 'server_start', actor: { kind: 'system' }, outcome: 'success', details: { version: VERSION } })
    directory.announce({ url, fingerprint: certificate?.fingerprint })
    if (certificate !== undefined)
      stops.push(keepCertificate(http, certificate, platform, (fingerprint) => directory.announce({ url, fingerprint })))
    const { port } = new URL(url)
    return {
      url,
      platform,
      signInLink: (await neverSignedIn(platform)) ? (await createSignInLink(platform, Number(port))).url : null,
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}

function keepCertificate(
  { server }: FastifyInstance,
  certificate: Certificate,
  { config, logger, now }: Platform,
  announce: (fingerprint: string) => void,
): () => Promise<void> {
  warnOfExpiry(certificate, config, logger, now())
  const changed = ({ fingerprint }: Certificate) => announce(fingerprint)
  const stop = watchCertificate({ server: server as unknown as TlsServer, files: config, certificate, logger, now, changed })
  return async () => stop()
}

/** A workspace of one’s own, and one to look at. */
async function addFirstWorkspaces({ config, metadata, now }: Platform): Promise<void> {
  const created_at = new Date(now()).toISOString()
  const time_zone = Intl.DateTimeFormat().resolvedOptions().timeZone
  if (config.demo && (await findWorkspace(metadata, 'demo')) === undefined) {
    await addWorkspace(metadata, { id: 'demo', name: 'Demo', time_zone, provenance: 'simulated', created_at })
  }
  if ((await findWorkspace(metadata, 'main')) === undefined) {
    await addWorkspace(metadata, {
      id: 'main',
      name: 'My workspace',
      time_zone,
      provenance: 'measured',
      created_at: new Date(now() + 1).toISOString(),
    })
  }
}

async function neverSignedIn({ metadata }: Platform): Promise<boolean> {
  return (await metadata.query('SELECT 1 FROM people LIMIT 1')).rowCount === 0
}

function createLogger({ logLevel }: Config): Logger {
  return pino(
    { level: logLevel, base: null, redact: ['*.authorization', '*.cookie', '*.payload'] },
    pino.destination({ dest: 2, sync: true }),
  )
}
