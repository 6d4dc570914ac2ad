import { parseArgs } from 'node:util'
import { createRandom } from '@trill/core/random/xoshiro256'
import { compileTrees } from '@trill/core/trees/compiled-trees'
import { gradientBoosting } from '@trill/core/trees/gradient-boosting'
import { writeLightGbm } from '@trill/core/trees/lightgbm-writer'
import { predictTrees } from '@trill/core/trees/predictions'
import { treeShap } from '@trill/core/trees/tree-shap'
import { askLightGbm } from './load/lightgbm-peer.ts'
import { machine } from './load/machine.ts'
import { madeTable, rowsOf, timed } from './load/made-table.ts'

const OPTIONS = {
  rows: { type: 'string', default: '100000' },
  'train-rows': { type: 'string', default: '50000' },
  columns: { type: 'string', default: '50' },
  trees: { type: 'string', default: '100' },
  leaves: { type: 'string', default: '31' },
  runs: { type: 'string', default: '5' },
  python: { type: 'string', default: 'python3' },
} as const

const SINGLE_ROWS = 2000
const EXPLAINED_ROWS = 500

/** Predictions of one thread: many rows at once, one row after the other, and with reasons; LightGBM’s of the same model beside. */
export async function run(argv: readonly string[]): Promise<void> {
  const { values } = parseArgs({ args: [...argv], options: OPTIONS })
  const place = machine()
  const [rows, trainRows, columns] = [Number(values.rows), Number(values['train-rows']), Number(values.columns)]
  const made = madeTable(rows + trainRows, columns, 'predict')
  const train = rowsOf(made, rows, rows + trainRows)
  const { table } = rowsOf(made, 0, rows)
  const options = { objective: 'binary', num_iterations: Number(values.trees), num_leaves: Number(values.leaves) } as const
  const model = gradientBoosting.fit(train.table, train.target, options, createRandom('bench'))
  const compiled = compileTrees(model)
  const runs = Array.from({ length: Number(values.runs) }, () => timed(() => predictTrees(model, table, compiled)))
  const single = timed(() => {
    for (let row = 0; row < SINGLE_ROWS; row += 1) predictTrees(model, rowsOf(made, row, row + 1).table, compiled)
  })
  const explained = timed(() => treeShap(model, rowsOf(made, 0, EXPLAINED_ROWS).table))
  const peer = askLightGbm(values.python, table, { model: writeLightGbm(model) })
  const scores = runs[0]?.result ?? new Float64Array(0)
  const best = Math.min(...runs.map(({ processor_seconds: seconds }) => seconds))
  const report = {
    bench: 'predict',
    rows,
    columns,
    trees: Number(values.trees),
    leaves: Number(values.leaves),
    rows_a_second: Math.round(rows / Math.min(...runs.map(({ seconds }) => seconds))),
    rows_a_processor_second: Math.round(rows / best),
    microseconds_a_single_row: Math.round((single.seconds / SINGLE_ROWS) * 1e7) / 10,
    explained_rows_a_second: Math.round(EXPLAINED_ROWS / explained.seconds),
    lightgbm:
      peer === null
        ? 'not installed'
        : {
            version: peer.version,
            rows_a_processor_second: Math.round(rows / peer.processor_seconds),
            greatest_difference: scores.reduce((most, score, row) => Math.max(most, Math.abs(score - (peer.scores[row] as number))), 0),
          },
    machine: place,
    node: process.versions.node,
  }
  console.log(JSON.stringify(report, null, 2))
}
