import { readFileSync } from 'node:fs'
import { CUSTOMER_FILTER_NAMES, type CustomerFilter, type CustomerProvenance } from '@trill/contract/customer-filters'
import type { FastifyRequest } from 'fastify'
import type { QueryParameters } from '../clickhouse/event-store.ts'
import { Problem } from '../http/problem.ts'
import type { Platform } from '../platform.ts'
import { type Thresholds, thresholdsFor } from '../privacy/small-groups.ts'
import { readableWorkspace } from '../query/selection.ts'
import type { ReportQuestion } from '../report/section.ts'
import type { CustomerFrame, CustomerQuery } from './contract.ts'
import { customerSnapshots } from './snapshots.ts'

const sql = (name: string) => readFileSync(new URL(`${name}.sql`, import.meta.url), 'utf8')
const WORDS = sql('words')
const CUSTOMERS = sql('customers')

/** What a table of one provenance says of one day. */
export interface Snapshot {
  readonly provenance: CustomerProvenance
  readonly observed_on: string
}

/** Which customers are read, and for whom. */
export interface CustomerReading extends Snapshot {
  /** Values for the parameters of `customer_snapshot`. */
  readonly parameters: QueryParameters
  /** The snapshot compared with, under the same filter. */
  readonly previous: { readonly observed_on: string; readonly parameters: QueryParameters } | undefined
  /** Customers whom the filter leaves. */
  readonly customers: number
  readonly thresholds: Thresholds | undefined
}

type Filters = Pick<CustomerQuery, CustomerFilter>

/**
 * Answers a question about customers: of the newest snapshot of one provenance, never of two together.
 * @throws Problem when the caller may not see the workspace.
 */
export async function answerOf<Content>(
  request: FastifyRequest,
  query: CustomerQuery,
  platform: Platform,
  load: (reading: CustomerReading) => Promise<Content>,
): Promise<CustomerFrame & { content: Content | null }> {
  const { id } = await readableWorkspace(request, query.workspace_id, platform)
  const snapshots = await snapshotsOf(id, platform)
  const thresholds = await thresholdsFor(request.access, id, platform)
  const smallest_group = thresholds?.adults ?? null
  const snapshot = chosen(snapshots, query)
  if (snapshot === undefined) return { status: 'no_customers', snapshots, snapshot: null, choices: [], smallest_group, content: null }
  const previous = snapshots.find(({ provenance, observed_on }) => provenance === snapshot.provenance && observed_on < snapshot.observed_on)
  const [reading, choices] = await Promise.all([
    readingOf(id, snapshot, previous, query, thresholds, platform),
    choicesOf(id, snapshot, thresholds, platform),
  ])
  const frame = { snapshots, choices, smallest_group, snapshot: { ...snapshot, previous_on: previous?.observed_on ?? null } }
  if (reading.isTooFew) return { ...frame, status: 'too_few', snapshot: { ...frame.snapshot, customers: 0 }, content: null }
  return { ...frame, status: 'ready', snapshot: { ...frame.snapshot, customers: reading.customers }, content: await load(reading) }
}

/** The newest snapshot within the period of a report, and that of the period before; undefined where there is none. */
export async function reportReading(platform: Platform, question: ReportQuestion): Promise<CustomerReading | undefined> {
  const { workspaceId, from, to, previous } = question
  const snapshots = await snapshotsOf(workspaceId, platform)
  const within =
    (begin: number, end: number) =>
    ({ observed_on }: Snapshot) => {
      const at = Date.parse(observed_on)
      return at >= begin && at < end
    }
  const snapshot = chosen(snapshots.filter(within(from, to)), {})
  if (snapshot === undefined) return undefined
  const ofBefore = snapshots.filter(within(previous.from, previous.to)).find(({ provenance }) => provenance === snapshot.provenance)
  const thresholds = await thresholdsFor(null, workspaceId, platform)
  const reading = await readingOf(workspaceId, snapshot, ofBefore, {}, thresholds, platform)
  return reading.isTooFew ? undefined : reading
}

/** The newest first. */
async function snapshotsOf(workspaceId: string, { events }: Platform): Promise<Snapshot[]> {
  const snapshots = await customerSnapshots(events, workspaceId)
  return snapshots
    .map(({ provenance, observedOn }) => ({ provenance, observed_on: observedOn }))
    .sort((one, other) => other.observed_on.localeCompare(one.observed_on))
}

/** What was asked for, else the newest of what was imported, else of what was simulated. */
function chosen(snapshots: readonly Snapshot[], asked: Pick<CustomerQuery, 'provenance' | 'observed_on'>): Snapshot | undefined {
  const provenance = asked.provenance ?? (snapshots.some((snapshot) => snapshot.provenance === 'imported') ? 'imported' : 'simulated')
  const own = snapshots.filter((snapshot) => snapshot.provenance === provenance)
  if (asked.observed_on === undefined) return own[0]
  const found = own.find(({ observed_on }) => observed_on === asked.observed_on)
  if (found === undefined) throw new Problem('not_found', `There are no ${provenance} customers of ${asked.observed_on}`)
  return found
}

async function readingOf(
  workspaceId: string,
  snapshot: Snapshot,
  previous: Snapshot | undefined,
  filters: Filters,
  thresholds: Thresholds | undefined,
  { events }: Platform,
): Promise<CustomerReading & { isTooFew: boolean }> {
  const parameters = parametersOf(workspaceId, snapshot, filters)
  const [found] = await events.rows<{ customers: number; everybody: number }>(CUSTOMERS, parameters)
  const { customers = 0, everybody = 0 } = found ?? {}
  const others = everybody - customers
  const smallest = thresholds?.adults ?? 1
  return {
    ...snapshot,
    parameters,
    previous: previous && { observed_on: previous.observed_on, parameters: parametersOf(workspaceId, previous, filters) },
    customers,
    thresholds,
    // The figures of everybody less those of the others would tell as much as those of the few themselves.
    isTooFew: customers < smallest || (others > 0 && others < smallest),
  }
}

function parametersOf(workspaceId: string, { provenance, observed_on }: Snapshot, filters: Filters): QueryParameters {
  const words = Object.fromEntries(CUSTOMER_FILTER_NAMES.map((field) => [field, filters[field] ?? '']))
  return { workspace_id: workspaceId, provenance, observed_on, ...words }
}

/** What can be filtered by: words that enough customers have. */
async function choicesOf(
  workspaceId: string,
  snapshot: Snapshot,
  thresholds: Thresholds | undefined,
  { events }: Platform,
): Promise<CustomerFrame['choices']> {
  const rows = await events.rows<{ field: CustomerFilter; word: string; customers: number }>(WORDS, {
    workspace_id: workspaceId,
    provenance: snapshot.provenance,
    observed_on: snapshot.observed_on,
  })
  const shown = rows.filter(({ word, customers }) => word !== '' && customers >= (thresholds?.adults ?? 1))
  return CUSTOMER_FILTER_NAMES.map((field) => ({ field, words: shown.filter((row) => row.field === field).map(({ word }) => word) }))
}
