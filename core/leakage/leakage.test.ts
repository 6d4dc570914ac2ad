import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Table, tableOfRows } from '../estimator.ts'
import { randomFolds } from '../model-selection/splits.ts'
import { normal } from '../random/samplers.ts'
import { createRandom, type Random } from '../random/xoshiro256.ts'
import { exactRelation } from './exact-relations.ts'
import { leakText } from './leak-words.ts'
import { findLeaks, isBeyondBelief, LEAK_ROWS_MIN, type Leak, type LeakKind } from './leaks.ts'
import { judgedScale } from './told.ts'
import { toldAlone } from './told-alone.ts'

const NAMES = ['a', 'b', 'c', 'd', 'e', 'f']

/** Positive columns that know nothing of each other. */
function noise(seed: number | string, rows: number): { readonly table: Table; readonly random: Random } {
  const random = createRandom(seed)
  const table = tableOfRows(
    NAMES,
    Array.from({ length: rows }, () => NAMES.map(() => Math.exp(normal(random)))),
  )
  return { table, random }
}

function withColumn({ names, columns }: Table, name: string, values: Float64Array): Table {
  return { names: [...names, name], columns: [...columns, values] }
}

function targetOf({ columns }: Table, of: (values: readonly number[], row: number) => number): Float64Array {
  return Float64Array.from(columns[0] as Float64Array, (_, row) =>
    of(
      columns.map((column) => column[row] as number),
      row,
    ),
  )
}

const regression = { task: 'regression' } as const
const found = (table: Table, target: Float64Array, options: Parameters<typeof findLeaks>[2]) =>
  findLeaks(table, target, options, createRandom('leaks')).leaks.map(({ kind, columns }) => ({ kind, columns: columns.toSorted() }))

describe('leaks of a number', () => {
  it('are found where a column is the target, or any rising or falling function of it', () => {
    const { table, random } = noise(1, 400)
    const target = Float64Array.from({ length: 400 }, () => normal(random))
    const planted = [
      ['copy', (value: number) => value],
      ['exponential', (value: number) => Math.exp(3 * value)],
      ['falling', (value: number) => -(value ** 3)],
    ] as const
    const whole = planted.reduce((before, [name, of]) => withColumn(before, name, target.map(of)), table)
    const { leaks, kept, told } = findLeaks(whole, target, regression, createRandom(1))
    expect(leaks.map(({ kind, columns }) => [kind, ...columns])).toEqual([
      ['copy', 'copy'],
      ['monotone', 'exponential'],
      ['monotone', 'falling'],
    ])
    expect(kept).toEqual(NAMES)
    expect(told).toBeLessThan(0.1)
  })

  it('are found where the target is a sum, with its multiples', () => {
    const { table } = noise(2, 400)
    const target = targetOf(table, ([a = 0, b = 0, c = 0]) => a + 2 * b - 0.5 * c + 7)
    const { leaks, kept } = findLeaks(table, target, regression, createRandom(1))
    expect(leaks).toEqual([
      {
        kind: 'sum',
        columns: ['a', 'b', 'c'],
        figure: 'rSquared',
        told: expect.closeTo(1, 9),
        formula: { factors: [expect.closeTo(1, 6), expect.closeTo(2, 6), expect.closeTo(-0.5, 6)], constant: expect.closeTo(7, 6) },
      },
    ])
    expect(kept).toEqual(['d', 'e', 'f'])
  })

  it('are found where the target is a rate that is rounded, with its exponents', () => {
    const { table } = noise(3, 600)
    const target = targetOf(table, ([a = 0, b = 0]) => Math.round((10_000 * a) / b) / 100)
    const [leak] = findLeaks(table, target, regression, createRandom(1)).leaks
    expect(leak).toMatchObject({ kind: 'product', columns: ['a', 'b'] })
    expect(leak?.formula?.factors.map((factor) => Number(factor.toFixed(3)))).toEqual([1, -1])
    expect(leak?.formula?.constant).toBeCloseTo(100, 1)
  })

  it('are found one under the other: the sum, and then the parts that it is the sum of', () => {
    const { table } = noise(4, 500)
    const total = targetOf(table, ([a = 0, b = 0]) => a + b)
    const target = targetOf(withColumn(table, 'total', total), ([, , c = 0, , , , sum = 0]) => sum * c)
    expect(found(withColumn(table, 'total', total), target, regression)).toEqual([{ kind: 'product', columns: ['c', 'total'] }])
    expect(found(withColumn(table, 'total', total), total, regression)).toEqual([
      { kind: 'copy', columns: ['total'] },
      { kind: 'sum', columns: ['a', 'b'] },
    ])
  })

  it('are no strong columns that leave something unsaid', () => {
    const { table, random } = noise(5, 800)
    const target = targetOf(table, ([a = 0, b = 0]) => a + b + 0.3 * normal(random))
    const { leaks, told, suspicious } = findLeaks(table, target, regression, createRandom(1))
    expect([leaks, suspicious]).toEqual([[], false])
    expect(told).toBeGreaterThan(0.7)
  })
})

describe('leaks of yes and no', () => {
  const flag = { task: 'binary' } as const

  it('are found in thresholds, stretches, categories and gaps of a column', () => {
    const { table, random } = noise(6, 600)
    const target = Float64Array.from({ length: 600 }, () => Number(random.uniform() < 0.3))
    const planted: Record<string, (yes: number) => number> = {
      threshold: (yes) => yes * (1 + random.uniform()),
      stretch: (yes) => (yes === 1 ? random.uniform() : random.integer(2) === 0 ? -1 : 2),
      category: (yes) => 2 * random.integer(3) + yes,
      gap: (yes) => (yes === 1 ? Number.NaN : random.uniform()),
    }
    const whole = Object.entries(planted).reduce((before, [name, of]) => withColumn(before, name, target.map(of)), table)
    const leaks = found(whole, target, { ...flag, categorical: ['category'] })
    expect(leaks.map(({ kind }) => kind)).toEqual(['alone', 'alone', 'alone', 'alone'])
    expect(leaks.flatMap(({ columns }) => columns).sort()).toEqual(Object.keys(planted).sort())
  })

  it('are found where only two columns together tell it', () => {
    const { table } = noise(7, 900)
    const target = targetOf(table, ([a = 0, b = 0]) => Number(a > 1 === b > 1))
    expect(found(table, target, flag)).toEqual([{ kind: 'together', columns: ['a', 'b'] }])
  })

  it('are not found in a probability that the label was drawn from, which has to be named', () => {
    const { table, random } = noise(8, 1000)
    const probability = Float64Array.from({ length: 1000 }, () => random.uniform())
    const target = probability.map((p) => Number(random.uniform() < p))
    expect(found(withColumn(table, 'probability', probability), target, flag)).toEqual([])
  })
})

describe('what is no leak', () => {
  it('is noise, in all of 30 tables', () => {
    const alarms = Array.from({ length: 30 }, (_, seed) => {
      const { table, random } = noise(`noise ${seed}`, 150)
      const task = seed % 2 === 0 ? 'binary' : 'regression'
      const target = Float64Array.from({ length: 150 }, () => (task === 'binary' ? random.integer(2) : normal(random)))
      return findLeaks(table, target, { task }, random).leaks.length
    })
    expect(alarms.reduce((sum, count) => sum + count, 0)).toBe(0)
  })

  it('is anything of which too few rows are known', () => {
    const { table } = noise(9, LEAK_ROWS_MIN - 1)
    const nothing = { leaks: [], kept: NAMES, told: null, suspicious: false }
    expect(findLeaks(table, table.columns[0] as Float64Array, regression, createRandom(1))).toEqual(nothing)
    expect(findLeaks({ names: ['a'], columns: [new Float64Array(0)] }, new Float64Array(0), regression, createRandom(1)).leaks).toEqual([])
    const { table: more } = noise(9, 300)
    expect(findLeaks(more, new Float64Array(300).fill(1), regression, createRandom(1))).toEqual(nothing)
    expect(findLeaks(more, new Float64Array(300).fill(0, 0, 299).fill(1, 299), { task: 'binary' }, createRandom(1))).toEqual(nothing)
  })
})

it('predictions of what was not learned from are beyond belief from 99 of 100 pairs in order on, or as much of the variance of ranks', () => {
  const actual = Float64Array.from({ length: 20 }, (_, row) => Number(row >= 10))
  const said = Float64Array.from({ length: 20 }, (_, row) => row / 20)
  const swapped = (...places: [number, number][]) => {
    const other = said.slice()
    for (const [one, two] of places) [other[one], other[two]] = [said[two] as number, said[one] as number]
    return other
  }
  expect(isBeyondBelief('binary', actual, said)).toBe(true)
  expect(isBeyondBelief('binary', actual, swapped([9, 10]))).toBe(true)
  // Three of the hundred pairs are out of order.
  expect(isBeyondBelief('binary', actual, swapped([9, 11]))).toBe(false)
  // Nine of a class say nothing.
  expect(isBeyondBelief('binary', actual.subarray(1), said.subarray(1))).toBe(false)
  const numbers = said.map((value) => Math.exp(20 * value))
  expect(isBeyondBelief('regression', numbers, said)).toBe(true)
  expect(isBeyondBelief('regression', numbers, swapped([0, 4]))).toBe(false)
})

it('a search says the same twice, leaves its table alone, and refuses what is out of range', () => {
  const { table } = noise(10, 300)
  const target = targetOf(table, ([a = 0, b = 0]) => a * b)
  const before = table.columns.map((column) => [...column])
  const search = () => findLeaks(table, target, regression, createRandom(3))
  expect(search()).toEqual(search())
  expect(table.columns.map((column) => [...column])).toEqual(before)
  expect(() => findLeaks(table, target.subarray(1), regression, createRandom(1))).toThrow('a target a row, got 299 for 300')
  expect(() => findLeaks(table, target, { ...regression, varianceMin: 0 }, createRandom(1))).toThrow('varianceMin in (0, 1], got 0')
  expect(() => findLeaks(table, target, { ...regression, areaMin: 0.5 }, createRandom(1))).toThrow('areaMin in (0.5, 1], got 0.5')
})

describe('what a column tells alone', () => {
  it('is the same whatever rising function it has gone through', () => {
    fc.assert(
      fc.property(fc.integer(), fc.double({ min: 0.1, max: 3, noNaN: true }), (seed, power) => {
        const random = createRandom(seed)
        const values = Float64Array.from({ length: 200 }, () => random.uniform())
        const target = values.map((value) => value + 0.2 * normal(random))
        const judged = judgedScale('regression', target)
        const halves = randomFolds(200, 2, random)
        const told = (column: Float64Array) => toldAlone('regression', { values: column, isCategory: false }, judged, halves)
        expect(told(values.map((value) => value ** power))).toBeCloseTo(told(values), 1)
      }),
      { numRuns: 30 },
    )
  })
})

describe('exact relations', () => {
  const half = { train: Uint32Array.from({ length: 150 }, (_, row) => row), test: Uint32Array.from({ length: 150 }, (_, row) => 150 + row) }

  it('have no column too many, also where columns are sums of each other', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 1, max: 4 }), (seed, count) => {
        const { table } = noise(seed, 300)
        const sum = targetOf(table, (values) => values.reduce((before, value) => before + value, 0))
        const target = targetOf(table, (values) => values.slice(0, count).reduce((before, value) => before + value, 0))
        const relation = exactRelation(withColumn(table, 'sum', sum), target, half)
        expect(relation?.kind).toBe('sum')
        expect(relation?.columns.length).toBeLessThanOrEqual(count)
      }),
      { numRuns: 30 },
    )
  })

  it('are none of a target without order, of constant columns, or of too few rows', () => {
    const { table, random } = noise(11, 300)
    const target = Float64Array.from({ length: 300 }, () => normal(random))
    expect(exactRelation(table, target, half)).toBeUndefined()
    expect(exactRelation({ names: ['one'], columns: [new Float64Array(300).fill(1)] }, target, half)).toBeUndefined()
    expect(exactRelation(table, table.columns[0] as Float64Array, { ...half, test: half.test.subarray(0, 59) })).toBeUndefined()
  })
})

describe('a leak in words', () => {
  const leak = (kind: LeakKind, columns: readonly string[], formula: Leak['formula'] = null): Leak => ({
    ...{ kind, columns, formula, figure: 'rSquared', told: 0.99996 },
  })

  it.each([
    [leak('copy', ['a']), '“a” is “y”, value by value (R² 1.0000).'],
    [leak('monotone', ['a']), '“a” rises or falls with “y” wherever it does (R² 1.0000).'],
    [leak('alone', ['a']), '“a” tells “y” alone (R² 1.0000).'],
    [leak('together', ['a', 'b', 'c']), '“a”, “b” and “c” tell “y” together (R² 1.0000).'],
    [
      leak('sum', ['a', 'b', 'c'], { factors: [1.00001, -0.5, 2.9999], constant: 7 }),
      '“a”, “b” and “c” make up “y”: a − 0.5 × b + 3 × c + 7 (R² 1.0000).',
    ],
    [leak('product', ['a', 'b'], { factors: [-0.9998, 1], constant: 100.02 }), '“a” and “b” make up “y”: 100 × a^−1 × b (R² 1.0000).'],
    [leak('sum', ['a'], { factors: [2], constant: 1e-14 }), '“a” makes up “y”: 2 × a (R² 1.0000).'],
  ] as const)('%# says what it is', (given, words) => expect(leakText(given, 'y')).toBe(words))
})
