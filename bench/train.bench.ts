import { createRequire } from 'node:module'
import { parseArgs } from 'node:util'
import { createRandom } from '@trill/core/random/xoshiro256'
import { gradientBoosting } from '@trill/core/trees/gradient-boosting'
import { randomForest } from '@trill/core/trees/random-forest'
import { openHistogramThreads } from '../app/platform/training/histogram-threads.ts'
import { askLightGbm } from './load/lightgbm-peer.ts'
import { machine } from './load/machine.ts'
import { madeTable, rankArea, rowsOf, timed } from './load/made-table.ts'

const OPTIONS = {
  rows: { type: 'string', default: '100000' },
  held: { type: 'string', default: '25000' },
  columns: { type: 'string', default: '50' },
  rounds: { type: 'string', default: '200' },
  leaves: { type: 'string', default: '31' },
  threads: { type: 'string', default: '2' },
  'forest-rows': { type: 'string', default: '2000' },
  'forest-trees': { type: 'string', default: '20' },
  python: { type: 'string', default: 'python3' },
} as const

type Made = ReturnType<typeof madeTable>

/**
 * Training on made data, judged on rows held out: gradient boosting beside Python’s LightGBM (where `--python` has it), and a random forest
 * beside `ml-random-forest` (where `npm install --no-save ml-random-forest` has put it), each in the same run.
 */
export async function run(argv: readonly string[]): Promise<void> {
  const { values } = parseArgs({ args: [...argv], options: OPTIONS })
  const place = machine()
  const rows = Number(values.rows)
  const made = madeTable(rows + Number(values.held), Number(values.columns), 'train')
  const report = {
    bench: 'train',
    rows,
    columns: Number(values.columns),
    boosting: await measureBoosting(made, rows, values),
    forest: measureForest(made, Number(values['forest-rows']), Number(values['forest-trees']), rows),
    machine: place,
    node: process.versions.node,
  }
  console.log(JSON.stringify(report, null, 2))
}

type Values = Readonly<Record<'rounds' | 'leaves' | 'threads' | 'python', string>>

async function measureBoosting(made: Made, rows: number, { rounds, leaves, threads, python }: Values) {
  const train = rowsOf(made, 0, rows)
  const held = rowsOf(made, rows, made.target.length)
  const crew = openHistogramThreads(Number(threads))
  const options = { objective: 'binary', num_iterations: Number(rounds), num_leaves: Number(leaves), crew } as const
  const before = process.memoryUsage().rss
  const { result: model, ...ours } = timed(() => gradientBoosting.fit(train.table, train.target, options, createRandom('bench')))
  await crew.close()
  const peak = process.resourceUsage().maxRSS * 1024
  const area = rankArea(gradientBoosting.predict(model, held.table), held.target)
  const peer = askLightGbm(python, made.table, {
    target: made.target,
    train_rows: rows,
    rounds: Number(rounds),
    parameters: { objective: 'binary', num_leaves: Number(leaves), learning_rate: 0.1, num_threads: Number(threads), verbosity: -1 },
  })
  return {
    rounds: Number(rounds),
    leaves: Number(leaves),
    threads: Number(threads),
    ...rounded(ours),
    auc: area,
    added_memory_to_data: round((peak - before) / (8 * rows * made.table.columns.length)),
    lightgbm: peer === null ? 'not installed' : { version: peer.version, ...rounded(peer), auc: rankArea(peer.scores, held.target) },
    ...(peer && { ratio: round(ours.seconds / peer.seconds), processor_ratio: round(ours.processor_seconds / peer.processor_seconds) }),
  }
}

interface PeerForest {
  train(rows: number[][], target: number[]): void
  predict(rows: number[][]): number[]
}

function measureForest(made: Made, rows: number, trees: number, heldFrom: number) {
  const train = rowsOf(made, 0, rows)
  const held = rowsOf(made, heldFrom, made.target.length)
  const options = { task: 'binary', num_iterations: trees } as const
  const { result: model, ...ours } = timed(() => randomForest.fit(train.table, train.target, options, createRandom('bench')))
  const predictions = randomForest.predict(model, held.table).map((share) => Number(share >= 0.5))
  const figures = { rows, trees, ...rounded(ours), accuracy: accuracy(predictions, held.target) }
  const Forest = peerForest()
  if (Forest === null) return { ...figures, ml_random_forest: 'not installed' }
  const peer = new Forest({
    nEstimators: trees,
    maxFeatures: Math.sqrt(made.table.columns.length) / made.table.columns.length,
    seed: 1,
    noOOB: true,
  })
  const { seconds, processor_seconds } = timed(() => peer.train(rowList(train), [...train.target]))
  const theirs = Float64Array.from(peer.predict(rowList(held)))
  return {
    ...figures,
    ml_random_forest: { ...rounded({ seconds, processor_seconds }), accuracy: accuracy(theirs, held.target) },
    times_faster: round(seconds / ours.seconds),
  }
}

function peerForest(): (new (options: object) => PeerForest) | null {
  try {
    return createRequire(import.meta.url)('ml-random-forest').RandomForestClassifier
  } catch {
    return null
  }
}

function rowList({ table, target }: Made): number[][] {
  return Array.from(target, (_, row) => table.columns.map((column) => column[row] as number))
}

function accuracy(predictions: Float64Array, target: Float64Array): number {
  return predictions.reduce((sum, value, row) => sum + Number(value === target[row]), 0) / target.length
}

function rounded({ seconds, processor_seconds }: { seconds: number; processor_seconds: number }) {
  return { seconds: round(seconds), processor_seconds: round(processor_seconds) }
}

function round(value: number): number {
  return Math.round(value * 100) / 100
}
