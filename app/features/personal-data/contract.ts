import { PERSONAL_DATA_KINDS } from '@trill/core/personal-data/kinds'
import { type Static, Type } from 'typebox'

const Action = Type.Union([Type.Literal('keep'), Type.Literal('mask'), Type.Literal('hash'), Type.Literal('drop')], {
  description: '`mask` leaves the name of the kind, `hash` a pseudonym that equal ones share, `drop` takes the whole property away.',
})

export const Policy = Type.Object(
  Object.fromEntries(Object.entries(PERSONAL_DATA_KINDS).map(([kind, description]) => [kind, Type.Optional({ ...Action, description })])),
  { additionalProperties: false },
)

export const PersonalDataQuery = Type.Object({ workspace_id: Type.Optional(Type.String()) }, { additionalProperties: false })
export const PersonalDataBody = Type.Object(
  { workspace_id: Type.Optional(Type.String()), policy: Policy },
  { additionalProperties: false, description: 'Kinds that are not named are masked; handles are kept.' },
)
export const PersonalDataResponse = Type.Object({
  workspace_id: Type.String(),
  kinds: Type.Array(Type.Object({ kind: Type.String(), about: Type.String(), action: Action })),
})
export type PersonalDataResponse = Static<typeof PersonalDataResponse>
