import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { poisson } from '../random/samplers.ts'
import { createRandom } from '../random/xoshiro256.ts'
import { volumeOutlook } from './outlook.ts'

const WEEK = 168
const level = (hour: number) => 20 + 15 * Math.sin((2 * Math.PI * hour) / 24) + (hour % WEEK < 120 ? 10 : 0)

function weeksOf(count: number, seed: string): number[] {
  const random = createRandom(seed)
  return Array.from({ length: count * WEEK }, (_, hour) => poisson(random, level(hour)))
}

function outlookOf(history: ArrayLike<number>) {
  const result = volumeOutlook(history)
  if (result.status !== 'outlook') throw new Error(result.status)
  return result
}

describe('outlook of volume', () => {
  it('follows the season, and its intervals hold about nine in ten hours to come', () => {
    let [held, off, hours] = [0, 0, 0]
    for (let run = 0; run < 10; run += 1) {
      const series = weeksOf(7, `run ${run}`)
      const { buckets } = outlookOf(series.slice(0, 6 * WEEK))
      expect(buckets).toHaveLength(72)
      for (const [i, { expected, lower, upper }] of buckets.entries()) {
        const actual = series[6 * WEEK + i] as number
        held += Number(lower <= actual && actual <= upper)
        off += Math.abs(expected - level(6 * WEEK + i))
        hours += 1
      }
    }
    expect(held / hours).toBeGreaterThan(0.85)
    expect(held / hours).toBeLessThan(0.95)
    expect(off / hours).toBeLessThan(4)
  })

  it('counts how often there was a spike, and foretells none', () => {
    const calm = weeksOf(6, 'calm')
    expect(outlookOf(calm).spike).toMatchObject({ baseRate: 0, lower: 0 })
    const spiky = calm.with(4 * WEEK + 50, 1000)
    const { baseRate, origins } = outlookOf(spiky).spike
    // An hour lies within the horizon of three daily moments before it.
    expect(baseRate).toBeCloseTo(3 / origins, 12)
  })

  it('takes over half a level that doubled, and lets it fade', () => {
    const doubled = weeksOf(6, 'doubled').map((count, hour) => (hour >= 6 * WEEK - 24 ? 2 * count : count))
    const [before, after] = [outlookOf(weeksOf(6, 'doubled')), outlookOf(doubled)]
    const ratio = (i: number) => (after.buckets[i]?.expected ?? 0) / (before.buckets[i]?.expected ?? 1)
    expect(ratio(0)).toBeGreaterThan(1.7)
    expect(ratio(71)).toBeLessThan(ratio(0))
    expect(ratio(71)).toBeGreaterThan(1)
  })

  it('lets a surge of what was never there before fade by half, where it is told how fast', () => {
    const history = [...new Array<number>(40).fill(0), 33]
    const options = { period: 7, step: 1, horizon: 3 }
    const expected = (more: object) => {
      const outlook = volumeOutlook(history, { ...options, ...more })
      return outlook.status === 'outlook' ? outlook.buckets.map((bucket) => bucket.expected) : []
    }
    expect(expected({})).toEqual([0, 0, 0])
    expect(expected({ surgeHalfLife: 1 })).toEqual([15, 7.5, 3.75])
    expect(() => expected({ surgeHalfLife: 0 })).toThrow(/surgeHalfLife/)
  })

  it('needs nearly four weeks, and is finite for any counts', () => {
    expect(volumeOutlook([])).toEqual({ status: 'insufficient_data', needed: 624, seen: 0 })
    const counts = fc.array(fc.nat(1e6), { minLength: 140, maxLength: 200 })
    fc.assert(
      fc.property(counts, (history) => {
        const result = volumeOutlook(history, { period: 6, horizon: 5, coverage: 0.75 })
        if (result.status !== 'outlook') throw new Error(result.status)
        for (const { expected, lower, upper } of result.buckets) {
          expect(lower >= 0 && lower <= expected && expected <= upper && upper < Infinity).toBe(true)
        }
      }),
      { numRuns: 30 },
    )
    expect(outlookOf(new Float64Array(700)).buckets[0]).toEqual({ expected: 0, lower: 0, upper: 0 })
  })

  it('refuses what is no count and no option', () => {
    expect(() => volumeOutlook([Number.NaN])).toThrow(/counts/)
    expect(() => volumeOutlook([], { period: 0 })).toThrow(/period/)
    expect(() => volumeOutlook([], { coverage: 1 })).toThrow(/coverage/)
    expect(() => volumeOutlook([], { spikeFactor: 1 })).toThrow(/spikeFactor/)
  })
})
