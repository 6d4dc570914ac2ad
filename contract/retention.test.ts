import fc from 'fast-check'
import { expect, test } from 'vitest'
import { retentionOf, STRICTEST_SETTINGS } from './consent.ts'
import { DEFAULT_RETENTION, RETENTION_CLASS_NAMES, RETENTION_CLASSES, type RetentionClass, retentionDays } from './retention.ts'

test('nothing chosen is the default, which is that of the policy table', () => {
  expect(retentionDays({})).toEqual(DEFAULT_RETENTION)
  expect(DEFAULT_RETENTION.events).toBe(retentionOf('18-24', STRICTEST_SETTINGS).rawDays)
  expect(DEFAULT_RETENTION.figures).toBe(retentionOf('18-24', STRICTEST_SETTINGS).aggregateDays)
  expect(DEFAULT_RETENTION.events_of_minors).toBe(retentionOf('unknown', STRICTEST_SETTINGS).rawDays)
  expect(DEFAULT_RETENTION.figures_of_minors).toBe(retentionOf('13-15', STRICTEST_SETTINGS).aggregateDays)
})

test('whatever is chosen, limits hold, and what is of minors never outlives the same of adults, nor 30 days and 13 months', () => {
  const days = fc.option(fc.integer({ min: -10, max: 100_000 }), { nil: undefined })
  const chosen = fc.record(Object.fromEntries(RETENTION_CLASS_NAMES.map((name) => [name, days])))
  fc.assert(
    fc.property(chosen, (given) => {
      const hold = retentionDays(given as Partial<Record<RetentionClass, number>>)
      for (const name of RETENTION_CLASS_NAMES) {
        expect(hold[name]).toBeGreaterThanOrEqual(1)
        expect(hold[name]).toBeLessThanOrEqual(RETENTION_CLASSES[name].daysMax)
      }
      expect(hold.events_of_minors).toBeLessThanOrEqual(Math.min(30, hold.events))
      expect(hold.figures_of_minors).toBeLessThanOrEqual(Math.min(394, hold.figures))
    }),
  )
})
