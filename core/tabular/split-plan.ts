import { foldsByGroup, randomFolds, type Split, splitByGroup, splitByTime } from '../model-selection/splits.ts'
import type { Random } from '../random/xoshiro256.ts'
import { UnusableTable } from './unusable-table.ts'

/** What is known of the order and the kinship of rows. */
export interface RowTies {
  readonly rows: number
  /** Finite; null where rows have no time. */
  readonly times: Float64Array | null
  /** Null where rows are not grouped. */
  readonly groups: Uint32Array | null
  /** Classes to spread evenly over random folds; null without any. */
  readonly labels: Float64Array | null
}

/** Which rows judge a model that has not seen them. */
export interface SplitPlan {
  readonly kind: 'time' | 'group' | 'random'
  /** One holds rows out; several judge each row once. */
  readonly folds: readonly Split[]
  /** In a sentence. */
  readonly note: string
}

/** Up to here each row is judged once, in folds; a fifth of more rows says enough. */
const FOLDED_ROWS_MAX = 5000
const FOLDS = 5
const INNER_FOLDED_ROWS_MAX = 2000
const NEWEST_SHARE = 0.3

/**
 * How rows are held out: the newest 30 % where rows have a time, else whole groups, else rows by chance. Groups and chance make five folds up
 * to 5,000 rows, and hold out one of them beyond.
 * @throws UnusableTable when times or groups are too few to hold some out.
 */
export function planSplit(ties: RowTies, random: Random): SplitPlan {
  const { rows, times, groups, labels } = ties
  if (times !== null) return planByTime(times)
  if (groups !== null) return planByGroup(groups, random)
  const folds = randomFolds(rows, FOLDS, random, labels === null ? {} : { labels })
  const how = rows <= FOLDED_ROWS_MAX ? 'in five random folds' : 'on a random fifth'
  const note = `Judged ${how}. That flatters where rows of one time or of one author know of each other: then name a column of times or of groups.`
  return { kind: 'random', folds: rows <= FOLDED_ROWS_MAX ? folds : folds.slice(0, 1), note }
}

function planByTime(times: Float64Array): SplitPlan {
  const fold = orRefused(
    () => splitByTime(times, { trainShare: 1 - NEWEST_SHARE }),
    'The column of times has too few different values to hold the newest out.',
  )
  const share = Math.round((100 * fold.test.length) / times.length)
  return { kind: 'time', folds: [fold], note: `Judged on the newest ${share} % of the rows, learned from those before.` }
}

function planByGroup(groups: Uint32Array, random: Random): SplitPlan {
  const distinct = new Set(groups).size
  const isFolded = groups.length <= FOLDED_ROWS_MAX && distinct >= FOLDS
  const folds = orRefused(
    () => (isFolded ? foldsByGroup(groups, FOLDS, random) : [splitByGroup(groups, random, { testShare: 1 / FOLDS })]),
    'The column of groups has one group only.',
  )
  const how = isFolded ? 'in five folds' : `on ${folds[0]?.test.length} rows`
  return { kind: 'group', folds, note: `Judged ${how} of whole groups, of which nothing was learned from; there are ${distinct}.` }
}

/**
 * Rows of a training part that decide when training ends, held out of it as the others are: the newest, whole groups, or by chance. By chance
 * too where the first two are not to be had, as with one time only or a class that would be missing. Without times, up to 2,000 rows each of
 * them decides once, in five folds: a fifth of so few would decide by luck.
 * @param rows Of the training part.
 * @returns positions in `rows`; at least one split.
 */
export function innerSplits({ times, groups, labels }: RowTies, rows: Uint32Array, random: Random): Split[] {
  const of = <T extends Float64Array | Uint32Array>(values: T) => Array.from(rows, (row) => values[row] as number)
  const ownLabels = labels === null ? null : of(labels)
  const folds = rows.length <= INNER_FOLDED_ROWS_MAX && times === null ? FOLDS : 1
  const byChance = () => randomFolds(rows.length, FOLDS, random, ownLabels === null ? {} : { labels: ownLabels }).slice(0, folds)
  if (times === null && groups === null) return byChance()
  const splits = orUndefined(() =>
    times === null
      ? foldsByGroup(of(groups as Uint32Array), FOLDS, random).slice(0, folds)
      : [splitByTime(of(times), { trainShare: 1 - 1 / FOLDS })],
  )
  const haveAllClasses = splits?.every(({ train }) => ownLabels === null || haveSameClasses(ownLabels, train)) ?? false
  return haveAllClasses ? (splits as Split[]) : byChance()
}

function haveSameClasses(labels: readonly number[], rows: Uint32Array): boolean {
  return new Set(labels).size === new Set(Array.from(rows, (row) => labels[row])).size
}

function orRefused<T>(split: () => T, message: string): T {
  const made = orUndefined(split)
  if (made !== undefined) return made
  throw new UnusableTable(message, 'Name another column, or none for folds by chance.')
}

/** A split that is not possible is refused with a RangeError. */
function orUndefined<T>(split: () => T): T | undefined {
  try {
    return split()
  } catch (error) {
    if (error instanceof RangeError) return undefined
    throw error
  }
}
