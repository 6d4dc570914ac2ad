import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { KeyScope, Role } from '@trill/contract/permissions'
import type { FastifyInstance, InjectOptions, LightMyRequestResponse } from 'fastify'
import { pino } from 'pino'
import type { ConnectorKind } from '../app/connectors/connector.ts'
import { openConnectors } from '../app/connectors/connectors.ts'
import { createIngestDoor } from '../app/features/ingest/door.ts'
import { createKey } from '../app/features/keys/keys.ts'
import { addPerson, installationOwner, setRole } from '../app/platform/access/people.ts'
import { beginSession } from '../app/platform/access/sessions.ts'
import { addWorkspace, findWorkspace, type Workspace } from '../app/platform/access/workspaces.ts'
import { AuditLog } from '../app/platform/audit/audit-log.ts'
import { migrateEventStore } from '../app/platform/clickhouse/migrate.ts'
import { openEventStore } from '../app/platform/clickhouse/open.ts'
import { type Config, readConfig } from '../app/platform/config.ts'
import { openDataDirectory } from '../app/platform/data-directory.ts'
import type { Feature } from '../app/platform/feature.ts'
import { SESSION_COOKIE } from '../app/platform/http/access.ts'
import { createServer } from '../app/platform/http/server.ts'
import { createTap } from '../app/platform/live/tap.ts'
import { openEventLog } from '../app/platform/log/open.ts'
import { Models } from '../app/platform/models/models.ts'
import { createMeasurements } from '../app/platform/observe/measurements.ts'
import type { Platform } from '../app/platform/platform.ts'
import { openMetadata } from '../app/platform/postgres/open.ts'
import { AttributesLog } from '../app/platform/privacy/attributes-log.ts'
import { openConsents } from '../app/platform/privacy/consents.ts'
import { openErasedPeople } from '../app/platform/privacy/erased-people.ts'
import { ErasureQueue } from '../app/platform/privacy/erasure-queue.ts'
import { PersonAttributes } from '../app/platform/privacy/person-attributes.ts'
import { openPersonalData } from '../app/platform/privacy/personal-data.ts'
import { openPseudonymKeys } from '../app/platform/privacy/pseudonym-keys.ts'
import { openRetention } from '../app/platform/privacy/retention.ts'
import { openTrackingPlans } from '../app/platform/privacy/tracking-plan.ts'
import { Documents } from '../app/platform/report/documents.ts'
import { ReportSections } from '../app/platform/report/sections.ts'
import { openVault } from '../app/platform/secrets/vault.ts'
import { prepareEventStore, preparePostgres } from './store-templates.ts'

const DAY = 86_400_000

export interface Overrides {
  readonly config?: Partial<Config>
  /** With `now` of another day the event store deletes nothing for its age: it knows only the machine’s clock. */
  readonly platform?: Partial<Platform>
  /** Platforms that can be connected, in place of the real ones. */
  readonly connectorKinds?: readonly ConnectorKind[]
  /** Where the built dashboard is; by default nowhere. */
  readonly dashboard?: string
  /** The built script of the SDK; by default what `npm run build` made. */
  readonly sdkScript?: string
  readonly logLevel?: Config['logLevel']
}

export interface TestPlatform {
  readonly platform: Platform
  readonly http: FastifyInstance
  /** Of the command line. */
  readonly secret: string
  inject(request: string | InjectOptions): Promise<LightMyRequestResponse>
  /** Header of a browser in which the owner of the installation is signed in. */
  signInCookie(): Promise<string>
  /** Header of a browser in which somebody new is signed in, who has a role in a workspace, which is added unless it is there. */
  signInAs(role: Role, workspaceId: string): Promise<{ cookie: string; personId: string; email: string }>
  /** A key of the workspace, which is added unless it is there. */
  createKey(scope: KeyScope, workspaceId: string): Promise<string>
  addWorkspace(workspace: Partial<Workspace> & { id: string }): Promise<void>
  /** Begins to listen, on a port the system chooses; commands find it by the data directory. */
  listen(): Promise<string>
  close(): Promise<void>
}

/**
 * A whole platform with embedded stores in a directory of its own, and an HTTP server with the routes of `features`.
 * ClickHouse binds one directory to a process: open one at a time, and close it.
 */
export async function startTestPlatform(features: readonly Feature[], overrides: Overrides = {}): Promise<TestPlatform> {
  const dataDir = mkdtempSync(join(tmpdir(), 'trill-test-'))
  const directory = await openDataDirectory(dataDir)
  const config: Config = {
    ...readConfig({ TRILL_DATA_DIR: dataDir, TRILL_PORT: '0', TRILL_DEMO: 'off', TRILL_LOG_LEVEL: overrides.logLevel ?? 'silent' }),
    ...overrides.config,
  }
  const platform = await openPlatform(config, overrides)
  const http = createServer(platform, features, {
    dashboard: overrides.dashboard ?? join(dataDir, 'no-dashboard'),
    ...(overrides.sdkScript !== undefined && { sdkScript: overrides.sdkScript }),
  })
  const stops: (() => Promise<void>)[] = []
  for (const feature of features) if (feature.start !== undefined) stops.push(await feature.start(platform))
  await http.ready()
  return {
    platform,
    http,
    secret: directory.secret,
    inject: (request) => http.inject(request),
    ...signInTools(platform, http),
    ...workspaceTools(platform, http),
    listen: async () => {
      const url = await http.listen({ host: '127.0.0.1', port: 0 })
      directory.announce({ url })
      return url
    },
    close: async () => {
      await http.close()
      for (const stop of stops.reverse()) await stop()
      platform.connectors.close()
      await platform.models.close()
      await platform.consents.close()
      await platform.log.close()
      await platform.events.close()
      await platform.metadata.close()
      directory.close()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

async function openPlatform(config: Config, { platform: overrides = {}, connectorKinds: kinds }: Overrides): Promise<Platform> {
  const logger = overrides.logger ?? pino({ level: config.logLevel })
  const measurements = createMeasurements()
  const now = overrides.now ?? Date.now
  if (config.postgresUrl === '' && overrides.metadata === undefined) await preparePostgres(config.dataDir)
  const metadata = overrides.metadata ?? (await openMetadata({ ...config, logger }))
  if (config.clickhouseUrl === '' && overrides.events === undefined) await prepareEventStore(config.dataDir)
  const events = overrides.events ?? (await openEventStore({ config, logger }))
  await migrateEventStore(events)
  if (Math.abs(now() - Date.now()) > DAY) await events.command('SYSTEM STOP TTL MERGES')
  const vault = openVault(config)
  const personAttributes = new PersonAttributes({ metadata, vault, dataDir: config.dataDir })
  const journal = overrides.log ?? (await openEventLog({ config, events, measurements, logger, now }))
  const log = new AttributesLog(journal, personAttributes)
  const personalData = await openPersonalData(metadata, config.dataDir)
  const trackingPlans = await openTrackingPlans(metadata)
  const pseudonymKeys = await openPseudonymKeys({ metadata, vault, dataDir: config.dataDir, now })
  const erasureQueue = new ErasureQueue(config.dataDir)
  const consents = await openConsents({
    metadata,
    dataDir: config.dataDir,
    personalData,
    pseudonymKeys,
    erasures: erasureQueue,
    now,
    logger,
  })
  const retention = await openRetention(metadata)
  const erasedPeople = await openErasedPeople(metadata, config.dataDir)
  const audit = new AuditLog({ metadata, dataDir: config.dataDir, logger, now })
  const connectors = openConnectors({ config, metadata, vault, logger, now, ...(kinds && { kinds }) })
  return {
    config,
    events,
    metadata,
    log,
    audit,
    ingest: createIngestDoor({ personalData, trackingPlans, retention, consents, erasedPeople, pseudonymKeys }),
    personalData,
    personAttributes,
    trackingPlans,
    retention,
    consents,
    erasureQueue,
    erasedPeople,
    live: createTap(),
    measurements,
    vault,
    pseudonymKeys,
    connectors,
    models: new Models({ metadata, logger, now }),
    reportSections: new ReportSections(),
    documents: new Documents(),
    logger,
    now,
    ...overrides,
  }
}

function signInTools(platform: Platform, http: FastifyInstance): Pick<TestPlatform, 'signInCookie' | 'signInAs'> {
  const { metadata, now } = platform
  const cookieOf = async (personId: string) => `${SESSION_COOKIE}=${await beginSession(metadata, { personId, method: 'link', now: now() })}`
  let people = 0
  return {
    signInCookie: async () => cookieOf(await installationOwner(metadata, now())),
    signInAs: async (role, workspaceId) => {
      if ((await findWorkspace(metadata, workspaceId)) === undefined) await workspaceTools(platform, http).addWorkspace({ id: workspaceId })
      people += 1
      const email = `${role}.${people}@${workspaceId}.example`
      const personId = await addPerson(metadata, { email, name: role, now: now() })
      await setRole(metadata, personId, workspaceId, role, now())
      return { cookie: await cookieOf(personId), personId, email }
    },
  }
}

function workspaceTools(platform: Platform, http: FastifyInstance): Pick<TestPlatform, 'createKey' | 'addWorkspace'> {
  const add: TestPlatform['addWorkspace'] = async ({ id, ...rest }) => {
    const created_at = new Date(platform.now()).toISOString()
    await addWorkspace(platform.metadata, { id, name: id, time_zone: 'UTC', provenance: 'measured', created_at, ...rest })
    http.keyRing.changed()
  }
  return {
    addWorkspace: add,
    createKey: async (scope, workspaceId) => {
      if ((await findWorkspace(platform.metadata, workspaceId)) === undefined) await add({ id: workspaceId })
      const { key } = await createKey(platform.metadata, { name: `test ${scope}`, scope, workspaceId, now: platform.now() })
      http.keyRing.changed()
      return key
    },
  }
}
