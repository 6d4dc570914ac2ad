import {
  type Fitted,
  joinValues,
  type Learner,
  requireColumns,
  requireTable,
  requireTarget,
  rowCount,
  selectColumns,
  selectValues,
  type Table,
} from '../estimator.ts'
import { type AdaptiveConformal, adaptiveBounds } from '../model-selection/adaptive-conformal.ts'
import { conformalBounds } from '../model-selection/conformal.ts'
import { foldsByTime, type Split } from '../model-selection/splits.ts'
import type { Random } from '../random/xoshiro256.ts'
import { treeShap } from '../trees/tree-shap.ts'
import {
  boostedOf,
  calibrateEvent,
  type Directions,
  type Event,
  type EventModel,
  eventProbabilities,
  fitEventMembers,
  fitLeans,
  happenedOf,
  lean,
  probabilityBounds,
  scoreEvent,
  scoreUnseen,
} from './event-model.ts'
import {
  fitGrowthMembers,
  forecastGrowth,
  forecastUnseen,
  type GrowthMembers,
  growthOpinions,
  type MemberForecasts,
  weighMembers,
} from './growth-model.ts'

export interface EarlyViralityOptions {
  /** When each post came out, one a row in any unit: older posts teach, newer ones calibrate. */
  readonly times: ArrayLike<number>
  /** Trees of each member, 20 – 1000 (300). */
  readonly trees?: number
  /** Of the interval of the size, in (0, 1) (0.8). */
  readonly confidence?: number
}

/** A model of posts at one age. Plain JSON. */
export interface EarlyViralityModel extends Fitted {
  readonly kind: 'early-virality'
  readonly posts: number
  readonly growth: GrowthMembers
  /** Of the members of the growth, as `GROWTH_MEMBERS` names them. */
  readonly weights: readonly number[]
  /** Errors of the growth on posts that the members had not seen, ascending: what the interval rests on. */
  readonly errors: readonly number[]
  readonly confidence: number
  readonly viral: EventModel
  readonly doubling: EventModel
}

/** What may become of each post; one value a row. */
export interface EarlyForecast {
  /** Of ending above the threshold in `log_threshold`. */
  readonly viral: Float64Array
  /** Interval of that probability, from the past posts of nearest score. */
  readonly viralLower: Float64Array
  readonly viralUpper: Float64Array
  /** Of at least doubling. */
  readonly doubling: Float64Array
  /** Final size, the post among it: as often exceeded as not. */
  readonly size: Float64Array
  readonly lower: Float64Array
  /** Infinity where there were too few posts for the confidence. */
  readonly upper: Float64Array
}

/** Fewest resolved posts to learn from. */
export const POSTS_MIN = 30

const FIT = 'earlyVirality.fit'
const FOLDS = 4
/** What was seen of these newest resolved posts sets interval and probabilities right: enough for it, and not of another age. */
const NEWEST = 2000
const COUNT = 'log_count'
const THRESHOLD = 'log_threshold'
const DISTANCE = 'threshold_distance'
/** Logarithms of equal counts may differ by so much. */
const ROUNDING = 1e-12
const STEPS = 3 * FOLDS + 2

/**
 * Early virality: from what is known of posts at one age, the probability that each ends above its threshold or doubles, and its final size.
 * Boosted trees, a random forest, a line and a self-exciting process forecast growth; their weights are those that erred least on folds that
 * go forward in time. The log odds of boosted trees of two seeds are averaged to a score, to which the forecast growth and that of the process
 * add what they told of unseen posts beside it, and which is brought to probabilities. Interval and probabilities are learned from the newest posts, each forecast by members that only knew older ones.
 *
 * The table has a column `log_count`, the logarithm of the size so far, a column `log_threshold`, the logarithm of the size from which a post
 * counts as viral among its like, and any others; NaN is missing in these. The target is the final size. `predict` gives the probability of
 * being viral; `forecastEarly` all of it.
 *
 * It assumes that posts to come are like the newest resolved ones; that sizes are those at one horizon, which has passed for all rows; and
 * that nothing in a row is from after its cut.
 */
export const earlyVirality: Learner<EarlyViralityOptions, EarlyViralityModel> = {
  name: 'earlyVirality',

  fit(table, target, options, random) {
    const training = trainEarlyVirality(table, target, options, random)
    for (;;) {
      const { done, value } = training.next()
      if (done === true) return value
    }
  },

  predict: (model, table) => forecastEarly(model, table).viral,
}

/**
 * The training in steps of a fraction of a second, so that whoever runs it may show how far it is, let others have a turn, or stop.
 * Parameters and errors as of {@link earlyVirality}.
 * @yields the share that is done, in (0, 1].
 */
export function* trainEarlyVirality(
  table: Table,
  target: Float64Array,
  options: EarlyViralityOptions,
  random: Random,
): Generator<number, EarlyViralityModel> {
  const { trees = 300, confidence = 0.8 } = options
  requireExamples(table, target, options)
  const run: Run = { posts: postsOf(table, target), trees, random, folds: foldsByTime(options.times, FOLDS) }
  const unseen = yield* stepsFrom(0, growthUnseen(run))
  const weights = weighMembers(unseen.forecasts, unseen.growth)
  const opinions = growthOpinions(unseen.forecasts, weights)
  const mixed = opinions[0] as Float64Array
  const newest = Math.max(0, mixed.length - NEWEST)
  const errors = unseen.growth
    .map((value, row) => value - (mixed[row] as number))
    .subarray(newest)
    .sort()
  return {
    kind: 'early-virality',
    columns: [...table.names],
    posts: target.length,
    growth: fitGrowthMembers(run.posts.table, run.posts.growth, trees, random.fork('growth')),
    weights,
    errors: [...errors],
    confidence,
    viral: yield* stepsFrom(FOLDS, fitEvent('viral', run, opinions)),
    doubling: yield* stepsFrom(2 * FOLDS + 1, fitEvent('doubling', run, opinions)),
  }
}

/**
 * Everything that the model says of each post.
 * @param adaptive How wide intervals of sizes have to be, by `adaptEarly`; those of the training errors where it is absent.
 * @throws RangeError unless the table has the columns of the model in their order, and `log_count` and `log_threshold` are known everywhere.
 */
export function forecastEarly(model: EarlyViralityModel, table: Table, adaptive?: AdaptiveConformal): EarlyForecast {
  const { features, logCount, distance, growth, opinions } = growthOf(model, table)
  const { lower, upper } = adaptive === undefined ? conformalBounds(model.errors, model.confidence) : adaptiveBounds(adaptive, model.errors)
  const sizeAt = (bound: number) => growth.map((value, row) => Math.exp((logCount[row] as number) + Math.max(value + bound, 0)))
  const above = (bar: (row: number) => number) => opinions.map((values) => values.map((value, row) => value - bar(row)))
  const scores = scoreEvent(
    model.viral,
    features,
    above((row) => distance[row] as number),
  )
  const viral = eventProbabilities(model.viral, scores)
  const bounds = probabilityBounds(model.viral, scores, viral, model.confidence)
  return {
    viral,
    viralLower: bounds.lower,
    viralUpper: bounds.upper,
    doubling: eventProbabilities(
      model.doubling,
      scoreEvent(
        model.doubling,
        features,
        above(() => Math.LN2),
      ),
    ),
    size: sizeAt(0),
    lower: sizeAt(lower),
    upper: sizeAt(upper),
  }
}

/**
 * By how much each post grew more than the model says: the difference of the logarithms of its size and of the one foretold.
 * @param sizes Final sizes, one a row.
 * @throws RangeError as {@link forecastEarly}, or when a size is not that of the row at least.
 */
export function growthErrors(model: EarlyViralityModel, table: Table, sizes: Float64Array): Float64Array {
  const { logCount, growth } = growthOf(model, table)
  requireSizes('growthErrors', logCount, sizes)
  return sizes.map((size, row) => Math.log(size) - (logCount[row] as number) - (growth[row] as number))
}

/** What is foretold of the growth of posts, one value a row. */
interface Growth {
  readonly features: Table
  readonly logCount: Float64Array
  /** Growth from which each is viral. */
  readonly distance: Float64Array
  /** Beside what there is, as a logarithm. */
  readonly growth: Float64Array
  /** The same, and what the process alone says. */
  readonly opinions: readonly Float64Array[]
}

/**
 * The growth that is foretold of each post.
 * @throws RangeError as {@link forecastEarly}.
 */
export function growthOf(model: EarlyViralityModel, table: Table): Growth {
  requireColumns('earlyVirality', model, table, { missing: 'accepted' })
  requireKnown('earlyVirality', table)
  const parts = partsOf(table)
  const opinions = growthOpinions(forecastGrowth(model.growth, parts.features), model.weights)
  return { ...parts, growth: opinions[0] as Float64Array, opinions }
}

/**
 * Why each probability of being viral is what it is: contributions of the columns to the mean log odds of the boosted classifiers, to which
 * forecasts of growth add at most a fifth of their own. They explain that model, not the world.
 * @returns for each row one number a column of `names`, and last the expected log odds: row r starts at r · (names + 1). Null where the
 * classifiers are a constant.
 * @throws RangeError as {@link forecastEarly}.
 */
export function explainEarly(
  model: EarlyViralityModel,
  table: Table,
): { readonly names: readonly string[]; readonly contributions: Float64Array } | null {
  requireColumns('earlyVirality', model, table, { missing: 'accepted' })
  const boosted = boostedOf(model.viral.members)
  if (boosted.length === 0) return null
  const { features } = partsOf(table)
  const parts = boosted.map((classifier) => treeShap(classifier, features))
  const contributions = (parts[0] as Float64Array).map((_, at) => parts.reduce((sum, part) => sum + (part[at] as number) / parts.length, 0))
  return { names: features.names, contributions }
}

type EventName = 'viral' | 'doubling'

/** Growth beyond the threshold, and growth that at least doubles. */
const EVENTS: Readonly<Record<EventName, (posts: Posts) => Event>> = {
  viral: ({ growth, distance }) => ({ growth, bar: distance.map((value) => value + ROUNDING), column: DISTANCE }),
  doubling: ({ growth }) => ({ growth, bar: growth.map(() => Math.LN2 - ROUNDING) }),
}

/** More shares make it no less likely to be viral, nor does a threshold that is nearer. */
const DIRECTIONS: Readonly<Record<EventName, Directions>> = {
  viral: { log_count: 1, process_growth: 1, [DISTANCE]: -1 },
  doubling: {},
}

interface Posts {
  readonly table: Table
  readonly growth: Float64Array
  /** Growth from which each is viral. */
  readonly distance: Float64Array
}

interface Run {
  readonly posts: Posts
  readonly trees: number
  readonly random: Random
  readonly folds: readonly Split[]
}

function* growthUnseen({ posts, trees, random, folds }: Run): Generator<void, { forecasts: MemberForecasts; growth: Float64Array }> {
  const parts: MemberForecasts[] = []
  for (const [index, fold] of folds.entries()) {
    parts.push(forecastUnseen(posts.table, posts.growth, fold, trees, random.fork(`growth ${index}`)))
    yield
  }
  return {
    forecasts: (parts[0] as MemberForecasts).map((_, member) => joinValues(parts.map((part) => part[member] as Float64Array))),
    growth: joinValues(folds.map(({ test }) => selectValues(posts.growth, test))),
  }
}

/** @param opinions Growth that is foretold of the posts of the folds, each by members that only knew older ones. */
function* fitEvent(name: EventName, { posts, trees, random, folds }: Run, opinions: readonly Float64Array[]): Generator<void, EventModel> {
  const event = EVENTS[name](posts)
  const settings = { trees, directions: DIRECTIONS[name] }
  const scores: Float64Array[] = []
  for (const [index, fold] of folds.entries()) {
    scores.push(scoreUnseen(posts.table, event, fold, settings, random.fork(`${name} ${index}`)))
    yield
  }
  const members = fitEventMembers(posts.table, event, settings, random.fork(name))
  yield
  const happened = happenedOf(event)
  const unseen = (values: Float64Array) => joinValues(folds.map(({ test }) => selectValues(values, test)))
  const bar = unseen(event.bar)
  const newest = Math.max(0, bar.length - NEWEST)
  const resolved = unseen(happened).subarray(newest)
  const excess = opinions.map((values) => values.map((value, row) => value - (bar[row] as number)).subarray(newest))
  const said = joinValues(scores).subarray(newest)
  const leans = fitLeans(resolved, said, excess)
  const known = lean(said, excess, leans)
  const order = Uint32Array.from(known.keys()).sort((a, b) => (known[a] as number) - (known[b] as number))
  return {
    members,
    leans,
    calibrations: calibrateEvent(resolved, known),
    baseRate: resolved.reduce((total, label) => total + label / resolved.length, 0),
    past: { scores: [...selectValues(known, order)], happened: [...selectValues(resolved, order)] },
  }
}

/** Counts the steps of a part on from those before it. */
function* stepsFrom<Result>(before: number, part: Generator<void, Result>): Generator<number, Result> {
  for (let done = before + 1; ; done += 1) {
    const step = part.next()
    if (step.done === true) return step.value
    yield done / STEPS
  }
}

/** Columns that the members see: all but the threshold, and how far it is. */
function partsOf(table: Table): { features: Table; logCount: Float64Array; distance: Float64Array } {
  const [logCount, logThreshold] = selectColumns(table, [COUNT, THRESHOLD]).columns as [Float64Array, Float64Array]
  const names = table.names.filter((name) => name !== THRESHOLD)
  const distance = logThreshold.map((value, row) => value - (logCount[row] as number))
  return {
    features: { names: [...names, DISTANCE], columns: [...selectColumns(table, names).columns, distance] },
    logCount,
    distance,
  }
}

function postsOf(table: Table, sizes: Float64Array): Posts {
  const { features, logCount, distance } = partsOf(table)
  return { table: features, growth: sizes.map((size, row) => Math.log(size) - (logCount[row] as number)), distance }
}

function requireExamples(table: Table, target: Float64Array, { times, trees = 300, confidence = 0.8 }: EarlyViralityOptions): void {
  requireTable(FIT, table, { missing: 'accepted' })
  requireTarget(FIT, target, rowCount(table))
  if (target.length < POSTS_MIN) throw new RangeError(`${FIT} requires at least ${POSTS_MIN} posts, got ${target.length}`)
  requireKnown(FIT, table)
  requireSizes(FIT, partsOf(table).logCount, target)
  if (times.length !== target.length) throw new RangeError(`${FIT} requires a time for each of ${target.length} rows, got ${times.length}`)
  if (!(Number.isInteger(trees) && trees >= 20 && trees <= 1000)) throw new RangeError(`${FIT} requires 20 – 1000 trees, got ${trees}`)
  if (!(confidence > 0 && confidence < 1)) throw new RangeError(`${FIT} requires confidence in (0, 1), got ${confidence}`)
}

function requireSizes(who: string, logCount: Float64Array, sizes: Float64Array): void {
  if (sizes.length !== logCount.length)
    throw new RangeError(`${who} requires a size for each of ${logCount.length} rows, got ${sizes.length}`)
  const row = sizes.findIndex((size, index) => !(Math.log(size) >= (logCount[index] as number) - 1e-9))
  if (row !== -1) throw new RangeError(`${who} requires final sizes not below those so far, got ${sizes[row]} in row ${row}`)
}

function requireKnown(who: string, table: Table): void {
  for (const [index, column] of selectColumns(table, [COUNT, THRESHOLD]).columns.entries()) {
    const row = column.findIndex((value) => !Number.isFinite(value))
    if (row !== -1) throw new RangeError(`${who} requires “${[COUNT, THRESHOLD][index]}” in each row, got ${column[row]} in row ${row}`)
  }
}
