import { ATTRIBUTE_SOURCES } from '@trill/contract/attributes'
import { type Static, Type } from 'typebox'

/** Identifiers of one person: a user id and perhaps those of browsers. */
export const IDENTIFIERS_MAX = 20

const Counts = Type.Record(Type.String(), Type.Integer(), { description: 'Rows by place.' })

export const ErasureBody = Type.Object(
  {
    workspace_id: Type.Optional(Type.String()),
    identifiers: Type.Array(Type.String({ minLength: 1, maxLength: 256 }), {
      minItems: 1,
      maxItems: IDENTIFIERS_MAX,
      description: 'What the person is known by: `actor_id`, and `anonymous_id` where there is one.',
    }),
    dry_run: Type.Optional(Type.Boolean({ default: false, description: 'Only count what would be erased.' })),
  },
  { additionalProperties: false },
)
export type ErasureBody = Static<typeof ErasureBody>

const KnowingModels = Type.Array(
  Type.Object({
    name: Type.String(),
    version: Type.Integer(),
    state: Type.Union([Type.Literal('candidate'), Type.Literal('live'), Type.Literal('retired')]),
  }),
  { description: 'Versions of models that learned from tables and times in which the person has rows: whether from theirs is not kept.' },
)

export const DryRunResponse = Type.Object({
  dry_run: Type.Literal(true),
  /** How many identifiers the person has, those found beside the given ones included. */
  identifiers: Type.Integer(),
  rows: Counts,
  models: KnowingModels,
})
export type DryRunResponse = Static<typeof DryRunResponse>

export const Receipt = Type.Object({
  about: Type.String(),
  erasure_id: Type.String(),
  workspace_id: Type.String(),
  requested_at: Type.String(),
  erased_at: Type.String(),
  proven_at: Type.String(),
  identifiers: Type.Integer({ description: 'How many; they are not kept.' }),
  rows_before: Counts,
  rows_later: Type.Optional(
    Type.Record(Type.String(), Type.Integer(), {
      description: 'Rows that arrived after the erasure and before its proof, by place; they were erased too.',
    }),
  ),
  files: Type.Optional(
    Type.Object({
      searched: Type.Array(Type.String(), { description: 'Files of imports that were read from beginning to end.' }),
      rows_erased: Type.Integer({ description: 'Rows of these files that named the person.' }),
    }),
  ),
  pseudonym_keys: Type.Optional(
    Type.Object(
      {
        searched: Type.Array(Type.Integer(), { description: 'Versions of keys under which the person was looked for.' }),
        destroyed: Type.Array(Type.Integer(), {
          description: 'Versions that were destroyed before: rows under them cannot be found by an identifier, by nobody.',
        }),
      },
      { description: 'Where people are stored under pseudonyms.' },
    ),
  ),
  attributes_destroyed: Type.Optional(
    Type.Integer({
      description:
        'Attributes of the person that were held sealed under keys of their own: those keys were destroyed, so that copies of the rows, in backups too, are unreadable.',
    }),
  ),
  models_marked: Type.Optional({
    ...KnowingModels,
    description: 'Versions of models that may have learned from the person: a live one is learned anew, the others are deleted.',
  }),
  rows_after: Counts,
  /** Ed25519 over the receipt without this field, as JSON with sorted keys; base64url. */
  signature: Type.String(),
})
export type Receipt = Static<typeof Receipt>

const ErasureReason = Type.Union([Type.Literal('request'), Type.Literal('consent_withdrawn'), Type.Literal('minor')], {
  description: 'Why: on request, or because somebody withdrew consent, or became known as a minor after events had been stored.',
})

export const Erasure = Type.Object({
  id: Type.String(),
  workspace_id: Type.String(),
  state: Type.Union([Type.Literal('waiting'), Type.Literal('erasing'), Type.Literal('proving'), Type.Literal('done')]),
  reason: ErasureReason,
  /** How many the person has; they are not shown. */
  identifiers: Type.Integer(),
  requested_at: Type.String(),
  /** One month after the request (GDPR Art. 12(3)). */
  due_at: Type.String(),
  erased_at: Type.Union([Type.String(), Type.Null()]),
  finished_at: Type.Union([Type.String(), Type.Null()]),
  rows_before: Type.Union([Counts, Type.Null()]),
  /** Rows that arrived after the first pass and were erased by another; empty when there were none. */
  rows_later: Counts,
  rows_after: Type.Union([Counts, Type.Null()]),
  /** Why it is not further; empty when all is well. */
  trouble: Type.String(),
  receipt: Type.Union([Receipt, Type.Null()]),
})
export type Erasure = Static<typeof Erasure>

export const ErasuresQuery = Type.Object(
  { workspace_id: Type.Optional(Type.String()), limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, default: 100 })) },
  { additionalProperties: false },
)
export const ErasuresResponse = Type.Object({ erasures: Type.Array(Erasure) })
export type ErasuresResponse = Static<typeof ErasuresResponse>
export const ErasureParams = Type.Object({ id: Type.String({ format: 'uuid' }) })
export const ReceiptKeyResponse = Type.Object({ algorithm: Type.Literal('Ed25519'), public_key: Type.String({ description: 'PEM' }) })

/** A request of a person, whatever it asks for. */
export const PersonRequest = Type.Object({
  id: Type.String(),
  kind: Type.Union([Type.Literal('erasure'), Type.Literal('export'), Type.Literal('rectification')]),
  state: Type.Union([
    Type.Literal('waiting'),
    Type.Literal('erasing'),
    Type.Literal('proving'),
    Type.Literal('rectifying'),
    Type.Literal('ready'),
    Type.Literal('done'),
    Type.Literal('expired'),
    Type.Literal('failed'),
  ]),
  reason: ErasureReason,
  is_open: Type.Boolean({ description: 'It has not been answered yet.' }),
  requested_at: Type.String(),
  /** One month after the request (GDPR Art. 12(3)). */
  due_at: Type.String(),
  days_left: Type.Integer({ description: 'Until it is due; negative when it is overdue.' }),
  finished_at: Type.Union([Type.String(), Type.Null()]),
  identifiers: Type.Integer({ description: 'How many the person has; they are not shown.' }),
  rows: Type.Integer({ description: 'That held something of the person.' }),
  trouble: Type.String(),
  has_receipt: Type.Boolean(),
  expires_at: Type.Union([Type.String(), Type.Null()], { description: 'When the archive is deleted.' }),
})
export type PersonRequest = Static<typeof PersonRequest>
export const PersonRequestsResponse = Type.Object({
  overdue: Type.Integer({ description: 'Open requests past their deadline, also those not listed.' }),
  requests: Type.Array(PersonRequest),
})
export type PersonRequestsResponse = Static<typeof PersonRequestsResponse>
export const VerificationResponse = Type.Object({ is_genuine: Type.Boolean({ description: 'The signature fits the receipt.' }) })
export type VerificationResponse = Static<typeof VerificationResponse>

export const ExportBody = Type.Omit(ErasureBody, ['dry_run'], { additionalProperties: false })
export const PersonExport = Type.Object({
  id: Type.String(),
  workspace_id: Type.String(),
  state: Type.Union([Type.Literal('waiting'), Type.Literal('ready'), Type.Literal('expired'), Type.Literal('failed')]),
  /** How many the person has; they are not shown. */
  identifiers: Type.Integer(),
  requested_at: Type.String(),
  /** One month after the request (GDPR Art. 12(3)). */
  due_at: Type.String(),
  finished_at: Type.Union([Type.String(), Type.Null()]),
  /** When the archive is deleted. */
  expires_at: Type.Union([Type.String(), Type.Null()]),
  rows: Type.Union([Counts, Type.Null()]),
  bytes: Type.Union([Type.Integer(), Type.Null()]),
  trouble: Type.String(),
})
export type PersonExport = Static<typeof PersonExport>

export const AttributesResponse = Type.Object({
  workspace_id: Type.String(),
  is_withheld: Type.Boolean({
    description:
      'There are attributes of a minor, or of somebody who may not be stored: only the archive for them or their guardian holds these.',
  }),
  attributes: Type.Array(
    Type.Object({
      name: Type.String(),
      value: Type.Unknown(),
      said_at: Type.String({ description: 'When it was said, by the sender’s corrected clock.' }),
      source: Type.Enum([...ATTRIBUTE_SOURCES]),
    }),
    { description: 'What was said last about each trait; what was taken back is missing.' },
  ),
  displaced: Type.Integer({ description: 'Attributes that had to make room, because a person has too many.' }),
})
export type AttributesResponse = Static<typeof AttributesResponse>

export const RectificationBody = Type.Object(
  {
    ...ExportBody.properties,
    field: Type.Union([
      Type.Literal('country'),
      Type.Literal('language'),
      Type.Literal('device'),
      Type.Literal('text'),
      Type.Literal('property'),
      Type.Literal('attribute'),
    ]),
    property: Type.Optional(
      Type.String({
        maxLength: 128,
        description: 'Which of `properties`, when the field is `property`; which attribute, when it is `attribute`.',
      }),
    ),
    wrong: Type.String({
      maxLength: 32_768,
      description: 'The present value; only what holds it is corrected. Of an attribute: empty where there is none yet.',
    }),
    right: Type.String({ maxLength: 32_768, description: 'The value to hold instead. Of an attribute: empty to remove it.' }),
  },
  { additionalProperties: false },
)
export type RectificationBody = Static<typeof RectificationBody>
export const Rectification = Type.Object({
  id: Type.String(),
  workspace_id: Type.String(),
  state: Type.Union([Type.Literal('rectifying'), Type.Literal('done'), Type.Literal('failed')]),
  field: RectificationBody.properties.field,
  /** How many the person has; they are not shown. */
  identifiers: Type.Integer(),
  requested_at: Type.String(),
  /** One month after the request (GDPR Art. 12(3)). */
  due_at: Type.String(),
  finished_at: Type.Union([Type.String(), Type.Null()]),
  rows_before: Type.Integer({ description: 'Events, or names with the attribute, that held the wrong value.' }),
  rows_after: Type.Union([Type.Integer(), Type.Null()], { description: 'Those that still hold it.' }),
  trouble: Type.String(),
})
export type Rectification = Static<typeof Rectification>
