import { readFileSync } from 'node:fs'
import { CUSTOMER_FILTER_NAMES } from '@trill/contract/customer-filters'
import { CUSTOMER_COLUMNS } from '@trill/contract/customers'
import type { FastifyRequest } from 'fastify'
import type { QueryParameters } from '../../platform/clickhouse/event-store.ts'
import { askedSnapshot } from '../../platform/customers/customer-reading.ts'
import { hiddenCustomers, PROFILING_COLUMNS, profilingDenials } from '../../platform/customers/profiling.ts'
import { type CustomerSnapshot, customerPassport, customerSnapshots, snapshotParameters } from '../../platform/customers/snapshots.ts'
import type { ExportAsked } from '../../platform/exports/asked.ts'
import type { ExportSource, StreamedTable } from '../../platform/exports/export-source.ts'
import { Problem } from '../../platform/http/problem.ts'
import { activityGround, passportOf } from '../../platform/passport/ground.ts'
import type { Platform } from '../../platform/platform.ts'
import type { People } from '../../platform/privacy/people.ts'
import { readableWorkspace, selectionOf } from '../../platform/query/selection.ts'
import type { CsvValue } from '../../ui/csv.ts'
import { type ExportColumn, passportFacts } from '../../ui/export/table.ts'

/** Milliseconds to wait for what was acknowledged just now. */
const PATIENCE_MILLISECONDS = 2000
const HOUR_SECONDS = 3600
const HOURS_USUAL = 24

const sql = (name: string) => readFileSync(new URL(`${name}.sql`, import.meta.url), 'utf8')
const EVENTS = sql('events')
const EVENTS_COUNT = sql('events-count')
const CUSTOMERS = sql('customers')
const CUSTOMERS_COUNT = sql('customers-count')
const LEDGER = sql('ledger')

type Row = Readonly<Record<string, CsvValue>>
const text = (name: string): ExportColumn => ({ name, kind: 'text' })
const number = (name: string): ExportColumn => ({ name, kind: 'number' })

const EVENT_COLUMNS = [
  ...['message_id', 'type', 'occurred_at', 'received_at', 'provenance', 'actor_id', 'anonymous_id', 'session_id', 'content_id'].map(text),
  ...['target_id', 'parent_message_id', 'platform', 'country', 'language', 'device'].map(text),
  number('value'),
  ...['currency', 'text', 'properties'].map(text),
]

/** Events of a period, one by one, as `GET /v1/events` shows them. */
export function eventsSource(platform: Platform): ExportSource {
  const table = async (request: FastifyRequest, asked: ExportAsked): Promise<StreamedTable> => {
    const { parameters, workspace } = await selectionOf(request, periodOf(asked), platform)
    await platform.log.settle(PATIENCE_MILLISECONDS)
    const people = platform.consents.guardOf(workspace.id)
    const chosen = { ...parameters, with_minors: people === undefined }
    const [[counted], ground] = await Promise.all([
      platform.events.rows<{ rows: number }>(EVENTS_COUNT, chosen),
      activityGround(parameters, platform.events),
    ])
    const passport = passportOf(ground, { name: 'events', making: 'counted' }, counted?.rows ?? 0)
    return {
      columns: EVENT_COLUMNS,
      about: [...filterFacts(workspace, chosen), ...passportFacts(passport)],
      provenance: workspace.provenance === 'simulated' ? 'simulated' : '',
      rows: counted?.rows ?? 0,
      batches: () => rowsOf(platform, EVENTS, chosen, EVENT_COLUMNS, eventReader(people)),
    }
  }
  return { what: 'events', title: 'Events', permission: 'read_events', table }
}

/** Rows of people who are minors or may not be stored, that were stored before this was recorded, are left out while they are erased. */
function eventReader(people: People | undefined): (row: Row) => Row | undefined {
  const names = (row: Row) => [row.actor_id, row.anonymous_id, row.target_id].some((id) => people?.hides(String(id)))
  return (row) => {
    if (people !== undefined && (names(row) || people.names(String(row.properties)))) return undefined
    return { ...row, occurred_at: timeOf(row.occurred_at_milliseconds), received_at: timeOf(row.received_at_milliseconds) }
  }
}

function timeOf(milliseconds: CsvValue): string {
  return new Date(Number(milliseconds)).toISOString()
}

/** @throws Problem where a day is missing. */
function periodOf({ from, to, ...rest }: ExportAsked) {
  if (from === undefined || to === undefined) throw new Problem('invalid_request', 'from and to are required: the days that are taken')
  const { workspace_id, platform } = rest
  return { from, to, ...(workspace_id !== undefined && { workspace_id }), ...(platform !== undefined && { platform }) }
}

function filterFacts({ name, time_zone }: { name: string; time_zone: string }, { from, to, platforms }: QueryParameters) {
  const chosen = (platforms as readonly string[]).join(', ') || 'all'
  return Object.entries({ workspace: name, from: String(from), to: String(to), time_zone, platforms: chosen })
}

const CUSTOMER_TABLE = [
  text('provenance'),
  ...Object.entries(CUSTOMER_COLUMNS)
    .filter(([name]) => name !== 'data_generated_at')
    .map(([name, { type }]) => (type === 'integer' || type === 'decimal' ? number(name) : text(name))),
]

/** The customers of one snapshot that a filter leaves, one by one, as the list of the page Customers shows them. */
export function customersSource(platform: Platform): ExportSource {
  const table = async (request: FastifyRequest, asked: ExportAsked): Promise<StreamedTable> => {
    const workspace = await readableWorkspace(request, asked.workspace_id, platform)
    const snapshot = askedSnapshot(await customerSnapshots(platform.events, workspace.id), asked)
    if (snapshot === undefined) throw new Problem('not_found', 'There are no such customers in this workspace')
    const { provenance, observedOn } = snapshot
    const filters = [...CUSTOMER_FILTER_NAMES, 'segment' as const].map((name) => [name, asked[name] ?? ''] as const)
    const parameters = { ...snapshotParameters(workspace.id, snapshot), ...Object.fromEntries(filters) }
    const [counted] = await platform.events.rows<{ rows: number }>(CUSTOMERS_COUNT, parameters)
    const rows = counted?.rows ?? 0
    const passport = customerPassport(snapshot, { definition: 'customers', version: 'as loaded', n: rows, kind: 'counted' })
    const chosen = filters.flatMap(([name, word]) => (word === '' ? [] : [[`filter ${name}`, word] as const]))
    return {
      columns: CUSTOMER_TABLE,
      about: [['workspace', workspace.name], ['observed_on', observedOn], ...chosen, ...passportFacts(passport)],
      provenance,
      rows,
      batches: () => rowsOf(platform, CUSTOMERS, parameters, CUSTOMER_TABLE, customerReader(workspace.id, snapshot, asked, platform)),
    }
  }
  return { what: 'customers', title: 'Customers', permission: 'read_events', table }
}

/** Nobody hidden; nobody without consent to profiling where a segment is asked for, and nothing foretold of them elsewhere. */
function customerReader(
  workspaceId: string,
  { provenance }: CustomerSnapshot,
  { segment }: ExportAsked,
  platform: Platform,
): (row: Row) => Row | undefined {
  const isHidden = hiddenCustomers(workspaceId, provenance, platform)
  const denialOf = profilingDenials(workspaceId, provenance, platform)
  return (row) => {
    const id = String(row.customer_id)
    if (isHidden(id)) return undefined
    if (denialOf(id) === undefined) return row
    return segment === undefined ? { ...row, ...NOT_TOLD } : undefined
  }
}

const NOT_TOLD = Object.fromEntries(PROFILING_COLUMNS.map((name) => [name, null]))

const LEDGER_COLUMNS = [text('hour'), text('result'), text('reason'), number('events')]

/** What became of every event that arrived, by hour, result and reason. */
export function ledgerSource(platform: Platform): ExportSource {
  const table = async (request: FastifyRequest, asked: ExportAsked): Promise<StreamedTable> => {
    const workspace = await readableWorkspace(request, asked.workspace_id, platform)
    const last_seconds = (Math.floor(platform.now() / 1000 / HOUR_SECONDS) + 1) * HOUR_SECONDS
    const first_seconds = last_seconds - (asked.hours ?? HOURS_USUAL) * HOUR_SECONDS
    const parameters = { workspace_id: workspace.id, first_seconds, last_seconds }
    const read = (row: Row) => ({ ...row, hour: timeOf(Number(row.hour_seconds) * 1000) })
    return {
      columns: LEDGER_COLUMNS,
      about: [
        ['workspace', workspace.name],
        ['from', timeOf(first_seconds * 1000)],
        ['to', timeOf(last_seconds * 1000)],
        ['status', workspace.provenance],
      ],
      provenance: workspace.provenance === 'simulated' ? 'simulated' : '',
      rows: null,
      batches: () => rowsOf(platform, LEDGER, parameters, LEDGER_COLUMNS, read),
    }
  }
  return { what: 'ledger', title: 'Ledger', permission: 'read_figures', table }
}

/** Rows as they come from the store, without those that are not shown. */
async function* rowsOf(
  { events }: Platform,
  query: string,
  parameters: QueryParameters,
  columns: readonly ExportColumn[],
  read: (row: Row) => Row | undefined,
): AsyncGenerator<CsvValue[][]> {
  for await (const batch of events.batches<Row>(query, parameters)) {
    const shown = batch.map(read).filter((row) => row !== undefined)
    yield shown.map((row) => columns.map(({ name }) => row[name]))
  }
}
