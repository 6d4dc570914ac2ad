import { SNAPSHOT_COUNTERS, type SnapshotCounter } from '@trill/contract/content'
import { Passport } from '@trill/contract/passport-schema'
import { type Static, Type } from 'typebox'

const Day = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' })

export const CONTENT_SORTS = [
  'views',
  'likes',
  'comments',
  'shares',
  'interactions',
  'saves',
  'impressions',
  'reach',
  'engagement_rate',
  'engagement_rate_by_reach',
  'events',
  'published_at',
  'title',
] as const

export const ContentsQuery = Type.Object(
  {
    workspace_id: Type.Optional(Type.String()),
    from: Day,
    to: Day,
    platform: Type.Optional(Type.String({ description: 'Platforms, separated by commas. All when absent.' })),
    search: Type.Optional(Type.String({ maxLength: 200, description: 'Part of a title, creator, tag or id; case does not matter.' })),
    sort: Type.Optional(Type.Union(CONTENT_SORTS.map((sort) => Type.Literal(sort)))),
    order: Type.Optional(Type.Union([Type.Literal('asc'), Type.Literal('desc')])),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 50 })),
    offset: Type.Optional(Type.Integer({ minimum: 0, maximum: 1_000_000, default: 0 })),
  },
  { additionalProperties: false },
)
export type ContentsQuery = Static<typeof ContentsQuery>

/**
 * Null is “not reported”: the platform never gave this counter of the post, and no event counts it. That is not zero. Where `withheld`
 * is true it is about fewer people than are shown to the caller.
 */
const Counter = Type.Union([Type.Number(), Type.Null()])

/** Columns of the CSV. */
export const EXPORTED = [
  'content_id',
  'title',
  'platform',
  'kind',
  'creator_name',
  'category',
  'published_at',
  'views',
  'likes',
  'comments',
  'shares',
  'interactions',
  'engagement_rate',
  'events',
  'saves',
  'impressions',
  'reach',
  'engagement_rate_by_reach',
] as const

export const ContentsCsvQuery = Type.Omit(ContentsQuery, ['limit', 'offset'])

const Counts = {
  views: Counter,
  likes: Counter,
  comments: Counter,
  shares: Counter,
  /** Of the counters that are known; null when none is. */
  interactions: Counter,
  events: Counter,
  /** Interactions for every 100 views; null without views or where either is not reported. */
  engagement_rate: Type.Union([Type.Number(), Type.Null()]),
}

export const ContentRow = Type.Object({
  content_id: Type.String(),
  title: Type.String(),
  platform: Type.String(),
  kind: Type.String(),
  creator_id: Type.String(),
  creator_name: Type.String(),
  category: Type.String(),
  published_at: Type.Union([Type.String(), Type.Null()]),
  ...Counts,
  saves: Counter,
  impressions: Counter,
  reach: Counter,
  /** Interactions for every 100 people reached; null where either is not reported. */
  engagement_rate_by_reach: Type.Union([Type.Number(), Type.Null()]),
  drawn: Type.Union([Type.Object({ rate: Type.Number(), lower: Type.Number(), upper: Type.Number() }), Type.Null()], {
    description:
      'Where the order is by a rate: that rate in percent, drawn towards what is usual, and its 95 % interval, whose lower end makes the order.',
  }),
  withheld: Type.Boolean({ description: 'True where the figures are about too few people to be shown to the caller.' }),
})
export type ContentRow = Static<typeof ContentRow>

export const ContentsResponse = Type.Object({ total: Type.Integer(), passport: Passport, items: Type.Array(ContentRow) })
export type ContentsResponse = Static<typeof ContentsResponse>

export const ContentParams = Type.Object({ content_id: Type.String({ minLength: 1, maxLength: 256 }) })

export const ContentQuery = Type.Object(
  { workspace_id: Type.Optional(Type.String()), from: Type.Optional(Day), to: Type.Optional(Day) },
  { additionalProperties: false },
)
export type ContentQuery = Static<typeof ContentQuery>

export const ContentResponse = Type.Object({
  content: Type.Object({
    content_id: Type.String(),
    title: Type.String(),
    platform: Type.String(),
    kind: Type.String(),
    creator_id: Type.String(),
    creator_name: Type.String(),
    category: Type.String(),
    tags: Type.Array(Type.String()),
    url: Type.String(),
    thumbnail_url: Type.String(),
    published_at: Type.Union([Type.String(), Type.Null()]),
  }),
  provenance: Type.Array(Type.String()),
  passport: Passport,
  /** True where figures of events are about too few people to be shown to the caller; what platforms reported is shown. */
  withheld: Type.Boolean(),
  first_seen_at: Type.Union([Type.String(), Type.Null()]),
  last_seen_at: Type.Union([Type.String(), Type.Null()]),
  totals: Type.Object(Counts),
  /** Growth curve: running totals at each point in time (UTC), from events and from the platform’s counters. */
  growth_interval: Type.Union([Type.Literal('hour'), Type.Literal('day'), Type.Literal('observation')]),
  growth: Type.Array(
    Type.Object({
      at: Type.String(),
      views: Counter,
      likes: Counter,
      comments: Counter,
      shares: Counter,
      events: Counter,
    }),
  ),
  /** What the platform reported, as it was reported; null is “not reported”. */
  snapshots: Type.Array(
    Type.Object({
      observed_at: Type.String(),
      ...(Object.fromEntries(SNAPSHOT_COUNTERS.map((counter) => [counter, Counter])) as Record<SnapshotCounter, typeof Counter>),
    }),
  ),
  /**
   * The share tree of the post’s whole life in figures; null when nothing was shared. A root came from no other share;
   * `direct_share` is the part of the other shares that came straight from a root: 1 is a broadcast, towards 0 a chain.
   */
  cascade: Type.Union([
    Type.Object({ shares: Type.Integer(), roots: Type.Integer(), sharers: Type.Integer(), direct_share: Type.Number() }),
    Type.Null(),
  ]),
  by_type: Type.Array(Type.Object({ type: Type.String(), events: Type.Number() })),
})
export type ContentResponse = Static<typeof ContentResponse>
