import { exact, type PopulationColumns, rounded, whereAny } from './columns.ts'
import { poissonAt } from './counts.ts'
import { betaCurve, type Curve, gammaCurve, kept, scoreOf } from './quantiles.ts'
import { correlatedScores, type Standing } from './standing.ts'
import { type Block, scaledToMean, stratifiedUniforms } from './strata.ts'
import { TARGETS } from './targets.ts'

/** What a customer does on social apps, as far as other parts hang on it. */
export interface SocialLife {
  readonly posts: Int32Array
  readonly reels: Int32Array
  /** Minutes a day. */
  readonly feed: Float64Array
  readonly columns: PopulationColumns
}

/** Stories, reels, posts, feed, advertisements and live streams. */
export function socialLifeOf(block: Block, standing: Standing): SocialLife {
  const act = (label: string, correlation: number, deviation: number) => activityOf(block, standing, label, correlation, deviation)
  const count = (label: string, activity: Float64Array, mean: number) => countsOf(block, label, activity, mean)
  const share = (label: string, curve: Curve, correlation: number) =>
    correlatedScores(block, label, standing.drive, correlation).map((score) => 100 * curve(score))
  const making = act('making', 0.55, 0.9)
  const posts = count('posts', making, TARGETS.posts.target)
  const reels = count('reels', timesNoise(block, 'reels', making, 0.3), TARGETS.reels_created.target)
  const storiesViewed = count('stories viewed', act('viewing', 0.6, 0.7), TARGETS.stories_viewed.target)
  const reelsWatched = count('reels watched', act('watching', 0.6, 0.7), TARGETS.reels_watched.target)
  const feed = scaledToMean(act('feed', 0.7, 0.55), TARGETS.feed_minutes.target)
  const adsClicked = count('ads clicked', timesNoise(block, 'ads', feed, 0.5), 0.6)
  const curves = CURVES()
  const watchSeconds = correlatedScores(block, 'watch time', standing.drive, 0.3).map(curves.watchSeconds)
  return {
    posts,
    reels,
    feed,
    columns: {
      stories_posted_week: exact(count('stories', act('stories', 0.55, 0.9), TARGETS.stories_posted.target)),
      stories_viewed_day: exact(storiesViewed),
      story_completion_rate_pct: rounded(whereAny(share('story completion', curves.storyCompletion, 0.35), storiesViewed), 1),
      reels_created_week: exact(reels),
      reels_watched_day: exact(reelsWatched),
      avg_reel_watch_time_sec: rounded(whereAny(watchSeconds, reelsWatched), 1),
      reel_completion_rate_pct: rounded(whereAny(share('reel completion', curves.reelCompletion, 0.3), reelsWatched), 1),
      video_watch_hours_week: rounded(scaledToMean(act('video', 0.65, 0.6), TARGETS.video_hours.target), 2),
      engagement_rate_pct: rounded(share('engagement rate', curves.engagementRate, 0.25), 2),
      posts_last_30_days: exact(posts),
      comments_posted_week: exact(count('comments', timesGamma(block, 'comments', act('commenting', 0.6, 0.6)), 2.3)),
      likes_given_day: exact(count('likes', timesGamma(block, 'likes', act('liking', 0.6, 0.6)), 8)),
      shares_last_week: exact(count('shares', act('sharing', 0.55, 0.8), 0.9)),
      feed_time_minutes_day: rounded(feed, 1),
      discover_page_visits_week: exact(count('discover', act('discovering', 0.5, 0.8), 2)),
      ads_clicked_week: exact(adsClicked),
      ad_conversion_rate_pct: rounded(whereAny(share('ad conversion', curves.adConversion, 0), adsClicked), 2),
      ...liveColumns(block, act('live', 0.5, 0.9)),
    },
  }
}

/** Poisson counts whose means are in proportion to the activities and have the given mean. */
export function countsOf({ random, size }: Block, label: string, activity: Float64Array, mean: number, order?: Uint16Array): Int32Array {
  const means = scaledToMean(activity, mean)
  const uniforms = stratifiedUniforms(random.fork(`${label} counted`), size, order)
  return new Int32Array(uniforms.map((uniform, row) => poissonAt(uniform, means[row] as number)))
}

/** The values times log-normal noise. */
export function timesNoise({ random, size }: Block, label: string, values: Float64Array, deviation: number): Float64Array {
  const uniforms = stratifiedUniforms(random.fork(`${label} noise`), size)
  return values.map((value, row) => value * Math.exp(deviation * scoreOf(uniforms[row] as number)))
}

/** The values times gamma noise: Poisson counts with such means are negative binomial. */
export function timesGamma({ random, size }: Block, label: string, values: Float64Array): Float64Array {
  const uniforms = stratifiedUniforms(random.fork(`${label} gamma`), size)
  const curve = CURVES().patience
  return values.map((value, row) => value * curve(scoreOf(uniforms[row] as number)))
}

const CURVES = kept(() => ({
  storyCompletion: betaCurve(4 / 6.5, 6.5),
  reelCompletion: betaCurve(2.6 / 5.6, 5.6),
  engagementRate: betaCurve(TARGETS.engagement_rate_pct.target / 100, 84),
  adConversion: betaCurve(0.03, 41),
  watchSeconds: gammaCurve(6, 16.8),
  patience: gammaCurve(4, 1),
}))

function activityOf(block: Block, { social, drive }: Standing, label: string, correlation: number, deviation: number): Float64Array {
  return correlatedScores(block, label, drive, correlation).map((score, row) => (social[row] as number) * Math.exp(deviation * score))
}

function liveColumns(block: Block, activity: Float64Array): PopulationColumns {
  const streams = countsOf(block, 'live', activity, 0.25)
  const minutes = timesGamma(block, 'live minutes', new Float64Array(block.size).fill(24))
  return {
    live_streams_watched_week: exact(streams),
    live_stream_time_minutes_week: rounded(
      minutes.map((value, row) => value * (streams[row] as number)),
      1,
    ),
  }
}
