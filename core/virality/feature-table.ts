/** What one early feature says, in words that a reason can be made of. */
export interface FeatureWords {
  readonly about: string
  readonly unit: string
}

const LOG = 'natural logarithm'
const SHARE = 'share, 0–1'
const CUT_SHARE = 'share of the time up to the cut'

/**
 * Every feature of `earlyFeatures`, in the order of a table’s columns. All are of what was seen up to the cut; the windows end at 1/16, 1/8,
 * 1/4, 1/2, 3/4 and all of the time up to it.
 */
export const EARLY_FEATURES = {
  log_count: { about: 'shares so far, the post among them', unit: LOG },
  unique_share: { about: 'different people among those who shared', unit: SHARE },
  log_rate: { about: 'shares an hour so far', unit: LOG },
  log_window_1: { about: 'shares in the first sixteenth of the time', unit: `${LOG} of 1 + count` },
  log_window_2: { about: 'shares in the second sixteenth of the time', unit: `${LOG} of 1 + count` },
  log_window_3: { about: 'shares in the second eighth of the time', unit: `${LOG} of 1 + count` },
  log_window_4: { about: 'shares in the second quarter of the time', unit: `${LOG} of 1 + count` },
  log_window_5: { about: 'shares in the third quarter of the time', unit: `${LOG} of 1 + count` },
  log_window_6: { about: 'shares in the last quarter of the time', unit: `${LOG} of 1 + count` },
  acceleration: { about: 'shares in the second half of the time over those in the first', unit: LOG },
  late_acceleration: { about: 'shares in the last quarter over those in the quarter before', unit: LOG },
  late_share: { about: 'shares that came in the second half of the time', unit: SHARE },
  log_gap_mean: { about: 'mean time between two shares', unit: `${LOG} of seconds` },
  log_gap_median: { about: 'median time between two shares', unit: `${LOG} of seconds` },
  gap_trend: { about: 'time between the later shares over that between the earlier ones', unit: LOG },
  log_idle: { about: 'time since the last share', unit: `${LOG} of seconds` },
  idle_gaps: { about: 'time since the last share over the mean time between two', unit: LOG },
  first_share: { about: 'when the first share came', unit: CUT_SHARE },
  quarter_time: { about: 'when a quarter of the shares so far had come', unit: CUT_SHARE },
  half_time: { about: 'when half of the shares so far had come', unit: CUT_SHARE },
  three_quarter_time: { about: 'when three quarters of the shares so far had come', unit: CUT_SHARE },
  depth_max: { about: 'longest chain of shares', unit: 'steps from the post' },
  depth_mean: { about: 'mean distance from the post', unit: 'steps' },
  log_breadth_max: { about: 'most shares at one distance from the post', unit: LOG },
  structural_virality: { about: 'mean distance between two who shared', unit: 'steps' },
  direct_share: { about: 'shares taken from the post itself', unit: SHARE },
  log_degree_max: { about: 'most shares that one sharer brought', unit: `${LOG} of 1 + count` },
  branching: { about: 'shares that each shared node brought', unit: 'shares' },
  second_generation: { about: 'shares that each direct share brought', unit: 'shares' },
  orphan_share: { about: 'shares taken from somebody who was not seen sharing', unit: SHARE },
  reply_share: { about: 'replies among the shares', unit: SHARE },
  log_audience_creator: { about: 'followers of the creator, as the share tells', unit: `${LOG} of 1 + followers` },
  log_audience_sum: { about: 'followers of all who shared', unit: `${LOG} of 1 + followers` },
  log_audience_max: { about: 'followers of the greatest sharer', unit: `${LOG} of 1 + followers` },
  log_infectiousness: { about: 'shares of those who were shown it (SEISMIC)', unit: LOG },
  process_growth: { about: 'growth that a self-exciting process expects', unit: LOG },
  process_attractiveness: { about: 'how attractive a self-exciting process finds it', unit: 'rate' },
  process_location: { about: 'age around which a self-exciting process expects the interest', unit: `${LOG} of seconds` },
  process_spread: { about: 'how slowly interest ages in a self-exciting process', unit: 'standard deviations of logarithms' },
  hour: { about: 'hour of the day it was posted, UTC', unit: 'hours' },
  weekday: { about: 'day of the week it was posted, UTC', unit: 'days since Monday' },
  creator_log_size: { about: 'size of the creator’s earlier posts', unit: `mean ${LOG}` },
  creator_posts: { about: 'earlier posts of the creator', unit: 'posts' },
  log_creator_followers: { about: 'followers of the creator', unit: `${LOG} of 1 + followers` },
  category: { about: 'category', unit: 'number of the category' },
  sentiment: { about: 'sentiment of the text', unit: '−1 to 1' },
  text_length: { about: 'length of the text', unit: 'characters' },
  hashtags: { about: 'hashtags', unit: 'hashtags' },
} as const satisfies Readonly<Record<string, FeatureWords>>

/** Name of an early feature. */
export type EarlyFeature = keyof typeof EARLY_FEATURES

/** Names in the order of a table’s columns. */
export const EARLY_FEATURE_NAMES = Object.keys(EARLY_FEATURES) as EarlyFeature[]
