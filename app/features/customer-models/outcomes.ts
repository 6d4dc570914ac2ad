import { CUSTOMER_COLUMNS, type CustomerColumnName } from '@trill/contract/customers'
import type { ModelTask } from '../../platform/models/trainer.ts'

/** Columns that may be learned from: all but who somebody is and when the table was made. */
export const FEATURE_NAMES = (Object.keys(CUSTOMER_COLUMNS) as CustomerColumnName[]).filter(
  (name) => name !== 'customer_id' && name !== 'data_generated_at',
)

/** Columns that hold words. */
export const WORD_NAMES = FEATURE_NAMES.filter((name) => CUSTOMER_COLUMNS[name].type === 'text')

/** What one of the models foretells of a customer. */
export interface CustomerOutcome {
  /** Name of the model. */
  readonly model: string
  readonly title: string
  readonly about: string
  readonly task: ModelTask
  /** The column that is foretold. */
  readonly column: CustomerColumnName
  /** What is foretold, as the registry says it. */
  readonly target: string
  /** What rises or falls, within a sentence. */
  readonly noun: string
  readonly unit: string
  /** Learned as it is, or as the logarithm of one more. */
  readonly scale: 'plain' | 'log'
  /** The word that counts as yes, of a column of words. */
  readonly yes?: string
  /** Only customers who post. */
  readonly postersOnly?: true
  /** A probability that the outcome may have been drawn from: the best there is to know, and nothing to learn from. */
  readonly drawnFrom?: CustomerColumnName
  /** Columns that the outcome is counted from by its definition, and that are therefore never learned from. */
  readonly countedFrom?: readonly CustomerColumnName[]
  /** Columns in which the outcome is counted by their definition, and that are therefore never learned from. */
  readonly countedIn?: readonly CustomerColumnName[]
  /** Columns of what comes with the outcome, such as fewer advertisements with a subscription, and that are therefore never learned from. */
  readonly followedBy?: readonly CustomerColumnName[]
  /** What the lists of customers are called. */
  readonly lists: { readonly highest: string; readonly lowest: string }
}

/** The eight models on the table of customers. */
export const CUSTOMER_OUTCOMES: readonly CustomerOutcome[] = [
  {
    model: 'engagement',
    title: 'Engagement',
    about: 'How much a customer takes part, from 0 to 1.',
    task: 'regression',
    column: 'engagement_score',
    target: 'the engagement score of the customer, 0 to 1',
    ...{ noun: 'engagement score', unit: '', scale: 'plain' },
    lists: { highest: 'Most engaged', lowest: 'Least engaged' },
  },
  {
    model: 'churn',
    title: 'Churn',
    about: 'Whether a customer leaves within 30 days.',
    task: 'binary',
    column: 'churn_30_day',
    target: 'the customer leaves within 30 days',
    ...{ noun: 'probability of leaving', unit: '', scale: 'plain', drawnFrom: 'churn_probability' },
    lists: { highest: 'At risk', lowest: 'Likely to stay' },
  },
  {
    model: 'lifetime-value',
    title: 'Lifetime value',
    about: 'What a customer has brought since joining; realised so far, not what is still to come.',
    task: 'regression',
    column: 'lifetime_value_usd',
    target: 'the revenue that the customer has brought since joining, in USD',
    ...{ noun: 'lifetime value', unit: 'USD', scale: 'plain' },
    countedFrom: ['total_transactions_alltime', 'avg_transaction_value_usd'],
    lists: { highest: 'Most valuable', lowest: 'Least valuable' },
  },
  {
    model: 'match-quality',
    title: 'Match quality',
    about: 'How content a customer is with matches, from 1 to 5; of customers who had any.',
    task: 'regression',
    column: 'match_satisfaction_score',
    target: 'the satisfaction of the customer with matches, 1 to 5',
    ...{ noun: 'satisfaction with matches', unit: '', scale: 'plain' },
    lists: { highest: 'Most content', lowest: 'Least content' },
  },
  {
    model: 'content-virality',
    title: 'Content virality',
    about: 'How many views a post of a customer has on average; of customers who post.',
    task: 'regression',
    column: 'avg_views_per_post',
    target: 'the natural logarithm of one more than the views of a post on average, of customers who post',
    ...{ noun: 'number of views', unit: 'views', scale: 'log', postersOnly: true },
    lists: { highest: 'Most viewed', lowest: 'Least viewed' },
  },
  {
    model: 'premium-conversion',
    title: 'Premium conversion',
    about: 'Whether a customer has a subscription.',
    task: 'binary',
    column: 'account_type',
    target: 'the customer has a subscription',
    ...{ noun: 'probability of a subscription', unit: '', scale: 'plain', yes: 'Premium' },
    countedIn: ['total_revenue_month_usd', 'lifetime_value_usd', 'total_transactions_alltime', 'avg_transaction_value_usd'],
    followedBy: ['ad_revenue_generated_month_usd', 'super_likes_used_week', 'super_like_match_rate_pct', 'boosts_used_month'],
    lists: { highest: 'Likely to subscribe', lowest: 'Unlikely to subscribe' },
  },
  {
    model: 'date-conversion',
    title: 'Date conversion',
    about: 'How many of 100 matches became a date of the last month; of customers who had a match.',
    task: 'regression',
    column: 'match_to_date_conversion_pct',
    target: 'dates of a month in 100 matches ever, as its natural logarithm of one more',
    ...{ noun: 'share of matches that become dates', unit: '%', scale: 'log' },
    countedFrom: ['dates_scheduled_month', 'date_show_up_rate_pct'],
    lists: { highest: 'Most dates a match', lowest: 'Fewest dates a match' },
  },
  {
    model: 'creator-identification',
    title: 'Creators',
    about: 'Whether a customer is a creator, who earns with posts.',
    task: 'binary',
    column: 'is_creator',
    target: 'the customer is a creator',
    ...{ noun: 'probability of being a creator', unit: '', scale: 'plain' },
    lists: { highest: 'Likely creators', lowest: 'Unlikely creators' },
  },
]

/** Columns that are never learned from by a model, and why. */
export function excludedFor({
  drawnFrom,
  countedFrom = [],
  countedIn = [],
  followedBy = [],
}: CustomerOutcome): { readonly feature: CustomerColumnName; readonly why: string }[] {
  const why =
    drawnFrom === 'churn_probability'
      ? 'The outcome may have been drawn from it; it serves to say what is attainable.'
      : 'It is what another model says of the customer, not something that was seen.'
  const counted = countedFrom.map((feature) => ({ feature, why: 'By its definition the outcome is counted from it.' }))
  const counting = countedIn.map((feature) => ({ feature, why: 'By its definition the outcome is counted in it.' }))
  const following = followedBy.map((feature) => ({ feature, why: 'It comes with the outcome, and is not known before it.' }))
  return [{ feature: 'churn_probability', why }, ...counted, ...counting, ...following]
}
