import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { betaMean, betaPosterior, betaVariance, credibleInterval } from '../inference/proportions.ts'
import { createRandom } from '../random/xoshiro256.ts'
import { discountedGain } from './discounted-gain.ts'
import { type LoggedChoice, offPolicyValue } from './off-policy.ts'
import { decayedBelief, probabilityBest, thompsonChoice } from './thompson.ts'
import { linearConfidenceBound, upperConfidenceBound } from './upper-confidence.ts'

/** Reference values are of reference/timing-bandits.json (scipy). */
const ARMS = [
  { alpha: 11, beta: 91 },
  { alpha: 16, beta: 86 },
  { alpha: 6, beta: 46 },
]

describe('an arm', () => {
  it.each([
    [3, 10, 0.3333333333333333, 0.017094017094017096, 0.13507547291964123, 0.5643741882892295],
    [0, 0, 0.5, 0.08333333333333333, 0.05, 0.95],
    [50, 1000, 0.05089820359281437, 4.8163087202232095e-5, 0.040014243260372985, 0.06280102903832964],
  ])('with %s of %s', (successes, trials, mean, variance, q05, q95) => {
    const belief = betaPosterior(successes, trials, { alpha: 1, beta: 1 })
    expect(betaMean(belief)).toBeCloseTo(mean, 9)
    expect(betaVariance(belief)).toBeCloseTo(variance, 9)
    const { lower, upper } = credibleInterval(belief, 0.9)
    expect(lower).toBeCloseTo(q05, 9)
    expect(upper).toBeCloseTo(q95, 9)
  })

  it('goes back to its prior with time', () => {
    expect(decayedBelief({ alpha: 11, beta: 91 }, 0)).toEqual({ alpha: 11, beta: 91 })
    expect(decayedBelief({ alpha: 11, beta: 91 }, 1).alpha).toBeCloseTo(10.9, 12)
    expect(decayedBelief({ alpha: 11, beta: 91 }, 1e5)).toEqual({ alpha: 1, beta: 1 })
    expect(() => decayedBelief({ alpha: 1, beta: 1 }, -1)).toThrow(/days/)
    expect(() => decayedBelief({ alpha: 1, beta: 1 }, 1, { decay: 0 })).toThrow(/decay/)
  })
})

describe('probability of being the best', () => {
  it('of three arms', () => {
    const expected = [0.10697976598656327, 0.6933202814229842, 0.1996999525904522]
    for (const [i, probability] of probabilityBest(ARMS).entries()) expect(probability).toBeCloseTo(expected[i] as number, 7)
  })

  it('is even among equal arms, adds up to 1, and is finite for beliefs of any size', () => {
    for (const probability of probabilityBest(Array.from({ length: 4 }, () => ({ alpha: 3, beta: 7 }))))
      expect(probability).toBeCloseTo(0.25, 9)
    const shape = fc.double({ min: 0.5, max: 1e4, noNaN: true })
    fc.assert(
      fc.property(fc.array(fc.record({ alpha: shape, beta: shape }), { minLength: 1, maxLength: 3 }), (arms) => {
        const best = probabilityBest(arms)
        expect(best.every((probability) => probability >= 0 && probability <= 1)).toBe(true)
        expect(best.reduce((sum, probability) => sum + probability, 0)).toBeCloseTo(1, 9)
      }),
      { numRuns: 20 },
    )
    expect(() => probabilityBest([])).toThrow(/arm/)
    expect(() => probabilityBest([{ alpha: 0, beta: 1 }])).toThrow(RangeError)
  })
})

describe('Thompson sampling', () => {
  it('chooses as often as it says', () => {
    const random = createRandom('thompson')
    const counts = [0, 0, 0]
    const propensities = [0, 0, 0]
    for (let i = 0; i < 1500; i += 1) {
      const { arm, propensity } = thompsonChoice(ARMS, random)
      counts[arm] = (counts[arm] as number) + 1
      propensities[arm] = propensity
    }
    for (const [arm, count] of counts.entries()) expect(Math.abs(count / 1500 - (propensities[arm] as number))).toBeLessThan(0.05)
    expect(propensities[1]).toBeCloseTo(0.95 * 0.6933202814229842 + 0.05 / 3, 6)
  })

  it('never gives an arm less than its part of the exploration', () => {
    const hopeless = [
      { alpha: 900, beta: 100 },
      { alpha: 1, beta: 999 },
    ]
    const random = createRandom('exploration')
    const choices = Array.from({ length: 200 }, () => thompsonChoice(hopeless, random, { exploration: 0.5 }))
    expect(choices.filter(({ arm }) => arm === 1).length).toBeGreaterThan(25)
    expect(choices.find(({ arm }) => arm === 1)?.propensity).toBeCloseTo(0.25, 9)
    expect(() => thompsonChoice(ARMS, random, { exploration: 2 })).toThrow(/exploration/)
  })
})

describe('upper confidence bounds', () => {
  it.each([
    [0.1, 100, 1000, 0.4716922188849838],
    [0.2, 10, 1000, 1.3753940002383997],
  ])('with mean %s after %s of %s', (mean, pulls, total, expected) => {
    expect(upperConfidenceBound(mean, pulls, total)).toBeCloseTo(expected, 9)
  })

  it('are infinite for what was never tried, and refuse what cannot be', () => {
    expect(upperConfidenceBound(0, 0, 1)).toBe(Infinity)
    expect(() => upperConfidenceBound(0, 2, 1)).toThrow(/total/)
    expect(() => upperConfidenceBound(Number.NaN, 1, 1)).toThrow(/mean/)
  })

  it('in a context', () => {
    const arm = {
      gram: [
        [2, 0.5],
        [0.5, 3],
      ],
      response: [1, 0.4],
    }
    const { coefficients, bound } = linearConfidenceBound(arm, [0.7, 0.2], 0.5)
    expect(coefficients[0]).toBeCloseTo(0.48695652173913045, 9)
    expect(coefficients[1]).toBeCloseTo(0.05217391304347827, 9)
    expect(bound).toBeCloseTo(0.5989014960852843, 9)
    expect(() => linearConfidenceBound(arm, [1], 1)).toThrow(/sizes/)
    expect(() => linearConfidenceBound(arm, [1, Number.NaN], 1)).toThrow(/finite/)
    expect(() => linearConfidenceBound({ gram: [[0]], response: [1] }, [1], 1)).toThrow(/positive definite/)
  })
})

describe('value of a policy that was not followed', () => {
  const logged: LoggedChoice[] = [
    { reward: 1, loggingProbability: 0.5, targetProbability: 0.8, modelReward: 0.4, modelValue: 0.35 },
    { reward: 0, loggingProbability: 0.25, targetProbability: 0.1, modelReward: 0.2, modelValue: 0.2 },
    { reward: 0, loggingProbability: 0.5, targetProbability: 0.4, modelReward: 0.1, modelValue: 0.15 },
    { reward: 1, loggingProbability: 0.1, targetProbability: 0.3, modelReward: 0.3, modelValue: 0.3 },
    { reward: 0, loggingProbability: 0.2, targetProbability: 0.2, modelReward: 0.2, modelValue: 0.2 },
  ]

  it('by all estimates', () => {
    const value = offPolicyValue(logged, { clip: 2 })
    expect(value.ips).toBeCloseTo(0.92, 9)
    expect(value.snips).toBeCloseTo(0.6764705882352942, 9)
    expect(value.clipped).toBeCloseTo(0.72, 9)
    expect(value.doublyRobust).toBeCloseTo(0.78, 9)
    expect(value.effectiveSampleSize).toBeCloseTo(3.4610778443113763, 9)
  })

  it('is null where nothing tells, and refuses choices without a chance', () => {
    const choice = { reward: 1, loggingProbability: 0.5, targetProbability: 0 }
    expect(offPolicyValue([choice])).toEqual({ ips: 0, snips: null, clipped: 0, doublyRobust: null, effectiveSampleSize: 0 })
    expect(() => offPolicyValue([])).toThrow(/choice/)
    expect(() => offPolicyValue([{ ...choice, loggingProbability: 0 }])).toThrow(/loggingProbability/)
    expect(() => offPolicyValue([{ ...choice, reward: Number.NaN }])).toThrow(/rewards/)
  })
})

describe('discounted gain', () => {
  it('of an order, and of the best one', () => {
    const { dcg, ndcg } = discountedGain([3, 2, 3, 0, 1, 2])
    expect(dcg).toBeCloseTo(13.848263629272981, 9)
    expect(ndcg).toBeCloseTo(0.9488107485678985, 9)
    expect(discountedGain([3, 2, 1]).ndcg).toBe(1)
  })

  it('is null where nothing is relevant, and refuses what is no relevance', () => {
    expect(discountedGain([0, 0])).toEqual({ dcg: 0, ndcg: null })
    expect(() => discountedGain([Number.NaN])).toThrow(/relevance/)
  })
})
