import type { EventInput } from '@trill/contract/event'
import { EVENT_TYPES } from '@trill/contract/event-types'
import { PLATFORMS } from '@trill/contract/platforms'
import { DEFAULT_RETENTION } from '@trill/contract/retention'
import { createRandom } from '@trill/core/random/xoshiro256'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createScrubber, DEFAULT_POLICY } from '../../platform/privacy/personal-data.ts'
import { createIngestDoor } from '../ingest/door.ts'
import { Agenda } from './agenda.ts'
import { DEMO_DAYS, demoCatalogue } from './catalogue.ts'
import { type DemoOptions, demoEvents } from './events.ts'
import { createRhythm } from './rhythm.ts'
import { demoSnapshots, SNAPSHOT_COLUMNS } from './snapshots.ts'
import { HITS } from './titles.ts'

const NOBODY_ERASED = { of: () => undefined }

const DAY = 86_400_000
const ANCHOR = Date.parse('2026-11-21T12:00:00Z')
const OPTIONS: DemoOptions = { seed: 'one', anchor: ANCHOR, timeZone: 'Europe/Madrid' }
const KEEP_ALL = Object.fromEntries(Object.keys(DEFAULT_POLICY).map((kind) => [kind, 'keep'])) as typeof DEFAULT_POLICY
const START = ANCHOR - DEMO_DAYS * DAY

const events = [...demoEvents(OPTIONS)]
const times = events.map(({ occurred_at = '' }) => Date.parse(occurred_at))
const shares = new Map(events.filter(({ type }) => type === 'share').map((event) => [event.message_id, event]))
const catalogue = demoCatalogue(createRandom('one').fork('catalogue'), ANCHOR, createRhythm('Europe/Madrid', START, ANCHOR))
const viral = catalogue.find(({ title }) => title === HITS[0].title)

describe('the demo’s stream', () => {
  it('is the same to the byte for the same seed and anchor, and another for another seed', () => {
    expect(JSON.stringify([...demoEvents(OPTIONS)])).toBe(JSON.stringify(events))
    expect([...demoEvents({ ...OPTIONS, seed: 'two' })].length).not.toBe(events.length)
  })

  it('is accepted by ingest to the last event, and holds no personal data', () => {
    const source = { endpoint: 'events', workspaceId: 'demo', receivedAt: ANCHOR, provenance: 'simulated' } as const
    const scrubber = createScrubber(DEFAULT_POLICY, (text) => text)
    const trackingPlans = { of: () => ({ mode: 'off' as const, keep: <P extends object>(_type: string, properties: P) => properties }) }
    const others = { trackingPlans, retention: { of: () => DEFAULT_RETENTION }, erasedPeople: NOBODY_ERASED }
    const { entry, accepted, refused } = createIngestDoor({ personalData: { of: () => scrubber }, ...others }).judge(events, source)
    expect(refused).toEqual([])
    expect(accepted).toBe(events.length)
    const keeping = createScrubber(KEEP_ALL, (text) => text)
    const asSent = createIngestDoor({ personalData: { of: () => keeping }, ...others }).judge(events, source)
    expect(entry.events.equals(asSent.entry.events)).toBe(true)
  })

  it('has an id of its own for each event', () => {
    expect(new Set(events.map(({ message_id }) => message_id)).size).toBe(events.length)
  })

  it('fills the period up to the anchor, and tells no sender’s clock', () => {
    expect(times[0]).toBe(START)
    expect(times.every((time) => time >= START && time <= ANCHOR)).toBe(true)
    expect(times.filter((time) => time > ANCHOR - DAY).length).toBeGreaterThan(100)
    expect(events.every(({ sent_at }) => sent_at === undefined)).toBe(true)
  })

  it('knows its types and platforms by name', () => {
    expect([...countBy(events, ({ type }) => type).keys()].filter((type) => !Object.hasOwn(EVENT_TYPES, type))).toEqual([])
    const platforms = countBy(events, ({ platform = '' }) => platform)
    expect([...platforms.keys()].sort()).toEqual(['android', 'instagram', 'ios', 'tiktok', 'web', 'youtube'])
    expect([...platforms.keys()].filter((platform) => !Object.hasOwn(PLATFORMS, platform))).toEqual([])
  })
})

describe.each([
  ['Europe/Madrid', ANCHOR, 'trill demo 1'],
  ['America/Los_Angeles', Date.parse('2027-04-02T03:20:00Z'), 'trill demo 1'],
  ['Asia/Kolkata', Date.parse('2028-02-29T23:59:59Z'), 'another'],
])('in %s, at any moment and for any seed', (timeZone, anchor, seed) => {
  const stream = [...demoEvents({ seed, anchor, timeZone })]
  const types = countBy(stream, ({ type }) => type)
  const shared = countBy(
    stream.filter(({ type }) => type === 'share'),
    ({ content_id = '' }) => content_id,
  )

  it.each([
    ['content_publish', 115, 130],
    ['view', 10_000, 16_500],
    ['complete', 2500, 5200],
    ['like', 1200, 2400],
    ['comment', 350, 680],
    ['share', 330, 850],
    ['save', 200, 430],
    ['follow', 110, 270],
    ['profile_visit', 60, 210],
    ['click', 25, 110],
    ['quiz_start', 2300, 5000],
    ['quiz_answer', 7500, 17_000],
    ['quiz_complete', 1700, 3700],
    ['purchase', 25, 100],
    ['identify', 50, 190],
    ['session_start', 5500, 9500],
  ])('it has a believable number of events of type %s', (type, least, most) => {
    expect(types.get(type)).toBeGreaterThanOrEqual(least)
    expect(types.get(type)).toBeLessThanOrEqual(most)
  })

  it('it is a small stream: 40 to 65 thousand events', () => {
    expect(stream.length).toBeGreaterThan(40_000)
    expect(stream.length).toBeLessThan(65_000)
  })

  it('one video is passed on far more than anything else', () => {
    const [[first, most] = ['', 0], [, next] = ['', 0]] = [...shared].sort(([, one], [, other]) => other - one)
    expect(first).toBe(viral?.id)
    expect(most).toBeGreaterThan(1.5 * next)
  })
})

describe('cascades', () => {
  const led = events.filter(({ parent_message_id: parent }) => parent !== undefined)

  it('lead each share and view back to an earlier share of the same content', () => {
    expect(led.length).toBeGreaterThan(1500)
    const astray = led.filter(({ parent_message_id: parent = '', content_id, occurred_at = '' }) => {
      const share = shares.get(parent)
      return share?.content_id !== content_id || (share?.occurred_at ?? '') >= occurred_at
    })
    expect(astray).toEqual([])
  })

  it('branch, and that of the viral video is the largest', () => {
    const trees = new Map<string, number>()
    let deepest = 0
    for (const id of shares.keys()) {
      const line = ancestry(id)
      const root = line.at(-1) as string
      trees.set(root, (trees.get(root) ?? 0) + 1)
      deepest = Math.max(deepest, line.length)
    }
    const [[largest] = ['']] = [...trees].sort(([, one], [, other]) => other - one)
    expect(shares.get(largest)?.content_id).toBe(viral?.id)
    expect(deepest).toBeGreaterThan(5)
    const children = countBy(
      events.filter(({ type, parent_message_id: parent }) => type === 'share' && parent !== undefined),
      ({ parent_message_id: parent = '' }) => parent,
    )
    expect(Math.max(...children.values())).toBeGreaterThan(5)
  })

  it('of the viral video rise and fade within the last week', () => {
    const published = viral?.publishedAt ?? 0
    expect(published).toBeGreaterThan(ANCHOR - 7 * DAY)
    const days = new Array<number>(7).fill(0)
    for (const { type, content_id, occurred_at = '' } of events) {
      if (type !== 'view' || content_id !== viral?.id) continue
      const day = Math.floor((Date.parse(occurred_at) - published) / DAY)
      days[day] = (days[day] ?? 0) + 1
    }
    const peak = Math.max(...days)
    expect(peak).toBeGreaterThan(400)
    expect(days[5]).toBeLessThan(peak / 4)
  })

  function ancestry(id: string): string[] {
    const line = [id]
    for (let parent = shares.get(id)?.parent_message_id; parent !== undefined; parent = shares.get(parent)?.parent_message_id)
      line.push(parent)
    return line
  }
})

describe('people', () => {
  it('sleep by the clock of the workspace', () => {
    const shareByNight = (timeZone: string) => {
      const format = new Intl.DateTimeFormat('en-US', { timeZone, hour: '2-digit', hourCycle: 'h23' })
      const nights = times.filter((time) => Number(format.format(time)) >= 2 && Number(format.format(time)) < 6)
      return nights.length / times.length
    }
    expect(shareByNight('Europe/Madrid')).toBeLessThan(0.08)
    expect(shareByNight('America/Los_Angeles')).toBeGreaterThan(0.12)
  })

  it('have more time at the weekend', () => {
    const calm = times.filter((time) => time < (viral?.publishedAt ?? 0))
    const weekend = calm.filter((time) => [0, 6].includes(new Date(time + 3_600_000).getUTCDay()))
    expect(weekend.length / 2).toBeGreaterThan((1.2 * (calm.length - weekend.length)) / 5)
  })

  it('have their events of one visit in order, by one person, on one platform', () => {
    const sessions = new Map<string, { at: number; who: string; platform: string }>()
    const odd = events.filter(({ session_id: session, actor_id = '', anonymous_id, platform = '' }, index) => {
      if (session === undefined) return false
      const who = anonymous_id ?? actor_id
      const at = times[index] as number
      const before = sessions.get(session) ?? { at, who, platform }
      sessions.set(session, { at, who, platform })
      return before.at > at || before.who !== who || before.platform !== platform
    })
    expect(odd).toEqual([])
    expect(sessions.size).toBeGreaterThan(5000)
  })

  it('come back: some often, many once', () => {
    const visits = countBy(
      events.filter(({ type, actor_id }) => type === 'session_start' && actor_id !== undefined),
      ({ actor_id = '' }) => actor_id,
    )
    const counts = [...visits.values()]
    expect(counts.filter((count) => count === 1).length / counts.length).toBeGreaterThan(0.1)
    expect(Math.max(...counts)).toBeGreaterThan(15)
  })

  it('who have no account only view, answer, like and pass on', () => {
    const strangers = events.filter(({ actor_id }) => actor_id === undefined)
    const types = new Set(strangers.map(({ type }) => type))
    for (const type of ['comment', 'save', 'follow', 'purchase']) expect(types.has(type)).toBe(false)
  })

  it('are split by the experiment, which the shown progress wins', () => {
    const rates = ['control', 'progress_bar'].map((arm) => {
      const of = (wanted: string) => events.filter(({ type, variant }) => type === wanted && variant === arm).length
      return of('quiz_complete') / of('quiz_start')
    })
    expect(rates[1]).toBeGreaterThan(rates[0] as number)
  })

  it('came through the campaign while it ran', () => {
    const campaign = events.filter(({ campaign_id }) => campaign_id !== undefined)
    expect(campaign.length).toBeGreaterThan(400)
    for (const { utm_source, utm_medium, utm_campaign, occurred_at = '' } of campaign) {
      expect([utm_source, utm_medium, utm_campaign]).not.toContain(undefined)
      const daysBefore = (ANCHOR - Date.parse(occurred_at)) / DAY
      expect(daysBefore > 8.9 && daysBefore < 19).toBe(true)
    }
  })
})

describe('the catalogue', () => {
  it('has about 120 contents with ids and titles of their own', () => {
    expect(catalogue.length).toBeGreaterThan(110)
    expect(new Set(catalogue.map(({ id }) => id)).size).toBe(catalogue.length)
    expect(new Set(catalogue.map(({ title }) => title)).size).toBe(catalogue.length)
    expect(HITS.filter((hit) => !catalogue.some(({ title }) => title === hit.title))).toEqual([])
  })

  it('is published before anything happens to it', () => {
    const published = new Map(catalogue.map(({ id, publishedAt }) => [id, publishedAt]))
    const early = events.filter(({ content_id = '' }, index) => (published.get(content_id) ?? 0) > (times[index] as number))
    expect(early).toEqual([])
  })
})

describe('the channels’ counters', () => {
  const rows = demoSnapshots('demo', OPTIONS)
    .trimEnd()
    .split('\n')
    .map((row) => Object.fromEntries(row.split('\t').map((value, index) => [SNAPSHOT_COLUMNS[index], value])))

  it('are reported daily from publication on, and never fall', () => {
    expect(new Set(rows.map(({ content_id }) => content_id)).size).toBe(26)
    const last = new Map<string | undefined, Record<string, string>>()
    for (const row of rows) {
      const before = last.get(row.content_id)
      if (before !== undefined) {
        expect(Number(row.observed_at) - Number(before.observed_at)).toBeCloseTo(DAY / 1000)
        for (const counter of ['views', 'likes'] as const) expect(Number(row[counter])).toBeGreaterThanOrEqual(Number(before[counter]))
      } else expect(row.views).toBe('0')
      last.set(row.content_id, row)
    }
  })

  it('count nothing that events tell of too', () => {
    const counted = new Set(rows.map(({ content_id }) => content_id))
    const twice = events.filter(({ type, content_id }) => counted.has(content_id) && ['view', 'like', 'share'].includes(type))
    expect(twice).toEqual([])
    expect(SNAPSHOT_COLUMNS).not.toContain('comments')
  })
})

describe('the agenda', () => {
  it('hands out in the order of time, up to the end', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 100 })), fc.integer({ min: 0, max: 100 }), (moments, end) => {
        const agenda = new Agenda<number>()
        for (const at of moments) agenda.add(at, at)
        const taken: number[] = []
        for (let next = agenda.takeBefore(end); next !== undefined; next = agenda.takeBefore(end)) {
          expect(next.item).toBe(next.at)
          taken.push(next.at)
        }
        expect(taken).toEqual(moments.filter((at) => at < end).sort((one, other) => one - other))
      }),
    )
  })
})

function countBy(list: readonly EventInput[], key: (event: EventInput) => string): Map<string, number> {
  const counts = new Map<string, number>()
  for (const event of list) counts.set(key(event), (counts.get(key(event)) ?? 0) + 1)
  return counts
}
