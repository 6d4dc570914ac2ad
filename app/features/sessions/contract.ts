import { type Static, Type } from 'typebox'
import { Workspace } from '../../platform/access/workspaces.ts'

export const SignIn = Type.Object(
  { token: Type.String({ maxLength: 200, description: '`token` of the sign-in link.' }) },
  { additionalProperties: false },
)
export type SignIn = Static<typeof SignIn>

export const SessionResponse = Type.Object({
  workspaces: Type.Array(Workspace),
  version: Type.String({ description: 'Version of Trill.' }),
})
export type SessionResponse = Static<typeof SessionResponse>

export const SignInLinkResponse = Type.Object({
  url: Type.String({ description: 'Works once.' }),
  expires_at: Type.String({ format: 'date-time' }),
})
export type SignInLinkResponse = Static<typeof SignInLinkResponse>
