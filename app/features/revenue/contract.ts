import { type Static, Type } from 'typebox'
import { CustomerFigure, CustomerGroups, CustomerSteps, customerAnswer } from '../../platform/customers/contract.ts'

export const RevenueContent = Type.Object({
  figures: Type.Array(CustomerFigure),
  mix: Type.Array(Type.Object({ source: Type.String(), usd: Type.Number(), share_pct: Type.Number(), n: Type.Integer() })),
  tiers: CustomerGroups,
  by_platform: CustomerGroups,
  by_location: CustomerGroups,
  value_by_tenure: CustomerGroups,
  value_by_platform: CustomerGroups,
  values: CustomerSteps,
})
export type RevenueContent = Static<typeof RevenueContent>

export const RevenueResponse = customerAnswer(RevenueContent)
export type RevenueResponse = Static<typeof RevenueResponse>
