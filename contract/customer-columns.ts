import { CUSTOMER_COLUMN_NAMES, type CustomerColumnName } from './customers.ts'

/** Which column of a file is which of ours; what is not in it is missing. */
export type CustomerMap = Readonly<Partial<Record<CustomerColumnName, string>>>

/** Other words that files name columns by, after case and signs are left out. */
const OTHER_NAMES: Readonly<Partial<Record<CustomerColumnName, readonly string[]>>> = {
  customer_id: ['userid', 'user', 'customer', 'id', 'memberid', 'accountid', 'actorid', 'uid'],
  gender: ['sex'],
  location: ['city', 'metro', 'region', 'area'],
  tenure_months: ['tenure', 'monthssincejoining', 'customermonths'],
  account_type: ['account', 'plan', 'plantype'],
  premium_tier: ['tier', 'subscriptiontier'],
  followers_count: ['followers'],
  following_count: ['following'],
  is_creator: ['creator'],
  creator_earnings_month_usd: ['creatorearnings', 'earnings'],
  total_revenue_month_usd: ['revenue', 'totalrevenue', 'monthlyrevenue', 'arpu'],
  lifetime_value_usd: ['ltv', 'clv', 'lifetimevalue', 'customerlifetimevalue'],
  monthly_subscription_usd: ['subscription', 'subscriptionfee', 'mrr'],
  churn_30_day: ['churn', 'churned', 'ischurned', 'churn30d'],
  churn_probability: ['churnscore', 'churnrisk'],
  engagement_score: ['engagement'],
  days_since_last_active: ['dayssincelastseen', 'recencydays', 'dayssinceactive'],
  sessions_last_7_days: ['sessions7d', 'weeklysessions'],
  platform_primary: ['platform', 'primaryplatform'],
  data_generated_at: ['observedon', 'observedat', 'snapshotdate', 'asof', 'exportedat'],
}
/** Ends of names that say a unit or period, which files often leave out. */
const ENDINGS = /(pct|percent|usd|sec|seconds|minutes|min)$/

/**
 * What the columns of a file most probably are, by their names: ours whatever the case and signs between words, then with the unit left
 * out, then by other words. Each column is used once; what no name tells is left out.
 */
export function proposeCustomerMap(columns: readonly string[]): CustomerMap {
  const map: Partial<Record<CustomerColumnName, string>> = {}
  const left = new Set(columns)
  const take = (name: CustomerColumnName, isIt: (bare: string) => boolean) => {
    if (map[name] !== undefined) return
    const column = [...left].find((candidate) => isIt(bareName(candidate)))
    if (column === undefined) return
    map[name] = column
    left.delete(column)
  }
  for (const name of CUSTOMER_COLUMN_NAMES) take(name, (bare) => bare === bareName(name))
  for (const name of CUSTOMER_COLUMN_NAMES) take(name, (bare) => bare.replace(ENDINGS, '') === bareName(name).replace(ENDINGS, ''))
  for (const name of CUSTOMER_COLUMN_NAMES) take(name, (bare) => OTHER_NAMES[name]?.includes(bare) === true)
  return map
}

/** Whether a word names one of our columns. */
export function isCustomerColumn(name: string): name is CustomerColumnName {
  return (CUSTOMER_COLUMN_NAMES as readonly string[]).includes(name)
}

function bareName(name: string): string {
  return name
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]/g, '')
}
