import type { FastifyInstance } from 'fastify'
import { Type } from 'typebox'
import type { Workspace } from '../../platform/access/workspaces.ts'
import { Problem } from '../../platform/http/problem.ts'
import { typed } from '../../platform/http/type-provider.ts'
import { latestDecisions } from '../../platform/models/decisions.ts'
import { driftStates, lastDrift } from '../../platform/models/drift-watch.ts'
import { listVersions, newestOfEach, readDocument } from '../../platform/models/registry.ts'
import { latestRuns } from '../../platform/models/training-runs.ts'
import type { Platform } from '../../platform/platform.ts'
import { readableWorkspace } from '../../platform/query/selection.ts'
import {
  DriftResponse,
  type ModelOverview,
  ModelParams,
  ModelsQuery,
  ModelsResponse,
  VersionParams,
  VersionResponse,
  VersionsQuery,
  VersionsResponse,
} from './contract.ts'
import { findVersion, requireModel } from './found.ts'
import { keeperOf } from './model-keeper.ts'
import { decisionOf, driftResponse, overviews, versionInFull, versionOf } from './models.ts'

/** Trainings among which the last of each model is looked for. */
const TRAININGS_READ = 200
const DECISIONS_SHOWN = 50

const reading = { permission: 'read_figures' } as const
const tags = ['models']

export function modelReadingRoutes(server: FastifyInstance, platform: Platform): void {
  const http = typed(server)
  const { metadata } = platform

  const list = {
    tags,
    summary: 'Models, the live version of each, and whether it has drifted',
    querystring: ModelsQuery,
    response: { 200: ModelsResponse },
  }
  http.get('/v1/models', { config: reading, schema: list }, async (request) => {
    const workspace = await readableWorkspace(request, request.query.workspace_id, platform)
    return { workspace_id: workspace.id, models: await readOverviews(platform, workspace) }
  })

  const versions = {
    tags,
    summary: 'Versions of a model, and what was decided about them',
    params: ModelParams,
    querystring: VersionsQuery,
    response: { 200: VersionsResponse },
  }
  http.get('/v1/models/:name/versions', { config: reading, schema: versions }, async (request) => {
    const { workspace_id, limit = 50 } = request.query
    const workspace = await readableWorkspace(request, workspace_id, platform)
    const address = { workspaceId: workspace.id, name: request.params.name }
    await requireModel(platform, address)
    const model = (await readOverviews(platform, workspace)).find(({ name }) => name === address.name) as ModelOverview
    const [rows, decisions] = await Promise.all([
      listVersions(metadata, address, limit),
      latestDecisions(metadata, address, { limit: DECISIONS_SHOWN }),
    ])
    return { model, versions: rows.map((row) => versionOf(row, workspace.provenance)), decisions: decisions.map(decisionOf) }
  })

  const version = {
    tags,
    summary: 'One version: figures, curves, importance and its card',
    params: VersionParams,
    querystring: ModelsQuery,
    response: { 200: VersionResponse },
  }
  http.get('/v1/models/:name/versions/:version', { config: reading, schema: version }, async (request) => {
    const { address, model, version: number } = await findVersion(request, platform)
    const { provenance } = await readableWorkspace(request, address.workspaceId, platform)
    return versionInFull(model, provenance, await latestDecisions(metadata, address, { version: number, limit: DECISIONS_SHOWN }))
  })

  const drift = {
    tags,
    summary: 'Whether what the live version sees has moved',
    params: ModelParams,
    querystring: ModelsQuery,
    response: { 200: DriftResponse },
  }
  http.get('/v1/models/:name/drift', { config: reading, schema: drift }, async (request) =>
    readDrift(platform, await readableWorkspace(request, request.query.workspace_id, platform), request.params.name),
  )
  documentRoute(server, platform)
}

/** What a version has learned could tell of single rows, so not everybody is given it. */
function documentRoute(server: FastifyInstance, platform: Platform): void {
  const config = { permission: 'manage_models', audit: 'model_export' } as const
  const schema = {
    tags,
    summary: 'The model itself, as JSON',
    params: VersionParams,
    querystring: ModelsQuery,
    response: { 200: Type.Unsafe<string>(Type.Any({ description: 'As its trainer wrote it.' })) },
  }
  typed(server).get('/v1/models/:name/versions/:version/document', { config, schema }, async (request, reply) => {
    const { address, version } = await findVersion(request, platform)
    const document = await readDocument(platform.metadata, address, version)
    if (document === undefined) throw new Problem('not_found', `Of version ${version} only the description is kept`)
    reply.header('content-disposition', `attachment; filename="${address.name}-${version}.json"`)
    return reply
      .type('application/json; charset=utf-8')
      .serializer((text: string) => text)
      .send(JSON.stringify(document))
  })
}

async function readOverviews(platform: Platform, { id: workspaceId, provenance }: Workspace): Promise<ModelOverview[]> {
  const { metadata, models } = platform
  const [versions, drift, runs] = await Promise.all([
    newestOfEach(metadata, workspaceId),
    driftStates(platform, workspaceId),
    latestRuns(metadata, workspaceId, null, TRAININGS_READ),
  ])
  const { runner } = keeperOf(platform)
  return overviews({ provenance, trainers: models.trainers, versions, drift, trainings: runs.map((run) => runner.stateOf(run)) })
}

async function readDrift(platform: Platform, { id, provenance }: Workspace, name: string): Promise<DriftResponse> {
  const address = { workspaceId: id, name }
  await requireModel(platform, address)
  const live = (await newestOfEach(platform.metadata, address.workspaceId)).find(
    (version) => version.name === name && version.state === 'live',
  )
  return driftResponse(name, live, await lastDrift(platform, address), provenance)
}
