import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { conformance } from '../estimator.conformance.ts'
import { selectRows, selectValues, type Table, tableOfRows } from '../estimator.ts'
import { normal } from '../random/samplers.ts'
import { createRandom } from '../random/xoshiro256.ts'
import type { BoostingOptions, Round } from './boosting-options.ts'
import { gradientBoosting } from './gradient-boosting.ts'
import { readLightGbm } from './lightgbm-reader.ts'
import { writeLightGbm } from './lightgbm-writer.ts'
import { rawScores } from './predictions.ts'
import { treeDepth } from './tree.ts'
import { treeShap } from './tree-shap.ts'

const ROWS = 1200
const SMALL: Partial<BoostingOptions> = { num_iterations: 20, num_leaves: 8, min_data_in_leaf: 5 }

describe.each([
  ['regression', 'regression'],
  ['regression_l1', 'regression'],
  ['poisson', 'counts'],
  ['binary', 'binary'],
  ['multiclass', 'multiclass'],
] as const)('boosting of %s', (objective, task) => {
  const trial = { learner: gradientBoosting, options: { ...SMALL, objective }, task, missing: 'accepted' as const }
  it.each(conformance(task === 'regression' || task === 'counts' ? trial : { ...trial, oneClass: 'refused' }))('$rule', ({ check }) =>
    check(),
  )
})

/** Five columns: what counts is the product of two, a category, and a third where it is not missing. */
function made(seed: string, rows = ROWS): { table: Table; score: Float64Array } {
  const random = createRandom(seed)
  const values = Array.from({ length: rows }, () => {
    const row = Array.from({ length: 4 }, () => normal(random))
    if (random.uniform() < 0.2) row[2] = Number.NaN
    return [...row, random.integer(7)]
  })
  const table = tableOfRows(['a', 'b', 'c', 'd', 'kind'], values)
  const score = Float64Array.from(
    values,
    ([a = 0, b = 0, c = 0, , kind = 0]) => a * b + (Number.isNaN(c) ? 1 : 0.5 * c) + ([1, 3, 4].includes(kind) ? 1.5 : 0),
  )
  return { table, score }
}

const { table, score } = made('train')
const held = made('test')
const binary = score.map((value) => Number(value > 0.8))
const heldBinary = held.score.map((value) => Number(value > 0.8))
const boosted = (options: Partial<BoostingOptions> = {}, seed = 'seed') =>
  gradientBoosting.fit(
    table,
    binary,
    { objective: 'binary', num_iterations: 60, categorical_feature: ['kind'], min_data_per_group: 20, ...options },
    createRandom(seed),
  )

describe('boosting', () => {
  it('learns what interactions, categories and missing values tell', () => {
    const hits = gradientBoosting
      .predict(boosted(), held.table)
      .reduce((sum, p, row) => sum + Number(p > 0.5 === (heldBinary[row] === 1)), 0)
    expect(hits / ROWS).toBeGreaterThan(0.9)
    const fitted = gradientBoosting.fit(
      table,
      score,
      { objective: 'regression', num_iterations: 200, categorical_feature: ['kind'], min_data_per_group: 20 },
      createRandom(1),
    )
    expect(rSquared(gradientBoosting.predict(fitted, held.table), held.score)).toBeGreaterThan(0.85)
  })

  it('gives probabilities of classes that sum to 1, and rates that are positive', () => {
    const classes = score.map((value) => (value > 1.5 ? 2 : Number(value > 0)))
    const model = gradientBoosting.fit(table, classes, { ...SMALL, objective: 'multiclass' }, createRandom(1))
    const probabilities = gradientBoosting.predict(model, held.table)
    for (let row = 0; row < ROWS; row += 1)
      expect(probabilities.subarray(3 * row, 3 * row + 3).reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 12)
    const counts = score.map((value) => Math.round(Math.exp(value)))
    const rates = gradientBoosting.predict(
      gradientBoosting.fit(table, counts, { ...SMALL, objective: 'poisson' }, createRandom(1)),
      held.table,
    )
    expect(Math.min(...rates)).toBeGreaterThan(0)
    expect(mean(rates) / mean(counts)).toBeCloseTo(1, 0)
  })

  it('writes a model that reads back and predicts the same, with contributions that sum to the scores', () => {
    const model = boosted({ monotone_constraints: { a: 1, c: -1 } })
    const again = readLightGbm(writeLightGbm(model))
    expect(gradientBoosting.predict(again, held.table)).toEqual(gradientBoosting.predict(model, held.table))
    expect(writeLightGbm(again)).toBe(writeLightGbm(model))
    const few = selectRows(held.table, [0, 1, 2, 3])
    const scores = rawScores(model, few)
    const contributions = treeShap(model, few)
    for (const [row, expected] of scores.entries()) {
      expect(contributions.subarray(6 * row, 6 * row + 6).reduce((sum, part) => sum + part, 0)).toBeCloseTo(expected, 9)
    }
  })

  it.each(['poisson', 'multiclass'] as const)('of %s is written and read back, with contributions that sum to the scores', (objective) => {
    const target = score.map((value) => (objective === 'poisson' ? Math.round(Math.exp(value)) : value > 1.5 ? 2 : Number(value > 0)))
    const model = gradientBoosting.fit(table, target, { ...SMALL, objective, categorical_feature: ['kind'] }, createRandom(1))
    const again = readLightGbm(writeLightGbm(model))
    expect(writeLightGbm(again)).toBe(writeLightGbm(model))
    const few = selectRows(held.table, [0, 1, 2, 3])
    expect(gradientBoosting.predict(again, few)).toEqual(gradientBoosting.predict(model, few))
    const contributions = treeShap(model, few)
    for (const [at, expected] of rawScores(model, few).entries()) {
      expect(contributions.subarray(6 * at, 6 * at + 6).reduce((sum, part) => sum + part, 0)).toBeCloseTo(expected, 9)
    }
  })

  it('takes the steps of Newton for counts, shortened by poisson_max_delta_step', () => {
    const one = { names: ['a'], columns: [Float64Array.of(0, 0, 1, 1)] }
    const counts = Float64Array.of(1, 3, 5, 7)
    const options = { objective: 'poisson', num_iterations: 1, learning_rate: 1, min_data_in_leaf: 1, min_data_in_bin: 1 } as const
    for (const step of [0.7, 0.2]) {
      const model = gradientBoosting.fit(one, counts, { ...options, poisson_max_delta_step: step }, createRandom(1))
      // Rate 4 at the start; the gradients of a leaf are ±4 over its two rows, the second derivatives 2 · 4 · e^step.
      const move = 4 / (8 * Math.exp(step))
      for (const [row, score] of rawScores(model, one).entries()) expect(score).toBeCloseTo(Math.log(4) + (row < 2 ? -move : move), 6)
    }
  })

  it('keeps to the limits of leaves, depth, rows a leaf and weight a leaf', () => {
    const limits = { num_iterations: 20, num_leaves: 9, max_depth: 3 }
    const counted = gradientBoosting.fit(table, score, { objective: 'regression', ...limits, min_data_in_leaf: 30 }, createRandom(1))
    for (const tree of counted.trees) {
      expect(tree.leafValue.length).toBeLessThanOrEqual(8)
      expect(treeDepth(tree)).toBeLessThanOrEqual(3)
      expect(tree.leafCount.reduce((sum, count) => sum + count, 0)).toBe(ROWS)
      expect(Math.min(...tree.leafCount)).toBeGreaterThanOrEqual(30)
    }
    for (const tree of boosted({ ...limits, min_sum_hessian_in_leaf: 2 }).trees)
      expect(Math.min(...tree.leafWeight)).toBeGreaterThanOrEqual(2)
  })

  it('keeps monotone where it was told to, whatever the other columns are', () => {
    const model = boosted({ monotone_constraints: { a: 1, c: -1 }, num_iterations: 100 })
    const row = fc.array(fc.double({ min: -4, max: 4, noNaN: true }), { minLength: 5, maxLength: 5 })
    fc.assert(
      fc.property(row, fc.double({ min: 0, max: 4, noNaN: true }), ([a = 0, b = 0, c = 0, d = 0, kind = 0], step) => {
        const base = [a, b, c, d, Math.abs(Math.round(kind))]
        const [low, high, less] = rawScores(
          model,
          tableOfRows(table.names, [base, base.with(0, a + step), base.with(2, c + step)]),
        ) as unknown as number[]
        expect(high).toBeGreaterThanOrEqual(low as number)
        expect(less).toBeLessThanOrEqual(low as number)
      }),
    )
  })

  it('stops early where the held-out loss no longer falls, and keeps the best round', () => {
    const rounds: Round[] = []
    const validation = { table: held.table, target: heldBinary.map((value, row) => (row % 4 === 0 ? 1 - value : value)) }
    const onRound = (round: Round) => {
      rounds.push(round)
      return 'continue' as const
    }
    const model = boosted({ num_iterations: 500, early_stopping_round: 10, learning_rate: 0.3, validation, onRound })
    const losses = rounds.map(({ validation: loss }) => loss ?? Infinity)
    const best = losses.indexOf(Math.min(...losses)) + 1
    expect(model.trees.length).toBe(best)
    expect(rounds.length).toBe(best + 10)
    const predictions = gradientBoosting.predict(model, validation.table)
    const loss = mean(predictions.map((p, row) => -Math.log(validation.target[row] === 1 ? p : 1 - p)))
    expect(loss).toBeCloseTo(losses[best - 1] as number, 12)
  })

  it('stops when it is told to, and keeps the rounds so far', () => {
    const model = boosted({ onRound: ({ round }) => (round === 7 ? 'stop' : 'continue') })
    expect(model.trees.length).toBe(7)
    expect(JSON.stringify(model.trees)).toBe(JSON.stringify(boosted({ num_iterations: 7 }).trees))
  })

  it('draws other rows and columns for another seed, and brings the rows left out to their leaves', () => {
    const options = { bagging_fraction: 0.5, bagging_freq: 1, feature_fraction: 0.6 }
    expect(JSON.stringify(boosted(options, 'one'))).not.toBe(JSON.stringify(boosted(options, 'two')))
    expect(JSON.stringify(boosted(options, 'one'))).toBe(JSON.stringify(boosted(options, 'one')))
    const fitted = gradientBoosting.fit(table, score, { objective: 'regression', num_iterations: 300, ...options }, createRandom(1))
    expect(rSquared(gradientBoosting.predict(fitted, held.table), held.score)).toBeGreaterThan(0.8)
    expect(Math.max(...fitted.trees.map(({ leafCount }) => leafCount.reduce((sum, count) => sum + count, 0)))).toBe(ROWS / 2)
  })

  it('takes a weight of 2 for a row that is there twice', () => {
    const options: BoostingOptions = { objective: 'regression', num_iterations: 5, min_data_in_leaf: 1, min_sum_hessian_in_leaf: 20 }
    const twice = [...Array(ROWS).keys()].flatMap((row) => (row % 3 === 0 ? [row, row] : [row]))
    const weight = score.map((_, row) => (row % 3 === 0 ? 2 : 1))
    const weighed = gradientBoosting.fit(table, score, { ...options, weight, min_data_in_bin: 1 }, createRandom(1))
    const doubled = gradientBoosting.fit(
      selectRows(table, twice),
      selectValues(score, twice),
      { ...options, min_data_in_bin: 1 },
      createRandom(1),
    )
    expect(rSquared(gradientBoosting.predict(weighed, table), gradientBoosting.predict(doubled, table))).toBeGreaterThan(0.98)
  })

  it('leans to a class that weighs more', () => {
    const plain = mean(gradientBoosting.predict(boosted(), held.table))
    expect(mean(gradientBoosting.predict(boosted({ scale_pos_weight: 5 }), held.table))).toBeGreaterThan(plain)
    expect(mean(gradientBoosting.predict(boosted({ class_weight: [5, 1] }), held.table))).toBeLessThan(plain)
  })
})

describe('boosting of what has little in it', () => {
  const fit = (features: Table, target: Float64Array, options: Partial<BoostingOptions> = {}) =>
    gradientBoosting.fit(features, target, { objective: 'regression', ...options }, createRandom(1))

  it('answers the mean for five rows, and for columns that are constant or all missing', () => {
    const five = tableOfRows(['a'], [[1], [2], [3], [4], [5]])
    expect([...gradientBoosting.predict(fit(five, Float64Array.of(1, 2, 3, 4, 10)), five)]).toEqual([4, 4, 4, 4, 4])
    const flat = { names: ['a', 'b'], columns: [new Float64Array(100).fill(7), new Float64Array(100).fill(Number.NaN)] }
    const target = Float64Array.from({ length: 100 }, (_, row) => row)
    expect(new Set(gradientBoosting.predict(fit(flat, target), flat))).toEqual(new Set([49.5]))
  })

  it('sends a category that training never saw where missing ones go', () => {
    const model = boosted()
    const [first] = [selectRows(table, [0])]
    const kind = (value: number) => ({ ...first, columns: [...first.columns.slice(0, 4), Float64Array.of(value)] })
    expect(rawScores(model, kind(99))).toEqual(rawScores(model, kind(Number.NaN)))
  })

  it('refuses settings and columns that make no sense, by their names', () => {
    const refusals: [Partial<BoostingOptions>, RegExp][] = [
      [{ num_leaves: 1 }, /^gradientBoosting.fit requires num_leaves as a whole number from 2 to 131072, got 1$/],
      [{ learning_rate: Number.NaN }, /learning_rate as a number from .* got NaN/],
      [{ max_bin: 256 }, /max_bin/],
      [{ categorical_feature: ['nobody'] }, /categorical columns that are there, got “nobody”/],
      [{ categorical_feature: ['a'] }, /categories 0 … 2\^31 − 1 in a categorical column/],
      [{ monotone_constraints: { nobody: 1 } }, /monotone_constraints of numerical columns/],
      [{ class_weight: [1] }, /class_weight/],
      [{ weight: new Float64Array(3) }, /a weight for each of 1200 rows, got 3/],
      [{ weight: new Float64Array(ROWS) }, /finite weights > 0, got 0/],
    ]
    for (const [options, message] of refusals) expect(() => boosted(options)).toThrow(message)
    expect(() => fit(table, score, { objective: 'poisson' })).toThrow(/targets ≥ 0 for poisson/)
    expect(() =>
      fit(
        table,
        score.map(() => 0),
        { objective: 'poisson' },
      ),
    ).toThrow(/a target > 0 for poisson/)
    expect(() =>
      fit(
        table,
        score.map((_, row) => row % 3),
        { objective: 'binary' },
      ),
    ).toThrow(/two classes for binary, got 3/)
  })
})

function mean(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

function rSquared(predictions: Float64Array, actual: Float64Array): number {
  const middle = mean(actual)
  const left = actual.reduce((sum, value, row) => sum + (value - (predictions[row] as number)) ** 2, 0)
  return 1 - left / actual.reduce((sum, value) => sum + (value - middle) ** 2, 0)
}
