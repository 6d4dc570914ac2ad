import { median, shrunkenLift, winsorised } from '@trill/core/inference/shrunken-lift'
import { type Group, isShown, type Thresholds } from '../../platform/privacy/small-groups.ts'
import type { HashtagRow, HashtagsResponse } from './contract.ts'

/** Fewest posts with figures for a comparison. */
export const MEASURED_MIN = 5
/** Least scatter of posts of one platform that is believed, in natural logarithms: a factor of 1.6. */
const SCATTER_MIN = 0.5
const TOGETHER_MAX = 3
const CATEGORIES_MAX = 3

export interface PostRow {
  readonly content_id: string
  readonly platform: string
  readonly category: string
  readonly hashtags: readonly string[]
  readonly total: number
  readonly views: number | null
  readonly interactions: number | null
}

export interface AudienceRow extends Group {
  readonly content_id: string
}

/** A post whose figures are known, with how it fared among the posts of its platform: 0 is as usual, in natural logarithms. */
interface Measured {
  readonly post: PostRow
  readonly rate: number
  readonly outcome: number
}

/** Everything the page shows but the order and the cut of the list. */
export interface Hashtags extends Omit<HashtagsResponse, 'items' | 'passport' | 'total'> {
  readonly rows: readonly HashtagRow[]
}

/** Figures that are negative, such as a counter that a platform took back below zero, or that have no views, are no measure. */
function isMeasured({ views, interactions }: PostRow): boolean {
  return views !== null && views > 0 && interactions !== null && interactions >= 0
}

export function hashtagsOf(posts: readonly PostRow[], audience: readonly AudienceRow[], thresholds: Thresholds | undefined): Hashtags {
  const groups = new Map(audience.map((row) => [row.content_id, row]))
  const mayBeShown = ({ content_id }: PostRow) => thresholds === undefined || isShown(groups.get(content_id), thresholds)
  const figures = posts.filter(isMeasured)
  const shown = figures.filter(mayBeShown)
  const measured = outcomesOf(shown)
  const variance = measured.reduce((sum, { outcome }) => sum + outcome * outcome, 0) / Math.max(measured.length - 1, 1)
  const byHashtag = gathered(posts, ({ hashtags }) => hashtags)
  const measuredBy = gathered(measured, ({ post }) => post.hashtags)
  return {
    posts: posts[0]?.total ?? 0,
    looked_at: posts.length,
    withheld: figures.length - shown.length,
    needed: MEASURED_MIN,
    platforms: platformsOf(shown),
    categories: countsOf(posts.map(({ category }) => category)).map(([category]) => category),
    rows: [...byHashtag].map(([hashtag, having]) => rowOf(hashtag, having, measuredBy.get(hashtag) ?? [], variance)),
  }
}

/** How each post fared among those of its platform, outliers brought in. */
function outcomesOf(posts: readonly PostRow[]): Measured[] {
  return [...gathered(posts, ({ platform }) => [platform]).values()].flatMap((those) => {
    const logRates = those.map(({ views, interactions }) => Math.log(((interactions ?? 0) + 0.5) / ((views ?? 0) + 1)))
    const outcomes = winsorised(logRates, { least: SCATTER_MIN })
    const mean = outcomes.reduce((sum, outcome) => sum + outcome, 0) / outcomes.length
    return those.map((post, i) => ({
      post,
      rate: (100 * (post.interactions ?? 0)) / (post.views ?? 1),
      outcome: (outcomes[i] as number) - mean,
    }))
  })
}

function rowOf(hashtag: string, posts: readonly PostRow[], measured: readonly Measured[], variance: number): HashtagRow {
  const enough = measured.length >= MEASURED_MIN
  const sum = measured.reduce((total, { outcome }) => total + outcome, 0)
  const lift = enough ? shrunkenLift({ cases: measured.length, sum, variance }) : { lift: null, lower: null, upper: null }
  const others = countsOf(posts.flatMap(({ hashtags }) => hashtags)).filter(([other]) => other !== hashtag)
  return {
    hashtag: `#${hashtag}`,
    posts: posts.length,
    measured: measured.length,
    median_rate: measured.length === 0 ? null : median(measured.map(({ rate }) => rate)),
    ...lift,
    platforms: countsOf(posts.map(({ platform }) => platform)).map(([platform]) => platform),
    categories: countsOf(posts.map(({ category }) => category))
      .slice(0, CATEGORIES_MAX)
      .map(([category, count]) => ({ category, posts: count })),
    together: others.slice(0, TOGETHER_MAX).map(([other, count]) => ({ hashtag: `#${other}`, posts: count })),
  }
}

function platformsOf(posts: readonly PostRow[]): HashtagsResponse['platforms'] {
  return [...gathered(posts, ({ platform }) => [platform])]
    .map(([platform, those]) => {
      const views = those.reduce((sum, post) => sum + (post.views ?? 0), 0)
      const interactions = those.reduce((sum, post) => sum + (post.interactions ?? 0), 0)
      return { platform, posts: those.length, rate: (100 * interactions) / views }
    })
    .sort((one, other) => other.posts - one.posts || (one.platform < other.platform ? -1 : 1))
}

/** The list in an order, those without a comparison last where it is asked for. */
export function ordered(rows: readonly HashtagRow[], sort: 'posts' | 'lift' | 'lower'): HashtagRow[] {
  const value = (row: HashtagRow) => row[sort] ?? -1
  return rows.toSorted((one, other) => value(other) - value(one) || other.posts - one.posts || (one.hashtag < other.hashtag ? -1 : 1))
}

function gathered<T>(items: readonly T[], keysOf: (item: T) => readonly string[]): Map<string, T[]> {
  const found = new Map<string, T[]>()
  for (const item of items) {
    for (const key of keysOf(item)) {
      const those = found.get(key)
      if (those === undefined) found.set(key, [item])
      else those.push(item)
    }
  }
  return found
}

/** Words with how often they are there, most first; the empty one is none. */
function countsOf(words: readonly string[]): [string, number][] {
  const counts = new Map<string, number>()
  for (const word of words) if (word !== '') counts.set(word, (counts.get(word) ?? 0) + 1)
  return [...counts].sort(([a, one], [b, other]) => other - one || (a < b ? -1 : 1))
}
