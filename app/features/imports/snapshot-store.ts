import { readFileSync } from 'node:fs'
import { SNAPSHOT_COUNTERS, type SnapshotCounter } from '@trill/contract/content'
import { storeTime, tabSeparated } from '../../platform/clickhouse/text-rows.ts'
import type { Outcome, RowStore, StoreContext } from './format.ts'

const KNOWN_SNAPSHOTS = readFileSync(new URL('known-snapshots.sql', import.meta.url), 'utf8')
const SNAPSHOT_COLUMNS = ['workspace_id', 'content_id', 'observed_at', 'platform', ...SNAPSHOT_COUNTERS, 'provenance', 'received_at']
const CONTENT_COLUMNS = [
  ...['workspace_id', 'content_id', 'platform', 'kind', 'title', 'creator_id', 'creator_name', 'category', 'tags', 'url'],
  ...['thumbnail_url', 'published_at', 'provenance', 'updated_at'],
]
const DAY_MILLISECONDS = 86_400_000

/** What a platform reported about a post. Times in milliseconds UTC; a counter that is null or not there was not reported. */
export interface ObservedPost {
  readonly contentId: string
  /** Null where the file does not say: then it is the day of the import. */
  readonly observedAt: number | null
  readonly platform: string
  readonly kind: string
  readonly title: string
  readonly channelId: string
  readonly channel: string
  readonly category: string
  readonly tags: readonly string[]
  readonly url: string
  readonly thumbnail: string
  readonly publishedAt: number | null
  readonly counters: Readonly<Partial<Record<SnapshotCounter, number | null>>>
}

type Dated = ObservedPost & { readonly observedAt: number }

interface KnownSnapshot {
  readonly content_id: string
  readonly observed_at_milliseconds: number
  readonly views: number | null
  readonly received_at_milliseconds: number
}

/**
 * Stores what platforms reported about posts. A post has one snapshot a day: of several rows the one with the most views stays, since
 * counters only grow and so it is the latest; every other row is a duplicate, in one file and over all of them.
 */
export function storeSnapshots<T>(
  { platform: { events }, importId, workspaceId }: StoreContext,
  postOf: (row: T) => ObservedPost,
): RowStore<T> {
  const known = async (posts: readonly Dated[]) => {
    const parameters = {
      workspace_id: workspaceId,
      content_ids: posts.map(({ contentId }) => contentId),
      observed_at: posts.map(({ observedAt }) => observedAt),
    }
    const rows = await events.rows<KnownSnapshot>(KNOWN_SNAPSHOTS, parameters)
    return new Map(rows.map((row) => [keyOf(row.content_id, row.observed_at_milliseconds), row]))
  }
  const insert = (table: string, columns: readonly string[], rows: readonly string[], stamp: number) =>
    rows.length === 0
      ? undefined
      : events.insertText({ table, columns, body: Buffer.from(rows.join('')), token: `${table}-${importId}-${stamp}` })
  return {
    write: async (values, stamp) => {
      const posts = values.map(postOf).map((post) => dated(post, stamp))
      const days = mostViewed(posts)
      const stored = await known([...days.values()])
      const { fresh, better, outcome } = compare(posts, days, stored, stamp)
      await insert('content', CONTENT_COLUMNS, describe(days.values(), workspaceId), stamp)
      await insert(
        'content_snapshots',
        SNAPSHOT_COLUMNS,
        [...fresh.map((post) => snapshotRow(post, workspaceId, stamp)), ...better.map((post) => snapshotRow(post, workspaceId, stamp + 1))],
        stamp,
      )
      return outcome
    },
    settle: async () => ({ accepted: 0, duplicate: 0 }),
    unsettled: () => [],
  }
}

/** The stamp stays over a crash, so that a batch that is repeated is of the same day. */
function dated(post: ObservedPost, stamp: number): Dated {
  return { ...post, observedAt: post.observedAt ?? Math.floor(stamp / DAY_MILLISECONDS) * DAY_MILLISECONDS }
}

function compare(posts: readonly Dated[], days: ReadonlyMap<string, Dated>, stored: ReadonlyMap<string, KnownSnapshot>, stamp: number) {
  const fresh: Dated[] = []
  const better: Dated[] = []
  for (const [key, post] of days) {
    const before = stored.get(key)
    // A batch that is repeated after a crash finds its own rows: those under its stamp were new, those one later were better.
    if (before === undefined || before.received_at_milliseconds === stamp) fresh.push(post)
    else if (viewsOf(post) > (before.views ?? -1)) better.push(post)
  }
  const outcome: Outcome = { accepted: fresh.length, duplicate: posts.length - fresh.length, refused: [] }
  return { fresh, better, outcome }
}

function viewsOf({ counters }: ObservedPost): number {
  return counters.views ?? -1
}

function mostViewed(posts: readonly Dated[]): Map<string, Dated> {
  const days = new Map<string, Dated>()
  for (const post of posts) {
    const key = keyOf(post.contentId, post.observedAt)
    const before = days.get(key)
    if (before === undefined || viewsOf(post) > viewsOf(before)) days.set(key, post)
  }
  return days
}

function keyOf(contentId: string, observedAt: number): string {
  return `${contentId}\n${observedAt}`
}

function snapshotRow({ contentId, observedAt, platform, counters }: Dated, workspaceId: string, stamp: number): string {
  const observed = [workspaceId, contentId, storeTime(observedAt), platform]
  return tabSeparated([...observed, ...SNAPSHOT_COUNTERS.map((counter) => counters[counter] ?? null), 'imported', storeTime(stamp)])
}

/** The latest day describes a post best; dated by it, so that an old file never overrides a newer description. */
function describe(posts: Iterable<Dated>, workspaceId: string): string[] {
  const latest = new Map<string, Dated>()
  for (const post of posts) {
    const before = latest.get(post.contentId)
    if (before === undefined || before.observedAt <= post.observedAt) latest.set(post.contentId, post)
  }
  return [...latest.values()].map((post) => contentRow(post, workspaceId))
}

function contentRow(post: Dated, workspaceId: string): string {
  const { contentId, platform, kind, title, channelId, channel, category, tags, url, thumbnail, publishedAt, observedAt } = post
  const published = publishedAt === null ? null : storeTime(publishedAt)
  const described = [workspaceId, contentId, platform, kind, title, channelId, channel, category, tags, url, thumbnail, published]
  return tabSeparated([...described, 'imported', storeTime(observedAt)])
}
