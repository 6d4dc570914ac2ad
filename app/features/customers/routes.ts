import { readFileSync } from 'node:fs'
import type { Denial } from '@trill/contract/consent'
import { CUSTOMER_COLUMN_NAMES, unavailableWithout } from '@trill/contract/customers'
import type { FastifyInstance } from 'fastify'
import { permittedOf } from '../../platform/behaviour/permitted.ts'
import { type CustomerSnapshot, filledColumns } from '../../platform/customers/snapshots.ts'
import { noteAudit } from '../../platform/http/audit-note.ts'
import { Problem } from '../../platform/http/problem.ts'
import { typed } from '../../platform/http/type-provider.ts'
import type { Platform } from '../../platform/platform.ts'
import { isShown, type Thresholds } from '../../platform/privacy/small-groups.ts'
import {
  CustomerAsked,
  CustomerResponse,
  CustomersResponse,
  DistributionQuery,
  DistributionResponse,
  FilteredQuery,
  type ListedCustomer,
  ListQuery,
  ListResponse,
} from './contract.ts'
import { binsOf, distributionOf, type SpreadRow } from './distribution.ts'
import { type FiguresRow, figuresOf, type SegmentRow, segmentsOf } from './figures.ts'
import { loadRoutes } from './load-routes.ts'
import { type ActivityRow, customerOf, type StandingRow, type StoredCustomer } from './one-customer.ts'
import { parametersOf, questionOf, shownSnapshot } from './question.ts'

const sql = (name: string) => readFileSync(new URL(`${name}.sql`, import.meta.url), 'utf8')
const FIGURES = sql('figures')
const SEGMENTS = sql('segments')
const WORDS = sql('words')
const SPREAD = sql('spread')
const BINS = sql('bins')
const LIST = sql('list')
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
    const previous = snapshots.findLast((one) => one.provenance === snapshot.provenance && one.observedOn < snapshot.observedOn)
    const figuresIn = async (one: CustomerSnapshot) =>
      (await platform.events.rows<FiguresRow>(FIGURES, parametersOf(workspaceId, one, request.query)))[0] as FiguresRow
    const parameters = parametersOf(workspaceId, snapshot)
    const row = await figuresIn(snapshot)
    const before = previous === undefined ? undefined : await figuresIn(previous)
    const segments = await platform.events.rows<SegmentRow>(SEGMENTS, parameters)
    const words = await platform.events.rows<WordRow>(WORDS, parameters)
    const columns = await filledColumns(platform.events, workspaceId, snapshot)
    const missing = CUSTOMER_COLUMN_NAMES.filter((name) => columns[name] === 0)
    return {
      snapshot: shownSnapshot(snapshot),
      previous: previous === undefined ? null : shownSnapshot(previous),
      snapshots: snapshots.map(shownSnapshot),
      filtered: thresholds === undefined || isShown({ people: row.customers, minors: 0 }, thresholds) ? row.customers : 0,
      figures: figuresOf(row, before, { snapshot, thresholds }),
      segments: segmentsOf(segments, thresholds),
      words: wordsOf(words, thresholds),
      columns,
      missing_columns: missing,
      unavailable: unavailableWithout(new Set(missing)),
    }
  })
}

interface WordRow {
  readonly column: string
  readonly word: string
  readonly customers: number
}

/** Words to filter by; those of too few people are not offered. */
function wordsOf(rows: readonly WordRow[], thresholds: Thresholds | undefined): CustomersResponse['words'] {
  const offered = rows.filter(
    ({ word, customers }) => word !== '' && (thresholds === undefined || isShown({ people: customers, minors: 0 }, thresholds)),
  )
  return Object.fromEntries(
    ['gender', 'location', 'account_type', 'platform_primary'].map((name) => [
      name,
      offered.filter(({ column }) => column === name).map(({ word, customers }) => ({ word, customers })),
    ]),
  )
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
    if (snapshot === undefined) return { ...distributionOf(column, NO_SPREAD, NO_BINS, [], undefined), snapshot: null }
    const parameters = { ...parametersOf(workspaceId, snapshot, request.query), column }
    const [spread = NO_SPREAD] = await platform.events.rows<SpreadRow>(SPREAD, parameters)
    const bins = binsOf(column, spread)
    const counts = await platform.events.rows<{ bin: number; customers: number }>(BINS, { ...parameters, ...bins })
    return { ...distributionOf(column, spread, bins, counts, thresholds), snapshot: shownSnapshot(snapshot) }
  })
}

const NO_SPREAD: SpreadRow = { customers: 0, known: 0, mean: null, least: null, most: null, quantiles: [] }
const NO_BINS = { first: 0, width: 1, bins: 1 }
/** Stands before every place of the list. */
const FIRST_PLACE = -1e308

interface ListRow extends Omit<ListedCustomer, 'segment'> {
  readonly segment: NonNullable<ListedCustomer['segment']>
  readonly place: number
}

function listRoute(server: FastifyInstance, platform: Platform): void {
  const schema = { tags, summary: 'Customers one by one, page by page', querystring: ListQuery, response: { 200: ListResponse } }
  const config = { permission: 'read_events', audit: 'customers_read', auditsOften: true } as const
  typed(server).get('/v1/customers/list', { config, schema }, async (request) => {
    const { sort, order, after, limit, search = '' } = request.query
    const { workspaceId, snapshot } = await questionOf(request, request.query, platform)
    if (snapshot === undefined) return { snapshot: null, total: 0, customers: [], next: null }
    const filters = parametersOf(workspaceId, snapshot, request.query)
    const [counted] = await platform.events.rows<FiguresRow>(FIGURES, filters)
    const [place, id] = readNext(after)
    const rows = await platform.events.rows<ListRow>(LIST, {
      ...filters,
      ...{ search, names: search === '' ? [] : platform.consents.adultNamesOf(workspaceId, [search]), limit: limit + 1 },
      ...{ sort_column: sort === 'customer_id' ? 'age' : sort, direction: sort === 'customer_id' ? 0 : order === 'asc' ? 1 : -1 },
      ...{ after_place: String(place), after_id: id },
    })
    const shown = rows.slice(0, limit)
    noteAudit(request, { workspaceId, details: { customers: shown.length, provenance: snapshot.provenance } })
    const last = shown.at(-1)
    return {
      snapshot: shownSnapshot(snapshot),
      total: counted?.customers ?? 0,
      customers: shown.map(({ place: _place, segment, ...row }) => ({
        ...row,
        segment: denialOf(row.customer_id, snapshot, workspaceId, platform) === undefined ? segment : null,
      })),
      next: rows.length > limit && last !== undefined ? JSON.stringify([last.place, last.customer_id]) : null,
    }
  })
}

/** @throws Problem when it is not what a page gave. */
function readNext(after: string | undefined): readonly [place: number, id: string] {
  if (after === undefined) return [FIRST_PLACE, '']
  try {
    const [place, id] = JSON.parse(after) as unknown[]
    if (typeof place === 'number' && typeof id === 'string') return [place, id]
  } catch {
    // Told below, as any other that is wrong.
  }
  throw new Problem('invalid_request', 'after is not what a page gave as next')
}

/** Why nothing may be derived of one and told; nobody is behind a simulated customer. */
function denialOf(name: string, { provenance }: CustomerSnapshot, workspaceId: string, { consents }: Platform): Denial | undefined {
  if (provenance === 'simulated') return undefined
  const permission = permittedOf(name, 'profiling', consents.peopleOf(workspaceId))
  return permission.allowed ? undefined : permission.reason
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
    if (row === undefined) throw new Problem('not_found', `There is no such customer in the table of ${snapshot.observedOn}`)
    const [standing] = await platform.events.rows<StandingRow>(STANDING, parameters)
    const [activity] = await platform.events.rows<ActivityRow>(ACTIVITY, { workspace_id: workspaceId, names })
    const stored = platform.personalData.of(workspaceId).identifier(customer_id)
    return customerOf(row, { snapshot, denial: denialOf(stored, snapshot, workspaceId, platform), standing, activity })
  })
}
