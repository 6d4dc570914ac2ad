import { CUSTOMER_PROVENANCES } from '@trill/contract/customer-filters'
import { Passport } from '@trill/contract/passport-schema'
import { type Static, Type } from 'typebox'
import { FindingsResponse } from '../../platform/models/findings-response.ts'
import { CUSTOMER_OUTCOMES } from './outcomes.ts'

const LISTED_MAX = 200
const NumberOrNull = Type.Union([Type.Number(), Type.Null()])
const Provenance = Type.Enum([...CUSTOMER_PROVENANCES])
const Estimate = Type.Object({ value: NumberOrNull, lower: NumberOrNull, upper: NumberOrNull })
const Lists = Type.Object({ highest: Type.String(), lowest: Type.String() })

export const ModelsQuery = Type.Object({ workspace_id: Type.Optional(Type.String()) }, { additionalProperties: false })

const CustomerModel = Type.Object({
  model: Type.String({ description: 'Name in the registry of models.' }),
  title: Type.String(),
  about: Type.String(),
  task: Type.Enum(['binary', 'regression']),
  column: Type.String({ description: 'What is foretold.' }),
  unit: Type.String(),
  lists: Lists,
  status: Type.Enum(['live', 'not_live', 'not_trained'], {
    description: '`live`: it answers. `not_live`: it learned and was not good enough. `not_trained`: it lacks something, or has not begun.',
  }),
  version: Type.Union([Type.Integer(), Type.Null()], { description: 'The live version, else the newest.' }),
  says: Type.String({ description: 'What became of it, in a sentence.' }),
  figures: Type.Record(Type.String(), Estimate, { description: 'Of customers held out, with intervals of 95 %; empty without a version.' }),
  baseline: Type.Record(Type.String(), NumberOrNull, { description: 'The same of always saying the mean.' }),
  findings: Type.Union([FindingsResponse, Type.Null()]),
  passport: { ...Type.Union([Passport, Type.Null()]), description: 'Of its figures and findings; null without a version.' },
})
export type CustomerModelEntry = Static<typeof CustomerModel>

export const ModelsResponse = Type.Object({ workspace_id: Type.String(), items: Type.Array(CustomerModel) })
export type ModelsResponse = Static<typeof ModelsResponse>

export const ModelParams = Type.Object({ model: Type.Enum(CUSTOMER_OUTCOMES.map(({ model }) => model)) })
export const PredictionsQuery = Type.Object(
  {
    workspace_id: Type.Optional(Type.String()),
    provenance: Type.Optional(Provenance),
    order: Type.Optional(Type.Enum(['highest', 'lowest'], { description: 'Which end of the list; the highest by default.' })),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: LISTED_MAX, default: 50 })),
  },
  { additionalProperties: false },
)

const Reason = Type.Object({
  column: Type.String(),
  value: Type.Union([Type.Number(), Type.String(), Type.Null()]),
  usual: NumberOrNull,
  effect: Type.Enum(['raises', 'lowers']),
  weight: Type.Number({ description: 'What it adds to the log odds, or to the number on the scale that is learned.' }),
  finding: Type.String({ description: 'What the customer has, beside what is usual.' }),
  text: Type.String({ description: 'The finding, and what it does.' }),
})
const Prediction = Type.Object({
  customer_id: Type.String(),
  value: Type.Number({ description: 'A probability, or a number in the unit of the column.' }),
  lower: NumberOrNull,
  upper: { ...NumberOrNull, description: 'Between both it lies for 80 % of customers of whom as much is said.' },
  reasons: Type.Array(Reason),
})
export type Prediction = Static<typeof Prediction>

export const PredictionsResponse = Type.Object({
  model: Type.String(),
  status: Type.Enum(['predicted', 'insufficient_data']),
  says: Type.Union([Type.String(), Type.Null()], { description: 'What is lacking.' }),
  version: Type.Union([Type.Integer(), Type.Null()]),
  order: Type.Enum(['highest', 'lowest']),
  mean: { ...NumberOrNull, description: 'Mean outcome of the customers learned from.' },
  predicted: Type.Integer({ description: 'Customers that were predicted.' }),
  withheld: Type.Integer({ description: 'Customers who did not consent to profiling, or may be minors: nothing is said of them.' }),
  passport: Type.Union([Passport, Type.Null()]),
  items: Type.Array(Prediction),
})
export type PredictionsResponse = Static<typeof PredictionsResponse>

export const CustomerAsked = Type.Object(
  {
    workspace_id: Type.Optional(Type.String()),
    customer_id: Type.String({ minLength: 1, maxLength: 256 }),
    provenance: Type.Optional(Provenance),
    observed_on: Type.Optional(Type.String({ format: 'date' })),
  },
  { additionalProperties: false },
)
export const CustomerResponse = Type.Object({
  items: Type.Array(
    Type.Object({
      ...{ model: Type.String(), title: Type.String(), about: Type.String(), task: CustomerModel.properties.task, unit: Type.String() },
      ...{ mean: NumberOrNull, passport: Passport, ...Prediction.properties },
    }),
    { description: 'What each live model says of the customer; nothing of who may not be predicted, or whose outcome is there already.' },
  ),
})
export type CustomerResponse = Static<typeof CustomerResponse>
