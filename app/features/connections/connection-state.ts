import { readFileSync } from 'node:fs'
import { type ConnectionRecord, listConnections, openCredentials } from '../../connectors/connection-store.ts'
import type { ConnectorKind } from '../../connectors/connector.ts'
import type { Platform } from '../../platform/platform.ts'
import { SealBroken } from '../../platform/secrets/envelope.ts'
import { SecretKeyMissing } from '../../platform/secrets/vault.ts'
import type { ConnectionsResponse, PlatformConnection, SyncState } from './contract.ts'
import { latestSyncs, type SyncRecord } from './sync-record.ts'
import { type SyncRunner, syncRunnerOf } from './sync-runner.ts'

const STORED_POSTS = readFileSync(new URL('stored-posts.sql', import.meta.url), 'utf8')
const LATEST_POSTS = readFileSync(new URL('latest-posts.sql', import.meta.url), 'utf8')
const LATEST_MAX = 8

interface Stored {
  readonly posts: number
  readonly newest_milliseconds: number | null
}

/** Every platform: what it needs, how it is connected, how far it was read. */
export async function connectionsOf(workspaceId: string, platform: Platform): Promise<ConnectionsResponse> {
  const { connectors, metadata } = platform
  const [records, syncs] = await Promise.all([listConnections(metadata, workspaceId), latestSyncs(metadata, workspaceId)])
  const stored = await storedPosts(
    workspaceId,
    connectors.kinds.map((kind) => kind.platform),
    platform,
  )
  const runner = syncRunnerOf(platform)
  const platforms = await Promise.all(
    connectors.kinds.map((kind) => {
      const record = records.find((one) => one.platform === kind.platform)
      return stateOf(kind, record, { workspaceId, stored: stored.get(kind.platform), sync: syncs.get(kind.platform), runner, platform })
    }),
  )
  return {
    platforms,
    latest: await latestPosts(
      workspaceId,
      records.map((record) => record.platform),
      platform,
    ),
  }
}

export async function storedPosts(workspaceId: string, platforms: readonly string[], { events }: Platform): Promise<Map<string, Stored>> {
  const rows = await events.rows<Stored & { platform: string }>(STORED_POSTS, { workspace_id: workspaceId, platforms })
  return new Map(rows.map((row) => [row.platform, row]))
}

async function latestPosts(
  workspaceId: string,
  platforms: readonly string[],
  { events }: Platform,
): Promise<ConnectionsResponse['latest']> {
  if (platforms.length === 0) return []
  type Row = Omit<ConnectionsResponse['latest'][number], 'published_at'> & { readonly published_milliseconds: number | null }
  const rows = await events.rows<Row>(LATEST_POSTS, { workspace_id: workspaceId, platforms, limit: LATEST_MAX })
  return rows.map(({ published_milliseconds, ...row }) => ({ ...row, published_at: instant(published_milliseconds) }))
}

interface Facts {
  readonly workspaceId: string
  readonly stored: Stored | undefined
  readonly sync: SyncRecord | undefined
  readonly runner: SyncRunner
  readonly platform: Platform
}

async function stateOf(kind: ConnectorKind, record: ConnectionRecord | undefined, facts: Facts): Promise<PlatformConnection> {
  const { workspaceId, stored, sync, runner, platform } = facts
  const opened = await openedCredentials(kind, record, workspaceId, platform)
  const limits = platform.connectors.limits(kind.platform)
  const baseAddress = record?.baseAddress ?? kind.baseAddress
  const quota =
    kind.needsKey && record === undefined ? null : await platform.connectors.quota(kind, { credentials: opened.credentials, baseAddress })
  return {
    platform: kind.platform,
    label: kind.label,
    about: kind.about,
    needs_key: kind.needsKey,
    has_own_address: kind.hasOwnAddress,
    base_address: kind.baseAddress,
    caveats: [...kind.caveats],
    credentials: kind.credentials.map(({ name, label, about, isSecret, isRequired }) => {
      const value = opened.credentials[name] ?? ''
      return { name, label, about, is_secret: isSecret, is_required: isRequired, is_set: value !== '', value: isSecret ? null : value }
    }),
    source_kinds: kind.sources.map(({ mayBeEmpty = false, ...source }) => ({ ...source, may_be_empty: mayBeEmpty })),
    first_sources: [...kind.firstSources],
    rate: limits?.rate ?? { requests: 0, seconds: 0 },
    quota: quota && { used: quota.used, units: quota.units, seconds_left: quota.secondsLeft, time_zone: limits?.quota?.timeZone ?? 'UTC' },
    stored_posts: stored?.posts ?? 0,
    connection: record === undefined ? null : connectionFacts(record, stored),
    problem: opened.problem,
    sync: sync === undefined ? null : syncState(sync, runner),
  }
}

async function openedCredentials(
  kind: ConnectorKind,
  record: ConnectionRecord | undefined,
  workspaceId: string,
  platform: Platform,
): Promise<{ readonly credentials: Record<string, string>; readonly problem: PlatformConnection['problem'] }> {
  if (record === undefined || !record.hasCredentials) return { credentials: {}, problem: null }
  try {
    return { credentials: await openCredentials(platform, workspaceId, kind.platform), problem: null }
  } catch (error) {
    if (!(error instanceof SecretKeyMissing || error instanceof SealBroken)) throw error
    const remedy = 'Give the key that sealed them as TRILL_SECRET_KEY_PREVIOUS, or give the credentials anew.'
    return { credentials: {}, problem: { message: `The credentials of ${kind.label} cannot be opened`, remedy } }
  }
}

function connectionFacts(record: ConnectionRecord, stored: Stored | undefined): PlatformConnection['connection'] {
  return {
    base_address: record.baseAddress,
    sources: [...record.sources],
    every_minutes: record.everyMinutes,
    as_events: record.asEvents,
    created_at: record.createdAt.toISOString(),
    changed_at: record.changedAt.toISOString(),
    next_sync_at: record.nextSyncAt.toISOString(),
    newest_post_at: instant(stored?.newest_milliseconds ?? null),
  }
}

/** What is shown of a sync: the record, and how far the run at hand is. */
export function syncState(sync: SyncRecord, runner: SyncRunner): SyncState {
  const counts = runner.counts(sync.id) ?? sync
  const pace = runner.pace(sync.id)
  return {
    id: sync.id,
    platform: sync.platform,
    status: sync.status,
    asked_by: sync.askedBy,
    posts: counts.posts,
    new_posts: counts.newPosts,
    skipped: counts.skipped,
    suppressed: counts.suppressed,
    events: counts.events,
    sources_done: counts.sourcesDone,
    sources_total: counts.sourcesTotal,
    rate: pace === undefined ? null : Math.round(pace.postsPerSecond * 10) / 10,
    eta_seconds: pace?.secondsLeft == null ? null : Math.ceil(pace.secondsLeft),
    problems: [...sync.problems],
    created_at: sync.createdAt.toISOString(),
    started_at: sync.startedAt?.toISOString() ?? null,
    finished_at: sync.finishedAt?.toISOString() ?? null,
  }
}

function instant(milliseconds: number | null): string | null {
  return milliseconds === null ? null : new Date(milliseconds).toISOString()
}
