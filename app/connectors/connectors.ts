import { createHash } from 'node:crypto'
import { limitsOf, type PlatformLimits, type PlatformWord } from '@trill/contract/platforms'
import type { Logger } from 'pino'
import type { Config } from '../platform/config.ts'
import { createOutgoing } from '../platform/outgoing/outgoing.ts'
import type { Metadata } from '../platform/postgres/metadata.ts'
import { openRedis } from '../platform/redis.ts'
import { SealBroken } from '../platform/secrets/envelope.ts'
import { SecretKeyMissing, type Vault } from '../platform/secrets/vault.ts'
import { VERSION } from '../platform/version.ts'
import { CircuitBreaker } from './circuit-breaker.ts'
import { ANSWER_MAX_BYTES, createClient, TIMEOUT_MILLISECONDS } from './client.ts'
import { findConnection, openCredentials } from './connection-store.ts'
import type { Connector, ConnectorKind, Source } from './connector.ts'
import { CONNECTORS } from './list.ts'
import { createQuotas, type QuotaState } from './quota.ts'
import { createRateLimiter } from './rate-limiter.ts'
import { createSharedRateLimiter } from './shared-rate-limiter.ts'

/** A connected platform, or why it is none. `remedy` says what to do about it. */
export type FoundConnector =
  | { readonly status: 'connected'; readonly connector: Connector }
  | {
      readonly status: 'unknown_platform' | 'not_connected' | 'credentials_missing' | 'credentials_closed'
      readonly message: string
      readonly remedy: string
    }

/** What a connection is tried with before it is stored. */
export interface Trial {
  readonly credentials: Readonly<Record<string, string>>
  readonly baseAddress: string
  readonly sources: readonly Source[]
}

/** The platforms that workspaces read from. */
export interface Connectors {
  /** Every platform that can be connected. */
  readonly kinds: readonly ConnectorKind[]
  of(workspaceId: string, platform: PlatformWord): Promise<FoundConnector>
  /** A connector that is not stored. */
  open(kind: ConnectorKind, trial: Trial): Connector
  /** What a platform may be asked: as the contract says, or the setting; undefined where nothing is asked. */
  limits(platform: PlatformWord): PlatformLimits | undefined
  /** What was spent of today’s quota; null where the platform counts none. */
  quota(kind: ConnectorKind, trial: Pick<Trial, 'credentials' | 'baseAddress'>): Promise<QuotaState | null>
  close(): void
}

interface Needs {
  readonly config: Config
  readonly metadata: Metadata
  readonly vault: Vault
  readonly logger: Logger
  /** Milliseconds since 1970, UTC. */
  readonly now: () => number
  readonly kinds?: readonly ConnectorKind[]
  /** Longest wait for one answer. */
  readonly timeoutMilliseconds?: number
  /** Uniform on [0, 1). */
  readonly random?: () => number
}

/** Limits and breakers are shared by all connections with the same credentials, or with the same address where there are none. */
export function openConnectors({ config, metadata, vault, logger, now, ...rest }: Needs): Connectors {
  const { kinds = CONNECTORS, timeoutMilliseconds = TIMEOUT_MILLISECONDS, random = Math.random } = rest
  const outgoing = createOutgoing(config, { responseMaxBytes: ANSWER_MAX_BYTES, timeoutMilliseconds })
  const alone = createRateLimiter(now)
  const redis = config.redisUrl === '' ? undefined : openRedis(config.redisUrl, logger)
  const limiter = redis === undefined ? alone : createSharedRateLimiter(redis, alone, logger)
  const quotas = createQuotas(metadata, now)
  const breakers = new Map<string, CircuitBreaker>()
  const opened = new Map<string, { readonly changedAt: number; readonly connector: Connector }>()
  const open: Connectors['open'] = (kind, { credentials, baseAddress, sources }) => {
    const limits = limitsFor(config, kind.platform)
    if (limits === undefined) throw new RangeError(`contract/platforms.ts has no limits of ${kind.platform}`)
    const limitKey = limitKeyOf(kind, credentials, baseAddress)
    const breaker = breakers.get(limitKey) ?? new CircuitBreaker(now)
    breakers.set(limitKey, breaker)
    const headers = { accept: 'application/json', 'user-agent': `Trill/${VERSION} (self-hosted)` }
    const shared = { outgoing, limiter, quotas, breaker, limitKey, now, random, timeoutMilliseconds }
    const client = createClient({ ...shared, label: kind.label, rate: limits.rate, quota: limits.quota, headers })
    return kind.open({ client, credentials, baseAddress, sources, now })
  }
  return {
    kinds,
    open,
    of: async (workspaceId, platform) => {
      const kind = kinds.find((one) => one.platform === platform)
      if (kind === undefined) return UNKNOWN
      const record = await findConnection(metadata, workspaceId, platform)
      if (record === undefined) return notConnected(kind)
      if (kind.needsKey && !record.hasCredentials) return withoutCredentials(kind)
      const name = `${workspaceId} ${platform}`
      const known = opened.get(name)
      if (known?.changedAt === record.changedAt.getTime()) return { status: 'connected', connector: known.connector }
      try {
        const credentials = await openCredentials({ metadata, vault }, workspaceId, platform)
        const connector = open(kind, { credentials, baseAddress: record.baseAddress, sources: record.sources })
        opened.set(name, { changedAt: record.changedAt.getTime(), connector })
        return { status: 'connected', connector }
      } catch (error) {
        if (error instanceof SecretKeyMissing || error instanceof SealBroken) return closed(kind, error)
        throw error
      }
    },
    quota: async (kind, { credentials, baseAddress }) => {
      const quota = limitsFor(config, kind.platform)?.quota
      return quota === undefined ? null : quotas.state(limitKeyOf(kind, credentials, baseAddress), quota)
    },
    limits: (platform) => limitsFor(config, platform),
    close: () => redis?.disconnect(),
  }
}

function limitsFor({ platformLimits }: Config, platform: PlatformWord): PlatformLimits | undefined {
  const limits = limitsOf(platform)
  const { rate = limits?.rate, units } = platformLimits[platform] ?? {}
  if (limits === undefined || rate === undefined) return undefined
  return { ...limits, rate, ...(limits.quota && { quota: { ...limits.quota, units: units ?? limits.quota.units } }) }
}

/** Credentials are hashed: the key stands in tables and in Redis. */
function limitKeyOf({ platform, needsKey }: ConnectorKind, credentials: Readonly<Record<string, string>>, baseAddress: string): string {
  if (!needsKey) return `${platform} ${new URL(baseAddress).host}`
  const ordered = Object.entries(credentials).sort(([a], [b]) => (a < b ? -1 : 1))
  return `${platform} ${createHash('sha256').update(JSON.stringify(ordered)).digest('hex').slice(0, 24)}`
}

const UNKNOWN: FoundConnector = {
  status: 'unknown_platform',
  message: 'Trill has no connector for this platform',
  remedy: 'Import what the platform lets you export.',
}

function notConnected({ label, needsKey }: ConnectorKind): FoundConnector {
  const how = needsKey ? 'its credentials are asked for there' : 'it needs no key'
  return { status: 'not_connected', message: `${label} is not connected`, remedy: `Connect it on the page Connections; ${how}.` }
}

function withoutCredentials({ label, credentials }: ConnectorKind): FoundConnector {
  const needed = credentials.filter(({ isRequired }) => isRequired).map((field) => `${field.label}: ${field.about}`)
  return { status: 'credentials_missing', message: `${label} has no credentials yet`, remedy: needed.join(' ') }
}

function closed({ label }: ConnectorKind, { message }: Error): FoundConnector {
  return {
    status: 'credentials_closed',
    message: `The credentials of ${label} cannot be opened: ${message}`,
    remedy: 'Give the key that sealed them, or type them in anew on the page Connections.',
  }
}
