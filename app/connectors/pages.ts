import type {
  Connector,
  ConnectorKind,
  OpenConnection,
  Post,
  PostPage,
  SearchQuery,
  Source,
  SourceFailed,
  SyncPage,
  SyncRun,
} from './connector.ts'
import { type ConnectorFailure, isFailure } from './failure.ts'
import { beginRound, type Cursor, readCursor, sourceKey, writeCursor } from './sync-cursor.ts'

/** Posts of so many days are read again at each sync, for their counters. */
const REFRESH_MILLISECONDS = 2 * 86_400_000
/** Pages of a source in one sync, and of one search: a platform may always have one more. */
const PAGES_MAX = 5
/** Posts of one page, where the platform lets one choose. */
export const PAGE_POSTS = 100

/** What is asked of one source. */
export interface ReadRequest {
  /** Where the page before ended; null for the first one. */
  readonly after: string | null
  /** Milliseconds since 1970; null for no limit. */
  readonly since: number | null
  /** Posts of this page. */
  readonly limit: number
  readonly patienceSeconds?: number | undefined
  readonly signal?: AbortSignal | undefined
}

/** One page of a source, and where the next one is. */
export interface ReadPage extends PostPage {
  readonly next: string | null
  /** False where later pages may hold newer posts: charts, and orders by relevance. */
  readonly isNewestFirst: boolean
}

/** What a platform’s folder brings; searching and syncing are made of it. */
export interface SourceReader {
  read(source: Source, request: ReadRequest): Promise<ReadPage | ConnectorFailure>
  /** The source in which words are searched; undefined where the platform has no search for this connection. */
  searchSource(text: string): Source | undefined
  test(signal?: AbortSignal): Promise<{ readonly status: 'works' } | ConnectorFailure>
}

/** A connector whose pages a reader reads. */
export function connectorOf({ platform, label }: ConnectorKind, { sources, now }: OpenConnection, reader: SourceReader): Connector {
  return {
    platform,
    label,
    search: (query) => search(reader, query, label),
    sync: (run) => sync(reader, run, sources, now()),
    test: (signal) => reader.test(signal),
  }
}

async function* search(reader: SourceReader, query: SearchQuery, label: string): AsyncGenerator<PostPage | ConnectorFailure> {
  const { text, since = null, limit, patienceSeconds, signal } = query
  const source = reader.searchSource(text)
  if (source === undefined) return yield { status: 'refused', message: `${label} has no search that this connection may use` }
  let left = limit
  let after: string | null = null
  for (let pages = 0; left > 0 && pages < PAGES_MAX; pages += 1) {
    const page: ReadPage | ConnectorFailure = await reader.read(source, {
      after,
      since,
      limit: Math.min(left, PAGE_POSTS),
      patienceSeconds,
      signal,
    })
    if (isFailure(page)) return yield page
    const posts = page.posts.filter((post) => isSince(post, since)).slice(0, left)
    left -= posts.length
    yield { status: 'page', posts, skipped: page.skipped }
    if (page.next === null || page.next === after || (page.isNewestFirst && posts.length < page.posts.length)) return
    after = page.next
  }
}

/**
 * Each source from its newest post back to what was read before; sources that cannot be read are told and passed over. Some platforms take
 * the time of a post from whoever publishes it: what lies in the future counts as now, or nothing would be new until then.
 */
async function* sync(
  reader: SourceReader,
  { cursor: stored, since, signal }: SyncRun,
  sources: readonly Source[],
  now: number,
): AsyncGenerator<SyncPage | SourceFailed | ConnectorFailure> {
  let cursor = beginRound(readCursor(stored), sources)
  for (const source of sources) {
    const key = sourceKey(source)
    if (cursor.done.includes(key)) continue
    const kept = cursor.newest[key]
    const before = kept === undefined ? undefined : Math.min(kept, now)
    const from = before === undefined ? since : before - REFRESH_MILLISECONDS
    let after = cursor.at?.key === key ? cursor.at.after : null
    let newest = cursor.at?.key === key ? cursor.at.newest : (before ?? 0)
    for (let pages = 0; ; pages += 1) {
      const page = await reader.read(source, { after, since: from, limit: PAGE_POSTS, signal })
      if (isFailure(page)) {
        // The place within a source may have expired since it was kept.
        if (pages === 0 && after !== null && ofOneSource(page)) {
          after = null
          continue
        }
        if (!ofOneSource(page)) return yield page
        cursor = endSource(cursor, key, before)
        yield { status: 'source_failed', source, failure: page, ...standing(cursor, sources) }
        break
      }
      const posts = page.posts.filter((post) => !page.isNewestFirst || isSince(post, from))
      newest = Math.max(newest, ...posts.map((post) => Math.min(publishedAt(post) ?? 0, now)))
      const isLast = page.next === null || page.next === after || pages + 1 >= PAGES_MAX || (page.isNewestFirst && isPast(page.posts, from))
      cursor = isLast ? endSource(cursor, key, newest) : { ...cursor, at: { key, after: page.next ?? '', newest } }
      yield { status: 'page', posts, skipped: page.skipped, source, ...standing(cursor, sources) }
      if (isLast) break
      after = page.next
    }
  }
}

function standing(cursor: Cursor, sources: readonly Source[]): Pick<SyncPage, 'cursor' | 'sourcesDone' | 'sourcesTotal'> {
  const sourcesDone = sources.filter((source) => cursor.done.includes(sourceKey(source))).length
  return { cursor: writeCursor(cursor), sourcesDone, sourcesTotal: sources.length }
}

/** True for what says nothing about the other sources. */
function ofOneSource({ status }: ConnectorFailure): boolean {
  return status === 'not_found' || status === 'refused' || status === 'forbidden' || status === 'unreadable_answer'
}

function endSource(cursor: Cursor, key: string, newest: number | undefined): Cursor {
  return {
    newest: newest === undefined || newest === 0 ? cursor.newest : { ...cursor.newest, [key]: newest },
    done: [...cursor.done, key],
    at: null,
  }
}

function isPast(posts: readonly Post[], since: number): boolean {
  const last = posts.at(-1)
  return last !== undefined && !isSince(last, since)
}

function isSince(post: Post, since: number | null): boolean {
  return since === null || (publishedAt(post) ?? Number.POSITIVE_INFINITY) >= since
}

function publishedAt({ content }: Post): number | null {
  return content.published_at === null ? null : Date.parse(content.published_at)
}
