import type { MetricUnit } from '@trill/contract/metric-kinds'
import { METRICS, type MetricName } from '@trill/contract/metrics'
import { Passport } from '@trill/contract/passport-schema'
import { type Static, Type } from 'typebox'

const Day = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' })
const Figure = Type.Union([Type.Number(), Type.Null()])

/** What a metric can be split by here. */
export const SPLITS = ['platform', 'content_id', 'creator_id', 'category', 'campaign_id', 'country', 'day', 'week', 'month'] as const
export type Split = (typeof SPLITS)[number]

export const MetricsQuery = Type.Object({ workspace_id: Type.Optional(Type.String()) }, { additionalProperties: false })

const names = Object.keys(METRICS) as [MetricName, ...MetricName[]]
export const MetricParams = Type.Object({
  metric: Type.Unsafe<MetricName>(Type.Union(names.map((name) => Type.Literal(name)))),
})

const Part = (description: string) => Type.Optional(Type.String({ maxLength: 256, description }))

export const MetricQuery = Type.Object(
  {
    workspace_id: Type.Optional(Type.String()),
    from: Day,
    to: Day,
    by: Type.Optional(Type.Union(SPLITS.map((split) => Type.Literal(split)))),
    platform: Type.Optional(Type.String({ description: 'Platforms, separated by commas. All when absent.' })),
    category: Part('Only of this category.'),
    creator_id: Part('Only of this creator.'),
    content_id: Part('Only of this post.'),
    campaign_id: Part('Only events of this campaign; what platforms report says no campaign and is left out.'),
    country: Part('Only events from this country; what platforms report says no country and is left out.'),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, default: 100 })),
  },
  { additionalProperties: false },
)
export type MetricQuery = Static<typeof MetricQuery>

/** How virality is weighed in a workspace. */
export const ViralitySettings = Type.Object(
  {
    share_weight: Type.Number({ minimum: 0, maximum: 100, description: 'What a share weighs.' }),
    comment_weight: Type.Number({ minimum: 0, maximum: 100, description: 'What a comment weighs.' }),
    scale: Type.Number({ minimum: 0.0001, maximum: 100, description: 'Weighted spread per person reached at which the score is 63.' }),
  },
  { additionalProperties: false },
)
export type ViralitySettings = Static<typeof ViralitySettings>

export const SettingsBody = Type.Object(
  { workspace_id: Type.Optional(Type.String()), virality: ViralitySettings },
  { additionalProperties: false },
)

export const SettingsResponse = Type.Object({ workspace_id: Type.String(), virality: ViralitySettings })
export type SettingsResponse = Static<typeof SettingsResponse>

const Definition = Type.Object({
  metric: Type.String(),
  label: Type.String(),
  about: Type.String(),
  kind: Type.String(),
  formula: Type.String(),
  unit: Type.Unsafe<MetricUnit>(Type.String()),
  direction: Type.String({ description: '`higher` is better, `lower` is, or `neutral`.' }),
  caveat: Type.String(),
  by: Type.Array(Type.String(), { description: 'What it can be split by here; empty where this route does not compute it.' }),
})

export const MetricsResponse = Type.Object({ workspace_id: Type.String(), metrics: Type.Array(Definition), virality: ViralitySettings })
export type MetricsResponse = Static<typeof MetricsResponse>

const MetricRow = Type.Object({
  key: Type.String({ description: 'Part of the dimension; empty where none was asked for, or nothing is known.' }),
  label: Type.String(),
  platform: Type.String(),
  value: { ...Figure, description: 'The raw figure: numerator over denominator, in the unit of the metric.' },
  numerator: Figure,
  denominator: Figure,
  n: { ...Figure, description: 'Posts it rests on; creators for followers, events for sentiment.' },
  shrunk: { ...Figure, description: 'The figure drawn towards what is usual, the more the less it rests on.' },
  lower: { ...Figure, description: '95 % interval about the shrunk figure; rankings go by its worse end.' },
  upper: Figure,
  class: Type.Union([Type.String(), Type.Null()]),
  is_small: Type.Boolean({ description: 'It rests on so little that it is ranked after all others.' }),
  withheld: Type.Boolean({ description: 'True where it is about too few people to be shown to the caller.' }),
})
export type MetricRow = Static<typeof MetricRow>

export const MetricResponse = Type.Object({
  workspace_id: Type.String(),
  metric: Type.String(),
  unit: Type.Unsafe<MetricUnit>(Type.String()),
  direction: Type.String(),
  by: Type.Union([Type.String(), Type.Null()]),
  from: Type.String(),
  to: Type.String(),
  status: Type.Union([Type.Literal('ok'), Type.Literal('no_data'), Type.Literal('unavailable')]),
  reason: Type.String({ description: 'Why there is no figure; empty where there is one.' }),
  usual: Type.Union([Type.Object({ value: Type.Number(), worth: Type.Number(), method: Type.String() }), Type.Null()], {
    description: 'Towards what figures are drawn, how much of the denominator that is worth, and how it was come by.',
  }),
  passport: Passport,
  rows: Type.Array(MetricRow),
  truncated: Type.Boolean({ description: 'There are more parts than were looked at, or than were asked for.' }),
})
export type MetricResponse = Static<typeof MetricResponse>
