import { readFileSync } from 'node:fs'
import { AT_RISK_CHURN, AT_RISK_ENGAGEMENT } from '@trill/contract/customer-metrics'
import { permittedOf } from '../../platform/behaviour/permitted.ts'
import type { QueryParameters } from '../../platform/clickhouse/event-store.ts'
import { type CustomerReading, readingFor } from '../../platform/customers/customer-reading.ts'
import { toldCount } from '../../platform/customers/figures.ts'
import { listedRows } from '../../platform/customers/listed-rows.ts'
import { customerPassport } from '../../platform/customers/snapshots.ts'
import type { ExportSource, StreamedTable } from '../../platform/exports/export-source.ts'
import { Problem } from '../../platform/http/problem.ts'
import type { Platform } from '../../platform/platform.ts'
import { VERSION } from '../../platform/version.ts'
import type { CsvValue } from '../../ui/csv.ts'
import { passportFacts } from '../../ui/export/table.ts'
import type { AtRiskContent, AtRiskCustomer } from './contract.ts'

const AT_RISK = readFileSync(new URL('at-risk.sql', import.meta.url), 'utf8')
/** More than a list has. */
const ALL = 2 ** 32 - 1
const COLUMNS = [
  { name: 'customer_id', kind: 'text' },
  { name: 'engagement_score', kind: 'number' },
  { name: 'churn_probability', kind: 'number' },
  { name: 'days_since_last_active', kind: 'number' },
  { name: 'tenure_months', kind: 'number' },
  { name: 'account_type', kind: 'text' },
  { name: 'platform_primary', kind: 'text' },
] as const

/** Whose list, of which customers. */
interface Asked {
  readonly workspaceId: string
  readonly reading: CustomerReading
}

type Place = readonly [churn: number, engagement: number, id: string]
/** Stands before everybody: no probability is above 1. */
const FIRST_PLACE: Place = [-1e308, 0, '']

interface Row extends AtRiskCustomer {
  readonly churn_place: number
  readonly engagement_place: number
}

/** A page of who may leave and may be named; how many there are in all with the first one. @throws Problem when `after` is not what a page gave. */
export async function atRiskOf(
  asked: Asked,
  { after, limit }: { readonly after: string | undefined; readonly limit: number },
  platform: Platform,
): Promise<AtRiskContent> {
  const isListed = namedIn(asked, platform)
  const read = (place: Place, rows: number) => platform.events.rows<Row>(AT_RISK, parametersOf(asked, place, rows))
  const rows = await listedRows<Row, Place>(read, { after: readNext(after), wanted: limit + 1, isListed, placeOf })
  const last = rows[limit - 1]
  return {
    passport: passportIn(asked.reading),
    ...(after === undefined ? await countsOf(asked, platform) : { total: null, named: null }),
    customers: rows.slice(0, limit).map(({ churn_place: _churn, engagement_place: _engagement, ...customer }) => customer),
    next: rows.length > limit && last !== undefined ? JSON.stringify(placeOf(last)) : null,
  }
}

async function countsOf(asked: Asked, platform: Platform): Promise<Pick<AtRiskContent, 'total' | 'named'>> {
  const mayBeNamed = namedIn(asked, platform)
  let [total, named] = [0, 0]
  for await (const batch of everyoneAtRisk(asked, platform)) {
    total += batch.length
    named += batch.filter(mayBeNamed).length
  }
  return { total: toldCount(total, asked.reading), named }
}

function passportIn({ snapshot, customers: n }: CustomerReading) {
  return customerPassport(snapshot, { definition: 'customers_at_risk', version: `Trill ${VERSION}`, n, kind: 'counted' })
}

/** All who may be named, as the list shows them. */
export function atRiskSource(platform: Platform): ExportSource {
  const table: ExportSource['table'] = async (request, query): Promise<StreamedTable> => {
    const { workspaceId, reading } = await readingFor(request, query, platform)
    if (reading === undefined || reading.isTooFew) throw new Problem('not_found', 'There are no such customers in this workspace')
    const { provenance, observedOn } = reading.snapshot
    return {
      columns: [{ name: 'provenance', kind: 'text' }, { name: 'observed_on', kind: 'text' }, ...COLUMNS],
      about: [['workspace', workspaceId], ...passportFacts(passportIn(reading))],
      provenance,
      rows: null,
      batches: () => exportedRows({ workspaceId, reading }, [provenance, observedOn], platform),
    }
  }
  return { what: 'customers_at_risk', title: 'Customers at risk', permission: 'read_events', table }
}

async function* exportedRows(asked: Asked, snapshot: readonly CsvValue[], platform: Platform): AsyncGenerator<CsvValue[][]> {
  const mayBeNamed = namedIn(asked, platform)
  for await (const batch of everyoneAtRisk(asked, platform))
    yield batch.filter(mayBeNamed).map((row) => [...snapshot, ...COLUMNS.map(({ name }) => row[name])])
}

function everyoneAtRisk(asked: Asked, { events }: Platform): AsyncIterable<Row[]> {
  return events.batches<Row>(AT_RISK, parametersOf(asked, FIRST_PLACE, ALL))
}

function parametersOf({ reading }: Asked, [churn, engagement, id]: Place, limit: number): QueryParameters {
  const thresholds = { engagement_below: AT_RISK_ENGAGEMENT, churn_from: AT_RISK_CHURN }
  const after = { after_churn: String(churn), after_engagement: String(engagement), after_id: id }
  return { ...reading.parameters, ...thresholds, ...after, limit }
}

/** That somebody may leave is a prediction about one person; nobody is behind a simulated customer. */
function namedIn({ workspaceId, reading }: Asked, { consents }: Platform): (customer: AtRiskCustomer) => boolean {
  if (reading.snapshot.provenance === 'simulated') return () => true
  const people = consents.peopleOf(workspaceId)
  return ({ customer_id }) => permittedOf(customer_id, 'individual_prediction', people).allowed
}

function placeOf({ churn_place, engagement_place, customer_id }: Row): Place {
  return [churn_place, engagement_place, customer_id]
}

/** @throws Problem when it is not what a page gave. */
function readNext(after: string | undefined): Place {
  if (after === undefined) return FIRST_PLACE
  try {
    const [churn, engagement, id] = JSON.parse(after) as unknown[]
    if (typeof churn === 'number' && typeof engagement === 'number' && typeof id === 'string') return [churn, engagement, id]
  } catch {
    // Told below, as any other that is wrong.
  }
  throw new Problem('invalid_request', 'after is not what a page gave as next')
}
