import type { FastifyInstance } from 'fastify'
import { workspaceOf } from '../../platform/http/access.ts'
import { Problem } from '../../platform/http/problem.ts'
import { typed } from '../../platform/http/type-provider.ts'
import type { Platform } from '../../platform/platform.ts'
import { TrackingPlanBody, TrackingPlanQuery, TrackingPlanResponse } from './contract.ts'

export function trackingPlanRoutes(server: FastifyInstance, { trackingPlans, now }: Platform): void {
  const http = typed(server)
  const tags = ['privacy']
  const state = async (workspace_id: string): Promise<TrackingPlanResponse> => ({
    workspace_id,
    mode: trackingPlans.of(workspace_id).mode,
    ...(await trackingPlans.list(workspace_id, now())),
  })

  const read = {
    tags,
    summary: 'Which properties of events are kept, and which came',
    querystring: TrackingPlanQuery,
    response: { 200: TrackingPlanResponse },
  }
  http.get('/v1/privacy/tracking-plan', { config: { permission: 'read_figures' }, schema: read }, async (request) =>
    state(workspaceOf(request, request.query.workspace_id)),
  )

  const change = {
    tags,
    summary: 'Chooses which properties of events are kept, from the next event on',
    body: TrackingPlanBody,
    response: { 200: TrackingPlanResponse },
  }
  http.put(
    '/v1/privacy/tracking-plan',
    { config: { permission: 'manage_privacy', audit: 'tracking_plan_change' }, schema: change },
    async (request) => {
      const { workspace_id, ...wanted } = request.body
      const workspaceId = workspaceOf(request, workspace_id)
      try {
        await trackingPlans.change(workspaceId, wanted, now())
      } catch (error) {
        if (error instanceof RangeError) throw new Problem('invalid_request', error.message)
        throw error
      }
      return state(workspaceId)
    },
  )
}
