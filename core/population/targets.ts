/** A figure that the population is made to have. */
export interface PopulationTarget {
  /** How it is computed, in words. */
  readonly label: string
  /** What it is, in the unit. A total is that of 100,000 customers. */
  readonly target: number
  /** How far a population of 100,000 may be off, in the unit of the target. */
  readonly tolerance: number
  readonly unit: string
  /** A total grows with the number of customers. */
  readonly isTotal?: boolean
  /** What one customer may add to it when there are few of them: to a total in its unit, to a share in customers. */
  readonly grain?: number
  /** Where another published figure excludes it: which one counts, and why. */
  readonly choice?: string
}

/** Customers that targets and tolerances are stated for. */
export const TARGET_CUSTOMERS = 100_000

const target = (label: string, value: number, tolerance: number, unit: string, more: Partial<PopulationTarget> = {}): PopulationTarget => ({
  label,
  target: value,
  tolerance,
  unit,
  ...more,
})

/** Every figure that a generated population has within its tolerance, whatever the seed. */
export const TARGETS = {
  columns: target('columns', 72, 0, 'columns'),
  customers: target('rows with an id greater than that of the row before', 100_000, 0, 'customers', { isTotal: true }),
  engagement_score: target('mean engagement score', 0.37, 0.0005, '0–1'),
  churn_pct: target('customers who leave within 30 days', 49.2, 0.05, '%', {
    grain: 1,
    choice:
      'Counts as it is stated, although no population of this tenure could lose as many each month: in a steady one about half would be in their first month.',
  }),
  premium_pct: target('customers with a premium account', 21.19, 0.05, '%', { grain: 1 }),
  lifetime_value: target('mean lifetime value', 152.65, 0.5, 'USD', {
    choice: 'Realised: revenue of a month times months so far. Forward, at 49.2 % churn a month, it would be 20.5.',
  }),
  stories_posted: target('mean stories posted a week', 0.8, 0.05, 'stories'),
  stories_viewed: target('mean stories viewed a day', 4.2, 0.05, 'stories'),
  reels_created: target('mean reels created a week', 0.5, 0.05, 'reels'),
  reels_watched: target('mean reels watched a day', 5.9, 0.05, 'reels'),
  video_hours: target('mean hours of video a week', 2.7, 0.05, 'h'),
  engagement_rate_pct: target('mean engagement rate', 3.8, 0.05, '%'),
  creators_pct: target('customers who are creators', 6.7, 0.05, '%', { grain: 1 }),
  followers: target('mean followers', 520, 1, 'followers'),
  posts: target('mean posts in 30 days', 1.3, 0.05, 'posts'),
  feed_minutes: target('mean minutes in the feed a day', 30, 0.5, 'min'),
  matches: target('mean matches a day', 0.8, 0.05, 'matches', {
    choice: 'Counts beside the match rate: 0.8 matches of 37 · 29.7 % right swipes are 7.3 % of them, so that rate is a mean of rates.',
  }),
  match_rate_pct: target('mean match rate of those with right swipes', 2.94, 0.06, '%', {
    choice: 'The mean of the rates of users; as a ratio of sums it is about 6.5 %, since those who swipe more match more often.',
  }),
  swipe_right_rate_pct: target('mean share of right swipes of those who swipe', 29.7, 0.1, '%'),
  swipes: target('mean swipes a day', 37, 0.5, 'swipes'),
  messages_sent: target('mean messages sent a day', 1.5, 0.05, 'messages'),
  response_rate_pct: target('mean response rate of those with matches', 53.5, 0.2, '%'),
  dates_scheduled: target('mean dates scheduled a month', 2.8, 0.05, 'dates', {
    choice: 'The stated dates are taken as scheduled; of them about 80 % are kept.',
  }),
  date_conversion_pct: target('mean dates of a month in matches ever, of those with matches', 0.81, 0.03, '%', {
    choice:
      'In matches ever; in those of a month somebody would need 40 dates a month. It lies outside of the 1–3 % that are called usual beside it.',
  }),
  profile_quality: target('mean profile quality', 52.8, 0.1, '0–100'),
  match_satisfaction: target('mean satisfaction of those with matches', 2.9, 0.05, '1–5'),
  super_likes: target('mean super likes a week', 0.9, 0.05, 'super likes'),
  show_up_pct: target('mean share of scheduled dates kept, of those who scheduled any', 80, 0.5, '%'),
  creator_earnings: target('mean earnings of a creator a month', 32.67, 0.05, 'USD', {
    choice: 'A creator’s. A customer’s would be 3.3 M USD in all, three times the revenue.',
  }),
  creator_top_tenth_pct: target('share of earnings that the top tenth of creators has', 60, 0.3, '%'),
  subscriptions: target('subscriptions of a month', 281_699, 1.5, 'USD', { isTotal: true, grain: 19.99 }),
  in_app: target('in-app spending of a month', 346_102, 1.5, 'USD', { isTotal: true, grain: 0.01 }),
  ads: target('advertising revenue of a month', 380_232, 1.5, 'USD', { isTotal: true, grain: 0.01 }),
  revenue: target('revenue of a month', 1_008_033, 1.5, 'USD', { isTotal: true, grain: 19.99 }),
  arpu: target('revenue of a month in customers', 10.08, 0.005, 'USD'),
  revenue_per_premium: target('revenue of a month of all customers in premium customers', 47.57, 0.02, 'USD', {
    choice:
      'Published as ARPPU, though it divides what all pay and bring by premium users. What premium users bring themselves is about 25 USD each.',
  }),
  engagement_premium_r2: target('variance of the engagement score that premium explains', 0.68, 0.005, 'R²', {
    choice: 'Wins over a score with one hump, which at 21 % premium reaches 0.50 at most: free and premium customers have a hump each.',
  }),
  both_value_ratio: target('lifetime value of customers of both platforms against the others', 1.3, 0.01, 'ratio'),
  gender_match_ratio: target('match rate of women against men', 3, 0.12, 'ratio'),
  male_pct: target('men', 48, 0.05, '%', { grain: 1 }),
  female_pct: target('women', 48, 0.05, '%', { grain: 1 }),
  non_binary_pct: target('non-binary people', 4, 0.05, '%', { grain: 1 }),
} as const satisfies Readonly<Record<string, PopulationTarget>>
export type TargetName = keyof typeof TARGETS
