import { AGE_BANDS, type AgeBandName } from '@trill/contract/age-bands'
import { AUDIT_BREAK_NAMES } from '@trill/contract/audit-actions'
import {
  ADULT_THRESHOLD_MAX,
  ADULT_THRESHOLD_MIN,
  DENIALS,
  type Denial,
  MINOR_THRESHOLD,
  PURPOSES,
  type Purpose,
  USES,
  type Use,
} from '@trill/contract/consent'
import { IDENTIFIER_MAX_LENGTH } from '@trill/contract/event'
import { type Static, Type } from 'typebox'
import { CONSENT_SOURCES } from '../../platform/privacy/consent-ledger.ts'
import { PEOPLE_WITHOUT_RECORD } from '../../platform/privacy/verdict.ts'

/** Statements in one request. */
export const STATEMENTS_MAX = 1000

const Band = Type.Enum(Object.keys(AGE_BANDS) as [AgeBandName, ...AgeBandName[]])
const Country = Type.String({ pattern: '^[A-Z]{2}$', description: 'ISO 3166-1 alpha-2, upper case.' })
const Purposes = Type.Object(
  Object.fromEntries(
    (Object.keys(PURPOSES) as Purpose[]).map((purpose) => [purpose, Type.Optional(Type.Boolean({ description: PURPOSES[purpose].about }))]),
  ) as { [P in Purpose]: ReturnType<typeof Type.Optional<ReturnType<typeof Type.Boolean>>> },
  { additionalProperties: false, description: 'True is yes, false is no or withdrawn; what is absent was not asked.' },
)

export const Statement = Type.Object(
  {
    actor_id: Type.String({
      minLength: 1,
      maxLength: IDENTIFIER_MAX_LENGTH,
      description: 'Whose consent it is: `actor_id` or `anonymous_id`, as events name them.',
    }),
    purposes: Type.Optional(Purposes),
    tcf: Type.Optional(
      Type.String({
        minLength: 20,
        maxLength: 8192,
        description: 'A TCF v2 string in place of `purposes`; what it does not grant is refused.',
      }),
    ),
    policy_version: Type.String({ minLength: 1, maxLength: 100, description: 'Of the text that the person was shown.' }),
    given_at: Type.Optional(Type.String({ format: 'date-time', description: 'When it was said; now when absent.' })),
    proof: Type.Optional(
      Type.String({ maxLength: 1000, description: 'What shows it: a reference, an id, a short text. Required for a parent’s consent.' }),
    ),
    age_band: Type.Optional(Band),
    birth_year: Type.Optional(Type.Integer({ minimum: 1900, maximum: 2100, description: 'Only the age band is kept.' })),
    country: Type.Optional(Country),
    parental: Type.Optional(
      Type.Boolean({ description: 'A parent’s or guardian’s consent: given, or withdrawn. Takes the permission `manage_privacy`.' }),
    ),
  },
  { additionalProperties: false },
)
export type StatementBody = Static<typeof Statement>

export const ConsentsBody = Type.Object(
  {
    workspace_id: Type.Optional(Type.String()),
    consents: Type.Array(Statement, { minItems: 1, maxItems: STATEMENTS_MAX }),
    only_new: Type.Optional(
      Type.Boolean({
        default: false,
        description: 'Leaves out statements that stand in the ledger word for word, `given_at` included: for files that may be read again.',
      }),
    ),
  },
  { additionalProperties: false },
)

export const ConsentsRecorded = Type.Object({
  recorded: Type.Integer({ description: 'Statements that hold now.' }),
  known: Type.Optional(Type.Integer({ description: 'With `only_new`: statements that stood in the ledger before.' })),
})
export type ConsentsRecorded = Static<typeof ConsentsRecorded>

export const ConsentsQuery = Type.Object(
  {
    workspace_id: Type.Optional(Type.String()),
    actor_id: Type.String({ minLength: 1, maxLength: IDENTIFIER_MAX_LENGTH }),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, default: 100 })),
  },
  { additionalProperties: false },
)

const Permitted = Type.Object({
  use: Type.Enum(Object.keys(USES) as [Use, ...Use[]]),
  allowed: Type.Boolean(),
  reason: Type.Union([Type.Enum(Object.keys(DENIALS) as [Denial, ...Denial[]]), Type.Null()]),
})

export const ConsentsResponse = Type.Object({
  workspace_id: Type.String(),
  is_recorded: Type.Boolean(),
  age_band: Band,
  country: Type.Union([Type.String(), Type.Null()]),
  parental_consent: Type.Boolean(),
  purposes: Purposes,
  uses: Type.Array(Permitted, { description: 'What the policy permits of this person now.' }),
  history: Type.Array(
    Type.Object({
      sequence: Type.Integer(),
      recorded_at: Type.String(),
      given_at: Type.String(),
      source: Type.Enum([...CONSENT_SOURCES]),
      purposes: Purposes,
      policy_version: Type.String(),
      proof: Type.String(),
      age_band: Type.Union([Band, Type.Null()]),
      country: Type.Union([Type.String(), Type.Null()]),
      parental: Type.Union([Type.Boolean(), Type.Null()]),
    }),
    { description: 'Newest first.' },
  ),
})
export type ConsentsResponse = Static<typeof ConsentsResponse>

export const ConsentsVerification = Type.Object({
  is_whole: Type.Boolean(),
  checked: Type.Integer({ description: 'Records that were found good, from the first on.' }),
  broken: Type.Union([
    Type.Object({
      sequence: Type.Integer({ description: 'The first record that is wrong or not there.' }),
      reason: Type.Enum(AUDIT_BREAK_NAMES),
    }),
    Type.Null(),
  ]),
  verified_at: Type.String({ format: 'date-time' }),
})
export type ConsentsVerification = Static<typeof ConsentsVerification>

const settings = {
  people_without_record: Type.Enum([...PEOPLE_WITHOUT_RECORD], {
    description:
      'What becomes of events of people of whom nothing is recorded. `store` keeps them as they are, minors whose age nobody recorded included; `store_without_identity` and `suppress` protect.',
  }),
  without_permission: Type.Enum(['suppress', 'store_without_identity'], {
    description: 'What becomes of events of people who may not be stored.',
  }),
  legitimate_interest: Type.Boolean({ description: 'Whether adults who were never asked are measured on legitimate interest.' }),
}
const thresholds = {
  smallest_group: Type.Integer({
    minimum: ADULT_THRESHOLD_MIN,
    maximum: ADULT_THRESHOLD_MAX,
    description: `Figures about fewer people are not shown; with minors among them, about fewer than ${MINOR_THRESHOLD}, whatever is chosen.`,
  }),
  small_groups_hidden_from: Type.Enum(['everybody', 'figure_readers'], {
    description:
      'From whom figures about groups of adults below `smallest_group` are kept: `figure_readers` are those who may not read single events. Figures with minors in them are kept from everybody.',
  }),
}

const PseudonymousIds = Type.Boolean({
  description: 'Whether people are stored under keyed pseudonyms only; as it is when absent.',
})

export const PrivacySettingsQuery = Type.Object({ workspace_id: Type.Optional(Type.String()) }, { additionalProperties: false })
export const PrivacySettingsBody = Type.Object(
  {
    workspace_id: Type.Optional(Type.String()),
    ...settings,
    smallest_group: Type.Optional(thresholds.smallest_group),
    small_groups_hidden_from: Type.Optional(thresholds.small_groups_hidden_from),
    pseudonymous_ids: Type.Optional(PseudonymousIds),
    basis: Type.String({ minLength: 1, maxLength: 1000, description: 'Why, and on what legal basis; it goes into the audit log.' }),
  },
  { additionalProperties: false },
)
export const PrivacySettingsResponse = Type.Object({
  workspace_id: Type.String(),
  ...settings,
  ...thresholds,
  pseudonymous_ids: PseudonymousIds,
  recorded_people: Type.Integer({ description: 'People of whom something is recorded.' }),
  meaning: Type.Array(Type.String(), { description: 'What the settings mean, in words.' }),
})
export type PrivacySettingsResponse = Static<typeof PrivacySettingsResponse>
