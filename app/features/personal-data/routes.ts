import { PERSONAL_DATA_KINDS, type PersonalDataKind } from '@trill/core/personal-data/kinds'
import type { ScrubPolicy } from '@trill/core/personal-data/scrub'
import type { FastifyInstance } from 'fastify'
import { workspaceOf } from '../../platform/http/access.ts'
import { typed } from '../../platform/http/type-provider.ts'
import type { Platform } from '../../platform/platform.ts'
import { PersonalDataBody, PersonalDataQuery, PersonalDataResponse } from './contract.ts'

export function personalDataRoutes(server: FastifyInstance, { personalData, now }: Platform): void {
  const http = typed(server)
  const tags = ['privacy']
  const state = (workspace_id: string): PersonalDataResponse => {
    const { policy } = personalData.of(workspace_id)
    const kinds = Object.entries(PERSONAL_DATA_KINDS) as [PersonalDataKind, string][]
    return { workspace_id, kinds: kinds.map(([kind, about]) => ({ kind, about, action: policy[kind] })) }
  }

  const read = {
    tags,
    summary: 'What becomes of personal data found in events',
    querystring: PersonalDataQuery,
    response: { 200: PersonalDataResponse },
  }
  http.get('/v1/privacy/personal-data', { config: { permission: 'read_figures' }, schema: read }, async (request) =>
    state(workspaceOf(request, request.query.workspace_id)),
  )

  const change = {
    tags,
    summary: 'Chooses what becomes of personal data, from the next event on',
    body: PersonalDataBody,
    response: { 200: PersonalDataResponse },
  }
  http.put(
    '/v1/privacy/personal-data',
    { config: { permission: 'manage_privacy', audit: 'personal_data_change' }, schema: change },
    async (request) => {
      const { workspace_id, policy } = request.body
      const workspaceId = workspaceOf(request, workspace_id)
      await personalData.change(workspaceId, policy as Partial<ScrubPolicy>, now())
      return state(workspaceId)
    },
  )
}
