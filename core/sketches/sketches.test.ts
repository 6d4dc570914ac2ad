import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CountMinSketch, countMinDimensions } from './count-min.ts'
import { fnv1a32 } from './fnv1a.ts'
import { SpaceSaving } from './space-saving.ts'

const stream = () => fc.array(fc.constantFrom(...'abcdefghijklmnop'), { maxLength: 300 })

describe('FNV-1a', () => {
  // reference/trends.json, fnv1a32.
  it.each([
    ['', 2166136261],
    ['a', 3826002220],
    ['#trending', 1109771451],
    ['emoji😀', 2978567136],
  ])('of %j', (text, expected) => expect(fnv1a32(text)).toBe(expected))

  it('is a whole number of 32 bits for any text, that of the same bytes in another language', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        let hash = 0x811c9dc5
        for (const byte of new TextEncoder().encode(text)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0
        expect(fnv1a32(text)).toBe(hash)
      }),
    )
    expect(fnv1a32('\ud800')).toBe(fnv1a32('\ufffd'))
  })
})

describe('count-min sketch', () => {
  // reference/trends.json, count_min_dims.
  it.each([
    [0.001, 0.01, 2719, 5],
    [0.0001, 0.001, 27183, 7],
    [0.01, 0.05, 272, 3],
  ])('of epsilon %s and delta %s', (epsilon, delta, width, depth) => {
    expect(countMinDimensions(epsilon, delta)).toEqual({ width, depth })
  })

  it('never estimates too low, however small it is', () => {
    fc.assert(
      fc.property(stream(), fc.integer({ min: 1, max: 20 }), (keys, width) => {
        const sketch = new CountMinSketch({ width, depth: 3 })
        for (const key of keys) sketch.add(key)
        for (const key of 'abcz') expect(sketch.estimate(key)).toBeGreaterThanOrEqual(keys.filter((other) => other === key).length)
      }),
    )
  })

  it('errs by no more than it promises', () => {
    const sketch = new CountMinSketch(countMinDimensions(0.01, 0.01), 7)
    for (let i = 0; i < 20_000; i += 1) sketch.add(`tag ${i % 5000}`)
    const beyond = Array.from({ length: 5000 }, (_, i) => sketch.estimate(`tag ${i}`)).filter((estimate) => estimate > 4 + 0.01 * 20_000)
    expect(beyond.length).toBeLessThan(50)
  })

  it('refuses what has no size and no amount', () => {
    expect(() => countMinDimensions(0, 0.1)).toThrow(/epsilon/)
    expect(() => new CountMinSketch({ width: 0, depth: 1 })).toThrow(/cells/)
    expect(() => new CountMinSketch({ width: 1, depth: 1 }).add('a', Number.NaN)).toThrow(/amount/)
  })
})

describe('most frequent keys', () => {
  it('of a stream with a long tail', () => {
    // reference/trends.json, space_saving.
    const counters = new SpaceSaving(4)
    const runs = { a: 40, b: 25, c: 10, d: 1, e: 1, f: 1, g: 1, h: 1 }
    for (const [key, count] of Object.entries(runs)) for (let i = 0; i < count; i += 1) counters.add(key)
    for (const key of 'defgh') counters.add(key)
    expect(counters.top()).toEqual([
      { key: 'a', count: 40, error: 0, guaranteed: true },
      { key: 'b', count: 25, error: 0, guaranteed: true },
      { key: 'c', count: 10, error: 0, guaranteed: true },
      { key: 'h', count: 10, error: 9, guaranteed: false },
    ])
  })

  it('hold their true counts between count − error and count, and every key with more than a k-th', () => {
    fc.assert(
      fc.property(stream(), fc.integer({ min: 1, max: 8 }), (keys, capacity) => {
        const counters = new SpaceSaving(capacity)
        for (const key of keys) counters.add(key)
        const trueCount = (key: string) => keys.filter((other) => other === key).length
        const top = counters.top()
        for (const { key, count, error } of top) {
          expect(trueCount(key)).toBeLessThanOrEqual(count)
          expect(trueCount(key)).toBeGreaterThanOrEqual(count - error)
        }
        const frequent = [...new Set(keys)].filter((key) => trueCount(key) > keys.length / capacity)
        expect(top.map(({ key }) => key)).toEqual(expect.arrayContaining(frequent))
      }),
    )
  })

  it('refuse no counter and no amount', () => {
    expect(() => new SpaceSaving(0)).toThrow(/capacity/)
    expect(() => new SpaceSaving(1).add('a', 0)).toThrow(/amount/)
  })
})
