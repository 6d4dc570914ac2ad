import { readFileSync } from 'node:fs'
import { CUSTOMER_FILTER_NAMES, type CustomerFilter } from '@trill/contract/customer-filters'
import type { FastifyRequest } from 'fastify'
import type { QueryParameters } from '../clickhouse/event-store.ts'
import { Problem } from '../http/problem.ts'
import type { Platform } from '../platform.ts'
import { type Thresholds, thresholdsFor } from '../privacy/small-groups.ts'
import { readableWorkspace } from '../query/selection.ts'
import type { ReportQuestion } from '../report/section.ts'
import type { CustomerFrame, CustomerQuery } from './contract.ts'
import { type CustomerSnapshot, chosenSnapshot, customerSnapshots, snapshotParameters } from './snapshots.ts'

const sql = (name: string) => readFileSync(new URL(`${name}.sql`, import.meta.url), 'utf8')
const WORDS = sql('words')
const CUSTOMERS = sql('customers')

/** Which customers are read, and for whom. */
export interface CustomerReading {
  readonly snapshot: CustomerSnapshot
  /** Values for the parameters of `customer_snapshot`. */
  readonly parameters: QueryParameters
  /** The snapshot compared with, under the same filter. */
  readonly previous: { readonly snapshot: CustomerSnapshot; readonly parameters: QueryParameters } | undefined
  /** Customers whom the filter leaves. */
  readonly customers: number
  /** Whether the filter leaves, or leaves out, too few people for the caller: then nothing is said of them. */
  readonly isTooFew: boolean
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
  const known = await customerSnapshots(platform.events, id)
  const snapshots = known.map(({ provenance, observedOn }) => ({ provenance, observed_on: observedOn })).toReversed()
  const snapshot = askedSnapshot(known, query)
  const thresholds = await thresholdsOf(request.access, id, snapshot, platform)
  const frame = { snapshots, choices: [], smallest_group: thresholds?.adults ?? null, snapshot: null, content: null }
  if (snapshot === undefined) return { ...frame, status: 'no_customers' }
  const previous = snapshotBefore(known, snapshot)
  const choices = await choicesOf(id, snapshot, thresholds, platform)
  const reading = await readingOf(id, { snapshot, previous, filters: query, thresholds }, platform)
  const [isReady, customers] = [!reading.isTooFew, reading.isTooFew ? 0 : reading.customers]
  return {
    ...frame,
    choices,
    status: isReady ? 'ready' : 'too_few',
    snapshot: {
      provenance: snapshot.provenance,
      observed_on: snapshot.observedOn,
      previous_on: previous?.observedOn ?? null,
      customers,
    },
    content: isReady ? await load(reading) : null,
  }
}

/** The newest snapshot within the period of a report, and that of the period before; undefined where there is none. */
export async function reportReading(platform: Platform, question: ReportQuestion): Promise<CustomerReading | undefined> {
  const { workspaceId, from, to, previous } = question
  const known = await customerSnapshots(platform.events, workspaceId)
  const snapshot = chosenSnapshot(known, daysWithin(from, to))
  if (snapshot === undefined) return undefined
  const ofBefore = chosenSnapshot(known, {
    provenance: snapshot.provenance,
    ...daysWithin(previous.from, Math.min(previous.to, from)),
  })
  const thresholds = await thresholdsOf(null, workspaceId, snapshot, platform)
  const reading = await readingOf(workspaceId, { snapshot, previous: ofBefore, filters: {}, thresholds }, platform)
  return reading.isTooFew ? undefined : reading
}

/** The customers that a route about single ones is asked for; undefined where there are none. @throws Problem as {@link answerOf}. */
export async function readingFor(
  request: FastifyRequest,
  query: CustomerQuery,
  platform: Platform,
): Promise<{ readonly workspaceId: string; readonly reading: CustomerReading | undefined }> {
  const { id } = await readableWorkspace(request, query.workspace_id, platform)
  const snapshot = askedSnapshot(await customerSnapshots(platform.events, id), query)
  if (snapshot === undefined) return { workspaceId: id, reading: undefined }
  const thresholds = await thresholdsOf(request.access, id, snapshot, platform)
  return { workspaceId: id, reading: await readingOf(id, { snapshot, previous: undefined, filters: query, thresholds }, platform) }
}

/** The smallest groups that a caller is told figures about. Nobody is behind simulated customers: no figure gives anybody away. */
export async function thresholdsOf(
  access: FastifyRequest['access'],
  workspaceId: string,
  snapshot: CustomerSnapshot | undefined,
  platform: Platform,
): Promise<Thresholds | undefined> {
  return snapshot?.provenance === 'imported' ? await thresholdsFor(access, workspaceId, platform) : undefined
}

/** The snapshot of the day that is asked for, else the newest one. @throws Problem not_found when there is none of that day. */
export function askedSnapshot(
  known: readonly CustomerSnapshot[],
  { provenance, observed_on: day }: Pick<CustomerQuery, 'provenance' | 'observed_on'>,
): CustomerSnapshot | undefined {
  const found = chosenSnapshot(known, { provenance, from: day, to: day })
  if (found === undefined && day !== undefined) throw new Problem('not_found', `There are no customers of ${day}`)
  return found
}

/** The snapshot before another of the same provenance. */
export function snapshotBefore(
  known: readonly CustomerSnapshot[],
  { provenance, observedOn }: CustomerSnapshot,
): CustomerSnapshot | undefined {
  return known.findLast((one) => one.provenance === provenance && one.observedOn < observedOn)
}

/** The middle of a day of UTC lies in that day of every time zone from twelve hours behind to twelve before. */
const NOON = 12 * 3_600_000

/** First and last day of a period of any time zone. */
function daysWithin(from: number, to: number): { readonly from: string; readonly to: string } {
  const dayOf = (milliseconds: number) => new Date(milliseconds).toISOString().slice(0, 10)
  return { from: dayOf(from + NOON - 1), to: dayOf(to - NOON - 1) }
}

interface Asked {
  readonly snapshot: CustomerSnapshot
  readonly previous: CustomerSnapshot | undefined
  readonly filters: Filters
  readonly thresholds: Thresholds | undefined
}

async function readingOf(
  workspaceId: string,
  { snapshot, previous, filters, thresholds }: Asked,
  { events }: Platform,
): Promise<CustomerReading> {
  const words = Object.fromEntries(CUSTOMER_FILTER_NAMES.map((field) => [field, filters[field] ?? '']))
  const parametersOf = (one: CustomerSnapshot) => ({ ...snapshotParameters(workspaceId, one), ...words })
  const parameters = parametersOf(snapshot)
  const isFiltered = CUSTOMER_FILTER_NAMES.some((field) => words[field] !== '')
  const [found] = isFiltered ? await events.rows<{ customers: number }>(CUSTOMERS, parameters) : []
  const customers = isFiltered ? (found?.customers ?? 0) : snapshot.customers
  return {
    snapshot,
    parameters,
    previous: previous && { snapshot: previous, parameters: parametersOf(previous) },
    customers,
    thresholds,
    isTooFew: isTooFew({ customers, everybody: snapshot.customers }, thresholds),
  }
}

/**
 * Whether a filter leaves, or leaves out, too few people for the caller: the figures of everybody less those of the others would tell as
 * much as those of the few themselves.
 */
export function isTooFew(
  { customers, everybody }: { readonly customers: number; readonly everybody: number },
  thresholds: Thresholds | undefined,
): boolean {
  const others = everybody - customers
  const smallest = thresholds?.adults ?? 1
  return customers < smallest || (others > 0 && others < smallest)
}

/** What can be filtered by: words that enough customers have. */
async function choicesOf(
  workspaceId: string,
  snapshot: CustomerSnapshot,
  thresholds: Thresholds | undefined,
  { events }: Platform,
): Promise<CustomerFrame['choices']> {
  const rows = await events.rows<{ field: CustomerFilter; word: string; customers: number }>(
    WORDS,
    snapshotParameters(workspaceId, snapshot),
  )
  const shown = rows.filter(({ word, customers }) => word !== '' && customers >= (thresholds?.adults ?? 1))
  return CUSTOMER_FILTER_NAMES.map((field) => ({ field, words: shown.filter((row) => row.field === field).map(({ word }) => word) }))
}
