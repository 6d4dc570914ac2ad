/** A column of a table of customers of social and dating apps. */
export interface CustomerColumn {
  readonly group: 'customer' | 'social' | 'dating' | 'revenue' | 'engagement' | 'platform'
  /** `decimal` numbers are rounded to `decimals` places. */
  readonly type: 'integer' | 'decimal' | 'text' | 'time'
  readonly decimals?: number
  /** Empty for words and counts of nothing but themselves. */
  readonly unit: string
  /** Least and greatest value that is possible; words are listed. */
  readonly range: string
  readonly about: string
  /** When the cell is empty; never where this is missing. */
  readonly nullWhen?: string
}

type Group = CustomerColumn['group']
const column = (
  type: CustomerColumn['type'],
  group: Group,
  unit: string,
  range: string,
  about: string,
  more: Pick<CustomerColumn, 'decimals' | 'nullWhen'> = {},
): CustomerColumn => ({ type, group, unit, range, about, ...more })
const count = (group: Group, unit: string, about: string, range = '0 or more') => column('integer', group, unit, range, about)
const decimal = (group: Group, unit: string, decimals: number, about: string, range = '0 or more') =>
  column('decimal', group, unit, range, about, { decimals })
const rate = (group: Group, decimals: number, about: string, nullWhen?: string) =>
  column('decimal', group, '%', '0–100', about, { decimals, ...(nullWhen !== undefined && { nullWhen }) })
const money = (group: Group, about: string) => decimal(group, 'USD', 2, about)
const word = (group: Group, range: string, about: string) => column('text', group, '', range, about)

/**
 * Every column of a table of customers, in order. A rate with nothing to divide by is missing, never 0.
 */
export const CUSTOMER_COLUMNS = {
  customer_id: word('customer', 'c<seed>-<eight digits>', 'Who it is; numbered from 1, so that ids rise from row to row'),
  age: count('customer', 'years', 'Age', '18–65'),
  gender: word('customer', 'Male, Female, Non-binary', 'Gender'),
  location: word('customer', 'one of ten', 'Metropolitan area'),
  tenure_months: count('customer', 'months', 'Whole months since joining', '0–84'),
  account_type: word('customer', 'Free, Premium', 'Whether there is a subscription'),
  stories_posted_week: count('social', 'stories a week', 'Stories posted'),
  stories_viewed_day: count('social', 'stories a day', 'Stories viewed'),
  story_completion_rate_pct: rate('social', 1, 'Share of viewed stories seen to the end', 'no stories viewed'),
  reels_created_week: count('social', 'reels a week', 'Reels made'),
  reels_watched_day: count('social', 'reels a day', 'Reels watched'),
  avg_reel_watch_time_sec: {
    ...decimal('social', 's', 1, 'Mean time on a reel'),
    nullWhen: 'no reels watched',
  },
  reel_completion_rate_pct: rate('social', 1, 'Share of watched reels seen to the end', 'no reels watched'),
  video_watch_hours_week: decimal('social', 'h a week', 2, 'Time with videos'),
  engagement_rate_pct: rate('social', 2, 'Likes, comments and shares of a post in followers'),
  posts_last_30_days: count('social', 'posts', 'Posts of the last 30 days'),
  comments_posted_week: count('social', 'comments a week', 'Comments written'),
  likes_given_day: count('social', 'likes a day', 'Likes given'),
  shares_last_week: count('social', 'shares', 'Shares of the last week'),
  followers_count: count('social', 'followers', 'Followers'),
  following_count: count('social', 'accounts', 'Accounts followed', '1 or more'),
  follower_following_ratio: decimal('social', '', 2, 'Followers in accounts followed'),
  is_creator: count('social', '', 'Whether a creator, who earns with posts', '0 or 1'),
  creator_earnings_month_usd: money('social', 'Earnings of a creator in a month; 0 for all others'),
  avg_views_per_post: count('social', 'views', 'Views of a post on average, of all posts so far'),
  feed_time_minutes_day: decimal('social', 'min a day', 1, 'Time in the feed'),
  discover_page_visits_week: count('social', 'visits a week', 'Visits of the page that suggests accounts'),
  ads_clicked_week: count('social', 'clicks a week', 'Advertisements clicked'),
  ad_conversion_rate_pct: rate('social', 2, 'Share of clicks that became a purchase', 'no advertisements clicked'),
  live_streams_watched_week: count('social', 'streams a week', 'Live streams watched'),
  live_stream_time_minutes_week: decimal('social', 'min a week', 1, 'Time in live streams'),
  profile_completion_pct: rate('dating', 1, 'Share of the profile filled in'),
  photo_count: count('dating', 'photos', 'Photos of the profile', '1–9'),
  profile_quality_score: decimal('dating', '', 1, 'Quality of the profile', '0–100'),
  swipes_right_day: count('dating', 'swipes a day', 'Swipes to the right'),
  swipes_left_day: count('dating', 'swipes a day', 'Swipes to the left'),
  swipe_right_rate_pct: rate('dating', 1, 'Share of swipes to the right', 'no swipes'),
  matches_per_day: count('dating', 'matches a day', 'Matches; never more than right swipes'),
  match_rate_pct: rate('dating', 2, 'Matches in right swipes', 'no right swipes'),
  total_matches_alltime: count('dating', 'matches', 'Matches since joining', '0–99,999'),
  messages_sent_day: count('dating', 'messages a day', 'Messages sent'),
  messages_received_day: count('dating', 'messages a day', 'Messages received'),
  avg_conversation_length: { ...decimal('dating', 'messages', 1, 'Mean length of a conversation'), nullWhen: 'no matches ever' },
  response_rate_pct: rate('dating', 1, 'Share of messages that were answered', 'no matches ever'),
  first_message_response_rate_pct: rate('dating', 1, 'Share of first messages that were answered', 'no matches ever'),
  dates_scheduled_month: count('dating', 'dates a month', 'Dates arranged'),
  date_show_up_rate_pct: rate('dating', 1, 'Share of arranged dates that both came to', 'no dates arranged'),
  dates_completed_month: count('dating', 'dates a month', 'Dates that both came to; never more than arranged'),
  match_to_date_conversion_pct: rate('dating', 2, 'Dates of a month in matches ever', 'no matches ever'),
  super_likes_used_week: count('dating', 'super likes a week', 'Super likes given'),
  boosts_used_month: count('dating', 'boosts a month', 'Boosts of the profile bought or used'),
  super_like_match_rate_pct: rate('dating', 1, 'Share of super likes that became a match', 'no super likes given'),
  users_blocked: count('dating', 'users', 'Users blocked since joining'),
  users_reported: count('dating', 'users', 'Users reported since joining'),
  match_satisfaction_score: { ...decimal('dating', '', 2, 'Satisfaction with matches', '1–5'), nullWhen: 'no matches ever' },
  app_opens_day: count('dating', 'times a day', 'How often an app is opened'),
  session_duration_avg_min: decimal('dating', 'min', 1, 'Mean length of a session'),
  premium_tier: word('revenue', 'Free, Gold, Platinum', 'Subscription: none, 9.99 or 19.99 USD a month'),
  monthly_subscription_usd: money('revenue', 'Subscription of a month'),
  iap_spending_month_usd: money('revenue', 'Purchases in the apps in a month'),
  ad_revenue_generated_month_usd: money('revenue', 'What advertisements bring in a month'),
  total_revenue_month_usd: money('revenue', 'Subscription, purchases and advertisements of a month'),
  lifetime_value_usd: money('revenue', 'Realised so far: revenue of a month times months since joining'),
  total_transactions_alltime: count('revenue', 'payments', 'Payments since joining'),
  avg_transaction_value_usd: { ...money('revenue', 'Mean payment'), nullWhen: 'no payments' },
  engagement_score: decimal('engagement', '', 3, 'How much somebody takes part', '0–1'),
  sessions_last_7_days: count('engagement', 'sessions', 'Sessions of the last 7 days; 0 for who was away as long'),
  churn_probability: decimal('engagement', '', 3, 'Probability of leaving within 30 days', '0–1'),
  churn_30_day: count('engagement', '', 'Whether the customer leaves within 30 days: drawn with that probability', '0 or 1'),
  days_since_last_active: count('engagement', 'days', 'Days since the last use', '0–60'),
  platform_primary: word('platform', 'Social_Media, Dating, Both', 'Kind of app that is used'),
  data_generated_at: column('time', 'platform', '', 'ISO 8601, UTC', 'The moment that the table stands for; the same in every row'),
} as const satisfies Readonly<Record<string, CustomerColumn>>
export type CustomerColumnName = keyof typeof CUSTOMER_COLUMNS
export const CUSTOMER_COLUMN_NAMES = Object.keys(CUSTOMER_COLUMNS) as CustomerColumnName[]

/** Columns that hold a word of a few, empty where it is missing. */
export type CustomerWordName = 'gender' | 'location' | 'account_type' | 'premium_tier' | 'platform_primary'
/** Columns that hold a number. */
export type CustomerNumberName = Exclude<CustomerColumnName, CustomerWordName | 'customer_id' | 'data_generated_at'>

/** Whether a column holds numbers: all but the id, the words and the moment. */
export function isCustomerNumber(name: CustomerColumnName): name is CustomerNumberName {
  const { type } = CUSTOMER_COLUMNS[name]
  return type === 'integer' || type === 'decimal'
}

/** Youngest customer that is kept, in years. */
export const CUSTOMER_AGE_MIN = 18
const AGE_MAX = 120
const INTEGER_MAX = 4_294_967_295
const DECIMAL_MAX = 1e15
const BOUNDED: Readonly<Record<string, readonly [number, number]>> = { '0–100': [0, 100], '0–1': [0, 1], '0 or 1': [0, 1], '1–5': [1, 5] }

/**
 * Least and greatest number that a row may have in a column, both included. Wider than what the generator draws, where reality is: real
 * customers are older than 65, stay longer than 84 months, and a post of a small account can have more likes than followers.
 */
export function customerLimits(name: CustomerNumberName): readonly [number, number] {
  if (name === 'age') return [0, AGE_MAX]
  const { range, type } = CUSTOMER_COLUMNS[name]
  const bounds = name === 'engagement_rate_pct' ? undefined : BOUNDED[range]
  return bounds ?? [0, type === 'integer' ? INTEGER_MAX : DECIMAL_MAX]
}

/** Why a row does not become a customer. */
export const CUSTOMER_REFUSALS = {
  missing_id: 'The row has no customer_id, or one of more than 256 characters.',
  minor: 'The customer is under 18, by the row or by what is recorded of the person, or of unknown age where the age is asked for.',
  not_permitted: 'The person refused to be measured, or was not asked where the workspace keeps only who was.',
  erased_person: 'The person was erased less than 30 days ago.',
  not_a_number: 'A value is not a number.',
  out_of_range: 'A number is below or above what is possible.',
  unknown_word: 'A word is not one of those that the column may have.',
  unreadable: 'The row could not be read.',
} as const
export type CustomerRefusal = keyof typeof CUSTOMER_REFUSALS

/** Groups of customers by how long they stay, how much they take part, and what they bring; in the order in which the rules hold. */
export const CUSTOMER_SEGMENTS = {
  unclear: { label: 'Not enough known', about: 'Months since joining, engagement or revenue are missing.' },
  new: { label: 'New', about: 'Joined less than three months ago.' },
  champions: { label: 'Champions', about: 'Engagement of 0.5 or more, and a monthly revenue among the highest quarter.' },
  engaged: { label: 'Engaged, spend little', about: 'Engagement of 0.5 or more, revenue below the highest quarter.' },
  steady: { label: 'Steady', about: 'Engagement from 0.3 to below 0.5.' },
  valuable_at_risk: { label: 'Valuable, at risk', about: 'Engagement below 0.3, but a monthly revenue among the highest quarter.' },
  fading: { label: 'Long-standing, fading', about: 'Engagement below 0.3, joined two years ago or more.' },
  at_risk: { label: 'At risk', about: 'Engagement below 0.3.' },
} as const
export type CustomerSegment = keyof typeof CUSTOMER_SEGMENTS

/** What a table of customers makes possible, and which columns each of it takes: without one of them it says “not available”. */
export const CUSTOMER_USES = {
  segments: { label: 'Segments', needs: ['tenure_months', 'engagement_score', 'total_revenue_month_usd'] },
  churn: { label: 'Churn, its model and the list of customers at risk', needs: ['churn_30_day', 'days_since_last_active'] },
  stories_and_reels: {
    label: 'Social: stories and reels',
    needs: ['stories_viewed_day', 'reels_watched_day', 'story_completion_rate_pct'],
  },
  creators: { label: 'Social: creators and their earnings', needs: ['is_creator', 'creator_earnings_month_usd', 'avg_views_per_post'] },
  dating_funnel: {
    label: 'Dating: from swipe to date',
    needs: ['swipes_right_day', 'swipes_left_day', 'matches_per_day', 'messages_sent_day', 'dates_scheduled_month'],
  },
  match_quality: {
    label: 'Dating: conversations and profiles',
    needs: ['match_satisfaction_score', 'profile_quality_score', 'response_rate_pct'],
  },
  revenue: {
    label: 'Revenue: mix, ARPU and tiers',
    needs: [
      'monthly_subscription_usd',
      'iap_spending_month_usd',
      'ad_revenue_generated_month_usd',
      'total_revenue_month_usd',
      'premium_tier',
    ],
  },
  lifetime_value: { label: 'Lifetime value and its model', needs: ['lifetime_value_usd', 'tenure_months'] },
  engagement: {
    label: 'Engagement by kind of app, and its model',
    needs: ['engagement_score', 'platform_primary', 'sessions_last_7_days'],
  },
  premium: { label: 'Premium share, and who converts', needs: ['account_type'] },
} as const satisfies Readonly<Record<string, { readonly label: string; readonly needs: readonly CustomerColumnName[] }>>

/** What a table without some columns leaves unavailable. */
export function unavailableWithout(
  missing: ReadonlySet<CustomerColumnName>,
): { readonly what: string; readonly missing: CustomerColumnName[] }[] {
  return Object.values(CUSTOMER_USES).flatMap(({ label, needs }) => {
    const lacking = needs.filter((name) => missing.has(name))
    return lacking.length === 0 ? [] : [{ what: label, missing: lacking }]
  })
}
