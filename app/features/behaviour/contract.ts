import { FEATURE_WINDOWS } from '@trill/contract/behaviour-features'
import { DENIALS } from '@trill/contract/consent'
import { IDENTIFIER_MAX_LENGTH } from '@trill/contract/event'
import { Passport } from '@trill/contract/passport-schema'
import { type Static, Type } from 'typebox'

/** People or posts in one request. */
const ASKED_MAX = 1000

const Identifier = Type.String({ minLength: 1, maxLength: IDENTIFIER_MAX_LENGTH })
const AsOf = Type.String({ format: 'date-time', description: 'The moment; nothing received later is looked at. Now when absent.' })
const About = Type.Enum(['actor', 'content'], { description: '`actor` is a person, `content` a post.' })

export const CatalogueResponse = Type.Object({
  version: Type.String(),
  features: Type.Array(
    Type.Object({
      name: Type.String(),
      about: About,
      question: Type.String(),
      unit: Type.String(),
      window: Type.Enum(Object.keys(FEATURE_WINDOWS)),
      sql: Type.String({ description: 'How it is computed from what the query gathered.' }),
    }),
  ),
})
export type CatalogueResponse = Static<typeof CatalogueResponse>

export const ActorsBody = Type.Object(
  {
    workspace_id: Type.Optional(Type.String()),
    actor_ids: Type.Array(Identifier, { minItems: 1, maxItems: ASKED_MAX, description: 'People, as events name them.' }),
    as_of: Type.Optional(AsOf),
  },
  { additionalProperties: false },
)

export const ContentsBody = Type.Object(
  {
    workspace_id: Type.Optional(Type.String()),
    content_ids: Type.Array(Identifier, { minItems: 1, maxItems: ASKED_MAX }),
    as_of: Type.Optional(AsOf),
  },
  { additionalProperties: false },
)

const Values = Type.Record(Type.String(), Type.Union([Type.Number(), Type.String(), Type.Null()]), {
  description: 'Each feature of the catalogue; null is missing.',
})
const Computed = Type.Object({ status: Type.Literal('computed'), features: Values })
const Refused = Type.Object({
  status: Type.Literal('refused'),
  reason: Type.Enum([...Object.keys(DENIALS), 'small_group'], {
    description: '`small_group`: so few people did something with the post, minors among them or not, that its figures are not shown.',
  }),
})
const Insufficient = Type.Object({
  status: Type.Literal('insufficient_data'),
  needed: Type.Integer(),
  seen: Type.Integer(),
  of: Type.String({ description: 'What is missing.' }),
})
const Outcome = Type.Union([Computed, Refused, Insufficient])
export type Outcome = Static<typeof Outcome>

const Moment = {
  version: Type.String({ description: 'Of the catalogue.' }),
  as_of: Type.String({ format: 'date-time' }),
  passport: Passport,
}
export const ActorsResponse = Type.Object({
  ...Moment,
  items: Type.Array(Type.Object({ actor_id: Identifier, outcome: Outcome })),
})
export type ActorsResponse = Static<typeof ActorsResponse>
export const ContentsResponse = Type.Object({
  ...Moment,
  items: Type.Array(Type.Object({ content_id: Identifier, outcome: Outcome })),
})
export type ContentsResponse = Static<typeof ContentsResponse>

export const ExportQuery = Type.Object(
  { workspace_id: Type.Optional(Type.String()), about: About, as_of: Type.Optional(AsOf) },
  { additionalProperties: false },
)
