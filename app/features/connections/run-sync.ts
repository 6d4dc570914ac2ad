import { type ConnectionRecord, keepCursor } from '../../connectors/connection-store.ts'
import type { Connector, Source, SourceFailed, SyncPage } from '../../connectors/connector.ts'
import { type ConnectorFailure, isFailure } from '../../connectors/failure.ts'
import { storePosts } from '../../connectors/store/post-store.ts'
import { Overloaded } from '../../platform/log/event-log.ts'
import type { Platform } from '../../platform/platform.ts'
import type { SyncProblem } from './contract.ts'
import { problemOf } from './remedies.ts'
import { keepCounts, type SyncCounts, type SyncRecord, type SyncStatus } from './sync-record.ts'

/** How far back a source is read that was never read before. */
const FIRST_MILLISECONDS = 7 * 86_400_000

export interface SyncEnd {
  readonly status: Exclude<SyncStatus, 'waiting' | 'running'>
  readonly problems: readonly SyncProblem[]
  /** What ended it before its time. */
  readonly failure: ConnectorFailure | null
}

interface Run {
  readonly platform: Platform
  readonly connection: ConnectionRecord
  readonly sync: SyncRecord
  readonly signal: AbortSignal
  readonly onProgress: (counts: SyncCounts) => void
}

/** Reads a connection from where its cursor stands. Each page is stored before its cursor is kept, so that nothing is lost, and repeats change nothing. */
export async function runSync(run: Run): Promise<SyncEnd> {
  const { platform, connection, sync, signal } = run
  const found = await platform.connectors.of(connection.workspaceId, connection.platform as Connector['platform'])
  if (found.status !== 'connected') {
    const { status, message, remedy } = found
    return { status: 'failed', problems: [{ status, message, remedy, source: null, field: null }], failure: null }
  }
  let counts: SyncCounts = { ...sync, sourcesTotal: connection.sources.length }
  let problems = sync.problems
  let read = 0
  const since = platform.now() - FIRST_MILLISECONDS
  for await (const part of found.connector.sync({ cursor: connection.cursor, since, signal })) {
    if (isFailure<SyncPage | SourceFailed>(part)) return ended(part, problems)
    if (part.status === 'page') {
      const stored = await store(run, part, counts)
      if (stored === 'stopped') break
      read += 1
      counts = stored
    } else problems = [...problems, problemOf(part.failure, sourceText(part.source))]
    counts = { ...counts, sourcesDone: part.sourcesDone, sourcesTotal: part.sourcesTotal }
    await platform.metadata.transaction(async (transaction) => {
      await keepCursor(transaction, connection, part.cursor)
      await keepCounts(transaction, sync.id, counts, problems)
    })
    run.onProgress(counts)
  }
  if (signal.aborted) return { status: 'cancelled', problems, failure: null }
  return { status: read === 0 && problems.length > 0 ? 'failed' : 'done', problems, failure: null }
}

async function store({ platform, connection, signal }: Run, page: SyncPage, counts: SyncCounts): Promise<SyncCounts | 'stopped'> {
  const { workspaceId, asEvents } = connection
  const done = await storePosts(workspaceId, page.posts, platform, { asEvents, signal }).catch((error: unknown) => {
    if (error instanceof Overloaded && signal.aborted) return 'stopped' as const
    throw error
  })
  if (done === 'stopped') return done
  const { fresh, suppressed, published } = done
  return {
    ...counts,
    posts: counts.posts + page.posts.length,
    newPosts: counts.newPosts + fresh,
    skipped: counts.skipped + page.skipped.length,
    suppressed: counts.suppressed + suppressed,
    events: counts.events + published,
  }
}

function ended(failure: ConnectorFailure, problems: readonly SyncProblem[]): SyncEnd {
  if (failure.status === 'cancelled') return { status: 'cancelled', problems, failure }
  return { status: 'failed', problems: [...problems, problemOf(failure)], failure }
}

function sourceText({ kind, value }: Source): string {
  return value === '' ? kind : `${kind} ${value}`
}
