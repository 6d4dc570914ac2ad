import { SCORE_MAX, SCORE_MIN, scorePoints } from './youtube.ts'

/** Counters of many videos at one moment each, one element a video. */
export interface VideoColumns {
  /** Finite, ≥ 0. */
  readonly views: Float64Array
  /** ≥ 0; NaN where hidden, which counts as 0. */
  readonly likes: Float64Array
  readonly comments: Float64Array
  /** Age in days when the counters were read, ≥ 0; NaN where unknown. */
  readonly daysOld: Float64Array
}

/** Scores of many videos, one element a video. */
export interface VideoScoreColumns {
  /** Viral score, 10 – 100; `viralClass` says what it amounts to. */
  readonly score: Uint8Array
  /** Likes and comments per hundred views; may exceed 100. */
  readonly engagementPercent: Float64Array
  /** Mean number of views a day; NaN where the age is unknown. */
  readonly viewsPerDay: Float64Array
}

/**
 * `viralScore`, `videoEngagement` and `viewVelocity` of many videos at once, with the same results.
 * @throws RangeError when the columns differ in length, views are no finite count, or another number is negative or infinite.
 */
export function scoreVideos(videos: VideoColumns): VideoScoreColumns {
  const { views, likes, comments, daysOld } = videos
  requireColumns('scoreVideos', videos)
  const count = views.length
  const [score, engagementPercent, viewsPerDay] = [new Uint8Array(count), new Float64Array(count), new Float64Array(count)]
  for (let i = 0; i < count; i += 1) {
    const [seen, age] = [views[i] as number, daysOld[i] as number]
    const rate = engagementsOf(likes[i] as number, comments[i] as number) / Math.max(seen, 1)
    score[i] = Math.min(Math.max(Math.round(scorePoints(seen, rate, age)), SCORE_MIN), SCORE_MAX)
    engagementPercent[i] = rate * 100
    viewsPerDay[i] = seen / Math.max(age, 1)
  }
  return { score, engagementPercent, viewsPerDay }
}

/** Likes and comments together, hidden ones as 0. */
export function engagementsOf(likes: number, comments: number): number {
  return (Number.isNaN(likes) ? 0 : likes) + (Number.isNaN(comments) ? 0 : comments)
}

/** @throws RangeError as `scoreVideos` does. */
export function requireColumns(caller: string, { views, likes, comments, daysOld }: VideoColumns): void {
  for (const [name, column] of Object.entries({ likes, comments, daysOld })) {
    if (column.length !== views.length) throw new RangeError(`${caller} requires ${views.length} ${name}, got ${column.length}`)
  }
  for (let i = 0; i < views.length; i += 1) {
    const seen = views[i] as number
    if (!(seen >= 0 && seen < Infinity)) throw new RangeError(`${caller} requires finite views ≥ 0, got ${seen}`)
    requireKnown(caller, 'likes', likes[i] as number)
    requireKnown(caller, 'comments', comments[i] as number)
    requireKnown(caller, 'daysOld', daysOld[i] as number)
  }
}

function requireKnown(caller: string, name: string, value: number): void {
  if (value < 0 || value === Infinity) throw new RangeError(`${caller} requires finite ${name} ≥ 0, or NaN where unknown, got ${value}`)
}
