import { randomUUID } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import { reaches, workspaceOf } from '../../platform/http/access.ts'
import { noteAudit } from '../../platform/http/audit-note.ts'
import { Problem } from '../../platform/http/problem.ts'
import { typed } from '../../platform/http/type-provider.ts'
import type { Platform } from '../../platform/platform.ts'
import {
  DryRunResponse,
  Erasure,
  ErasureBody,
  ErasureParams,
  ErasuresQuery,
  ErasuresResponse,
  PersonRequestsResponse,
  ReceiptKeyResponse,
  VerificationResponse,
} from './contract.ts'
import { findPerson } from './erase.ts'
import { addErasure, findErasure, listErasures } from './erasure-record.ts'
import { closeRunner, runnerOf } from './erasure-runner.ts'
import { isGenuine } from './receipt.ts'
import { listRequests } from './requests.ts'
import { modelsThatKnow } from './trained-models.ts'

/** Milliseconds to wait for what was acknowledged just now. */
const PATIENCE_MILLISECONDS = 2000

export function erasureRoutes(server: FastifyInstance, platform: Platform): void {
  const http = typed(server)
  const config = { permission: 'manage_privacy' } as const
  // A command that opened the stores itself closes them after its answer: the rest is done after the next start.
  server.addHook('onClose', () => closeRunner(platform))
  const tags = ['privacy']

  const ask = {
    tags,
    summary: 'Erases everything held of one person; with dry_run only counts it',
    body: ErasureBody,
    response: { 200: DryRunResponse, 202: Erasure },
  }
  http.post('/v1/privacy/erasures', { config: { ...config, audit: 'erasure_ask' }, schema: ask }, async (request, reply) => {
    const { workspace_id, dry_run = false } = request.body
    const workspaceId = workspaceOf(request, workspace_id)
    if (dry_run) noteAudit(request, { action: 'person_look_up' })
    const identifiers = platform.consents.namesOf(workspaceId, request.body.identifiers)
    if (dry_run) {
      await platform.log.settle(PATIENCE_MILLISECONDS)
      return reply.code(200).send({ dry_run, ...(await lookUp(platform, workspaceId, identifiers)) })
    }
    const erasure = await addErasure(platform, { workspaceId, identifiers: [...new Set(identifiers)] })
    noteAudit(request, { target: erasure.id })
    runnerOf(platform).wake()
    return reply.code(202).header('location', `/v1/privacy/erasures/${erasure.id}`).send(erasure)
  })

  const list = {
    tags,
    summary: 'Erasures of a workspace, newest first',
    querystring: ErasuresQuery,
    response: { 200: ErasuresResponse },
  }
  http.get('/v1/privacy/erasures', { config, schema: list }, async (request) => ({
    erasures: await listErasures(platform.metadata, workspaceOf(request, request.query.workspace_id), request.query.limit ?? 100),
  }))

  const one = { tags, summary: 'One erasure, with its receipt when it is proven', params: ErasureParams, response: { 200: Erasure } }
  http.get('/v1/privacy/erasures/:id', { config, schema: one }, async (request) => {
    const erasure = await findErasure(platform.metadata, request.params.id)
    if (erasure === undefined || !reaches(request, erasure.workspace_id)) throw new Problem('not_found', 'There is no erasure of that id')
    return erasure
  })

  const verification = {
    tags,
    summary: 'Whether the receipt of an erasure is as it was signed',
    params: ErasureParams,
    response: { 200: VerificationResponse },
  }
  http.get('/v1/privacy/erasures/:id/verification', { config, schema: verification }, async (request) => {
    const erasure = await findErasure(platform.metadata, request.params.id)
    if (erasure === undefined || erasure.receipt === null || !reaches(request, erasure.workspace_id))
      throw new Problem('not_found', 'There is no receipt of an erasure of that id')
    return { is_genuine: isGenuine(erasure.receipt, runnerOf(platform).key.publicKey) }
  })

  const requests = {
    tags,
    summary: 'All requests of people in a workspace, newest first, with the time left to answer them',
    querystring: ErasuresQuery,
    response: { 200: PersonRequestsResponse },
  }
  http.get('/v1/privacy/requests', { config, schema: requests }, async (request) =>
    listRequests(platform.metadata, {
      workspaceId: workspaceOf(request, request.query.workspace_id),
      limit: request.query.limit ?? 100,
      now: platform.now(),
    }),
  )

  const key = { tags, summary: 'The public key that receipts are signed with', response: { 200: ReceiptKeyResponse } }
  http.get('/v1/privacy/receipt-key', { config: { permission: 'public' }, schema: key }, async () => ({
    algorithm: 'Ed25519' as const,
    public_key: runnerOf(platform).key.publicKey,
  }))
}

async function lookUp(platform: Platform, workspaceId: string, given: readonly string[]): Promise<Omit<DryRunResponse, 'dry_run'>> {
  const id = randomUUID()
  const { identifiers, rows } = await findPerson({ id, workspaceId, identifiers: given }, platform)
  const models = await modelsThatKnow({ id, workspaceId, identifiers }, rows, platform)
  return { identifiers: identifiers.length, rows, models }
}
