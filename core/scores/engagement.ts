import { type MaybeCount, requireCount, sum } from './score.ts'

/** Counters of a post at one moment; null or left out where a platform does not tell. */
export interface PostCounters {
  readonly likes?: MaybeCount
  readonly comments?: MaybeCount
  readonly shares?: MaybeCount
  readonly saves?: MaybeCount
  /** People who saw it. */
  readonly reach?: MaybeCount
  /** Times it was shown, never fewer than people. */
  readonly impressions?: MaybeCount
  /** Followers of the account when it was posted, not now. */
  readonly followers?: MaybeCount
  /** What a view is differs by platform: do not compare over platforms. */
  readonly views?: MaybeCount
}

/** Engagements per hundred of each denominator; null where that is 0 or unknown. */
export interface EngagementRates {
  readonly byReach: number | null
  readonly byImpressions: number | null
  readonly byFollowers: number | null
  readonly byViews: number | null
  /** With saves among the engagements. */
  readonly byReachWithSaves: number | null
}

/**
 * Engagement rates of a post, in percent: likes, comments and shares over what each name says. Rates may exceed 100, as people do
 * several things; they are never cut off. A hidden counter enters as 0.
 * @throws RangeError when a count is negative, infinite or NaN.
 */
export function engagementRates(post: PostCounters): EngagementRates {
  const count = (name: keyof PostCounters) => requireCount('engagementRates', name, post[name])
  const engagements = count('likes') + count('comments') + count('shares')
  return {
    byReach: percentOf(engagements, count('reach')),
    byImpressions: percentOf(engagements, count('impressions')),
    byFollowers: percentOf(engagements, count('followers')),
    byViews: percentOf(engagements, count('views')),
    byReachWithSaves: percentOf(engagements + count('saves'), count('reach')),
  }
}

/** Engagement of an account over its posts, in percent; null without a post that reached anyone. */
export interface AccountEngagement {
  /** All engagements over all reach: the rate to show. */
  readonly ratioOfSums: number | null
  /** Mean of the posts’ own rates, where a post that reached few weighs as much as any: the average post. */
  readonly meanOfRatios: number | null
  /** Posts with reach, on which both rest. */
  readonly posts: number
}

/**
 * Engagement rate of an account in both readings, which differ. Posts whose reach is 0 or unknown enter neither.
 * @throws RangeError when a count is negative, infinite or NaN.
 */
export function accountEngagement(posts: readonly { readonly engagements: number; readonly reach: MaybeCount }[]): AccountEngagement {
  const known = posts
    .map(({ engagements, reach }) => ({
      engagements: requireCount('accountEngagement', 'engagements', engagements),
      reach: requireCount('accountEngagement', 'reach', reach),
    }))
    .filter(({ reach }) => reach > 0)
  const ratios = known.map(({ engagements, reach }) => engagements / reach)
  return {
    ratioOfSums: percentOf(sum(known.map(({ engagements }) => engagements)), sum(known.map(({ reach }) => reach))),
    meanOfRatios: percentOf(sum(ratios), known.length),
    posts: known.length,
  }
}

/** Settings of the virality score; they hold for one platform. */
export interface ViralityOptions {
  /** What a share and a comment weigh, ≥ 0. */
  readonly shareWeight?: number
  readonly commentWeight?: number
  /** Weighted spread per person expected beforehand, ≥ 0, and how many people that is worth, > 0. */
  readonly priorRate?: number
  readonly priorWeight?: number
  /** Rate at which the score is 63, > 0. Calibrate it so that the platform’s 95th percentile comes to 80. */
  readonly scale?: number
}

/**
 * Virality of a post, 0 – 100: how much those reached pass it on or talk about it, drawn towards the expected rate where few were reached.
 * It rises with shares and comments and is never quite 100 before rounding in doubles.
 * @returns The rate per person reached, and the score 100 · (1 − exp(−rate / scale)).
 * @throws RangeError when a count or an option is out of range.
 */
export function viralityScore(
  post: Pick<PostCounters, 'shares' | 'comments' | 'reach'>,
  { shareWeight = 3, commentWeight = 1, priorRate = 0.02, priorWeight = 200, scale = 0.05 }: ViralityOptions = {},
): { readonly rate: number; readonly score: number } {
  const count = (name: 'shares' | 'comments' | 'reach') => requireCount('viralityScore', name, post[name])
  for (const [name, value] of Object.entries({ shareWeight, commentWeight, priorRate })) requireCount('viralityScore', name, value)
  for (const [name, value] of Object.entries({ priorWeight, scale })) {
    if (!(value > 0 && value < Infinity)) throw new RangeError(`viralityScore requires finite ${name} > 0, got ${value}`)
  }
  const spread = shareWeight * count('shares') + commentWeight * count('comments') + priorRate * priorWeight
  const rate = spread / (count('reach') + priorWeight)
  return { rate, score: viralityOfRate(rate, scale) }
}

/** Virality, 0 – 100, of a weighted spread per person reached, ≥ 0; at `scale`, > 0, it is 63. */
export function viralityOfRate(rate: number, scale: number): number {
  return -100 * Math.expm1(-rate / scale)
}

/** Signs of the quality of a post, each as its percentile among posts of the same platform and format, 0 – 1; null where unknown. */
export interface QualitySigns {
  /** Comments among engagements. */
  readonly commentShare?: number | null | undefined
  /** Saves and shares among engagements. */
  readonly saveShare?: number | null | undefined
  /** Watched to the end. */
  readonly completion?: number | null | undefined
  /** Comments weighted by their sentiment. */
  readonly sentiment?: number | null | undefined
  /** 1 minus the share of suspicious engagements. */
  readonly authenticity?: number | null | undefined
}

/** A quality score and what it is made of. */
export interface QualityScore {
  readonly score: number
  /** Weight of each known sign; they add up to 1. */
  readonly weights: Readonly<Partial<Record<keyof QualitySigns, number>>>
}

/**
 * Quality of the engagement with a post, 0 – 100: the weighted geometric mean of its signs, so that one bad sign is not made good by
 * others. Unknown signs drop out and the weights of the rest are stretched.
 * @param weights ≥ 0; 1 where left out.
 * @returns null when no sign with a weight is known.
 * @throws RangeError when a sign is not in [0, 1] or a weight is negative, infinite or NaN.
 */
export function qualityScore(signs: QualitySigns, weights: Partial<Record<keyof QualitySigns, number>> = {}): QualityScore | null {
  const known = (Object.entries(signs) as [keyof QualitySigns, number | null | undefined][]).flatMap(([name, percentile]) => {
    const weight = requireCount('qualityScore', `weight of ${name}`, weights[name] ?? 1)
    if (percentile === null || percentile === undefined || weight === 0) return []
    if (!(percentile >= 0 && percentile <= 1)) throw new RangeError(`qualityScore requires ${name} in [0, 1], got ${percentile}`)
    return { name, percentile, weight }
  })
  if (known.length === 0) return null
  const all = sum(known.map(({ weight }) => weight))
  const logarithm = sum(known.map(({ percentile, weight }) => (weight / all) * Math.log(percentile)))
  return { score: 100 * Math.exp(logarithm), weights: Object.fromEntries(known.map(({ name, weight }) => [name, weight / all])) }
}

function percentOf(part: number, whole: number): number | null {
  return whole > 0 ? (part / whole) * 100 : null
}
