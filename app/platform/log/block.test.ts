import fc from 'fast-check'
import { expect, test } from 'vitest'
import { entryOf, eventsNamed } from '../../../test/event-log.ts'
import { blockBody, decodeIntent, decodeRows, encodeIntent, encodeRows, hashesOf, messageIdsOf } from './block.ts'

const id = fc.oneof(
  fc.uuid(),
  fc.string({ unit: 'binary', minLength: 1, maxLength: 30 }).filter((text) => !text.includes('\0')),
  fc.constantFrom('a\tb', 'a\nb', '\\', '\\N', '\b\f\r', '\\b', '\\t\t'),
)

test('rows read back from the journal are those that were written, message ids and all', () => {
  fc.assert(
    fc.property(fc.array(id, { maxLength: 10 }), fc.boolean(), fc.string({ unit: 'binary', minLength: 1 }), (ids, exact, workspaceId) => {
      const entry = entryOf([...eventsNamed(ids), 'refused' as unknown as object], { workspaceId: 'main', exact })
      const payload = Buffer.concat(encodeRows({ ...entry, workspaceId, exact }))
      const read = decodeRows(7, payload)
      const { receivedAt, turnedAway } = entry
      expect(turnedAway).toEqual([{ result: 'rejected', reason: 'not_an_object', events: 1 }])
      expect(read).toMatchObject({ sequence: 7, workspaceId, exact, hashes: hashesOf(workspaceId, ids), receivedAt, turnedAway })
      expect(messageIdsOf(read.events)).toEqual(ids)
      expect(read.events.equals(entry.events)).toBe(true)
      expect(read.quarantine.equals(entry.quarantine)).toBe(true)
    }),
  )
})

test('a decision read back is the one that was written', () => {
  const intent = { block: 3, from: 10, to: 12, dropped: [0, 5] }
  expect(decodeIntent(Buffer.concat(encodeIntent(intent)))).toEqual(intent)
})

test('a block leaves out exactly the rows that were dropped', () => {
  const entries = fc.array(fc.array(id, { maxLength: 6 }), { minLength: 1, maxLength: 5 })
  fc.assert(
    fc.property(entries, fc.array(fc.nat(29), { maxLength: 8 }), (requests, numbers) => {
      const pending = requests.map((ids, index) => ({
        sequence: index + 1,
        at: 0,
        ...entryOf(eventsNamed(ids)),
        exact: false,
      }))
      const all = requests.flat()
      const dropped = [...new Set(numbers.filter((number) => number < all.length))].sort((a, b) => a - b)
      const body = blockBody(pending, dropped)
      expect(messageIdsOf(body)).toEqual(all.filter((_, index) => !dropped.includes(index)))
    }),
  )
})
