import type { Table } from '@trill/core/estimator'
import { createRandom } from '@trill/core/random/xoshiro256'
import { gradientBoosting } from '@trill/core/trees/gradient-boosting'
import { expect, it } from 'vitest'
import { openHistogramThreads } from './histogram-threads.ts'

const ROWS = 12_000
const OPTIONS = { objective: 'regression', num_iterations: 40, bagging_fraction: 0.8, bagging_freq: 2 } as const

it('training in three threads gives the model of one, and its threads end', async () => {
  const { table, target } = made()
  const threads = openHistogramThreads(3)
  try {
    let filled = 0
    const crew = {
      ...threads,
      fill: (...given: Parameters<typeof threads.fill>) => {
        filled += 1
        threads.fill(...given)
      },
    }
    const together = gradientBoosting.fit(table, target, { ...OPTIONS, crew }, createRandom(1))
    const alone = gradientBoosting.fit(table, target, OPTIONS, createRandom(1))
    expect(JSON.stringify(together)).toBe(JSON.stringify(alone))
    expect(filled).toBeGreaterThan(40)
  } finally {
    await threads.close()
  }
})

it('the threads of one training serve the next, and one thread alone needs no other', async () => {
  const { table, target } = made()
  for (const count of [1, 2]) {
    const crew = openHistogramThreads(count)
    const models = [1, 2].map(() => gradientBoosting.fit(table, target, { ...OPTIONS, num_iterations: 5, crew }, createRandom(1)))
    await crew.close()
    expect(JSON.stringify(models[0])).toBe(JSON.stringify(models[1]))
  }
})

function made(): { table: Table; target: Float64Array } {
  const random = createRandom('made')
  const names = Array.from({ length: 10 }, (_, index) => `x${index}`)
  const columns = names.map(() => Float64Array.from({ length: ROWS }, () => random.uniform()))
  const target = Float64Array.from(
    { length: ROWS },
    (_, row) => (columns[0]?.[row] ?? 0) * (columns[1]?.[row] ?? 0) + 0.1 * random.uniform(),
  )
  return { table: { names, columns }, target }
}
