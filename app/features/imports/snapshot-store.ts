import { readFileSync } from 'node:fs'
import { storeTime, tabSeparated } from '../../platform/clickhouse/text-rows.ts'
import type { Outcome, RowStore, StoreContext } from './format.ts'
import type { TrendingVideo } from './trending-row.ts'

const KNOWN_SNAPSHOTS = readFileSync(new URL('known-snapshots.sql', import.meta.url), 'utf8')
const SNAPSHOT_COLUMNS = [
  'workspace_id',
  'content_id',
  'observed_at',
  'platform',
  'views',
  'likes',
  'dislikes',
  'comments',
  'provenance',
  'received_at',
]
const CONTENT_COLUMNS = [
  ...['workspace_id', 'content_id', 'platform', 'kind', 'title', 'creator_id', 'creator_name', 'category', 'tags', 'url'],
  ...['thumbnail_url', 'published_at', 'provenance', 'updated_at'],
]

interface KnownSnapshot {
  readonly content_id: string
  readonly observed_at_milliseconds: number
  readonly views: number | null
  readonly received_at_milliseconds: number
}

/**
 * Stores what a platform reported about videos. A video has one snapshot a day: of several rows the one with the most views stays,
 * since counters only grow and so it is the latest; every other row is a duplicate, in one file and over all of them.
 */
export function storeSnapshots({ platform: { events }, importId, workspaceId }: StoreContext): RowStore<TrendingVideo> {
  const known = async (videos: readonly TrendingVideo[]) => {
    const parameters = {
      workspace_id: workspaceId,
      content_ids: videos.map(({ contentId }) => contentId),
      observed_at: videos.map(({ observedAt }) => observedAt),
    }
    const rows = await events.rows<KnownSnapshot>(KNOWN_SNAPSHOTS, parameters)
    return new Map(rows.map((row) => [keyOf(row.content_id, row.observed_at_milliseconds), row]))
  }
  const insert = (table: string, columns: readonly string[], rows: readonly string[], stamp: number) =>
    rows.length === 0
      ? undefined
      : events.insertText({ table, columns, body: Buffer.from(rows.join('')), token: `${table}-${importId}-${stamp}` })
  return {
    write: async (videos, stamp) => {
      const days = mostViewed(videos)
      const stored = await known([...days.values()])
      const { fresh, better, outcome } = compare(videos, days, stored, stamp)
      await insert('content', CONTENT_COLUMNS, describe(days.values(), workspaceId), stamp)
      await insert(
        'content_snapshots',
        SNAPSHOT_COLUMNS,
        [
          ...fresh.map((video) => snapshotRow(video, workspaceId, stamp)),
          ...better.map((video) => snapshotRow(video, workspaceId, stamp + 1)),
        ],
        stamp,
      )
      return outcome
    },
    settle: async () => ({ accepted: 0, duplicate: 0 }),
    unsettled: () => [],
  }
}

function compare(
  videos: readonly TrendingVideo[],
  days: ReadonlyMap<string, TrendingVideo>,
  stored: ReadonlyMap<string, KnownSnapshot>,
  stamp: number,
) {
  const fresh: TrendingVideo[] = []
  const better: TrendingVideo[] = []
  for (const [key, video] of days) {
    const before = stored.get(key)
    // A batch that is repeated after a crash finds its own rows: those under its stamp were new, those one later were better.
    if (before === undefined || before.received_at_milliseconds === stamp) fresh.push(video)
    else if ((video.views ?? -1) > (before.views ?? -1)) better.push(video)
  }
  const outcome: Outcome = { accepted: fresh.length, duplicate: videos.length - fresh.length, refused: [] }
  return { fresh, better, outcome }
}

function mostViewed(videos: readonly TrendingVideo[]): Map<string, TrendingVideo> {
  const days = new Map<string, TrendingVideo>()
  for (const video of videos) {
    const key = keyOf(video.contentId, video.observedAt)
    const before = days.get(key)
    if (before === undefined || (video.views ?? -1) > (before.views ?? -1)) days.set(key, video)
  }
  return days
}

function keyOf(contentId: string, observedAt: number): string {
  return `${contentId}\n${observedAt}`
}

function snapshotRow(
  { contentId, observedAt, views, likes, dislikes, comments }: TrendingVideo,
  workspaceId: string,
  stamp: number,
): string {
  const observed = [workspaceId, contentId, storeTime(observedAt), 'youtube', views, likes, dislikes, comments]
  return tabSeparated([...observed, 'imported', storeTime(stamp)])
}

/** The latest day describes a video best; dated by it, so that an old file never overrides a newer description. */
function describe(videos: Iterable<TrendingVideo>, workspaceId: string): string[] {
  const latest = new Map<string, TrendingVideo>()
  for (const video of videos) {
    const before = latest.get(video.contentId)
    if (before === undefined || before.observedAt <= video.observedAt) latest.set(video.contentId, video)
  }
  return [...latest.values()].map((video) => contentRow(video, workspaceId))
}

function contentRow(video: TrendingVideo, workspaceId: string): string {
  const { contentId, title, channelId, channel, category, tags, thumbnail, publishedAt, observedAt } = video
  const url = `https://www.youtube.com/watch?v=${contentId}`
  const published = publishedAt === null ? null : storeTime(publishedAt)
  const described = [workspaceId, contentId, 'youtube', 'video', title, channelId, channel, category, tags, url, thumbnail, published]
  return tabSeparated([...described, 'imported', storeTime(observedAt)])
}
