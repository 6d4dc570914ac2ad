import { type Static, Type } from 'typebox'

/** Longest time in which people who are seen again keep their history; days. */
export const RE_LINK_DAYS_MAX = 90

export const PseudonymKeysQuery = Type.Object({ workspace_id: Type.Optional(Type.String()) }, { additionalProperties: false })

export const RotateBody = Type.Object(
  {
    workspace_id: Type.Optional(Type.String()),
    re_link_days: Type.Integer({
      minimum: 0,
      maximum: RE_LINK_DAYS_MAX,
      description:
        'How long the key before is held: who is seen again in these days keeps their history. Afterwards it is destroyed, and nobody else’s is found again.',
    }),
    basis: Type.String({ minLength: 1, maxLength: 1000, description: 'Why; it goes into the audit log.' }),
  },
  { additionalProperties: false },
)

const Time = Type.Union([Type.String(), Type.Null()])

export const PseudonymKeysResponse = Type.Object({
  workspace_id: Type.String(),
  pseudonymous_ids: Type.Boolean({ description: 'Whether people are stored under pseudonyms now.' }),
  waiting: Type.Integer({ description: 'About how many names were seen again and wait for their history to be re-linked.' }),
  trouble: Type.String({ description: 'Why re-linking is not further; empty when all is well.' }),
  keys: Type.Array(
    Type.Object({
      version: Type.Integer({ description: 'Stands in every pseudonym of this key: `p2.…`.' }),
      state: Type.Enum(['present', 're_linking', 'destroyed']),
      made_at: Type.String(),
      retired_at: Time,
      destroy_at: Type.Union([Type.String(), Type.Null()], { description: 'When the re-link window ends.' }),
      destroyed_at: Time,
      relinked: Type.Integer({ description: 'Names under this key that were brought under a newer one.' }),
    }),
    { description: 'Newest first. The keys themselves are shown nowhere.' },
  ),
})
export type PseudonymKeysResponse = Static<typeof PseudonymKeysResponse>
