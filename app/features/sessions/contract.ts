import { PERMISSION_NAMES, ROLE_NAMES } from '@trill/contract/permissions'
import { type Static, Type } from 'typebox'
import { Workspace } from '../../platform/access/workspaces.ts'

const Instant = Type.String({ format: 'date-time' })

export const SignIn = Type.Object(
  { token: Type.String({ maxLength: 200, description: '`token` of the sign-in link.' }) },
  { additionalProperties: false },
)
export type SignIn = Static<typeof SignIn>

export const PasswordSignIn = Type.Object(
  {
    email: Type.String({ maxLength: 254 }),
    password: Type.String({ maxLength: 256 }),
    code: Type.Optional(
      Type.String({
        maxLength: 40,
        description: 'Six digits of the authenticator app, or a recovery code, where the account asks for one.',
      }),
    ),
  },
  { additionalProperties: false },
)
export type PasswordSignIn = Static<typeof PasswordSignIn>

export const SessionResponse = Type.Object({
  workspaces: Type.Array(
    Type.Object({
      ...Workspace.properties,
      role: Type.Union([Type.Enum(ROLE_NAMES), Type.Null()], { description: 'The person’s role; null for a key.' }),
      permissions: Type.Array(Type.Enum(PERMISSION_NAMES), { description: 'What the caller may do in it.' }),
    }),
  ),
  permissions: Type.Array(Type.Enum(PERMISSION_NAMES), { description: 'What the caller may do beyond one workspace.' }),
  person: Type.Union([
    Type.Object({
      id: Type.String({ format: 'uuid' }),
      email: Type.Union([Type.String(), Type.Null()]),
      name: Type.String(),
      owns_installation: Type.Boolean(),
      has_second_factor: Type.Boolean(),
    }),
    Type.Null(),
  ]),
  set_up: Type.Enum(['done', 'optional', 'required'], { description: 'Whether the account still lacks an e-mail address and a password.' }),
  version: Type.String({ description: 'Version of Trill.' }),
})
export type SessionResponse = Static<typeof SessionResponse>

export const SessionsResponse = Type.Object({
  sessions: Type.Array(
    Type.Object({
      id: Type.String({ format: 'uuid' }),
      method: Type.String({ description: '`link`, `password` or the provider.' }),
      agent: Type.String({ description: 'The browser, in its own words.' }),
      created_at: Instant,
      last_seen_at: Type.String({ format: 'date-time', description: 'To the hour.' }),
      expires_at: Instant,
      is_this: Type.Boolean({ description: 'The session of this request.' }),
    }),
  ),
})
export type SessionsResponse = Static<typeof SessionsResponse>

export const SessionParams = Type.Object({ id: Type.String({ format: 'uuid' }) })
export const EndedResponse = Type.Object({ ended: Type.Integer({ description: 'How many sessions were ended.' }) })
export type EndedResponse = Static<typeof EndedResponse>

export const LinkInput = Type.Object(
  { email: Type.String({ maxLength: 254, description: 'Whom it signs in.' }) },
  { additionalProperties: false },
)
export const SignInLinkResponse = Type.Object({
  url: Type.String({ description: 'Works once.' }),
  expires_at: Instant,
})
export type SignInLinkResponse = Static<typeof SignInLinkResponse>
