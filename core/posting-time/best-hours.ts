import { normalQuantile } from '../special-functions/normal.ts'

const HOURS_OF_WEEK = 168
const HOURS_OF_DAY = 24

/** A post, and what came of it. */
export interface TimedPost {
  /** Hour of the week in the audience’s time zone, 0 – 167, from Monday at midnight. */
  readonly hourOfWeek: number
  readonly engagements: number
  /** People reached, ≥ 0. */
  readonly reach: number
  /** Posts are compared with those of the same author and format only. */
  readonly group: string
}

/** How an hour of the week fares. */
export interface HourEstimate {
  readonly hourOfWeek: number
  /** Posts in this very hour. */
  readonly posts: number
  /** Engagement in relation to what is usual for author and format, shrunk and smoothed: 1 is as usual. */
  readonly lift: number
  /** What the lift exceeds with a probability of 80 %: hours are ranked by it. */
  readonly lowerBound: number
}

export type BestHours =
  | { readonly status: 'ranked'; readonly posts: number; readonly hours: readonly HourEstimate[] }
  | { readonly status: 'insufficient_data'; readonly needed: number; readonly seen: number }

/** Settings of {@link bestHours}. */
export interface BestHoursOptions {
  /** What the estimate of the level above is worth, in posts; > 0. */
  readonly priorPosts?: number
  /** Width of the smoothing over neighbouring hours, in hours; > 0. */
  readonly bandwidthHours?: number
  /** Fewest posts for any ranking, ≥ 2. */
  readonly postsMin?: number
}

/**
 * Hours of the week by how posts fared in them, best first. The outcome of a post is log((engagements + ½) / (reach + 1)) less the mean of
 * its author and format; each hour of the week is drawn towards its hour of the day and that towards the account, and neighbouring hours
 * smooth each other, Sunday’s last and Monday’s first included. The bound takes posts for independent and alike in spread.
 * An association: people post what they think good at their habitual hours. Only hours drawn by lot would tell what the hour does.
 * @throws RangeError when a count, an hour or an option is out of range.
 */
export function bestHours(
  posts: readonly TimedPost[],
  { priorPosts = 8, bandwidthHours = 1.5, postsMin = 20 }: BestHoursOptions = {},
): BestHours {
  requireOptions(priorPosts, bandwidthHours, postsMin)
  for (const post of posts) requirePost(post)
  if (posts.length < postsMin) return { status: 'insufficient_data', needed: postsMin, seen: posts.length }
  const outcomes = residuals(posts)
  const cells = tally(posts, outcomes, HOURS_OF_WEEK)
  const account = shrunkMean({ posts: outcomes.length, sum: sum(outcomes) }, 0, priorPosts)
  const hourOfDay = smoothed(tally(posts, outcomes, HOURS_OF_DAY), bandwidthHours).map((cell) => shrunkMean(cell, account, priorPosts))
  const variance = sum(outcomes.map((outcome) => outcome * outcome)) / (outcomes.length - 1)
  const deviate = normalQuantile(0.2)
  const hours = smoothed(cells, bandwidthHours).map((cell, at) => {
    const mean = shrunkMean(cell, hourOfDay[at % HOURS_OF_DAY] as number, priorPosts)
    const deviation = Math.sqrt(variance / (cell.posts + priorPosts))
    return {
      hourOfWeek: at,
      posts: (cells[at] as Cell).posts,
      lift: Math.exp(mean),
      lowerBound: Math.exp(mean + deviate * deviation),
    }
  })
  return { status: 'ranked', posts: posts.length, hours: hours.toSorted((a, b) => b.lowerBound - a.lowerBound) }
}

/**
 * Mean of a cell drawn towards a prior mean: an hour with one lucky post does not win.
 * @param cell Number of posts, ≥ 0, and the sum of their outcomes.
 * @param priorPosts What the prior is worth, in posts; > 0.
 * @throws RangeError when a number is out of range.
 */
export function shrunkMean(cell: { readonly posts: number; readonly sum: number }, priorMean: number, priorPosts: number): number {
  if (!(cell.posts >= 0 && cell.posts < Infinity)) throw new RangeError(`shrunkMean requires finite posts ≥ 0, got ${cell.posts}`)
  if (!(priorPosts > 0 && priorPosts < Infinity)) throw new RangeError(`shrunkMean requires finite priorPosts > 0, got ${priorPosts}`)
  if (!Number.isFinite(cell.sum) || !Number.isFinite(priorMean)) {
    throw new RangeError(`shrunkMean requires finite sums and means, got ${cell.sum} and ${priorMean}`)
  }
  return (cell.sum + priorMean * priorPosts) / (cell.posts + priorPosts)
}

/**
 * Weights of all hours for the smoothing of one: a normal density over the distance around the clock, so that 23 and 0 are neighbours.
 * @param center 0 – period, exclusive.
 * @param bandwidth Standard deviation in hours, > 0.
 * @param period Hours around, a whole number ≥ 1.
 * @returns Weights that add up to 1.
 * @throws RangeError when a parameter is out of range.
 */
export function circularWeights({ center, bandwidth, period }: { center: number; bandwidth: number; period: number }): readonly number[] {
  if (!(Number.isSafeInteger(period) && period >= 1)) throw new RangeError(`circularWeights requires a whole period ≥ 1, got ${period}`)
  if (!(center >= 0 && center < period)) throw new RangeError(`circularWeights requires center in [0, ${period}), got ${center}`)
  if (!(bandwidth > 0 && bandwidth < Infinity)) throw new RangeError(`circularWeights requires finite bandwidth > 0, got ${bandwidth}`)
  const distances = Array.from({ length: period }, (_, hour) => Math.min(Math.abs(hour - center), period - Math.abs(hour - center)))
  // The nearest hour weighs 1 before division, so that a narrow bandwidth does not make all weights 0.
  const nearest = Math.min(...distances)
  const densities = distances.map((distance) => Math.exp(-0.5 * ((distance - nearest) / bandwidth) * ((distance + nearest) / bandwidth)))
  const total = sum(densities)
  return densities.map((density) => density / total)
}

interface Cell {
  posts: number
  sum: number
}

function residuals(posts: readonly TimedPost[]): number[] {
  const outcomes = posts.map(({ engagements, reach }) => Math.log((engagements + 0.5) / (reach + 1)))
  const groups = new Map<string, Cell>()
  for (const [i, { group }] of posts.entries()) {
    const cell = groups.get(group) ?? { posts: 0, sum: 0 }
    groups.set(group, { posts: cell.posts + 1, sum: cell.sum + (outcomes[i] as number) })
  }
  return posts.map(({ group }, i) => {
    const { posts: count, sum: all } = groups.get(group) as Cell
    return (outcomes[i] as number) - all / count
  })
}

function tally(posts: readonly TimedPost[], outcomes: readonly number[], period: number): Cell[] {
  const cells = Array.from({ length: period }, () => ({ posts: 0, sum: 0 }))
  for (const [i, { hourOfWeek }] of posts.entries()) {
    const cell = cells[hourOfWeek % period] as Cell
    cell.posts += 1
    cell.sum += outcomes[i] as number
  }
  return cells
}

/** Each cell with what its neighbours lend it: posts of an hour count in full there, and the less the further away. */
function smoothed(cells: readonly Cell[], bandwidth: number): Cell[] {
  const weights = circularWeights({ center: 0, bandwidth, period: cells.length })
  const kernel = weights.map((weight) => weight / (weights[0] as number))
  return cells.map((_, at) => {
    const lent = cells.map((cell, i) => ({ cell, weight: kernel[(i - at + cells.length) % cells.length] as number }))
    return { posts: sum(lent.map(({ cell, weight }) => weight * cell.posts)), sum: sum(lent.map(({ cell, weight }) => weight * cell.sum)) }
  })
}

function requirePost({ hourOfWeek, engagements, reach }: TimedPost): void {
  if (!(Number.isSafeInteger(hourOfWeek) && hourOfWeek >= 0 && hourOfWeek < HOURS_OF_WEEK)) {
    throw new RangeError(`bestHours requires a whole hour of the week of 0 – 167, got ${hourOfWeek}`)
  }
  for (const [name, count] of Object.entries({ engagements, reach })) {
    if (!(count >= 0 && count < Infinity)) throw new RangeError(`bestHours requires finite ${name} ≥ 0, got ${count}`)
  }
}

function requireOptions(priorPosts: number, bandwidthHours: number, postsMin: number): void {
  for (const [name, value] of Object.entries({ priorPosts, bandwidthHours })) {
    if (!(value > 0 && value < Infinity)) throw new RangeError(`bestHours requires finite ${name} > 0, got ${value}`)
  }
  if (!(postsMin >= 2)) throw new RangeError(`bestHours requires postsMin ≥ 2, got ${postsMin}`)
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
