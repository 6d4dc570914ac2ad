import type { FastifyInstance } from 'fastify'
import { Type } from 'typebox'
import { reachOf, workspaceOf } from '../../platform/http/access.ts'
import { noteAudit } from '../../platform/http/audit-note.ts'
import { Problem } from '../../platform/http/problem.ts'
import { typed } from '../../platform/http/type-provider.ts'
import type { Platform } from '../../platform/platform.ts'
import { CreatedKey, KeyInput, KeyParams, KeysQuery, KeysResponse } from './contract.ts'
import { createKey, listKeys, revokeKey } from './keys.ts'

const config = { permission: 'manage_keys' } as const
const tags = ['keys']

export function keyRoutes(server: FastifyInstance, { metadata, now }: Platform): void {
  const http = typed(server)

  const list = { tags, summary: 'Keys of a workspace, or of all', querystring: KeysQuery, response: { 200: KeysResponse } }
  http.get('/v1/keys', { config, schema: list }, async (request) => {
    const { workspace_id } = request.query
    return { keys: await listKeys(metadata, workspace_id === undefined ? reachOf(request) : [workspaceOf(request, workspace_id)]) }
  })

  const add = { tags, summary: 'Makes a key; it is shown this once', body: KeyInput, response: { 201: CreatedKey } }
  http.post('/v1/keys', { config: { ...config, audit: 'key_create' }, schema: add }, async (request, reply) => {
    const { name, scope, workspace_id, expires_at } = request.body
    const expiresAt = expires_at === undefined ? undefined : futureOf(expires_at, now())
    const key = await createKey(metadata, { name, scope, workspaceId: workspaceOf(request, workspace_id), expiresAt, now: now() })
    server.keyRing.changed()
    noteAudit(request, { target: key.id, details: { scope, expires_at: key.expires_at } })
    return reply.code(201).send(key)
  })

  const revoke = { tags, summary: 'Revokes a key at once', params: KeyParams, response: { 204: Type.Null() } }
  http.delete('/v1/keys/:id', { config: { ...config, audit: 'key_revoke' }, schema: revoke }, async (request, reply) => {
    const workspaceId = await revokeKey(metadata, request.params.id, now(), reachOf(request))
    if (workspaceId === undefined) throw new Problem('not_found', 'There is no key of that id')
    server.keyRing.changed()
    noteAudit(request, { workspaceId })
    return reply.code(204).send(null)
  })
}

function futureOf(moment: string, now: number): Date {
  const date = new Date(moment)
  if (date.getTime() > now) return date
  throw new Problem('invalid_request', `expires_at ${JSON.stringify(moment)} must be a moment in the future`)
}
