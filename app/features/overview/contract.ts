import { Passport } from '@trill/contract/passport-schema'
import { type Static, Type } from 'typebox'

const Day = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$', description: 'Calendar day in the workspace’s time zone.' })

export const OverviewQuery = Type.Object(
  {
    workspace_id: Type.Optional(Type.String({ description: 'Workspace; a key implies its own.' })),
    from: Day,
    to: Day,
    platform: Type.Optional(Type.String({ description: 'Platforms, separated by commas. All when absent.' })),
  },
  { additionalProperties: false },
)
export type OverviewQuery = Static<typeof OverviewQuery>

export const PlatformsQuery = Type.Omit(OverviewQuery, ['platform'])

export const PlatformsResponse = Type.Object({ platforms: Type.Array(Type.String(), { description: 'The busiest first.' }) })
export type PlatformsResponse = Static<typeof PlatformsResponse>

/** One metric of the period and of as much of the period of equal length just before it. Null is “cannot be said”, which is not zero. */
const Figure = Type.Object({
  metric: Type.String({ description: 'Row of contract/metrics.ts.' }),
  value: Type.Union([Type.Number(), Type.Null()]),
  previous: Type.Union([Type.Number(), Type.Null()]),
  /** Of a counter metric: how much of `value` posts brought along when they were first seen. */
  brought: Type.Union([Type.Number(), Type.Null()]),
  daily: Type.Array(Type.Union([Type.Number(), Type.Null()]), { description: 'The metric for each day of the period, for the sparkline.' }),
  passport: Passport,
})

/** Null where it is about fewer people than are shown to the caller. */
const Amount = Type.Union([Type.Number(), Type.Null()])

const Breakdown = Type.Object({
  key: Type.String({ description: 'Platform or category; empty when unknown.' }),
  views: Amount,
  interactions: Amount,
  events: Amount,
})

const Bucket = Type.Object({
  /** Start of the bucket, local to the workspace: `YYYY-MM-DD` or `YYYY-MM-DDTHH:00`. */
  at: Type.String(),
  views: Amount,
  likes: Amount,
  comments: Amount,
  shares: Amount,
  events: Amount,
})

export const OverviewResponse = Type.Object({
  workspace_id: Type.String(),
  time_zone: Type.String(),
  from: Day,
  to: Day,
  previous_from: Day,
  previous_to: Day,
  /**
   * While today is in the period: up to where of the period before `previous` is counted, on the workspace’s clock. Null when
   * whole periods are compared.
   */
  previous_until: Type.Union([Type.String({ description: '`YYYY-MM-DDTHH:MM:SS`' }), Type.Null()]),
  /** True when the period ends today or later: its last bucket is unfinished. */
  unfinished: Type.Boolean(),
  /** Rows by where they came from; more than one means the figures are mixed and the page says so. */
  provenance: Type.Array(Type.Object({ provenance: Type.String(), events: Amount, snapshots: Type.Number() })),
  /** Of everything that is not a figure with its own. */
  passport: Passport,
  figures: Type.Array(Figure),
  /** Bucket width of `series`. */
  interval: Type.Union([Type.Literal('hour'), Type.Literal('day')]),
  series: Type.Array(Bucket),
  /** The whole period before, bucket by bucket. */
  previous_series: Type.Array(Bucket),
  /** Figures about fewer people are null for this caller; null when there are none such. */
  smallest_group: Type.Union([Type.Object({ adults: Type.Integer(), with_minors: Type.Integer() }), Type.Null()]),
  by_platform: Type.Array(Breakdown),
  by_category: Type.Array(Breakdown),
  top_content: Type.Array(
    Type.Object({
      content_id: Type.String(),
      title: Type.String(),
      platform: Type.String(),
      creator_name: Type.String(),
      views: Type.Number(),
      interactions: Type.Number(),
    }),
  ),
  /** Posts that would be among them, and are about too few people to be shown. */
  top_content_withheld: Type.Integer(),
  /** Events by ISO weekday (1 Monday) and hour, in the workspace’s time zone; absent cells are zero. */
  hour_of_week: Type.Array(
    Type.Object({
      weekday: Type.Integer({ minimum: 1, maximum: 7 }),
      hour: Type.Integer({ minimum: 0, maximum: 23 }),
      events: Amount,
    }),
  ),
  /** First and last day that hold anything, so that an empty period can offer the one with data. */
  data_from: Type.Union([Day, Type.Null()]),
  data_to: Type.Union([Day, Type.Null()]),
})
export type OverviewResponse = Static<typeof OverviewResponse>
