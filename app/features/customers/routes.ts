import { readFileSync } from 'node:fs'
import { CUSTOMER_COLUMN_NAMES, unavailableWithout } from '@trill/contract/customers'
import type { FastifyInstance } from 'fastify'
import { isTooFew, snapshotBefore } from '../../platform/customers/customer-reading.ts'
import { hiddenCustomers, profilingDenials } from '../../platform/customers/profiling.ts'
import { type CustomerSnapshot, filledColumns } from '../../platform/customers/snapshots.ts'
import { noteAudit } from '../../platform/http/audit-note.ts'
import { Problem } from '../../platform/http/problem.ts'
import { typed } from '../../platform/http/type-provider.ts'
import type { Platform } from '../../platform/platform.ts'
import {
  CustomerAsked,
  CustomerResponse,
  CustomersResponse,
  DistributionQuery,
  DistributionResponse,
  FilteredQuery,
  ListQuery,
  ListResponse,
} from './contract.ts'
import { binsOf, distributionOf, type SpreadRow } from './distribution.ts'
import { type FiguresRow, figuresOf, SEGMENTS, segmentsOf, wordsOf } from './figures.ts'
import { listOf } from './list.ts'
import { loadRoutes } from './load-routes.ts'
import { type ActivityRow, customerOf, type StandingRow, type StoredCustomer } from './one-customer.ts'
import { parametersOf, questionOf, shownSnapshot, tablePassport } from './question.ts'

const sql = (name: string) => readFileSync(new URL(`${name}.sql`, import.meta.url), 'utf8')
const FIGURES = sql('figures')
const SPREAD = sql('spread')
const BINS = sql('bins')
const CUSTOMER = sql('customer')
const STANDING = sql('standing')
const ACTIVITY = sql('activity')

const tags = ['customers']
const figures = { permission: 'read_figures' } as const

export function customersRoutes(server: FastifyInstance, platform: Platform): void {
  overviewRoute(server, platform)
  distributionRoute(server, platform)
  listRoute(server, platform)
  customerRoute(server, platform)
  loadRoutes(server, platform)
}

function overviewRoute(server: FastifyInstance, platform: Platform): void {
  const schema = {
    tags,
    summary: 'Who the customers are: figures and segments',
    querystring: FilteredQuery,
    response: { 200: CustomersResponse },
  }
  typed(server).get('/v1/customers', { config: figures, schema }, async (request) => {
    const { workspaceId, snapshot, snapshots, thresholds } = await questionOf(request, request.query, platform)
    if (snapshot === undefined) return NO_CUSTOMERS
    const previous = snapshotBefore(snapshots, snapshot)
    const [row, before, columns] = await Promise.all([
      figuresIn(workspaceId, snapshot, request.query, platform),
      previous && figuresIn(workspaceId, previous, request.query, platform),
      filledColumns(platform.events, workspaceId, snapshot),
    ])
    const missing = CUSTOMER_COLUMN_NAMES.filter((name) => columns[name] === 0)
    return {
      snapshot: shownSnapshot(snapshot),
      previous: previous === undefined ? null : shownSnapshot(previous),
      snapshots: snapshots.map(shownSnapshot),
      filtered: isTooFew(row, thresholds) ? 0 : row.customers,
      figures: figuresOf(row, before, { snapshot, thresholds }),
      segments: segmentsOf(row, thresholds),
      words: wordsOf(row, thresholds),
      columns,
      missing_columns: missing,
      unavailable: unavailableWithout(new Set(missing)),
    }
  })
}

async function figuresIn(
  workspaceId: string,
  snapshot: CustomerSnapshot,
  filter: FilteredQuery,
  { events }: Platform,
): Promise<FiguresRow> {
  const parameters = { ...parametersOf(workspaceId, snapshot, filter), segments: SEGMENTS }
  return (await events.rows<FiguresRow>(FIGURES, parameters))[0] as FiguresRow
}

const NO_CUSTOMERS: CustomersResponse = {
  ...{ snapshot: null, previous: null, snapshots: [], filtered: 0, figures: [], segments: [], words: {}, columns: {} },
  ...{ missing_columns: [], unavailable: [] },
}

function distributionRoute(server: FastifyInstance, platform: Platform): void {
  const schema = {
    tags,
    summary: 'How the numbers of a column are spread over the customers',
    querystring: DistributionQuery,
    response: { 200: DistributionResponse },
  }
  typed(server).get('/v1/customers/distribution', { config: figures, schema }, async (request) => {
    const { column } = request.query
    const { workspaceId, snapshot, thresholds } = await questionOf(request, request.query, platform)
    if (snapshot === undefined) return { ...distributionOf(column, NO_SPREAD, NO_BINS, [], undefined), snapshot: null, passport: null }
    const parameters = { ...parametersOf(workspaceId, snapshot, request.query), column }
    const [spread = NO_SPREAD] = await platform.events.rows<SpreadRow>(SPREAD, parameters)
    const bins = binsOf(column, spread)
    const counts = await platform.events.rows<{ bin: number; customers: number }>(BINS, { ...parameters, ...bins })
    const distribution = distributionOf(column, spread, bins, counts, thresholds)
    const n = distribution.status === 'known' ? distribution.n : null
    return { ...distribution, snapshot: shownSnapshot(snapshot), passport: tablePassport(snapshot, column, n) }
  })
}

const NO_SPREAD: SpreadRow = { everybody: 0, customers: 0, known: 0, mean: null, least: null, most: null, quantiles: [] }
const NO_BINS = { first: 0, width: 1, bins: 1 }
function listRoute(server: FastifyInstance, platform: Platform): void {
  const schema = { tags, summary: 'Customers one by one, page by page', querystring: ListQuery, response: { 200: ListResponse } }
  const config = { permission: 'read_events', audit: 'customers_read', auditsOften: true } as const
  typed(server).get('/v1/customers/list', { config, schema }, async (request) => {
    const { query } = request
    const { workspaceId, snapshot } = await questionOf(request, query, platform)
    if (snapshot === undefined) return { snapshot: null, passport: null, total: 0, customers: [], next: null }
    const { provenance } = snapshot
    const parameters = parametersOf(workspaceId, snapshot, query)
    const list = await listOf({ workspaceId, provenance, query, parameters }, platform)
    noteAudit(request, { workspaceId, details: { customers: list.customers.length, provenance } })
    return { snapshot: shownSnapshot(snapshot), passport: tablePassport(snapshot, 'customers', list.total), ...list }
  })
}

function customerRoute(server: FastifyInstance, platform: Platform): void {
  const schema = { tags, summary: 'What is known of one customer', body: CustomerAsked, response: { 200: CustomerResponse } }
  const config = { permission: 'read_events', audit: 'customer_read' } as const
  typed(server).post('/v1/customers/one', { config, schema }, async (request) => {
    const { customer_id } = request.body
    const { workspaceId, snapshot } = await questionOf(request, request.body, platform)
    noteAudit(request, { workspaceId })
    if (snapshot === undefined) throw new Problem('not_found', 'There are no customers in this workspace')
    const names = platform.consents.adultNamesOf(workspaceId, [customer_id])
    const parameters = { ...parametersOf(workspaceId, snapshot), names }
    const [row] = await platform.events.rows<StoredCustomer>(CUSTOMER, parameters)
    if (row === undefined || hiddenCustomers(workspaceId, snapshot.provenance, platform)(row.customer_id))
      throw new Problem('not_found', `There is no such customer in the table of ${snapshot.observedOn}`)
    const [standing] = await platform.events.rows<StandingRow>(STANDING, parameters)
    const [activity] = await platform.events.rows<ActivityRow>(ACTIVITY, { workspace_id: workspaceId, names })
    const stored = platform.personalData.of(workspaceId).identifier(customer_id)
    const denial = profilingDenials(workspaceId, snapshot.provenance, platform)(stored)
    return customerOf(row, { snapshot, denial, standing, activity })
  })
}
