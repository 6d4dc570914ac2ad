import { readFileSync } from 'node:fs'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { removeCustomers } from '../../platform/customers/publish.ts'
import { reaches, workspaceOf } from '../../platform/http/access.ts'
import { noteAudit } from '../../platform/http/audit-note.ts'
import { Problem } from '../../platform/http/problem.ts'
import { typed } from '../../platform/http/type-provider.ts'
import type { Platform } from '../../platform/platform.ts'
import {
  type Load,
  LoadsResponse,
  RemoveAsked,
  RemoveResponse,
  Simulation,
  SimulationAsked,
  SimulationParams,
  SimulationsResponse,
  WorkspaceQuery,
} from './contract.ts'
import { findSimulation, listSimulations, type SimulationRecord } from './simulation-record.ts'
import { runnerOf, type SimulationRunner } from './simulation-runner.ts'

const sql = (name: string) => readFileSync(new URL(`${name}.sql`, import.meta.url), 'utf8')
const LOADS = sql('loads')

const tags = ['customers']
const DEFAULT_SEED = 42
const config = { permission: 'manage_imports' } as const

interface LoadRow extends Omit<Load, 'id' | 'loaded_at'> {
  readonly load_id: string
  readonly loaded_at_milliseconds: number
}

/** Where customers come from: loads that are there and can be removed, and simulations. */
export function loadRoutes(server: FastifyInstance, platform: Platform): void {
  const http = typed(server)
  const loadsOf = (workspaceId: string) => platform.events.rows<LoadRow>(LOADS, { workspace_id: workspaceId })

  const list = {
    tags,
    summary: 'Files and simulations that customers come from',
    querystring: WorkspaceQuery,
    response: { 200: LoadsResponse },
  }
  http.get('/v1/customers/loads', { config, schema: list }, async (request) => {
    const rows = await loadsOf(workspaceOf(request, request.query.workspace_id))
    return { loads: rows.map(shownLoad) }
  })

  const remove = { tags, summary: 'Deletes the customers of one load', body: RemoveAsked, response: { 200: RemoveResponse } }
  http.post('/v1/customers/loads/remove', { config: { ...config, audit: 'customers_remove' }, schema: remove }, async (request) => {
    const workspaceId = workspaceOf(request, request.body.workspace_id)
    const { load_id } = request.body
    const removed = (await loadsOf(workspaceId)).filter((row) => row.load_id === load_id)
    if (removed.length === 0) throw new Problem('not_found', 'There are no customers of that load')
    await removeCustomers(platform, { workspaceId, loadId: load_id })
    const customers = removed.reduce((sum, row) => sum + row.customers, 0)
    noteAudit(request, { workspaceId, target: load_id, details: { customers, provenance: removed[0]?.provenance } })
    return { removed: customers }
  })
  simulationRoutes(server, platform)
}

function simulationRoutes(server: FastifyInstance, platform: Platform): void {
  const http = typed(server)
  const runner = runnerOf(platform)
  const begin = {
    tags,
    summary: 'Makes customers that are nobody; they take the place of simulated ones of the same day',
    body: SimulationAsked,
    response: { 202: Simulation },
  }
  http.post('/v1/customers/simulations', { config: { ...config, audit: 'customers_simulate' }, schema: begin }, async (request, reply) => {
    const workspaceId = workspaceOf(request, request.body.workspace_id)
    const { count, seed = DEFAULT_SEED } = request.body
    const observedOn = new Date(platform.now()).toISOString().slice(0, 10)
    const record = await runner.begin({ workspaceId, count, seed, observedOn })
    noteAudit(request, { workspaceId, target: record.id, details: { count, seed } })
    return reply.code(202).header('location', `/v1/customers/simulations/${record.id}`).send(shownSimulation(record, runner))
  })

  const list = { tags, summary: 'Simulations, latest first', querystring: WorkspaceQuery, response: { 200: SimulationsResponse } }
  http.get('/v1/customers/simulations', { config, schema: list }, async (request) => {
    const records = await listSimulations(platform.metadata, workspaceOf(request, request.query.workspace_id))
    return { simulations: records.map((record) => shownSimulation(record, runner)) }
  })

  const one = { tags, summary: 'How far a simulation is', params: SimulationParams, response: { 200: Simulation } }
  http.get('/v1/customers/simulations/:id', { config, schema: one }, async (request) =>
    shownSimulation(await find(request, request.params.id, platform), runner),
  )

  const cancel = { tags, summary: 'Stops a simulation; what it had made goes', params: SimulationParams, response: { 200: Simulation } }
  const stopping = { ...config, audit: 'customers_simulate_cancel' } as const
  http.post('/v1/customers/simulations/:id/cancel', { config: stopping, schema: cancel }, async (request) => {
    const { id } = await find(request, request.params.id, platform)
    await runner.cancel(id)
    return shownSimulation(await find(request, id, platform), runner)
  })
}

async function find(request: FastifyRequest, id: string, { metadata }: Platform): Promise<SimulationRecord> {
  const record = await findSimulation(metadata, id)
  if (record === undefined || !reaches(request, record.workspaceId)) throw new Problem('not_found', 'There is no simulation of that id')
  return record
}

function shownLoad({ load_id, loaded_at_milliseconds, ...row }: LoadRow): Load {
  return { ...row, id: load_id, loaded_at: new Date(loaded_at_milliseconds).toISOString() }
}

function shownSimulation(record: SimulationRecord, runner: SimulationRunner): Simulation {
  const { id, workspaceId, status, count, seed, observedOn, error, createdAt, finishedAt } = record
  const progress = status === 'running' ? runner.progressOf(id) : undefined
  const done = progress?.done ?? record.done
  const rate = progress?.rate ?? null
  return {
    ...{ id, workspace_id: workspaceId, status, count, seed, observed_on: observedOn, done, error, rate },
    eta_seconds: rate === null ? null : (count - done) / rate,
    created_at: createdAt.toISOString(),
    finished_at: finishedAt?.toISOString() ?? null,
  }
}
