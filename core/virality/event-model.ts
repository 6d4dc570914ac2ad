import { joinValues, rowCount, selectRows, selectValues, type Table } from '../estimator.ts'
import { type ProportionInterval, wilsonInterval } from '../inference/proportions.ts'
import { quantile } from '../inference/quantiles.ts'
import { type Calibration, calibrate, fitIsotonic, fitPlatt, ISOTONIC_ROWS_MIN, logit } from '../model-selection/calibration.ts'
import { logLoss } from '../model-selection/probability-metrics.ts'
import type { Random } from '../random/xoshiro256.ts'
import { predictSeen } from '../trees/compiled-models.ts'
import { gradientBoosting } from '../trees/gradient-boosting.ts'
import type { TreeModel } from '../trees/tree.ts'
import { CAREFUL_TREES } from './growth-model.ts'

/**
 * Classifiers of one thing that may become of a post, of different seeds. Where it became of all posts or of none, they are a constant.
 * Versions that were stored before had one beside a forest.
 */
export type EventMembers =
  | { readonly boosted: readonly TreeModel[] }
  | { readonly boosted: TreeModel; readonly forest: TreeModel }
  | { readonly constant: number }

/** Classifiers, and what brings their mean score and what forecasts of growth say beside it to probabilities. */
export interface EventModel {
  readonly members: EventMembers
  /** Log odds that each forecast of growth adds by unit above the bar, ≥ 0; versions that were stored before listened to none. */
  readonly leans?: readonly number[]
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

/** Few leaves: where few posts pass the bar, larger trees follow chance. Two seeds, since one moves the order by about as much as a method. */
const BOOSTED_TREES = { ...CAREFUL_TREES, learning_rate: 0.03, num_leaves: 4 } as const
const BOOSTED_MEMBERS = 2
/** Shares of posts that pass the other bars that are learned from. */
const OTHER_SHARES = [0.05, 0.2, 0.35, 0.5]
/** A member that is sure must not outvote the others: its log odds count up to here. */
const LOG_ODDS_MAX = 8
/** Parts of a forecast’s own log odds that are tried beside those of the classifiers: it is heard, but not as one of them. */
const PARTS = [0, 0.1, 0.2]
/** Past posts that the interval of a probability rests on: a tenth of those there are, within bounds. */
const NEAREST_MIN = 20
const NEAREST_MAX = 100

/** Whether it came true of each post: 0 or 1 a row. */
export function happenedOf({ growth, bar }: Event): Float64Array {
  return growth.map((value, row) => Number(value > (bar[row] as number)))
}

/**
 * Fits the classifiers. Few posts pass a high bar, and by how much the others fall short tells as much: where a column tells the bar, each post
 * teaches with lower and higher ones, too.
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
  const settings = {
    ...BOOSTED_TREES,
    objective: 'binary',
    num_iterations: trees,
    monotone_constraints: Object.fromEntries(Object.entries(directions).filter(([name]) => table.names.includes(name))),
    min_data_in_leaf: copies * BOOSTED_TREES.min_data_in_leaf,
  } as const
  return {
    boosted: Array.from({ length: BOOSTED_MEMBERS }, (_, member) =>
      gradientBoosting.fit(rows, happened, settings, random.fork(`boosted ${member}`)),
    ),
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

/** The boosted ones among the classifiers; none where they are a constant. */
export function boostedOf(members: EventMembers): readonly TreeModel[] {
  if ('constant' in members) return []
  return 'forest' in members ? [members.boosted] : members.boosted
}

/** Mean log odds of the classifiers, one a row. */
export function scoreMembers(members: EventMembers, table: Table): Float64Array {
  if ('constant' in members) return new Float64Array(rowCount(table)).fill(logOdds(members.constant))
  const models = 'forest' in members ? [members.boosted, members.forest] : members.boosted
  const said = models.map((model) => predictSeen(model, table).map(logOdds))
  return Float64Array.from({ length: rowCount(table) }, (_, row) => said.reduce((sum, one) => sum + (one[row] as number) / said.length, 0))
}

/**
 * Scores to calibrate, not probabilities: mean log odds of the classifiers and what forecasts of growth add to them.
 * @param excess By how much each forecast is above the bar, one array a forecast.
 */
export function scoreEvent(
  { members, leans = [] }: Pick<EventModel, 'members' | 'leans'>,
  table: Table,
  excess: readonly Float64Array[],
): Float64Array {
  return lean(scoreMembers(members, table), excess, leans)
}

/** Scores and what forecasts of growth add to them. */
export function lean(scores: Float64Array, excess: readonly Float64Array[], leans: readonly number[]): Float64Array {
  return scores.map((score, row) => leans.reduce((sum, weight, index) => sum + weight * (excess[index]?.[row] as number), score))
}

/**
 * How much forecasts of growth add to scores, by posts that neither had seen: every mixture of parts of their own log odds is tried, and each
 * counts by the likelihood that it gives to what happened, once it is brought to probabilities. So one that tells nothing beside the
 * classifiers adds next to nothing, and few posts, which cannot tell mixtures apart, lead to a middling one.
 * @param scores Mean log odds of the classifiers.
 * @param excess By how much each forecast was above the bar.
 * @returns one number ≥ 0 a forecast; 0 where it came true of all posts or of none.
 */
export function fitLeans(happened: Float64Array, scores: Float64Array, excess: readonly Float64Array[]): number[] {
  if (new Set(happened).size < 2) return excess.map(() => 0)
  const own = excess.map((values) => Math.max(fitPlatt(happened, values, { smoothing: true }).slope, 0))
  const tried = mixtures(own).map((leans) => {
    const mixed = lean(scores, excess, leans)
    const probabilities = calibrate(fitPlatt(happened, mixed, { smoothing: true }), mixed)
    return { leans, loss: happened.length * logLoss(happened, probabilities) }
  })
  const least = Math.min(...tried.map(({ loss }) => loss))
  const weights = tried.map(({ loss }) => Math.exp(least - loss))
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  return own.map((_, index) => tried.reduce((sum, { leans }, at) => sum + ((weights[at] as number) * (leans[index] as number)) / total, 0))
}

/** Every choice of a part of each. */
function mixtures([first, ...rest]: readonly number[]): number[][] {
  if (first === undefined) return [[]]
  return PARTS.flatMap((part) => mixtures(rest).map((others) => [part * first, ...others]))
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
  return scoreMembers(members, selectRows(table, test))
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
