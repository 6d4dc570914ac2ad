import { readFileSync } from 'node:fs'
import type { EventStore } from '../../platform/clickhouse/event-store.ts'
import { HORIZON_SECONDS } from './horizon.ts'
import type { PostRow, SharesRow } from './virality.ts'

const sql = (name: string) => readFileSync(new URL(`${name}.sql`, import.meta.url), 'utf8')
const POSTS = sql('posts')
const SHARES = sql('shares')

const HORIZON_MILLISECONDS = 1000 * HORIZON_SECONDS
/** A creator’s posts are known from so long back. */
const HISTORY_MILLISECONDS = 365 * 86_400_000
const CREATORS_POSTS_MAX = 20_000

interface Wanted {
  readonly workspaceId: string
  /** Published from then on, milliseconds since 1970. */
  readonly first: number
  /** Published before. */
  readonly last: number
  readonly contentIds?: readonly string[]
  readonly creators?: readonly string[]
  /** Nodes, the post among them. */
  readonly sizeMin?: number
  readonly limit: number
}

/** Posts with what they gathered within the horizon, the newest first. */
export function readPosts(
  events: EventStore,
  { workspaceId, first, last, contentIds, creators, sizeMin, limit }: Wanted,
): Promise<PostRow[]> {
  return events.rows<PostRow>(POSTS, {
    workspace_id: workspaceId,
    first_milliseconds: first,
    last_milliseconds: last,
    horizon_milliseconds: HORIZON_MILLISECONDS,
    content_ids: contentIds ?? [],
    creators: creators ?? [],
    size_min: sizeMin ?? 1,
    limit,
  })
}

/** Shares of posts within the horizon, by post. */
export async function readShares(
  events: EventStore,
  workspaceId: string,
  posts: readonly PostRow[],
): Promise<ReadonlyMap<string, SharesRow>> {
  if (posts.length === 0) return new Map()
  const moments = posts.map(({ published }) => published)
  const rows = await events.rows<SharesRow>(SHARES, {
    workspace_id: workspaceId,
    content_ids: posts.map(({ content_id }) => content_id),
    first_milliseconds: Math.min(...moments),
    last_milliseconds: Math.max(...moments) + HORIZON_MILLISECONDS,
  })
  const published = new Map(posts.map((post) => [post.content_id, post.published]))
  return new Map(rows.map((row) => [row.content_id, withinHorizon(row, published.get(row.content_id) as number)]))
}

/** What the creators of posts posted in the year before. */
export async function readCreatorPosts(events: EventStore, workspaceId: string, posts: readonly PostRow[]): Promise<PostRow[]> {
  const creators = [...new Set(posts.map(({ creator_id }) => creator_id).filter((id) => id !== ''))]
  if (creators.length === 0) return []
  const moments = posts.map(({ published }) => published)
  const first = Math.min(...moments) - HISTORY_MILLISECONDS
  return readPosts(events, { workspaceId, first, last: Math.max(...moments), creators, limit: CREATORS_POSTS_MAX })
}

function withinHorizon(row: SharesRow, published: number): SharesRow {
  const kept = row.moments.map((moment, index) => ({ moment, index })).filter(({ moment }) => moment <= published + HORIZON_MILLISECONDS)
  if (kept.length === row.moments.length) return row
  const of = (values: readonly number[]) => kept.map(({ index }) => values[index] as number)
  return {
    ...row,
    moments: of(row.moments),
    people: of(row.people),
    messages: of(row.messages),
    parents: of(row.parents),
    replies: of(row.replies),
  }
}
