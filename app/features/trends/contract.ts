import { Passport } from '@trill/contract/passport-schema'
import { type Static, Type } from 'typebox'

const Day = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' })
const Nullable = (what: string) => Type.Union([Type.Number(), Type.Null()], { description: what })

export const TREND_SORTS = ['score', 'uses_24h', 'uses_7d', 'uses'] as const
export const TERM_KINDS = ['hashtag', 'topic'] as const
const TermKind = Type.Union([Type.Literal('hashtag'), Type.Literal('topic')])

/** What a page or command asks about a period. */
const PeriodQuery = {
  workspace_id: Type.Optional(Type.String()),
  from: Day,
  to: Day,
  platform: Type.Optional(Type.String({ description: 'Platforms, separated by commas. All when absent.' })),
  category: Type.Optional(Type.String({ maxLength: 128, description: 'Only posts of this category, as its platform names it.' })),
}

export const TrendsQuery = Type.Object(
  {
    ...PeriodQuery,
    kind: Type.Optional(TermKind),
    search: Type.Optional(Type.String({ maxLength: 100, description: 'Part of a hashtag or topic; case and accents do not matter.' })),
    sort: Type.Optional(Type.Union(TREND_SORTS.map((sort) => Type.Literal(sort)))),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, default: 50 })),
    offset: Type.Optional(Type.Integer({ minimum: 0, maximum: 500, default: 0 })),
  },
  { additionalProperties: false },
)
export type TrendsQuery = Static<typeof TrendsQuery>

/** The trend score and what it is made of; `core/scores/trend.ts`. */
const Score = {
  score: Nullable('0 – 100, 50 at three deviations above the topic’s own last week; null where it is not said, see `objections`.'),
  score_lower: Nullable('Lower end of the interval that holds nine in ten of such scores.'),
  score_upper: Nullable('Upper end of it.'),
  z: Nullable('Uses of the last day above the expected ones, in standard deviations of a Poisson count.'),
  baseline_per_day: Nullable('Uses a day expected from the six days before.'),
  uses_24h: Type.Integer({ description: 'Posts with it in the last 24 full hours of the period.' }),
  uses_7d: Type.Integer({ description: 'Posts with it in the last 7 days of the period.' }),
  authors: Nullable('Different creators in the last 7 days; null where no post says who published it.'),
  objections: Type.Array(Type.String(), {
    description:
      'Why no score is said: `few_uses` (fewer than 20 in 7 days), `few_authors` (fewer than 10), `one_author_dominates` (over 30 %).',
  }),
  surprise_bits: Nullable(
    '−log2 of the chance of so many uses in the last 24 hours, by the same hours of earlier weeks; null without a week before.',
  ),
  expected_24h: Nullable('Uses of the last 24 hours that the same hours of earlier weeks make expect.'),
  adjusted_p: Nullable('That chance, adjusted for how many topics are looked at (Benjamini–Hochberg).'),
}

export const TrendRow = Type.Object({
  topic: Type.String({ description: 'Name in addresses: a hashtag has its sign.' }),
  kind: TermKind,
  ...Score,
  uses: Type.Integer({ description: 'Posts with it in the period.' }),
  first_seen_at: Type.Union([Type.String(), Type.Null()]),
  platforms: Type.Array(Type.String()),
  burst_since: Type.Union([Type.String(), Type.Null()], {
    description: 'Since when it is used at a raised rate; null when it is not, at the end of the period.',
  }),
  daily: Type.Array(Type.Integer(), { description: 'Uses of the last 14 times 24 hours of the period, the latest last.' }),
})
export type TrendRow = Static<typeof TrendRow>

export const TrendsResponse = Type.Object({
  at: Type.String({ description: 'The full hour up to which posts are counted.' }),
  complete: Type.Boolean({ description: 'False while posts that arrived are still being counted.' }),
  posts: Type.Integer({ description: 'Posts of the period that are counted.' }),
  history_hours: Type.Integer({ description: 'Hours with which the present is compared; a week and a day are needed for a surprise.' }),
  tested: Type.Integer({ description: 'Topics that were looked at, for which the chances are adjusted.' }),
  rare: Type.Integer({ description: 'Topics of the period that are not listed, as fewer than three posts have them.' }),
  left_out: Type.Array(Type.Object({ reason: Type.String(), about: Type.String(), posts: Type.Integer() })),
  categories: Type.Array(Type.String()),
  passport: Passport,
  total: Type.Integer({ description: 'Topics found; the first 500 of them are ranked and listed.' }),
  items: Type.Array(TrendRow),
})
export type TrendsResponse = Static<typeof TrendsResponse>

export const TopicParams = Type.Object({
  topic: Type.String({ minLength: 1, maxLength: 200, description: 'A hashtag with its sign (`%23` in an address), or a word or two.' }),
})
export const TopicQuery = Type.Object(PeriodQuery, { additionalProperties: false })
export type TopicQuery = Static<typeof TopicQuery>

const Amount = Type.Union([Type.Number(), Type.Null()])
const Share = Type.Object({ key: Type.String(), posts: Type.Integer() })

export const TopicResponse = Type.Object({
  topic: Type.String(),
  kind: TermKind,
  at: Type.String(),
  complete: Type.Boolean(),
  ...Score,
  uses: Type.Integer(),
  first_seen_at: Type.Union([Type.String(), Type.Null()]),
  days: Type.Array(Type.Object({ day: Type.String(), uses: Type.Integer() })),
  unfinished: Type.Boolean({ description: 'The last day is not over.' }),
  bursts: Type.Array(
    Type.Object({
      from: Type.String(),
      to: Type.String({ description: 'End of its last hour.' }),
      ongoing: Type.Boolean(),
      uses: Type.Integer(),
    }),
  ),
  outlook: Type.Object({
    status: Type.Union([Type.Literal('outlook'), Type.Literal('insufficient_data')]),
    needed: Type.Integer({ description: 'Days of posts that an outlook takes.' }),
    seen: Type.Integer(),
    days: Type.Array(
      Type.Object({ day: Type.String(), until: Type.String(), expected: Type.Number(), lower: Type.Number(), upper: Type.Number() }),
    ),
  }),
  platforms: Type.Array(Share),
  categories: Type.Array(Share),
  creators: Type.Array(
    Type.Object({ creator_id: Type.String(), creator_name: Type.String(), platform: Type.String(), posts: Type.Integer() }),
  ),
  together: Type.Array(
    Type.Object({
      hashtag: Type.String(),
      posts: Type.Integer(),
      lift: Type.Number({ description: 'How many times as often as by chance.' }),
    }),
  ),
  posts: Type.Array(
    Type.Object({
      content_id: Type.String(),
      title: Type.String(),
      platform: Type.String(),
      creator_name: Type.String(),
      published_at: Type.String(),
      views: Amount,
      interactions: Amount,
      withheld: Type.Boolean(),
    }),
  ),
  passport: Passport,
  smallest_group: Type.Union([Type.Object({ adults: Type.Integer(), with_minors: Type.Integer() }), Type.Null()]),
})
export type TopicResponse = Static<typeof TopicResponse>
