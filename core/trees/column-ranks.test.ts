import fc from 'fast-check'
import { expect, it } from 'vitest'
import { readBlock, slotOf } from './column-ranks.ts'

const numbers = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.double({ noNaN: true, min: -2, max: 2 }),
  fc.integer({ min: -5, max: 5 }),
  fc.constantFrom(0, -0, Number.MIN_VALUE, 1e-300, 1e300, -1e300, Number.MAX_VALUE, -Number.MAX_VALUE),
)

it('the rank of a value is the number of bounds below it, however they are spread', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(numbers, { minLength: 1, maxLength: 60, selector: (value) => value + 0 }),
      fc.array(numbers),
      (given, values) => {
        const bounds = Float64Array.from(given).sort()
        const asked = Float64Array.from([...values, ...given])
        const ranks = ranksOf(slotOf({ column: 0, reading: 'plain', turned: false }, bounds), asked)
        expect([...ranks]).toEqual(Array.from(asked, (value) => given.filter((bound) => bound < value).length))
      },
    ),
    { numRuns: 500 },
  )
})

it('bounds that all but one stand together are found as well', () => {
  const bounds = Float64Array.from({ length: 1000 }, (_, index) => (index === 999 ? 1e12 : index))
  const asked = Float64Array.of(-1, 0, 0.5, 500, 500.5, 998, 999, 1e12, 2e12)
  expect([...ranksOf(slotOf({ column: 0, reading: 'plain', turned: false }, bounds), asked)]).toEqual([
    0, 0, 1, 500, 501, 998, 999, 999, 1000,
  ])
})

it('missing values are below every bound, or 0, as the slot reads them', () => {
  const bounds = Float64Array.of(-2, -1, 1)
  const asked = Float64Array.of(Number.NaN, 0, -1.5)
  const read = (reading: 'plain' | 'nan-as-zero' | 'zero-as-nan', turned = false) => [
    ...ranksOf(slotOf({ column: 0, reading, turned }, bounds), asked),
  ]
  expect(read('plain')).toEqual([0, 2, 1])
  expect(read('nan-as-zero')).toEqual([2, 2, 1])
  expect(read('zero-as-nan')).toEqual([0, 0, 1])
  expect(read('plain', true)).toEqual([0, 2, 3])
})

function ranksOf(slot: ReturnType<typeof slotOf>, values: Float64Array): Int32Array {
  const ranks = new Int32Array(values.length)
  readBlock([slot], { names: ['a'], columns: [values] }, 0, values.length, ranks)
  return ranks
}
