import type { FastifyInstance, FastifyRequest } from 'fastify'
import { actorOf } from '../../platform/access/caller.ts'
import { workspaceOf } from '../../platform/http/access.ts'
import { noteAudit } from '../../platform/http/audit-note.ts'
import { typed } from '../../platform/http/type-provider.ts'
import { promote, retire, rollBack, versionBefore } from '../../platform/models/state-changes.ts'
import type { Platform } from '../../platform/platform.ts'
import { compareRoute } from './compare-route.ts'
import { ChangeBody, ChangedResponse, LiveBody, ModelParams, VersionParams } from './contract.ts'
import { findVersion, requireModel, stateChanged } from './found.ts'
import { modelReadingRoutes } from './reading-routes.ts'
import { trainingRoutes } from './training-routes.ts'

const permission = 'manage_models' as const
const tags = ['models']
const SAID = {
  promote: 'Promoted by hand.',
  promoteSuspicious: 'Promoted by hand, although too good to be believed.',
  rollBack: 'Rolled back by hand.',
  rollBackSuspicious: 'Rolled back by hand, although too good to be believed.',
  retire: 'Retired by hand.',
} as const

export function modelRoutes(server: FastifyInstance, platform: Platform): void {
  modelReadingRoutes(server, platform)
  trainingRoutes(server, platform)
  compareRoute(server, platform)
  stateRoutes(server, platform)
}

function stateRoutes(server: FastifyInstance, platform: Platform): void {
  const http = typed(server)
  const { metadata } = platform
  const changeOf = (request: FastifyRequest, why: string | undefined, otherwise: string) => ({
    by: actorOf(request.access),
    why: why?.trim() || otherwise,
    now: platform.now(),
  })
  const response = { 200: ChangedResponse }

  const promoting = {
    tags,
    summary: 'Makes a version the live one; the one before is kept',
    params: VersionParams,
    body: LiveBody,
    response,
  }
  http.post(
    '/v1/models/:name/versions/:version/promote',
    { config: { permission, audit: 'model_promote' }, schema: promoting },
    async (request) => {
      const { address, version, model } = await findVersion(request, platform)
      const { why, although_suspicious = false } = request.body
      if (model.suspicious) noteAudit(request, { details: { suspicious: true } })
      const change = changeOf(request, why, model.suspicious ? SAID.promoteSuspicious : SAID.promote)
      const changed = await promote(metadata, address, version, { ...change, althoughSuspicious: although_suspicious })
      return stateChanged(request, platform, address, changed)
    },
  )

  const retiring = { tags, summary: 'Takes a version out of use', params: VersionParams, body: ChangeBody, response }
  http.post(
    '/v1/models/:name/versions/:version/retire',
    { config: { permission, audit: 'model_retire' }, schema: retiring },
    async (request) => {
      const { address, version } = await findVersion(request, platform)
      const changed = await retire(metadata, address, version, changeOf(request, request.body.why, SAID.retire))
      return stateChanged(request, platform, address, changed)
    },
  )

  const rollingBack = { tags, summary: 'Makes the version live again that was before', params: ModelParams, body: LiveBody, response }
  http.post('/v1/models/:name/roll-back', { config: { permission, audit: 'model_roll_back' }, schema: rollingBack }, async (request) => {
    const address = { workspaceId: workspaceOf(request, request.body.workspace_id), name: request.params.name }
    noteAudit(request, { target: address.name })
    await requireModel(platform, address)
    const { why, although_suspicious = false } = request.body
    const before = await versionBefore(metadata, address)
    const isSuspicious = before?.suspicious === true
    if (isSuspicious) noteAudit(request, { details: { version: before.version, suspicious: true } })
    const change = changeOf(request, why, isSuspicious ? SAID.rollBackSuspicious : SAID.rollBack)
    const changed = await rollBack(metadata, address, { ...change, althoughSuspicious: although_suspicious })
    return stateChanged(request, platform, address, changed)
  })
}
