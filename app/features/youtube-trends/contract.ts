import { Passport } from '@trill/contract/passport-schema'
import { type Static, type TSchema, Type } from 'typebox'

const Maybe = <S extends TSchema>(schema: S) => Type.Union([schema, Type.Null()])
const Notes = Type.Array(Type.String(), { description: 'What a reader has to know, as codes; docs/methods has them.' })

export const TREND_SORTS = ['calibrated', 'viral', 'engagement', 'velocity', 'views'] as const
export const VIRAL_CLASSES = ['viral', 'trending', 'moderate', 'low'] as const

export const TrendsQuery = Type.Object(
  {
    workspace_id: Type.Optional(Type.String()),
    search: Type.Optional(Type.String({ maxLength: 200, description: 'Part of a title, channel or id; case does not matter.' })),
    category: Type.Optional(Type.String({ maxLength: 128 })),
    class: Type.Optional(Type.Enum(VIRAL_CLASSES)),
    sort: Type.Optional(Type.Enum(TREND_SORTS)),
    order: Type.Optional(Type.Enum(['asc', 'desc'])),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 50 })),
    offset: Type.Optional(Type.Integer({ minimum: 0, maximum: 1_000_000, default: 0 })),
  },
  { additionalProperties: false },
)
export type TrendsQuery = Static<typeof TrendsQuery>

const Video = {
  content_id: Type.String(),
  title: Type.String(),
  creator_name: Type.String(),
  category: Type.String(),
  url: Type.String(),
  provenance: Type.String(),
  published_at: Maybe(Type.String()),
  observed_at: Type.String({ description: 'When the counters were read that the scores rest on.' }),
  views: Type.Number(),
  likes: Maybe(Type.Number()),
  comments: Maybe(Type.Number()),
  days_old: Maybe(Type.Number({ description: 'Age when the counters were read; null where the publication is not known.' })),
}

const Viral = Type.Object({
  score: Type.Integer({ minimum: 10, maximum: 100 }),
  class: Type.Enum(VIRAL_CLASSES),
  raw: Type.Number(),
  components: Type.Object({ base: Type.Number(), engagement: Type.Number(), recency: Type.Number() }),
  version: Type.String(),
  notes: Notes,
})

const Calibrated = Type.Object({
  score: Type.Number({ minimum: 0, maximum: 100 }),
  lower: Type.Number(),
  upper: Type.Number(),
  engagement_percentile: Type.Number(),
  velocity_percentile: Maybe(Type.Number()),
  shrunk_percent: Type.Number({ description: 'Likes and comments per hundred views, drawn towards those of peers where views are few.' }),
  sample: Type.Integer({ description: 'Number of peers.' }),
  peers: Type.Enum(['age', 'age_category', 'age_category_channel']),
})

const Total = Maybe(Type.Integer({ description: 'Null where no platform with a weight could be asked.' }))

/** How an analysis was made: totals made in different ways are not to be compared. */
const Made = {
  version: Type.String({ description: 'Of the weights.' }),
  profile: Type.String(),
  matcher: Type.Enum(['stories', 'published']),
}

const CrossPlatformSummary = Type.Object({
  total: Total,
  status: Type.String(),
  least: Type.Integer({ description: 'The total if every platform that could not be asked gave 0.' }),
  most: Type.Integer({ description: 'The total if each gave 100.' }),
  ...Made,
  analysed_at: Type.String(),
})

export const TrendRow = Type.Object({
  ...Video,
  passport: Passport,
  viral: Viral,
  engagement: Type.Object({ percent: Type.Number(), category: Type.Enum(['high', 'moderate', 'low']) }),
  velocity: Maybe(Type.Object({ views_per_day: Type.Number(), class: Type.Enum(['very_high', 'high', 'medium', 'low']) })),
  calibrated: Maybe(Calibrated),
  cross_platform: Maybe(CrossPlatformSummary),
})
export type TrendRow = Static<typeof TrendRow>

export const RunState = Type.Object({
  id: Type.String(),
  kind: Type.Enum(['detection', 'analysis']),
  status: Type.Enum(['running', 'done', 'failed', 'cancelled']),
  content_id: Maybe(Type.String()),
  done: Type.Integer(),
  total: Maybe(Type.Integer()),
  per_second: Maybe(Type.Number()),
  seconds_left: Maybe(Type.Number()),
  error: Maybe(Type.String({ description: 'Why it failed; of one that is done, what went wrong on the way.' })),
  created_at: Type.String(),
  finished_at: Maybe(Type.String()),
})
export type RunState = Static<typeof RunState>

export const TrendsResponse = Type.Object({
  version: Type.String(),
  detected_at: Maybe(Type.String()),
  /** Videos that are shown by the filters, over all pages. */
  total: Type.Integer(),
  /** Every video that was ever observed, scored or not. */
  stored_videos: Type.Integer(),
  without_views: Type.Integer(),
  observed_at: Maybe(Type.String()),
  /** True where a detection asks YouTube for what is most popular. */
  is_connected: Type.Boolean(),
  by_class: Type.Object({ viral: Type.Integer(), trending: Type.Integer(), moderate: Type.Integer(), low: Type.Integer() }),
  /** How many videos have each viral score, from 10 on. */
  by_score: Type.Array(Type.Object({ score: Type.Integer(), videos: Type.Integer() })),
  categories: Type.Array(Type.Object({ category: Type.String(), videos: Type.Integer() })),
  passport: Passport,
  runs: Type.Array(RunState),
  items: Type.Array(TrendRow),
})
export type TrendsResponse = Static<typeof TrendsResponse>

export const PlatformResult = Type.Object({
  platform: Type.String(),
  status: Type.Enum(['asked', 'unavailable']),
  /** Where its posts come from: the platform itself, or what was stored of it. */
  source: Maybe(Type.Enum(['platform', 'stored'])),
  reason: Maybe(Type.String()),
  detail: Maybe(Type.String({ description: 'What the platform, or the way to it, said where it failed.' })),
  matches: Type.Integer(),
  mean_similarity: Maybe(Type.Number()),
  score: Maybe(Type.Integer()),
  class: Maybe(Type.String()),
  raw: Maybe(Type.Number()),
  components: Maybe(Type.Record(Type.String(), Type.Number())),
  notes: Notes,
})
export type PlatformResult = Static<typeof PlatformResult>

const MatchedPost = Type.Object({
  platform: Type.String(),
  content_id: Type.String(),
  title: Type.String(),
  creator_name: Type.String(),
  url: Type.String(),
  published_at: Maybe(Type.String()),
  similarity: Type.Number(),
  views: Maybe(Type.Number()),
  likes: Maybe(Type.Number()),
  comments: Maybe(Type.Number()),
  shares: Maybe(Type.Number()),
})
export type MatchedPost = Static<typeof MatchedPost>

export const TrendResponse = Type.Object({
  video: TrendRow,
  runs: Type.Array(RunState),
  analysis: Maybe(
    Type.Object({
      run_id: Type.String(),
      analysed_at: Type.String(),
      ...Made,
      matcher_version: Type.String(),
      keywords: Type.Array(Type.String()),
      total: Total,
      status: Type.String(),
      least: Type.Integer(),
      most: Type.Integer(),
      components: Type.Object({ weighted: Type.Number(), base: Type.Number(), bonus: Type.Number() }),
      platforms: Type.Array(PlatformResult),
      matches: Type.Array(MatchedPost),
    }),
  ),
})
export type TrendResponse = Static<typeof TrendResponse>

export const WorkspaceQuery = Type.Object({ workspace_id: Type.Optional(Type.String()) }, { additionalProperties: false })
export const TrendParams = Type.Object({ content_id: Type.String({ minLength: 1, maxLength: 256 }) })
export const RunParams = Type.Object({ id: Type.String({ format: 'uuid' }) })

export const DetectionAsked = Type.Object({ workspace_id: Type.Optional(Type.String()) }, { additionalProperties: false })
export const AnalysisAsked = Type.Object(
  {
    workspace_id: Type.Optional(Type.String()),
    content_id: Type.Optional(Type.String({ minLength: 1, maxLength: 256, description: 'One video; the best thousand when absent.' })),
    version: Type.Optional(Type.Enum(['2.0', '2.1'])),
    profile: Type.Optional(Type.Enum(['formula', 'table'])),
    matcher: Type.Optional(
      Type.Enum(['stories', 'published'], { description: 'What makes a post one about the title; `stories` when absent.' }),
    ),
  },
  { additionalProperties: false },
)
