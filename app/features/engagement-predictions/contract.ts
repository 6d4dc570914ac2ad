import { DENIALS } from '@trill/contract/consent'
import { IDENTIFIER_MAX_LENGTH, PROVENANCES } from '@trill/contract/event'
import { Passport } from '@trill/contract/passport-schema'
import { type Static, Type } from 'typebox'

/** People in one request. */
const ASKED_MAX = 100

const Identifier = Type.String({ minLength: 1, maxLength: IDENTIFIER_MAX_LENGTH })
const Probability = Type.Number({ minimum: 0, maximum: 1 })
const Amount = Type.Union([Type.Number(), Type.Null()])

export const EngagementBody = Type.Object(
  {
    workspace_id: Type.Optional(Type.String()),
    actor_ids: Type.Array(Identifier, { minItems: 1, maxItems: ASKED_MAX, description: 'People, as events name them.' }),
  },
  { additionalProperties: false },
)

const Reason = Type.Object({
  feature: Type.String({ description: 'Of the catalogue, `GET /v1/features`.' }),
  question: Type.String(),
  value: Amount,
  usual: Amount,
  unit: Type.String(),
  effect: Type.Enum(['raises', 'lowers']),
  weight: Type.Number({ description: 'What it adds to the logarithm of the odds.' }),
  text: Type.String(),
})

const Predicted = Type.Object({
  status: Type.Literal('predicted'),
  probability: Probability,
  lower: Probability,
  upper: Probability,
  score: Type.Number({ minimum: 0, maximum: 100, description: 'Which share of people is less probable.' }),
  as_of: Type.String({ format: 'date-time', description: 'Of the features; a few minutes old as a rule.' }),
  reasons: Type.Array(Reason),
  actions: Type.Array(Type.Object({ action: Type.String(), because: Type.String({ description: 'The feature that speaks for it.' }) })),
})
const Refused = Type.Object({ status: Type.Literal('refused'), reason: Type.Enum(Object.keys(DENIALS)), why: Type.String() })
const Insufficient = Type.Object({
  status: Type.Literal('insufficient_data'),
  needed: Type.Integer(),
  seen: Type.Integer(),
  of: Type.String({ description: 'What is missing.' }),
})
const NoModel = Type.Object({ status: Type.Literal('no_model'), why: Type.String({ description: 'Why no version is live.' }) })
const Outcome = Type.Union([Predicted, Refused, Insufficient, NoModel])
export type Outcome = Static<typeof Outcome>

export const EngagementResponse = Type.Object({
  horizon_days: Type.Integer({ description: 'Days that are foretold.' }),
  model: Type.Union([
    Type.Object({ name: Type.String(), version: Type.Integer(), promoted_at: Type.String({ format: 'date-time' }) }),
    Type.Null(),
  ]),
  base_rate: Type.Union([Probability, Type.Null()], { description: 'Which share of all people is active in such a time.' }),
  provenance: Type.Enum([...PROVENANCES]),
  passport: Passport,
  items: Type.Array(Type.Object({ actor_id: Identifier, outcome: Outcome })),
})
export type EngagementResponse = Static<typeof EngagementResponse>
