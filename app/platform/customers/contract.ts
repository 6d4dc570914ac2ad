import { CUSTOMER_FILTER_NAMES, CUSTOMER_PROVENANCES } from '@trill/contract/customer-filters'
import { Passport } from '@trill/contract/passport-schema'
import { type Static, type TSchema, Type } from 'typebox'

const word = (what: string) => Type.Optional(Type.String({ maxLength: 128, description: `${what}; all when absent.` }))

export const CustomerQuery = Type.Object(
  {
    workspace_id: Type.Optional(Type.String()),
    provenance: Type.Optional(
      Type.Enum([...CUSTOMER_PROVENANCES], { description: 'Which table; imported customers where there are any when absent.' }),
    ),
    observed_on: Type.Optional(Type.String({ format: 'date', description: 'The day that the table stands for; the newest when absent.' })),
    platform_primary: word('Kind of app: Social_Media, Dating or Both'),
    account_type: word('Free or Premium'),
    gender: word('Gender'),
    location: word('Location'),
  },
  { additionalProperties: false },
)
export type CustomerQuery = Static<typeof CustomerQuery>

const NumberOrNull = Type.Union([Type.Number(), Type.Null()])
const IntegerOrNull = Type.Union([Type.Integer(), Type.Null()])

export const CustomerFigure = Type.Object({
  id: Type.String({ description: 'Its row in the table of figures about customers.' }),
  status: Type.Enum(['known', 'withheld', 'insufficient_data'], {
    description: '`withheld`: it is about too few people for the caller. `insufficient_data`: of fewer customers than `needed`.',
  }),
  value: NumberOrNull,
  lower: Type.Union([Type.Number(), Type.Null()], {
    description: 'Of 100 such intervals, 95 hold the truth, if customers are independent.',
  }),
  upper: NumberOrNull,
  n: IntegerOrNull,
  needed: Type.Integer(),
  previous: Type.Union([Type.Number(), Type.Null()], { description: 'In the snapshot before.' }),
  change: Type.Union([Type.Object({ value: Type.Number(), lower: Type.Number(), upper: Type.Number() }), Type.Null()], {
    description: 'Against the snapshot before, with its interval; null where that is not known.',
  }),
  passport: Passport,
})
export type CustomerFigure = Static<typeof CustomerFigure>

/** One figure of each group of customers. */
export const CustomerGroups = Type.Object({
  metric: Type.String(),
  by: Type.String(),
  rows: Type.Array(
    Type.Object({ group: Type.String(), value: Type.Number(), lower: NumberOrNull, upper: NumberOrNull, n: Type.Integer() }),
  ),
  few: Type.Integer({ description: 'Groups of fewer customers than a figure is said of.' }),
  withheld: Type.Integer({ description: 'Groups about too few people for the caller.' }),
})
export type CustomerGroups = Static<typeof CustomerGroups>

/** How many customers have an amount between which fifths of a power of ten. */
export const CustomerSteps = Type.Object({
  steps: Type.Array(
    Type.Object({
      from: Type.Number({ description: 'Inclusive; 0 for those with nothing.' }),
      to: Type.Union([Type.Number(), Type.Null()], { description: 'Null for those with nothing.' }),
      customers: Type.Integer(),
    }),
  ),
  withheld: Type.Integer({ description: 'Steps with too few people for the caller.' }),
})
export type CustomerSteps = Static<typeof CustomerSteps>

const Snapshot = Type.Object({
  provenance: Type.Enum([...CUSTOMER_PROVENANCES]),
  observed_on: Type.String(),
  previous_on: Type.Union([Type.String(), Type.Null()], { description: 'The day compared with.' }),
  customers: Type.Integer({ description: 'Customers whom the filter leaves.' }),
})

/** What every answer about customers begins with. */
export const CustomerFrame = {
  status: Type.Enum(['ready', 'too_few', 'no_customers'], {
    description: '`too_few`: the filter leaves, or leaves out, fewer people than figures are shown about.',
  }),
  snapshots: Type.Array(Type.Object({ provenance: Type.Enum([...CUSTOMER_PROVENANCES]), observed_on: Type.String() })),
  snapshot: Type.Union([Snapshot, Type.Null()]),
  choices: Type.Array(Type.Object({ field: Type.Enum(CUSTOMER_FILTER_NAMES), words: Type.Array(Type.String()) })),
  smallest_group: IntegerOrNull,
}
const Frame = Type.Object(CustomerFrame)
export type CustomerFrame = Static<typeof Frame>

/** An answer about customers: of which snapshot, and what is said of it. */
export function customerAnswer<Content extends TSchema>(content: Content) {
  return Type.Object({ ...CustomerFrame, content: Type.Union([content, Type.Null()]) })
}
