import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fitBetaPrior } from './beta-binomial.ts'
import {
  betaMean,
  betaPosterior,
  betaVariance,
  clopperPearsonInterval,
  credibleInterval,
  credibleLowerBound,
  wilsonInterval,
} from './proportions.ts'

interface Case<Input> {
  readonly id: string
  readonly input: Input
  readonly expected: Record<string, number | null> & { readonly shrunk: number[] }
}

/** Where each number comes from is said in the file itself. */
const cases = JSON.parse(readFileSync(new URL('proportions.cases.json', import.meta.url), 'utf8'))
const named = <Input>(group: string): [string, Case<Input>][] => (cases[group] as Case<Input>[]).map((one) => [one.id, one])

const proportion = fc.nat(1e6).chain((trials) => fc.record({ trials: fc.constant(trials), successes: fc.nat(trials) }))

describe('intervals of a proportion', () => {
  it.each(named<{ k: number; n: number; conf: number }>('wilson'))('reference %s', (_, { input: { k, n, conf }, expected }) => {
    expectClose(wilsonInterval(k, n, conf), expected)
  })

  it.each(named<{ k: number; n: number; conf: number }>('clopper_pearson'))('reference %s', (_, { input: { k, n, conf }, expected }) => {
    expectClose(clopperPearsonInterval(k, n, conf), expected)
  })

  it('hold the proportion, narrow with trials, and widen with confidence', () => {
    fc.assert(
      fc.property(proportion, ({ successes, trials }) => {
        const { lower, upper } = wilsonInterval(successes, trials)
        expect(lower >= 0 && upper <= 1).toBe(true)
        if (trials > 0) expect(lower <= successes / trials && successes / trials <= upper).toBe(true)
        const [more, surer] = [wilsonInterval(10 * successes, 10 * trials), wilsonInterval(successes, trials, 0.99)]
        expect(more.upper - more.lower).toBeLessThanOrEqual(upper - lower)
        expect(surer.lower <= lower && surer.upper >= upper).toBe(true)
        const exact = clopperPearsonInterval(successes, trials)
        expect(exact.lower >= 0 && exact.lower <= exact.upper && exact.upper <= 1).toBe(true)
      }),
    )
  })

  it('are the whole range without trials, and refuse more successes than trials', () => {
    expect(wilsonInterval(0, 0)).toEqual({ lower: 0, upper: 1, center: null })
    expect(clopperPearsonInterval(0, 0)).toEqual({ lower: 0, upper: 1 })
    for (const interval of [wilsonInterval, clopperPearsonInterval]) {
      expect(() => interval(2, 1)).toThrow(/successes/)
      expect(() => interval(Number.NaN, 1)).toThrow(/successes/)
      expect(() => interval(0, Infinity)).toThrow(/trials/)
      expect(() => interval(1, 2, 1)).toThrow(/confidence/)
    }
  })
})

describe('belief about a proportion', () => {
  it.each(named<{ k: number; n: number; alpha: number; beta: number }>('beta_posterior'))('reference %s', (_, { input, expected }) => {
    const belief = betaPosterior(input.k, input.n, input)
    const { lower, upper } = credibleInterval(belief)
    expectClose({ mean: betaMean(belief), lower95: lower, upper95: upper, lower90_one_sided: credibleLowerBound(belief) }, expected)
  })

  it('has the variance of its distribution', () => {
    // reference/timing-bandits.json, beta_arm with 3 of 10 and 50 of 1000 over the even prior (scipy).
    expect(betaVariance(betaPosterior(3, 10, { alpha: 1, beta: 1 }))).toBeCloseTo(0.017094017094017096, 12)
    expect(betaVariance(betaPosterior(50, 1000, { alpha: 1, beta: 1 }))).toBeCloseTo(4.8163087202232095e-5, 12)
  })

  it('lies between what was expected and what was seen, and one lucky post does not win', () => {
    const prior = { alpha: 2, beta: 38 }
    fc.assert(
      fc.property(proportion, ({ successes, trials }) => {
        const mean = betaMean(betaPosterior(successes, trials, prior))
        const seen = trials === 0 ? 0.05 : successes / trials
        expect(mean).toBeGreaterThanOrEqual(Math.min(seen, 0.05) - 1e-12)
        expect(mean).toBeLessThanOrEqual(Math.max(seen, 0.05) + 1e-12)
      }),
    )
    const [lucky, steady] = [betaPosterior(1, 1, prior), betaPosterior(800, 10_000, prior)]
    expect(credibleLowerBound(lucky)).toBeLessThan(credibleLowerBound(steady))
  })

  it('refuses what is no prior and no probability', () => {
    expect(() => betaPosterior(1, 2, { alpha: 0, beta: 1 })).toThrow(/alpha/)
    expect(() => credibleInterval({ alpha: 1, beta: Number.NaN })).toThrow(/beta/)
    expect(() => credibleLowerBound({ alpha: 1, beta: 1 }, 1)).toThrow(/probability/)
  })
})

describe('a prior fitted to many groups', () => {
  const fallback = { alpha: 1, beta: 19 }
  const groupsOf = (k: readonly number[], n: readonly number[]) => k.map((successes, i) => ({ successes, trials: n[i] as number }))

  it.each(named<{ k: number[]; n: number[] }>('eb_beta_binomial'))('reference %s', (_, { input, expected }) => {
    const groups = groupsOf(input.k, input.n)
    const prior = fitBetaPrior(groups, { fallback })
    expect(prior.method).toBe('maximum_likelihood')
    // Newton’s method with 40 digits finds the maximum here; the optimiser of the reference stops where the gradient is 6e-6, which is
    // 1.08e-4 from it in beta.
    expect(prior.alpha).toBeCloseTo(3.0746930824, 9)
    expect(prior.beta).toBeCloseTo(63.2437215086, 8)
    expect(prior.alpha).toBeCloseTo(expected.alpha as number, 4)
    expect(prior.beta).toBeCloseTo(expected.beta as number, 3)
    expect(prior.logLikelihood).toBeCloseTo(expected.loglik as number, 8)
    expect(betaMean(prior)).toBeCloseTo(expected.prior_mean as number, 6)
    const shrunk = groups.slice(0, 10).map(({ successes, trials }) => betaMean(betaPosterior(successes, trials, prior)))
    for (const [i, mean] of shrunk.entries()) expect(mean).toBeCloseTo(expected.shrunk[i] as number, 6)
  })

  it('is the fallback for few groups, and for groups of which none ever succeeded', () => {
    const few = groupsOf([1, 2], [10, 10])
    expect(fitBetaPrior(few, { fallback })).toMatchObject({ ...fallback, method: 'fallback', groups: 2 })
    expect(fitBetaPrior([], { fallback })).toMatchObject({ ...fallback, logLikelihood: 0 })
    const never = Array.from({ length: 30 }, () => ({ successes: 0, trials: 10 }))
    expect(fitBetaPrior(never, { fallback }).method).toBe('fallback')
  })

  it('pulls groups that differ by chance alone all the way to their mean', () => {
    const alike = Array.from({ length: 30 }, (_, i) => ({ successes: 50 + (i % 3) - 1, trials: 1000 }))
    const prior = fitBetaPrior(alike, { fallback })
    expect(prior.alpha + prior.beta).toBeGreaterThan(1e5)
    expect(betaMean(prior)).toBeCloseTo(0.05, 4)
  })

  it('is finite and positive for any groups, and refuses what are none', () => {
    fc.assert(
      fc.property(fc.array(proportion, { minLength: 20, maxLength: 40 }), (groups) => {
        const { alpha, beta, logLikelihood } = fitBetaPrior(groups, { fallback })
        expect(alpha > 0 && alpha < Infinity && beta > 0 && beta < Infinity && Number.isFinite(logLikelihood)).toBe(true)
      }),
    )
    expect(() => fitBetaPrior(groupsOf([2], [1]), { fallback })).toThrow(RangeError)
  })
})

function expectClose(actual: object, expected: object): void {
  for (const [name, value] of Object.entries(expected)) {
    const got = (actual as Record<string, number | null>)[name]
    if (value === null) expect(got, name).toBeNull()
    else expect(got, name).toBeCloseTo(value, 9)
  }
}
