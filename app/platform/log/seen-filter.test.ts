import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { messageHash } from './message-hash.ts'
import { SeenFilter } from './seen-filter.ts'

const WINDOW = 1000
/** Keys that the first generation is made for. */
const FIRST_CAPACITY = 1 << 20

const hash = new Uint32Array(2)
function addMessage(filter: SeenFilter, id: string, { workspace = 'main', at = 0 } = {}): boolean {
  messageHash(workspace, id, hash, 0)
  return filter.addAndTest(hash[0] as number, hash[1] as number, at)
}

const word = fc.integer({ min: 0, max: 0xffffffff })
const keys = fc.array(fc.tuple(word, word), { maxLength: 300 })

describe('a filter of seen messages', () => {
  test('knows every key that was added, and again after it was written and read', () => {
    fc.assert(
      fc.property(keys, (added) => {
        const filter = new SeenFilter(WINDOW)
        for (const [high, low] of added) filter.addAndTest(high, low, 0)
        const read = SeenFilter.deserialise(Buffer.concat(filter.serialise()), WINDOW)
        for (const seen of [filter, read]) for (const [high, low] of added) expect(seen.addAndTest(high, low, 0)).toBe(true)
        expect(read.size).toBe(filter.size)
      }),
      { numRuns: 30 },
    )
  })

  test.each([
    ['counted up', (n: number) => `event-${n}`],
    ['padded numbers', (n: number) => String(n).padStart(12, '0')],
    [
      'UUIDs of one millisecond',
      (n: number) =>
        `018f6b0e-7b1a-7${(n & 0xfff).toString(16).padStart(3, '0')}-8${(n >>> 12).toString(16).padStart(3, '0')}-${((n * 2654435761) % 2 ** 32).toString(16).padStart(12, '0')}`,
    ],
    [
      'of Segment’s Node client',
      (n: number) => `node-next-${1714564800000 + n}-b48de0e7-6cd3-5635-b345-${n.toString(16).padStart(12, '0')}`,
    ],
  ])('that is full mistakes fewer than 1 %% of new ids for old ones, when they are %s', (_, idOf) => {
    const filter = new SeenFilter(WINDOW)
    let n = 0
    for (; filter.size < FIRST_CAPACITY; n += 1) addMessage(filter, idOf(n))
    expect(n / FIRST_CAPACITY).toBeLessThan(1.01)
    let mistaken = 0
    const tries = 100_000
    for (let i = 0; i < tries; i += 1) if (addMessage(filter, idOf(n + i))) mistaken += 1
    expect(mistaken / tries).toBeLessThan(0.01)
    for (let i = 0; i < n; i += 997) expect(addMessage(filter, idOf(i))).toBe(true)
  })

  test('tells the same id in two workspaces apart', () => {
    const filter = new SeenFilter(WINDOW)
    expect(addMessage(filter, 'm1', { workspace: 'one' })).toBe(false)
    expect(addMessage(filter, 'm1', { workspace: 'two' })).toBe(false)
    expect(addMessage(filter, 'm1', { workspace: 'one' })).toBe(true)
    expect(addMessage(filter, '1', { workspace: 'onem' })).toBe(false)
  })

  test('forgets a generation when its newest key is older than the window, and not before', () => {
    const filter = new SeenFilter(WINDOW)
    for (let n = 0; filter.size < FIRST_CAPACITY; n += 1) addMessage(filter, `first ${n}`, { at: n === 0 ? 0 : 10 })
    // A full generation is followed by a new one; the old one is still within the window.
    expect(addMessage(filter, 'second', { at: 10 + WINDOW })).toBe(false)
    expect(addMessage(filter, 'first 0', { at: 10 + WINDOW })).toBe(true)
    for (let n = 0; filter.size < 3 * FIRST_CAPACITY; n += 1) addMessage(filter, `second ${n}`, { at: 11 + WINDOW })
    expect(addMessage(filter, 'third', { at: 11 + WINDOW })).toBe(false)
    expect(filter.size).toBe(2 * FIRST_CAPACITY + 1)
    expect(addMessage(filter, 'first 0', { at: 11 + WINDOW })).toBe(false)
    expect(addMessage(filter, 'second', { at: 11 + WINDOW })).toBe(true)
  })

  test('cannot be read from something else or from a part', () => {
    const filter = new SeenFilter(WINDOW)
    addMessage(filter, 'm1')
    const bytes = Buffer.concat(filter.serialise())
    for (const part of [
      Buffer.alloc(0),
      Buffer.from('rubbish that is long enough'),
      bytes.subarray(0, 7),
      bytes.subarray(0, 20),
      bytes.subarray(0, bytes.length - 1),
    ]) {
      expect(() => SeenFilter.deserialise(part, WINDOW)).toThrow()
    }
  })

  test('is written as it was when writing began', () => {
    const filter = new SeenFilter(WINDOW)
    for (let n = 0; filter.size < FIRST_CAPACITY + 10; n += 1) addMessage(filter, `before ${n}`)
    const parts = filter.serialise()
    for (let n = 0; n < 1000; n += 1) addMessage(filter, `after ${n}`)
    const read = SeenFilter.deserialise(Buffer.concat(parts), WINDOW)
    expect(read.size).toBe(FIRST_CAPACITY + 10)
    for (let n = 0; n < 1000; n += 1) expect(addMessage(read, `before ${n}`)).toBe(true)
  })

  test('in which a bit has changed cannot be read', () => {
    const filter = new SeenFilter(WINDOW)
    for (let n = 0; n < 1000; n += 1) addMessage(filter, `m${n}`)
    const bytes = Buffer.concat(filter.serialise())
    for (const at of [0, 5, 8, 13, 18, 25, 31, 32, 100_000, bytes.length - 1]) {
      const damaged = Buffer.from(bytes)
      damaged[at] = (damaged[at] as number) ^ 1
      expect(() => SeenFilter.deserialise(damaged, WINDOW), `byte ${at}`).toThrow()
    }
  })

  test('that is empty is written and read', () => {
    expect(SeenFilter.deserialise(Buffer.concat(new SeenFilter(WINDOW).serialise()), WINDOW).size).toBe(0)
  })
})
