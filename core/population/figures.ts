import { type RawColumn, type RawTable, requireColumn } from '../tabular/raw-table.ts'
import { Correlation, Mean } from './running.ts'
import type { TargetName } from './targets.ts'

/** Targets that are the mean of a column over the rows where it is there, times a factor. */
const MEANS: readonly (readonly [name: TargetName, column: string, times: number])[] = [
  ['engagement_score', 'engagement_score', 1],
  ['churn_pct', 'churn_30_day', 100],
  ['lifetime_value', 'lifetime_value_usd', 1],
  ['stories_posted', 'stories_posted_week', 1],
  ['stories_viewed', 'stories_viewed_day', 1],
  ['reels_created', 'reels_created_week', 1],
  ['reels_watched', 'reels_watched_day', 1],
  ['video_hours', 'video_watch_hours_week', 1],
  ['engagement_rate_pct', 'engagement_rate_pct', 1],
  ['creators_pct', 'is_creator', 100],
  ['followers', 'followers_count', 1],
  ['posts', 'posts_last_30_days', 1],
  ['feed_minutes', 'feed_time_minutes_day', 1],
  ['matches', 'matches_per_day', 1],
  ['match_rate_pct', 'match_rate_pct', 1],
  ['swipe_right_rate_pct', 'swipe_right_rate_pct', 1],
  ['messages_sent', 'messages_sent_day', 1],
  ['response_rate_pct', 'response_rate_pct', 1],
  ['dates_scheduled', 'dates_scheduled_month', 1],
  ['date_conversion_pct', 'match_to_date_conversion_pct', 1],
  ['profile_quality', 'profile_quality_score', 1],
  ['match_satisfaction', 'match_satisfaction_score', 1],
  ['super_likes', 'super_likes_used_week', 1],
  ['show_up_pct', 'date_show_up_rate_pct', 1],
  ['arpu', 'total_revenue_month_usd', 1],
]

/** Targets that are the sum of a column. */
const SUMS = [
  ['subscriptions', 'monthly_subscription_usd'],
  ['in_app', 'iap_spending_month_usd'],
  ['ads', 'ad_revenue_generated_month_usd'],
  ['revenue', 'total_revenue_month_usd'],
] as const

/** Targets that are the share of rows with a word. */
const SHARES = [
  ['premium_pct', 'account_type', 'Premium'],
  ['male_pct', 'gender', 'Male'],
  ['female_pct', 'gender', 'Female'],
  ['non_binary_pct', 'gender', 'Non-binary'],
] as const

/** Customers who are new, in months, and those who engage little. */
const EARLY_TENURE = 3
const LOW_ENGAGEMENT = 0.3

/** How two things hang together, and the sign that it is to have. */
export interface Dependency {
  readonly name: string
  readonly label: string
  /** Bounds that the figure lies strictly between. */
  readonly above: number
  readonly below: number
  /** A correlation, or a difference of shares; null where there is nothing to compute it from. */
  readonly found: number | null
}

/**
 * Gathers the figures of a table of customers piece by piece. Memory stays the same but for the earnings of creators, 8 bytes each, which
 * have to be sorted for the share of the top tenth.
 */
export class PopulationFigures {
  rows = 0
  readonly #columns: number
  #ascending = 0
  #lastId = ''
  readonly #means = new Map<string, Mean>()
  readonly #earnings: number[] = []
  readonly #ageEngagement = new Correlation()
  readonly #qualityMatches = new Correlation()
  readonly #tenureValue = new Correlation()
  readonly #viewsEarnings = new Correlation()
  readonly #premiumEngagement = new Correlation()

  /** @param names Columns of the table, which has them even without a row. */
  constructor(names: readonly string[]) {
    this.#columns = names.length
  }

  /** @throws UnusableTable naming a column that is missing. */
  add(table: RawTable): void {
    this.rows += table.rows
    for (const [name, column] of [...MEANS, ...SUMS]) this.#mean(name).addAll(requireColumn(table, column, USE).numbers)
    for (const [name, column, word] of SHARES) this.#mean(name).addAll(equalTo(requireColumn(table, column, USE), word, table.rows))
    for (const side of ['right', 'left']) this.#mean(`${side} swipes`).addAll(requireColumn(table, `swipes_${side}_day`, USE).numbers)
    this.#addIds(requireColumn(table, 'customer_id', USE), table.rows)
    this.#addCreators(table)
    this.#addValueAndMatches(table)
    this.#addChurn(table)
    this.#addCorrelations(table)
  }

  /** What was found, by target; null where there is nothing to compute it from. */
  found(): Readonly<Record<TargetName, number | null>> {
    const found: Partial<Record<TargetName, number | null>> = { columns: this.#columns, customers: this.#ascending }
    for (const [name, , times] of MEANS) found[name] = scaled(this.#mean(name).value, times)
    for (const [name] of SUMS) found[name] = this.#mean(name).sum
    for (const [name] of SHARES) found[name] = scaled(this.#mean(name).value, 100)
    const premium = this.#mean('premium_pct').sum
    return {
      ...found,
      swipes: added(this.#mean('right swipes').value, this.#mean('left swipes').value),
      creator_earnings: this.#mean('earnings').value,
      creator_top_tenth_pct: topTenth(this.#earnings),
      revenue_per_premium: premium === 0 ? null : this.#mean('revenue').sum / premium,
      engagement_premium_r2: squared(this.#premiumEngagement.value),
      both_value_ratio: ratio(this.#mean('value of both').value, this.#mean('value of one').value),
      gender_match_ratio: ratio(this.#mean('match rate of women').value, this.#mean('match rate of men').value),
    } as Record<TargetName, number | null>
  }

  /** The signs that dependencies are to have. */
  dependencies(): readonly Dependency[] {
    const early = difference(this.#mean('churn of new').value, this.#mean('churn of old').value)
    const risk = difference(this.#mean('churn of low').value, this.#mean('churn of high').value)
    return [
      dependency('age_engagement', 'correlation of age and engagement score', -1, 0, this.#ageEngagement.value),
      dependency('quality_matches', 'correlation of profile quality and log(1 + matches)', 0, 1, this.#qualityMatches.value),
      dependency('tenure_value', 'correlation of tenure and lifetime value', 0, 1, this.#tenureValue.value),
      dependency('views_earnings', 'correlation of log views and log earnings of creators', 0.5, 1, this.#viewsEarnings.value),
      dependency('early_churn', 'churn in the first 3 months less churn later', 0, 1, early),
      dependency('risk_churn', 'churn at engagement below 0.3 less churn above', 0, 1, risk),
    ]
  }

  #mean(name: string): Mean {
    const known = this.#means.get(name)
    if (known !== undefined) return known
    const mean = new Mean()
    this.#means.set(name, mean)
    return mean
  }

  #addIds(column: RawColumn, rows: number): void {
    for (let row = 0; row < rows; row += 1) {
      const id = column.texts[column.codes?.[row] ?? -1] ?? String(column.numbers[row])
      if (id > this.#lastId) this.#ascending += 1
      this.#lastId = id
    }
  }

  #addCreators(table: RawTable): void {
    const [creators, earnings, views] = numbersOf(table, 'is_creator', 'creator_earnings_month_usd', 'avg_views_per_post')
    for (let row = 0; row < table.rows; row += 1) {
      if (creators[row] !== 1) continue
      const earned = earnings[row] as number
      this.#earnings.push(earned)
      this.#mean('earnings').add(earned)
      this.#viewsEarnings.add(Math.log1p(views[row] as number), Math.log(earned))
    }
  }

  #addValueAndMatches(table: RawTable): void {
    const [value, matchRate] = numbersOf(table, 'lifetime_value_usd', 'match_rate_pct')
    const both = equalTo(requireColumn(table, 'platform_primary', USE), 'Both', table.rows)
    const women = equalTo(requireColumn(table, 'gender', USE), 'Female', table.rows)
    const men = equalTo(requireColumn(table, 'gender', USE), 'Male', table.rows)
    const [ofBoth, ofOne] = [this.#mean('value of both'), this.#mean('value of one')]
    const [ofWomen, ofMen] = [this.#mean('match rate of women'), this.#mean('match rate of men')]
    for (let row = 0; row < table.rows; row += 1) {
      ;(both[row] === 1 ? ofBoth : ofOne).add(value[row] as number)
      if (women[row] === 1) ofWomen.add(matchRate[row] as number)
      if (men[row] === 1) ofMen.add(matchRate[row] as number)
    }
  }

  #addChurn(table: RawTable): void {
    const [churn, tenure, engagement] = numbersOf(table, 'churn_30_day', 'tenure_months', 'engagement_score')
    const [ofNew, ofOld] = [this.#mean('churn of new'), this.#mean('churn of old')]
    const [ofLow, ofHigh] = [this.#mean('churn of low'), this.#mean('churn of high')]
    for (let row = 0; row < table.rows; row += 1) {
      ;((tenure[row] as number) <= EARLY_TENURE ? ofNew : ofOld).add(churn[row] as number)
      ;((engagement[row] as number) < LOW_ENGAGEMENT ? ofLow : ofHigh).add(churn[row] as number)
    }
  }

  #addCorrelations(table: RawTable): void {
    const [age, engagement, quality, matches, tenure, value] = numbersOf(
      table,
      'age',
      'engagement_score',
      'profile_quality_score',
      'matches_per_day',
      'tenure_months',
      'lifetime_value_usd',
    )
    const premium = equalTo(requireColumn(table, 'account_type', USE), 'Premium', table.rows)
    for (let row = 0; row < table.rows; row += 1) {
      this.#ageEngagement.add(age[row] as number, engagement[row] as number)
      this.#qualityMatches.add(quality[row] as number, Math.log1p(matches[row] as number))
      this.#tenureValue.add(tenure[row] as number, value[row] as number)
      this.#premiumEngagement.add(premium[row] as number, engagement[row] as number)
    }
  }
}

const USE = 'the check'

function numbersOf<const Names extends readonly string[]>(table: RawTable, ...names: Names): { [Name in keyof Names]: Float64Array } {
  return names.map((name) => requireColumn(table, name, USE).numbers) as { [Name in keyof Names]: Float64Array }
}

function equalTo({ codes, texts }: RawColumn, word: string, rows: number): Float64Array {
  const code = texts.indexOf(word)
  const equal = new Float64Array(rows)
  if (code >= 0) for (let row = 0; row < rows; row += 1) equal[row] = Number(codes?.[row] === code)
  return equal
}

function dependency(name: string, label: string, above: number, below: number, found: number | null): Dependency {
  return { name, label, above, below, found }
}

function scaled(value: number | null, times: number): number | null {
  return value === null ? null : value * times
}

function added(value: number | null, other: number | null): number | null {
  return value === null || other === null ? null : value + other
}

function squared(value: number | null): number | null {
  return value === null ? null : value * value
}

function ratio(value: number | null, other: number | null): number | null {
  return value === null || other === null || other === 0 ? null : value / other
}

function difference(value: number | null, other: number | null): number | null {
  return value === null || other === null ? null : value - other
}

/** Percent of the sum that the greatest tenth has; null for none. */
function topTenth(earnings: readonly number[]): number | null {
  const sorted = Float64Array.from(earnings).sort()
  const sum = sorted.reduce((before, earned) => before + earned, 0)
  if (sum === 0) return null
  const top = sorted.subarray(sorted.length - Math.round(sorted.length / 10))
  return (100 * top.reduce((before, earned) => before + earned, 0)) / sum
}
