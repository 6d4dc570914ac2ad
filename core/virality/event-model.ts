import { joinValues, rowCount, selectRows, selectValues, type Table } from '../estimator.ts'
import { type ProportionInterval, wilsonInterval } from '../inference/proportions.ts'
import { quantile } from '../inference/quantiles.ts'
import { type Calibration, calibrate, fitIsotonic, fitPlatt, ISOTONIC_ROWS_MIN, logit } from '../model-selection/calibration.ts'
import type { Random } from '../random/xoshiro256.ts'
import { predictSeen } from '../trees/compiled-models.ts'
import { gradientBoosting } from '../trees/gradient-boosting.ts'
import { randomForest } from '../trees/random-forest.ts'
import type { TreeModel } from '../trees/tree.ts'
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
  /** Scores of past posts that the classifiers had not seen, ascending, and whether it came true of each. */
  readonly past: { readonly scores: readonly number[]; readonly happened: readonly number[] }
}

/** What an event takes: that the growth of a post is above its bar. */
export interface Event {
  /** As logarithms, one a row. */
  readonly growth: Float64Array
  readonly bar: Float64Array
  /** Column of the table that rises with the bar as it does, where there is one: it may then be learned what other bars would have taken. */
  readonly column?: string
}

/** Columns that an event must become more (1) or less (−1) likely with, all else equal. */
export type Directions = Readonly<Record<string, -1 | 1>>

const BOOSTED_RATE = 0.03
/** Shares of posts that pass the other bars that are learned from. */
const OTHER_SHARES = [0.05, 0.2, 0.35, 0.5]
/** A member that is sure must not outvote the others: its log odds count up to here. */
const LOG_ODDS_MAX = 6
/** Past posts that the interval of a probability rests on: a tenth of those there are, within bounds. */
const NEAREST_MIN = 20
const NEAREST_MAX = 100

/** Whether it came true of each post: 0 or 1 a row. */
export function happenedOf({ growth, bar }: Event): Float64Array {
  return growth.map((value, row) => Number(value > (bar[row] as number)))
}

/**
 * Fits the classifiers. Few posts pass a high bar, and by how much the others fall short tells as much: where a column tells the bar, each post
 * teaches the boosted trees with lower and higher ones, too. The forest, which learns of the bar alone, errs in other places.
 * @param directions Of columns; those that the table lacks are of no account.
 */
export function fitEventMembers(
  table: Table,
  event: Event,
  { trees, directions }: { readonly trees: number; readonly directions: Directions },
  random: Random,
): EventMembers {
  const own = happenedOf(event)
  const count = own.reduce((total, label) => total + label, 0)
  if (count === 0 || count === own.length) return { constant: (count + 0.5) / (own.length + 1) }
  const { rows, happened, copies } = withOtherBars(table, event)
  return {
    boosted: gradientBoosting.fit(
      rows,
      happened,
      {
        objective: 'binary',
        num_iterations: trees,
        learning_rate: BOOSTED_RATE,
        monotone_constraints: Object.fromEntries(Object.entries(directions).filter(([name]) => table.names.includes(name))),
        ...CAREFUL_TREES,
        min_data_in_leaf: copies * CAREFUL_TREES.min_data_in_leaf,
      },
      random.fork('boosted'),
    ),
    forest: randomForest.fit(table, own, { task: 'binary', num_iterations: trees, ...FOREST_TREES }, random.fork('forest')),
  }
}

/** Every row with its own bar and with others, and whether it passed them. */
function withOtherBars(table: Table, event: Event): { readonly rows: Table; readonly happened: Float64Array; readonly copies: number } {
  const { growth, bar, column } = event
  if (column === undefined) return { rows: table, happened: happenedOf(event), copies: 1 }
  const excess = growth.map((value, row) => value - (bar[row] as number)).sort()
  const shifts = [0, ...OTHER_SHARES.map((share) => quantile(excess, 1 - share))]
  const shifted = (values: Float64Array, by: readonly number[]) => joinValues(by.map((shift) => values.map((value) => value + shift)))
  const unmoved = shifts.map(() => 0)
  return {
    rows: {
      names: table.names,
      columns: table.columns.map((values, index) => shifted(values, table.names[index] === column ? shifts : unmoved)),
    },
    happened: happenedOf({ growth: shifted(growth, unmoved), bar: shifted(bar, shifts) }),
    copies: shifts.length,
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
  event: Event,
  { train, test }: { readonly train: Uint32Array; readonly test: Uint32Array },
  settings: { readonly trees: number; readonly directions: Directions },
  random: Random,
): Float64Array {
  const older = { ...event, growth: selectValues(event.growth, train), bar: selectValues(event.bar, train) }
  const members = fitEventMembers(selectRows(table, train), older, settings, random)
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

/**
 * Between what and what the share lies of which it came true, as the past posts of nearest score tell: Wilson’s interval of a tenth of
 * them, 20 – 100, stretched to hold the probability itself. With few it is wide, as it has to be.
 * @param probabilities Of the scores.
 * @param confidence In (0, 1).
 */
export function probabilityBounds(
  { past: { scores: known, happened } }: EventModel,
  scores: Float64Array,
  probabilities: Float64Array,
  confidence: number,
): { readonly lower: Float64Array; readonly upper: Float64Array } {
  const count = Math.min(Math.max(Math.round(known.length / 10), NEAREST_MIN), NEAREST_MAX)
  const bounds = Array.from(scores, (score) => {
    const start = nearestStart(known, score, count)
    const near = happened.slice(start, start + count)
    return wilsonInterval(
      near.reduce((total, one) => total + one, 0),
      near.length,
      confidence,
    )
  })
  return {
    lower: probabilities.map((probability, row) => Math.min(probability, (bounds[row] as ProportionInterval).lower)),
    upper: probabilities.map((probability, row) => Math.max(probability, (bounds[row] as ProportionInterval).upper)),
  }
}

/** Where the nearest scores begin: the window that is moved up as long as the one above it is nearer than the one at its foot. */
function nearestStart(known: readonly number[], score: number, count: number): number {
  let [low, high] = [0, Math.max(known.length - count, 0)]
  while (low < high) {
    const middle = (low + high) >> 1
    if (score - (known[middle] as number) > (known[middle + count] as number) - score) low = middle + 1
    else high = middle
  }
  return low
}

function logOdds(probability: number): number {
  return Math.min(Math.max(logit(probability), -LOG_ODDS_MAX), LOG_ODDS_MAX)
}
