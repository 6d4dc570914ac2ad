import type { SnapshotCounter } from './content.ts'

/** What a metric is told in. `points` is a score of 0 – 100. */
export type MetricUnit = 'count' | 'people' | 'percent' | 'per_second' | 'per_hour' | 'per_day' | 'seconds' | 'hours' | 'points'

interface MetricText {
  readonly label: string
  readonly about: string
  readonly unit: MetricUnit
  /** Which way is good; decides arrows and words, never colour alone. */
  readonly direction: 'higher' | 'lower' | 'neutral'
  readonly caveat: string
}

/** Counts events of some types and, where a platform reports it, a counter’s growth. */
export interface CountMetric extends MetricText {
  readonly kind: 'count'
  /** Event types whose number is summed; `*` is every event. */
  readonly eventTypes: readonly string[]
  /** Snapshot counters whose growth within the period is added. */
  readonly counters: readonly SnapshotCounter[]
}

/** Distinct people or posts. Never summed over periods. */
export interface DistinctMetric extends MetricText {
  readonly kind: 'distinct'
  readonly of: 'actor_id' | 'content_id'
}

/** Always a ratio of sums, never a mean of ratios; of posts for which both are known. */
export interface RatioMetric extends MetricText {
  readonly kind: 'ratio'
  readonly numerator: string
  readonly denominator: string
}

/** How much of a count came in an hour or a day of the lives of posts: a ratio of sums too. */
export interface RateMetric extends MetricText {
  readonly kind: 'rate'
  readonly numerator: string
  readonly per: 'hour' | 'day'
}

/** Anything else, with its formula in words. */
export interface FormulaMetric extends MetricText {
  readonly kind: 'formula'
  readonly formula: string
}

export type Metric = CountMetric | DistinctMetric | RatioMetric | RateMetric | FormulaMetric

const GROWTH =
  'Platform counters are cumulative: a period holds their growth, and a post first seen within the period brings its whole counter.'

const ESTIMATE =
  'Counted one by one, but estimated above 65,000, and where the period and the one before hold more than half a million events: then with a standard error of 1.6 %.'

/** The one table of metric definitions. A number on a screen without a row here is a bug. */
export const METRICS = {
  events: {
    kind: 'count',
    label: 'Events',
    about: 'Everything that was received and stored, each message once.',
    unit: 'count',
    direction: 'higher',
    eventTypes: ['*'],
    counters: [],
    caveat: 'Depends on what the app sends.',
  },
  views: {
    kind: 'count',
    label: 'Views',
    about: 'Times content was opened or watched.',
    unit: 'count',
    direction: 'higher',
    eventTypes: ['view', 'page', 'screen'],
    counters: ['views'],
    caveat: `Platforms define a view differently. ${GROWTH}`,
  },
  likes: {
    kind: 'count',
    label: 'Likes',
    about: 'Likes given.',
    unit: 'count',
    direction: 'higher',
    eventTypes: ['like'],
    counters: ['likes'],
    caveat: GROWTH,
  },
  comments: {
    kind: 'count',
    label: 'Comments',
    about: 'Comments written.',
    unit: 'count',
    direction: 'higher',
    eventTypes: ['comment'],
    counters: ['comments'],
    caveat: GROWTH,
  },
  shares: {
    kind: 'count',
    label: 'Shares',
    about: 'Times content was passed on.',
    unit: 'count',
    direction: 'higher',
    eventTypes: ['share'],
    counters: ['shares'],
    caveat: GROWTH,
  },
  saves: {
    kind: 'count',
    label: 'Saves',
    about: 'Times content was kept for later.',
    unit: 'count',
    direction: 'higher',
    eventTypes: ['save'],
    counters: ['saves'],
    caveat: GROWTH,
  },
  impressions: {
    kind: 'count',
    label: 'Impressions',
    about: 'Times content was shown.',
    unit: 'count',
    direction: 'higher',
    eventTypes: ['impression'],
    counters: ['impressions'],
    caveat: `The same person may be shown it several times. ${GROWTH}`,
  },
  reach: {
    kind: 'count',
    label: 'Reach',
    about: 'People who were shown content.',
    unit: 'people',
    direction: 'higher',
    eventTypes: [],
    counters: ['reach'],
    caveat: `Only platforms tell; people are counted once for each post, so a sum over posts counts some of them twice. ${GROWTH}`,
  },
  clicks: {
    kind: 'count',
    label: 'Clicks',
    about: 'Times a link in content was followed.',
    unit: 'count',
    direction: 'higher',
    eventTypes: ['click'],
    counters: ['clicks'],
    caveat: `Platforms differ in which links they count. ${GROWTH}`,
  },
  profile_visits: {
    kind: 'count',
    label: 'Profile visits',
    about: 'Times a creator’s profile was opened from content.',
    unit: 'count',
    direction: 'higher',
    eventTypes: ['profile_visit'],
    counters: ['profile_visits'],
    caveat: GROWTH,
  },
  follows: {
    kind: 'count',
    label: 'Follows',
    about: 'Times a creator was followed from content.',
    unit: 'count',
    direction: 'higher',
    eventTypes: ['follow'],
    counters: ['follows'],
    caveat: `Who stops following is not taken off. ${GROWTH}`,
  },
  watch_seconds: {
    kind: 'count',
    label: 'Time watched',
    about: 'Seconds that content was watched.',
    unit: 'seconds',
    direction: 'higher',
    eventTypes: [],
    counters: ['watch_seconds'],
    caveat: `Only platforms tell. ${GROWTH}`,
  },
  completions: {
    kind: 'count',
    label: 'Completions',
    about: 'Times content was watched or read to its end.',
    unit: 'count',
    direction: 'higher',
    eventTypes: ['complete'],
    counters: ['completions'],
    caveat: GROWTH,
  },
  interactions: {
    kind: 'count',
    label: 'Interactions',
    about: 'Likes, comments and shares together.',
    unit: 'count',
    direction: 'higher',
    eventTypes: ['like', 'comment', 'share'],
    counters: ['likes', 'comments', 'shares'],
    caveat: `Saves are reported apart. ${GROWTH}`,
  },
  engagement_rate_by_reach: {
    kind: 'ratio',
    label: 'Engagement rate by reach',
    about: 'Likes, comments and shares for every 100 people reached. The engagement rate where none is named.',
    unit: 'percent',
    direction: 'higher',
    numerator: 'interactions',
    denominator: 'reach',
    caveat:
      'A ratio of sums over posts for which both are known; may exceed 100 %, as people do several things. Empty where no platform reports reach.',
  },
  engagement_rate_by_impressions: {
    kind: 'ratio',
    label: 'Engagement rate by impressions',
    about: 'Likes, comments and shares for every 100 times content was shown.',
    unit: 'percent',
    direction: 'higher',
    numerator: 'interactions',
    denominator: 'impressions',
    caveat:
      'A ratio of sums over posts for which both are known; may exceed 100 %, as people do several things. Lower than by reach, as people are shown content more than once.',
  },
  engagement_rate_by_followers: {
    kind: 'ratio',
    label: 'Engagement rate by followers',
    about: 'Likes, comments and shares for every 100 followers, post by post.',
    unit: 'percent',
    direction: 'higher',
    numerator: 'interactions',
    denominator: 'followers',
    caveat:
      'A ratio of sums over posts for which both are known; may exceed 100 %, as people do several things. Followers are those when the post was published, or the first count after that; people who do not follow interact as well.',
  },
  engagement_rate_by_views: {
    kind: 'ratio',
    label: 'Engagement rate by views',
    about: 'Interactions for every 100 views.',
    unit: 'percent',
    direction: 'higher',
    numerator: 'interactions',
    denominator: 'views',
    caveat: 'A ratio of sums; may exceed 100 %. Empty when there are no views.',
  },
  amplification_rate: {
    kind: 'ratio',
    label: 'Amplification rate',
    about: 'Shares for every 100 followers, post by post.',
    unit: 'percent',
    direction: 'higher',
    numerator: 'shares',
    denominator: 'followers',
    caveat: 'A ratio of sums over posts for which both are known; may exceed 100 %, as people do several things.',
  },
  share_rate: {
    kind: 'ratio',
    label: 'Share rate',
    about: 'Shares for every 100 people reached.',
    unit: 'percent',
    direction: 'higher',
    numerator: 'shares',
    denominator: 'reach',
    caveat: 'A ratio of sums over posts for which both are known; may exceed 100 %, as people do several things.',
  },
  save_rate: {
    kind: 'ratio',
    label: 'Save rate',
    about: 'Saves for every 100 people reached.',
    unit: 'percent',
    direction: 'higher',
    numerator: 'saves',
    denominator: 'reach',
    caveat: 'A ratio of sums over posts for which both are known; may exceed 100 %, as people do several things.',
  },
  click_through_rate: {
    kind: 'ratio',
    label: 'Click-through rate',
    about: 'Clicks for every 100 times content was shown.',
    unit: 'percent',
    direction: 'higher',
    numerator: 'clicks',
    denominator: 'impressions',
    caveat: 'A ratio of sums over posts for which both are known. Which links count differs by platform.',
  },
  profile_visit_conversion: {
    kind: 'ratio',
    label: 'Profile visit conversion',
    about: 'Follows for every 100 visits to a profile.',
    unit: 'percent',
    direction: 'higher',
    numerator: 'follows',
    denominator: 'profile_visits',
    caveat: 'A ratio of sums over posts for which both are known. People also follow without a visit: it may exceed 100 %.',
  },
  completion_rate: {
    kind: 'ratio',
    label: 'Completion rate',
    about: 'Completions for every 100 views.',
    unit: 'percent',
    direction: 'higher',
    numerator: 'completions',
    denominator: 'views',
    caveat: 'A ratio of sums over posts for which both are known. What a view is differs by platform: compare within one.',
  },
  engagement_velocity: {
    kind: 'rate',
    label: 'Engagement velocity',
    about: 'Interactions in an hour of the lives of posts within the period.',
    unit: 'per_hour',
    direction: 'higher',
    numerator: 'interactions',
    per: 'hour',
    caveat: 'Over posts that something happened to and whose date of publication is known; old posts slow it down.',
  },
  view_velocity: {
    kind: 'rate',
    label: 'View velocity',
    about: 'Views in a day of the lives of posts within the period, at least one day each.',
    unit: 'per_day',
    direction: 'higher',
    numerator: 'views',
    per: 'day',
    caveat: 'Classes: very high above 100,000, high above 50,000, medium above 10,000, else low. Old posts slow it down.',
  },
  time_to_peak: {
    kind: 'formula',
    label: 'Time to peak',
    about: 'Hours from publication until interactions came fastest: the median post.',
    unit: 'hours',
    direction: 'neutral',
    formula:
      'median over posts of the middle of the interval between two readings, or of the hour of events, with the most interactions an hour',
    caveat: 'As exact as the readings are dense: of a post that is read once a day it is known to half a day.',
  },
  virality_score: {
    kind: 'formula',
    label: 'Virality score',
    about: 'How much those reached pass content on or talk about it, 0 – 100.',
    unit: 'points',
    direction: 'higher',
    formula:
      '100 · (1 − exp(−rate ÷ scale)), rate = (3 · shares + comments) ÷ reach, drawn towards 2 % as though 200 more people had been reached; weights and scale are settings of the workspace',
    caveat: 'Not comparable over platforms, which have their own habits. Empty where no platform reports reach.',
  },
  quality_score: {
    kind: 'formula',
    label: 'Quality score',
    about: 'How much of the engagement took effort, 0 – 100: the mean post against posts of the same platform and kind.',
    unit: 'points',
    direction: 'higher',
    formula:
      'geometric mean of percentiles of comments among interactions, of saves and shares among interactions with saves, and of completions among views',
    caveat: 'A rank among the workspace’s own posts of the period, not a grade; signs that nobody reports drop out.',
  },
  followers: {
    kind: 'formula',
    label: 'Followers',
    about: 'Followers of the creators at the end of the period.',
    unit: 'people',
    direction: 'higher',
    formula: 'last count of each creator up to the end of the period, added up',
    caveat: 'Only platforms tell. Who follows two creators counts twice.',
  },
  follower_growth_rate: {
    kind: 'formula',
    label: 'Follower growth rate',
    about: 'Followers gained or lost in the period for every 100 at its beginning.',
    unit: 'percent',
    direction: 'higher',
    formula:
      '(followers at the end − followers at the beginning) ÷ followers at the beginning, a ratio of sums over creators that have both',
    caveat: 'The beginning is the last count before the period, or the first within it. It says nothing about who came and who went.',
  },
  sentiment_balance: {
    kind: 'formula',
    label: 'Sentiment balance',
    about: 'Positive minus negative for every 100 events that carry a sentiment, −100 – 100.',
    unit: 'percent',
    direction: 'higher',
    formula:
      '(positive − negative) ÷ (positive + neutral + negative), of events whose property `sentiment` is one of these words, or a number: above 0.05, below −0.05, between',
    caveat: 'Only where senders give a sentiment; nothing is guessed from texts.',
  },
  active_people: {
    kind: 'distinct',
    label: 'Active people',
    about: 'Different people who did something.',
    unit: 'people',
    direction: 'higher',
    of: 'actor_id',
    caveat: `${ESTIMATE} Periods cannot be added up: the same person may be in both.`,
  },
  active_content: {
    kind: 'distinct',
    label: 'Active content',
    about: 'Different posts that something happened to.',
    unit: 'count',
    direction: 'higher',
    of: 'content_id',
    caveat: ESTIMATE,
  },
} as const satisfies Record<string, Metric>

export type MetricName = keyof typeof METRICS
