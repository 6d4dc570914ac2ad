import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { conformance } from '../estimator.conformance.ts'
import { type Table, tableOfRows } from '../estimator.ts'
import { owlqn } from '../optimisation/owlqn.ts'
import { normal } from '../random/samplers.ts'
import { createRandom } from '../random/xoshiro256.ts'
import { denseDesign } from './design.ts'
import { encodeColumns, fitColumnEncoding } from './encode-columns.ts'
import { fitSupportVectorLine } from './linear-classification.ts'
import { linearRegression } from './linear-regression.ts'
import { logisticRegression } from './logistic-regression.ts'

interface Case {
  readonly id: string
  readonly fn: string
  readonly input: { X: number[][]; y: number[]; C: number }
  readonly expected: { coef: number[]; intercept: number; proba?: number[]; decision?: number[] }
}

/** Where each number comes from is said in the file itself. */
const cases: Case[] = JSON.parse(readFileSync(new URL('regression.cases.json', import.meta.url), 'utf8')).cases
const named = (fn: string) => cases.filter((one) => one.fn === fn).map((one) => [one.id, one] as const)
const random = () => createRandom(1)

describe('logistic regression', () => {
  it.each(named('logistic_l2'))('reference %s', (_, { input, expected }) => {
    const table = tableOfRows(['a', 'b'], input.X)
    const model = logisticRegression.fit(table, Float64Array.from(input.y), { l2: 1 / input.C, standardised: false }, random())
    expect(model.converged).toBe(true)
    for (const [i, weight] of expected.coef.entries()) expect(model.lines[0]?.weights[i]).toBeCloseTo(weight, 4)
    expect(model.lines[0]?.intercept).toBeCloseTo(expected.intercept, 4)
    const predicted = logisticRegression.predict(model, table)
    for (const [row, value] of (expected.proba as number[]).entries()) expect(predicted[row]).toBeCloseTo(value, 5)
  })

  const options = { l2: 1 }
  it.each(conformance({ learner: logisticRegression, options, task: 'binary', missing: 'refused', oneClass: 'refused' }))(
    '$rule',
    ({ check }) => check(),
  )
  it.each(
    conformance({ learner: logisticRegression, options: { l1: 2, l2: 0 }, task: 'multiclass', missing: 'refused', oneClass: 'refused' }),
  )('of several classes: $rule', ({ check }) => check())

  it('is at the least of its penalised loss: one side of each kink rises as much as the other', () => {
    const table = noisyTable(80, 4)
    const target = Float64Array.from({ length: 80 }, (_, row) => Number((table.columns[0]?.[row] ?? 0) + Math.sin(row) > 0))
    const model = logisticRegression.fit(table, target, { l1: 3, l2: 0.5, standardised: false }, random())
    const excess = logisticRegression.predict(model, table).map((probability, row) => probability - (target[row] as number))
    for (const [i, weight] of (model.lines[0]?.weights ?? []).entries()) {
      const slope = excess.reduce((total, value, row) => total + value * (table.columns[i]?.[row] ?? 0), 0) + 0.5 * weight
      if (weight === 0) expect(Math.abs(slope)).toBeLessThanOrEqual(3 + 1e-4)
      else expect(slope + 3 * Math.sign(weight)).toBeCloseTo(0, 4)
    }
    expect(model.lines[0]?.weights.some((weight) => weight === 0)).toBe(true)
    expect(excess.reduce((total, value) => total + value, 0)).toBeCloseTo(0, 4)
  })

  it('predicts the same whatever the units of the columns', () => {
    const table = noisyTable(60, 3)
    const target = Float64Array.from({ length: 60 }, (_, row) => row % 3)
    const scaled = { ...table, columns: table.columns.map((column, i) => column.map((value) => 5 + value * 1000 ** i)) }
    const [one, other] = [table, scaled].map((given) =>
      logisticRegression.predict(logisticRegression.fit(given, target, {}, random()), given),
    )
    for (const [i, value] of (one as Float64Array).entries()) expect((other as Float64Array)[i]).toBeCloseTo(value, 6)
  })

  it('balances classes, leaves constant columns at 0, takes five rows and wholly parted classes', () => {
    const table = tableOfRows(
      ['told', 'constant'],
      [
        [0, 7],
        [1, 7],
        [2, 7],
        [3, 7],
        [9, 7],
      ],
    )
    const target = Float64Array.of(0, 0, 0, 0, 1)
    const [equal, balanced] = (['equal', 'balanced'] as const).map((classWeights) =>
      logisticRegression.fit(table, target, { classWeights }, random()),
    )
    expect(equal?.lines[0]?.weights[1]).toBe(0)
    const at = (model: typeof equal) => logisticRegression.predict(model as NonNullable<typeof model>, table)[3] as number
    expect(at(balanced)).toBeGreaterThan(at(equal))
    const endless = logisticRegression.fit(table, target, { l2: 0 }, random())
    expect(logisticRegression.predict(endless, table).every((value) => value >= 0 && value <= 1)).toBe(true)
  })

  it('refuses penalties that are none, and values whose squares are not finite', () => {
    const table = tableOfRows(['a'], [[0], [1]])
    expect(() => logisticRegression.fit(table, Float64Array.of(0, 1), { l2: -1 }, random())).toThrow(/l2/)
    expect(() => logisticRegression.fit(table, Float64Array.of(0, 1), { l1: Number.NaN }, random())).toThrow(/l1/)
    expect(() => logisticRegression.fit(tableOfRows(['a'], [[-1e200], [1e200]]), Float64Array.of(0, 1), {}, random())).toThrow(/1e150/)
  })
})

describe('linear support vector machine', () => {
  it.each(named('linear_svm_sqhinge'))('reference %s', (_, { input, expected }) => {
    const { columns } = tableOfRows(['a', 'b'], input.X)
    const line = fitSupportVectorLine(denseDesign(columns), Float64Array.from(input.y), input.C)
    for (const [i, weight] of expected.coef.entries()) expect(line.weights[i]).toBeCloseTo(weight, 5)
    expect(line.intercept).toBeCloseTo(expected.intercept, 5)
  })
})

describe('linear regression', () => {
  it.each(conformance({ learner: linearRegression, options: { l2: 1 }, task: 'regression', missing: 'refused' }))('$rule', ({ check }) =>
    check(),
  )
  it.each(conformance({ learner: linearRegression, options: { l1: 1, l2: 0 }, task: 'regression', missing: 'refused' }))(
    'with few weights: $rule',
    ({ check }) => check(),
  )

  it('finds a line back', () => {
    const table = noisyTable(40, 3)
    const [a, b] = table.columns as [Float64Array, Float64Array]
    const model = linearRegression.fit(
      table,
      a.map((value, row) => 3 + 2 * value - 5 * (b[row] as number)),
      { l2: 0 },
      random(),
    )
    expect(model.intercept).toBeCloseTo(3, 10)
    expect(model.weights).toEqual([2, -5, 0].map((weight) => expect.closeTo(weight, 10)))
  })

  it('is at the least of its penalised squares', () => {
    fc.assert(
      fc.property(fc.nat(1000), fc.double({ min: 0, max: 20, noNaN: true }), fc.double({ min: 0, max: 5, noNaN: true }), (seed, l1, l2) => {
        const table = noisyTable(30, 4, seed)
        const target = Float64Array.from({ length: 30 }, (_, row) => 3 * (table.columns[1]?.[row] ?? 0) + Math.cos(row * seed))
        const model = linearRegression.fit(table, target, { l1, l2, standardised: false }, random())
        const errors = linearRegression.predict(model, table).map((value, row) => value - (target[row] as number))
        expect(errors.reduce((total, error) => total + error, 0)).toBeCloseTo(0, 8)
        for (const [i, weight] of model.weights.entries()) {
          const slope = errors.reduce((total, error, row) => total + error * (table.columns[i]?.[row] ?? 0), 0) + l2 * weight
          if (weight === 0) expect(Math.abs(slope)).toBeLessThanOrEqual(l1 + 1e-6)
          else expect(slope + l1 * Math.sign(weight)).toBeCloseTo(0, 5)
        }
      }),
      { numRuns: 40 },
    )
  })

  it('gives a column that repeats another, or does not vary, weight 0 without penalties, and shares it with one', () => {
    const table = tableOfRows(
      ['a', 'again', 'constant'],
      [
        [1, 2, 0.1],
        [2, 4, 0.1],
        [3, 6, 0.1],
        [5, 10, 0.1],
      ],
    )
    const target = Float64Array.of(1, 2, 3, 5)
    expect(linearRegression.fit(table, target, { l2: 0 }, random()).weights).toEqual([expect.closeTo(1, 9), 0, 0])
    const shared = linearRegression.fit(table, target, { l2: 0.001 }, random()).weights as number[]
    expect(shared[0]).toBeCloseTo(2 * (shared[1] as number), 9)
    expect(linearRegression.fit(table, target, { l1: 0.1, l2: 0 }, random()).weights[2]).toBe(0)
  })

  it('predicts the mean for a single row and for columns that say nothing', () => {
    const table = tableOfRows(['a'], [[3]])
    expect([...linearRegression.predict(linearRegression.fit(table, Float64Array.of(7), {}, random()), table)]).toEqual([7])
  })
})

describe('encoding of columns', () => {
  const table: Table = { names: ['n', 'c'], columns: [Float64Array.of(1, Number.NaN, 3), Float64Array.of(0, 2, 2)] }

  it('fills gaps and spreads categories', () => {
    const encoding = fitColumnEncoding(table, ['c'])
    const { names, columns } = encodeColumns(encoding, table)
    expect(names).toEqual(['n', 'n is missing', 'c=2'])
    expect(columns.map((column) => [...column])).toEqual([
      [1, 2, 3],
      [0, 1, 0],
      [0, 1, 1],
    ])
  })

  it('takes categories that were not there before, and missing ones, for the first', () => {
    const encoding = JSON.parse(JSON.stringify(fitColumnEncoding(table, ['c'])))
    const given = { names: ['n', 'c'], columns: [Float64Array.of(1, 1), Float64Array.of(9, Number.NaN)] }
    expect([...(encodeColumns(encoding, given).columns[2] as Float64Array)]).toEqual([0, 0])
  })

  it('gives a column without any value 0, and refuses a column that is not there', () => {
    const empty = { names: ['n'], columns: [Float64Array.of(Number.NaN)] }
    expect(encodeColumns(fitColumnEncoding(empty), empty).columns.map((column) => [...column])).toEqual([[0], [1]])
    expect(() => fitColumnEncoding(table, ['x'])).toThrow(/“x”/)
    expect(() => encodeColumns(fitColumnEncoding(table), { names: ['n'], columns: [Float64Array.of(1)] })).toThrow(/“c”/)
  })
})

describe('search with penalties on absolute values', () => {
  it('ends on the kink where the penalty is greater than the slope', () => {
    const { at, converged } = owlqn(
      ([x, y], gradient) => {
        gradient.set([2 * ((x as number) - 3), 2 * ((y as number) - 0.2)])
        return ((x as number) - 3) ** 2 + ((y as number) - 0.2) ** 2
      },
      Float64Array.of(1, 1),
      Float64Array.of(0, -1),
    )
    expect(converged).toBe(true)
    expect(at[0]).toBeCloseTo(2.5, 6)
    expect(at[1]).toBe(0)
  })

  it('refuses penalties that are none', () => {
    expect(() => owlqn(() => 0, Float64Array.of(-1), Float64Array.of(0))).toThrow(RangeError)
    expect(() => owlqn(() => Number.NaN, Float64Array.of(1), Float64Array.of(0))).toThrow(RangeError)
  })
})

function noisyTable(rows: number, width: number, seed = 7): Table {
  const draws = createRandom(seed)
  const columns = Array.from({ length: width }, () => Float64Array.from({ length: rows }, () => normal(draws)))
  return { names: columns.map((_, i) => `c${i}`), columns }
}
