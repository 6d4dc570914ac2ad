import { Passport } from '@trill/contract/passport-schema'
import { type Static, Type } from 'typebox'

const Day = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' })
const Amount = Type.Union([Type.Number(), Type.Null()])

export const HASHTAG_SORTS = ['posts', 'lift', 'lower'] as const

export const HashtagsQuery = Type.Object(
  {
    workspace_id: Type.Optional(Type.String()),
    from: Day,
    to: Day,
    platform: Type.Optional(Type.String({ description: 'Platforms, separated by commas. All when absent.' })),
    category: Type.Optional(Type.String({ maxLength: 128, description: 'Only posts of this category, as its platform names it.' })),
    search: Type.Optional(Type.String({ maxLength: 100, description: 'Part of a hashtag; case and accents do not matter.' })),
    sort: Type.Optional(Type.Union(HASHTAG_SORTS.map((sort) => Type.Literal(sort)))),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, default: 50 })),
    offset: Type.Optional(Type.Integer({ minimum: 0, maximum: 100_000, default: 0 })),
  },
  { additionalProperties: false },
)
export type HashtagsQuery = Static<typeof HashtagsQuery>

export const HashtagRow = Type.Object({
  hashtag: Type.String(),
  posts: Type.Integer({ description: 'Posts of the period with it.' }),
  measured: Type.Integer({ description: 'Those of them whose views and interactions are known and may be shown.' }),
  median_rate: Type.Union([Type.Number(), Type.Null()], { description: 'Interactions for every 100 views of the middle one of them.' }),
  lift: Type.Union([Type.Number(), Type.Null()], {
    description: 'How many times the usual engagement of their platform they have, drawn towards 1; null with fewer than five.',
  }),
  lower: Amount,
  upper: Amount,
  platforms: Type.Array(Type.String()),
  categories: Type.Array(Type.Object({ category: Type.String(), posts: Type.Integer() })),
  together: Type.Array(Type.Object({ hashtag: Type.String(), posts: Type.Integer() })),
})
export type HashtagRow = Static<typeof HashtagRow>

export const HashtagsResponse = Type.Object({
  posts: Type.Integer({ description: 'Posts of the period; the latest 20,000 are looked at.' }),
  looked_at: Type.Integer(),
  withheld: Type.Integer({ description: 'Posts whose figures are about too few people to be shown to the caller.' }),
  needed: Type.Integer({ description: 'Posts with figures that a comparison takes.' }),
  platforms: Type.Array(
    Type.Object({
      platform: Type.String(),
      posts: Type.Integer(),
      rate: Type.Number({ description: 'Interactions for every 100 views: a ratio of sums.' }),
    }),
    { description: 'What the hashtags are compared with.' },
  ),
  categories: Type.Array(Type.String()),
  total: Type.Integer(),
  passport: Passport,
  items: Type.Array(HashtagRow),
})
export type HashtagsResponse = Static<typeof HashtagsResponse>
