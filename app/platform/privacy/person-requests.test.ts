import { expect, test } from 'vitest'
import { daysLeft } from './person-requests.ts'

const DUE = '2026-03-31T12:00:00.000Z'

test.each([
  ['2026-03-01T12:00:00.000Z', 30],
  ['2026-03-30T12:00:00.001Z', 1],
  ['2026-03-31T12:00:00.000Z', 0],
  ['2026-03-31T12:00:00.001Z', -1],
  ['2026-04-02T12:00:00.000Z', -2],
])('at %s a request due on 31 March at noon has %i days', (now, days) => {
  expect(daysLeft(DUE, Date.parse(now))).toBe(days)
})
