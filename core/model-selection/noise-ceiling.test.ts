import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { tableOfRows } from '../estimator.ts'
import { normal } from '../random/samplers.ts'
import { createRandom } from '../random/xoshiro256.ts'
import { linearRegression } from '../regression/linear-regression.ts'
import { gainsTable } from './gains.ts'
import { attainableFigures } from './known-probability.ts'
import { judgeNoise } from './noise-ceiling.ts'
import { permutationNull } from './permutation-null.ts'
import { rocAuc } from './ranking-metrics.ts'

describe('a permutation null', () => {
  it('has the exact probability of three rows in order, of which each of six deals is as probable', () => {
    // Of 3! = 6 deals one agrees as well; with 9,999 drawn the share is 1/6 within four standard errors, 4 · √(1/6 · 5/6 / 9,999) = 0.015.
    const { agreement, pValue } = permutationNull([1, 2, 3], [10, 20, 30], createRandom(1), { permutations: 9999 })
    expect(agreement).toBe(1)
    expect(Math.abs(pValue - 1 / 6)).toBeLessThan(0.015)
  })

  it('is never 0: the least p-value of 19 permutations is 1 in 20', () => {
    const values = Array.from({ length: 40 }, (_, row) => row)
    expect(permutationNull(values, values, createRandom(1), { permutations: 19 }).pValue).toBe(0.05)
  })

  it('says nothing of predictions or outcomes that are all the same', () => {
    const nothing = { agreement: 0, chance: 0, pValue: 1, permutations: 999 }
    expect(permutationNull([0, 1, 0], [2, 2, 2], createRandom(1))).toEqual(nothing)
    expect(permutationNull([1, 1, 1], [1, 2, 3], createRandom(1))).toEqual(nothing)
  })

  it('does not care for rising functions, nor for what differs from stratum to stratum', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 0, max: 9 })), { minLength: 6, maxLength: 30 }),
        (pairs) => {
          const [actual, predicted] = [pairs.map(([a]) => a), pairs.map(([, p]) => p)]
          const strata = pairs.map((_, row) => row % 2)
          const options = { permutations: 19, strata }
          const moved = predicted.map((value, row) => Math.exp(value) + 1e6 * (row % 2))
          expect(permutationNull(actual, moved, createRandom(1), options)).toEqual(
            permutationNull(actual, predicted, createRandom(1), options),
          )
        },
      ),
      { numRuns: 50 },
    )
  })

  it('refuses what is uneven, not finite or out of range', () => {
    expect(() => permutationNull([], [], createRandom(1))).toThrow('at least one row')
    expect(() => permutationNull([1], [1, 2], createRandom(1))).toThrow('got 2 for 1')
    expect(() => permutationNull([1, 2], [1, Number.NaN], createRandom(1))).toThrow('in row 1')
    expect(() => permutationNull([1, 2], [1, 2], createRandom(1), { permutations: 18 })).toThrow('got 18')
    expect(() => permutationNull([1, 2], [1, 2], createRandom(1), { strata: [1] })).toThrow('a stratum a row')
  })
})

/** A line from ten columns, judged on rows that it did not learn from; the first column says so much of the target. */
function judged(seed: string, says: number) {
  const random = createRandom(seed)
  const names = Array.from({ length: 10 }, (_, index) => `column ${index}`)
  const made = () => {
    const rows = Array.from({ length: 100 }, () => names.map(() => normal(random)))
    return { table: tableOfRows(names, rows), target: Float64Array.from(rows, ([first = 0]) => says * first + normal(random)) }
  }
  const [train, test] = [made(), made()]
  const model = linearRegression.fit(train.table, train.target, { l2: 0 }, random)
  const mean = train.target.reduce((sum, value) => sum + value / 100, 0)
  const ignorant = new Float64Array(100).fill(mean)
  return judgeNoise(test.target, linearRegression.predict(model, test.table), ignorant, random, { permutations: 99 })
}

describe('the verdict on noise', () => {
  it('calls at most one in twenty of 200 noise targets learnable', () => {
    const called = Array.from({ length: 200 }, (_, seed) => judged(`noise ${seed}`, 0))
    const byPValue = called.filter(({ pValue }) => pValue <= 0.05).length
    // 200 draws at 5 % are at most 20 in all but 1 of 1,000 such sets.
    expect(byPValue).toBeLessThanOrEqual(20)
    expect(called.filter(({ verdict }) => verdict === 'learnable').length).toBeLessThanOrEqual(byPValue)
  })

  it('calls what can be told learnable, in 50 of 50', () => {
    expect(Array.from({ length: 50 }, (_, seed) => judged(`signal ${seed}`, 1).verdict)).toEqual(new Array(50).fill('learnable'))
  })

  it('calls predictions that agree and are still worse than the mean unlearnable, and says nothing of few rows', () => {
    const actual = Array.from({ length: 60 }, (_, row) => row)
    const mean = new Array(60).fill(29.5)
    const wild = actual.map((value) => 10 * value)
    expect(judgeNoise(actual, wild, mean, createRandom(1))).toMatchObject({ verdict: 'unlearnable', agreement: 1 })
    expect(judgeNoise(actual, actual, mean, createRandom(1))).toMatchObject({ verdict: 'learnable', saved: 1 })
    expect(judgeNoise(actual.slice(0, 49), actual.slice(0, 49), mean.slice(0, 49), createRandom(1)).verdict).toBe('too_few_rows')
  })
})

describe('what is attainable', () => {
  it('is known of two rows: pairs in the right order, in the wrong one, and none', () => {
    // Probabilities 0.8 and 0.4: right 0.8 · 0.6 = 0.48, wrong 0.4 · 0.2 = 0.08.
    const { rocAuc: area, brier, baseRate } = attainableFigures([0.4, 0.8])
    expect([area, brier, baseRate]).toEqual([expect.closeTo(0.48 / 0.56, 12), expect.closeTo(0.2, 12), expect.closeTo(0.6, 12)])
  })

  it('of evenly spread probabilities is 5/6, 1/6 and 1/2', () => {
    // ∫∫ p(1 − q) over p > q, by all pairs: (5/24) / (1/4); ∫ p(1 − p) = 1/6; ∫ entropy = 1/2.
    const even = Array.from({ length: 20_000 }, (_, row) => (row + 0.5) / 20_000)
    const { rocAuc: area, brier, logLoss } = attainableFigures(even)
    expect([area, brier, logLoss]).toEqual([expect.closeTo(5 / 6, 4), expect.closeTo(1 / 6, 5), expect.closeTo(0.5, 5)])
  })

  it('is what drawn labels have on average', () => {
    const random = createRandom(5)
    const p = Float64Array.from({ length: 20_000 }, () => random.uniform() ** 2)
    const labels = p.map((probability) => Number(random.uniform() < probability))
    expect(rocAuc(labels, p)).toBeCloseTo(attainableFigures(p).rocAuc as number, 2)
  })

  it('has no area where nothing is in doubt, and 1/2 where all are alike', () => {
    expect(attainableFigures([0, 0]).rocAuc).toBeNull()
    expect(attainableFigures([1]).rocAuc).toBeNull()
    expect(attainableFigures([0.3, 0.3, 0.3])).toMatchObject({ rocAuc: expect.closeTo(0.5, 12), brier: expect.closeTo(0.21, 12) })
    expect(() => attainableFigures([])).toThrow('at least one row')
    expect(() => attainableFigures([1.2])).toThrow('got 1.2 in row 0')
  })
})

describe('gains', () => {
  const labels = [1, 1, 1, 0, 1, 0, 0, 0, 0, 0]
  const scores = [10, 9, 8, 7, 6, 5, 4, 3, 2, 1]

  it('are counted by parts, the greatest predictions first', () => {
    const [first, second] = gainsTable(labels, scores, { task: 'binary', parts: 2 })
    // Wilson's interval of 4 in 5 at 95 %: (0.3755, 0.9638).
    expect(first).toEqual({
      ...{ part: 1, rows: 5, from: 6, to: 10, total: 4, mean: 0.8, lower: expect.closeTo(0.3755, 4), upper: expect.closeTo(0.9638, 4) },
      ...{ lift: 2, liftLower: expect.closeTo(0.9389, 3), liftUpper: expect.closeTo(2.4094, 3), captured: 1 },
    })
    expect(second).toMatchObject({ part: 2, rows: 5, total: 0, mean: 0, lower: 0, lift: 0, captured: 1 })
  })

  it('of numbers have Student’s interval', () => {
    const [first] = gainsTable([1, 2, 3, 4, 5, 6], [1, 1, 1, 2, 2, 2], { task: 'regression', parts: 2 })
    // Mean 5, deviation 1, t of 2 degrees 4.302653: 5 ± 2.484.
    expect(first).toMatchObject({
      mean: 5,
      lower: expect.closeTo(2.5159, 3),
      upper: expect.closeTo(7.4841, 3),
      lift: expect.closeTo(10 / 7, 12),
    })
  })

  it('do not hang on the order of rows, and hold each row once', () => {
    const rows = fc.array(fc.tuple(fc.integer({ min: 0, max: 1 }), fc.integer({ min: 0, max: 6 })), { minLength: 1, maxLength: 60 })
    fc.assert(
      fc.property(rows, (drawn) => {
        const of = (pairs: readonly (readonly [number, number])[]) =>
          gainsTable(
            pairs.map(([label]) => label),
            pairs.map(([, score]) => score),
            { task: 'binary' },
          )
        const parts = of(drawn)
        expect(of(drawn.toReversed())).toEqual(parts)
        expect(parts.reduce((sum, { rows: own }) => sum + own, 0)).toBe(drawn.length)
        expect(parts.every(({ from }, index) => index + 1 === parts.length || from > (parts[index + 1]?.to as number))).toBe(true)
        expect(parts.every(({ mean, lower, upper }) => (lower as number) <= mean && mean <= (upper as number))).toBe(true)
      }),
    )
  })

  it('have no lift over nothing, and refuse what cannot be judged', () => {
    expect(gainsTable([0, 0], [1, 2], { task: 'binary' })[0]).toMatchObject({ lift: null, captured: null })
    expect(() => gainsTable([], [], { task: 'binary' })).toThrow('at least one row')
    expect(() => gainsTable([2], [1], { task: 'binary' })).toThrow('labels of 0 or 1')
    expect(() => gainsTable([1], [Number.NaN], { task: 'binary' })).toThrow('finite')
    expect(() => gainsTable([1], [1], { task: 'binary', parts: 1 })).toThrow('from 2 to 100')
  })
})
