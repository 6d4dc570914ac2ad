import { ROLE_NAMES } from '@trill/contract/permissions'
import { type Static, Type } from 'typebox'

const Instant = Type.String({ format: 'date-time' })
const RoleName = Type.Enum(ROLE_NAMES, { description: 'What they may do: docs/reference/permissions.md.' })
const WorkspaceId = Type.String({ maxLength: 64 })

export const Member = Type.Object({
  id: Type.String({ format: 'uuid' }),
  email: Type.Union([Type.String(), Type.Null()]),
  name: Type.String(),
  role: RoleName,
  owns_installation: Type.Boolean({ description: 'Has every permission in every workspace, and stays.' }),
  has_second_factor: Type.Boolean(),
  last_seen_at: Type.Union([Instant, Type.Null()], { description: 'To the hour.' }),
})
export type Member = Static<typeof Member>

export const Invitation = Type.Object({
  id: Type.String({ format: 'uuid' }),
  email: Type.String(),
  role: RoleName,
  workspace_id: Type.String(),
  created_at: Instant,
  expires_at: Instant,
})
export type Invitation = Static<typeof Invitation>

export const PeopleQuery = Type.Object({ workspace_id: WorkspaceId }, { additionalProperties: false })
export const PeopleResponse = Type.Object({
  people: Type.Array(Member),
  invitations: Type.Array(Invitation, { description: 'Not accepted yet and not expired.' }),
})
export type PeopleResponse = Static<typeof PeopleResponse>

export const InvitationInput = Type.Object(
  { email: Type.String({ maxLength: 254 }), role: RoleName, workspace_id: WorkspaceId },
  { additionalProperties: false },
)
export type InvitationInput = Static<typeof InvitationInput>

export const CreatedInvitation = Type.Object({
  ...Invitation.properties,
  url: Type.String({ description: 'To be given to the person who is invited; works once. Shown this once.' }),
})
export type CreatedInvitation = Static<typeof CreatedInvitation>

export const IdParams = Type.Object({ id: Type.String({ format: 'uuid' }) })

export const RoleInput = Type.Object({ role: RoleName, workspace_id: WorkspaceId }, { additionalProperties: false })
export type RoleInput = Static<typeof RoleInput>

const Token = Type.String({ maxLength: 200, description: '`token` of the invitation’s link.' })
export const InvitationToken = Type.Object({ token: Token }, { additionalProperties: false })

export const OpenInvitation = Type.Object({
  email: Type.String(),
  role: RoleName,
  workspace: Type.String({ description: 'Name of the workspace.' }),
  has_account: Type.Boolean({ description: 'Whoever has an account accepts with its password; others choose one.' }),
})
export type OpenInvitation = Static<typeof OpenInvitation>

export const Acceptance = Type.Object(
  {
    token: Token,
    name: Type.Optional(Type.String({ maxLength: 100 })),
    password: Type.String({ maxLength: 256, description: 'A new one, or that of the account there is.' }),
    code: Type.Optional(Type.String({ maxLength: 40, description: 'Where the account asks for one.' })),
  },
  { additionalProperties: false },
)
export type Acceptance = Static<typeof Acceptance>
