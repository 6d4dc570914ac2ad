import { expect, it } from 'vitest'
import { wilsonInterval } from '../inference/proportions.ts'
import { observedInterval, observedShares } from './observed-shares.ts'

it('rows are counted from the least to the most probable part', () => {
  const shares = observedShares(Float64Array.of(0.9, 0.1, 0.2, 0.8), Float64Array.of(1, 0, 1, 1), 2)
  expect(shares).toEqual([
    { up_to: 0.2, rows: 2, positives: 1 },
    { up_to: 1, rows: 2, positives: 2 },
  ])
})

it('an interval is that of the part, drawn out to the probability', () => {
  const shares = [
    { up_to: 0.2, rows: 50, positives: 5 },
    { up_to: 1, rows: 50, positives: 40 },
  ]
  const { lower, upper } = wilsonInterval(40, 50, 0.8)
  expect(observedInterval(shares, 0.8, 0.8)).toEqual({ lower, upper })
  expect(observedInterval(shares, 0.99, 0.8)).toEqual({ lower, upper: 0.99 })
  expect(observedInterval(shares, 0.201, 0.8)).toEqual({ lower: 0.201, upper })
  expect(observedInterval(shares, 0.2, 0.8).upper).toBe(0.2)
})

it('where nothing is known, anything is possible', () => {
  expect(observedInterval([], 0.3, 0.8)).toEqual({ lower: 0, upper: 1 })
  expect(observedShares(new Float64Array(), new Float64Array(), 3).map(({ rows }) => rows)).toEqual([0, 0, 0])
  expect(observedInterval(observedShares(Float64Array.of(0.5), Float64Array.of(1), 3), 0.1, 0.8)).toEqual({ lower: 0, upper: 1 })
})
