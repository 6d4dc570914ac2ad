import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createRandom } from '../random/xoshiro256.ts'
import { binomialTail, poissonTail } from '../special-functions/distributions.ts'
import { normalQuantile } from '../special-functions/normal.ts'
import { binomialAt, geometricAt, poissonAt } from './counts.ts'
import { paretoWithTopTenth, scoreOf } from './quantiles.ts'
import { Correlation, Mean } from './running.ts'
import { countWithin, drawSystematically, orderBy, placeInStratum, shareOut, stratifiedUniforms } from './strata.ts'

const uniform = fc.double({ min: 0, max: 0.999999, noNaN: true })

describe('strata', () => {
  it('give every beginning of a population its share to within half a customer', () => {
    const share = fc.double({ min: 0, max: 1, noNaN: true })
    fc.assert(
      fc.property(share, fc.array(fc.nat(500), { minLength: 1, maxLength: 20 }), (of, sizes) => {
        let [to, sum] = [0, 0]
        for (const size of sizes) {
          sum += countWithin(of, { from: to, to: to + size })
          to += size
          expect(Math.abs(sum - of * to)).toBeLessThanOrEqual(0.5 + 1e-9)
        }
      }),
    )
  })

  it('hold one number each', () => {
    const uniforms = stratifiedUniforms(createRandom(1), 100)
    for (const [start, end] of [
      [0, 40],
      [40, 80],
      [80, 100],
    ] as const) {
      const taken = [...uniforms.subarray(start, end)].map((value) => Math.floor(value * (end - start)))
      expect(taken.sort((a, b) => a - b)).toEqual(Array.from({ length: end - start }, (_, index) => index))
    }
  })

  it('order rows by their keys, equal ones as they come', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 1, maxLength: 200 }), (keys) => {
        const sorted = keys.map((key, row) => [key, row] as const).sort(([a, i], [b, j]) => a - b || i - j)
        expect([...orderBy(Float64Array.from(keys))]).toEqual(sorted.map(([, row]) => row))
      }),
    )
  })

  it('draw as many yeses as the probabilities add up to, and each as often as it says', () => {
    const probabilities = Float64Array.from({ length: 50 }, (_, row) => row / 50)
    const yeses = new Float64Array(50)
    for (let seed = 0; seed < 2000; seed += 1) {
      const drawn = drawSystematically(createRandom(seed), probabilities)
      expect(Math.abs(drawn.reduce((sum, yes) => sum + yes, 0) - 24.5)).toBeLessThanOrEqual(1)
      for (const [row, yes] of drawn.entries()) yeses[row] = (yeses[row] as number) + yes
    }
    for (const [row, count] of yeses.entries()) expect(Math.abs(count / 2000 - row / 50)).toBeLessThan(0.06)
  })

  it('share an amount out to the last cent', () => {
    const weights = fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 100 })
    fc.assert(
      fc.property(weights, fc.nat(1e6), (given, total) => {
        const parts = shareOut(total, Float64Array.from(given))
        expect(parts.reduce((sum, part) => sum + part, 0)).toBe(given.some((weight) => weight > 0) ? total : 0)
        for (const [row, weight] of given.entries()) if (weight === 0) expect(parts[row]).toBe(0)
      }),
    )
  })

  it('stand at different places in each block, evenly spaced', () => {
    const places = Array.from({ length: 12 }, (_, index) =>
      placeInStratum({ index, blocks: 12, from: 0, to: 1, size: 1, count: 12, random: createRandom(1) }),
    )
    expect(places.sort((a, b) => a - b)).toEqual(Array.from({ length: 12 }, (_, index) => (index + 0.5) / 12))
  })
})

describe('quantiles', () => {
  it('of counts are the least count that the probability is reached at', () => {
    fc.assert(
      fc.property(uniform, fc.double({ min: 0.01, max: 150, noNaN: true }), (u, mean) => {
        const count = poissonAt(u, mean)
        expect(1 - poissonTail(count, mean)).toBeGreaterThan(u - 1e-9)
        if (count > 0) expect(1 - poissonTail(count - 1, mean)).toBeLessThan(u + 1e-9)
      }),
    )
    fc.assert(
      fc.property(uniform, fc.integer({ min: 1, max: 200 }), fc.double({ min: 0.001, max: 0.999, noNaN: true }), (u, draws, share) => {
        const count = binomialAt(u, draws, share)
        expect(count >= 0 && count <= draws).toBe(true)
        if (share > 0.5) return
        if (count < draws) expect(1 - binomialTail(count, draws, share)).toBeGreaterThan(u - 1e-9)
        if (count > 0) expect(1 - binomialTail(count - 1, draws, share)).toBeLessThan(u + 1e-9)
      }),
    )
    expect([geometricAt(0, 0.3), geometricAt(0.3, 0.3), geometricAt(0.5099, 0.3), geometricAt(0.52, 0.3)]).toEqual([0, 1, 1, 2])
  })

  it('of large Poisson counts are right to one', () => {
    for (const u of [0.001, 0.1, 0.5, 0.9, 0.999]) {
      const count = poissonAt(u, 5000)
      expect(1 - poissonTail(count + 1, 5000)).toBeGreaterThan(u)
      expect(1 - poissonTail(count - 2, 5000)).toBeLessThan(u)
    }
    expect(poissonAt(0.7, 0)).toBe(0)
  })

  it('of the normal distribution are those of the special function', () => {
    for (const u of [0.01, 0.3, 0.5, 0.77, 0.999]) expect(scoreOf(u)).toBeCloseTo(normalQuantile(u), 3)
  })

  it('of a power law give the greatest tenth what it is to have, however few there are', () => {
    for (const count of [67, 6700, 1_000_000]) {
      const law = paretoWithTopTenth(0.6, 2000, count)
      const values = Float64Array.from({ length: Math.min(count, 6700) }, (_, rank) => law.quantile((rank + 0.5) / count))
      const sum = values.reduce((before, value) => before + value, 0)
      if (count <= 6700) expect(law.sumFrom(0, count)).toBeCloseTo(sum / count, 3)
      expect(law.sumFrom(count - Math.round(count / 10), count) / law.sumFrom(0, count)).toBeCloseTo(0.6, 4)
    }
  })
})

describe('running figures', () => {
  it('are those of the whole', () => {
    const [mean, correlation] = [new Mean(), new Correlation()]
    expect([mean.value, correlation.value]).toEqual([null, null])
    for (const [x, y] of [
      [1, 2],
      [2, 1],
      [3, 5],
      [Number.NaN, 4],
    ] as const) {
      mean.add(x)
      correlation.add(x, y)
    }
    expect(mean.value).toBe(2)
    expect(correlation.value).toBeCloseTo(3 / Math.sqrt((2 * 26) / 3), 12)
  })
})
