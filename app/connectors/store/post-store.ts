import { readFileSync } from 'node:fs'
import { CREATOR_COUNTERS, type CreatorCounter, SNAPSHOT_COUNTERS } from '@trill/contract/content'
import { storeTime, tabSeparated } from '../../platform/clickhouse/text-rows.ts'
import type { Platform } from '../../platform/platform.ts'
import type { Creator, Post } from '../connector.ts'
import { publishPosts } from './post-events.ts'
import { type Protection, protectionOf, type StorablePost } from './protected-post.ts'

const STORED_CONTENT = sql('stored-content')
const LATEST_COUNTERS = sql('latest-counters')
const LATEST_CREATORS = sql('latest-creators')

const CONTENT_COLUMNS = [
  ...['workspace_id', 'content_id', 'platform', 'kind', 'title', 'creator_id', 'creator_name', 'category', 'tags', 'url'],
  ...['thumbnail_url', 'published_at', 'provenance', 'updated_at'],
]
const SNAPSHOT_COLUMNS = [
  ...['workspace_id', 'content_id', 'observed_at', 'platform'],
  ...SNAPSHOT_COUNTERS,
  ...['upvote_ratio', 'provenance', 'received_at'],
]
const CREATOR_COLUMNS = ['workspace_id', 'platform', 'creator_id', 'observed_at', ...CREATOR_COUNTERS, 'provenance', 'received_at']

/** Counters that did not change are noted again after this long: that nothing happened is known, too. */
const UNCHANGED_MILLISECONDS = 3_600_000

/** What became of posts. */
export interface StoredPosts {
  /** Posts that were not known before. */
  readonly fresh: number
  /** Posts of which counters were noted. */
  readonly noted: number
  /** Posts that may not be stored, because of who published them. */
  readonly suppressed: number
  /** Posts that became events. */
  readonly published: number
}

/** How posts are stored. */
export interface StoringPosts {
  /** Posts become events of who published them, too. */
  readonly asEvents: boolean
  /** Ends waiting for a full backlog of events. */
  readonly signal?: AbortSignal
}

type Needs = Protection & Pick<Platform, 'events' | 'ingest' | 'log' | 'measurements' | 'live'>

/**
 * Stores what a platform reports: posts in `content`, their counters in `content_snapshots`, those of creators in `creator_snapshots`, and
 * where it is wished for, that they were published in `events`. The same again changes nothing. This is the only way in for what
 * connectors read.
 * @throws Overloaded when posts become events, the backlog of those is full and the signal was given.
 */
export async function storePosts(
  workspaceId: string,
  posts: readonly Post[],
  needs: Needs,
  { asEvents, signal }: StoringPosts = { asEvents: false },
): Promise<StoredPosts> {
  const protect = protectionOf(workspaceId, needs)
  const latest = new Map<string, StorablePost>()
  let suppressed = 0
  for (const post of posts) {
    const storable = protect(post)
    if (storable === undefined) suppressed += 1
    else latest.set(storable.content.content_id, storable)
  }
  if (latest.size === 0) return { fresh: 0, noted: 0, suppressed, published: 0 }
  const storable = [...latest.values()]
  const [described, noted] = await Promise.all([storedContent(workspaceId, latest, needs), latestCounters(workspaceId, latest, needs)])
  const receivedAt = needs.now()
  const published = asEvents ? await publishPosts(workspaceId, storable, receivedAt, needs, signal) : 0
  const write = async (table: string, columns: readonly string[], rows: readonly string[]) => {
    if (rows.length === 0) return
    await needs.events.insertText({
      table,
      columns,
      body: Buffer.from(rows.join('')),
      token: `${table}-${workspaceId}-${crypto.randomUUID()}`,
    })
  }
  const changed = storable.filter(({ content }) => described.get(content.content_id) !== fingerprintOf(content))
  await write(
    'content',
    CONTENT_COLUMNS,
    changed.map((post) => contentRow(post, workspaceId, receivedAt)),
  )
  const moved = storable.filter((post) => isWorthNoting(countersOf(post), post.observedAt, noted.get(post.content.content_id)))
  await write(
    'content_snapshots',
    SNAPSHOT_COLUMNS,
    moved.map((post) => snapshotRow(post, workspaceId, receivedAt)),
  )
  await write('creator_snapshots', CREATOR_COLUMNS, await creatorRows(workspaceId, storable, receivedAt, needs))
  const fresh = storable.filter(({ content }) => !described.has(content.content_id)).length
  return { fresh, noted: moved.length, suppressed, published }
}

interface Noted {
  readonly observed_at_milliseconds: number
  readonly counters: readonly (number | null)[]
}

async function storedContent(
  workspaceId: string,
  posts: ReadonlyMap<string, StorablePost>,
  { events }: Needs,
): Promise<Map<string, string>> {
  type Row = Omit<StorablePost['content'], 'published_at' | 'platform'> & { readonly published_at_milliseconds: number | null }
  const rows = await events.rows<Row>(STORED_CONTENT, { workspace_id: workspaceId, content_ids: [...posts.keys()] })
  return new Map(rows.map((row) => [row.content_id, fingerprint(row, row.published_at_milliseconds)]))
}

async function latestCounters(
  workspaceId: string,
  posts: ReadonlyMap<string, StorablePost>,
  { events }: Needs,
): Promise<Map<string, Noted>> {
  type Row = Noted & { readonly content_id: string }
  const rows = await events.rows<Row>(LATEST_COUNTERS, { workspace_id: workspaceId, content_ids: [...posts.keys()] })
  return new Map(rows.map((row) => [row.content_id, row]))
}

function fingerprintOf(content: StorablePost['content']): string {
  return fingerprint(content, content.published_at === null ? null : Date.parse(content.published_at))
}

function fingerprint(content: Omit<StorablePost['content'], 'published_at' | 'platform'>, publishedAt: number | null): string {
  const { kind, title, creator_id, creator_name, category, tags, url, thumbnail_url } = content
  return JSON.stringify([kind, title, creator_id, creator_name, category, tags, url, thumbnail_url, publishedAt])
}

/** What did not change is noted again once an hour; that a platform reports nothing is noted once. */
function isWorthNoting(counters: readonly (number | null)[], observedAt: number, before: Noted | undefined): boolean {
  if (before === undefined) return true
  if (observedAt <= before.observed_at_milliseconds || counters.every((count) => count === null)) return false
  return (
    counters.some((count, at) => count !== (before.counters[at] ?? null)) ||
    observedAt - before.observed_at_milliseconds >= UNCHANGED_MILLISECONDS
  )
}

function countersOf({ counters }: StorablePost): (number | null)[] {
  return SNAPSHOT_COUNTERS.map((name) => counters[name] ?? null)
}

function contentRow({ content }: StorablePost, workspaceId: string, receivedAt: number): string {
  const { content_id, platform, kind, title, creator_id, creator_name, category, tags, url, thumbnail_url, published_at } = content
  const published = published_at === null ? null : storeTime(Date.parse(published_at))
  const described = [
    workspaceId,
    content_id,
    platform,
    kind,
    title,
    creator_id,
    creator_name,
    category,
    tags,
    url,
    thumbnail_url,
    published,
  ]
  return tabSeparated([...described, 'measured', storeTime(receivedAt)])
}

function snapshotRow(post: StorablePost, workspaceId: string, receivedAt: number): string {
  const { content, observedAt, upvoteRatio } = post
  const observed = [workspaceId, content.content_id, storeTime(observedAt), content.platform, ...countersOf(post), upvoteRatio]
  return tabSeparated([...observed, 'measured', storeTime(receivedAt)])
}

/** Each creator once, as last seen. */
async function creatorRows(workspaceId: string, posts: readonly StorablePost[], receivedAt: number, { events }: Needs): Promise<string[]> {
  const seen = new Map<string, { readonly platform: string; readonly creator: Creator; readonly observedAt: number }>()
  for (const { content, creator, observedAt } of posts)
    if (creator !== null) seen.set(`${content.platform} ${creator.creatorId}`, { platform: content.platform, creator, observedAt })
  if (seen.size === 0) return []
  type Row = Noted & { readonly platform: string; readonly creator_id: string }
  const rows = await events.rows<Row>(LATEST_CREATORS, {
    workspace_id: workspaceId,
    platforms: [...new Set([...seen.values()].map(({ platform }) => platform))],
    ids: [...seen.values()].map(({ creator }) => creator.creatorId),
  })
  const noted = new Map(rows.map((row) => [`${row.platform} ${row.creator_id}`, row]))
  return [...seen]
    .filter(([name, { creator, observedAt }]) => isWorthNoting(followersOf(creator), observedAt, noted.get(name)))
    .map(([, { platform, creator, observedAt }]) => {
      const observed = [workspaceId, platform, creator.creatorId, storeTime(observedAt), ...followersOf(creator)]
      return tabSeparated([...observed, 'measured', storeTime(receivedAt)])
    })
}

function followersOf(creator: Creator): (number | null)[] {
  return CREATOR_COUNTERS.map((name: CreatorCounter) => creator[name])
}

function sql(name: string): string {
  return readFileSync(new URL(`${name}.sql`, import.meta.url), 'utf8')
}
