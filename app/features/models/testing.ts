import type { Table } from '@trill/core/estimator'
import { permutationImportance } from '@trill/core/model-selection/cross-validation'
import { baseRate, brierScore } from '@trill/core/model-selection/probability-metrics'
import { createRandom } from '@trill/core/random/xoshiro256'
import { gradientBoosting } from '@trill/core/trees/gradient-boosting'
import type { TreeModel } from '@trill/core/trees/tree'
import type { ModelFindings } from '../../platform/models/findings.ts'
import { judge } from '../../platform/models/judge.ts'
import type { ModelAddress } from '../../platform/models/model-record.ts'
import { registerModel } from '../../platform/models/registry.ts'
import type { Candidate, HoldOut, Trainer, TrainingContext } from '../../platform/models/trainer.ts'
import type { Platform } from '../../platform/platform.ts'

/** What the next training is given to learn from. */
export interface Lesson {
  /** Rows whose outcome is known; the newest 30 % judge. */
  rows: number
  /** How far the first column tells the outcome, from 0 for not at all. */
  signal: number
  /** Trees: fewer learn less. */
  trees: number
  /** Added to the first column: the world that is predicted in later has moved. */
  shift: number
  /** The search for leaks says that it tells too much. */
  suspicious?: boolean
  /** Waited for before anything is learned. */
  before: (context: TrainingContext) => Promise<void>
}

const ROWS_MIN = 100
const SUSPICIOUS: ModelFindings = {
  ...{ target: 'doubles', provenance: 'imported', leaks: [], excluded: [], suspicious: true, ceiling: null, gains: [] },
  noise: { verdict: 'learnable', agreement: 0.9, chance: 0.1, pValue: 0.005, permutations: 199, saved: 0.8 },
}
const NAMES = ['shares', 'people', 'hour']

/** A trainer of gradient boosting on rows that are drawn as the lesson says. */
export function trainerOf(name: string, lesson: Lesson): Trainer {
  const rows = (seed: string) => drawn(lesson, seed)
  return {
    name,
    about: 'Whether a made-up post doubles.',
    task: 'binary',
    target: 'the post at least doubles',
    everyHours: 24,
    limits: ['Its posts are made up.'],
    protections: ['It knows no person.'],
    async train(context) {
      await lesson.before(context)
      context.signal.throwIfAborted()
      const known = rows('known')
      if (lesson.rows < ROWS_MIN) return { status: 'insufficient_data', needed: ROWS_MIN, seen: lesson.rows }
      const learned = learn(known, lesson, context.seed)
      return lesson.suspicious === true ? { ...learned, findings: SUSPICIOUS } : learned
    },
    holdOut: async () => {
      if (lesson.rows < ROWS_MIN) return { status: 'insufficient_data', needed: ROWS_MIN, seen: lesson.rows }
      return split(rows('known')).holdOut
    },
    predict: (document, table) => gradientBoosting.predict(document as TreeModel, table),
  }
}

function learn(known: Known, { trees }: Pick<Lesson, 'trees'>, seed: string): Candidate {
  const { training, target, holdOut } = split(known)
  const random = createRandom(seed)
  const options = { objective: 'binary', num_iterations: trees, num_leaves: 7, learning_rate: 0.1, min_data_in_leaf: 10 } as const
  const document = gradientBoosting.fit(training, target, options, random)
  const importance = permutationImportance(
    (table) => gradientBoosting.predict(document, table),
    holdOut.table,
    (predicted) => -brierScore(holdOut.actual, predicted),
    random,
    { repeats: 2 },
  )
  return {
    status: 'candidate',
    algorithm: 'gradient boosting',
    document,
    training,
    trainingTarget: target,
    trainedOn: { places: ['events'], from: '2026-01-01T00:00:00.000Z', to: '2026-02-01T00:00:00.000Z' },
    split: { kind: 'time', boundary: '2026-02-01T00:00:00.000Z' },
    holdOut,
    importance: importance.map(({ column, mean }) => ({ feature: column, value: mean })),
  }
}

/** Keeps a version of a model that nothing trains. */
export async function registerMade({ metadata, now }: Platform, address: ModelAddress): Promise<void> {
  const lesson = { rows: 200, signal: 6, trees: 2, shift: 0 }
  const candidate = learn(drawn(lesson, 'made'), lesson, 'made')
  const { actual, table, baselines } = candidate.holdOut
  const predicted = gradientBoosting.predict(candidate.document as TreeModel, table)
  const judgement = judge({ task: 'binary', actual, predicted, groups: null, baselines, live: null, seed: 'made' })
  const about = { purpose: 'To be seen.', limits: [], protections: [] }
  const model = { ...address, task: 'binary', target: 'nothing', judgedBy: 'brier', about, candidate, predicted, judgement } as const
  await registerModel(metadata, { ...model, seed: 'made', owner: { kind: 'system' }, now: now() })
}

interface Known {
  readonly table: Table
  readonly outcome: Float64Array
}

/** Rows in the order of their time. */
export function drawn({ rows, signal, shift }: Pick<Lesson, 'rows' | 'signal' | 'shift'>, seed: string): Known {
  const random = createRandom(seed)
  const columns = NAMES.map(() => Float64Array.from({ length: rows }, () => random.uniform()))
  const outcome = Float64Array.from({ length: rows }, (_, row) =>
    Number(random.uniform() < 1 / (1 + Math.exp(-signal * ((columns[0] as Float64Array)[row] as number) + signal / 2))),
  )
  const moved = columns.map((column, index) => (index === 0 ? column.map((value) => value + shift) : column))
  return { table: { names: NAMES, columns: moved }, outcome }
}

function split({ table: { names, columns }, outcome }: Known): { training: Table; target: Float64Array; holdOut: HoldOut } {
  const cut = Math.floor(0.7 * outcome.length)
  const target = outcome.slice(0, cut)
  const actual = outcome.slice(cut)
  const table = { names, columns: columns.map((column) => column.slice(cut)) }
  const baselines = { 'base rate': new Float64Array(actual.length).fill(baseRate(target)) }
  const training = { names, columns: columns.map((column) => column.slice(0, cut)) }
  return { training, target, holdOut: { status: 'hold_out', table, actual, baselines } }
}
