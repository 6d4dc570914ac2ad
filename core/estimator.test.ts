import { describe, expect, it } from 'vitest'
import { conformance, type Trial } from './estimator.conformance.ts'
import {
  type Fitted,
  joinTables,
  type Learner,
  requireClasses,
  requireColumns,
  requireTable,
  requireTarget,
  rowCount,
  selectColumns,
  selectRows,
  tableOfRows,
} from './estimator.ts'
import { normal } from './random/samplers.ts'

interface Mean extends Fitted {
  readonly mean: number
}

/** The simplest learner there is: the mean with a little noise. */
const MEAN: Learner<object, Mean> = {
  name: 'mean',
  fit(table, target, _, random) {
    requireTable('mean.fit', table, { missing: 'accepted' })
    requireTarget('mean.fit', target, rowCount(table))
    return { columns: table.names, mean: target.reduce((sum, value) => sum + value, 0) / target.length + normal(random) }
  },
  predict(model, table) {
    requireColumns('mean.predict', model, table, { missing: 'accepted' })
    return new Float64Array(rowCount(table)).fill(model.mean)
  },
}

const TRIAL: Trial<object, Mean> = { learner: MEAN, options: {}, task: 'regression', missing: 'accepted' }

describe('the conformance suite', () => {
  it.each(conformance(TRIAL))('finds that a conforming learner $rule', ({ check }) => check())

  const broken: [string, Partial<Learner<object, Mean>>][] = [
    ['leaves its input unchanged', { fit: (table, target, ...rest) => MEAN.fit(table, target.fill(1), ...rest) }],
    ['predicts the same after a journey through JSON', { fit: (...given) => ({ ...MEAN.fit(...given), mean: Number.NaN }) }],
    ['refuses NaN in the target', { fit: (table, target, ...rest) => MEAN.fit(table, target.map(nanToZero), ...rest) }],
    ['refuses to predict with a column too many', { predict: ({ mean }, table) => new Float64Array(rowCount(table)).fill(mean) }],
    ['predicts finite numbers, the same number for each row', { predict: () => new Float64Array(7) }],
    ['predicts each row by itself', { predict: (_, table) => new Float64Array(rowCount(table)).map((_, row) => row) }],
  ]
  it.each(broken)('finds a learner out that does not do this: %s', (rule, changed) => {
    const trial = { ...TRIAL, learner: { ...MEAN, ...changed } }
    expect(() =>
      conformance(trial)
        .find((one) => one.rule === rule)
        ?.check(),
    ).toThrow()
  })
})

describe('tables', () => {
  const table = tableOfRows(
    ['a', 'b'],
    [
      [1, 2],
      [3, 4],
      [5, Number.NaN],
    ],
  )

  it('are made of rows, and give columns and rows of theirs', () => {
    expect(selectColumns(table, ['b']).columns).toEqual([Float64Array.of(2, 4, Number.NaN)])
    expect(selectRows(table, [2, 0, 0]).columns[0]).toEqual(Float64Array.of(5, 1, 1))
    expect(rowCount({ names: [], columns: [] })).toBe(0)
  })

  it('are put one behind the other, also where one has no row, or there is none', () => {
    const none = selectRows(table, [])
    expect(joinTables(table.names, [selectRows(table, [2]), none, table]).columns[0]).toEqual(Float64Array.of(5, 1, 3, 5))
    expect(joinTables(table.names, []).columns).toEqual([new Float64Array(), new Float64Array()])
  })

  it('are refused with what is wrong and where', () => {
    expect(() => tableOfRows(['a'], [[1, 2]])).toThrow('tableOfRows requires 1 values a row, got 2 in row 0')
    expect(() => selectColumns(table, ['c'])).toThrow('selectColumns requires a column “c”, got “a”, “b”')
    expect(() => requireTable('fit', table, { missing: 'refused' })).toThrow('fit requires finite values, got NaN in “b”, row 2')
    expect(() => requireTable('fit', table, { missing: 'accepted' })).not.toThrow()
    expect(() => requireColumns('predict', { columns: ['b', 'a'] }, table, { missing: 'accepted' })).toThrow(
      'predict requires “b” as column 0, got “a”: bring them into the order of the model',
    )
  })

  it('have many names, of which an error shows ten', () => {
    const names = Array.from({ length: 12 }, (_, index) => `x${index}`)
    const wide = { names, columns: names.map(() => new Float64Array(1)) }
    expect(() => requireColumns('predict', { columns: ['y'] }, wide, { missing: 'accepted' })).toThrow(/“x9” and 2 more$/)
  })
})

describe('classes', () => {
  it('are counted, and refused where one is missing or alone', () => {
    expect(requireClasses('fit', Float64Array.of(0, 2, 1, 1))).toBe(3)
    expect(() => requireClasses('fit', Float64Array.of(1, 1))).toThrow('fit requires at least two classes, got only 1')
    expect(() => requireClasses('fit', Float64Array.of(0, 2, 2))).toThrow('got none of class 1')
    expect(() => requireClasses('fit', Float64Array.of(0, 1.5))).toThrow('got 1.5 in row 1')
  })
})

function nanToZero(value: number): number {
  return Number.isNaN(value) ? 0 : value
}
