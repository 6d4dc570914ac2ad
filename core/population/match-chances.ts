import { scoreOf } from './quantiles.ts'
import type { Standing } from './standing.ts'
import { type Block, stratifiedUniforms } from './strata.ts'
import { TARGETS } from './targets.ts'

/** A right swipe becomes a match at most so often. */
const CHANCE_MAX = 0.2
/** Chance of men, women and non-binary people in that of men. */
const BY_GENDER = [1, TARGETS.gender_match_ratio.target, (1 + TARGETS.gender_match_ratio.target) / 2] as const
const ZEAL_STEPS = 12
const LEVEL_STEPS = 6

interface Swipers {
  readonly standing: Pick<Standing, 'gender'>
  /** Normal score of the profile’s quality. */
  readonly quality: Float64Array
  /** Right swipes a day. */
  readonly right: Int32Array
}

/**
 * How likely a right swipe of each customer becomes a match: more so for a good profile and for those who swipe much. How much more is
 * found by bisection, so that the mean of the chances and the mean number of matches have their targets both; the levels of the genders
 * are set so that women have three times the mean chance of men.
 */
export function matchChances(block: Block, swipers: Swipers): Float64Array {
  const { right, quality } = swipers
  const luck = stratifiedUniforms(block.random.fork('match luck'), block.size)
  const appeal = quality.map((score, row) => 0.35 * score + 0.25 * scoreOf(luck[row] as number))
  const habit = standardised(right)
  const wanted = TARGETS.matches.target * block.size
  let [low, high] = [0, 3]
  for (let step = 0; step < ZEAL_STEPS; step += 1) {
    const middle = (low + high) / 2
    if (expectedMatches(chancesAt(middle, appeal, habit, swipers), right) < wanted) low = middle
    else high = middle
  }
  return chancesAt(low, appeal, habit, swipers)
}

function chancesAt(zeal: number, appeal: Float64Array, habit: Float64Array, swipers: Swipers): Float64Array {
  const chances = appeal.map((score, row) => Math.exp(score + zeal * (habit[row] as number)))
  const targets = chanceByGender(swipers)
  const levels = targets.map((target, gender) => levelOf(chances, target, ofGender(swipers, gender)))
  return chances.map((chance, row) => Math.min(chance * (levels[swipers.standing.gender[row] as number] as number), CHANCE_MAX))
}

/** Mean chance of each gender, so that the mean of all who swipe right is the target. */
function chanceByGender(swipers: Swipers): number[] {
  const counts = BY_GENDER.map((_, gender) => ofGender(swipers, gender).length)
  const weight = BY_GENDER.reduce<number>((sum, times, gender) => sum + times * (counts[gender] as number), 0)
  const all = counts.reduce((sum, count) => sum + count, 0)
  return BY_GENDER.map((times) => (times * (TARGETS.match_rate_pct.target / 100) * all) / Math.max(weight, 1))
}

/** What chances are multiplied with so that those of the rows have the mean, each cut off at the greatest. */
function levelOf(chances: Float64Array, mean: number, rows: readonly number[]): number {
  let level = 1
  for (let step = 0; step < LEVEL_STEPS && rows.length > 0; step += 1) {
    let sum = 0
    for (const row of rows) sum += Math.min(level * (chances[row] as number), CHANCE_MAX)
    level *= (mean * rows.length) / sum
  }
  return level
}

/** Rows of a gender that swipe right at all. */
function ofGender({ standing: { gender }, right }: Swipers, wanted: number): readonly number[] {
  const rows: number[] = []
  for (let row = 0; row < right.length; row += 1) if (gender[row] === wanted && (right[row] as number) > 0) rows.push(row)
  return rows
}

function expectedMatches(chances: Float64Array, right: Int32Array): number {
  return chances.reduce((sum, chance, row) => sum + chance * (right[row] as number), 0)
}

/** Logarithm of one more than the counts, with mean 0 and deviation 1 among those above 0. */
function standardised(counts: Int32Array): Float64Array {
  const logs = new Float64Array(counts).map(Math.log1p)
  const some = logs.filter((value) => value > 0)
  const mean = some.reduce((sum, value) => sum + value, 0) / Math.max(some.length, 1)
  const variance = some.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(some.length, 1)
  return logs.map((value) => (variance > 0 ? (value - mean) / Math.sqrt(variance) : 0))
}
