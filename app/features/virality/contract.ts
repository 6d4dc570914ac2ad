import { Passport } from '@trill/contract/passport-schema'
import { type Static, type TSchema, Type } from 'typebox'

const OrNull = <T extends TSchema>(schema: T, description?: string) =>
  Type.Union([schema, Type.Null()], description === undefined ? {} : { description })
const Probability = Type.Number({ minimum: 0, maximum: 1 })

export const PredictBody = Type.Object(
  {
    workspace_id: Type.Optional(Type.String()),
    content_ids: Type.Array(Type.String({ minLength: 1, maxLength: 256 }), { minItems: 1, maxItems: 50 }),
  },
  { additionalProperties: false },
)
export type PredictBody = Static<typeof PredictBody>

export const InFlightQuery = Type.Object(
  {
    workspace_id: Type.Optional(Type.String()),
    platform: Type.Optional(Type.String({ maxLength: 1000, description: 'Platforms, separated by commas. All when absent.' })),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 50 })),
  },
  { additionalProperties: false },
)
export type InFlightQuery = Static<typeof InFlightQuery>

const Reason = Type.Object({
  feature: Type.String(),
  words: Type.String({ description: 'What speaks for it or against it.' }),
  contribution: Type.Number({ description: 'Share of the mean log odds of the boosted trees; below 0 it speaks against.' }),
})

export const Prediction = Type.Object({
  content_id: Type.String(),
  title: Type.String(),
  platform: Type.String(),
  category: Type.String(),
  provenance: Type.String({ description: '`simulated` where what it rests on was made up.' }),
  passport: Passport,
  published_at: Type.String(),
  observed: Type.String({ description: 'Age up to which shares and comments were looked at: 15m, 1h, 2h, 6h or 24h.' }),
  nodes: Type.Integer({ description: 'The post and its shares and comments by that age.' }),
  probability: Type.Number({ minimum: 0, maximum: 1, description: 'Of ending in the top tenth of its platform and category.' }),
  probability_lower: Probability,
  probability_upper: Type.Number({ description: 'Between both, past posts that looked alike ended there (80 % interval).' }),
  base_rate: Type.Number({ description: 'Share of past posts that did: what one would say of any post.' }),
  score: Type.Integer({ minimum: 0, maximum: 100, description: 'The probability in whole hundredths.' }),
  doubling: Type.Object({ probability: Probability, base_rate: Probability }),
  size: Type.Object({
    median: Type.Number({
      description: 'The post and its shares and comments at 7 days: as often more as less, and never fewer than there are now.',
    }),
    lower: Type.Number(),
    upper: OrNull(Type.Number(), 'Eight in ten such intervals held on past posts. Null where there were too few.'),
    threshold: Type.Number({ description: 'From above it the post is in the top tenth.' }),
  }),
  peak_at: OrNull(Type.String(), 'When shares come fastest, as one self-exciting process has it; may be over.'),
  reasons: Type.Array(Reason),
  actions: Type.Array(Type.String()),
  model: Type.Object({ name: Type.String(), version: Type.Integer() }),
})
export type Prediction = Static<typeof Prediction>

const NotPredicted = Type.Object({
  content_id: Type.String(),
  status: Type.Union([
    Type.Literal('too_young'),
    Type.Literal('few_shares'),
    Type.Literal('no_model'),
    Type.Literal('over'),
    Type.Literal('withheld'),
    Type.Literal('not_found'),
  ]),
  why: Type.String(),
})
export type NotPredicted = Static<typeof NotPredicted>

export const PredictResponse = Type.Object({
  items: Type.Array(Type.Union([Type.Intersect([Type.Object({ status: Type.Literal('predicted') }), Prediction]), NotPredicted])),
})
export type PredictResponse = Static<typeof PredictResponse>
export type Answer = PredictResponse['items'][number]

export const InFlightResponse = Type.Object({
  items: Type.Array(Prediction, { description: 'Posts of the last 7 days, the most probable first.' }),
  passport: Passport,
  total: Type.Integer(),
  looked_at: Type.Integer({ description: 'Posts of the last 7 days that were shared.' }),
  withheld: Type.Integer({ description: 'Posts about too few people for the caller.' }),
  waiting: Type.Integer({ description: 'Posts that are too young, or have too few shares, to say anything.' }),
  models: Type.Array(
    Type.Object({
      name: Type.String(),
      version: OrNull(Type.Integer()),
      lacks: OrNull(Type.String(), 'What it takes before there is a version.'),
    }),
  ),
})
export type InFlightResponse = Static<typeof InFlightResponse>

export const GrowthQuery = Type.Object(
  { workspace_id: Type.Optional(Type.String()), content_id: Type.String({ minLength: 1, maxLength: 256 }) },
  { additionalProperties: false },
)
export type GrowthQuery = Static<typeof GrowthQuery>

export const GrowthResponse = Type.Object({
  content_id: Type.String(),
  title: Type.String(),
  passport: Passport,
  points: Type.Array(Type.Object({ hours: Type.Number(), nodes: OrNull(Type.Integer(), 'Null for ages to come.') }), {
    description: 'The post and its shares and comments by age.',
  }),
  forecast: OrNull(
    Type.Object({
      from_hours: Type.Number({ description: 'Age up to which shares and comments were looked at.' }),
      from_nodes: Type.Integer(),
      hours: Type.Number({ description: 'Age of the forecast.' }),
      median: Type.Number(),
      lower: Type.Number(),
      upper: OrNull(Type.Number()),
      threshold: Type.Number(),
    }),
    'Null where nothing is predicted; then no growth is shown either.',
  ),
})
export type GrowthResponse = Static<typeof GrowthResponse>
