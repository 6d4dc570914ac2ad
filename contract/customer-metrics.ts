/** A figure about customers: what it is, how it is formed, and how it must not be read. */
export interface CustomerMetric {
  readonly label: string
  /** Empty for counts of nothing but themselves. */
  readonly unit: string
  readonly formula: string
  /** Which way is good; decides arrows and words, never colour alone. */
  readonly direction: 'higher' | 'lower' | 'neutral'
  readonly caveat: string
  /** `plain` is a column that is counted or added up, `share` how many customers in a hundred; all but `plain` is calculated. */
  readonly kind: 'plain' | 'mean' | 'share' | 'ratio' | 'correlation'
}

/** Version of all definitions of {@link CUSTOMER_METRICS}: raised when one of them comes to mean something else. */
export const CUSTOMER_METRICS_VERSION = '1'

/** Days of a month: a year of 365.25 days in twelve. What is known for a day is told for a month by it. */
export const DAYS_OF_MONTH = 30.44

/** Customers are new in their first months; churn is compared between these and the others. */
export const EARLY_TENURE_MONTHS = 3

/** Below this engagement score a customer counts as at risk. */
export const AT_RISK_ENGAGEMENT = 0.3

/** From this probability of leaving within 30 days a customer counts as at risk. */
export const AT_RISK_CHURN = 0.7

type Text = Omit<CustomerMetric, 'kind'>
const plain = (metric: Text): CustomerMetric => ({ ...metric, kind: 'plain' })
const mean = (metric: Text): CustomerMetric => ({ ...metric, kind: 'mean' })
const share = (metric: Text): CustomerMetric => ({ ...metric, kind: 'share' })
const ratio = (metric: Text): CustomerMetric => ({ ...metric, kind: 'ratio' })
const correlation = (metric: Text): CustomerMetric => ({ ...metric, kind: 'correlation' })

const OF_KNOWN = 'Of customers for whom it is known; a missing figure is no 0.'
const RATES = 'Each counts alike, however little they did: the ratio of sums is another figure.'
const ALL = 'Those who do most weigh most: the mean of users’ rates is another figure.'
const MONTHS = 'What the table says for a day is taken times 30.44.'
const ASSOCIATION = 'An association: it does not say what would happen if one of them were changed.'
const SOURCE_PAYING = 'Paying are premium accounts, as the source counts them; who only buys in the apps is not.'

const SOCIAL = {
  stories_posted_week: mean({
    label: 'Stories posted',
    unit: 'stories a week',
    formula: 'Mean of stories_posted_week',
    direction: 'higher',
    caveat: OF_KNOWN,
  }),
  stories_viewed_day: mean({
    label: 'Stories viewed',
    unit: 'stories a day',
    formula: 'Mean of stories_viewed_day',
    direction: 'higher',
    caveat: OF_KNOWN,
  }),
  story_completion_pct: mean({
    label: 'Story completion',
    unit: '%',
    formula: 'Mean of story_completion_rate_pct of those who viewed stories',
    direction: 'higher',
    caveat: RATES,
  }),
  reels_created_week: mean({
    label: 'Reels created',
    unit: 'reels a week',
    formula: 'Mean of reels_created_week',
    direction: 'higher',
    caveat: OF_KNOWN,
  }),
  reels_watched_day: mean({
    label: 'Reels watched',
    unit: 'reels a day',
    formula: 'Mean of reels_watched_day',
    direction: 'higher',
    caveat: OF_KNOWN,
  }),
  reel_completion_pct: mean({
    label: 'Reel completion',
    unit: '%',
    formula: 'Mean of reel_completion_rate_pct of those who watched reels',
    direction: 'higher',
    caveat: RATES,
  }),
  video_hours_week: mean({
    label: 'Time with videos',
    unit: 'h a week',
    formula: 'Mean of video_watch_hours_week',
    direction: 'higher',
    caveat: OF_KNOWN,
  }),
  feed_minutes_day: mean({
    label: 'Time in the feed',
    unit: 'min a day',
    formula: 'Mean of feed_time_minutes_day',
    direction: 'higher',
    caveat: OF_KNOWN,
  }),
  posts_30_days: mean({
    label: 'Posts',
    unit: 'posts in 30 days',
    formula: 'Mean of posts_last_30_days',
    direction: 'higher',
    caveat: OF_KNOWN,
  }),
  post_engagement_pct: mean({
    label: 'Engagement of posts',
    unit: '%',
    formula: 'Mean of engagement_rate_pct: likes, comments and shares of a post in followers',
    direction: 'higher',
    caveat: `${RATES} Accounts with few followers have high rates.`,
  }),
  creators_pct: share({
    label: 'Creators',
    unit: '%',
    formula: 'Creators in customers',
    direction: 'higher',
    caveat: 'Who is a creator is said by the table, not derived from what they post.',
  }),
  creator_earnings_usd: mean({
    label: 'Earnings of a creator',
    unit: 'USD a month',
    formula: 'Mean of creator_earnings_month_usd of creators',
    direction: 'higher',
    caveat: 'A mean of creators, not of customers; a few earn most, so that most creators earn much less.',
  }),
  creator_top_tenth_pct: ratio({
    label: 'Earnings of the top tenth',
    unit: '%',
    formula: 'Earnings of the tenth of creators who earn most, in earnings of all creators',
    direction: 'neutral',
    caveat: 'How unequal earnings are within this table; where few earn most it moves with each of them.',
  }),
  creator_views_per_post: mean({
    label: 'Views of a creator’s post',
    unit: 'views',
    formula: 'Mean of avg_views_per_post of creators',
    direction: 'higher',
    caveat: 'Of all posts so far, each creator counting alike.',
  }),
  views_earnings_correlation: correlation({
    label: 'Views and earnings',
    unit: 'correlation',
    formula: 'Correlation of log(1 + avg_views_per_post) and log(creator_earnings_month_usd) of creators who earned',
    direction: 'neutral',
    caveat: ASSOCIATION,
  }),
} as const satisfies Readonly<Record<string, CustomerMetric>>

const DATING = {
  swipes_right_month: mean({
    label: 'Right swipes',
    unit: 'swipes a month',
    formula: 'Mean of swipes_right_day × 30.44',
    direction: 'neutral',
    caveat: MONTHS,
  }),
  matches_month: mean({
    label: 'Matches',
    unit: 'matches a month',
    formula: 'Mean of matches_per_day × 30.44',
    direction: 'higher',
    caveat: MONTHS,
  }),
  messages_month: mean({
    label: 'Messages sent',
    unit: 'messages a month',
    formula: 'Mean of messages_sent_day × 30.44',
    direction: 'higher',
    caveat: MONTHS,
  }),
  dates_scheduled_month: mean({
    label: 'Dates scheduled',
    unit: 'dates a month',
    formula: 'Mean of dates_scheduled_month',
    direction: 'higher',
    caveat: OF_KNOWN,
  }),
  dates_completed_month: mean({
    label: 'Dates completed',
    unit: 'dates a month',
    formula: 'Mean of dates_completed_month',
    direction: 'higher',
    caveat: OF_KNOWN,
  }),
  match_rate_of_sums_pct: ratio({
    label: 'Match rate, ratio of sums',
    unit: '%',
    formula: 'Matches of all in right swipes of all',
    direction: 'higher',
    caveat: ALL,
  }),
  match_rate_of_users_pct: mean({
    label: 'Match rate, mean of users',
    unit: '%',
    formula: 'Mean of match_rate_pct of those who swipe right',
    direction: 'higher',
    caveat: RATES,
  }),
  messages_per_match: ratio({
    label: 'Messages a match',
    unit: 'messages a match',
    formula: 'Messages sent by all in matches of all',
    direction: 'higher',
    caveat: 'Messages of a day go to matches of any day, so it is no length of a conversation.',
  }),
  dates_per_match_pct: ratio({
    label: 'Dates for new matches, ratio of sums',
    unit: '%',
    formula: 'Dates scheduled in a month in matches of a month (a day’s × 30.44)',
    direction: 'higher',
    caveat: 'A date may come of a match of an earlier month.',
  }),
  date_conversion_of_users_pct: mean({
    label: 'Date conversion, mean of users',
    unit: '%',
    formula: 'Mean of match_to_date_conversion_pct: dates of a month in matches ever',
    direction: 'higher',
    caveat: `${RATES} It divides by matches since joining and so falls with tenure.`,
  }),
  show_up_of_sums_pct: ratio({
    label: 'Show-up rate, ratio of sums',
    unit: '%',
    formula: 'Dates completed of all in dates scheduled of all',
    direction: 'higher',
    caveat: ALL,
  }),
  show_up_of_users_pct: mean({
    label: 'Show-up rate, mean of users',
    unit: '%',
    formula: 'Mean of date_show_up_rate_pct of those who scheduled dates',
    direction: 'higher',
    caveat: RATES,
  }),
  conversation_length: mean({
    label: 'Length of a conversation',
    unit: 'messages',
    formula: 'Mean of avg_conversation_length of those with matches',
    direction: 'higher',
    caveat: RATES,
  }),
  response_rate_pct: mean({
    label: 'Response rate',
    unit: '%',
    formula: 'Mean of response_rate_pct of those with matches',
    direction: 'higher',
    caveat: RATES,
  }),
  first_response_rate_pct: mean({
    label: 'Response to first messages',
    unit: '%',
    formula: 'Mean of first_message_response_rate_pct of those with matches',
    direction: 'higher',
    caveat: RATES,
  }),
  match_satisfaction: mean({
    label: 'Satisfaction with matches',
    unit: 'of 5',
    formula: 'Mean of match_satisfaction_score of those with matches',
    direction: 'higher',
    caveat: OF_KNOWN,
  }),
  profile_quality: mean({
    label: 'Profile quality',
    unit: 'of 100',
    formula: 'Mean of profile_quality_score',
    direction: 'higher',
    caveat: OF_KNOWN,
  }),
  matches_day: mean({
    label: 'Matches a day',
    unit: 'matches a day',
    formula: 'Mean of matches_per_day',
    direction: 'higher',
    caveat: OF_KNOWN,
  }),
  quality_matches_correlation: correlation({
    label: 'Profile quality and matches',
    unit: 'correlation',
    formula: 'Correlation of profile_quality_score and log(1 + matches_per_day)',
    direction: 'neutral',
    caveat: ASSOCIATION,
  }),
} as const satisfies Readonly<Record<string, CustomerMetric>>

const REVENUE = {
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
    unit: 'times',
    formula: 'Mean lifetime value of users of both kinds of apps in that of all others',
    direction: 'neutral',
    caveat: ASSOCIATION,
  }),
} as const satisfies Readonly<Record<string, CustomerMetric>>

const ENGAGEMENT = {
  engagement_score: mean({
    label: 'Engagement score',
    unit: 'of 1',
    formula: 'Mean of engagement_score',
    direction: 'higher',
    caveat: 'The score is the table’s; where it has two humps, hardly anybody is near the mean.',
  }),
  at_risk_pct: share({
    label: 'Engagement below 0.3',
    unit: '%',
    formula: 'Customers with an engagement_score below 0.3 in customers',
    direction: 'lower',
    caveat: 'A threshold: who is just above it is hardly better off.',
  }),
  churn_pct: share({
    label: 'Churn in 30 days',
    unit: '%',
    formula: 'Customers with churn_30_day = 1 in customers',
    direction: 'lower',
    caveat: 'What the table says about the next 30 days, not what was seen of them.',
  }),
  early_churn_ratio: ratio({
    label: 'Churn of the new',
    unit: 'times',
    formula: 'Churn in the first 3 months in churn later',
    direction: 'lower',
    caveat: 'Who stayed longer is who did not leave before.',
  }),
  sessions_week: mean({
    label: 'Sessions',
    unit: 'sessions in 7 days',
    formula: 'Mean of sessions_last_7_days',
    direction: 'higher',
    caveat: OF_KNOWN,
  }),
  session_minutes: mean({
    label: 'Length of a session',
    unit: 'min',
    formula: 'Mean of session_duration_avg_min',
    direction: 'higher',
    caveat: 'Each customer counts alike, however many sessions they had.',
  }),
  app_opens_day: mean({
    label: 'App opened',
    unit: 'times a day',
    formula: 'Mean of app_opens_day',
    direction: 'higher',
    caveat: OF_KNOWN,
  }),
  days_inactive: mean({
    label: 'Days since last active',
    unit: 'days',
    formula: 'Mean of days_since_last_active',
    direction: 'lower',
    caveat: OF_KNOWN,
  }),
} as const satisfies Readonly<Record<string, CustomerMetric>>

/** Every figure about customers that pages, passports and reports show. */
export const CUSTOMER_METRICS = { ...SOCIAL, ...DATING, ...REVENUE, ...ENGAGEMENT } as const
export type CustomerMetricName = keyof typeof CUSTOMER_METRICS
