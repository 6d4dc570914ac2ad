import { readFileSync } from 'node:fs'
import { MINOR_RAW_RETENTION_DAYS } from '@trill/contract/consent'
import type { RetentionClass } from '@trill/contract/retention'
import type { Platform } from '../../platform/platform.ts'
import { PLACES } from './data-retention.ts'
import { importFiles, removeDueFiles } from './import-files.ts'
import { attributeTimes, storedOf } from './stored.ts'

/** How long the event store may take to catch up with what was acknowledged; milliseconds. */
const SETTLE_MILLISECONDS = 30_000

const sql = (name: string) => readFileSync(new URL(`${name}.sql`, import.meta.url), 'utf8')
/** Places whose rows say themselves when they expire. */
const TIMED = {
  events: { shorten: sql('shorten-events'), lengthen: sql('lengthen-events') },
  actor_daily: { shorten: sql('shorten-actor-daily'), lengthen: sql('lengthen-actor-daily') },
  share_edges: { shorten: sql('shorten-share-edges'), lengthen: sql('lengthen-share-edges') },
  customers: { shorten: sql('shorten-customers'), lengthen: sql('lengthen-customers') },
} as const
const PRUNED: Readonly<Record<string, string>> = {
  content_hourly: sql('prune-content-hourly'),
  content_daily: sql('prune-content-daily'),
  platform_quarter_hourly: sql('prune-platform-quarter-hourly'),
  uniques_hourly: sql('prune-uniques-hourly'),
  content_people: sql('prune-content-people'),
  // What says in which hours and days there were minors goes last: places come in the order of their names.
  content_daily_of_minors: sql('prune-minors-content-daily'),
  content_hourly_of_minors: sql('prune-minors-content-hourly'),
  content_people_of_minors: sql('prune-minors-content-people'),
  platform_quarter_hourly_of_minors: sql('prune-minors-platform-quarter-hourly'),
  uniques_hourly_of_minors: sql('prune-minors-uniques-hourly'),
  content_snapshots: sql('prune-content-snapshots'),
  youtube_trends_scores: sql('prune-youtube-trends-scores'),
  youtube_trends_analyses: sql('prune-youtube-trends-analyses'),
  youtube_trends_matches: sql('prune-youtube-trends-matches'),
  creator_snapshots: sql('prune-creator-snapshots'),
  quarantine: sql('prune-quarantine'),
  ingest_ledger: sql('prune-ingest-ledger'),
}

/** A change that is not applied to what is stored yet. */
export interface PendingChange {
  readonly class: RetentionClass
  readonly days: number
  readonly days_before: number
  readonly changed_at: Date
}

const PENDING = 'SELECT class, days, days_before, changed_at FROM retention_policies WHERE workspace_id = $1 AND applied_at IS NULL'
const APPLIED = 'UPDATE retention_policies SET applied_at = $4 WHERE workspace_id = $1 AND class = $2 AND changed_at = $3'

export async function pendingChanges({ metadata }: Pick<Platform, 'metadata'>, workspaceId: string): Promise<PendingChange[]> {
  return (await metadata.query<PendingChange>(PENDING, [workspaceId])).rows
}

/**
 * Brings what is stored of a workspace in line with how long it keeps what, and deletes what is due and does not go by itself.
 * Does nothing where nothing is to be done; after a crash the same again does what was left.
 */
export async function sweepWorkspace(platform: Platform, workspaceId: string): Promise<void> {
  const pending = await pendingChanges(platform, workspaceId)
  if (pending.length > 0) await platform.log.settle(SETTLE_MILLISECONDS)
  for (const change of pending) if (change.class === 'events') await lengthen(platform, workspaceId, change)
  await shortenAndPrune(platform, workspaceId)
  await eraseDueAttributes(platform, workspaceId)
  const files = await importFiles(platform, workspaceId)
  removeDueFiles(files, platform.retention.of(workspaceId).import_files, platform.now())
  const now = new Date(platform.now()).toISOString()
  for (const change of pending) await platform.metadata.query(APPLIED, [workspaceId, change.class, change.changed_at, now])
}

/** What is due becomes unreadable wherever a copy of it is: its keys go. */
async function eraseDueAttributes({ personAttributes, retention, now }: Platform, workspaceId: string): Promise<void> {
  const erased = await personAttributes.eraseDue(workspaceId, attributeTimes(retention.of(workspaceId)), now())
  if (erased > 0) await personAttributes.forgetKeys()
}

/** Rows of minors are told from others by their shorter time: where both had the same, what is stored keeps it. */
async function lengthen({ events, now }: Platform, workspaceId: string, { days, days_before }: PendingChange): Promise<void> {
  if (days <= days_before || days_before <= MINOR_RAW_RETENTION_DAYS) return
  const parameters = { workspace_id: workspaceId, days, days_before, now_seconds: Math.floor(now() / 1000) }
  for (const { lengthen: statement } of Object.values(TIMED)) await events.command(statement, parameters)
}

async function shortenAndPrune(platform: Platform, workspaceId: string): Promise<void> {
  const days = platform.retention.of(workspaceId)
  const now_seconds = Math.floor(platform.now() / 1000)
  for (const { place, due, excess } of await storedOf(platform, workspaceId)) {
    const name = PLACES[place]
    if (name === undefined) continue
    const parameters = { workspace_id: workspaceId, days: days[name], now_seconds }
    const prune = PRUNED[place]
    if (prune !== undefined && due > 0) await platform.events.command(prune, parameters)
    if (place in TIMED && excess > 0) await platform.events.command(TIMED[place as keyof typeof TIMED].shorten, parameters)
  }
}
