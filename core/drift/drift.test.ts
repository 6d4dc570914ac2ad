import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { normal } from '../random/samplers.ts'
import { createRandom } from '../random/xoshiro256.ts'
import { addToAdwin, adwinMean, createAdwin } from './adwin.ts'
import { calibrationDrift } from './calibration-drift.ts'
import { cumulativeSums } from './cumulative-sum.ts'
import { kolmogorovSmirnov, kolmogorovTail } from './kolmogorov-smirnov.ts'
import { referenceBins, stabilityIndex, stabilityOf } from './population-stability.ts'

interface Case<Input, Expected> {
  readonly id: string
  readonly input: Input
  readonly expected: Expected
}

/** Where each number comes from is said in the file itself. */
const cases = JSON.parse(readFileSync(new URL('drift.cases.json', import.meta.url), 'utf8'))
const named = <Input, Expected>(group: string): [string, Case<Input, Expected>][] =>
  (cases[group] as Case<Input, Expected>[]).map((one) => [one.id, one])

describe('a window of adaptive width', () => {
  interface Stream {
    delta: number
    stream: number[]
  }
  interface Outcome {
    detections: number[]
    width_end: number
    mean_end?: number
  }
  it.each(named<Stream, Outcome>('adwin'))('reference %s', (_, { input: { delta, stream }, expected }) => {
    const window = createAdwin(delta)
    const detections = stream.flatMap((value, i) => (addToAdwin(window, value) ? [i] : []))
    expect({ detections, width: window.width }).toEqual({ detections: expected.detections, width: expected.width_end })
    if (expected.mean_end !== undefined) expect(adwinMean(window)).toBeCloseTo(expected.mean_end, 9)
  })

  it('keeps the sums of the values it holds, in memory of the logarithm of its width, and through JSON', () => {
    let window = createAdwin()
    const random = createRandom(3)
    const values = Array.from({ length: 5000 }, () => normal(random, 10))
    for (const value of values) {
      addToAdwin(window, value)
      if (window.seen % 500 === 0) window = JSON.parse(JSON.stringify(window))
    }
    const held = values.slice(-window.width)
    const mean = held.reduce((total, value) => total + value, 0) / held.length
    expect(adwinMean(window)).toBeCloseTo(mean, 9)
    expect(window.squares).toBeCloseTo(
      held.reduce((total, value) => total + (value - mean) ** 2, 0),
      5,
    )
    expect(window.levels.flatMap(({ totals }) => totals).length).toBeLessThan(6 * 13)
  })

  it('has no mean before the first value, and refuses what is none', () => {
    expect(adwinMean(createAdwin())).toBeNull()
    expect(() => createAdwin(1)).toThrow(/delta/)
    expect(() => addToAdwin(createAdwin(), Number.NaN)).toThrow(/finite/)
  })
})

describe('population stability index', () => {
  it.each(named<{ expected: number[]; actual: number[] }, { psi: number; level: string }>('psi'))(
    'reference %s',
    (_, { input, expected }) => {
      const { index, level } = stabilityIndex(input.expected, input.actual)
      expect(index).toBeCloseTo(expected.psi, 9)
      expect(level).toBe(expected.level)
    },
  )

  it('of a sample of the same distribution is about what it says of chance', () => {
    const random = createRandom('psi')
    const sample = (mean: number) => Float64Array.from({ length: 4000 }, () => normal(random, mean))
    const reference = referenceBins(sample(0))
    const same = Array.from({ length: 50 }, () => stabilityOf(reference, sample(0)))
    const mean = same.reduce((total, { index }) => total + index, 0) / same.length
    expect(mean / (same[0]?.byChance ?? 0)).toBeGreaterThan(0.6)
    expect(mean / (same[0]?.byChance ?? 0)).toBeLessThan(1.6)
    expect(same.every(({ level }) => level === 'stable')).toBe(true)
    expect(stabilityOf(reference, sample(1)).level).toBe('major')
  })

  it('counts missing values, ties and a constant column', () => {
    const reference = referenceBins([...Array(900).fill(1), ...Array(100).fill(Number.NaN)])
    expect(reference).toEqual({ cuts: [], counts: [900, 100] })
    expect(stabilityOf(reference, Array(1000).fill(Number.NaN)).level).toBe('major')
    expect(stabilityOf(reference, [...Array(900).fill(5), ...Array(100).fill(Number.NaN)]).index).toBe(0)
    expect(referenceBins([0, 0, 0, 0, 0, 0, 1, 2]).cuts).toEqual([0, 0.6, 1.3].map((cut) => expect.closeTo(cut, 9)))
    expect(referenceBins([Number.NaN]).counts).toEqual([0, 1])
  })

  it('says when samples are too small, and refuses what are none', () => {
    expect(stabilityOf(referenceBins([1, 2, 3, 4, 5]), [5, 5, 5, 5, 5]).level).toBe('insufficient_data')
    expect(() => referenceBins([])).toThrow(RangeError)
    expect(() => referenceBins([1, Infinity])).toThrow(/row 1/)
    expect(() => referenceBins([1], 1)).toThrow(/bins/)
    expect(() => stabilityOf(referenceBins([1]), [])).toThrow(RangeError)
    expect(() => stabilityIndex([1], [1, 2])).toThrow(/same bins/)
    expect(() => stabilityIndex([0], [1])).toThrow(/at least one row/)
    expect(() => stabilityIndex([1], [-1])).toThrow(/bin 0/)
  })
})

describe('Kolmogorov and Smirnov', () => {
  it.each(named<{ x: number[]; y: number[] }, { d: number; p_exact: number }>('ks_2samp'))('reference %s', (_, { input, expected }) => {
    const { distance, pValue, exact } = kolmogorovSmirnov(input.x, input.y)
    expect(distance).toBeCloseTo(expected.d, 12)
    expect(pValue).toBeCloseTo(expected.p_exact, 9)
    expect(exact).toBe(true)
  })

  it.each(named<{ x: number }, { sf: number }>('kolmogorov_sf'))('reference %s', (_, { input, expected }) =>
    expect(kolmogorovTail(input.x)).toBeCloseTo(expected.sf, 12),
  )

  it('is symmetric, and near its limit for large samples', () => {
    const numbers = fc.array(fc.integer({ min: 0, max: 20 }), { minLength: 1, maxLength: 30 })
    fc.assert(
      fc.property(numbers, numbers, (x, y) => {
        const [one, other] = [kolmogorovSmirnov(x, y), kolmogorovSmirnov(y, x)]
        expect(one.distance).toBe(other.distance)
        expect(one.pValue).toBeCloseTo(other.pValue, 9)
        expect(kolmogorovSmirnov(x, x)).toEqual({ distance: 0, pValue: 1, exact: true })
      }),
    )
    const random = createRandom(1)
    const [x, y] = [0, 1].map(() => Float64Array.from({ length: 3100 }, () => normal(random))) as [Float64Array, Float64Array]
    const { exact, pValue } = kolmogorovSmirnov(x.slice(0, 3000), y.slice(0, 3000))
    expect(exact).toBe(true)
    expect(kolmogorovSmirnov(x, y.slice(0, 3300)).exact).toBe(true)
    const large = kolmogorovSmirnov([...x, ...x.map((value) => value + 1e-9)], y)
    expect(large.exact).toBe(false)
    expect(large.pValue).toBeGreaterThanOrEqual(0)
    expect(
      Math.abs(kolmogorovTail(kolmogorovSmirnov(x.slice(0, 3000), y.slice(0, 3000)).distance * Math.sqrt(1500)) - pValue),
    ).toBeLessThan(0.03)
  })

  it('refuses samples that are none', () => {
    expect(() => kolmogorovSmirnov([], [1])).toThrow(RangeError)
    expect(() => kolmogorovSmirnov([1], [Number.NaN])).toThrow(/row 0/)
    expect(() => kolmogorovTail(-1)).toThrow(RangeError)
    expect(kolmogorovTail(0)).toBe(1)
  })
})

describe('cumulative sums', () => {
  interface Input {
    y: number[]
    target: number
    k: number
    h: number
  }
  it.each(named<Input, { pos: number[]; neg: number[]; first_alarm: number }>('cusum_tabular'))(
    'reference %s',
    (_, { input, expected }) => {
      const { above, below, firstAlarm } = cumulativeSums(input.y, { target: input.target, slack: input.k, threshold: input.h })
      expect([...above]).toEqual(expected.pos.map((sum) => expect.closeTo(sum, 12)))
      expect([...below]).toEqual(expected.neg)
      expect(firstAlarm).toBe(expected.first_alarm)
    },
  )

  it('are silent on target, and refuse what is no number', () => {
    expect(cumulativeSums([1, 1, 1], { target: 1, slack: 0, threshold: 1 }).firstAlarm).toBe(-1)
    expect(() => cumulativeSums([Number.NaN], { target: 1, slack: 0, threshold: 1 })).toThrow(RangeError)
    expect(() => cumulativeSums([1], { target: 1, slack: -1, threshold: 1 })).toThrow(/slack/)
    expect(() => cumulativeSums([1], { target: 1, slack: 0, threshold: 0 })).toThrow(/threshold/)
    expect(() => cumulativeSums([1], { target: Infinity, slack: 0, threshold: 1 })).toThrow(/target/)
  })
})

describe('drift of calibration', () => {
  const random = createRandom('calibration')
  const probabilities = Float64Array.from({ length: 2000 }, () => random.uniform())
  const cameTrue = (chance: (probability: number) => number) =>
    probabilities.map((probability) => Number(random.uniform() < chance(probability)))

  it('is none where probabilities are right, in about as many samples as it says', () => {
    const found = Array.from({ length: 200 }, () =>
      calibrationDrift(
        cameTrue((probability) => probability),
        probabilities,
      ),
    )
    for (const name of ['meanPValue', 'brierPValue'] as const) {
      const alarms = found.filter((drift) => drift[name] < 0.1).length
      expect(alarms).toBeGreaterThan(6)
      expect(alarms).toBeLessThan(36)
    }
  })

  it('sees a mean that moved, and probabilities that are too bold around a right one', () => {
    const fewer = calibrationDrift(
      cameTrue((probability) => 0.7 * probability),
      probabilities,
    )
    expect(fewer.meanPValue).toBeLessThan(1e-6)
    expect(fewer.observed).toBeLessThan(fewer.predicted)
    const bold = calibrationDrift(
      cameTrue((probability) => 0.5 + 0.6 * (probability - 0.5)),
      probabilities,
    )
    expect(bold.meanPValue).toBeGreaterThan(0.01)
    expect(bold.brierPValue).toBeLessThan(1e-6)
  })

  it('takes what was certain for certain, and refuses what is none', () => {
    expect(calibrationDrift([1, 0], [1, 0])).toMatchObject({ meanPValue: 1, brierPValue: 1 })
    expect(calibrationDrift([1, 1], [1, 0])).toMatchObject({ meanPValue: 0, brierPValue: 0 })
    expect(() => calibrationDrift([], [])).toThrow(RangeError)
    expect(() => calibrationDrift([1], [1.1])).toThrow(RangeError)
  })
})
