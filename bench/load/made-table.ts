import type { Table } from '@trill/core/estimator'
import { normal } from '@trill/core/random/samplers'
import { createRandom } from '@trill/core/random/xoshiro256'

/** Rows with a yes or no that twenty columns tell about, some by products and bends, and the others do not. */
export function madeTable(rows: number, columns: number, seed: string): { table: Table; target: Float64Array } {
  const random = createRandom(seed)
  const names = Array.from({ length: columns }, (_, index) => `x${index}`)
  const values = names.map(() => Float64Array.from({ length: rows }, () => normal(random)))
  const target = Float64Array.from({ length: rows }, (_, row) => {
    const x = (index: number) => values[index % columns]?.[row] ?? 0
    const bends = x(0) + 0.8 * x(1) * x(2) + Math.sin(2 * x(3)) + 0.5 * Number(x(4) > 0) * x(5) + 0.3 * x(6) ** 2 - 0.3
    const straight = Array.from({ length: 13 }, (_, index) => 0.2 * x(7 + index)).reduce((sum, part) => sum + part, 0)
    return Number(random.uniform() < 1 / (1 + Math.exp(-bends - straight)))
  })
  return { table: { names, columns: values }, target }
}

/** The rows from `start` up to `end`, not copied. */
export function rowsOf({ table, target }: { table: Table; target: Float64Array }, start: number, end: number) {
  return {
    table: { names: table.names, columns: table.columns.map((column) => column.subarray(start, end)) },
    target: target.subarray(start, end),
  }
}

/** Share of the pairs of a yes and a no in which the yes has the higher score (AUC); scores are taken to differ. */
export function rankArea(scores: Float64Array, target: Float64Array): number {
  const order = Array.from(scores.keys()).sort((one, other) => (scores[one] as number) - (scores[other] as number))
  const yes = order.reduce((sum, row, rank) => sum + (target[row] === 1 ? rank + 1 : 0), 0)
  const count = target.reduce((sum, value) => sum + value, 0)
  return (yes - (count * (count + 1)) / 2) / (count * (target.length - count))
}

/** Wall-clock and processor seconds of some work; the latter over all threads of this process. */
export function timed<T>(work: () => T): { result: T; seconds: number; processor_seconds: number } {
  const start = performance.now()
  const before = process.cpuUsage()
  const result = work()
  const { user, system } = process.cpuUsage(before)
  return { result, seconds: (performance.now() - start) / 1000, processor_seconds: (user + system) / 1e6 }
}
