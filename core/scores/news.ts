import { type MaybeCount, requireCount, requireSimilarity, roundWithin, SCORE_VERSION, type Score, sum } from './score.ts'

/** Standing of a source: 1 major international, 2 national or regional, 3 any other. */
export type NewsTier = 1 | 2 | 3

const TIER_POINTS: Readonly<Record<NewsTier, number>> = { 1: 10, 2: 5, 3: 2 }
const SCORE_MAX = 100

/** An article that is about the subject. */
export interface NewsMatch {
  /** How alike its title and the subject are, 0 – 1. */
  readonly similarity: number
  /** Name of the source; white space around it and capitals make no other source. */
  readonly source: string
  /** Left out where unknown: then `tierOf` is asked, and 3 taken where that is left out too. */
  readonly tier?: NewsTier | null | undefined
  /** Points that the article brings with it, ≥ 0; 0 where left out. */
  readonly score?: MaybeCount
}

/** Points of the score in the news, and the number of sources it rests on. */
export interface NewsComponents {
  /** Mean over articles of own points, similarity (0 – 25) and tier (10, 5 or 2). */
  readonly normalized: number
  /** 5 for each source, at most 20. */
  readonly crossMediaBonus: number
  /** 15 from four sources, 10 for three. */
  readonly semanticBonus: number
  readonly uniqueSources: number
}

/**
 * Score of a subject in the news from articles of the last 72 hours, 0 – 100: the mean over articles, and how many sources report. No
 * classes are defined for it. No articles give 0.
 * Notes: `no_matches`, `unknown_tier` (a tier was not given with the article).
 * @param tierOf Tier of a source, whose name comes trimmed and in lower case.
 * @throws RangeError when a score is negative, infinite or NaN, a similarity is outside [0, 1], or a tier is none of 1, 2 and 3.
 */
export function newsScore(
  matches: readonly NewsMatch[],
  { tierOf = () => 3 }: { tierOf?: (source: string) => NewsTier } = {},
): Score<null, NewsComponents> {
  const uniqueSources = new Set(matches.map(({ source }) => sourceKey(source))).size
  const points = matches.map((match) => articlePoints(match, tierOf))
  const components = {
    normalized: points.length === 0 ? 0 : sum(points) / points.length,
    crossMediaBonus: Math.min(5 * uniqueSources, 20),
    semanticBonus: uniqueSources >= 4 ? 15 : uniqueSources === 3 ? 10 : 0,
    uniqueSources,
  }
  const raw = components.normalized + components.crossMediaBonus + components.semanticBonus
  const notes: [boolean, string][] = [
    [matches.length === 0, 'no_matches'],
    [matches.some(({ tier }) => (tier ?? null) === null), 'unknown_tier'],
  ]
  return {
    score: roundWithin(raw, 0, SCORE_MAX),
    class: null,
    raw,
    components,
    version: SCORE_VERSION,
    notes: notes.flatMap(([applies, note]) => (applies ? note : [])),
  }
}

function articlePoints({ similarity, source, tier, score }: NewsMatch, tierOf: (source: string) => NewsTier): number {
  const standing = tier ?? tierOf(sourceKey(source))
  const tierPoints = TIER_POINTS[standing]
  if (tierPoints === undefined) throw new RangeError(`newsScore requires tier 1, 2 or 3, got ${standing}`)
  return requireCount('newsScore', 'score', score) + 25 * requireSimilarity('newsScore', similarity) + tierPoints
}

function sourceKey(source: string): string {
  return source.trim().toLowerCase()
}
