import type { EventInput } from '@trill/contract/event'
import { exponential, poisson } from '@trill/core/random/samplers'
import type { Random } from '@trill/core/random/xoshiro256'
import { type DemoContent, demoCatalogue } from './catalogue.ts'
import { type DemoPerson, demoPerson, drawPersonNumber } from './people.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
/** A person who comes back within this is still in the same visit. */
const VISIT = 30 * 60_000
const COMMENTS = [
  'So true',
  'I got the crow, obviously',
  'Sending this to my sister',
  'Second try was better',
  'More of these please',
  'How is this so accurate',
  'The last one got me',
  'Playing this with my class tomorrow',
]
/** Activity by hour of the day, local; 1 is the busiest. */
const HOURS = [
  0.22, 0.13, 0.08, 0.06, 0.06, 0.1, 0.22, 0.42, 0.45, 0.4, 0.42, 0.48, 0.6, 0.58, 0.5, 0.55, 0.68, 0.78, 0.86, 0.95, 1, 0.96, 0.74, 0.42,
]
/** The same by weekday, Sunday first. */
const WEEKDAYS = [1, 0.74, 0.72, 0.75, 0.78, 0.9, 0.98]

export interface DemoOptions {
  readonly seed: Random
  /** The end of the period, milliseconds since 1970. */
  readonly anchor: number
  /** Minutes that the workspace’s clocks are ahead of UTC. */
  readonly zoneMinutes: number
}

/**
 * Sixty days of the invented app, one content after the other; about 45,000 events. Nothing in it was measured.
 * The same seed and anchor give the same events with the same message ids.
 */
export function* demoEvents({ seed, anchor, zoneMinutes }: DemoOptions): Generator<EventInput> {
  for (const content of demoCatalogue(seed.fork('catalogue'), anchor)) {
    const random = seed.fork(`content ${content.id}`)
    yield publication(content, anchor)
    if (content.home !== 'app') continue
    const shares: string[] = []
    for (const [index, at] of viewTimes(random, content, anchor, zoneMinutes).entries()) {
      const person = demoPerson(seed, drawPersonNumber(random))
      yield* visit({ random, content, person, at, anchor, shares, id: `demo-${anchor}-${content.id}-${index}` })
    }
  }
}

function publication(
  { id, kind, home, title, category, creatorId, creatorName, tags, publishedAt }: DemoContent,
  anchor: number,
): EventInput {
  return {
    message_id: `demo-${anchor}-${id}`,
    type: 'content_publish',
    occurred_at: iso(publishedAt),
    actor_id: creatorId,
    content_id: id,
    platform: home === 'app' ? 'web' : home,
    properties: { kind, title, category, creator_id: creatorId, creator_name: creatorName, tags: [...tags] },
  }
}

/** Times of views: many soon after publication and fewer later, kept or not by the rhythm of day and week; ascending. */
function viewTimes(random: Random, { publishedAt, popularity, viral }: DemoContent, anchor: number, zoneMinutes: number): number[] {
  const tries = poisson(random, popularity * 3.6)
  const times: number[] = []
  for (let i = 0; i < tries; i += 1) {
    const delay = viral ? 14 * HOUR + (exponential(random, 1.4 * DAY) + exponential(random, 9 * HOUR)) * 0.8 : exponential(random, 5 * DAY)
    const at = Math.round(publishedAt + delay)
    if (at < anchor && random.uniform() < rhythm(at, zoneMinutes)) times.push(at)
  }
  return times.sort((a, b) => a - b)
}

function rhythm(at: number, zoneMinutes: number): number {
  const local = new Date(at + zoneMinutes * 60_000)
  return (HOURS[local.getUTCHours()] ?? 1) * (WEEKDAYS[local.getUTCDay()] ?? 1)
}

interface Visit {
  readonly random: Random
  readonly content: DemoContent
  readonly person: DemoPerson
  readonly at: number
  readonly anchor: number
  /** Message ids of the content’s shares so far. */
  readonly shares: string[]
  readonly id: string
}

function* visit({ random, content, person, at, anchor, shares, id }: Visit): Generator<EventInput> {
  const through =
    shares.length > 0 && random.uniform() < (content.viral ? 0.7 : 0.3) ? shares[pickRecent(random, shares.length)] : undefined
  let step = 0
  const event = (type: string, more: Partial<EventInput> = {}): EventInput => {
    step += 1
    return {
      message_id: `${id}-${step}`,
      type,
      occurred_at: iso(Math.min(at + (step - 1) * 21_000, anchor)),
      actor_id: person.id,
      session_id: `${person.id}-${Math.floor(at / VISIT)}`,
      content_id: content.id,
      platform: person.platform,
      device: person.device,
      country: person.country,
      language: person.language,
      ...(person.utmSource === undefined ? {} : { utm_source: person.utmSource, utm_campaign: 'autumn_launch' }),
      ...more,
    }
  }
  const chance = (probability: number) => random.uniform() < probability
  yield event('view', through === undefined ? {} : { parent_message_id: through })
  if (content.kind === 'quiz') yield* quiz(event, chance, random, person)
  else if (chance(0.46)) yield event('complete')
  if (chance(content.viral ? 0.19 : 0.11)) yield event('like')
  if (chance(0.025)) yield event('comment', { text: COMMENTS[random.integer(COMMENTS.length)] as string })
  if (chance(0.02)) yield event('save')
  if (chance(0.012)) yield event('follow', { target_id: content.creatorId })
  if (chance(content.viral ? 0.13 : 0.035)) {
    const share = event('share', through === undefined ? {} : { parent_message_id: through })
    shares.push(share.message_id)
    yield share
  }
  if (chance(0.006)) yield event('purchase', { value: chance(0.7) ? 2.99 : 7.99, currency: 'EUR', properties: { item: 'themes' } })
}

type MakeEvent = (type: string, more?: Partial<EventInput>) => EventInput

function* quiz(event: MakeEvent, chance: (p: number) => boolean, random: Random, { variant }: DemoPerson): Generator<EventInput> {
  if (!chance(0.72)) return
  const exposure = { experiment_id: 'result_page', variant }
  yield event('quiz_start', exposure)
  if (chance(variant === 'control' ? 0.66 : 0.73)) yield event('quiz_complete', { ...exposure, value: 3 + random.integer(8) })
}

/** The later shares lead on more often than the first ones. */
function pickRecent(random: Random, count: number): number {
  return count - 1 - Math.floor(count * random.uniform() ** 1.6)
}

function iso(milliseconds: number): string {
  return new Date(milliseconds).toISOString()
}
