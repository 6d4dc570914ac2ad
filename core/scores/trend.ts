import { normalQuantile } from '../special-functions/normal.ts'

const BASELINE_DAYS = 6

/** How a subject fares against its own last week. */
export interface TrendScore {
  /** Uses a day expected from the six days before. */
  readonly baselinePerDay: number
  /** Uses above that in standard deviations of a Poisson count. */
  readonly z: number
  /** 0 – 100; 50 at three deviations. */
  readonly score: number
}

/**
 * Trend score of a hashtag or topic: novelty against its own past, not volume. The last day is no part of its own baseline, and the prior
 * keeps new subjects with a few uses from the top.
 * @param uses24h Uses of the last 24 hours, finite, ≥ 0.
 * @param uses7d Uses of the last 7 days, those of the last day included.
 * @param priorCount Uses expected beforehand, > 0, in as many days as `priorDays`, ≥ 0.
 * @throws RangeError when a count or an option is out of range, or a week has fewer uses than its last day.
 */
export function trendScore(
  uses24h: number,
  uses7d: number,
  { priorCount = 5, priorDays = 1 }: { priorCount?: number; priorDays?: number } = {},
): TrendScore {
  if (!(uses24h >= 0 && uses24h < Infinity)) throw new RangeError(`trendScore requires finite uses24h ≥ 0, got ${uses24h}`)
  if (!(uses7d >= uses24h && uses7d < Infinity)) throw new RangeError(`trendScore requires finite uses7d ≥ uses24h, got ${uses7d}`)
  if (!(priorCount > 0 && priorCount < Infinity)) throw new RangeError(`trendScore requires finite priorCount > 0, got ${priorCount}`)
  if (!(priorDays >= 0 && priorDays < Infinity)) throw new RangeError(`trendScore requires finite priorDays ≥ 0, got ${priorDays}`)
  const baselinePerDay = (uses7d - uses24h + priorCount) / (BASELINE_DAYS + priorDays)
  return { baselinePerDay, ...scoreOf(uses24h, baselinePerDay) }
}

function scoreOf(uses24h: number, baselinePerDay: number): { readonly z: number; readonly score: number } {
  const z = (uses24h - baselinePerDay) / Math.sqrt(baselinePerDay)
  return { z, score: 100 / (1 + Math.exp(-(z - 3) / 2)) }
}

/**
 * Between which scores the trend score lies, as far as the chance of one day’s count goes: the uses of the last day are taken for a Poisson
 * count, whose mean lies in an interval by its square root, and the baseline for known.
 * @param confidence Share of such intervals that hold the mean, in (0, 1).
 * @throws RangeError as {@link trendScore} does, and when confidence is out of range.
 * @see Anscombe, The transformation of Poisson, binomial and negative-binomial data (Biometrika 35, 1948).
 */
export function trendScoreInterval(uses24h: number, uses7d: number, confidence = 0.9): { readonly lower: number; readonly upper: number } {
  if (!(confidence > 0 && confidence < 1)) throw new RangeError(`trendScoreInterval requires confidence in (0, 1), got ${confidence}`)
  const { baselinePerDay } = trendScore(uses24h, uses7d)
  const half = normalQuantile((1 + confidence) / 2) / 2
  const scoreAt = (root: number) => scoreOf(Math.max(Math.max(root, 0) ** 2 - 0.375, 0), baselinePerDay).score
  const root = Math.sqrt(uses24h + 0.375)
  return { lower: scoreAt(root - half), upper: scoreAt(root + half) }
}

/** Why a subject is not listed as a trend. */
export type TrendObjection = 'few_uses' | 'few_authors' | 'one_author_dominates'

/**
 * What speaks against listing a subject as a trend; empty where nothing does. A hashtag that few people repeat is spam, not a trend.
 * @param uses Uses in the period, ≥ 0.
 * @param authors Distinct authors.
 * @param topAuthorUses Uses by the most active one.
 * @throws RangeError when a count is negative, infinite or NaN.
 */
export function trendObjections(
  { uses, authors, topAuthorUses }: { uses: number; authors: number; topAuthorUses: number },
  { usesMin = 20, authorsMin = 10, topShareMax = 0.3 }: { usesMin?: number; authorsMin?: number; topShareMax?: number } = {},
): readonly TrendObjection[] {
  for (const [name, count] of Object.entries({ uses, authors, topAuthorUses })) {
    if (!(count >= 0 && count < Infinity)) throw new RangeError(`trendObjections requires finite ${name} ≥ 0, got ${count}`)
  }
  const objections: [boolean, TrendObjection][] = [
    [uses < usesMin, 'few_uses'],
    [authors < authorsMin, 'few_authors'],
    [topAuthorUses > topShareMax * uses, 'one_author_dominates'],
  ]
  return objections.flatMap(([applies, objection]) => (applies ? objection : []))
}
