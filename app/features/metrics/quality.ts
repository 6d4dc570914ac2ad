import { fitBetaPrior } from '@trill/core/inference/beta-binomial'
import { wilsonInterval } from '@trill/core/inference/proportions'
import { shrunkRatio } from '@trill/core/inference/rates'
import { firstAbove, firstAtLeast } from '@trill/core/inference/sorted'
import { type QualitySigns, qualityScore } from '@trill/core/scores/engagement'
import { SUMS, type Sum } from './definitions.ts'

/** Posts of a platform and kind below which nobody can say what is usual of them. */
const PEERS_MIN = 5
/** Posts that the mean of all is worth. */
const USUAL_POSTS = 5

const SIGNS = {
  commentShare: { part: ['comments'], whole: ['likes', 'comments', 'shares'] },
  saveShare: { part: ['shares', 'saves'], whole: ['likes', 'comments', 'shares', 'saves'] },
  completion: { part: ['completions'], whole: ['views'] },
} as const satisfies Partial<Record<keyof QualitySigns, { part: readonly Sum[]; whole: readonly Sum[] }>>
type Sign = keyof typeof SIGNS
const SIGN_NAMES = Object.keys(SIGNS) as Sign[]

/** A post with its sums, in the order of `SUMS`. */
export interface MeasuredPost {
  readonly platform: string
  readonly kind: string
  readonly sums: readonly number[]
  readonly known: readonly number[]
}

/** Quality of one post: raw, and with its signs drawn towards those of its peers. */
export interface PostQuality {
  readonly raw: number
  readonly estimate: number
  readonly lower: number
  readonly upper: number
  /** Interactions it rests on. */
  readonly interactions: number
}

/** Quality of each post among those of its platform and kind; null where none of its signs is known, or it has too few peers. */
export function qualities(posts: readonly MeasuredPost[]): (PostQuality | null)[] {
  const peers = new Map<string, MeasuredPost[]>()
  for (const post of posts) {
    const cohort = `${post.platform}\n${post.kind}`
    peers.set(cohort, [...(peers.get(cohort) ?? []), post])
  }
  const found = new Map<MeasuredPost, PostQuality | null>()
  for (const cohort of peers.values())
    for (const [index, quality] of cohortQualities(cohort).entries()) found.set(cohort[index] as MeasuredPost, quality)
  return posts.map((post) => found.get(post) ?? null)
}

function cohortQualities(posts: readonly MeasuredPost[]): (PostQuality | null)[] {
  const ranks = SIGN_NAMES.map((sign) => [sign, ranksOf(posts.map((post) => shareOf(post, sign)))] as const)
  return posts.map((post, index) => {
    const score = (of: keyof Ranks) =>
      qualityScore(Object.fromEntries(ranks.map(([sign, rank]) => [sign, rank[index]?.[of] ?? null])))?.score
    const [raw, estimate, lower, upper] = [score('raw'), score('estimate'), score('lower'), score('upper')]
    if (raw === undefined || estimate === undefined || lower === undefined || upper === undefined) return null
    const { whole = 0 } = shareOf(post, 'commentShare') ?? {}
    return { raw, estimate, lower, upper, interactions: whole }
  })
}

interface Share {
  readonly part: number
  readonly whole: number
}

function shareOf({ sums, known }: MeasuredPost, sign: Sign): Share | null {
  const add = (names: readonly Sum[]) => names.reduce((sum, name) => sum + Math.max(sums[SUMS.indexOf(name)] ?? 0, 0), 0)
  const { part: parts, whole: wholes } = SIGNS[sign]
  const [part, whole] = [add(parts), add(wholes)]
  const isKnown = parts.every((name) => (known[SUMS.indexOf(name)] ?? 0) > 0)
  return isKnown && whole > 0 ? { part: Math.min(part, whole), whole } : null
}

interface Ranks {
  readonly raw: number
  readonly estimate: number
  readonly lower: number
  readonly upper: number
}

/** Where each share stands among all of them, 0 – 1; null where it is not known, and all null where too few are. */
function ranksOf(shares: readonly (Share | null)[]): (Ranks | null)[] {
  const known = shares.filter((share) => share !== null)
  if (known.length < PEERS_MIN) return shares.map(() => null)
  const groups = known.map(({ part, whole }) => ({ successes: part, trials: whole }))
  const trials = groups.reduce((sum, group) => sum + group.trials, 0)
  const pooled = (groups.reduce((sum, group) => sum + group.successes, 0) + 0.5) / (trials + 1)
  const prior = fitBetaPrior(groups, { fallback: { alpha: pooled * 20, beta: (1 - pooled) * 20 } })
  const drawn = ({ part, whole }: Share) => (part + prior.alpha) / (whole + prior.alpha + prior.beta)
  const rawOrder = sorted(known.map(({ part, whole }) => part / whole))
  const order = sorted(known.map(drawn))
  return shares.map((share) => {
    if (share === null) return null
    const { lower, upper } = wilsonInterval(share.part + prior.alpha, share.whole + prior.alpha + prior.beta)
    return {
      raw: rankAmong(rawOrder, share.part / share.whole),
      estimate: rankAmong(order, drawn(share)),
      lower: rankAmong(order, lower),
      upper: rankAmong(order, upper),
    }
  })
}

function sorted(values: readonly number[]): Float64Array {
  return Float64Array.from(values).sort()
}

/** Share of values below, ties by half, never quite 0 or 1. */
function rankAmong(order: Float64Array, value: number): number {
  const [below, upTo] = [firstAtLeast(order, value), firstAbove(order, value)]
  return Math.min(Math.max((below + upTo) / 2, 0.5), order.length - 0.5) / order.length
}

/** Mean quality of a group of posts, drawn towards the mean of all. */
export function meanQuality(scores: readonly number[], all: readonly number[]) {
  const mean = average(all)
  const spread = all.length < 2 ? 625 : all.reduce((sum, score) => sum + (score - mean) ** 2, 0) / (all.length - 1)
  const usual = { ratio: mean, weight: USUAL_POSTS, variance: USUAL_POSTS * spread }
  const sum = scores.reduce((part, score) => part + score, 0)
  const { estimate, lower, upper } = shrunkRatio({ numerator: sum, denominator: scores.length, variance: scores.length * spread }, usual)
  return { estimate, lower: Math.max(lower, 0), upper: Math.min(upper, 100) }
}

export function average(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
