import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { EventInput } from '@trill/contract/event'
import { bringEvents } from '../../platform/log/bring-events.ts'
import type { Platform } from '../../platform/platform.ts'
import type { StorablePost } from './protected-post.ts'

const PUBLISHED = readFileSync(new URL('published.sql', import.meta.url), 'utf8')

type Needs = Pick<Platform, 'events' | 'ingest' | 'log' | 'measurements' | 'live'>

/**
 * Makes events of posts that are none yet: that they were published, when and by whom. Each goes through the judge of all events and the
 * journal, and however often the same post is read, it is one event. A post without a time or an author who may be known is none.
 * @param receivedAt milliseconds since 1970, UTC.
 * @param signal ends waiting for a full backlog.
 * @returns how many posts became events.
 * @throws Overloaded when the backlog is full and the signal was given, StorageFull when the disk is.
 */
export async function publishPosts(
  workspaceId: string,
  posts: readonly StorablePost[],
  receivedAt: number,
  needs: Needs,
  signal?: AbortSignal,
): Promise<number> {
  const parameters = { workspace_id: workspaceId, content_ids: posts.map(({ content }) => content.content_id) }
  const known = new Set((await needs.events.rows<{ content_id: string }>(PUBLISHED, parameters)).map((row) => row.content_id))
  const events = posts.filter(({ content }) => !known.has(content.content_id)).flatMap(eventOf)
  if (events.length === 0) return 0
  const source = { endpoint: 'events', workspaceId, receivedAt, provenance: 'measured', exact: true } as const
  const { accepted, refused } = await bringEvents(events, source, needs, signal)
  const refusedAt = new Set(refused.map(({ index }) => index))
  const kept = events.filter((_, index) => !refusedAt.has(index))
  // Who is suppressed here was stopped in between; it is not known which events are theirs.
  const latest = () => (kept.length === accepted ? kept.map(liveOf) : [])
  needs.live.publish(workspaceId, { accepted, refused: refused.map(({ reason }) => reason), latest })
  return accepted
}

type Publication = EventInput & Required<Pick<EventInput, 'content_id' | 'occurred_at' | 'platform'>>

function eventOf({ content, actorId, inReplyTo }: StorablePost): Publication[] {
  const { content_id, platform, published_at, creator_id: _creator, ...described } = content
  if (actorId === '' || published_at === null) return []
  const said = Object.entries({ ...described, in_reply_to: inReplyTo }).filter(([, value]) => value.length > 0)
  return [
    {
      message_id: createHash('sha256').update(`${platform} ${content_id}`).digest('hex'),
      type: 'content_publish',
      occurred_at: published_at,
      actor_id: actorId,
      content_id,
      platform,
      properties: Object.fromEntries(said),
    },
  ]
}

function liveOf({ message_id, type, occurred_at, content_id, platform }: Publication) {
  return { message_id, type, occurred_at, platform, content_id, country: '', provenance: 'measured' }
}
