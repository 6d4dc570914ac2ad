import { expect, test } from 'vitest'
import { backoffAfter } from './backoff.ts'

test('waits threefold each time, up to eight hours, and between half and all of it', () => {
  const [least, most] = [() => 0, () => 1]
  expect([1, 2, 3, 7, 8, 100].map((attempt) => backoffAfter(attempt, most) / 1000)).toEqual([30, 90, 270, 21_870, 28_800, 28_800])
  expect(backoffAfter(2, least)).toBe(45_000)
})
