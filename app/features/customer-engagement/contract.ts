import { Passport } from '@trill/contract/passport-schema'
import { type Static, Type } from 'typebox'
import { CustomerFigure, CustomerGroups, CustomerQuery, customerAnswer } from '../../platform/customers/contract.ts'

const NumberOrNull = Type.Union([Type.Number(), Type.Null()])
const IntegerOrNull = Type.Union([Type.Integer(), Type.Null()])

export const EngagementContent = Type.Object({
  figures: Type.Array(CustomerFigure),
  heatmap: Type.Object({
    groups: Type.Array(Type.String()),
    cells: Type.Array(
      Type.Object({
        metric: Type.String(),
        group: Type.String(),
        value: Type.Number(),
        standardised: Type.Number({ description: 'Standard deviations of single customers above the mean of all.' }),
        n: Type.Integer(),
      }),
    ),
    withheld: Type.Integer({ description: 'Cells about too few people for the caller.' }),
  }),
  scores: Type.Object({
    steps: Type.Array(Type.Object({ from: Type.Number(), to: Type.Number(), customers: Type.Integer() })),
    withheld: Type.Integer({ description: 'Steps with too few people for the caller.' }),
  }),
  churn_by_tenure: CustomerGroups,
  sessions_by_platform: CustomerGroups,
})
export type EngagementContent = Static<typeof EngagementContent>

export const EngagementResponse = customerAnswer(EngagementContent)
export type EngagementResponse = Static<typeof EngagementResponse>

export const AtRiskCustomer = Type.Object({
  customer_id: Type.String(),
  engagement_score: NumberOrNull,
  churn_probability: NumberOrNull,
  days_since_last_active: NumberOrNull,
  tenure_months: NumberOrNull,
  account_type: Type.String(),
  platform_primary: Type.String(),
})
export type AtRiskCustomer = Static<typeof AtRiskCustomer>

const LISTED_MAX = 500
export const AtRiskQuery = Type.Object(
  {
    ...CustomerQuery.properties,
    after: Type.Optional(Type.String({ maxLength: 400, description: 'What the page before gave as next.' })),
    limit: Type.Integer({ minimum: 1, maximum: LISTED_MAX, default: 100 }),
  },
  { additionalProperties: false },
)

export const AtRiskContent = Type.Object({
  passport: Passport,
  total: { ...IntegerOrNull, description: 'Customers at risk, named or not; null where too few to be told, and behind the first page.' },
  named: { ...IntegerOrNull, description: 'Of these, whom the list may name; null behind the first page.' },
  customers: Type.Array(AtRiskCustomer, { description: 'Those who may be named, the likeliest to leave first.' }),
  next: { ...Type.Union([Type.String(), Type.Null()]), description: 'What the next page is asked for with; null on the last one.' },
})
export type AtRiskContent = Static<typeof AtRiskContent>

export const AtRiskResponse = customerAnswer(AtRiskContent)
export type AtRiskResponse = Static<typeof AtRiskResponse>
