import { createRandom } from '@trill/core/random/xoshiro256'
import { describe, expect, it } from 'vitest'
import { EVENTS_MAX } from './contract.ts'
import { noisyFigures, SECURE } from './noise.ts'

const EXACT = [
  { platform: 'web', people: 1000, events: 9000 },
  { platform: 'ios', people: 400, events: 2000 },
  { platform: 'myspace', people: 30, events: 60 },
]
const keys = (figures: readonly { key: string }[]) => figures.map(({ key }) => key)

describe('noisy figures', () => {
  it('name every platform that is known and one for the others, whether or not anybody was there', () => {
    const some = noisyFigures(EXACT, 1, SECURE)
    const none = noisyFigures([], 1, SECURE)
    expect(keys(some.platforms)).toEqual(keys(none.platforms))
    expect(keys(some.platforms)).toEqual(expect.arrayContaining(['web', 'ios', 'reddit', 'other']))
    expect(keys(some.platforms)).not.toContain('myspace')
  })

  it('are never below nothing, and whole', () => {
    for (let i = 0; i < 200; i += 1)
      for (const { value } of noisyFigures([], 0.5, SECURE).platforms) expect(Number.isInteger(value) && value >= 0).toBe(true)
  })

  it('lie within the margin they name in 95 of 100 cases, and are right on average', () => {
    const random = createRandom(7)
    const draws = Array.from({ length: 4000 }, () => noisyFigures(EXACT, 0.6, random))
    for (const [place, exact] of [
      [0, 1430],
      [1, 11_060],
    ] as const) {
      const released = draws.map(({ totals }) => totals[place] as { value: number; half_width: number })
      const within = released.filter(({ value, half_width }) => Math.abs(value - exact) <= half_width).length
      expect(within / draws.length).toBeGreaterThan(0.94)
      expect(within / draws.length).toBeLessThan(0.965)
      const mean = released.reduce((sum, { value }) => sum + value, 0) / draws.length
      // Five standard errors of Laplace noise whose scale is sensitivity / (0.6 / 3).
      const scale = (place === 0 ? 1 : EVENTS_MAX) / 0.2
      expect(Math.abs(mean - exact)).toBeLessThan((5 * Math.SQRT2 * scale) / Math.sqrt(draws.length))
    }
    const people = draws.map(({ platforms }) => platforms.find(({ key }) => key === 'other')?.value ?? 0)
    expect(people.reduce((sum, value) => sum + value, 0) / draws.length).toBeCloseTo(30, 0)
  })

  it('are so noisy that one person more or less is no evidence: the ratio of any outcome’s probabilities is at most e to the loss', () => {
    const random = createRandom(11)
    const count = (people: number) => {
      const found = new Map<number, number>()
      for (let i = 0; i < 60_000; i += 1) {
        const value = noisyFigures([{ platform: 'web', people, events: 0 }], 3, random).totals[0]?.value ?? 0
        found.set(value, (found.get(value) ?? 0) + 1)
      }
      return found
    }
    const [one, other] = [count(50), count(51)]
    for (const [value, seen] of one) {
      const also = other.get(value) ?? 0
      // The people’s part of three is one. Rare outcomes are too few to compare.
      if (seen > 500 && also > 500) expect(Math.abs(Math.log(seen / also))).toBeLessThan(1.15)
    }
  })
})
