import { ATTRIBUTES_BYTES_MAX, ATTRIBUTES_MAX } from '@trill/contract/attributes'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decodeSheet, EMPTY_SHEET, encodeSheet, holding, merged, type Saying, type Sheet, withSaying } from './attribute-sheet.ts'

let sent = 0
function saying(traits: Record<string, unknown>, saidAt: number, messageId = `m${++sent}`): Saying {
  return { messageId, saidAt, source: 'measured', traits }
}
const after = (...sayings: readonly Saying[]) => sayings.reduce(withSaying, EMPTY_SHEET)
const values = (sheet: Sheet) => Object.fromEntries(holding(sheet).map(({ name, value }) => [name, value]))

describe('what was said last counts', () => {
  test('a later word takes the place of an earlier one, trait by trait', () => {
    const sheet = after(saying({ city: 'Bonn', plan: 'free' }, 1), saying({ plan: 'pro', deep: { a: [1, { b: null }] } }, 2))
    expect(values(sheet)).toEqual({ city: 'Bonn', plan: 'pro', deep: { a: [1, { b: null }] } })
  })

  test('an older word that arrives late fills in what was not known, and overwrites nothing', () => {
    expect(values(after(saying({ plan: 'pro' }, 5), saying({ plan: 'free', city: 'Bonn' }, 4)))).toEqual({ plan: 'pro', city: 'Bonn' })
  })

  test('of two words at one time the one that arrived last counts', () => {
    expect(values(after(saying({ plan: 'a' }, 5), saying({ plan: 'b' }, 5)))).toEqual({ plan: 'b' })
  })

  test('null takes a trait back, and an older word does not bring it back; a newer one does', () => {
    const gone = after(saying({ city: 'Bonn' }, 1), saying({ city: null }, 3))
    expect(values(gone)).toEqual({})
    expect(values(withSaying(gone, saying({ city: 'Bonn' }, 2)))).toEqual({})
    expect(values(withSaying(gone, saying({ city: 'Rome' }, 4)))).toEqual({ city: 'Rome' })
  })

  test('a message that comes again changes nothing, even with a later time', () => {
    const sheet = after(saying({ plan: 'a' }, 1, 'one'), saying({ plan: 'b' }, 2, 'two'))
    expect(withSaying(sheet, saying({ plan: 'a' }, 9, 'one'))).toBe(sheet)
  })

  test('in whatever order messages of different times arrive, the same holds', () => {
    const word = fc.record({ name: fc.constantFrom('a', 'b', 'c', 'toString'), value: fc.constantFrom<unknown>(null, 1, 'x', [2]) })
    fc.assert(
      fc.property(fc.array(word, { maxLength: 15 }), fc.infiniteStream(fc.nat()), (words, randoms) => {
        const inOrder = words.map(({ name, value }, index) => saying({ [name]: value }, index, `p${index}`))
        const mixed = inOrder
          .map((one) => ({ one, key: randoms.next().value as number }))
          .sort((a, b) => a.key - b.key)
          .map(({ one }) => one)
        expect(values(after(...mixed))).toEqual(values(after(...inOrder)))
      }),
    )
  })
})

describe('limits', () => {
  test('beyond the most attributes, what was taken back goes first, then what was said longest ago, and that is counted', () => {
    const full = after(
      saying({ gone: null }, 9),
      saying(Object.fromEntries(Array.from({ length: ATTRIBUTES_MAX - 1 }, (_, n) => [`t${n}`, n])), 2),
      saying({ old: 1 }, 1),
    )
    expect(full.attributes).toHaveLength(ATTRIBUTES_MAX)
    expect([full.displaced, full.attributes.some(({ name }) => name === 'gone')]).toEqual([0, false])
    const over = withSaying(full, saying({ new: 1 }, 3))
    expect([over.displaced, values(over).old, values(over).new]).toEqual([1, undefined, 1])
  })

  test('no sheet has more bytes than it may', () => {
    const sheet = after(...Array.from({ length: 5 }, (_, n) => saying({ [`t${n}`]: 'ü'.repeat(10_000) }, n)))
    expect(Object.keys(values(sheet))).toEqual(['t2', 't3', 't4'])
    expect(sheet.displaced).toBe(2)
    expect(Buffer.byteLength(JSON.stringify(values(sheet)))).toBeLessThanOrEqual(ATTRIBUTES_BYTES_MAX)
  })
})

test('two sheets of one person become one by the times of their words', () => {
  const [one, other] = [after(saying({ a: 1, b: 1 }, 5)), after(saying({ a: 2, c: 2 }, 4))]
  expect(values(merged(one, other))).toEqual({ a: 1, b: 1, c: 2 })
  expect(values(merged(other, one))).toEqual({ a: 1, b: 1, c: 2 })
})

test('a sheet is read as it was written, whatever its names are', () => {
  const sheet = after(saying({ constructor: 'x', 'a "b"\t': { ü: [1.5, true, ''] }, gone: null }, 1_700_000_000_000))
  expect(decodeSheet(encodeSheet(sheet))).toEqual(sheet)
})
