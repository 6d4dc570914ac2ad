import type { AdaptiveConformal } from '@trill/core/model-selection/adaptive-conformal'
import { type Cascade, observe } from '@trill/core/virality/cascade'
import { earlyFeatures, type PostContext } from '@trill/core/virality/early-features'
import { EARLY_COLUMNS, topThreshold } from '@trill/core/virality/early-table'
import type { EarlyViralityModel } from '@trill/core/virality/early-virality'
import { EARLY_FEATURE_NAMES } from '@trill/core/virality/feature-table'
import { forecastProcess, type ProcessForecast, type ProcessSetting } from '@trill/core/virality/process-forecast'
import { HORIZON_SECONDS } from './horizon.ts'

/** Ages at which posts are forecast, each by a model of its own. */
export const AGES = [
  { name: '15m', label: '15 minutes', seconds: 900 },
  { name: '1h', label: 'an hour', seconds: 3600 },
  { name: '2h', label: 'two hours', seconds: 7200 },
  { name: '6h', label: 'six hours', seconds: 21_600 },
  { name: '24h', label: 'a day', seconds: 86_400 },
] as const
export type Age = (typeof AGES)[number]

/** Nodes by the cut, the post among them, from which there is something to tell by. */
export const NODES_MIN = 3
/** Posts of a platform and category from which they have a threshold of their own. */
const SEGMENT_MIN = 50

/** A post as `posts.sql` answers it. */
export interface PostRow {
  readonly content_id: string
  readonly platform: string
  readonly category: string
  readonly creator_id: string
  readonly title: string
  readonly hashtags: number
  readonly provenance: string
  /** Milliseconds since 1970. */
  readonly published: number
  /** Nodes at the horizon, or now. */
  readonly size: number
}

/** Shares of a post as `shares.sql` answers them, the earliest first. */
export interface SharesRow {
  readonly content_id: string
  readonly moments: readonly number[]
  readonly people: readonly number[]
  readonly messages: readonly number[]
  /** 0 for none. */
  readonly parents: readonly number[]
  readonly replies: readonly number[]
  readonly minors: number
}

/** What a version knows beside its trees. */
export interface ViralityDocument {
  readonly cutSeconds: number
  readonly setting: ProcessSetting | null
  /** Size that a tenth of past posts exceeded, by segment; that of all under ''. */
  readonly thresholds: Readonly<Record<string, number>>
  /** Their places are the numbers of the column. */
  readonly categories: readonly string[]
  readonly model: EarlyViralityModel
  /** How wide intervals have to be, as the posts tell that judged it; versions from before that was looked at have none. */
  readonly adaptive?: AdaptiveConformal
}

/** What rows are made with. */
export type RowSetting = Omit<ViralityDocument, 'model'>

/** What became of a creator’s earlier posts that were over when one came out. */
export interface CreatorHistory {
  readonly posts: number
  /** Mean logarithm of their sizes; null without any. */
  readonly logSize: number | null
}

/** The post itself is nobody in particular where its creator is among the sharers. */
const POST = 0
const STRANGER = -2

/** What became of such a post is known. */
export function isOver({ published }: Pick<PostRow, 'published'>, moment: number): boolean {
  return moment - published > 1000 * HORIZON_SECONDS
}

/** Shares as the features take them: a share comes from the person whose share it names, else from the post. */
export function cascadeOf({ published }: Pick<PostRow, 'published'>, shares: SharesRow | undefined): Cascade {
  if (shares === undefined) return { seconds: [0], actors: [POST], parents: [-1], replies: [0] }
  const sharer = new Map(shares.messages.map((message, index) => [message, shares.people[index] as number]))
  return {
    seconds: [0, ...shares.moments.map((moment) => (moment - published) / 1000)],
    actors: [POST, ...shares.people],
    parents: [-1, ...shares.parents.map((parent) => (parent === 0 ? POST : (sharer.get(parent) ?? STRANGER)))],
    replies: [0, ...shares.replies],
  }
}

/** Tells what became of a creator’s earlier posts, from posts of the past. Nothing is known of who is not named. */
export function creatorHistories(posts: readonly PostRow[]): (post: Pick<PostRow, 'creator_id' | 'published'>) => CreatorHistory {
  const found = new Map<string, { published: number; logSum: number }[]>()
  for (const { creator_id, published, size } of posts.toSorted((a, b) => a.published - b.published)) {
    const own = found.get(creator_id) ?? []
    own.push({ published, logSum: (own.at(-1)?.logSum ?? 0) + Math.log(size) })
    found.set(creator_id, own)
  }
  found.delete('')
  return ({ creator_id, published }) => {
    const own = found.get(creator_id) ?? []
    const over = countUpTo(own, published - 1000 * HORIZON_SECONDS)
    return { posts: over, logSize: over === 0 ? null : (own[over - 1]?.logSum as number) / over }
  }
}

function countUpTo(own: readonly { readonly published: number }[], moment: number): number {
  let [low, high] = [0, own.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((own[middle]?.published as number) <= moment) low = middle + 1
    else high = middle
  }
  return low
}

/** What was known of a post beside its shares when it came out. */
export function contextOf(post: PostRow, categories: readonly string[], { posts, logSize }: CreatorHistory): PostContext {
  const category = categories.indexOf(post.category)
  return {
    postedAt: post.published,
    creatorPosts: posts,
    ...(logSize !== null && { creatorLogSize: logSize }),
    ...(category !== -1 && { category }),
    textLength: post.title.length,
    hashtags: post.hashtags,
  }
}

/** One row of the table of a model, with what the process said; null with too few shares by the cut. */
export function rowOf(
  post: PostRow,
  cascade: Cascade,
  history: CreatorHistory,
  setting: RowSetting,
): {
  readonly values: readonly number[]
  readonly nodes: number
  readonly people: number
  readonly process: ProcessForecast | null
} | null {
  const observed = observe(cascade, setting.cutSeconds)
  if (observed.seconds.length < NODES_MIN) return null
  const forecast = forecastProcess(observed, setting.setting)
  const features = earlyFeatures(observed, contextOf(post, setting.categories, history), forecast)
  return {
    values: [...EARLY_FEATURE_NAMES.map((name) => features[name]), Math.log(thresholdOf(setting.thresholds, post))],
    nodes: observed.seconds.length,
    people: new Set(observed.actors.subarray(1)).size,
    process: forecast,
  }
}

/** Columns of those rows. */
export const COLUMNS = EARLY_COLUMNS

/** Thresholds of every platform and category, and of every platform, with enough posts, and of all. */
export function thresholdsOf(posts: readonly PostRow[]): Record<string, number> {
  const sizes = new Map<string, number[]>([['', []]])
  for (const post of posts) {
    for (const segment of segmentsOf(post)) {
      if (!sizes.has(segment)) sizes.set(segment, [])
      sizes.get(segment)?.push(post.size)
    }
  }
  return Object.fromEntries(
    [...sizes]
      .filter(([segment, own]) => segment === '' || own.length >= SEGMENT_MIN)
      .map(([segment, own]) => [segment, topThreshold(own)]),
  )
}

/** Of the narrowest segment that has one. */
export function thresholdOf(thresholds: Readonly<Record<string, number>>, post: Pick<PostRow, 'platform' | 'category'>): number {
  const segment = segmentsOf(post).find((name) => thresholds[name] !== undefined)
  return thresholds[segment ?? ''] as number
}

/** From the narrowest to all. */
function segmentsOf({ platform, category }: Pick<PostRow, 'platform' | 'category'>): string[] {
  return [`${platform}\t${category}`, platform, '']
}

/** The latest age that a post has reached; undefined when it is too young for all. */
export function ageReached(ageSeconds: number): Age | undefined {
  return AGES.findLast(({ seconds }) => seconds <= ageSeconds)
}
