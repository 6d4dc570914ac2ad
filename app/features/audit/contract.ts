import { AUDIT_ACTION_NAMES, AUDIT_ACTOR_NAMES, AUDIT_BREAK_NAMES, AUDIT_OUTCOME_NAMES } from '@trill/contract/audit-actions'
import { type Static, Type } from 'typebox'

const filters = {
  workspace_id: Type.Optional(
    Type.String({ description: 'Only records of this workspace; of every workspace open to the caller when absent.' }),
  ),
  action: Type.Optional(Type.Enum(AUDIT_ACTION_NAMES)),
  actor: Type.Optional(Type.String({ maxLength: 200, description: 'Id of a person or a key, or a kind of actor.' })),
  outcome: Type.Optional(Type.Enum(AUDIT_OUTCOME_NAMES)),
  from: Type.Optional(Type.String({ format: 'date-time', description: 'Records from this moment on.' })),
  to: Type.Optional(Type.String({ format: 'date-time', description: 'Records before this moment.' })),
  search: Type.Optional(Type.String({ maxLength: 200, description: 'Part of an action, a name, an id or an address.' })),
}

export const AuditExportQuery = Type.Object(filters, { additionalProperties: false })
export type AuditExportQuery = Static<typeof AuditExportQuery>

export const AuditQuery = Type.Object(
  {
    ...filters,
    before: Type.Optional(Type.Integer({ minimum: 1, description: '`next` of an earlier answer: goes on from there.' })),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, default: 100 })),
  },
  { additionalProperties: false },
)
export type AuditQuery = Static<typeof AuditQuery>

export const AuditRecordAnswer = Type.Object({
  sequence: Type.Integer(),
  at: Type.String({ format: 'date-time', description: 'In UTC, with the microseconds that are part of the hash.' }),
  workspace_id: Type.Union([Type.String(), Type.Null()], { description: 'Null for what concerns no single workspace.' }),
  actor_kind: Type.Enum(AUDIT_ACTOR_NAMES),
  actor_id: Type.String(),
  action: Type.Enum(AUDIT_ACTION_NAMES),
  target: Type.String({ description: 'Id of what it was done to; empty when there is none.' }),
  outcome: Type.Enum(AUDIT_OUTCOME_NAMES),
  address: Type.String({ description: 'Network address it came from.' }),
  details: Type.Object({}, { additionalProperties: true }),
  previous_hash: Type.String({ description: 'Hash of the record before, hexadecimal.' }),
  hash: Type.String({ description: 'SHA-256 of this record and the hash before, hexadecimal.' }),
})
export type AuditRecordAnswer = Static<typeof AuditRecordAnswer>

const ListedRecord = Type.Object({
  ...AuditRecordAnswer.properties,
  actor_name: Type.Union([Type.String(), Type.Null()], {
    description: 'What the person or key is called now; it is not part of the record.',
  }),
})
export type ListedRecord = Static<typeof ListedRecord>

export const AuditResponse = Type.Object({
  records: Type.Array(ListedRecord, { description: 'Newest first.' }),
  next: Type.Union([Type.Integer(), Type.Null()], { description: '`before` of the next page; null when this is the last.' }),
})
export type AuditResponse = Static<typeof AuditResponse>

export const AuditVerification = Type.Object({
  is_whole: Type.Boolean(),
  checked: Type.Integer({ description: 'Records that were found good, from the first on.' }),
  broken: Type.Union([
    Type.Object({
      sequence: Type.Integer({ description: 'The first record that is wrong or not there.' }),
      reason: Type.Enum(AUDIT_BREAK_NAMES),
      explanation: Type.String(),
    }),
    Type.Null(),
  ]),
  verified_at: Type.String({ format: 'date-time' }),
})
export type AuditVerification = Static<typeof AuditVerification>
