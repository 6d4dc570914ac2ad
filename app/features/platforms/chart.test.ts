import { expect, test } from 'vitest'
import { nameOffsets } from './chart.ts'

test('names at the end of lines stand apart, in the order of their values, within the chart', () => {
  const values = [5, 0, 4, 100, 3]
  const offsets = nameOffsets(values, 100)
  const places = values.map((value, i) => 245 * (1 - value / 100) + (offsets[i] as number))
  const order = [3, 0, 2, 4, 1].map((i) => places[i] as number)
  for (let i = 1; i < order.length; i += 1) expect((order[i] as number) - (order[i - 1] as number)).toBeGreaterThanOrEqual(15 - 1e-9)
  expect(Math.max(...places)).toBeLessThanOrEqual(245)
  expect(offsets[3]).toBe(0)
  expect(nameOffsets([], 0)).toEqual([])
})
