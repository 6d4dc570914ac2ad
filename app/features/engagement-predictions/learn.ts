import { FEATURES_VERSION } from '@trill/contract/behaviour-features'
import { selectColumns, type Table } from '@trill/core/estimator'
import { fitPlatt, logit } from '@trill/core/model-selection/calibration'
import { permutationImportance } from '@trill/core/model-selection/cross-validation'
import { observedShares } from '@trill/core/model-selection/observed-shares'
import { baseRate, brierScore } from '@trill/core/model-selection/probability-metrics'
import { createRandom } from '@trill/core/random/xoshiro256'
import { logisticRegression } from '@trill/core/regression/logistic-regression'
import { gradientBoosting } from '@trill/core/trees/gradient-boosting'
import { computedFindings } from '../../platform/models/computed-findings.ts'
import type { ModelFindings } from '../../platform/models/findings.ts'
import { type EngagementModel, probabilitiesOf, QUANTILES } from './model.ts'

const TREES_MAX = 300
const BOOSTING = { objective: 'binary', learning_rate: 0.05, num_leaves: 15, min_data_in_leaf: 20, feature_fraction: 0.5 } as const
/** Rounds without a lower loss on the later week. */
const PATIENCE = 30
const RECENCY = 'days_since_last_event'
const TARGET = 'active within 7 days'

/** Rows as of some days, with what came of them. */
export interface Rows {
  readonly table: Table
  /** 1 where the person was active in the week after. */
  readonly target: Float64Array
}

/** What is learned from, and a later week to stop and to calibrate by. */
export interface LearnAsked {
  readonly training: Rows
  readonly later: Rows
  /** The newest week, of which nothing is learned. */
  readonly newest: Rows
  readonly seed: string
}

export interface Learned {
  readonly document: EngagementModel
  readonly baselines: Readonly<Record<string, Float64Array>>
  readonly importance: readonly { readonly feature: string; readonly value: number }[]
  readonly findings: ModelFindings
}

/** Learns, calibrates, says how much each feature is leaned on, and looks for what gives it away. Runs for seconds: call it apart. */
export function learnEngagement({ training, later, newest, seed }: LearnAsked, progress: (done: number, total: number) => void): Learned {
  const random = createRandom(seed)
  const trees = gradientBoosting.fit(
    training.table,
    training.target,
    {
      ...BOOSTING,
      num_iterations: TREES_MAX,
      early_stopping_round: PATIENCE,
      validation: later,
      onRound: ({ round }) => {
        progress(round, TREES_MAX)
        return 'continue'
      },
    },
    random,
  )
  const scores = gradientBoosting.predict(trees, later.table)
  const calibration = fitPlatt(later.target, scores.map(logit))
  const known = { features_version: FEATURES_VERSION, trees, calibration }
  const calibrated = probabilitiesOf(known, later.table)
  const document: EngagementModel = {
    ...known,
    bins: observedShares(calibrated, later.target).map(({ positives, ...share }) => ({ ...share, active: positives })),
    quantiles: quantilesOf(calibrated, QUANTILES),
    usual: usualOf(training.table),
    base_rate: baseRate(later.target),
  }
  const importance = permutationImportance(
    (table) => probabilitiesOf(document, table),
    later.table,
    (predicted) => -brierScore(later.target, predicted),
    random.fork('importance'),
    { repeats: 1 },
  )
  const heldOut = { actual: newest.target, said: probabilitiesOf(document, newest.table), open: Uint32Array.from(newest.target.keys()) }
  const asked = { target: TARGET, searched: training, heldOut, mean: baseRate(training.target) }
  return {
    document,
    findings: computedFindings(asked, random.fork('findings')),
    baselines: baselinesOf({ training: later, newest }),
    importance: importance.map(({ column, mean }) => ({ feature: column, value: mean })),
  }
}

/** What simple rules say of the newest week, learned from the one before: how many come, and how many of those who came as lately. */
export function baselinesOf({ training, newest }: { training: Rows; newest: Rows }): Record<string, Float64Array> {
  const recency = (table: Table) => {
    const { columns } = selectColumns(table, [RECENCY])
    return { names: [RECENCY], columns: columns.map((column) => column.map((days) => Math.log1p(days))) }
  }
  const rule = logisticRegression.fit(recency(training.table), training.target, {}, createRandom('recency'))
  return {
    'base rate': new Float64Array(newest.target.length).fill(baseRate(training.target)),
    'recency alone': logisticRegression.predict(rule, recency(newest.table)),
  }
}

function quantilesOf(values: Float64Array, count: number): number[] {
  const sorted = values.toSorted()
  return Array.from({ length: count }, (_, index) => sorted[Math.round((index / (count - 1)) * (sorted.length - 1))] as number)
}

/** The middle value of each column; null where it is always missing. */
function usualOf({ names, columns }: Table): EngagementModel['usual'] {
  return Object.fromEntries(
    names.map((name, index) => {
      const known = (columns[index] as Float64Array).filter((value) => !Number.isNaN(value)).sort()
      return [name, known.length === 0 ? null : (known[Math.floor(known.length / 2)] as number)]
    }),
  )
}
