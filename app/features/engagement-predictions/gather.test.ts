import { expect, test } from 'vitest'
import type { ColumnBlock, TextColumn } from '../../platform/clickhouse/native-blocks.ts'
import { eachPerson, NAMES } from './gather.ts'

test('requests have their turn while a block of people is gone through, and everybody comes with features in the order of the catalogue', async () => {
  const rows = 5000
  const columns = new Map(NAMES.map((name, index) => [name as string, Float64Array.from({ length: rows }, (_, row) => row + index / 100)]))
  const ids = { length: rows, at: (row: number) => `person-${row}` } as TextColumn
  const block: ColumnBlock = { rows, numbers: (name) => columns.get(name) as Float64Array, texts: () => ids }
  let turns = 0
  let isOver = false
  const turn = () => {
    turns += 1
    if (!isOver) setImmediate(turn)
  }
  setImmediate(turn)
  const seen: string[] = []
  let last: Float64Array = new Float64Array()
  await eachPerson(block, (id, values) => {
    seen.push(id)
    last = values()
  })
  isOver = true
  expect(turns).toBeGreaterThanOrEqual(5)
  expect([seen.length, seen[0], seen.at(-1)]).toEqual([rows, 'person-0', 'person-4999'])
  expect(last).toEqual(Float64Array.from(NAMES, (_, index) => rows - 1 + index / 100))
})
