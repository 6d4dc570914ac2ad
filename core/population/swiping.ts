import { exact, type PopulationColumns, percentOf, rounded } from './columns.ts'
import { binomialAt } from './counts.ts'
import { matchChances } from './match-chances.ts'
import { betaCurve, kept, scoreOf } from './quantiles.ts'
import { countsOf } from './social.ts'
import { correlatedScores, type Standing } from './standing.ts'
import { type Block, orderBy, ranksBy, stratifiedUniforms } from './strata.ts'
import { TARGETS } from './targets.ts'

/** What a customer does on dating apps, as far as other parts hang on it. */
export interface Swiping {
  /** Normal score of the profile’s quality. */
  readonly quality: Float64Array
  /** Expected matches a day. */
  readonly matchesExpected: Float64Array
  readonly columns: PopulationColumns
}

/** Profile, swipes and matches. */
export function swipingOf(block: Block, standing: Standing): Swiping {
  const { quality: qualityCurve, completion, rightSwipes } = CURVES()
  const quality = ranksBy(correlatedScores(block, 'quality', standing.drive, 0.25)).map(scoreOf)
  const zeal = correlatedScores(block, 'zeal', standing.drive, 0.55).map((score) => Math.min(Math.max(score, -3.2), 2.6))
  const activity = zeal.map((score, row) => (standing.dating[row] as number) * Math.exp(0.75 * score))
  const swipes = countsOf(block, 'swipes', activity, TARGETS.swipes.target)
  const taste = ranksBy(correlatedScores(block, 'taste', zeal, 0.35)).map((rank) => rightSwipes(scoreOf(rank)))
  const inclination = scaledWhere(taste, swipes, TARGETS.swipe_right_rate_pct.target / 100)
  const right = binomials(block, 'right', swipes, inclination)
  const chance = matchChances(block, { standing, quality, right })
  const matches = binomials(block, 'matches', right, chance, standing.gender)
  const photos = correlatedScores(block, 'photos', quality, 0.4).map((score) => Math.min(Math.max(Math.round(4.6 + 1.8 * score), 1), 9))
  const words = correlatedScores(block, 'completion', quality, 0.5).map((score) => 100 * completion(score))
  return {
    quality,
    matchesExpected: chance.map((p, row) => p * (right[row] as number)),
    columns: {
      profile_completion_pct: rounded(words, 1),
      photo_count: rounded(photos, 0),
      profile_quality_score: rounded(
        quality.map((score) => 100 * qualityCurve(score)),
        1,
      ),
      swipes_right_day: exact(right),
      swipes_left_day: exact(swipes.map((count, row) => count - (right[row] as number))),
      swipe_right_rate_pct: rounded(percentOf(right, swipes), 1),
      matches_per_day: exact(matches),
      match_rate_pct: rounded(percentOf(matches, right), 2),
    },
  }
}

/** The values scaled so that those of rows with anything counted have the mean; at most 1. */
export function scaledWhere(values: Float64Array, counts: ArrayLike<number>, mean: number): Float64Array {
  let [sum, rows] = [0, 0]
  for (let row = 0; row < values.length; row += 1) {
    if ((counts[row] as number) === 0) continue
    sum += values[row] as number
    rows += 1
  }
  return rows === 0 ? values : values.map((value) => Math.min((value * mean * rows) / sum, 1))
}

/** Binomial counts, their chance evenly spread over rows of one group with like draws and shares. */
export function binomials(block: Block, label: string, draws: Int32Array, shares: Float64Array, group?: Uint8Array): Int32Array {
  const order = orderBy(shares.map((share, row) => 4096 * (group?.[row] ?? 0) + Math.min(draws[row] as number, 4095) + 0.999 * share))
  const uniforms = stratifiedUniforms(block.random.fork(label), block.size, order)
  return draws.map((count, row) => binomialAt(uniforms[row] as number, count, shares[row] as number))
}

const CURVES = kept(() => ({
  quality: betaCurve(TARGETS.profile_quality.target / 100, 6.2 / (TARGETS.profile_quality.target / 100)),
  completion: betaCurve(4 / 6.2, 6.2),
  rightSwipes: betaCurve(TARGETS.swipe_right_rate_pct.target / 100, 3 / (TARGETS.swipe_right_rate_pct.target / 100)),
}))
