import { type Lift, shrunkenLift, winsorised } from '../inference/shrunken-lift.ts'
import { circularWeights, type TimedPost } from './best-hours.ts'

const HOURS_OF_WEEK = 168
const HOURS_OF_DAY = 24
const DAYS_OF_WEEK = 7
/** Share of intervals that hold the true lift, if posts are independent. */
const CONFIDENCE = 0.9
/** A time does not stand by its so many best posts. */
const LUCKY_POSTS = 3
/** Least scatter of an author’s posts that is believed, in natural logarithms. */
const SCATTER_MIN = 0.25

/** How a time fares. */
export interface TimeEstimate extends Lift {
  /** Posts at this very time. */
  readonly posts: number
  /** Posts that the estimate rests on: those of neighbouring hours count in part. */
  readonly nearby: number
  /** Whether it is worth a recommendation: enough posts, and the whole interval above the usual even if its three best posts were usual. */
  readonly stands: boolean
}

export type PostingTimes =
  | {
      readonly status: 'ranked'
      readonly posts: number
      /** By hour of the week, 0 – 167, from Monday at midnight. */
      readonly hours: readonly TimeEstimate[]
      /** By hour of the day, 0 – 23. */
      readonly hoursOfDay: readonly TimeEstimate[]
      /** By weekday, Monday first. */
      readonly weekdays: readonly TimeEstimate[]
      /** Logarithms of the lifts by hour of the week, for {@link PostingTimesOptions.usual} of others. */
      readonly logLifts: readonly number[]
    }
  | { readonly status: 'insufficient_data'; readonly needed: number; readonly seen: number }

/** Settings of {@link postingTimes}. */
export interface PostingTimesOptions {
  /** What is usual at each hour of the week on the platform, as logarithms of lifts: towards it an account is drawn. 0 without it. */
  readonly usual?: readonly number[]
  /** What the estimate of the level above is worth, in posts; > 0. */
  readonly priorPosts?: number
  /** Width of the smoothing over neighbouring hours, in hours; > 0. */
  readonly bandwidthHours?: number
  /** Fewest posts for any estimate, ≥ 2. */
  readonly postsMin?: number
  /** Fewest posts that a recommended time rests on. */
  readonly nearbyMin?: number
}

/**
 * How posts fare by hour of the week, hour of the day and weekday. The outcome of a post is log((engagements + ½) / (reach + 1)) less the mean
 * of its author and format; outliers are brought in before, so that a few lucky posts do not decide. Each hour of the week is drawn towards
 * its hour of the day, that towards the account, and the account towards what is usual on the platform; neighbouring hours smooth each other.
 * An association: people post what they think good at their habitual hours. Only hours drawn by lot would tell what the hour does.
 * @throws RangeError when a count, an hour or an option is out of range.
 */
export function postingTimes(posts: readonly TimedPost[], options: PostingTimesOptions = {}): PostingTimes {
  const { usual = new Array<number>(HOURS_OF_WEEK).fill(0), priorPosts = 8, bandwidthHours = 1.5, postsMin = 20, nearbyMin = 5 } = options
  for (const post of posts) requirePost(post)
  requireOptions(usual, { priorPosts, bandwidthHours }, postsMin)
  if (posts.length < postsMin) return { status: 'insufficient_data', needed: postsMin, seen: posts.length }
  // What the platform’s hours explain is taken out, and put back at the end.
  const outcomes = residuals(posts).map((outcome, i) => outcome - (usual[(posts[i] as TimedPost).hourOfWeek] as number))
  const variance = outcomes.reduce((sum, outcome) => sum + outcome * outcome, 0) / (outcomes.length - 1)
  const level = { variance, priorPosts, nearbyMin }
  const ofDay = smoothed(
    tally(posts, outcomes, (hour) => hour % HOURS_OF_DAY, HOURS_OF_DAY),
    bandwidthHours,
  )
  const ofWeekday = tally(posts, outcomes, (hour) => Math.floor(hour / HOURS_OF_DAY), DAYS_OF_WEEK)
  const ofWeek = smoothed(
    tally(posts, outcomes, (hour) => hour, HOURS_OF_WEEK),
    bandwidthHours,
  )
  const dayMeans = ofDay.map(({ nearby, sum }) => sum / (nearby + priorPosts))
  const hours = ofWeek.map((cell, at) => estimateOf(cell, dayMeans[at % HOURS_OF_DAY] as number, usual[at] as number, level))
  return {
    status: 'ranked',
    posts: posts.length,
    hours,
    hoursOfDay: ofDay.map((cell, hour) => estimateOf(cell, 0, meanOf(usual.filter((_, at) => at % HOURS_OF_DAY === hour)), level)),
    weekdays: ofWeekday.map((cell, day) => estimateOf(cell, 0, meanOf(usual.slice(day * HOURS_OF_DAY, (day + 1) * HOURS_OF_DAY)), level)),
    logLifts: hours.map(({ lift }) => Math.log(lift)),
  }
}

interface Cell {
  readonly posts: number
  readonly nearby: number
  readonly sum: number
  /** The best outcomes above the usual, as they count here; three at most. */
  readonly best: readonly number[]
}

interface Level {
  readonly variance: number
  readonly priorPosts: number
  readonly nearbyMin: number
}

function estimateOf(
  { posts, nearby, sum, best }: Cell,
  priorMean: number,
  usual: number,
  { variance, priorPosts, nearbyMin }: Level,
): TimeEstimate {
  const cases = { cases: nearby, variance, priorMean, priorCases: priorPosts, confidence: CONFIDENCE }
  const { lift, lower, upper } = shrunkenLift({ ...cases, sum })
  const withoutLuck = shrunkenLift({ ...cases, sum: sum - best.reduce((total, outcome) => total + outcome, 0) })
  const back = Math.exp(usual)
  const stands = nearby >= nearbyMin && withoutLuck.lower * back > 1
  return { lift: lift * back, lower: lower * back, upper: upper * back, posts, nearby, stands }
}

/** Outcomes against the mean of author and format, outliers of each brought in. */
function residuals(posts: readonly TimedPost[]): number[] {
  const outcomes = posts.map(({ engagements, reach }) => Math.log((engagements + 0.5) / (reach + 1)))
  const groups = new Map<string, number[]>()
  for (const [i, { group }] of posts.entries()) {
    const members = groups.get(group)
    if (members === undefined) groups.set(group, [i])
    else members.push(i)
  }
  const found = new Array<number>(posts.length)
  for (const members of groups.values()) {
    const tamed = winsorised(
      members.map((i) => outcomes[i] as number),
      { least: SCATTER_MIN },
    )
    const mean = meanOf(tamed)
    for (const [place, i] of members.entries()) found[i] = (tamed[place] as number) - mean
  }
  return found
}

function tally(posts: readonly TimedPost[], outcomes: readonly number[], placeOf: (hourOfWeek: number) => number, places: number): Cell[] {
  const cells = Array.from({ length: places }, () => ({ posts: 0, nearby: 0, sum: 0, best: [] as number[] }))
  for (const [i, { hourOfWeek }] of posts.entries()) {
    const cell = cells[placeOf(hourOfWeek)] as (typeof cells)[number]
    cell.posts += 1
    cell.nearby += 1
    cell.sum += outcomes[i] as number
    cell.best = luckiest([...cell.best, outcomes[i] as number])
  }
  return cells
}

/** Each cell with what its neighbours lend it: posts of an hour count in full there, and the less the further away. */
function smoothed(cells: readonly Cell[], bandwidth: number): Cell[] {
  const weights = circularWeights({ center: 0, bandwidth, period: cells.length })
  const kernel = weights.map((weight) => weight / (weights[0] as number))
  return cells.map(({ posts }, at) => {
    const lent = cells.map((cell, i) => ({ cell, weight: kernel[(i - at + cells.length) % cells.length] as number }))
    return {
      posts,
      nearby: lent.reduce((total, { cell, weight }) => total + weight * cell.posts, 0),
      sum: lent.reduce((total, { cell, weight }) => total + weight * cell.sum, 0),
      best: luckiest(lent.flatMap(({ cell, weight }) => cell.best.map((outcome) => weight * outcome))),
    }
  })
}

function luckiest(outcomes: readonly number[]): number[] {
  return outcomes
    .filter((outcome) => outcome > 0)
    .sort((one, other) => other - one)
    .slice(0, LUCKY_POSTS)
}

function meanOf(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((total, value) => total + value, 0) / values.length
}

function requirePost({ hourOfWeek, engagements, reach }: TimedPost): void {
  if (!(Number.isSafeInteger(hourOfWeek) && hourOfWeek >= 0 && hourOfWeek < HOURS_OF_WEEK))
    throw new RangeError(`postingTimes requires a whole hour of the week of 0 – 167, got ${hourOfWeek}`)
  for (const [name, count] of Object.entries({ engagements, reach })) {
    if (!(count >= 0 && count < Infinity)) throw new RangeError(`postingTimes requires finite ${name} ≥ 0, got ${count}`)
  }
}

function requireOptions(usual: readonly number[], positive: Record<string, number>, postsMin: number): void {
  if (usual.length !== HOURS_OF_WEEK || !usual.every(Number.isFinite))
    throw new RangeError(`postingTimes requires 168 finite usual values, got ${usual.length}`)
  for (const [name, value] of Object.entries(positive)) {
    if (!(value > 0 && value < Infinity)) throw new RangeError(`postingTimes requires finite ${name} > 0, got ${value}`)
  }
  if (!(postsMin >= 2)) throw new RangeError(`postingTimes requires postsMin ≥ 2, got ${postsMin}`)
}
