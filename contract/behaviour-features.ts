/** Whom or what a feature is about. */
export type FeatureSubject = 'actor' | 'content'

/** What a feature is told in. `category` is a word; every other is a number, and `flag` is 0 or 1. */
export type FeatureUnit =
  | 'days'
  | 'hours'
  | 'seconds'
  | 'hour_of_week'
  | 'count'
  | 'people'
  | 'per_hour'
  | 'per_day_squared'
  | 'ratio'
  | 'share'
  | 'bits'
  | 'characters'
  | 'points'
  | 'money'
  | 'flag'
  | 'category'

/** What a feature looks back on from its moment; `first_…` and `life` begin with the publication of a post. */
export const FEATURE_WINDOWS = {
  '7d': 'the 7 days before',
  '28d': 'the 28 days before',
  '90d': 'the 90 days before',
  last_1h: 'the hour before',
  last_24h: 'the 24 hours before',
  first_15min: 'the first 15 minutes; missing until they are over',
  first_1h: 'the first hour; missing until it is over',
  first_2h: 'the first 2 hours; missing until they are over',
  first_6h: 'the first 6 hours; missing until they are over',
  first_24h: 'the first 24 hours; missing until they are over',
  life: 'since publication',
  description: 'the description as it first came',
} as const satisfies Record<string, string>
export type FeatureWindow = keyof typeof FEATURE_WINDOWS

/** One named measure of behaviour. A `ratio` or `share` names its denominator in the question and is missing where that is 0. */
export interface BehaviourFeature {
  readonly about: FeatureSubject
  readonly unit: FeatureUnit
  readonly window: FeatureWindow
  /** The question it answers. */
  readonly question: string
}

/** Version of the definitions; a model trained on another one is not served. */
export const FEATURES_VERSION = '1.0'

/** Longest inactivity within one session, in milliseconds. */
export const SESSION_PAUSE_MILLISECONDS = 1_800_000

/** THE catalogue: what is computed of an actor and of a post, in the order of the columns, by the same SQL for one and for all. */
export const BEHAVIOUR_FEATURES = {
  days_since_last_event: actor('days', '90d', 'How long ago was the last event?'),
  days_since_first_event: actor('days', '90d', 'How long ago was the first event?'),
  days_since_last_interaction: actor('days', '90d', 'How long ago was the last like, comment, share or save?'),
  days_since_last_post: actor('days', '90d', 'How long ago was something published?'),
  days_since_last_purchase: actor('days', '90d', 'How long ago was the last purchase?'),
  events_1d: actor('count', 'last_24h', 'How many events came in the last 24 hours?'),
  events_7d: actor('count', '7d', 'How many events came in a week?'),
  events_28d: actor('count', '28d', 'How many events came in four weeks?'),
  events_90d: actor('count', '90d', 'How many events came in 90 days?'),
  active_days_7d: actor('count', '7d', 'On how many of the last 7 days was there an event?'),
  active_days_28d: actor('count', '28d', 'On how many of the last 28 days was there an event?'),
  active_days_90d: actor('count', '90d', 'On how many of the last 90 days was there an event?'),
  events_per_active_day_28d: actor('ratio', '28d', 'How many events come on a day with any?'),
  views_28d: actor('count', '28d', 'How many views, pages and screens were opened?'),
  interactions_28d: actor('count', '28d', 'How many likes, comments, shares and saves were given?'),
  session_gap_mean_90d: actor('hours', '90d', 'How long is it from the start of one session to the next, on average?'),
  session_gap_median_90d: actor('hours', '90d', 'How long is it usually from the start of one session to the next?'),
  session_gap_variation_90d: actor('ratio', '90d', 'How irregular are the gaps: their standard deviation for each mean gap?'),
  silence_over_usual_gap_90d: actor('ratio', '90d', 'How many mean gaps between sessions has the present silence lasted?'),
  hour_entropy_28d: actor('bits', '28d', 'Over how many hours of the day is the activity spread?'),
  weekday_entropy_28d: actor('bits', '28d', 'Over how many days of the week is the activity spread?'),
  sessions_7d: actor('count', '7d', 'How many sessions were begun in a week?'),
  sessions_28d: actor('count', '28d', 'How many sessions were begun in four weeks?'),
  session_seconds_median_28d: actor('seconds', '28d', 'How long does a session usually last?'),
  session_seconds_mean_28d: actor('seconds', '28d', 'How long does a session last on average?'),
  session_events_mean_28d: actor('ratio', '28d', 'How deep is a session: events for each session?'),
  session_bounce_share_28d: actor('share', '28d', 'Which share of the sessions has only one event?'),
  view_share_28d: actor('share', '28d', 'Which share of the events are views, pages and screens?'),
  like_share_28d: actor('share', '28d', 'Which share of the events are likes?'),
  comment_share_28d: actor('share', '28d', 'Which share of the events are comments?'),
  share_share_28d: actor('share', '28d', 'Which share of the events are shares?'),
  interactions_per_view_28d: actor('ratio', '28d', 'How many interactions come for each view?'),
  event_type_entropy_28d: actor('bits', '28d', 'How varied are the types of events?'),
  contents_28d: actor('count', '28d', 'How many different posts were touched?'),
  content_entropy_28d: actor('bits', '28d', 'Over how many posts is the activity spread?'),
  repeat_content_share_28d: actor('share', '28d', 'Which share of the events on posts returns to a post touched before?'),
  creators_28d: actor('count', '28d', 'Posts of how many different creators were touched?'),
  creator_entropy_28d: actor('bits', '28d', 'Over how many creators is the activity on their posts spread?'),
  category_entropy_28d: actor('bits', '28d', 'Over how many categories is the activity on posts spread?'),
  events_trend_7d: actor('ratio', '28d', 'How many events came in the last 7 days for each one in the 7 days before?'),
  interactions_trend_7d: actor('ratio', '28d', 'How many interactions came in the last 7 days for each one in the 7 days before?'),
  events_slope_28d: actor('per_day_squared', '28d', 'By how many events a day does the activity rise each day?'),
  streak_current_90d: actor('days', '90d', 'For how many days in a row up to now was there an event each day?'),
  streak_longest_90d: actor('days', '90d', 'What is the longest run of days with an event each day?'),
  active_weeks_90d: actor('count', '90d', 'In how many of the last 13 weeks was there an event?'),
  night_share_28d: actor('share', '28d', 'Which share of the events falls between 22:00 and 07:00?'),
  weekend_share_28d: actor('share', '28d', 'Which share of the events falls on a Saturday or Sunday?'),
  likes_given_28d: actor('count', '28d', 'How many likes were given?'),
  comments_given_28d: actor('count', '28d', 'How many comments were written?'),
  shares_given_28d: actor('count', '28d', 'How many shares were made?'),
  follows_given_28d: actor('count', '28d', 'How many others were followed?'),
  likes_received_28d: actor('count', '28d', 'How many likes of others did own posts receive?'),
  comments_received_28d: actor('count', '28d', 'How many comments of others did own posts receive?'),
  shares_received_28d: actor('count', '28d', 'How often did others share own posts?'),
  follows_received_28d: actor('count', '28d', 'How many follows of others came?'),
  partners_28d: actor('people', '28d', 'With how many others was there a follow, swipe to the right, match, message or date, either way?'),
  reciprocity_28d: actor(
    'share',
    '28d',
    'Which share of those who were followed, swiped to the right, matched or written to did the same?',
  ),
  posts_28d: actor('count', '28d', 'How many posts were published in four weeks?'),
  posts_90d: actor('count', '90d', 'How many posts were published in 90 days?'),
  post_reach_mean_90d: actor('people', '90d', 'How many people view a post published in 90 days, on average?'),
  post_reach_best_90d: actor('people', '90d', 'How many people viewed the best of these posts?'),
  post_reach_trend_90d: actor('ratio', '90d', 'How large is the mean reach of the posts of four weeks for each one of those before?'),
  swipes_28d: actor('count', '28d', 'How many profiles were swiped to either side?'),
  swipe_right_share_28d: actor('share', '28d', 'Which share of the swipes shows interest?'),
  matches_28d: actor('count', '28d', 'How many matches were made?'),
  matches_per_swipe_right_28d: actor('ratio', '28d', 'How many matches come for each swipe to the right?'),
  messages_28d: actor('count', '28d', 'How many messages were sent?'),
  reply_share_28d: actor('share', '28d', 'Which share of those who wrote got an answer?'),
  reply_seconds_median_28d: actor('seconds', '28d', 'How long does an answer to a message usually take?'),
  dates_28d: actor('count', '28d', 'How many dates took place?'),
  quizzes_started_28d: actor('count', '28d', 'How many quizzes were begun?'),
  quizzes_completed_28d: actor('count', '28d', 'How many quizzes were finished?'),
  quiz_completion_rate_28d: actor('ratio', '28d', 'How many quizzes are finished for each one begun?'),
  quiz_score_mean_28d: actor('points', '28d', 'Which score is reached on average?'),
  quiz_retries_28d: actor('count', '28d', 'How often was a quiz begun again?'),
  quiz_answer_seconds_median_28d: actor('seconds', '28d', 'How long does an answer usually take?'),
  purchases_90d: actor('count', '90d', 'How many purchases were made?'),
  spend_90d: actor('money', '90d', 'How much was spent, where all was in one currency?'),
  basket_mean_90d: actor('money', '90d', 'How much is spent for each purchase, where all was in one currency?'),
  refunds_per_purchase_90d: actor('ratio', '90d', 'How many refunds come for each purchase?'),
  main_platform_share_28d: actor('share', '28d', 'Which share of the events comes from the platform used most?'),
  mobile_share_28d: actor('share', '28d', 'Which share of the events with a known device comes from a mobile?'),
  referred_share_28d: actor('share', '28d', 'Which share of the events was led here by another page or a campaign?'),
  active_in_second_week: actor('flag', '28d', 'Was there an event 8 to 14 days ago?'),
  returned_within_week_90d: actor('flag', '90d', 'Was there another day with an event in the week after the first?'),
  age_hours: content('hours', 'life', 'How old is the post?'),
  events: content('count', 'life', 'How many events are there about the post?'),
  views: content('count', 'life', 'How often was it viewed?'),
  likes: content('count', 'life', 'How often was it liked?'),
  comments: content('count', 'life', 'How many comments were written?'),
  shares: content('count', 'life', 'How often was it shared?'),
  people: content('people', 'life', 'How many people did something with it?'),
  viewers: content('people', 'life', 'How many people viewed it?'),
  interactions_per_view: content('ratio', 'life', 'How many likes, comments, shares and saves come for each view?'),
  interactions_per_viewer: content('ratio', 'life', 'How many likes, comments, shares and saves come for each person reached?'),
  shares_per_view: content('ratio', 'life', 'How many shares come for each view?'),
  completions_per_view: content('ratio', 'life', 'How many views to the end come for each view?'),
  views_per_impression: content('ratio', 'life', 'How many views come for each impression?'),
  events_per_person: content('ratio', 'life', 'How many events come from each person?'),
  views_per_hour: content('per_hour', 'life', 'How many views did it gather an hour?'),
  events_last_1h: content('count', 'last_1h', 'How many events came in the last hour?'),
  events_last_24h: content('count', 'last_24h', 'How many events came in the last 24 hours?'),
  acceleration_1h: content('count', 'last_1h', 'How many more events came in the last hour than in the hour before?'),
  events_trend_24h: content('ratio', 'last_24h', 'How many events came in the last 24 hours for each one in the 24 hours before?'),
  peak_hour_share: content('share', 'life', 'Which share of the events fell into its best hour?'),
  new_people_share_24h: content('share', 'last_24h', 'Which share of the people of the last 24 hours had not touched it before?'),
  reshare_share: content('share', 'life', 'Which share of the shares came from another share?'),
  share_depth: content('count', 'life', 'How many steps long is the longest chain of shares, counted up to 4?'),
  share_breadth: content('count', 'life', 'How many shares came from the share that led to most?'),
  comment_length_mean: content('characters', 'life', 'How long is a comment on average?'),
  sentiment_mean: content('points', 'life', 'Which sentiment do the events carry that tell one, from -1 to 1, on average?'),
  events_first_15min: content('count', 'first_15min', 'How many events came in the first 15 minutes?'),
  events_first_1h: content('count', 'first_1h', 'How many events came in the first hour?'),
  events_first_2h: content('count', 'first_2h', 'How many events came in the first 2 hours?'),
  events_first_6h: content('count', 'first_6h', 'How many events came in the first 6 hours?'),
  events_first_24h: content('count', 'first_24h', 'How many events came in the first 24 hours?'),
  people_first_2h: content('people', 'first_2h', 'How many people did something with it in the first 2 hours?'),
  first_event_seconds: content('seconds', 'life', 'How long after publication did the first event of somebody else come?'),
  creator_posts_before: content('count', '90d', 'How many posts did its creator publish before it?'),
  creator_first_day_views_mean: content(
    'ratio',
    '90d',
    'How many views did these posts gather in their first day, for each whose day was over?',
  ),
  hour_of_week: content('hour_of_week', 'description', 'In which hour of the week was it published, from Monday midnight?'),
  title_length: content('characters', 'description', 'How long is its title?'),
  hashtags: content('count', 'description', 'How many hashtags does it have?'),
  category: content('category', 'description', 'Which category does its platform name?'),
  language: content('category', 'description', 'In which language was it published?'),
  reported_views: content('count', 'life', 'How many views did its platform report last?'),
  reported_views_growth_24h: content(
    'count',
    'last_24h',
    'By how many did the reported views grow since the last report 24 or more hours ago?',
  ),
} as const satisfies Record<string, BehaviourFeature>
export type BehaviourFeatureName = keyof typeof BEHAVIOUR_FEATURES

/** Names of the features of one subject, in the order of the catalogue. */
export function featureNames(about: FeatureSubject): BehaviourFeatureName[] {
  const all = Object.entries(BEHAVIOUR_FEATURES) as [BehaviourFeatureName, BehaviourFeature][]
  return all.filter(([, feature]) => feature.about === about).map(([name]) => name)
}

/** A feature in words, as it stands in a sentence: its name without the window. */
export function featureLabel(name: BehaviourFeatureName): string {
  return name.replace(/_(1d|7d|28d|90d)$/, '').replaceAll('_', ' ')
}

function actor(unit: FeatureUnit, window: FeatureWindow, question: string): BehaviourFeature {
  return { about: 'actor', unit, window, question }
}

function content(unit: FeatureUnit, window: FeatureWindow, question: string): BehaviourFeature {
  return { about: 'content', unit, window, question }
}
