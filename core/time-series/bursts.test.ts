import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { poisson } from '../random/samplers.ts'
import { createRandom } from '../random/xoshiro256.ts'
import { batchedBursts, kleinbergBursts } from './bursts.ts'
import { exponentialDeviations } from './exponential-smoothing.ts'
import { gammaPoissonSurprise, poissonSurprise, seasonalBaseline } from './surprise.ts'

interface Case<Input, Expected> {
  readonly id: string
  readonly input: Input
  readonly expected: Expected
}

/** Where each number comes from is said in the file itself. */
const cases = JSON.parse(readFileSync(new URL('bursts.cases.json', import.meta.url), 'utf8'))
const named = <Input, Expected = Record<string, number>>(group: string): [string, Case<Input, Expected>][] =>
  (cases[group] as Case<Input, Expected>[]).map((one) => [one.id, one])

describe('bursts of a stream', () => {
  interface Stream {
    offsets: number[]
    s: number
    gamma: number
  }
  interface Expected {
    bursts: object[]
    states: number[]
    n_states: number
    total_cost: number
  }
  it.each(named<Stream, Expected>('kleinberg_bursts'))('reference %s', (_, { input, expected }) => {
    const { bursts, states, stateCount, totalCost } = kleinbergBursts(input.offsets, input)
    expect({ bursts, states, stateCount }).toEqual({ bursts: expected.bursts, states: expected.states, stateCount: expected.n_states })
    expect(totalCost).toBeCloseTo(expected.total_cost, 9)
  })

  it('of an even stream are the whole range, in any unit', () => {
    const even = Array.from({ length: 50 }, (_, i) => 10 * i)
    expect(kleinbergBursts(even).bursts).toEqual([{ level: 1, start: 0, end: 490 }])
    expect(kleinbergBursts(even.map((offset) => offset / 60_000)).states).toEqual(kleinbergBursts(even).states)
    expect(kleinbergBursts([0, 1]).bursts).toEqual([{ level: 1, start: 0, end: 1 }])
  })

  it('are nested, and the price of rising takes them away', () => {
    const gaps = fc.array(fc.integer({ min: 1, max: 1000 }), { minLength: 1, maxLength: 60 })
    fc.assert(
      fc.property(gaps, (steps) => {
        const offsets = [0]
        for (const step of steps) offsets.push((offsets.at(-1) as number) + step)
        const { bursts, states, totalCost } = kleinbergBursts(offsets)
        expect(states).toHaveLength(steps.length)
        expect(Number.isFinite(totalCost)).toBe(true)
        for (const burst of bursts.filter(({ level }) => level > 1)) {
          const around = bursts.some(({ level, start, end }) => level === burst.level - 1 && start <= burst.start && end >= burst.end)
          expect(around).toBe(true)
        }
        if (steps.length > 1) expect(kleinbergBursts(offsets, { gamma: 1e6 }).bursts).toHaveLength(1)
      }),
    )
  })

  it('refuse events at the same time, out of order, or alone', () => {
    expect(() => kleinbergBursts([1, 1])).toThrow(/rising/)
    expect(() => kleinbergBursts([2, 1])).toThrow(/rising/)
    expect(() => kleinbergBursts([0, Number.NaN])).toThrow(/rising/)
    expect(() => kleinbergBursts([1])).toThrow(/2 events/)
    expect(() => kleinbergBursts([0, 1], { s: 1 })).toThrow(/ s /)
    expect(() => kleinbergBursts([0, 1], { gamma: -1 })).toThrow(/gamma/)
  })
})

describe('bursts of batches', () => {
  interface Batches {
    r: number[]
    d: number[]
    s: number
    gamma: number
  }
  interface Expected {
    p0: number
    p1: number
    states: number[]
    burst_weight: number
    total_cost: number
  }
  it.each(named<Batches, Expected>('kleinberg_batched2'))('reference %s', (_, { input, expected }) => {
    const { baseShare, burstShare, states, weight, totalCost } = batchedBursts(input.r, input.d, input)
    expect(states).toEqual(expected.states)
    for (const [got, value] of [
      [baseShare, expected.p0],
      [burstShare, expected.p1],
      [weight, expected.burst_weight],
      [totalCost, expected.total_cost],
    ] as const) {
      expect(got).toBeCloseTo(value, 9)
    }
  })

  it('are none where everything grows alike, where nothing is relevant, and where everything is', () => {
    expect(batchedBursts([5, 50, 500, 5], [100, 1000, 10_000, 100]).states).toEqual([0, 0, 0, 0])
    expect(batchedBursts([0, 0], [10, 10])).toMatchObject({ states: [0, 0], weight: 0, totalCost: 0 })
    expect(batchedBursts([10, 10], [10, 10])).toMatchObject({ states: [0, 0], weight: 0 })
    expect(batchedBursts([], []).states).toEqual([])
  })

  it('give finite weights ≥ 0 for any batches, and refuse what are none', () => {
    const batch = fc.nat(1000).chain((total) => fc.tuple(fc.nat(total), fc.constant(total)))
    fc.assert(
      fc.property(fc.array(batch), (batches) => {
        const { weight, totalCost } = batchedBursts(
          batches.map(([relevant]) => relevant),
          batches.map(([, total]) => total),
        )
        expect(Number.isFinite(weight) && weight >= -1e-9 && Number.isFinite(totalCost)).toBe(true)
      }),
    )
    expect(() => batchedBursts([2], [1])).toThrow(/whole counts/)
    expect(() => batchedBursts([1], [])).toThrow(/as many/)
  })
})

describe('surprise', () => {
  it.each(named<{ count: number; expected: number }>('poisson_surprise'))('reference %s', (_, { input, expected }) => {
    const { upperTail, bits, anscombe, freemanTukey } = poissonSurprise(input.count, input.expected)
    expectClose({ p_upper: upperTail, surprise_bits: bits, anscombe_z: anscombe, freeman_tukey: freemanTukey }, expected)
    expect(Math.abs(upperTail / (expected.p_upper as number) - 1)).toBeLessThan(1e-10)
  })

  interface Belief {
    count: number
    alpha: number
    beta: number
    exposure: number
  }
  it.each(named<Belief>('gamma_poisson_predictive'))('reference %s', (_, { input, expected }) => {
    const { upperTail, mean, variance, probability } = gammaPoissonSurprise(input.count, input)
    expectClose({ p_upper: upperTail, pmf: probability, mean, var: variance }, expected)
    expect(Math.abs(upperTail / (expected.p_upper as number) - 1)).toBeLessThan(1e-9)
  })

  it('keeps its bits where the probability is below the least double', () => {
    const { upperTail, bits } = poissonSurprise(1000, 1)
    expect(upperTail).toBe(0)
    expect(bits).toBeGreaterThan(8000)
    expect(gammaPoissonSurprise(100_000, { alpha: 10, beta: 10 }).bits).toBeGreaterThan(10_000)
    expect(Object.is(poissonSurprise(0, 2.5).bits, 0)).toBe(true)
  })

  it('rises with the count, and is less the less is known', () => {
    const rate = fc.double({ min: 0.01, max: 1e4, noNaN: true })
    fc.assert(
      fc.property(fc.nat(20_000), rate, fc.double({ min: 0.5, max: 100, noNaN: true }), (count, expected, beta) => {
        const at = poissonSurprise(count, expected)
        expect(at.upperTail >= 0 && at.upperTail <= 1 && Number.isFinite(at.bits)).toBe(true)
        expect(poissonSurprise(count + 1, expected).bits).toBeGreaterThanOrEqual(at.bits - 1e-9)
        const believed = gammaPoissonSurprise(count, { alpha: expected * beta, beta })
        expect(Number.isFinite(believed.bits) && believed.bits >= 0).toBe(true)
        if (count > expected + 5 * Math.sqrt(expected) + 5) expect(believed.bits).toBeLessThanOrEqual(at.bits + 1e-9)
      }),
    )
  })

  it('is no NaN for beliefs of almost no and almost endless weight', () => {
    for (const beta of [1e-30, 1e-9, 1, 1e9, 1e300]) {
      for (const alpha of [1e-12, 1, 1e9]) {
        for (const count of [0, 1, 1000]) {
          const { upperTail, bits, probability } = gammaPoissonSurprise(count, { alpha, beta })
          expect(upperTail >= 0 && upperTail <= 1 && bits >= 0 && bits < Infinity && probability >= 0 && probability <= 1).toBe(true)
        }
      }
    }
  })

  it('refuses what is no count and no rate', () => {
    expect(() => poissonSurprise(1.5, 1)).toThrow(/count/)
    expect(() => poissonSurprise(1, 0)).toThrow(/expected/)
    expect(() => gammaPoissonSurprise(1, { alpha: 0, beta: 1 })).toThrow(/alpha/)
    expect(() => gammaPoissonSurprise(1, { alpha: 1, beta: 1, exposure: Number.NaN })).toThrow(/exposure/)
  })
})

describe('a seasonal baseline', () => {
  it('is of the same phase, and needs one whole season', () => {
    const weeks = Array.from({ length: 4 * 7 }, (_, day) => (day % 7 === 0 ? 70 : 7))
    const { alpha, beta, buckets } = seasonalBaseline(weeks, { period: 7 }) ?? { alpha: 0, beta: 1, buckets: 0 }
    expect(buckets).toBe(4)
    expect(alpha / beta).toBeCloseTo((4 * 70 + 16) / 5, 9)
    expect(seasonalBaseline([1, 2, 3], { period: 7 })).toBeNull()
  })

  it('is hardly raised by one earlier burst', () => {
    const calm = Array.from({ length: 5 }, () => 10)
    const burst = [10, 10, 10_000, 10, 10]
    const [before, after] = [calm, burst].map((history) => seasonalBaseline(history, { period: 1 }))
    expect((after?.alpha ?? 0) / (after?.beta ?? 1)).toBeLessThan(1.3 * ((before?.alpha ?? 0) / (before?.beta ?? 1)))
  })

  it('of nothing at all still believes that something may come', () => {
    const { alpha, beta } = seasonalBaseline(new Float64Array(48), { period: 24 }) ?? { alpha: 0, beta: 0 }
    expect(alpha).toBeGreaterThan(0)
    expect(gammaPoissonSurprise(1, { alpha, beta }).bits).toBeLessThan(10)
  })

  it('raises no false alarm at 20 bits in two thousand ordinary hours', () => {
    const random = createRandom('baseline')
    const history = Array.from({ length: 24 * 100 }, () => poisson(random, 6))
    let alarms = 0
    for (let at = 24 * 8; at < history.length; at += 1) {
      const baseline = seasonalBaseline(history.slice(0, at), { period: 24 })
      if (baseline !== null && gammaPoissonSurprise(history[at] as number, baseline).bits >= 20) alarms += 1
    }
    expect(alarms).toBe(0)
  })

  it('refuses what is no count', () => {
    expect(() => seasonalBaseline([1, -1], { period: 1 })).toThrow(/count/)
    expect(() => seasonalBaseline([1], { period: 0 })).toThrow(/period/)
  })
})

describe('deviations from a moving mean', () => {
  it.each(named<{ x: number[]; alpha: number }, { z: number[]; mean_end: number; var_end: number }>('ewma_zscore'))(
    'reference %s',
    (_, { input, expected }) => {
      const { z, mean, variance } = exponentialDeviations(input.x, input.alpha)
      for (const [t, value] of expected.z.entries()) expect(z[t]).toBeCloseTo(value, 9)
      expect(mean).toBeCloseTo(expected.mean_end, 9)
      expect(variance).toBeCloseTo(expected.var_end, 9)
    },
  )

  it('are finite for any series, and refuse NaN', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: -1e9, max: 1e9, noNaN: true })), (values) => {
        expect(exponentialDeviations(values).z.every(Number.isFinite)).toBe(true)
      }),
    )
    expect(exponentialDeviations([])).toMatchObject({ mean: 0, variance: 0 })
    expect(() => exponentialDeviations([1, Number.NaN])).toThrow(/finite/)
    expect(() => exponentialDeviations([1], 0)).toThrow(/alpha/)
  })
})

function expectClose(actual: Record<string, number>, expected: Record<string, number>): void {
  for (const [name, value] of Object.entries(expected)) expect(actual[name], name).toBeCloseTo(value, 9)
}
