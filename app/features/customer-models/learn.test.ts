import { type Table, tableOfRows } from '@trill/core/estimator'
import { normal } from '@trill/core/random/samplers'
import { createRandom } from '@trill/core/random/xoshiro256'
import { normalCdf } from '@trill/core/special-functions/normal'
import { expect, it } from 'vitest'
import { type LearnAsked, type Lesson, learnCustomers } from './learn.ts'

const NAMES = ['followers_count', 'posts_last_30_days', 'age']

function lesson(seed: string, rows: number, outcome: (values: readonly number[], chance: number) => number): Lesson {
  const random = createRandom(seed)
  const values = Array.from({ length: rows }, () => NAMES.map(() => Math.exp(normal(random))))
  const table: Table = tableOfRows(NAMES, values)
  return { table, target: Float64Array.from(values, (row) => outcome(row, normal(random))) }
}

function asked(outcome: Parameters<typeof lesson>[2], more: Partial<LearnAsked> = {}): LearnAsked {
  const [training, heldOut] = [lesson('training', 500, outcome), lesson('held out', 200, outcome)]
  const kind = { task: 'regression', column: 'avg_views_per_post', scale: 'plain' } as const
  return { training, heldOut, ...kind, categorical: [], excluded: [], drawnFrom: null, seed: 'test', ...more }
}

const learn = (input: LearnAsked) => learnCustomers(input, () => undefined)

it('gains of what is learned as a logarithm are in the unit of the column, so that few who have much hold much', () => {
  const input = asked(([followers = 0], chance) => Math.log1p(20 * followers ** 2 * Math.exp(0.3 * chance)), { scale: 'log' })
  const { findings } = learn(input)
  const views = input.heldOut.target.map(Math.expm1)
  const sum = views.reduce((before, value) => before + value, 0)
  const [first] = findings.gains
  expect(findings.gains.reduce((before, { total }) => before + total, 0)).toBeCloseTo(sum, 6)
  expect(first?.mean as number).toBeGreaterThan((3 * sum) / views.length)
  expect(first?.captured as number).toBeGreaterThan(0.4)
})

it('a target that others make up is named as they make it up, and learned without them', () => {
  const { findings, columns } = learn(asked(([followers = 0, posts = 0]) => followers * posts))
  expect(findings.leaks.map(({ kind, columns: together }) => [kind, ...together])).toEqual([
    ['product', 'followers_count', 'posts_last_30_days'],
  ])
  expect(columns).toEqual(['age'])
  expect(findings.noise.verdict).toBe('unlearnable')
})

it('what is attainable is said of outcomes that fit the probability they may be drawn from, and of no others', () => {
  const isLeaving = ([followers = 0]: readonly number[], chance: number) => Number(Math.log(followers) + chance > 0)
  const binary = asked(isLeaving, { task: 'binary', column: 'churn_30_day' })
  const drawnFrom = (binary.heldOut.table.columns[0] as Float64Array).map((followers) => normalCdf(Math.log(followers)))
  const ceilingFrom = (probabilities: Float64Array) =>
    learn({ ...binary, drawnFrom: { probabilities, column: 'churn_probability' } }).findings.ceiling
  expect(ceilingFrom(drawnFrom)?.source).toBe('churn_probability')
  expect(ceilingFrom(drawnFrom.map((probability) => 1 - probability))).toBeNull()
})
