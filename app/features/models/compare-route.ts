import type { FastifyInstance } from 'fastify'
import { Problem } from '../../platform/http/problem.ts'
import { typed } from '../../platform/http/type-provider.ts'
import { type Compared, type Comparison, compareVersions } from '../../platform/models/compare-versions.ts'
import { modelPassport } from '../../platform/models/model-passport.ts'
import { judgedByOf } from '../../platform/models/train-model.ts'
import type { Platform } from '../../platform/platform.ts'
import { readableWorkspace } from '../../platform/query/selection.ts'
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
    const { id, provenance } = await readableWorkspace(request, workspace_id, platform)
    const address = { workspaceId: id, name: request.params.name }
    const trainer = platform.models.trainerOf(address.name)
    if (trainer === undefined) throw new Problem('not_found', `Nothing trains a model ${JSON.stringify(address.name)}`)
    const versions = [first, second] as const
    // The same seed each time: asking again gives the same answer while the rows are the same.
    const seed = `compare ${versions.join(' ')}`
    const context = keeperOf(platform).runner.contextFor(address.workspaceId, seed, AbortSignal.timeout(PATIENCE_MILLISECONDS))
    const comparison = await compareVersions({ address, trainer, context, versions })
    if (comparison.status !== 'compared') return lackingOf(comparison, judgedByOf(trainer))
    const { second: model, rows: holdOutRows } = comparison
    const passport = modelPassport({ ...model, createdAt: new Date(platform.now()), holdOutRows }, provenance)
    return { ...comparedOf(comparison, versions), passport, judged_by: judgedByOf(trainer) }
  })
}

/** @throws Problem unless it is data that is lacking. */
function lackingOf(comparison: Exclude<Comparison, Compared>, judged_by: string): CompareResponse {
  if (comparison.status === 'insufficient_data') return { ...comparison, judged_by }
  throw problemOf(comparison)
}

function comparedOf({ rows, verdict, difference, figures }: Compared, versions: readonly [number, number]) {
  const shown = versions.map((version, index) => ({ version, figures: { ...figures[index] } }))
  return { status: 'compared' as const, rows, verdict, versions: shown, difference: { ...difference } }
}

function problemOf({ status, version }: Extract<Comparison, { readonly version: number }>): Problem {
  if (status === 'unknown_version') return new Problem('not_found', `There is no version ${version} in this workspace`)
  if (status === 'no_document') return new Problem('conflict', `Of version ${version} only the description is kept`)
  return new Problem('conflict', `Version ${version} cannot take today’s rows: columns that it needs are not there any more`)
}
