import { Passport } from '@trill/contract/passport-schema'
import { type Static, Type } from 'typebox'

/** Most that one share may give away, and a workspace in {@link BUDGET_DAYS}. */
export const EPSILON_MAX = 5
/** Least worth sharing: with less, noise hides a hundred thousand people. */
export const EPSILON_MIN = 0.01
/** What a workspace gives away in {@link BUDGET_DAYS} where nobody chose. */
export const EPSILON_BUDGET = 1
export const BUDGET_DAYS = 365
/** Events of one person that count in a shared figure. */
export const EVENTS_MAX = 50
export const SHARE_DAYS_MAX = 366

const Day = Type.String({ format: 'date', description: 'Day of UTC.' })
const Epsilon = Type.Number({ minimum: EPSILON_MIN, maximum: EPSILON_MAX, description: 'Privacy loss, ε: the smaller, the more noise.' })

export const SharedFigure = Type.Object({
  key: Type.String({
    description: '`people`, `events`, or the platform the people are counted on; `other` for platforms not known by name.',
  }),
  value: Type.Integer({ description: 'With noise; never below 0.' }),
  half_width: Type.Number({ description: 'The exact figure lies within value ± half_width in 95 of 100 cases.' }),
})
export const Figures = Type.Object({
  epsilon: Type.Number({ description: 'What all figures together give away of one person.' }),
  totals: Type.Array(SharedFigure),
  platforms: Type.Array(SharedFigure),
})
export type Figures = Static<typeof Figures>

const share = {
  name: Type.String({ minLength: 1, maxLength: 100, description: 'What is shown as its title.' }),
  from: Day,
  to: Day,
}

export const ShareBody = Type.Object(
  {
    workspace_id: Type.Optional(Type.String()),
    ...share,
    epsilon: Epsilon,
    expires_in_days: Type.Optional(Type.Integer({ minimum: 1, maximum: SHARE_DAYS_MAX, default: 90 })),
  },
  { additionalProperties: false },
)
export type ShareBody = Static<typeof ShareBody>

export const Share = Type.Object({
  id: Type.String(),
  ...share,
  figures: Figures,
  created_at: Type.String({ format: 'date-time' }),
  expires_at: Type.String({ format: 'date-time' }),
  revoked_at: Type.Union([Type.String({ format: 'date-time' }), Type.Null()]),
})
export type Share = Static<typeof Share>

export const CreatedShare = Type.Intersect([
  Share,
  Type.Object({ url: Type.String({ description: 'Open to whoever has it; shown this once.' }) }),
])
export type CreatedShare = Static<typeof CreatedShare>

export const SharesQuery = Type.Object({ workspace_id: Type.Optional(Type.String()) }, { additionalProperties: false })
export const SharesResponse = Type.Object({
  workspace_id: Type.String(),
  budget: Type.Object({
    epsilon: Type.Number({ description: `What may be given away of one person in ${BUDGET_DAYS} days.` }),
    left: Type.Number(),
    days: Type.Integer(),
  }),
  shares: Type.Array(Share, { description: 'Newest first.' }),
})
export type SharesResponse = Static<typeof SharesResponse>

export const ShareParams = Type.Object({ id: Type.String({ format: 'uuid' }) })

export const BudgetBody = Type.Object(
  {
    workspace_id: Type.Optional(Type.String()),
    epsilon: Epsilon,
    basis: Type.String({ minLength: 10, maxLength: 1000, description: 'Why so much may be given away; it goes into the audit log.' }),
  },
  { additionalProperties: false },
)

export const OpenParams = Type.Object({ token: Type.String({ pattern: '^[\\w-]{43}$' }) })
export const OpenShare = Type.Intersect([
  Type.Omit(Share, ['id', 'revoked_at']),
  Type.Object({ is_simulated: Type.Boolean({ description: 'True where nobody real is behind the figures.' }), passport: Passport }),
])
export type OpenShare = Static<typeof OpenShare>
