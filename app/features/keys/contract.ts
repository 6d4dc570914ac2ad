import { KEY_SCOPES } from '@trill/contract/permissions'
import { type Static, Type } from 'typebox'

const Instant = Type.String({ format: 'date-time' })
const Scope = Type.Enum(KEY_SCOPES, {
  description: '`write` sends events, `read` reads figures, `admin` does both and administers the workspace.',
})

export const Key = Type.Object({
  id: Type.String({ format: 'uuid' }),
  name: Type.String(),
  scope: Scope,
  workspace_id: Type.String(),
  prefix: Type.String({ description: 'Beginning of the key, to tell keys apart.' }),
  created_at: Instant,
  last_used_at: Type.Union([Instant, Type.Null()], { description: 'To the minute.' }),
  expires_at: Type.Union([Instant, Type.Null()], { description: 'From then on it opens nothing; null for a key that does not expire.' }),
  revoked_at: Type.Union([Instant, Type.Null()]),
})
export type Key = Static<typeof Key>

export const KeysQuery = Type.Object({ workspace_id: Type.Optional(Type.String()) }, { additionalProperties: false })
export const KeysResponse = Type.Object({ keys: Type.Array(Key) })
export type KeysResponse = Static<typeof KeysResponse>

export const KeyInput = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 100, description: 'What it is for.' }),
    scope: Scope,
    expires_at: Type.Optional(Type.String({ format: 'date-time', description: 'When it stops opening; never when absent.' })),
    workspace_id: Type.Optional(Type.String({ description: 'A key that makes another key implies its own.' })),
  },
  { additionalProperties: false },
)
export type KeyInput = Static<typeof KeyInput>

export const CreatedKey = Type.Object({ ...Key.properties, key: Type.String({ description: 'Shown this once.' }) })
export type CreatedKey = Static<typeof CreatedKey>

export const KeyParams = Type.Object({ id: Type.String({ format: 'uuid' }) })
