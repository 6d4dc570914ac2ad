import type { FastifyInstance } from 'fastify'
import { workspaceOf } from '../../platform/http/access.ts'
import { Problem } from '../../platform/http/problem.ts'
import { typed } from '../../platform/http/type-provider.ts'
import { type Comparison, compareVersions } from '../../platform/models/compare-versions.ts'
import { judgedByOf } from '../../platform/models/train-model.ts'
import type { Platform } from '../../platform/platform.ts'
import { CompareQuery, CompareResponse, ModelParams } from './contract.ts'
import { keeperOf } from './model-keeper.ts'

/** Longest comparison; milliseconds. */
const PATIENCE_MILLISECONDS = 120_000

/** Holds two versions against each other. It changes nothing, but reads and calculates for seconds. */
export function compareRoute(server: FastifyInstance, platform: Platform): void {
  const schema = {
    tags: ['models'],
    summary: 'Two versions on the same newest rows, with the interval of their difference',
    params: ModelParams,
    querystring: CompareQuery,
    response: { 200: CompareResponse },
  }
  typed(server).get('/v1/models/:name/compare', { config: { permission: 'manage_models' }, schema }, async (request) => {
    const { workspace_id, first, second } = request.query
    const address = { workspaceId: workspaceOf(request, workspace_id), name: request.params.name }
    const trainer = platform.models.trainerOf(address.name)
    if (trainer === undefined) throw new Problem('not_found', `Nothing trains a model ${JSON.stringify(address.name)}`)
    const versions = [first, second] as const
    // The same seed each time: asking again gives the same answer while the rows are the same.
    const seed = `compare ${versions.join(' ')}`
    const context = keeperOf(platform).runner.contextFor(address.workspaceId, seed, AbortSignal.timeout(PATIENCE_MILLISECONDS))
    return answerOf(await compareVersions({ address, trainer, context, versions }), versions, judgedByOf(trainer))
  })
}

function answerOf(comparison: Comparison, versions: readonly [number, number], judged_by: string): CompareResponse {
  if (comparison.status === 'insufficient_data') return { ...comparison, judged_by }
  if (comparison.status !== 'compared') throw problemOf(comparison)
  const { rows, verdict, difference, figures } = comparison
  const shown = versions.map((version, index) => ({ version, figures: { ...figures[index] } }))
  return { status: 'compared', rows, judged_by, verdict, versions: shown, difference: { ...difference } }
}

function problemOf({ status, version }: Extract<Comparison, { readonly version: number }>): Problem {
  if (status === 'unknown_version') return new Problem('not_found', `There is no version ${version} in this workspace`)
  if (status === 'no_document') return new Problem('conflict', `Of version ${version} only the description is kept`)
  return new Problem('conflict', `Version ${version} cannot take today’s rows: columns that it needs are not there any more`)
}
