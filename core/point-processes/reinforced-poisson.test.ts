import { describe, expect, it } from 'vitest'
import { exponential } from '../random/samplers.ts'
import { createRandom } from '../random/xoshiro256.ts'
import { normalCdf, normalQuantile } from '../special-functions/normal.ts'
import {
  fitReinforcedPoisson,
  forecastReinforcedPoisson,
  type ReinforcedFit,
  reinforcedPeakSeconds,
  reinforcedPrior,
} from './reinforced-poisson.ts'

const TRUTH = { attractiveness: 2, location: Math.log(7200), spread: 1.4, attention: 10 }

describe('reinforced Poisson process', () => {
  const posts = Array.from({ length: 60 }, (_, i) => simulated(i))
  const finished = posts.map((seconds) => fitReinforcedPoisson(seconds, 1e7, { attention: 10 }))

  it('finds the parameters back from finished posts', () => {
    const prior = reinforcedPrior(finished)
    expect(prior.locationMean).toBeCloseTo(TRUTH.location, 0)
    expect(prior.logSpreadMean).toBeCloseTo(Math.log(TRUTH.spread), 1)
    expect(prior.attractivenessShape / prior.attractivenessRate).toBeCloseTo(TRUTH.attractiveness, 0)
    expect(finished.every(({ converged }) => converged)).toBe(true)
  })

  it('forecasts the final count from the first hour, with an interval that holds as often as it says', () => {
    const prior = reinforcedPrior(finished.slice(0, 30))
    const held = posts.slice(30).map((seconds) => {
      const early = seconds.filter((at) => at <= 3600)
      const { lower, median, upper } = forecastReinforcedPoisson(fitReinforcedPoisson(early, 3600, { attention: 10, prior }), Infinity)
      expect(lower <= median && median <= upper && lower >= early.length).toBe(true)
      return { inside: seconds.length >= lower && seconds.length <= upper, ratio: median / seconds.length }
    })
    expect(held.filter(({ inside }) => inside).length / held.length).toBeGreaterThan(0.6)
    const ratios = held.map(({ ratio }) => ratio).sort((a, b) => a - b)
    expect(ratios[15]).toBeGreaterThan(0.8)
    expect(ratios[15]).toBeLessThan(1.25)
  })

  it('has no future at the end of observation, and the mean of its birth process later', () => {
    const fit = finished[0] as ReinforcedFit
    const now = forecastReinforcedPoisson(fit, fit.endSeconds)
    expect(now).toEqual({ median: fit.shares, mean: fit.shares, lower: fit.shares, upper: fit.shares })
    const early = fitReinforcedPoisson(
      (posts[0] as number[]).filter((at) => at <= 7200),
      7200,
      { attention: 10 },
    )
    const { median, mean } = forecastReinforcedPoisson(early, 14_400)
    expect(Math.abs(mean / median - 1)).toBeLessThan(0.1)
  })

  it('peaks where shares come fastest: at the mode of the ageing without attractiveness, later with it, not after the horizon', () => {
    const fit = { ...(finished[0] as ReinforcedFit), location: 8, spread: 1, attractiveness: 1e-9 }
    expect(reinforcedPeakSeconds(fit) / Math.exp(8 - 1)).toBeCloseTo(1, 2)
    const eager = { ...fit, attractiveness: 5 }
    const peak = reinforcedPeakSeconds(eager)
    expect(peak).toBeGreaterThan(Math.exp(7))
    const expectedRate = (seconds: number) => {
      const z = Math.log(seconds) - 8
      return Math.exp(5 * normalCdf(z) - (z * z) / 2) / seconds
    }
    for (const other of [0.5, 0.9, 1.1, 2]) expect(expectedRate(peak)).toBeGreaterThan(expectedRate(other * peak))
    expect(reinforcedPeakSeconds(eager, 60)).toBeCloseTo(60, 6)
    expect(() => reinforcedPeakSeconds(fit, 0)).toThrow(/horizon/)
  })

  it('refuses few shares, a wrong order, an early horizon and wrong parameters', () => {
    expect(() => fitReinforcedPoisson([1, 2], 60)).toThrow(/at least 3/)
    expect(() => fitReinforcedPoisson([1, 3, 2], 60)).toThrow(/ascending/)
    expect(() => fitReinforcedPoisson([1, 2, 61], 60)).toThrow(/ascending/)
    expect(() => fitReinforcedPoisson([1, 2, Number.NaN], 60)).toThrow(/ascending/)
    expect(() => fitReinforcedPoisson([1, 2, 3], Infinity)).toThrow(/endSeconds/)
    expect(() => fitReinforcedPoisson([1, 2, 3], 60, { attention: 0 })).toThrow(/attention/)
    const fit = fitReinforcedPoisson([1, 20, 40], 60)
    expect(() => forecastReinforcedPoisson(fit, 30)).toThrow(/horizon/)
    expect(() => forecastReinforcedPoisson(fit, 90, 1)).toThrow(/confidence/)
    expect(() => reinforcedPrior([fit])).toThrow(/at least 5/)
  })

  it('keeps going when all shares come at once', () => {
    const { median, upper } = forecastReinforcedPoisson(fitReinforcedPoisson([0, 0, 0, 0], 600), Infinity)
    expect(Number.isFinite(median) && Number.isFinite(upper)).toBe(true)
  })
})

/** Shares of a post that behaves as the model says. */
function simulated(seed: number): number[] {
  const random = createRandom(seed)
  const seconds: number[] = []
  let aged = 0
  for (;;) {
    aged += exponential(random, 1 / (TRUTH.attractiveness * (TRUTH.attention + seconds.length)))
    if (aged >= normalCdf((Math.log(1e7) - TRUTH.location) / TRUTH.spread)) return seconds
    seconds.push(Math.exp(TRUTH.location + TRUTH.spread * normalQuantile(aged)))
  }
}
