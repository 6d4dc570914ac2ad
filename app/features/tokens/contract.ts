import { KEY_SCOPES } from '@trill/contract/permissions'
import { type Static, Type } from 'typebox'

export const TokenResponse = Type.Object({
  access_token: Type.String({ description: 'A JWT; show it as a Bearer token.' }),
  token_type: Type.Literal('Bearer'),
  expires_in: Type.Integer({ description: 'Seconds.' }),
  scope: Type.Enum(KEY_SCOPES, { description: 'As the key’s.' }),
  workspace_id: Type.String(),
})
export type TokenResponse = Static<typeof TokenResponse>

export const KeySetResponse = Type.Object({
  keys: Type.Array(
    Type.Object({
      kty: Type.String(),
      crv: Type.String(),
      x: Type.String(),
      kid: Type.String(),
      alg: Type.String(),
      use: Type.String(),
    }),
  ),
})
