import { expect, test } from 'vitest'
import { daysLeft, deadlineLabel } from './deadline.ts'

const DUE = '2026-03-31T12:00:00.000Z'

test.each([
  ['2026-03-01T12:00:00.000Z', 30, '30 days left'],
  ['2026-03-30T12:00:00.001Z', 1, '1 day left'],
  ['2026-03-31T12:00:00.000Z', 0, '0 days left'],
  ['2026-03-31T12:00:00.001Z', -1, '1 day overdue'],
  ['2026-04-02T12:00:00.000Z', -2, '2 days overdue'],
])('at %s a request due on 31 March at noon has %i days', (now, days, label) => {
  expect(daysLeft(DUE, Date.parse(now))).toBe(days)
  expect(deadlineLabel(days)).toBe(label)
})
