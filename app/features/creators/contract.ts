import { type Static, Type } from 'typebox'
import { CustomerFigure, CustomerGroups, CustomerSteps, customerAnswer } from '../../platform/customers/contract.ts'

const NumberOrNull = Type.Union([Type.Number(), Type.Null()])

export const SocialContent = Type.Object({
  figures: Type.Array(CustomerFigure),
  by_platform: Type.Array(CustomerGroups),
  earnings: Type.Object({
    creators: Type.Union([Type.Integer(), Type.Null()], { description: 'Null where too few to be told.' }),
    lorenz: Type.Array(Type.Object({ creators_pct: Type.Number(), earnings_pct: Type.Number() }), {
      description: 'Empty where a twentieth is too few people for the caller.',
    }),
    steps: CustomerSteps,
  }),
  views: Type.Object({
    cells: Type.Array(
      Type.Object({
        from_views: Type.Number(),
        to_views: Type.Number(),
        from_usd: Type.Number(),
        to_usd: Type.Number(),
        customers: Type.Integer(),
      }),
    ),
    withheld: Type.Integer({ description: 'Cells with too few people for the caller.' }),
    n: Type.Union([Type.Integer(), Type.Null()], {
      description: 'Creators who earn and whose views are known; null where too few to be told.',
    }),
    rank_correlation: NumberOrNull,
  }),
})
export type SocialContent = Static<typeof SocialContent>

export const SocialResponse = customerAnswer(SocialContent)
export type SocialResponse = Static<typeof SocialResponse>
