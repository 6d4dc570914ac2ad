import { categorical, exponential, normal, poisson } from '@trill/core/random/samplers'
import type { Random } from '@trill/core/random/xoshiro256'
import { storeTime, tabSeparated } from '../../platform/clickhouse/text-rows.ts'
import { DEMO_DAYS } from './catalogue.ts'
import { type DemoOptions, demoWorld } from './events.ts'
import type { Rhythm } from './rhythm.ts'
import { FEED_PLATFORMS, FRAMES, SUBJECTS, SURGES } from './subjects.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const FEED_CREATORS = 120
/** When a channel’s posts are looked at again, in hours after publication, and when half of all views have come. */
const LOOKS = [1, 6, 24, 72, 168]
const HALF_LIFE_HOURS = 9
/** The app’s own channels that post every day: their usual hours and how their posts fare. */
const CHANNELS = [
  { id: 'otter-post', name: 'Otter Post', platform: 'instagram', perDay: 1.5, views: 90, rate: 0.09, hours: [9, 13, 18, 20] },
  { id: 'quiz-kitchen', name: 'Quiz Kitchen', platform: 'tiktok', perDay: 1.3, views: 140, rate: 0.11, hours: [12, 16, 19, 21] },
  { id: 'extra-time', name: 'Extra Time', platform: 'x', perDay: 1.6, views: 60, rate: 0.04, hours: [8, 12, 17, 22] },
  { id: 'marble-run', name: 'Marble Run', platform: 'youtube', perDay: 0.5, views: 170, rate: 0.05, hours: [15, 18] },
] as const
/** How readily people take part, by the hour of the day; what a page about posting times finds again. */
const READINESS = [0.7, 0.6, 0.5, 0.5, 0.5, 0.6, 0.7, 0.8, 0.8, 0.8, 0.9, 0.9, 1, 1, 0.9, 0.9, 1, 1.1, 1.35, 1.5, 1.4, 1.1, 0.9, 0.8]

export const POST_COLUMNS = [
  'workspace_id',
  'content_id',
  'platform',
  'kind',
  'title',
  'creator_id',
  'creator_name',
  'category',
  'tags',
  'url',
  'thumbnail_url',
  'published_at',
  'provenance',
  'updated_at',
] as const
export const REPORT_COLUMNS = [
  'workspace_id',
  'content_id',
  'observed_at',
  'platform',
  'views',
  'likes',
  'comments',
  'shares',
  'provenance',
  'received_at',
] as const

/** A post beside the app. */
export interface DemoPost {
  readonly id: string
  readonly platform: string
  readonly title: string
  readonly creatorId: string
  readonly creatorName: string
  readonly category: string
  readonly tags: readonly string[]
  readonly publishedAt: number
}

/**
 * What the app’s channels and invented people post beside the app, as platforms would describe it: subjects come up and go.
 * `reports` are counters of the channels’ posts only. Both TabSeparated.
 */
export function demoPosts(workspaceId: string, options: DemoOptions): { posts: string; reports: string } {
  const { root } = demoWorld(options)
  const channels = CHANNELS.flatMap((channel) => channelPosts(channel, root.fork(`channel ${channel.id}`), options))
  const feed = demoFeed(options)
  return {
    posts: [...channels.map(({ post }) => post), ...feed].map((post) => postRow(workspaceId, post, options.anchor)).join(''),
    reports: channels.map((posted) => reportRows(workspaceId, posted, root.fork(`reports ${posted.post.id}`), options.anchor)).join(''),
  }
}

/** What invented people post beside the app, subject by subject. */
export function demoFeed(options: DemoOptions): DemoPost[] {
  const { root, rhythm } = demoWorld(options)
  return feedPosts(root.fork('feed'), rhythm, options.anchor)
}

interface ChannelPost {
  readonly post: DemoPost
  readonly views: number
  readonly rate: number
}

function channelPosts(channel: (typeof CHANNELS)[number], random: Random, { anchor, timeZone }: DemoOptions): ChannelPost[] {
  const hourOf = new Intl.DateTimeFormat('en', { timeZone, hour: '2-digit', hourCycle: 'h23' })
  const found: ChannelPost[] = []
  for (let day = DEMO_DAYS; day > 0; day -= 1) {
    const count = poisson(random, channel.perDay)
    for (let i = 0; i < count; i += 1) {
      const wanted = channel.hours[random.integer(channel.hours.length)] as number
      const at = nextHour(anchor - day * DAY, wanted, hourOf) + random.uniform() * HOUR
      if (at >= anchor) continue
      const post = drawPost(random, { platform: channel.platform, id: channel.id, name: channel.name, at, number: found.length })
      const readiness = READINESS[Number(hourOf.format(at))] ?? 1
      found.push({
        post,
        views: channel.views * Math.exp(normal(random, 0, 0.5)),
        rate: Math.min(channel.rate * readiness * Math.exp(normal(random, 0, 0.35)), 0.6),
      })
    }
  }
  return found
}

/** The next time that a clock of the time zone shows a full hour. */
function nextHour(from: number, wanted: number, hourOf: Intl.DateTimeFormat): number {
  let at = Math.ceil(from / HOUR) * HOUR
  while (Number(hourOf.format(at)) !== wanted) at += HOUR
  return at
}

/** Posts of other people: each subject at its own pace, and more of it while it surges. */
function feedPosts(random: Random, rhythm: Rhythm, anchor: number): DemoPost[] {
  const drawPlatform = categorical(FEED_PLATFORMS.map(([, weight]) => weight))
  const drawCreator = categorical(Array.from({ length: FEED_CREATORS }, (_, i) => 1 / (i + 8)))
  const found: DemoPost[] = []
  for (const [index, [tag, , , perDay]] of SUBJECTS.entries()) {
    const surge = SURGES[tag]
    const most = perDay + (surge?.perDay ?? 0)
    for (let at = anchor - DEMO_DAYS * DAY; at < anchor; at += exponential(random, DAY / most)) {
      const rate = perDay + (surge === undefined ? 0 : surge.perDay * surgeAt(at, anchor - surge.daysBefore * DAY, surge))
      if (random.uniform() * most > rate || random.uniform() > 0.25 + 0.75 * rhythm.at(at)) continue
      const number = drawCreator(random) + 1
      const platform = FEED_PLATFORMS[drawPlatform(random)]?.[0] ?? 'x'
      found.push(
        drawPost(random, { platform, id: `${platform}-creator-${number}`, name: `Creator ${number}`, at, number: found.length, index }),
      )
    }
  }
  return found
}

function surgeAt(at: number, height: number, { rise, fall }: { readonly rise: number; readonly fall: number }): number {
  const hours = (at - height) / HOUR
  return Math.exp(hours < 0 ? hours / rise : -hours / fall)
}

interface Posting {
  readonly platform: string
  readonly id: string
  readonly name: string
  readonly at: number
  readonly number: number
  /** Which subject; drawn where it is not given. */
  readonly index?: number
}

function drawPost(random: Random, { platform, id, name, at, number, index = random.integer(SUBJECTS.length - 5) }: Posting): DemoPost {
  const [tag, words, category] = SUBJECTS[index] as (typeof SUBJECTS)[number]
  const frame = FRAMES[random.integer(FRAMES.length)] as string
  const title = frame.replace('{}', words)
  const second = SUBJECTS[random.integer(SUBJECTS.length)]?.[0] ?? tag
  return {
    id: `post-${id}-${number + 1}`,
    platform,
    title: `${title.charAt(0).toUpperCase()}${title.slice(1)}${random.uniform() < 0.4 ? ` #${tag}` : ''}`,
    creatorId: id,
    creatorName: name,
    category,
    tags: [...new Set([tag, category.toLowerCase(), ...(random.uniform() < 0.15 ? [second] : [])])],
    publishedAt: Math.round(at),
  }
}

function postRow(workspaceId: string, post: DemoPost, anchor: number): string {
  const { id, platform, title, creatorId, creatorName, category, tags, publishedAt } = post
  const kind = platform === 'youtube' || platform === 'tiktok' ? 'video' : 'post'
  const about = [id, platform, kind, title, creatorId, creatorName, category]
  return tabSeparated([workspaceId, ...about, tags, '', '', storeTime(publishedAt), 'simulated', storeTime(anchor)])
}

/** Counters that grow towards what a post gathers in the end; each interaction comes with a view. */
function reportRows(workspaceId: string, { post, views, rate }: ChannelPost, random: Random, anchor: number): string {
  let [seen, liked, commented, shared, before] = [0, 0, 0, 0, 0]
  let rows = ''
  for (const hours of LOOKS) {
    const at = post.publishedAt + hours * HOUR
    if (at >= anchor) break
    const grown = 1 - 0.5 ** (hours / HALF_LIFE_HOURS)
    const more = poisson(random, views * (grown - before))
    before = grown
    seen += more
    liked += poisson(random, more * rate * 0.8)
    commented += poisson(random, more * rate * 0.12)
    shared += poisson(random, more * rate * 0.08)
    const counters = [seen, Math.min(liked, seen), Math.min(commented, seen), Math.min(shared, seen)]
    rows += tabSeparated([workspaceId, post.id, storeTime(at), post.platform, ...counters, 'simulated', storeTime(anchor)])
  }
  return rows
}
