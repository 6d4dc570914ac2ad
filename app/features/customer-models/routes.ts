import type { FastifyInstance } from 'fastify'
import type { Workspace } from '../../platform/access/workspaces.ts'
import { chosenSnapshot, customerPassport, customerSnapshots } from '../../platform/customers/snapshots.ts'
import { noteAudit } from '../../platform/http/audit-note.ts'
import { typed } from '../../platform/http/type-provider.ts'
import { latestDecisions } from '../../platform/models/decisions.ts'
import { findingsResponse } from '../../platform/models/findings-response.ts'
import { modelPassport } from '../../platform/models/model-passport.ts'
import type { ModelSummary } from '../../platform/models/model-record.ts'
import { findModel, newestOfEach } from '../../platform/models/registry.ts'
import type { Platform } from '../../platform/platform.ts'
import { readableWorkspace } from '../../platform/query/selection.ts'
import {
  CustomerAsked,
  type CustomerModelEntry,
  CustomerResponse,
  ModelParams,
  ModelsQuery,
  ModelsResponse,
  PredictionsQuery,
  PredictionsResponse,
} from './contract.ts'
import type { CustomerModel } from './model.ts'
import { CUSTOMER_OUTCOMES, type CustomerOutcome } from './outcomes.ts'
import { isUsable, listCustomers, meanOf, type Order } from './predict.ts'

const NOT_BEGUN = 'It has not learned yet: it does by itself once there is a table of customers, or at once where somebody asks for it.'
const NO_TABLE = 'There is no table of customers yet.'
const OUTDATED = 'The live version learned from columns that are not told any more; it is replaced when it learns anew.'
const LISTED = 50

export function customerModelsRoutes(server: FastifyInstance, platform: Platform): void {
  listModels(server, platform)
  listPredictions(server, platform)
  predictOne(server, platform)
}

function listModels(server: FastifyInstance, platform: Platform): void {
  const schema = {
    tags: ['predictions'],
    summary: 'The eight models on the table of customers: what became of each, how good it is, what it left out',
    querystring: ModelsQuery,
    response: { 200: ModelsResponse },
  }
  typed(server).get('/v1/customer-models', { config: { permission: 'read_figures' }, schema }, async (request) => {
    const workspace = await readableWorkspace(request, request.query.workspace_id, platform)
    const versions = await newestOfEach(platform.metadata, workspace.id)
    const items = await Promise.all(CUSTOMER_OUTCOMES.map((outcome) => entryOf(outcome, workspace, versions, platform)))
    return { workspace_id: workspace.id, items }
  })
}

async function entryOf(
  outcome: CustomerOutcome,
  { id: workspaceId, provenance }: Workspace,
  versions: readonly ModelSummary[],
  { metadata }: Platform,
): Promise<CustomerModelEntry> {
  const { model, title, about, task, column, unit, lists } = outcome
  const own = versions.filter(({ name }) => name === model)
  const shown = own.find(({ state }) => state === 'live') ?? own[0]
  const address = { workspaceId, name: model }
  const [last] = await latestDecisions(metadata, address, { limit: 1 })
  const record = shown && (await findModel(metadata, address, shown.version))
  const status = shown === undefined ? 'not_trained' : shown.state === 'live' ? 'live' : 'not_live'
  const { figures = {}, baselines = {} } = record?.judgement ?? {}
  const rule = Object.values(baselines)[0] ?? {}
  return {
    ...{ model, title, about, task, column, unit, lists: { ...lists }, status, version: shown?.version ?? null },
    says: last?.why ?? NOT_BEGUN,
    figures: { ...figures },
    baseline: Object.fromEntries(Object.entries(rule).map(([name, { value }]) => [name, value])),
    findings: record?.findings ? findingsResponse(record.findings) : null,
    passport: shown === undefined ? null : modelPassport(shown, provenance),
  }
}

function listPredictions(server: FastifyInstance, platform: Platform): void {
  const schema = {
    tags: ['predictions'],
    summary: 'Customers of whom a model says the most, or the least, with intervals and reasons; adults who consented to profiling',
    params: ModelParams,
    querystring: PredictionsQuery,
    response: { 200: PredictionsResponse },
  }
  const config = { permission: 'read_events', audit: 'customers_predict', auditsOften: true } as const
  typed(server).get('/v1/customer-models/:model/predictions', { config, schema }, async (request) => {
    const { workspace_id, provenance, order = 'highest', limit = LISTED } = request.query
    const workspace = await readableWorkspace(request, workspace_id, platform)
    const outcome = CUSTOMER_OUTCOMES.find(({ model }) => model === request.params.model) as CustomerOutcome
    const snapshot = chosenSnapshot(await customerSnapshots(platform.events, workspace.id), { provenance })
    const live = await platform.models.live(workspace.id, outcome.model)
    noteAudit(request, { workspaceId: workspace.id, details: { model: outcome.model, version: live?.version ?? null, order } })
    if (live !== undefined && !isUsable(live)) return nothing(outcome, order, OUTDATED)
    if (snapshot === undefined || live === undefined) {
      const [last] = await latestDecisions(platform.metadata, { workspaceId: workspace.id, name: outcome.model }, { limit: 1 })
      return nothing(outcome, order, snapshot === undefined ? NO_TABLE : (last?.why ?? NOT_BEGUN))
    }
    const listed = await listCustomers(platform, { workspaceId: workspace.id, snapshot, order, limit }, outcome, live)
    const version = String(live.version)
    return {
      ...({ model: outcome.model, status: 'predicted', says: null, version: live.version, order } as const),
      mean: meanOf(outcome, live.document as CustomerModel),
      passport: customerPassport(snapshot, { definition: outcome.model, version, n: listed.predicted, kind: 'estimated' }),
      ...listed,
    }
  })
}

/** What all models say of one customer. */
function predictOne(server: FastifyInstance, platform: Platform): void {
  const schema = {
    tags: ['predictions'],
    summary: 'What the models say of one customer, with intervals and reasons; of an adult who consented to profiling',
    body: CustomerAsked,
    response: { 200: CustomerResponse },
  }
  const config = { permission: 'read_events', audit: 'customers_predict', auditsOften: true } as const
  typed(server).post('/v1/customer-models/one', { config, schema }, async (request) => {
    const { workspace_id, customer_id, provenance, observed_on: day } = request.body
    const { id: workspaceId } = await readableWorkspace(request, workspace_id, platform)
    const snapshot = chosenSnapshot(await customerSnapshots(platform.events, workspaceId), { provenance, from: day, to: day })
    noteAudit(request, { workspaceId, details: { customers: 1 } })
    const names = platform.consents.adultNamesOf(workspaceId, [customer_id])
    if (snapshot === undefined || names.length === 0) return { items: [] }
    const items: CustomerResponse['items'] = []
    for (const outcome of CUSTOMER_OUTCOMES) {
      const live = await platform.models.live(workspaceId, outcome.model)
      if (live === undefined || !isUsable(live)) continue
      const { model, title, about, task, unit } = outcome
      const listed = await listCustomers(platform, { workspaceId, snapshot, order: 'highest', limit: 1, names }, outcome, live)
      const passport = customerPassport(snapshot, { definition: model, version: String(live.version), n: 1, kind: 'estimated' })
      const mean = meanOf(outcome, live.document as CustomerModel)
      items.push(...listed.items.map((said) => ({ model, title, about, task, unit, mean, passport, ...said })))
    }
    return { items }
  })
}

function nothing({ model }: CustomerOutcome, order: Order, says: string): PredictionsResponse {
  return {
    ...{ model, status: 'insufficient_data', says, version: null, order, mean: null },
    ...{ predicted: 0, withheld: 0, passport: null, items: [] },
  }
}
