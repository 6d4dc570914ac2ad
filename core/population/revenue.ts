import { exact, type PopulationColumns } from './columns.ts'
import { poissonAt } from './counts.ts'
import { type Curve, gammaCurve, kept, scoreOf } from './quantiles.ts'
import type { SocialLife } from './social.ts'
import { correlatedScores, type Standing } from './standing.ts'
import { type Block, countWithin, orderBy, placeInStratum, shareOut, stratifiedUniforms } from './strata.ts'
import { TARGET_CUSTOMERS, TARGETS } from './targets.ts'

/** Cents a month: free, Gold, Platinum. */
const PRICES = [0, 999, 1999] as const
const FREE_PAYERS = 0.3
/** Advertisements that a premium customer sees, in parts of those of a free one. */
const PREMIUM_ADS = 0.1
const TENURE_MAX = 84
const TENURE_EXPONENT = 2.2
/** Purchases in the app a month, of those who buy. */
const PURCHASES = 0.6
const ROUNDS = 4
const STEPS = 20

/** What a customer pays and brings, and since when. */
export interface Revenue {
  /** Whole months, 0–84. */
  readonly tenure: Int32Array
  readonly columns: PopulationColumns
}

/** Subscription, in-app spending, advertising, tenure and lifetime value. All amounts add up to the cent. */
export function revenueOf(block: Block, standing: Standing, { feed }: SocialLife): Revenue {
  const subscription = new Int32Array(standing.tier).map((tier) => PRICES[tier] as number)
  const ads = shareOut(countWithin(centsEach(TARGETS.ads.target), block), adWeights(block, standing, feed))
  const spending = spendingWeights(block, standing)
  const fixed = subscription.map((cents, row) => cents + (ads[row] as number))
  const { tenure, inApp } = calibrated(block, standing, { fixed, spending, months: tenureShape(block, standing, fixed, spending) })
  const total = fixed.map((cents, row) => cents + (inApp[row] as number))
  return {
    tenure,
    columns: {
      tenure_months: exact(tenure),
      monthly_subscription_usd: exact(subscription, 2),
      iap_spending_month_usd: exact(inApp, 2),
      ad_revenue_generated_month_usd: exact(ads, 2),
      total_revenue_month_usd: exact(total, 2),
      lifetime_value_usd: exact(
        total.map((cents, row) => cents * (tenure[row] as number)),
        2,
      ),
      ...transactionColumns(block, { tenure, subscription, inApp }),
    },
  }
}

const CURVES = kept(() => ({ premium: gammaCurve(1.6, 4.8), free: gammaCurve(1.2, 2.64), ads: gammaCurve(4, 1) }))

function centsEach(total: number): number {
  return (100 * total) / TARGET_CUSTOMERS
}

function adWeights({ random, size }: Block, { tier }: Standing, feed: Float64Array): Float64Array {
  const uniforms = stratifiedUniforms(random.fork('ads'), size)
  const { ads } = CURVES()
  return feed.map((minutes, row) => (tier[row] === 0 ? 1 : PREMIUM_ADS) * minutes * ads(scoreOf(uniforms[row] as number)))
}

/** In-app spending before it is brought to its total, and before those of both platforms spend more. */
function spendingWeights({ random, size }: Block, { tier, platform, drive }: Standing): Float64Array {
  const order = orderBy(drive.map((score, row) => score + 100 * (platform[row] as number) + 1000 * Math.min(tier[row] as number, 1)))
  const pays = stratifiedUniforms(random.fork('pays'), size, order)
  const amounts = stratifiedUniforms(random.fork('in app'), size, order)
  const { premium, free } = CURVES()
  return amounts.map((uniform, row) => {
    const isPremium = (tier[row] as number) > 0
    if (!isPremium && (pays[row] as number) >= FREE_PAYERS) return 0
    const curve: Curve = isPremium ? premium : free
    return curve(scoreOf(uniform)) * Math.exp(0.25 * (drive[row] as number))
  })
}

/** Months before they are scaled: a power law by rank, evenly spread over customers who bring alike. */
function tenureShape(block: Block, { platform, drive }: Standing, fixed: Int32Array, spending: Float64Array): Float64Array {
  const worth = orderBy(spending.map((weight, row) => (fixed[row] as number) + 180 * weight + 1e7 * Number(platform[row] === 2)))
  const shape = new Float64Array(block.size)
  for (const [place, row] of orderBy(correlatedScores(block, 'tenure', drive, 0.15, worth)).entries())
    shape[row] = (1 - (place + placeInStratum(block)) / block.size) ** (-1 / TENURE_EXPONENT) - 1
  return shape
}

interface Worth {
  /** Cents a month of subscription and advertising. */
  readonly fixed: Int32Array
  readonly spending: Float64Array
  readonly months: Float64Array
}

/**
 * Finds the scale of tenure that gives the mean lifetime value, and how much more those of both platforms spend so that theirs is 1.3 times
 * that of the others, in turns: the one by bisection, the other from the linear equation that it solves.
 */
function calibrated(block: Block, { platform }: Standing, { fixed, spending, months }: Worth) {
  const isBoth = platform.map((kind) => Number(kind === 2))
  const cents = countWithin(centsEach(TARGETS.in_app.target), block)
  let scale = 12
  let tenure = tenureAt(scale, months)
  let weights = spending
  for (let round = 0; round < ROUNDS; round += 1) {
    const more = spendingOfBoth({ fixed, spending, months }, tenure, isBoth, cents)
    weights = spending.map((weight, row) => weight * (isBoth[row] === 1 ? more : 1))
    scale = scaleFor(months, worthOf(fixed, weights, cents))
    tenure = tenureAt(scale, months)
  }
  return { tenure, inApp: shareOut(cents, weights) }
}

function tenureAt(scale: number, months: Float64Array): Int32Array {
  return new Int32Array(months.map((value) => Math.min(Math.floor(scale * value), TENURE_MAX)))
}

function worthOf(fixed: Int32Array, weights: Float64Array, cents: number): Float64Array {
  const sum = weights.reduce((before, weight) => before + weight, 0)
  return weights.map((weight, row) => (fixed[row] as number) + (sum > 0 ? (weight * cents) / sum : 0))
}

function scaleFor(months: Float64Array, worth: Float64Array): number {
  const wanted = 100 * TARGETS.lifetime_value.target * worth.length
  let [low, high] = [2, 60]
  for (let step = 0; step < STEPS; step += 1) {
    const middle = (low + high) / 2
    let sum = 0
    for (let row = 0; row < worth.length; row += 1)
      sum += Math.min(Math.floor(middle * (months[row] as number)), TENURE_MAX) * (worth[row] as number)
    if (sum < wanted) low = middle
    else high = middle
  }
  return low
}

/** The factor m with n_o (B_b (A_o + m A_b) + m C X_b) = 1.3 n_b (B_o (A_o + m A_b) + C X_o), between ½ and 5. */
function spendingOfBoth({ fixed, spending }: Worth, tenure: Int32Array, isBoth: Uint8Array, cents: number): number {
  const [others, both] = [groupSums(0), groupSums(1)]
  const ratio = TARGETS.both_value_ratio.target
  const level = others.rows * both.base - ratio * both.rows * others.base
  const more = others.rows * cents * both.spent + level * both.amount
  const found = (ratio * both.rows * cents * others.spent - level * others.amount) / more
  return Number.isFinite(found) ? Math.min(Math.max(found, 0.5), 5) : 1

  function groupSums(group: number) {
    const sums = { rows: 0, base: 0, amount: 0, spent: 0 }
    for (let row = 0; row < tenure.length; row += 1) {
      if (isBoth[row] !== group) continue
      sums.rows += 1
      sums.base += (fixed[row] as number) * (tenure[row] as number)
      sums.amount += spending[row] as number
      sums.spent += (spending[row] as number) * (tenure[row] as number)
    }
    return sums
  }
}

interface Paid {
  readonly tenure: Int32Array
  readonly subscription: Int32Array
  readonly inApp: Int32Array
}

/** A premium customer pays once a month; whoever buys in the app has bought at least once. */
function transactionColumns({ random, size }: Block, { tenure, subscription, inApp }: Paid): PopulationColumns {
  const uniforms = stratifiedUniforms(random.fork('transactions'), size)
  const transactions = new Int32Array(size)
  const mean = new Int32Array(size).fill(-1)
  for (let row = 0; row < size; row += 1) {
    const months = tenure[row] as number
    const renewals = (subscription[row] as number) > 0 ? months : 0
    const buys = (inApp[row] as number) > 0 && months > 0
    transactions[row] = renewals + (buys ? 1 + poissonAt(uniforms[row] as number, PURCHASES * months) : 0)
    const paid = ((subscription[row] as number) + (inApp[row] as number)) * months
    if ((transactions[row] as number) > 0) mean[row] = Math.floor(paid / (transactions[row] as number) + 0.5)
  }
  return { total_transactions_alltime: exact(transactions), avg_transaction_value_usd: exact(mean, 2) }
}
