import { describe, expect, it } from 'vitest'
import { createPopulation } from '../population/population.ts'
import { createRandom } from '../random/xoshiro256.ts'
import { type Lives, livesOf } from './lives.ts'
import type { BehaviourEvent } from './scribe.ts'
import { behaviourOf } from './stream.ts'

const START = Date.UTC(2026, 0, 5)
const DAY = 86_400_000
const OPTIONS = { seed: 7, days: 20, start: START, activity: 0.15 }
const population = createPopulation(7, 1200)
const behaviour = behaviourOf(population, OPTIONS)
const events = [...behaviour.hours()].flat()
const truths = behaviour.truths()
const lives = livesOf(population, 7, 14, createRandom(7).fork('behaviour'))

describe('behaviour', () => {
  it('is the same each time, in the order of time, with ids of its own', () => {
    const again = [...behaviour.hours()].flat()
    expect(JSON.stringify(again) === JSON.stringify(events)).toBe(true)
    expect(behaviourOf(population, OPTIONS).hours().next().value).toEqual(
      events.filter(({ occurred_at }) => occurred_at < START + 3_600_000),
    )
    expect(new Set(events.map(({ message_id }) => message_id)).size).toBe(events.length)
    expect(events.every((event, index) => index === 0 || event.occurred_at >= (events[index - 1] as BehaviourEvent).occurred_at)).toBe(true)
    expect(events.every(({ occurred_at }) => occurred_at >= START && occurred_at < START + 20 * DAY)).toBe(true)
    expect(truths.events).toBe(events.length)
  })

  it('happens as often as the table of customers says, until they leave', () => {
    for (const [type, name] of [
      ['swipe_left', 'swipe_left'],
      ['session_start', 'session_start'],
      ['match', 'match'],
    ] as const) {
      const expected = 0.15 * expectedOf(lives, name, 20)
      const found = events.filter((event) => event.type === type).length
      expect(Math.abs(found / expected - 1), type).toBeLessThan(0.03 + 5 / Math.sqrt(expected))
    }
  })

  it('ends for a customer on the day of leaving, but for what is planted', () => {
    const planted = new Set(['follow', 'share', 'view'])
    const rowOf = new Map(Array.from({ length: 1200 }, (_, row) => [lives.id(row), row]))
    const late = events.filter(({ actor_id, occurred_at, type }) => {
      const day = Math.floor((occurred_at - START) / DAY)
      return !planted.has(type) && day >= (lives.leavesOn[rowOf.get(actor_id) as number] as number)
    })
    expect(late).toEqual([])
  })

  it('answers only what was there before: posts, shares and matches', () => {
    const [posts, shares, matches] = [new Set<string>(), new Map<string, string>(), new Set<string>()]
    const wrong = events.filter(({ type, message_id, content_id = '', parent_message_id, actor_id, target_id }) => {
      if (type === 'content_publish') posts.add(content_id)
      if (type === 'share') shares.set(message_id, content_id)
      if (type === 'match') matches.add(`${actor_id} ${target_id}`)
      if (type === 'message' || type.startsWith('date_')) return !matches.has(`${actor_id} ${target_id}`)
      if (parent_message_id !== undefined && shares.get(parent_message_id) !== content_id) return true
      return ['view', 'like', 'comment', 'share'].includes(type) && !posts.has(content_id)
    })
    expect(wrong).toEqual([])
  })

  it('is refused where it cannot be made', () => {
    expect(() => behaviourOf(createPopulation(1, 0), OPTIONS)).toThrow('behaviourOf requires 1 to 1,000,000 customers, got 0')
    expect(() => behaviourOf(population, { ...OPTIONS, days: 0 })).toThrow('behaviourOf requires a whole number of days ≥ 1, got 0')
    expect(() => behaviourOf(population, { ...OPTIONS, activity: 2 })).toThrow('behaviourOf requires an activity in (0, 1], got 2')
  })

  it('can be of one customer on one day', () => {
    const alone = behaviourOf(createPopulation(3, 1), { ...OPTIONS, days: 1 })
    for (const hour of alone.hours())
      for (const { target_id, actor_id, type } of hour) if (type !== 'follow') expect(target_id).not.toBe(actor_id)
    expect(alone.truths().customers).toBe(1)
  })
})

describe('a planted truth is among the events as its label says', () => {
  it('a viral post, whose shares are one tree', () => {
    const { content_id, shares, views, share_ids } = truths.viral_post
    const found = events.filter((event) => event.content_id === content_id && event.type === 'share')
    expect([found.length, shares]).toEqual([60, 60])
    expect(found.filter(({ parent_message_id }) => parent_message_id === undefined)).toHaveLength(1)
    expect(new Set(found.map(({ message_id }) => message_id))).toEqual(new Set(share_ids))
    expect(events.filter((event) => event.content_id === content_id && event.type === 'view')).toHaveLength(views)
  })

  it('a hashtag that nobody used before', () => {
    const { tag, from, posts } = truths.emerging_hashtag
    const tagged = events.filter(({ properties }) => (properties?.tags as string[] | undefined)?.includes(tag))
    expect(tagged.length).toBe(posts)
    expect(posts).toBeGreaterThan(20)
    expect((tagged[0] as BehaviourEvent).occurred_at).toBeGreaterThanOrEqual(Date.parse(from))
  })

  it('an anomaly: three hours of few swipes', () => {
    const { from, to, factor } = truths.anomaly
    const swipesFrom = (start: number) =>
      events.filter(({ type, occurred_at }) => type === 'swipe_right' && occurred_at >= start && occurred_at < start + 3 * 3_600_000).length
    expect(Date.parse(to) - Date.parse(from)).toBe(3 * 3_600_000)
    expect(swipesFrom(Date.parse(from)) / swipesFrom(Date.parse(from) - DAY)).toBeLessThan(2 * factor)
  })

  it('a wave of customers who leave on one day', () => {
    const { from, customers } = truths.churn_wave
    expect(customers.length).toBeGreaterThan(10)
    const gone = new Set(customers)
    const after = events.filter((event) => event.occurred_at >= Date.parse(from) && gone.has(event.actor_id))
    expect(after.filter(({ type }) => !['follow', 'view', 'share'].includes(type))).toEqual([])
  })

  it('an experiment whose effect is the one planted, to within chance', () => {
    const { effect, control, treatment } = truths.experiment
    const variants = new Map(events.flatMap(({ actor_id, variant }) => (variant === undefined ? [] : [[actor_id, variant]])))
    expect([...variants.values()].filter((variant) => variant === 'treatment')).toHaveLength(treatment.exposed)
    const bought = events.filter(({ type }) => type === 'purchase').length
    expect(control.purchases + treatment.purchases).toBe(bought)
    const { sums } = purchaseRates(lives)
    const found = treatment.purchases / sums[1] / (control.purchases / sums[0])
    expect(Math.abs(Math.log(found / effect))).toBeLessThan(4 * Math.sqrt(1 / control.purchases + 1 / treatment.purchases))
  })

  it('an influencer who gathers followers', () => {
    const { actor_id, from, follows } = truths.influencer
    const found = events.filter(
      ({ type, target_id, occurred_at }) => type === 'follow' && target_id === actor_id && occurred_at >= Date.parse(from),
    )
    expect(follows).toBe(5 * 14)
    expect(found.length).toBeGreaterThanOrEqual(follows)
  })
})

function expectedOf({ perDay, leavesOn }: Lives, name: 'swipe_left' | 'session_start' | 'match', days: number): number {
  return perDay[name].reduce((sum, rate, row) => sum + rate * Math.min(leavesOn[row] as number, days), 0)
}

/** Purchases that each variant would make without an effect. */
function purchaseRates({ perDay, leavesOn, variant }: Lives) {
  const sums: [number, number] = [0, 0]
  for (const [row, rate] of perDay.purchase.entries()) sums[variant[row] as 0 | 1] += rate * Math.min(leavesOn[row] as number, 20)
  return { sums }
}
