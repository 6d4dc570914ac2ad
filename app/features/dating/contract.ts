import { type Static, Type } from 'typebox'
import { CustomerFigure, CustomerGroups, customerAnswer } from '../../platform/customers/contract.ts'

export const DatingContent = Type.Object({
  figures: Type.Array(CustomerFigure),
  funnel: Type.Array(
    Type.Object({
      amount: CustomerFigure,
      doing: Type.Union([Type.Integer(), Type.Null()], { description: 'Customers who did it at all; null where too few to be told.' }),
      of_sums: Type.Union([CustomerFigure, Type.Null()], { description: 'Of the step that it follows from, all sums taken together.' }),
      of_users: Type.Union([CustomerFigure, Type.Null()], { description: 'Of the step that it follows from, the mean of users’ rates.' }),
    }),
  ),
  by_gender: Type.Array(CustomerGroups),
  by_quality: CustomerGroups,
})
export type DatingContent = Static<typeof DatingContent>

export const DatingResponse = customerAnswer(DatingContent)
export type DatingResponse = Static<typeof DatingResponse>
