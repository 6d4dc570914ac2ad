import { createRandom } from '@trill/core/random/xoshiro256'
import { simulatedPosts } from '@trill/core/virality/testing'
import type { EventStore } from '../../platform/clickhouse/event-store.ts'

/** Every so manieth share is kept: enough to learn from, and quickly stored. */
const KEPT_EVERY = 3

const INSERT_EVENTS = `INSERT INTO events (workspace_id, message_id, type, occurred_at, content_id, actor_id, platform, received_at, provenance)
  SELECT {workspace_id:String}, concat(row.2, ' ', toString(row.1)), row.4, fromUnixTimestamp64Milli(row.1, 'UTC'), row.2, row.3, 'x', now64(3), 'simulated'
  FROM (SELECT arrayJoin(arrayZip({moments:Array(Int64)}, {content_ids:Array(String)}, {actors:Array(String)}, {types:Array(String)})) AS row)`
const INSERT_CONTENT = `INSERT INTO content
  SELECT {workspace_id:String}, row.2, 'x', 'post', concat('Post ', row.2), row.3, row.3, 'News', [], '', '', fromUnixTimestamp64Milli(row.1, 'UTC'), 'simulated', now64(3)
  FROM (SELECT arrayJoin(arrayZip({moments:Array(Int64)}, {content_ids:Array(String)}, {actors:Array(String)})) AS row)`

/** Stores simulated posts with their shares up to now; post `prefix-i` comes out at `at(i)`. */
export async function storePosts(
  events: EventStore,
  workspaceId: string,
  {
    prefix,
    count,
    at,
    now,
  }: { readonly prefix: string; readonly count: number; readonly at: (index: number) => number; readonly now: number },
): Promise<void> {
  const posts = simulatedPosts(count, createRandom(prefix)).map(({ cascade }, index) => ({
    cascade,
    published: at(index),
    id: `${prefix}-${index}`,
  }))
  const shares = posts.flatMap(({ cascade, published, id }) =>
    Array.from(cascade.seconds, (seconds, index) => ({
      moment: Math.round(published + 1000 * seconds),
      id,
      actor: `p-${cascade.actors[index]}`,
      type: cascade.replies?.[index] === 1 ? 'comment' : 'share',
    })).filter(({ moment }, index) => index > 0 && index % KEPT_EVERY === 0 && moment <= now),
  )
  await events.command(INSERT_CONTENT, {
    workspace_id: workspaceId,
    moments: posts.map(({ published }) => published),
    content_ids: posts.map(({ id }) => id),
    actors: posts.map(({ cascade }) => `creator-${cascade.actors[0]}`),
  })
  await events.command(INSERT_EVENTS, {
    workspace_id: workspaceId,
    moments: shares.map(({ moment }) => moment),
    content_ids: shares.map(({ id }) => id),
    actors: shares.map(({ actor }) => actor),
    types: shares.map(({ type }) => type),
  })
}
