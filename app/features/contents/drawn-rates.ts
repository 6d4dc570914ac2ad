import { fitBetaPrior } from '@trill/core/inference/beta-binomial'
import { type BetaDistribution, wilsonInterval } from '@trill/core/inference/proportions'
import type { RankingRow } from './contents.ts'
import type { ContentRow } from './contract.ts'

/** What the pooled rate is worth where there are too few posts to see how much they differ. */
const POOLED_TRIALS = 100
/** Whom each rate is over. */
const PEOPLE = { engagement_rate: 'views', engagement_rate_by_reach: 'reach' } as const
export type Rate = keyof typeof PEOPLE

export function isRate(sort: string): sort is Rate {
  return sort in PEOPLE
}

/** What rates are usual among some posts; interactions beyond one for each view or person count as one each. */
export function usualRates(posts: readonly RankingRow[], rate: Rate): BetaDistribution {
  const groups = posts.map((post) => proportionOf(post, rate))
  const trials = groups.reduce((sum, group) => sum + group.trials, 0)
  const pooled = (groups.reduce((sum, group) => sum + group.successes, 0) + 0.5) / (trials + 1)
  return fitBetaPrior(groups, { fallback: { alpha: pooled * POOLED_TRIALS, beta: (1 - pooled) * POOLED_TRIALS } })
}

/** The rows with their rate drawn towards what is usual; the same formula as in `ranking.sql`. */
export function withDrawnRates(rows: readonly ContentRow[], rate: Rate, usual: BetaDistribution): ContentRow[] {
  return rows.map((row) => {
    if (row[rate] === null) return row
    const { successes, trials } = proportionOf(row, rate)
    const [known, all] = [successes + usual.alpha, trials + usual.alpha + usual.beta]
    const { lower, upper } = wilsonInterval(known, all)
    return { ...row, drawn: { rate: (100 * known) / all, lower: 100 * lower, upper: 100 * upper } }
  })
}

function proportionOf(post: Pick<ContentRow, 'interactions' | 'views' | 'reach'>, rate: Rate) {
  const trials = Math.max(post[PEOPLE[rate]] ?? 0, 0)
  return { successes: Math.min(Math.max(post.interactions ?? 0, 0), trials), trials }
}
