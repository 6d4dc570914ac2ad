import { selectColumns, selectRows, selectValues, type Table } from '../estimator.ts'
import { conformalBounds } from '../model-selection/conformal.ts'
import { type PermutationImportance, permutationImportance } from '../model-selection/cross-validation.ts'
import { judgeNoise, type NoiseJudgement } from '../model-selection/noise-ceiling.ts'
import { logLoss } from '../model-selection/probability-metrics.ts'
import { rootMeanSquaredError } from '../model-selection/regression-metrics.ts'
import { repeatedRows, type Split } from '../model-selection/splits.ts'
import { createRandom, type Random } from '../random/xoshiro256.ts'
import { compileTrees } from '../trees/compiled-trees.ts'
import { describeColumns, type LeftOut, type ModelColumn } from './column-kinds.ts'
import { encodeTable } from './encoded-table.ts'
import { ignorantPredictions, judgeTask } from './judgement-by-task.ts'
import { type ExcludedLeaks, leaksOf } from './leaks.ts'
import type { ModelDocument, PredictionInterval, SplitRecord } from './model-document.ts'
import { type RawTable, requireColumn } from './raw-table.ts'
import { groupsOf, timesOf } from './row-order.ts'
import { innerSplits, planSplit, type RowTies, type SplitPlan } from './split-plan.ts'
import { type Algorithm, type CrewLease, type FittedTable, fitTable, predictTable, suits } from './tabular-model.ts'
import { readTarget, type Target, type Task } from './target.ts'
import { UnusableTable } from './unusable-table.ts'

/** What is to be trained. */
export interface TrainingRequest {
  readonly target: string
  readonly task: Task
  readonly algorithm: Algorithm
  /** Whole number. One seed gives one model. */
  readonly seed: number
  /** Name of the class that is asked for, of two. */
  readonly positive?: string | undefined
  /** Column that orders the rows. */
  readonly time?: string | undefined
  /** Column of what hangs together. */
  readonly group?: string | undefined
  /** Columns to learn from whatever they look like. */
  readonly keep?: readonly string[]
  /** Columns not to learn from. */
  readonly leaveOut?: readonly string[]
  /** Whether columns that give the target away are learned from all the same. */
  readonly keepLeaks?: boolean
  /** Of the intervals of figures, at least 20: 1,000, or 200 for more than 10,000 judged rows. */
  readonly resamples?: number
  /** SHA-256 of the data, as hexadecimal digits. */
  readonly fingerprint: string
}

/** How far a training is. */
export interface TrainingProgress {
  /** 0 – 1. */
  readonly share: number
  /** In words. */
  readonly stage: string
  /** Of trees, in this fit. */
  readonly round: number
}

interface Hooks {
  readonly withCrew?: CrewLease
  readonly onProgress?: (progress: TrainingProgress) => void
}

const IMPORTANCE_ROWS_MAX = 2000
const IMPORTANCE_REPEATS = 3
const INTERVAL_CONFIDENCE = 0.8
/** Deals of outcomes that predictions are held against, fewer for many rows. */
const DEALS_MAX = 999
const DEALS_MIN = 99
const DEALT_ROWS = 5_000_000
/** Share of judged rows with a twin among those learned from, from which on it is told. */
const REPEATED_SHARE_TOLD = 0.01

/**
 * Trains on a table as read, judges on rows held out, and answers the model of all rows.
 * @param hooks.withCrew Lends threads to a training.
 * @param hooks.onProgress Called after each round of trees.
 * @throws UnusableTable saying what is wrong with the table or the request, with column and row, and what to do.
 */
export function trainTable(raw: RawTable, request: TrainingRequest, hooks: Hooks = {}): ModelDocument {
  requireSuitable(request)
  const random = createRandom(request.seed)
  const prepared = prepare(raw, request, random.fork('leaks'))
  const plan = planSplit(prepared.ties, random.fork('split'))
  const fit = fitterOf({ prepared, request, random, hooks, fits: plan.folds.length + 1 })
  const judged = judgeFolds(prepared, plan, fit)
  const { model, options } = fit(null, plan.folds.length, plan.folds.length === 1 ? judged.first : undefined)
  const { metrics, baseline } = judgeTask({ ...judged, resamples: request.resamples }, random.fork('judgement'))
  const repeated = plan.folds.reduce((rows, split) => rows + repeatedRows(prepared.table, split).length, 0)
  const split = splitRecord(plan, request, repeated)
  const { goal, columns, leftOut } = prepared
  return {
    format: 'trill-model',
    version: 1,
    task: goal.task,
    algorithm: request.algorithm,
    target: request.target,
    classes: goal.classes,
    positive: goal.task === 'binary' ? (goal.classes?.[1] ?? null) : null,
    columns,
    left_out: leftOut,
    options,
    seed: request.seed,
    split,
    trained: { rows: goal.values.length, fingerprint: request.fingerprint },
    metrics,
    baseline,
    interval: goal.task === 'regression' ? intervalOf(judged) : null,
    importance: judged.importance(random.fork('importance')),
    leaks: prepared.leaks.found,
    noise: noiseOf(judged, random.fork('noise')),
    notes: [plan.note, ...prepared.notes, ...repetitionNote(split)],
    model,
  }
}

interface Prepared {
  readonly goal: Target
  readonly columns: readonly ModelColumn[]
  readonly leftOut: readonly LeftOut[]
  /** Rows with a target only. */
  readonly table: Table
  readonly ties: RowTies
  readonly leaks: ExcludedLeaks
  readonly notes: readonly string[]
}

function requireSuitable({ algorithm, task, time, group, target, keep = [], leaveOut = [] }: TrainingRequest): void {
  if (!suits(algorithm, task)) {
    const instead = task === 'regression' ? 'linear' : 'logistic'
    throw new UnusableTable(`The algorithm ${algorithm} is not for the task ${task}.`, `Choose ${instead}, or one of trees.`)
  }
  const twice = [time, group, ...keep, ...leaveOut].find((name) => name === target)
  if (twice !== undefined)
    throw new UnusableTable(`“${target}” is the target and has another part too.`, 'Name another column for one of them.')
}

function prepare(raw: RawTable, request: TrainingRequest, random: Random): Prepared {
  const { target, task, positive, time, group, keep = [], leaveOut = [], keepLeaks = false } = request
  const goal = readTarget(raw, target, { task, positive })
  for (const name of [...keep, ...leaveOut]) requireColumn(raw, name, keep.includes(name) ? 'learning' : 'leaving out')
  const roles = new Map<string, LeftOut['reason']>(leaveOut.map((name) => [name, 'asked']))
  if (group !== undefined) roles.set(group, 'group')
  if (time !== undefined) roles.set(time, 'time')
  roles.set(target, 'target')
  const { columns: described, leftOut, notes } = describeColumns(raw, { roles, keep })
  const { table: encoded } = encodeTable(described, raw)
  const whole = goal.rows.length === raw.rows ? encoded : selectRows(encoded, goal.rows)
  const leaks = leaksOf(described, whole, goal, { target, keep, keepLeaks }, random)
  const columns = described.filter(({ name }) => !leaks.excluded.includes(name))
  return {
    goal,
    columns,
    leftOut: [...leftOut, ...leaks.excluded.map((name) => ({ name, reason: 'leak' as const }))],
    table: selectColumns(
      whole,
      columns.map(({ name }) => name),
    ),
    ties: {
      rows: goal.values.length,
      times: time === undefined ? null : timesOf(raw, time, goal.rows),
      groups: group === undefined ? null : groupsOf(raw, group, goal.rows),
      labels: goal.classes === null ? null : goal.values,
    },
    leaks,
    notes: [...leaks.notes, ...goal.notes, ...notes],
  }
}

/** Fits on the training rows of a fold, or on all rows for null, then with the settings of an earlier fit where they are given. */
type Fit = (split: Split | null, step: number, earlier?: FittedTable) => FittedTable

interface FitterParts {
  readonly prepared: Prepared
  readonly request: TrainingRequest
  readonly random: Random
  readonly hooks: Hooks
  readonly fits: number
}

function fitterOf({ prepared, request, random, hooks, fits }: FitterParts): Fit {
  const { goal, table, ties, columns } = prepared
  const categorical = columns.filter(({ kind }) => kind === 'category').map(({ name }) => name)
  return (split, step, earlier) => {
    const rows = split?.train ?? Uint32Array.from({ length: goal.values.length }, (_, row) => row)
    const target = selectValues(goal.values, rows)
    requireAllClasses(target, goal)
    const stage = split === null ? 'learning from all rows' : fits === 2 ? 'judging' : `judging, fold ${step + 1} of ${fits - 1}`
    const own = random.fork(`fit ${step}`)
    return fitTable({
      algorithm: request.algorithm,
      task: goal.task,
      table: split === null ? table : selectRows(table, rows),
      target,
      categorical,
      inner: earlier === undefined ? innerSplits(ties, rows, own.fork('inner')) : [],
      earlier,
      random: own,
      withCrew: hooks.withCrew,
      onRound: (share, round) => hooks.onProgress?.({ share: (step + share) / fits, stage, round }),
    })
  }
}

function requireAllClasses(target: Float64Array, { classes }: Target): void {
  if (classes === null) return
  const seen = new Set(target)
  const absent = classes.find((_, index) => !seen.has(index))
  if (absent === undefined) return
  throw new UnusableTable(
    `The class “${absent}” only occurs among the rows that are held out, so that nothing of it can be learned to judge by.`,
    'Split by another column, put classes together, or give more rows.',
  )
}

interface JudgedFolds {
  readonly task: Task
  readonly classes: number
  readonly actual: Float64Array
  readonly predictions: Float64Array
  readonly ignorant: Float64Array
  readonly groups: Uint32Array | null
  /** Which fold judged each row. */
  readonly folds: Uint32Array
  readonly first: FittedTable
  /** By the model of the first fold, on its judged rows. */
  readonly importance: (random: Random) => PermutationImportance[]
}

function judgeFolds({ goal, table, ties }: Prepared, { folds }: SplitPlan, fit: Fit): JudgedFolds {
  const classes = goal.classes?.length ?? 0
  const width = classes > 2 ? classes : 1
  const rows = Uint32Array.from(folds.flatMap(({ test }) => [...test]))
  const predictions = new Float64Array(rows.length * width)
  let at = 0
  const [first] = folds.map((split, step) => {
    const fitted = fit(split, step)
    predictions.set(predictTable(fitted.model, selectRows(table, split.test)), at * width)
    at += split.test.length
    return fitted
  }) as [FittedTable]
  const judged = folds[0]?.test ?? []
  const known = folds.length === 1 ? selectValues(goal.values, folds[0]?.train ?? []) : goal.values
  return {
    task: goal.task,
    classes,
    actual: selectValues(goal.values, rows),
    predictions,
    ignorant: ignorantPredictions(goal.task, classes, known, rows.length),
    groups: ties.groups === null ? null : Uint32Array.from(rows, (row) => ties.groups?.[row] as number),
    folds: Uint32Array.from(folds.flatMap(({ test }, fold) => Array.from(test, () => fold))),
    first,
    importance: (random) => importanceOf(first.model, selectRows(table, judged), selectValues(goal.values, judged), goal.task, random),
  }
}

/** Of several classes nothing is said. */
function noiseOf({ task, actual, predictions, ignorant, folds }: JudgedFolds, random: Random): NoiseJudgement | null {
  if (task === 'multiclass') return null
  const permutations = Math.round(Math.min(DEALS_MAX, Math.max(DEALS_MIN, DEALT_ROWS / actual.length)))
  return judgeNoise(actual, predictions, ignorant, random, { permutations, strata: folds })
}

function importanceOf(
  model: FittedTable['model'],
  table: Table,
  target: Float64Array,
  task: Task,
  random: Random,
): PermutationImportance[] {
  const step = Math.max(1, Math.ceil(target.length / IMPORTANCE_ROWS_MAX))
  const rows = Uint32Array.from(target.keys()).filter((row) => row % step === 0)
  const actual = selectValues(target, rows)
  const compiled = model.kind === 'trees' ? compileTrees(model.trees) : undefined
  const loss = (predictions: Float64Array) => -lossOf(task, actual, predictions)
  const found = permutationImportance((given) => predictTable(model, given, compiled), selectRows(table, rows), loss, random, {
    repeats: IMPORTANCE_REPEATS,
  })
  return found.sort((a, b) => b.mean - a.mean)
}

/** Log loss of classes, root of the mean squared error of numbers. */
function lossOf(task: Task, actual: Float64Array, predictions: Float64Array): number {
  if (task === 'regression') return rootMeanSquaredError(actual, predictions)
  if (task === 'binary') return logLoss(actual, predictions)
  const classes = predictions.length / actual.length
  const given = actual.map((label, row) => predictions[row * classes + label] as number)
  return logLoss(new Uint8Array(given.length).fill(1), given)
}

function intervalOf({ actual, predictions }: JudgedFolds): PredictionInterval | null {
  const errors = actual.map((value, row) => value - (predictions[row] as number))
  const { lower, upper } = conformalBounds(errors, INTERVAL_CONFIDENCE)
  return Number.isFinite(lower) && Number.isFinite(upper) ? { confidence: INTERVAL_CONFIDENCE, lower, upper } : null
}

function splitRecord({ kind, folds, note }: SplitPlan, { time, group }: TrainingRequest, repeated: number): SplitRecord {
  return {
    kind,
    time: time ?? null,
    group: group ?? null,
    folds: folds.length,
    train_rows: folds[0]?.train.length ?? 0,
    judged_rows: folds.reduce((rows, { test }) => rows + test.length, 0),
    repeated_rows: repeated,
    note,
    final_fit: 'all rows',
  }
}

function repetitionNote({ judged_rows: judged, repeated_rows: repeated, group }: SplitRecord): string[] {
  if (repeated < REPEATED_SHARE_TOLD * judged) return []
  const remedy = group === null ? 'Remove duplicates, or name a column of groups.' : 'Remove those that are duplicates.'
  return [
    `Warning: of ${judged} judged rows ${repeated} equal one that was learned from in every column; with them the figures are too good. ${remedy}`,
  ]
}
