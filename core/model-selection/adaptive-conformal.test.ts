import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { normal } from '../random/samplers.ts'
import { createRandom } from '../random/xoshiro256.ts'
import { type AdaptiveConformal, adaptedTo, adaptiveBounds, adaptiveConformal } from './adaptive-conformal.ts'
import { conformalBounds } from './conformal.ts'

const PAST = [1, 2, 3, 4, 5, 6, 7, 8, 9]
const MEAN_RATE = (0.001 + 0.002 + 0.004 + 0.008 + 0.016 + 0.032 + 0.064 + 0.128) / 8

const after = (state: AdaptiveConformal, past: ArrayLike<number>, errors: readonly number[]) =>
  errors.reduce((known, error) => adaptedTo(known, past, error), state)

/** Share of outcomes that were held, each by bounds that only knew those before it. */
function held(past: Float64Array, errors: readonly number[]): { readonly adaptive: number; readonly fixed: number } {
  const fixed = conformalBounds(past, 0.8)
  let state = adaptiveConformal(0.8)
  let [adaptive, plain] = [0, 0]
  for (const error of errors) {
    const { lower, upper } = adaptiveBounds(state, past)
    adaptive += Number(error >= lower && error <= upper)
    plain += Number(error >= fixed.lower && error <= fixed.upper)
    state = adaptedTo(state, past, error)
  }
  return { adaptive: adaptive / errors.length, fixed: plain / errors.length }
}

const drawn = (seed: string, count: number, of: (value: number, index: number) => number) => {
  const random = createRandom(seed)
  return Array.from({ length: count }, (_, index) => of(normal(random), index))
}
const pastOf = (seed: string) => Float64Array.from(drawn(seed, 700, (value) => value)).sort()

describe('adaptive conformal intervals', () => {
  it('step as worked out by hand: an outcome beyond all errors lowers the level above by 0.9 of each rate, and raises that below by 0.1', () => {
    const { lower, upper, resolved } = adaptedTo(adaptiveConformal(0.8), PAST, 100)
    expect(resolved).toBe(1)
    for (const [expert, rate] of [0.001, 0.002, 0.004, 0.008, 0.016, 0.032, 0.064, 0.128].entries()) {
      expect(upper.levels[expert]).toBeCloseTo(0.1 - 0.9 * rate, 12)
      expect(lower.levels[expert]).toBeCloseTo(0.1 + 0.1 * rate, 12)
      expect(upper.weights[expert]).toBeCloseTo(1 / 8, 12)
    }
  })

  it('take the bounds at the mean level, and at most as far out as past errors reach', () => {
    const past = Float64Array.from({ length: 99 }, (_, index) => index + 1)
    expect(adaptiveBounds(adaptiveConformal(0.8), past)).toEqual({ lower: 10, upper: 90 })
    const once = adaptedTo(adaptiveConformal(0.8), past, 1000)
    expect(adaptiveBounds(once, past).upper).toBe(Math.ceil(100 * (1 - 0.1 + 0.9 * MEAN_RATE)))
    expect(adaptiveBounds(after(once, past, Array(30).fill(1000)), past).upper).toBe(99)
    expect(adaptiveBounds(after(once, past, Array(30).fill(-1000)), past).lower).toBe(1)
  })

  it('hold as often as asked when errors grow or move after a while, and when they do not', () => {
    const past = pastOf('past')
    const [wider, moved, same] = [
      held(
        past,
        drawn('wider', 2000, (value) => 1.6 * value),
      ),
      held(
        past,
        drawn('moved', 2000, (value, index) => value + Math.min(1, index / 500)),
      ),
      held(
        past,
        drawn('same', 2000, (value) => value),
      ),
    ]
    expect(wider.fixed).toBeLessThan(0.65)
    expect(moved.fixed).toBeLessThan(0.68)
    for (const { adaptive } of [wider, moved, same]) expect(Math.abs(adaptive - 0.8)).toBeLessThan(0.03)
  })

  it('begin as plain ones, are wide open where past errors are too few, and never turn round', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -9, max: 9, noNaN: true })),
        fc.array(fc.double({ min: -20, max: 20, noNaN: true })),
        (past, errors) => {
          const sorted = Float64Array.from(past).sort()
          expect(adaptiveBounds(adaptiveConformal(0.8), sorted)).toEqual(conformalBounds(sorted, 0.8))
          const state = after(adaptiveConformal(0.8), sorted, errors)
          const { lower, upper } = adaptiveBounds(state, sorted)
          expect(lower).toBeLessThanOrEqual(upper)
          if (sorted.length < 9) expect([lower, upper]).toEqual([-Infinity, Infinity])
          for (const { weights, levels } of [state.lower, state.upper]) {
            expect(weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 9)
            for (const level of levels) expect(level >= -0.128 && level <= 1.128).toBe(true)
          }
          expect(JSON.parse(JSON.stringify(state))).toEqual(state)
        },
      ),
    )
  })

  it('are mirrored by mirrored errors', () => {
    const past = pastOf('mirror')
    const mirrored = past.map((value) => -value).sort()
    const errors = drawn('errors', 200, (value) => 1.5 * value + 0.3)
    const one = adaptiveBounds(after(adaptiveConformal(0.8), past, errors), past)
    const other = adaptiveBounds(
      after(
        adaptiveConformal(0.8),
        mirrored,
        errors.map((error) => -error),
      ),
      mirrored,
    )
    expect(other.lower).toBeCloseTo(-one.upper, 12)
    expect(other.upper).toBeCloseTo(-one.lower, 12)
  })

  it('refuse what is out of range', () => {
    expect(() => adaptiveConformal(1)).toThrow('adaptiveConformal requires confidence in (0, 1), got 1')
    expect(() => adaptedTo(adaptiveConformal(), PAST, Number.NaN)).toThrow('adaptedTo requires a finite error, got NaN')
    expect(adaptedTo(adaptiveConformal(), [], 1)).toEqual(adaptiveConformal())
  })
})
