import fc from 'fast-check'
import { expect, test } from 'vitest'
import { gammaPoissonSurprise, seasonalBaseline } from './surprise.ts'
import { windowSurprise } from './window-surprise.ts'

const WEEK = 168

test('one bucket is judged as its own seasonal baseline does', () => {
  const history = Array.from({ length: 4 * WEEK }, (_, hour) => hour % 5)
  const belief = seasonalBaseline(history, { period: WEEK })
  const surprise = windowSurprise([...history, 9], { window: 1, period: WEEK })
  expect(surprise?.bits).toBeCloseTo(gammaPoissonSurprise(9, belief as { alpha: number; beta: number }).bits, 9)
})

test('a day like the same day of other weeks is no surprise, ten times that is one', () => {
  const rhythm = (hour: number) => (hour % 24 < 8 ? 0 : hour % 24 < 16 ? 2 : 5)
  const usual = Array.from({ length: 6 * WEEK }, (_, hour) => rhythm(hour))
  const calm = windowSurprise(usual, { window: 24, period: WEEK })
  expect(calm).toMatchObject({ count: 56 })
  expect(calm?.expected).toBeGreaterThan(50)
  expect(calm?.expected).toBeLessThan(58)
  expect(calm?.bits).toBeLessThan(2)
  const loud = usual.map((count, hour) => (hour >= usual.length - 24 ? 10 * count : count))
  expect(windowSurprise(loud, { window: 24, period: WEEK })).toMatchObject({ count: 560, expected: calm?.expected })
  expect(windowSurprise(loud, { window: 24, period: WEEK })?.bits).toBeGreaterThan(200)
})

test('what is in the window changes no baseline', () => {
  fc.assert(
    fc.property(
      fc.array(fc.nat(20), { minLength: 20, maxLength: 60 }),
      fc.array(fc.nat(1000), { minLength: 5, maxLength: 5 }),
      (past, now) => {
        const one = windowSurprise([...past, ...now], { window: 5, period: 7 })
        const other = windowSurprise([...past, 0, 0, 0, 0, 0], { window: 5, period: 7 })
        expect(one?.expected).toBe(other?.expected)
        expect(Number.isFinite(one?.bits)).toBe(true)
      },
    ),
  )
})

test('without a whole season before the window nothing is said, and a window that is none is refused', () => {
  expect(windowSurprise(new Array(WEEK + 23).fill(1), { window: 24, period: WEEK })).toBeNull()
  expect(() => windowSurprise([1, 2], { window: 0, period: 1 })).toThrow('windowSurprise requires a whole window of 1 – period, got 0')
})
