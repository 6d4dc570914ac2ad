import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Learner, rowCount } from '../estimator.ts'
import { createRandom } from '../random/xoshiro256.ts'
import { crossValidate, permutationImportance } from './cross-validation.ts'
import { meanAbsoluteError } from './regression-metrics.ts'
import { foldsByGroup, foldsByTime, randomFolds, repeatedRows, type Split, splitByGroup, splitByTime } from './splits.ts'

const times = fc.array(fc.integer({ min: 0, max: 50 }), { minLength: 10, maxLength: 80 }).filter((drawn) => new Set(drawn).size > 5)
const all = ({ train, test }: Split) => [...train, ...test].sort((a, b) => a - b)

describe('splits by time', () => {
  it('never learn from what is not older than every test row', () => {
    fc.assert(
      fc.property(times, fc.integer({ min: 0, max: 3 }), (drawn, gap) => {
        const oldest = Math.min(...drawn)
        fc.pre(([...drawn].sort((a, b) => a - b)[Math.ceil(0.7 * drawn.length)] as number) > oldest + gap)
        const { train, test } = splitByTime(drawn, { gap })
        const border = Math.min(...[...test].map((row) => drawn[row] as number))
        for (const row of train) expect((drawn[row] as number) < border && border - (drawn[row] as number) >= gap).toBe(true)
        expect(test.length).toBe(drawn.filter((time) => time >= border).length)
      }),
    )
  })

  it('go forward fold by fold', () => {
    const folds = foldsByTime([5, 1, 2, 3, 4, 0, 6, 7], 3)
    expect(folds.map(({ train, test }) => [[...train], [...test]])).toEqual([
      [
        [1, 5],
        [2, 3],
      ],
      [
        [1, 2, 3, 5],
        [0, 4],
      ],
      [
        [0, 1, 2, 3, 4, 5],
        [6, 7],
      ],
    ])
  })

  it('refuse one time alone, times that are none, and a gap that leaves nothing', () => {
    expect(() => splitByTime([1, 1, 1])).toThrow(/both sides/)
    expect(() => splitByTime([1])).toThrow(/at least 2/)
    expect(() => splitByTime([1, Number.NaN])).toThrow(/finite times/)
    expect(() => splitByTime([1, 2, 3], { gap: 10 })).toThrow(/both sides/)
    expect(() => splitByTime([1, 2], { trainShare: 1 })).toThrow(/trainShare/)
    expect(() => splitByTime([1, 2], { gap: -1 })).toThrow(/gap/)
    expect(() => foldsByTime([1, 2, 3], 0)).toThrow(/folds/)
    expect(() => foldsByTime([1, 1, 1, 1], 2)).toThrow(/both sides/)
  })
})

describe('splits by group', () => {
  const names = fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'), { minLength: 6, maxLength: 60 })

  it('keep a group on one side, and every row on one', () => {
    fc.assert(
      fc.property(names, fc.nat(), (groups, seed) => {
        fc.pre(new Set(groups).size >= 3)
        const split = splitByGroup(groups, createRandom(seed))
        for (const one of [split, ...foldsByGroup(groups, 3, createRandom(seed))]) {
          const held = new Set([...one.test].map((row) => groups[row]))
          expect([...one.train].every((row) => !held.has(groups[row]))).toBe(true)
          expect(all(one)).toEqual(groups.map((_, row) => row))
        }
      }),
    )
  })

  it('refuse one group alone', () => {
    expect(() => splitByGroup(['a', 'a'], createRandom(1))).toThrow(/both sides/)
    expect(() => foldsByGroup(['a', 'a'], 2, createRandom(1))).toThrow(/groups/)
    expect(() => splitByGroup(['a', 'b'], createRandom(1), { testShare: 0 })).toThrow(/testShare/)
  })
})

describe('random folds', () => {
  it('judge every row once, with classes spread evenly', () => {
    const labels = Array.from({ length: 50 }, (_, row) => Number(row < 10))
    const folds = randomFolds(50, 5, createRandom(1), { labels })
    expect(folds.flatMap(({ test }) => [...test]).sort((a, b) => a - b)).toEqual(labels.map((_, row) => row))
    expect(folds.map(({ test }) => test.reduce((count, row) => count + (labels[row] as number), 0))).toEqual([2, 2, 2, 2, 2])
    expect(folds).toEqual(randomFolds(50, 5, createRandom(1), { labels }))
  })

  it('refuse fewer rows than folds', () => {
    expect(() => randomFolds(4, 5, createRandom(1))).toThrow(/rows/)
    expect(() => randomFolds(4, 1, createRandom(1))).toThrow(/folds/)
    expect(() => randomFolds(4, 2, createRandom(1), { labels: [1] })).toThrow(/label a row/)
  })
})

describe('rows on both sides of a split', () => {
  it('are found, missing values included', () => {
    const table = { names: ['a', 'b'], columns: [Float64Array.of(1, 2, 1, Number.NaN, Number.NaN), Float64Array.of(5, 6, 5, 1, 1)] }
    const split = { train: Uint32Array.of(0, 1, 3), test: Uint32Array.of(2, 4) }
    expect([...repeatedRows(table, split)]).toEqual([2, 4])
    expect(repeatedRows({ names: [], columns: [] }, split)).toHaveLength(0)
  })

  it('finds the rows that comparing each with each finds, missing values and both zeros among them', () => {
    const value = fc.constantFrom(0, -0, 1, 0.1 + 0.2, 0.3, Number.NaN)
    fc.assert(
      fc.property(fc.array(fc.tuple(value, value), { minLength: 2, maxLength: 30 }), fc.integer({ min: 1, max: 29 }), (rows, border) => {
        const table = { names: ['a', 'b'], columns: [0, 1].map((column) => Float64Array.from(rows, (row) => row[column] as number)) }
        const [train, test] = [
          Uint32Array.from(rows.keys()).filter((row) => row < border),
          Uint32Array.from(rows.keys()).filter((row) => row >= border),
        ]
        const isSame = (one: number, other: number) => Object.is(one + 0, other + 0)
        const expected = [...test].filter((row) =>
          [...train].some((other) => rows[row]?.every((cell, column) => isSame(cell, rows[other]?.[column] as number))),
        )
        expect([...repeatedRows(table, { train, test })]).toEqual(expected)
      }),
    )
  })
})

/** Predicts the first column’s value plus the mean target. */
const learner: Learner<null, { columns: readonly string[]; mean: number }> = {
  name: 'shiftedFirstColumn',
  fit: (table, target) => ({ columns: table.names, mean: target.reduce((total, value) => total + value, 0) / target.length }),
  predict: ({ mean }, table) => (table.columns[0] as Float64Array).map((value) => value + mean),
}
const table = { names: ['told', 'noise'], columns: [Float64Array.of(1, 2, 3, 4, 5, 6), Float64Array.of(3, 1, 4, 1, 5, 9)] }

describe('cross-validation', () => {
  it('predicts each held-out row by a model of the others', () => {
    const target = Float64Array.of(0, 0, 0, 6, 6, 6)
    const splits = [
      { train: Uint32Array.of(0, 1, 2), test: Uint32Array.of(3, 4) },
      { train: Uint32Array.of(3, 4, 5), test: Uint32Array.of(0) },
    ]
    const { rows, predictions } = crossValidate(learner, { table, target }, splits, null, createRandom(1))
    expect([[...rows], [...predictions]]).toEqual([
      [3, 4, 0],
      [4, 5, 7],
    ])
    expect(() => crossValidate(learner, { table, target }, [], null, createRandom(1))).toThrow(/at least one split/)
  })
})

describe('permutation importance', () => {
  it('is that of the columns a model leans on, and leaves the table as it is', () => {
    const actual = table.columns[0] as Float64Array
    const score = (predictions: Float64Array) => -meanAbsoluteError(actual, predictions)
    const predict = (given: typeof table) => given.columns[0] as Float64Array
    const importance = permutationImportance(predict as never, table, score, createRandom(1))
    expect(importance.map(({ column }) => column)).toEqual(['told', 'noise'])
    expect(importance[0]?.mean).toBeGreaterThan(0.5)
    expect(importance[1]).toEqual({ column: 'noise', mean: 0, deviation: 0 })
    expect([...actual]).toEqual([1, 2, 3, 4, 5, 6])
    expect(rowCount(table)).toBe(6)
    expect(() => permutationImportance(predict as never, { names: [], columns: [] }, score, createRandom(1))).toThrow(/at least one row/)
    expect(() => permutationImportance(predict as never, table, score, createRandom(1), { repeats: 0 })).toThrow(/repeats/)
  })
})
