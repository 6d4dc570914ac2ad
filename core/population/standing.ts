import { exact, type PopulationColumns, rounded, worded } from './columns.ts'
import { betaCurve, kept, scoreOf } from './quantiles.ts'
import { type Block, countWithin, orderBy, ranksBy, shuffledRows, stratifiedUniforms } from './strata.ts'
import { TARGETS } from './targets.ts'

const GENDERS = ['Male', 'Female', 'Non-binary']
const PLATFORMS = ['Social_Media', 'Dating', 'Both']
const PLATFORM_SHARES = [0.46, 0.33]
const CITIES = ['New York', 'Los Angeles', 'Chicago', 'San Francisco', 'Austin', 'Seattle', 'Miami', 'Boston', 'Denver', 'Atlanta']
const CITY_SHARES = [0.17, 0.14, 0.11, 0.1, 0.08, 0.08, 0.09, 0.08, 0.07]

/** Mean and deviation of the score of premium customers; those of the others follow from the targets. */
const PREMIUM_MEAN = 0.8
const PREMIUM_DEVIATION = 0.13
const AGES = { youngest: 18, oldest: 65 }
/** What somebody does on a kind of app that is not their own, in parts of what they do on their own. */
const ELSEWHERE = 0.3

/** What customers are before they do anything. */
export interface Standing {
  /** 0 free, 1 Gold, 2 Platinum. */
  readonly tier: Uint8Array
  /** 0 male, 1 female, 2 non-binary. */
  readonly gender: Uint8Array
  /** 0 social media, 1 dating, 2 both. */
  readonly platform: Uint8Array
  /** In [0, 1], three decimals. */
  readonly engagement: Float64Array
  /** Normal score of the engagement among all, which what people do hangs on. */
  readonly drive: Float64Array
  /** How much of it is done on social and on dating apps: 1, or less for who lives on the other. */
  readonly social: Float64Array
  readonly dating: Float64Array
  readonly columns: PopulationColumns
}

/** Who the customers are: account, engagement, age, gender, place and platform. */
export function standingOf(block: Block): Standing {
  const { size, random } = block
  const tier = tiersOf(block)
  const spread = engagementOf(block, tier)
  const engagement = spread.map((value) => Math.floor(value * 1000 + 0.5) / 1000)
  const drive = ranksBy(spread).map(scoreOf)
  const rank = orderBy(spread.map((value, row) => value + 2 * Number((tier[row] as number) > 0)))
  const platform = drawnShares(stratifiedUniforms(random.fork('platform'), size, rank), PLATFORM_SHARES)
  const gender = gendersOf(block)
  return {
    tier,
    gender,
    platform,
    engagement,
    drive,
    social: new Float64Array(platform).map((kind) => (kind === 1 ? ELSEWHERE : 1)),
    dating: new Float64Array(platform).map((kind) => (kind === 0 ? ELSEWHERE : 1)),
    columns: {
      age: exact(agesOf(block, drive)),
      gender: worded(GENDERS, gender),
      location: worded(CITIES, drawnShares(stratifiedUniforms(random.fork('location'), size), CITY_SHARES)),
      account_type: worded(
        ['Free', 'Premium'],
        tier.map((kind) => Math.min(kind, 1)),
      ),
      premium_tier: worded(['Free', 'Gold', 'Platinum'], tier),
      engagement_score: rounded(engagement, 3),
      platform_primary: worded(PLATFORMS, platform),
    },
  }
}

/** A score that is correlated with another one, of normal scores both. */
export function correlated(score: number, correlation: number, other: number): number {
  return correlation * score + Math.sqrt(1 - correlation * correlation) * other
}

/** Normal scores correlated with the given ones, their own part evenly spread over each 40 rows of the order. */
export function correlatedScores(block: Block, label: string, scores: Float64Array, correlation: number, order?: Uint16Array) {
  const uniforms = stratifiedUniforms(block.random.fork(label), block.size, order)
  return uniforms.map((uniform, row) => correlated(scores[row] as number, correlation, scoreOf(uniform)))
}

function tiersOf(block: Block): Uint8Array {
  const premium = countWithin(TARGETS.premium_pct.target / 100, block)
  const platinum = countWithin((TARGETS.premium_pct.target / 100) * PLATINUM_OF_PREMIUM, block)
  const tier = new Uint8Array(block.size)
  for (const [place, row] of shuffledRows(block.random.fork('tier'), block.size).entries())
    tier[row] = place < platinum ? 2 : Number(place < premium)
  return tier
}

/** So that the subscriptions of all add up to their target at 9.99 and 19.99 USD. */
const PLATINUM_OF_PREMIUM = 7001 / 21190

/** Score of each customer from the quantiles of two beta margins: one hump for free accounts, one for premium. */
function engagementOf({ size, random }: Block, tier: Uint8Array): Float64Array {
  const { free, premium } = humps()
  const byTier = orderBy(Float64Array.from(tier, (kind) => Math.min(kind, 1)))
  const frees = tier.reduce((count, kind) => count + Number(kind === 0), 0)
  const spread = new Float64Array(size)
  const parts = [byTier.subarray(0, frees), byTier.subarray(frees)] as const
  for (const [part, curve] of [[parts[0], free] as const, [parts[1], premium] as const]) {
    const uniforms = stratifiedUniforms(random.fork(`engagement ${curve === free}`), part.length)
    for (const [place, rank] of ranksBy(uniforms).entries()) spread[part[place] as number] = curve(scoreOf(rank))
  }
  return spread
}

/**
 * Premium explains a share R² of the variance of the score where p (1 − p) (m₁ − m₀)² is that share of it; what is left is the variance
 * within the two humps.
 */
const humps = kept(() => {
  const p = TARGETS.premium_pct.target / 100
  const freeMean = (TARGETS.engagement_score.target - p * PREMIUM_MEAN) / (1 - p)
  const between = p * (1 - p) * (PREMIUM_MEAN - freeMean) ** 2
  const within = between / TARGETS.engagement_premium_r2.target - between
  const freeVariance = (within - p * PREMIUM_DEVIATION ** 2) / (1 - p)
  const weight = (mean: number, variance: number) => (mean * (1 - mean)) / variance - 1
  return {
    free: betaCurve(freeMean, weight(freeMean, freeVariance)),
    premium: betaCurve(PREMIUM_MEAN, weight(PREMIUM_MEAN, PREMIUM_DEVIATION ** 2)),
  }
})

function gendersOf(block: Block): Uint8Array {
  const men = countWithin(TARGETS.male_pct.target / 100, block)
  const menAndWomen = countWithin((TARGETS.male_pct.target + TARGETS.female_pct.target) / 100, block)
  const gender = new Uint8Array(block.size)
  for (const [place, row] of shuffledRows(block.random.fork('gender'), block.size).entries())
    gender[row] = place < men ? 0 : place < menAndWomen ? 1 : 2
  return gender
}

const ageCurve = kept(() => betaCurve(2.2 / 7.4, 7.4))

function agesOf(block: Block, drive: Float64Array): Int32Array {
  const { youngest, oldest } = AGES
  const curve = ageCurve()
  return Int32Array.from(correlatedScores(block, 'age', drive, -0.3), (score) =>
    Math.min(Math.floor(youngest + (oldest + 1 - youngest) * curve(score)), oldest),
  )
}

/** Places in a list by the shares of all but the last of it. */
function drawnShares(uniforms: Float64Array, shares: readonly number[]): Uint8Array {
  return Uint8Array.from(uniforms, (uniform) => {
    let place = 0
    for (let sum = shares[0] as number; place < shares.length && uniform >= sum; sum += shares[place] as number) place += 1
    return place
  })
}
