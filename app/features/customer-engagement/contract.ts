import { Passport } from '@trill/contract/passport-schema'
import { type Static, Type } from 'typebox'
import { CustomerFigure, CustomerGroups, customerAnswer } from '../../platform/customers/contract.ts'

const NumberOrNull = Type.Union([Type.Number(), Type.Null()])

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

export const AtRiskContent = Type.Object({
  passport: Passport,
  total: Type.Integer({ description: 'Customers at risk, named or not.' }),
  named: Type.Integer({ description: 'Of these, whom the list may name.' }),
  customers: Type.Array(AtRiskCustomer, { description: 'The first hundred who may be named, the likeliest to leave first.' }),
})
export type AtRiskContent = Static<typeof AtRiskContent>

export const AtRiskResponse = customerAnswer(AtRiskContent)
export type AtRiskResponse = Static<typeof AtRiskResponse>
