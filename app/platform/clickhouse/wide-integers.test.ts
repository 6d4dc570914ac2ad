import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readNamedRows } from './wide-integers.ts'

/** The only column of an answer with these values. */
function column(type: string, ...values: unknown[]): unknown[] {
  return readNamedRows([['value'], [type], ...values.map((value) => [value])]).rows.map(({ value }) => value)
}

const LARGE = '9007199254740993'

describe('an integer of 64 bits or more', () => {
  it.each([
    'UInt64',
    'Int64',
    'Int128',
    'UInt256',
    'Nullable(UInt64)',
    'LowCardinality(Nullable(UInt64))',
    'SimpleAggregateFunction(sum, UInt64)',
  ])('of type %s is a number while every one of its column fits into one', (type) => {
    expect(column(type, '12', '9007199254740991')).toEqual([12, 9007199254740991])
    expect(column(type, '12', LARGE)).toEqual(['12', LARGE])
    expect(column(type, '-9007199254740992')).toEqual(['-9007199254740992'])
  })

  it('within lists, maps and tuples is found', () => {
    expect(column('Array(Array(UInt64))', [['1'], []])).toEqual([[[1], []]])
    expect(column('Map(String, UInt64)', { a: '1', b: LARGE })).toEqual([{ a: '1', b: LARGE }])
    expect(column('Tuple(UInt64, String)', ['1', '2'])).toEqual([[1, '2']])
    expect(column('Tuple(n UInt64, `a, b` Int64, word String)', { n: '1', 'a, b': '2', word: '3' })).toEqual([
      { n: 1, 'a, b': 2, word: '3' },
    ])
    expect(column("Tuple(Enum8('x, y' = 1, 'UInt64)' = 2), UInt64)", ['x, y', '5'])).toEqual([['x, y', 5]])
    expect(column('Nested(id UInt64, name String)', [{ id: '1', name: '2' }])).toEqual([[{ id: 1, name: '2' }]])
  })

  it('that is null stays null', () => {
    expect(column('Nullable(UInt64)', null, '3')).toEqual([null, 3])
    expect(column('Tuple(Nullable(UInt64))', [null])).toEqual([[null]])
  })

  it('loses no digit, and one column does not change another', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), fc.maxSafeInteger())), (pairs) => {
        const lines = pairs.map(([wide, safe]) => [String(wide), String(safe)])
        const { rows } = readNamedRows([['wide', 'safe'], ['Int64', 'Int64'], ...lines])
        expect(rows.map(({ wide }) => BigInt(wide as string | number))).toEqual(pairs.map(([wide]) => wide))
        expect(rows.map(({ safe }) => safe)).toEqual(pairs.map(([, safe]) => safe))
        expect(new Set(rows.map(({ wide }) => typeof wide)).size).toBeLessThanOrEqual(1)
      }),
    )
  })
})

it('what is no wide integer is left as it is', () => {
  expect(column('String', '12')).toEqual(['12'])
  expect(column('Array(String)', ['1'])).toEqual([['1']])
  expect(column('Float64', 1e300)).toEqual([1e300])
  expect(column('AggregateFunction(sum, UInt64)', '12')).toEqual(['12'])
})

it('an answer without rows has its columns', () => {
  expect(
    readNamedRows([
      ['a', 'b'],
      ['UInt64', 'String'],
    ]),
  ).toEqual({ columns: ['a', 'b'], rows: [] })
})
