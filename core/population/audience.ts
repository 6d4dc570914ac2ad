import { exact, type PopulationColumns, rounded } from './columns.ts'
import { kept, type PowerLaw, paretoWithTopTenth, scoreOf, truncatedPareto } from './quantiles.ts'
import type { SocialLife } from './social.ts'
import { correlated, correlatedScores, type Standing } from './standing.ts'
import { type Block, countWithin, orderBy, placeInStratum, stratifiedUniforms } from './strata.ts'
import { TARGETS } from './targets.ts'

/** Everybody has some; the rest follows a power law up to a thousand times the least. */
const FOLLOWERS_MIN = 30
const FOLLOWERS_EXPONENT = 1.75
const FOLLOWERS_SPREAD = 2000
const EARNINGS_SPREAD = 2000
/** Of a creator’s views with the earnings, as normal scores. */
const VIEWS_WITH_EARNINGS = 0.8

/** Followers, who is a creator, what creators earn and how often posts are seen. */
export function audienceOf(block: Block, standing: Standing, social: SocialLife): PopulationColumns {
  const followers = followersOf(block, standing)
  const following = correlatedScores(block, 'following', standing.drive, 0.2).map((score) => Math.floor(60 + 240 * Math.exp(0.7 * score)))
  const creators = creatorsOf(block, standing, social, followers)
  const isCreator = new Int32Array(block.size)
  for (const row of creators) isCreator[row] = 1
  return {
    followers_count: exact(followers),
    following_count: rounded(following, 0),
    follower_following_ratio: rounded(
      following.map((count, row) => (followers[row] as number) / count),
      2,
    ),
    is_creator: exact(isCreator),
    ...successOf(block, creators),
  }
}

const followersLaw = kept(() => truncatedPareto(FOLLOWERS_EXPONENT, FOLLOWERS_SPREAD))

function followersOf(block: Block, { drive }: Standing): Int32Array {
  const law = followersLaw()
  const scale = (TARGETS.followers.target - FOLLOWERS_MIN) / (law.sumFrom(0, block.count) - 1)
  const followers = new Int32Array(block.size)
  for (const [place, row] of orderBy(correlatedScores(block, 'followers', drive, 0.3)).entries())
    followers[row] = Math.floor(FOLLOWERS_MIN + scale * (quantileOf(law, place, block.size, block) - 1) + 0.5)
  return followers
}

/** The creators among the rows: those who post much, have many followers and engage, with much chance. */
function creatorsOf(block: Block, { drive }: Standing, { posts, reels }: SocialLife, followers: Int32Array): Uint16Array {
  const count = countWithin(TARGETS.creators_pct.target / 100, block)
  const chance = stratifiedUniforms(block.random.fork('creators'), block.size)
  const keys = drive.map((score, row) => {
    const work = Math.log1p((posts[row] as number) + 4 * (reels[row] as number))
    const gumbel = -Math.log(-Math.log(chance[row] as number))
    return work + 0.35 * Math.log1p(followers[row] as number) + 0.5 * score + 0.6 * gumbel
  })
  return orderBy(keys).subarray(block.size - count)
}

const earningsLaw = kept((creators: number) => paretoWithTopTenth(TARGETS.creator_top_tenth_pct.target / 100, EARNINGS_SPREAD, creators))

/** Earnings by the rank of a hidden success, which views hang on too. */
function successOf(block: Block, creators: Uint16Array): PopulationColumns {
  const all = Math.max(1, countWithin(TARGETS.creators_pct.target / 100, { from: 0, to: block.count }))
  const law = earningsLaw(all)
  const scale = (100 * TARGETS.creator_earnings.target) / law.sumFrom(0, all)
  const success = stratifiedUniforms(block.random.fork('success'), creators.length)
  const luck = stratifiedUniforms(block.random.fork('views'), block.size).map(scoreOf)
  const cents = new Int32Array(block.size)
  const views = luck.map((score) => Math.floor(8 + 30 * Math.exp(0.9 * score)))
  for (const [place, which] of orderBy(success).entries()) {
    const row = creators[which] as number
    cents[row] = Math.floor(scale * quantileOf(law, place, creators.length, block) + 0.5)
    const score = correlated(scoreOf(success[which] as number), VIEWS_WITH_EARNINGS, luck[row] as number)
    views[row] = Math.floor(400 * Math.exp(1.1 * score))
  }
  return { creator_earnings_month_usd: exact(cents, 2), avg_views_per_post: rounded(views, 0) }
}

function quantileOf(law: PowerLaw, place: number, count: number, block: Block): number {
  return law.quantile((place + placeInStratum(block)) / count)
}
