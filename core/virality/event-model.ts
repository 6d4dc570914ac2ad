import { rowCount, selectRows, selectValues, type Table } from '../estimator.ts'
import { type Calibration, calibrate, fitIsotonic, fitPlatt, ISOTONIC_ROWS_MIN, logit } from '../model-selection/calibration.ts'
import type { Random } from '../random/xoshiro256.ts'
import { gradientBoosting } from '../trees/gradient-boosting.ts'
import { randomForest } from '../trees/random-forest.ts'
import type { TreeModel } from '../trees/tree.ts'
import { predictSeen } from './compiled-models.ts'
import { CAREFUL_TREES, FOREST_TREES } from './growth-model.ts'

/** Classifiers of one thing that may become of a post. Where it became of all posts or of none, they are a constant. */
export type EventMembers = { readonly boosted: TreeModel; readonly forest: TreeModel } | { readonly constant: number }

/** Classifiers and what brings their mean score to probabilities. */
export interface EventModel {
  readonly members: EventMembers
  /** Both are applied and averaged where there are two. */
  readonly calibrations: readonly Calibration[]
  /** Share of past posts of which it came true. */
  readonly baseRate: number
}

/** Columns that an event must become more (1) or less (−1) likely with, all else equal. */
export type Directions = Readonly<Record<string, -1 | 1>>

const BOOSTED_RATE = 0.03
/** A member that is sure must not outvote the others: its log odds count up to here. */
const LOG_ODDS_MAX = 6

/**
 * Fits the classifiers.
 * @param happened 0 or 1 a row.
 * @param directions Of columns; those that the table lacks are of no account.
 */
export function fitEventMembers(
  table: Table,
  happened: Float64Array,
  { trees, directions }: { readonly trees: number; readonly directions: Directions },
  random: Random,
): EventMembers {
  const count = happened.reduce((total, label) => total + label, 0)
  if (count === 0 || count === happened.length) return { constant: (count + 0.5) / (happened.length + 1) }
  return {
    boosted: gradientBoosting.fit(
      table,
      happened,
      {
        objective: 'binary',
        num_iterations: trees,
        learning_rate: BOOSTED_RATE,
        monotone_constraints: Object.fromEntries(Object.entries(directions).filter(([name]) => table.names.includes(name))),
        ...CAREFUL_TREES,
      },
      random.fork('boosted'),
    ),
    forest: randomForest.fit(table, happened, { task: 'binary', num_iterations: trees, ...FOREST_TREES }, random.fork('forest')),
  }
}

/** Mean log odds of the classifiers, one a row: scores to calibrate, not probabilities. */
export function scoreEvent(members: EventMembers, table: Table): Float64Array {
  if ('constant' in members) return new Float64Array(rowCount(table)).fill(logOdds(members.constant))
  const [boosted, forest] = [predictSeen(members.boosted, table), predictSeen(members.forest, table)]
  return boosted.map((probability, row) => (logOdds(probability) + logOdds(forest[row] as number)) / 2)
}

/** Fits the classifiers on older rows and scores newer ones. */
export function scoreUnseen(
  table: Table,
  happened: Float64Array,
  { train, test }: { readonly train: Uint32Array; readonly test: Uint32Array },
  settings: { readonly trees: number; readonly directions: Directions },
  random: Random,
): Float64Array {
  const members = fitEventMembers(selectRows(table, train), selectValues(happened, train), settings, random)
  return scoreEvent(members, selectRows(table, test))
}

/**
 * Learns probabilities from scores of posts that the classifiers had not seen. From 1,000 on an isotonic line is averaged with Platt’s, which
 * keeps the order of posts where the former is flat. Nothing can be learned where the event came of all or none.
 */
export function calibrateEvent(happened: Float64Array, scores: Float64Array): Calibration[] {
  if (new Set(happened).size < 2) return []
  const platt = fitPlatt(happened, scores, { smoothing: true })
  return happened.length < ISOTONIC_ROWS_MIN ? [platt] : [platt, fitIsotonic(happened, scores)]
}

/** Probability of each score, in [0, 1]. */
export function eventProbabilities({ calibrations, baseRate }: EventModel, scores: Float64Array): Float64Array {
  if (calibrations.length === 0) return new Float64Array(scores.length).fill(baseRate)
  const lines = calibrations.map((calibration) => calibrate(calibration, scores))
  return scores.map((_, row) => lines.reduce((total, line) => total + (line[row] as number) / lines.length, 0))
}

function logOdds(probability: number): number {
  return Math.min(Math.max(logit(probability), -LOG_ODDS_MAX), LOG_ODDS_MAX)
}
