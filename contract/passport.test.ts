import { expect, test } from 'vitest'
import { PROVENANCES } from './event.ts'
import { FIGURE_STATUSES, type FigureMaking, statusOf } from './passport.ts'

const MAKINGS: readonly FigureMaking[] = ['counted', 'calculated', 'estimated']

test.each(MAKINGS)('a %s figure over simulated rows is simulated, among real ones partly', (making) => {
  expect(statusOf(['simulated'], making)).toBe('simulated')
  expect(statusOf(['measured', 'simulated'], making)).toBe('partly_simulated')
  expect(statusOf(['simulated', 'imported', 'measured'], making)).toBe('partly_simulated')
})

test('real rows make what is counted, calculated or estimated', () => {
  expect(statusOf(['measured', 'measured'], 'counted')).toBe('measured')
  expect(statusOf(['imported'], 'counted')).toBe('imported')
  expect(statusOf(['measured', 'imported'], 'counted')).toBe('mixed')
  expect(statusOf(['measured', 'imported'], 'calculated')).toBe('derived')
  expect(statusOf(['imported'], 'estimated')).toBe('estimated')
})

test('no rows make no figure', () => {
  for (const making of MAKINGS) expect(statusOf([], making)).toBe('unavailable')
})

test('every status can be told in a sentence, and every provenance is one', () => {
  for (const about of Object.values(FIGURE_STATUSES)) expect(about).toMatch(/\.$/)
  expect(Object.keys(FIGURE_STATUSES)).toEqual(expect.arrayContaining([...PROVENANCES]))
})
