import type { FastifyInstance } from 'fastify'
import { workspaceOf } from '../../platform/http/access.ts'
import { noteAudit } from '../../platform/http/audit-note.ts'
import { Problem } from '../../platform/http/problem.ts'
import { typed } from '../../platform/http/type-provider.ts'
import type { Platform } from '../../platform/platform.ts'
import { PseudonymKeysQuery, PseudonymKeysResponse, RotateBody } from './contract.ts'
import { runnerOf } from './pseudonym-runner.ts'
import { keysAnswer } from './pseudonyms.ts'

const tags = ['privacy']

export function pseudonymRoutes(server: FastifyInstance, platform: Platform): void {
  const http = typed(server)
  const config = { permission: 'manage_privacy' } as const
  // A command that opened the stores itself closes them after its answer: the rest is done after the next start.
  server.addHook('onClose', () => runnerOf(platform).close())
  const answer = (workspaceId: string) =>
    keysAnswer(workspaceId, {
      keys: platform.pseudonymKeys.versionsOf(workspaceId),
      isOn: platform.consents.peopleOf(workspaceId).privacy.pseudonymousIds,
      waiting: platform.pseudonymKeys.linksOf(workspaceId).waiting(),
      trouble: runnerOf(platform).trouble,
    })

  const read = {
    tags,
    summary: 'The keys that people are stored under, and how far re-linking is',
    querystring: PseudonymKeysQuery,
    response: { 200: PseudonymKeysResponse },
  }
  http.get('/v1/privacy/pseudonym-keys', { config, schema: read }, async (request) =>
    answer(workspaceOf(request, request.query.workspace_id)),
  )

  const rotate = {
    tags,
    summary: 'Stores people under a new key; the one before is destroyed after some days, in which who is seen again keeps their history',
    body: RotateBody,
    response: { 200: PseudonymKeysResponse },
  }
  const audited = { ...config, audit: 'pseudonym_key_rotate' } as const
  http.post('/v1/privacy/pseudonym-keys/rotate', { config: audited, schema: rotate }, async (request) => {
    const { workspace_id, re_link_days, basis } = request.body
    const workspaceId = workspaceOf(request, workspace_id)
    noteAudit(request, { details: { re_link_days, basis } })
    if (platform.pseudonymKeys.versionsOf(workspaceId).length === 0)
      throw new Problem('conflict', 'The workspace has no key: people are stored under their own identifiers (pseudonymous_ids is off)')
    const version = await platform.pseudonymKeys.rotate(workspaceId, re_link_days)
    noteAudit(request, { target: `p${version}`, details: { version } })
    runnerOf(platform).wake()
    if (re_link_days === 0) await runnerOf(platform).rest()
    return answer(workspaceId)
  })
}
