import { ASSOCIATION, type CustomerMetricTable, mean, OF_KNOWN, plain, ratio, share } from './kinds.ts'

const SOURCE_PAYING = 'Paying are premium accounts, as the source counts them; who only buys in the apps is not.'

/** What customers bring. */
export const REVENUE = {
  revenue_month: plain({
    label: 'Revenue',
    unit: 'USD a month',
    formula: 'Sum of total_revenue_month_usd',
    direction: 'higher',
    caveat: 'Of the customers of the table, which need not be all there are.',
  }),
  subscriptions_month: plain({
    label: 'Subscriptions',
    unit: 'USD a month',
    formula: 'Sum of monthly_subscription_usd',
    direction: 'higher',
    caveat: OF_KNOWN,
  }),
  in_app_month: plain({
    label: 'In-app purchases',
    unit: 'USD a month',
    formula: 'Sum of iap_spending_month_usd',
    direction: 'higher',
    caveat: OF_KNOWN,
  }),
  ads_month: plain({
    label: 'Advertising',
    unit: 'USD a month',
    formula: 'Sum of ad_revenue_generated_month_usd',
    direction: 'higher',
    caveat: OF_KNOWN,
  }),
  arpu: ratio({
    label: 'ARPU',
    unit: 'USD a month',
    formula: 'Revenue of all customers in customers',
    direction: 'higher',
    caveat: OF_KNOWN,
  }),
  arppu_all_revenue: ratio({
    label: 'ARPPU, revenue of all',
    unit: 'USD a month',
    formula: 'Revenue of all customers in paying ones',
    direction: 'higher',
    caveat: `It gives paying customers what all others bring, too; the revenue of paying customers is the other ARPPU. ${SOURCE_PAYING}`,
  }),
  arppu_own_revenue: ratio({
    label: 'ARPPU, revenue of paying',
    unit: 'USD a month',
    formula: 'Revenue of paying customers in paying customers',
    direction: 'higher',
    caveat: SOURCE_PAYING,
  }),
  paying_pct: share({
    label: 'Paying customers',
    unit: '%',
    formula: 'Premium accounts in customers',
    direction: 'higher',
    caveat: SOURCE_PAYING,
  }),
  platinum_pct: share({
    label: 'Platinum',
    unit: '%',
    formula: 'Platinum accounts in premium ones',
    direction: 'higher',
    caveat: OF_KNOWN,
  }),
  lifetime_value: mean({
    label: 'Lifetime value so far',
    unit: 'USD',
    formula: 'Mean of lifetime_value_usd: revenue of a month times months since joining',
    direction: 'higher',
    caveat: 'Realised so far, not expected: it grows with tenure, and forward it may be much less.',
  }),
  both_value_ratio: ratio({
    label: 'Value of users of both',
    unit: 'times that of others',
    formula: 'Mean lifetime value of users of both kinds of apps in that of all others',
    direction: 'neutral',
    caveat: ASSOCIATION,
  }),
} as const satisfies CustomerMetricTable
