import { RETENTION_CLASSES, type RetentionClass } from '@trill/contract/retention'
import type { FastifyInstance } from 'fastify'
import { workspaceOf } from '../../platform/http/access.ts'
import { noteAudit } from '../../platform/http/audit-note.ts'
import { Problem } from '../../platform/http/problem.ts'
import { typed } from '../../platform/http/type-provider.ts'
import type { Platform } from '../../platform/platform.ts'
import { BASIS_MIN, DataRetentionBody, DataRetentionQuery, DataRetentionResponse } from './contract.ts'
import { classStates, wholeState } from './data-retention.ts'
import { sweeperOf } from './retention-sweeper.ts'
import { storedOf } from './stored.ts'
import { pendingChanges } from './sweep.ts'

type Days = Readonly<Partial<Record<RetentionClass, number>>>

export function dataRetentionRoutes(server: FastifyInstance, platform: Platform): void {
  const http = typed(server)
  const tags = ['privacy']
  const read = {
    tags,
    summary: 'How long each kind of data is kept, its oldest row, and whether what is due is gone',
    querystring: DataRetentionQuery,
    response: { 200: DataRetentionResponse },
  }
  http.get('/v1/privacy/data-retention', { config: { permission: 'read_figures' }, schema: read }, async (request) =>
    stateOf(platform, workspaceOf(request, request.query.workspace_id)),
  )

  const change = {
    tags,
    summary: 'Chooses how long data is kept; what is stored is brought in line in the background',
    body: DataRetentionBody,
    response: { 200: DataRetentionResponse },
  }
  const config = { permission: 'manage_privacy', audit: 'retention_change' } as const
  http.put('/v1/privacy/retention', { config, schema: change }, async (request) => {
    const { workspace_id, basis = '' } = request.body
    const days = request.body.days as Days
    const workspaceId = workspaceOf(request, workspace_id)
    requireBasis(days, basis)
    noteAudit(request, { workspaceId, details: { days, basis } })
    await platform.retention.change(workspaceId, { days, basis, now: platform.now() })
    sweeperOf(platform).wake()
    return stateOf(platform, workspaceId)
  })
}

/** Longer than the default is the exception that has to be accounted for. */
function requireBasis(days: Days, basis: string): void {
  const longer = (Object.entries(days) as [RetentionClass, number][]).find(([name, chosen]) => chosen > RETENTION_CLASSES[name].days)
  if (longer !== undefined && basis.trim().length < BASIS_MIN)
    throw new Problem(
      'invalid_request',
      `basis must say in at least ${BASIS_MIN} characters why ${longer[0]} has to be kept longer than ${RETENTION_CLASSES[longer[0]].days} days`,
    )
}

async function stateOf(platform: Platform, workspace_id: string): Promise<DataRetentionResponse> {
  const pending = new Set((await pendingChanges(platform, workspace_id)).map((change) => change.class))
  const classes = classStates(await storedOf(platform, workspace_id), platform.retention.of(workspace_id), pending)
  const { sweptAt, trouble } = sweeperOf(platform)
  return {
    workspace_id,
    state: wholeState(classes),
    checked_at: new Date(platform.now()).toISOString(),
    swept_at: sweptAt === undefined ? null : new Date(sweptAt).toISOString(),
    trouble,
    classes,
  }
}
