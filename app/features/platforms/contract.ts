import { Passport } from '@trill/contract/passport-schema'
import { type Static, Type } from 'typebox'

const Day = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' })
const Amount = Type.Union([Type.Number(), Type.Null()])

export const PlatformsQuery = Type.Object(
  {
    workspace_id: Type.Optional(Type.String()),
    from: Day,
    to: Day,
    platform: Type.Optional(Type.String({ description: 'Platforms, separated by commas. All when absent.' })),
  },
  { additionalProperties: false },
)

const Rate = Type.Object(
  {
    value: Amount,
    lower: Amount,
    upper: Amount,
    posts: Type.Integer({ description: 'Posts whose views are known: the units of the interval.' }),
  },
  { description: 'For every 100 views, a ratio of sums, with the interval that holds the truth nine times in ten.' },
)

/** Of posts, by what their engagement did; medians over posts. */
const Speed = Type.Object({
  per_hour: Type.Union([Type.Number(), Type.Null()], { description: 'Interactions an hour in the first 24 hours of the middle post.' }),
  hours_to_peak: Type.Union([Type.Number(), Type.Null()], {
    description: 'Hours from publication to the fastest interval of the middle post.',
  }),
  posts: Type.Integer({ description: 'Posts with readings enough.' }),
})

export const PlatformRow = Type.Object({
  platform: Type.String(),
  withheld: Type.Boolean({ description: 'True where the figures are about too few people to be shown to the caller.' }),
  posts: Type.Integer({ description: 'Posts published in the period.' }),
  active_posts: Amount,
  views: Amount,
  interactions: Amount,
  engagement_rate: Rate,
  comment_rate: Rate,
  share_rate: Rate,
  speed: Speed,
  trend: Type.Union([Type.Number(), Type.Null()], {
    description: 'Views of the second half of the whole days over those of the first; interactions where no views are reported.',
  }),
  daily: Type.Array(Type.Object({ day: Type.String(), views: Type.Number(), interactions: Type.Number() })),
})
export type PlatformRow = Static<typeof PlatformRow>

export const PlatformsResponse = Type.Object({
  unfinished: Type.Boolean(),
  smallest_group: Type.Union([Type.Object({ adults: Type.Integer(), with_minors: Type.Integer() }), Type.Null()]),
  passport: Passport,
  platforms: Type.Array(PlatformRow),
})
export type PlatformsResponse = Static<typeof PlatformsResponse>
