import { expect, test } from 'vitest'
import { readTcf } from './tcf.ts'

/** From the tests of IAB’s decoders: last updated on 2 February 2021, consent to purposes 2 and 10 only. */
const PUBLISHED = 'COtybn4PA_zT4KjACBENAPCIAEBAAECAAIAAAAAAAAAA'

/** A core string of version 2 with some purposes granted and some disclosed on legitimate interest. */
function coreString(consents: readonly number[], interests: readonly number[]): string {
  const bits = Array.from({ length: 240 }, () => 0)
  bits[4] = 1
  for (const purpose of consents) bits[151 + purpose] = 1
  for (const purpose of interests) bits[175 + purpose] = 1
  const bytes = Array.from({ length: 30 }, (_, index) => Number.parseInt(bits.slice(8 * index, 8 * index + 8).join(''), 2))
  return Buffer.from(bytes).toString('base64url')
}

test('a published string is read: when it was updated, and that storage was not granted', () => {
  const read = readTcf(`${PUBLISHED}.IBAgAAAgAIAwgAgAAAAEAAAACA`)
  expect(new Date(read?.givenAt ?? 0).toISOString()).toBe('2021-02-02T17:01:00.000Z')
  expect(read?.consent).toEqual({ analytics: false, personalisation: false, profiling: false, advertising: false, research: false })
})

test('legitimate interest counts for measurement, not for profiles', () => {
  expect(readTcf(coreString([1], [8, 9, 10, 3, 5]))?.consent).toMatchObject({ analytics: true, research: true, profiling: false })
  expect(readTcf(coreString([1, 3, 5], []))?.consent).toMatchObject({ analytics: false, profiling: true })
})

test.each(['', 'no string', 'AAAA', `B${PUBLISHED.slice(1)}`, PUBLISHED.slice(0, 20)])('%j is no TCF v2 string', (text) => {
  expect(readTcf(text)).toBeUndefined()
})
