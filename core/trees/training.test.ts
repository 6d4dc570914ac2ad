import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { selectRows, tableOfRows } from '../estimator.ts'
import { normal } from '../random/samplers.ts'
import { createRandom } from '../random/xoshiro256.ts'
import type { BoostingOptions } from './boosting-options.ts'
import { gradientBoosting } from './gradient-boosting.ts'
import { rawScores } from './predictions.ts'

interface Case {
  readonly id: string
  readonly target: 'value' | 'yes' | 'kind' | 'count'
  readonly options: BoostingOptions
  readonly categorical: readonly number[]
  readonly raw: readonly number[]
}

/** Where each number comes from is said in the file itself. */
const { cases, tolerance } = JSON.parse(readFileSync(new URL('training.cases.json', import.meta.url), 'utf8')) as {
  cases: Case[]
  tolerance: number
}
const NAMES = ['a', 'b', 'c', 'd', 'kind']
const rows = made()
const table = tableOfRows(NAMES, rows)

it.each(cases.map((one): [string, Case] => [one.id, one]))(
  'training of %s gives LightGBM’s scores',
  (_, { target, options, categorical, raw }) => {
    const named = { ...options, categorical_feature: categorical.map((column) => NAMES[column] as string) }
    const model = gradientBoosting.fit(table, Float64Array.from(rows, targetOf(target)), named, createRandom(1))
    const scores = rawScores(model, selectRows(table, [...Array(40).keys()]))
    expect(scores.length).toBe(raw.length)
    for (const [index, expected] of raw.entries()) expect(Math.abs((scores[index] as number) - expected)).toBeLessThan(tolerance)
  },
)

function made(): number[][] {
  const random = createRandom('lightgbm')
  return Array.from({ length: 600 }, () => {
    const row = Array.from({ length: 4 }, () => Math.round(1000 * normal(random)) / 1000)
    if (random.uniform() < 0.15) row[0] = Number.NaN
    if (random.uniform() < 0.3) row[2] = 0
    return [...row, random.integer(9)]
  })
}

function targetOf(target: Case['target']): (row: readonly number[]) => number {
  const score = ([a = 0, b = 0, c = 0, d = 0, kind = 0]: readonly number[]) =>
    (Number.isNaN(a) || d <= 0 ? 0 : a) + 0.5 * c + ([1, 4, 7].includes(kind) ? 1 : -0.5) + 0.3 * b ** 2
  const targets: Record<Case['target'], (value: number) => number> = {
    value: (value) => value,
    yes: (value) => Number(value > 0.2),
    kind: (value) => Number(value > -0.4) + Number(value > 0.7),
    count: (value) => Math.floor(Math.exp(0.4 * value)),
  }
  return (row) => targets[target](score(row))
}
