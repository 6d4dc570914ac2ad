import { type Table, tableOfRows } from '../estimator.ts'
import { quantile } from '../inference/quantiles.ts'
import { type Cascade, cascadeSize, observe } from './cascade.ts'
import { earlyFeatures, type PostContext } from './early-features.ts'
import { EARLY_FEATURE_NAMES } from './feature-table.ts'
import { forecastProcess, type ProcessSetting } from './process-forecast.ts'

/** A post with all of its shares. */
export interface Post {
  readonly cascade: Cascade
  readonly context: PostContext
  /** When it came out, in any unit. */
  readonly time: number
}

/** Posts that had enough shares by the cut, one row each. */
export interface EarlyTable {
  /** Columns of `EARLY_FEATURE_NAMES`, then `log_threshold`. */
  readonly table: Table
  /** Final sizes. */
  readonly sizes: Float64Array
  /** Which of the posts each row is. */
  readonly rows: Uint32Array
}

/** Columns of a table of posts, in their order. */
export const EARLY_COLUMNS: readonly string[] = [...EARLY_FEATURE_NAMES, 'log_threshold']

const POSTS_A_STEP = 50

/**
 * Size that a tenth of past posts exceed: from above it a post is among the top of its like. Take posts of one platform and category.
 * @param sizes Final sizes, at least one, > 0.
 * @param topShare In (0, 1).
 */
export function topThreshold(sizes: ArrayLike<number>, topShare = 0.1): number {
  if (!(topShare > 0 && topShare < 1)) throw new RangeError(`topThreshold requires topShare in (0, 1), got ${topShare}`)
  return quantile(Float64Array.from(sizes).sort(), 1 - topShare)
}

/**
 * Rows of the posts that had enough nodes by the cut, in steps.
 * @param threshold Of `topThreshold`, for all of them.
 * @param nodesMin Nodes by the cut, the post among them, from which a post is taken in.
 * @yields the share of the posts that is done, in (0, 1].
 */
export function* earlyTable(
  posts: readonly Post[],
  {
    cutSeconds,
    setting,
    threshold,
    nodesMin,
  }: { readonly cutSeconds: number; readonly setting: ProcessSetting | null; readonly threshold: number; readonly nodesMin: number },
): Generator<number, EarlyTable> {
  const values: number[][] = []
  const rows: number[] = []
  for (const [index, post] of posts.entries()) {
    const observed = observe(post.cascade, cutSeconds)
    if (observed.seconds.length >= nodesMin) {
      const features = earlyFeatures(observed, post.context, forecastProcess(observed, setting))
      values.push([...EARLY_FEATURE_NAMES.map((name) => features[name]), Math.log(threshold)])
      rows.push(index)
    }
    if ((index + 1) % POSTS_A_STEP === 0) yield (index + 1) / posts.length
  }
  return {
    table: tableOfRows(EARLY_COLUMNS, values),
    sizes: Float64Array.from(rows, (index) => cascadeSize((posts[index] as Post).cascade)),
    rows: Uint32Array.from(rows),
  }
}
