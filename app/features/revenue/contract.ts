import { type Static, Type } from 'typebox'
import { CustomerFigure, CustomerGroups, customerAnswer } from '../../platform/customers/contract.ts'

const NumberOrNull = Type.Union([Type.Number(), Type.Null()])

export const RevenueContent = Type.Object({
  figures: Type.Array(CustomerFigure),
  mix: Type.Array(Type.Object({ source: Type.String(), usd: Type.Number(), share_pct: Type.Number(), n: Type.Integer() })),
  tiers: CustomerGroups,
  by_platform: CustomerGroups,
  by_location: CustomerGroups,
  value_by_tenure: CustomerGroups,
  value_by_platform: CustomerGroups,
  values: Type.Object({
    steps: Type.Array(
      Type.Object({
        from_usd: Type.Number({ description: 'Inclusive; 0 for those without any value.' }),
        to_usd: NumberOrNull,
        customers: Type.Integer(),
      }),
    ),
    withheld: Type.Integer({ description: 'Steps with too few people for the caller.' }),
  }),
})
export type RevenueContent = Static<typeof RevenueContent>

export const RevenueResponse = customerAnswer(RevenueContent)
export type RevenueResponse = Static<typeof RevenueResponse>
