import { describe, expect, it } from 'vitest'
import type { Table } from '../estimator.ts'
import { rocAuc } from '../model-selection/ranking-metrics.ts'
import { normal } from '../random/samplers.ts'
import { createRandom } from '../random/xoshiro256.ts'
import { calibrateEvent, type Event, eventProbabilities, fitEventMembers, happenedOf, scoreEvent } from './event-model.ts'

const SETTINGS = { trees: 100, directions: { distance: -1 } } as const

describe('the classifiers of an event', () => {
  it('order posts better where a column tells the bar, as posts that fall short of it teach, too', () => {
    const learned = (event: Omit<Event, 'column'>, table: Table) => ({
      own: fitEventMembers(table, event, SETTINGS, createRandom(1)),
      others: fitEventMembers(table, { ...event, column: 'distance' }, SETTINGS, createRandom(1)),
    })
    const past = madePosts(400, 7)
    const { own, others } = learned(past.event, past.table)
    const later = madePosts(2000, 8)
    const happened = happenedOf(later.event)
    const [ownAuc, othersAuc] = [own, others].map((members) => rocAuc(happened, scoreEvent(members, later.table)) as number)
    expect(happenedOf(past.event).reduce((total, one) => total + one, 0)).toBeLessThan(60)
    expect(othersAuc).toBeGreaterThan((ownAuc as number) + 0.01)
  })

  it('find a nearer bar likelier, though all posts they learned from had the same', () => {
    const { table, event } = madePosts(400, 7)
    const members = fitEventMembers(table, { ...event, column: 'distance' }, SETTINGS, createRandom(1))
    const nearer = { ...table, columns: table.columns.map((column, at) => (at === 2 ? column.map((value) => value - 1) : column)) }
    const [near, far] = [scoreEvent(members, nearer), scoreEvent(members, table)]
    const mean = (scores: Float64Array) => scores.reduce((total, score) => total + score / scores.length, 0)
    expect(mean(near)).toBeGreaterThan(mean(far) + 0.25)
  })

  it('leave what they are given as it is, and are a constant where the event came of none', () => {
    const { table, event } = madePosts(100, 7)
    const before = JSON.stringify([table.columns.map((column) => [...column]), [...event.growth], [...event.bar]])
    fitEventMembers(table, { ...event, column: 'distance' }, SETTINGS, createRandom(1))
    expect(JSON.stringify([table.columns.map((column) => [...column]), [...event.growth], [...event.bar]])).toBe(before)
    const never = { ...event, bar: event.bar.map(() => 100), column: 'distance' }
    expect(fitEventMembers(table, never, SETTINGS, createRandom(1))).toEqual({ constant: 0.5 / 101 })
  })
})

describe('the probability of an event', () => {
  it.each([200, 3000])('keeps the order of the scores, learned from %i posts', (posts) => {
    const random = createRandom(5)
    const scores = Float64Array.from({ length: posts }, () => 8 * random.uniform() - 6)
    const happened = scores.map((score) => Number(random.uniform() < 1 / (1 + Math.exp(-score))))
    const calibrations = calibrateEvent(happened, scores)
    const asked = Float64Array.from({ length: 500 }, (_, step) => step / 50 - 7)
    const told = eventProbabilities({ members: { constant: 0.5 }, calibrations, baseRate: 0.2, past: { scores: [], happened: [] } }, asked)
    expect(calibrations.length).toBe(posts < 1000 ? 1 : 2)
    for (let step = 1; step < 500; step += 1) expect(told[step]).toBeGreaterThan(told[step - 1] as number)
  })
})

/** Growth that two columns tell in part and chance the rest; about a tenth of the posts pass the bar of all. */
function madePosts(count: number, seed: number): { table: Table; event: Omit<Event, 'column'> } {
  const random = createRandom(seed)
  const [first, second] = [0, 1].map(() => Float64Array.from({ length: count }, () => normal(random))) as [Float64Array, Float64Array]
  const growth = first.map((value, row) => value + 0.6 * (second[row] as number) + normal(random))
  const bar = growth.map(() => 2)
  return { table: { names: ['first', 'second', 'distance'], columns: [first, second, bar] }, event: { growth, bar } }
}
