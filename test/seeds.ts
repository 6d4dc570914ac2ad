import { CREATOR_COUNTERS, SNAPSHOT_COUNTERS } from '@trill/contract/content'
import type { CustomerProvenance } from '@trill/contract/customer-filters'
import type { CustomerValues } from '@trill/contract/customer-row'
import { createPopulation } from '@trill/core/population/population'
import type { QueryParameters } from '../app/platform/clickhouse/event-store.ts'
import { CUSTOMER_BATCH_ROWS, writeCustomers } from '../app/platform/customers/customer-writer.ts'
import { publishCustomers } from '../app/platform/customers/publish.ts'
import { simulatedCustomers } from '../app/platform/customers/simulated.ts'
import type { TestPlatform } from './platform.ts'

/** Events as `POST /v1/events` takes them; a `message_id` and an actor are added where none is given. */
export type SeedEvent = Readonly<Record<string, unknown>> & { readonly type: string; readonly occurred_at: string }

export interface SeedSnapshot {
  readonly content_id: string
  readonly observed_at: string
  readonly platform?: string
  readonly views?: number
  readonly likes?: number
  readonly dislikes?: number
  readonly comments?: number
  readonly shares?: number
  readonly saves?: number
  readonly impressions?: number
  readonly reach?: number
  readonly clicks?: number
  readonly profile_visits?: number
  readonly follows?: number
  readonly watch_seconds?: number
  readonly completions?: number
}

export interface SeedCreatorSnapshot {
  readonly creator_id: string
  readonly observed_at: string
  readonly platform?: string
  readonly followers?: number
  readonly following?: number
  readonly posts?: number
  readonly views?: number
}

export interface SeedContent {
  readonly content_id: string
  readonly platform?: string
  readonly title?: string
  readonly creator_id?: string
  readonly creator_name?: string
  readonly category?: string
  readonly tags?: readonly string[]
  readonly published_at?: string
}

let sent = 0

/** Sends events the way a customer’s server does, and waits until queries see them. */
export async function sendEvents(test: TestPlatform, workspaceId: string, events: readonly SeedEvent[]): Promise<void> {
  const key = await test.createKey('write', workspaceId)
  for (let start = 0; start < events.length; start += 1000) {
    const payload = events.slice(start, start + 1000).map((event) => {
      sent += 1
      return { message_id: `seed-${sent}`, actor_id: 'somebody', ...event }
    })
    const answer = await test.inject({ method: 'POST', url: '/v1/events', headers: { authorization: `Bearer ${key}` }, payload })
    if (answer.statusCode !== 200 || answer.json().rejected.length > 0) throw new Error(answer.body)
  }
  if (!(await test.platform.log.settle(20_000))) throw new Error('The events did not reach the store in time')
}

/** What a platform reported; counters that are not given were not reported. */
export async function observe(test: TestPlatform, workspaceId: string, snapshots: readonly SeedSnapshot[]): Promise<void> {
  const sql = `INSERT INTO content_snapshots
    (workspace_id, content_id, observed_at, platform, views, likes, dislikes, comments, shares, saves, impressions, reach, clicks, profile_visits, follows, watch_seconds, completions, provenance, received_at)
    SELECT {workspace_id:String}, {content_id:String}, parseDateTime64BestEffort({observed_at:String}, 3, 'UTC'), {platform:String},
      {views:Nullable(UInt64)}, {likes:Nullable(UInt64)}, {dislikes:Nullable(UInt64)}, {comments:Nullable(UInt64)}, {shares:Nullable(UInt64)}, {saves:Nullable(UInt64)},
      {impressions:Nullable(UInt64)}, {reach:Nullable(UInt64)}, {clicks:Nullable(UInt64)}, {profile_visits:Nullable(UInt64)}, {follows:Nullable(UInt64)},
      {watch_seconds:Nullable(UInt64)}, {completions:Nullable(UInt64)}, 'imported', now64(3)`
  const unreported = Object.fromEntries(SNAPSHOT_COUNTERS.map((counter) => [counter, null]))
  await insertEach(
    test,
    sql,
    snapshots.map((snapshot) => ({ workspace_id: workspaceId, platform: 'youtube', ...unreported, ...snapshot })),
  )
}

/** What a platform reported about creators; counters that are not given were not reported. */
export async function observeCreators(test: TestPlatform, workspaceId: string, snapshots: readonly SeedCreatorSnapshot[]): Promise<void> {
  const sql = `INSERT INTO creator_snapshots
    (workspace_id, platform, creator_id, observed_at, followers, following, posts, views, provenance, received_at)
    SELECT {workspace_id:String}, {platform:String}, {creator_id:String}, parseDateTime64BestEffort({observed_at:String}, 3, 'UTC'),
      {followers:Nullable(UInt64)}, {following:Nullable(UInt64)}, {posts:Nullable(UInt64)}, {views:Nullable(UInt64)}, 'imported', now64(3)`
  const unreported = Object.fromEntries(CREATOR_COUNTERS.map((counter) => [counter, null]))
  await insertEach(
    test,
    sql,
    snapshots.map((snapshot) => ({ workspace_id: workspaceId, platform: 'youtube', ...unreported, ...snapshot })),
  )
}

export async function describeContent(test: TestPlatform, workspaceId: string, contents: readonly SeedContent[]): Promise<void> {
  const sql = `INSERT INTO content
    SELECT {workspace_id:String}, {content_id:String}, {platform:String}, 'video', {title:String}, {creator_id:String}, {creator_name:String}, {category:String},
      {tags:Array(String)}, '', '', parseDateTime64BestEffortOrNull({published_at:String}, 3, 'UTC'), 'imported', now64(3)`
  const unknown = { platform: 'youtube', title: '', creator_id: '', creator_name: '', category: '', tags: [], published_at: '' }
  await insertEach(
    test,
    sql,
    contents.map((content) => ({ workspace_id: workspaceId, ...unknown, ...content })),
  )
}

/** The JSON of a read route, asked for by a key of the workspace. */
export async function read<T>(test: TestPlatform, workspaceId: string, url: string): Promise<T> {
  const key = await test.createKey('read', workspaceId)
  const answer = await test.inject({ url, headers: { authorization: `Bearer ${key}` } })
  if (answer.statusCode !== 200) throw new Error(`${answer.statusCode} ${answer.body}`)
  return answer.json() as T
}

export interface SeedCustomers {
  /** Generated customers; default 2,000. */
  readonly count?: number
  readonly seed?: number
  /** YYYY-MM-DD; default 2026-03-28. */
  readonly observedOn?: string
  readonly provenance?: CustomerProvenance
  /** What a customer is changed to, or taken as in place of the generated ones. */
  readonly change?: (customer: CustomerValues, row: number) => CustomerValues
}

let loads = 0

/** Puts generated customers into a workspace; answers them as they were put in. */
export async function seedCustomers(
  test: Pick<TestPlatform, 'platform'>,
  workspaceId: string,
  options: SeedCustomers = {},
): Promise<CustomerValues[]> {
  const { count = 2000, seed = 42, observedOn = '2026-03-28', provenance = 'simulated', change = (customer) => customer } = options
  const population = createPopulation(seed, count)
  const generated = Array.from({ length: population.blocks }, (_, index) => simulatedCustomers(seed, population.block(index)))
  const customers = generated.flat().map(change)
  loads += 1
  const load = { workspaceId, provenance, observedOn, loadId: `seed-${loads}`, loadedAt: test.platform.now() }
  for (let start = 0; start < customers.length; start += CUSTOMER_BATCH_ROWS) {
    const { refused } = await writeCustomers(test.platform, load, start, customers.slice(start, start + CUSTOMER_BATCH_ROWS))
    if (refused[0] !== undefined) throw new Error(refused[0].message)
  }
  await publishCustomers(test.platform, load)
  return customers
}

async function insertEach(test: TestPlatform, sql: string, rows: readonly QueryParameters[]): Promise<void> {
  for (const row of rows) await test.platform.events.command(sql, row)
}
