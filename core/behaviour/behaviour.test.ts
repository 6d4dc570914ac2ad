import { describe, expect, it } from 'vitest'
import { createPopulation } from '../population/population.ts'
import { createRandom } from '../random/xoshiro256.ts'
import { livesOf } from './lives.ts'
import type { BehaviourEvent } from './scribe.ts'
import { behaviourOf } from './stream.ts'

const START = Date.UTC(2026, 0, 5)
const HOUR = 3_600_000
const DAY = 24 * HOUR
const DAYS = 20
const OPTIONS = { seed: 7, days: DAYS, start: START, activity: 0.2 }
const population = createPopulation(7, 500)
const behaviour = behaviourOf(population, OPTIONS)
const events = [...behaviour.hours()].flat()
const truths = behaviour.truths()
const lives = livesOf(population, { seed: 7, days: DAYS, waveDay: 14 }, createRandom(7).fork('behaviour'))
const rows = Array.from({ length: lives.count }, (_, row) => row)
const typed = (type: string) => events.filter((event) => event.type === type)

describe('behaviour', () => {
  it('is the same each time, in the order of time, with ids of its own', () => {
    let place = 0
    for (const hour of behaviour.hours())
      for (const event of hour) if (JSON.stringify(event) !== JSON.stringify(events[place++])) expect(event).toEqual(events[place - 1])
    expect(place).toBe(events.length)
    expect(behaviourOf(population, OPTIONS).hours().next().value).toEqual(events.filter(({ occurred_at }) => occurred_at < START + HOUR))
    expect(new Set(events.map(({ message_id }) => message_id)).size).toBe(events.length)
    expect(events.every((event, index) => index === 0 || event.occurred_at >= (events[index - 1] as BehaviourEvent).occurred_at)).toBe(true)
    expect(truths.events).toBe(events.length)
    expect([truths.customers, truths.newcomers]).toEqual([500, 267])
  })

  it('of other options has no id in common: neither is taken for a repeat of the other', () => {
    const ids = new Set(events.map(({ message_id }) => message_id))
    const firsts = [{ activity: 0.16 }, { days: 21 }, { start: START + DAY }, { seed: 8 }].map((other) =>
      behaviourOf(population, { ...OPTIONS, ...other })
        .hours()
        .next(),
    )
    const fewer = behaviourOf(createPopulation(7, 450), OPTIONS).hours().next()
    for (const { value } of [...firsts, fewer]) {
      expect(value).not.toHaveLength(0)
      expect((value as BehaviourEvent[]).filter(({ message_id }) => ids.has(message_id))).toEqual([])
    }
  })

  it('happens as often as the table of customers says, while they are there', () => {
    const presence = rows.map((row) => Math.min(lives.leavesOn[row] as number, DAYS) - (lives.comesOn[row] as number))
    const visits = rows.reduce((sum, row) => sum + 0.2 * (lives.visits[row] as number) * (presence[row] as number), 0)
    const planted = typed('session_start').length - visits
    expect(planted / visits).toBeGreaterThan(-0.02)
    expect(planted).toBeLessThan(truths.viral_post.views + truths.viral_post.shares + 14 * 6 * 10 + 4 * Math.sqrt(visits))
    for (const activity of ['swipe_left', 'purchase', 'quiz_start'] as const) {
      const expected = rows.reduce((sum, row) => sum + 0.2 * lives.perDay(activity, row) * (presence[row] as number), 0)
      const perVisit = Math.max(...rows.map((row) => lives.perDay(activity, row) / (lives.visits[row] as number)))
      const found = typed(activity).length
      expect(Math.abs(found / expected - 1), activity).toBeLessThan(0.02 + 4 * Math.sqrt((1 + Math.min(perVisit, 30)) / expected))
    }
  })

  it('has the rhythm of the day', () => {
    const hours = new Array<number>(24).fill(0)
    for (const { occurred_at } of typed('session_start')) {
      const hour = new Date(occurred_at).getUTCHours()
      hours[hour] = (hours[hour] as number) + 1
    }
    expect((hours[20] as number) / (hours[4] as number)).toBeGreaterThan(4)
  })
})

describe('what can be relied on, whatever the seed and size', () => {
  it.each([
    [1, 100, 12, 0.3],
    [2, 30, 9, 1],
    [3, 1, 3, 1],
    [4, 2, 1, 1],
    [7, 500, DAYS, 0.2],
  ])('seed %d, %d customers, %d days, activity %d', (seed, customers, days, activity) => {
    const made = seed === 7 ? behaviour : behaviourOf(createPopulation(seed, customers), { seed, days, start: START, activity })
    requireSense([...made.hours()].flat(), livesFor(seed, customers, days), days)
  })

  it('is refused where it cannot be made', () => {
    expect(() => behaviourOf(createPopulation(1, 0), OPTIONS)).toThrow('behaviourOf requires at least 1 customer, got 0')
    expect(() => behaviourOf(createPopulation(1, 2_000_000), { ...OPTIONS, days: 30 })).toThrow(
      'behaviourOf requires at most 2,000,000 customers with those who come, got 2000000 for 30 days, which is 3600000',
    )
    expect(() => behaviourOf(population, { ...OPTIONS, days: 0 })).toThrow('behaviourOf requires a whole number of days ≥ 1, got 0')
    expect(() => behaviourOf(population, { ...OPTIONS, activity: 2 })).toThrow('behaviourOf requires an activity in (0, 1], got 2')
  })
})

describe('a planted truth is among the events as its label says', () => {
  it('a viral post, whose shares are one tree', () => {
    const { content_id, shares, views, share_ids } = truths.viral_post
    const found = typed('share').filter((event) => event.content_id === content_id)
    expect([found.length, shares]).toEqual([83, 83])
    expect(found.filter(({ parent_message_id }) => parent_message_id === undefined)).toHaveLength(1)
    expect(new Set(found.map(({ message_id }) => message_id))).toEqual(new Set(share_ids))
    expect(typed('view').filter((event) => event.content_id === content_id)).toHaveLength(views)
  })

  it('a hashtag that nobody used before', () => {
    const { tag, from, posts } = truths.emerging_hashtag
    const tagged = typed('content_publish').filter(({ properties }) => (properties?.tags as string[] | undefined)?.includes(tag))
    expect(tagged.length).toBe(posts)
    expect(posts).toBe(1 + 2 + 4 + 8)
    expect((tagged[0] as BehaviourEvent).occurred_at).toBeGreaterThanOrEqual(Date.parse(from))
  })

  it('an anomaly: three hours of few swipes', () => {
    const { from, to, factor } = truths.anomaly
    const swipesFrom = (start: number) =>
      typed('swipe_right').filter(({ occurred_at }) => occurred_at >= start && occurred_at < start + 3 * HOUR).length
    expect(Date.parse(to) - Date.parse(from)).toBe(3 * HOUR)
    expect(swipesFrom(Date.parse(from)) / swipesFrom(Date.parse(from) - DAY)).toBeLessThan(2 * factor)
  })

  it('a wave of customers of one app who leave on one day', () => {
    const { from, platform, customers } = truths.churn_wave
    expect(customers.length).toBeGreaterThan(25)
    const gone = new Set(customers)
    const theirs = events.filter((event) => gone.has(event.actor_id))
    expect(new Set(theirs.map((event) => event.platform))).toEqual(new Set([platform]))
    expect(theirs.filter(({ occurred_at }) => occurred_at >= Date.parse(from))).toEqual([])
  })

  it('an experiment whose effect is the one planted, to within chance', () => {
    const { effect, control, treatment, metric, trials, experiment_id } = truths.experiment
    const count = (type: string, variant: string) =>
      typed(type).filter((event) => event.variant === variant && event.experiment_id === experiment_id).length
    expect([control.begun, control.completed]).toEqual([count(trials, 'control'), count(metric, 'control')])
    expect([treatment.begun, treatment.completed]).toEqual([count(trials, 'treatment'), count(metric, 'treatment')])
    const found = treatment.completed / treatment.begun / (control.completed / control.begun)
    expect(Math.abs(Math.log(found / effect))).toBeLessThan(4 * Math.sqrt(0.8 / control.begun + 0.4 / treatment.begun))
    expect(new Set(events.filter(({ variant }) => variant === 'control').map(({ actor_id }) => actor_id)).size).toBe(control.exposed)
  })

  it('an influencer who publishes each day, is passed on and gathers followers', () => {
    const { actor_id, from, follows, posts } = truths.influencer
    const followed = typed('follow').filter(({ target_id, occurred_at }) => target_id === actor_id && occurred_at >= Date.parse(from))
    expect([posts, follows > 60]).toEqual([14, true])
    expect(followed.length).toBeGreaterThanOrEqual(follows)
    const own = new Set(typed('content_publish').flatMap((event) => (event.actor_id === actor_id ? [event.content_id] : [])))
    expect(typed('share').filter(({ content_id }) => own.has(content_id)).length).toBeGreaterThanOrEqual(13 * 6)
  })
})

function livesFor(seed: number, customers: number, days: number) {
  const random = createRandom(seed).fork('behaviour')
  return livesOf(createPopulation(seed, customers), { seed, days, waveDay: Math.floor(days * 0.7) }, random)
}

/** Nothing is done to what is not there yet, outside of a visit, or by whoever is not there. */
function requireSense(all: readonly BehaviourEvent[], { count, id, comesOn, leavesOn }: ReturnType<typeof livesFor>, days: number): void {
  const rowOf = new Map(Array.from({ length: count }, (_, row) => [id(row), row]))
  const [published, shares, swipes, matches, dates] = [new Set(), new Map(), new Set(), new Set(), new Set()]
  const open = new Map<string, string>()
  const wrong = all.filter((event) => {
    const { type, message_id, content_id = '', parent_message_id: parent, actor_id, target_id, session_id, occurred_at } = event
    const row = rowOf.get(actor_id) as number
    const day = Math.floor((occurred_at - START) / DAY)
    if (day < (comesOn[row] as number) || day >= Math.min(leavesOn[row] as number, days) || target_id === actor_id) return true
    if (type === 'session_start') {
      if (open.has(actor_id)) return true
      open.set(actor_id, session_id)
    }
    if (open.get(actor_id) !== session_id) return true
    if (type === 'session_end') open.delete(actor_id)
    const [pair, back] = [`${actor_id} ${target_id}`, `${target_id} ${actor_id}`]
    if (type === 'content_publish') published.add(content_id)
    if (type === 'share') shares.set(message_id, content_id)
    if (type === 'swipe_right') swipes.add(pair)
    if (type === 'match') {
      matches.add(pair).add(back)
      return !swipes.has(pair) || !swipes.has(back) || day >= (leavesOn[rowOf.get(target_id as string) as number] as number)
    }
    if (type === 'date_scheduled') dates.add(pair)
    if (type === 'date_completed' && !dates.has(pair)) return true
    if (type === 'message' || type.startsWith('date_')) return !matches.has(pair)
    if (parent !== undefined && (parent === message_id || shares.get(parent) !== content_id)) return true
    return ['view', 'like', 'comment', 'share'].includes(type) && !published.has(content_id)
  })
  expect(wrong.slice(0, 3)).toEqual([])
  expect(open.size).toBe(0)
  expect(all.some(({ actor_id }) => actor_id.startsWith('minor.'))).toBe(false)
}
