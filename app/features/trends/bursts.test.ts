import { expect, test } from 'vitest'
import { burstsOf } from './trends.ts'

/** A steady share of a tenth over a week, then twelve hours in which every post is about the topic, then hours of others. */
function course(hoursAfter: number) {
  const usual = Array.from({ length: 168 }, () => [1, 10] as const)
  const burst = Array.from({ length: 12 }, () => [10, 10] as const)
  const after = Array.from({ length: hoursAfter }, () => [0, 10] as const)
  const hours = [...usual, ...burst, ...after]
  return burstsOf(
    Float64Array.from(hours, ([uses]) => uses),
    Float64Array.from(hours, ([, posts]) => posts),
  )
}

test.each([
  [0, true],
  [1, true],
  [6, true],
  [7, false],
  [24, false],
])('a burst after which others posted for %i hours goes on: %s', (hours, ongoing) => {
  expect(course(hours)).toEqual([{ from: 168, to: 180, uses: 120, ongoing }])
})
