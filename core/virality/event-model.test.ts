import { describe, expect, it } from 'vitest'
import type { Table } from '../estimator.ts'
import { fitPlatt, logit } from '../model-selection/calibration.ts'
import { rocAuc } from '../model-selection/ranking-metrics.ts'
import { normal } from '../random/samplers.ts'
import { createRandom } from '../random/xoshiro256.ts'
import { rawScores } from '../trees/predictions.ts'
import { randomForest } from '../trees/random-forest.ts'
import type { TreeModel } from '../trees/tree.ts'
import {
  boostedOf,
  calibrateEvent,
  type Event,
  eventProbabilities,
  fitEventMembers,
  fitLeans,
  happenedOf,
  lean,
  scoreEvent,
  scoreMembers,
} from './event-model.ts'

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
    const [ownAuc, othersAuc] = [own, others].map((members) => rocAuc(happened, scoreMembers(members, later.table)) as number)
    expect(happenedOf(past.event).reduce((total, one) => total + one, 0)).toBeLessThan(60)
    expect(othersAuc).toBeGreaterThan((ownAuc as number) + 0.01)
  })

  it('find a nearer bar likelier, though all posts they learned from had the same', () => {
    const { table, event } = madePosts(400, 7)
    const members = fitEventMembers(table, { ...event, column: 'distance' }, SETTINGS, createRandom(1))
    const nearer = { ...table, columns: table.columns.map((column, at) => (at === 2 ? column.map((value) => value - 1) : column)) }
    const [near, far] = [scoreMembers(members, nearer), scoreMembers(members, table)]
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

describe('the score of an event', () => {
  it('is the mean log odds of its classifiers, of which no two are the same', () => {
    const { table, event } = madePosts(400, 7)
    const members = fitEventMembers(table, event, SETTINGS, createRandom(1))
    const boosted = boostedOf(members)
    const [one, other] = boosted.map((model) => rawScores(model, table)) as [Float64Array, Float64Array]
    const scores = scoreMembers(members, table)
    expect(boosted).toHaveLength(2)
    expect(one).not.toEqual(other)
    for (const [row, score] of scores.entries()) expect(score).toBeCloseTo(((one[row] as number) + (other[row] as number)) / 2, 9)
  })

  it('is raised by forecasts of growth above the bar, by so much a unit', () => {
    const { table, event } = madePosts(60, 7)
    const members = fitEventMembers(table, event, { ...SETTINGS, trees: 20 }, createRandom(1))
    const excess = [event.growth, event.growth.map((value) => -value)]
    const told = scoreEvent({ members, leans: [2, 0.5] }, table, excess)
    const plain = scoreEvent({ members }, table, excess)
    expect(plain).toEqual(scoreMembers(members, table))
    for (const [row, growth] of event.growth.entries()) expect(told[row]).toBeCloseTo((plain[row] as number) + 1.5 * growth, 12)
  })

  it('of a version stored with a forest is the mean of both', () => {
    const { table, event } = madePosts(400, 7)
    const happened = happenedOf(event)
    const [boosted] = boostedOf(fitEventMembers(table, event, SETTINGS, createRandom(1))) as [TreeModel]
    const forest = randomForest.fit(table, happened, { task: 'binary', num_iterations: 20 }, createRandom(2))
    const scores = scoreMembers({ boosted, forest }, table)
    const shares = randomForest.predict(forest, table)
    for (const [row, raw] of rawScores(boosted, table).entries()) {
      const odds = Math.min(Math.max(logit(shares[row] as number), -8), 8)
      expect(scores[row]).toBeCloseTo((raw + odds) / 2, 9)
    }
    expect(boostedOf({ boosted, forest })).toEqual([boosted])
    expect(boostedOf({ constant: 0.1 })).toEqual([])
  })
})

describe('what forecasts of growth add to a score', () => {
  /** Log odds of what happened are the sum of what classifiers say and what one forecast says; another forecast is chance. */
  function heard(posts: number, own: number) {
    const random = createRandom(9)
    const draw = () => Float64Array.from({ length: posts }, () => normal(random))
    const [scores, telling, chance] = [draw(), draw(), draw()]
    const happened = scores.map((score, row) => Number(random.uniform() < 1 / (1 + Math.exp(-(score + own * (telling[row] as number))))))
    return { scores, happened, excess: [telling, chance] }
  }

  it('is what one tells beside the classifiers, up to a fifth of its own log odds, and next to nothing where it tells nothing', () => {
    const { scores, happened, excess } = heard(4000, 1)
    const [telling, chance] = fitLeans(happened, scores, excess) as [number, number]
    const { slope } = fitPlatt(happened, excess[0] as Float64Array, { smoothing: true })
    expect(telling).toBeGreaterThan(0.18 * slope)
    expect(telling).toBeLessThanOrEqual(0.2 * slope + 1e-12)
    expect(chance).toBeLessThan(0.05)
    const idle = heard(4000, 0)
    for (const weight of fitLeans(idle.happened, idle.scores, idle.excess)) expect(weight).toBeLessThan(0.05)
  })

  it('orders later posts better, and never takes away', () => {
    const { scores, happened, excess } = heard(3000, 1)
    const leans = fitLeans(
      happened.subarray(0, 1500),
      scores.subarray(0, 1500),
      excess.map((values) => values.subarray(0, 1500)),
    )
    const later = happened.subarray(1500)
    const mixed = lean(scores, excess, leans).subarray(1500)
    expect(rocAuc(later, mixed)).toBeGreaterThan((rocAuc(later, scores.subarray(1500)) as number) + 0.03)
    const against = fitLeans(happened, scores, [(excess[0] as Float64Array).map((value) => -value)])
    expect(against).toEqual([0])
  })

  it('is between nothing and a fifth where few posts cannot tell, and nothing where the event came of all or none', () => {
    const { scores, happened, excess } = heard(40, 1)
    const { slope } = fitPlatt(happened, excess[0] as Float64Array, { smoothing: true })
    const [telling] = fitLeans(happened, scores, excess) as [number]
    expect(telling).toBeGreaterThan(0.05 * slope)
    expect(telling).toBeLessThan(0.2 * slope)
    expect(
      fitLeans(
        happened.map(() => 1),
        scores,
        excess,
      ),
    ).toEqual([0, 0])
    expect(fitLeans(happened, scores, [happened.map(() => 0.3)])[0]).toBeGreaterThanOrEqual(0)
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
