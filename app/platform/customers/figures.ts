import { CUSTOMER_METRICS, CUSTOMER_METRICS_VERSION, type CustomerMetricName, TENURE_BANDS } from '@trill/contract/customer-metrics'
import type { FigurePassport } from '@trill/contract/passport'
import { correlationInterval } from '@trill/core/inference/association'
import { wilsonInterval } from '@trill/core/inference/proportions'
import { ratioOfTotals } from '@trill/core/inference/ratio-of-sums'
import type { Comparison, MeanOfGroup } from '@trill/core/inference/two-means'
import type { QueryParameters } from '../clickhouse/event-store.ts'
import type { Platform } from '../platform.ts'
import { hiddenGroups } from '../privacy/small-groups.ts'
import type { ReportFigure } from '../report/section.ts'
import type { CustomerFigure, CustomerGroups, CustomerSteps } from './contract.ts'
import type { CustomerReading } from './customer-reading.ts'
import { customerPassport } from './snapshots.ts'

/** Fewest customers that a figure is said of. */
export const CUSTOMERS_NEEDED = 30
const CONFIDENCE = 0.95
const STEPS_OF_POWER = 5

/** Sums over the customers of a group for whom a figure is known: what it and its interval are made of. */
export interface SumsRow {
  /** What customers are grouped by; empty for everybody. */
  readonly by: string
  /** Which of the groups; empty where that is not known, and for everybody. */
  readonly bucket: string
  readonly figure: CustomerMetricName
  readonly units: number
  readonly numerator: number
  readonly denominator: number
  readonly numerator_squares: number
  readonly denominator_squares: number
  readonly products: number
}

/** Sums of a snapshot and of the one before it: of everybody, and of each group. */
export interface Sums<Row extends SumsRow = SumsRow> {
  readonly now: readonly Row[]
  readonly before: readonly Row[]
}

/** Runs a query of sums, once for each of the two snapshots: it reads the customers once for all groups. */
export async function sumsOf<Row extends SumsRow>(
  sql: string,
  { parameters, previous }: CustomerReading,
  { events }: Platform,
  further: QueryParameters = {},
): Promise<Sums<Row>> {
  const [now, before] = await Promise.all([
    events.rows<Row>(sql, { ...parameters, ...further }),
    previous === undefined ? [] : events.rows<Row>(sql, { ...previous.parameters, ...further }),
  ])
  return { now, before }
}

/** Sums of one figure, of everybody. */
export function wholeOf<Row extends SumsRow>(metric: CustomerMetricName, rows: readonly Row[]): Row | undefined {
  return rows.find(({ figure, by }) => figure === metric && by === '')
}

/** Sums of one figure by group, without those whose group is not known. */
export function groupSumsOf(metric: CustomerMetricName, grouping: string, rows: readonly SumsRow[]): SumsRow[] {
  return rows.filter(({ figure, by, bucket }) => figure === metric && by === grouping && bucket !== '')
}

/** Groups of one figure taken together; undefined for none. */
export function combinedSums(rows: readonly SumsRow[]): SumsRow | undefined {
  const [first] = rows
  if (first === undefined) return undefined
  const sum = (name: Exclude<keyof SumsRow, 'by' | 'bucket' | 'figure'>) => rows.reduce((before, row) => before + row[name], 0)
  return {
    by: first.by,
    bucket: first.bucket,
    figure: first.figure,
    units: sum('units'),
    numerator: sum('numerator'),
    denominator: sum('denominator'),
    numerator_squares: sum('numerator_squares'),
    denominator_squares: sum('denominator_squares'),
    products: sum('products'),
  }
}

/** A row of a distribution in fifths of a power of ten. */
export interface StepRow {
  /** Null for those with nothing. */
  readonly step: number | null
  readonly customers: number
}

/** How many customers have a figure within which step, of sums by step. */
export function stepRowsOf(metric: CustomerMetricName, grouping: string, rows: readonly SumsRow[]): StepRow[] {
  const own = rows.filter(({ figure, by }) => figure === metric && by === grouping)
  return own.map(({ bucket, units }) => ({ step: bucket === '' ? null : Number(bucket), customers: units }))
}

/** A distribution, without the steps about too few people. */
export function stepsOf(rows: readonly StepRow[], reading: CustomerReading): CustomerSteps {
  const hidden = hiddenSteps(rows, reading)
  const steps = rows
    .filter((row) => !hidden.has(row))
    .map(({ step, customers }) => ({ from: step === null ? 0 : powerOf(step), to: step === null ? null : powerOf(step + 1), customers }))
  return { steps, withheld: hidden.size }
}

/** Ten to so many fifths. */
export function powerOf(step: number): number {
  return 10 ** (step / STEPS_OF_POWER)
}

/** The steps of a distribution with too few people to be shown, and whatever would give them away. */
export function hiddenSteps<Step extends { readonly customers: number }>(
  steps: readonly Step[],
  { thresholds }: CustomerReading,
): ReadonlySet<Step> {
  if (thresholds === undefined) return new Set()
  const groups = new Map(steps.map(({ customers }, at) => [String(at), { people: customers, minors: 0 }]))
  const hidden = hiddenGroups(groups, thresholds)
  return new Set(steps.filter((_, at) => hidden.has(String(at))))
}

/** A figure of everybody, with its interval and its passport. */
export function figureOf(id: CustomerMetricName, sums: Sums, reading: CustomerReading): CustomerFigure {
  const row = wholeOf(id, sums.now)
  const before = wholeOf(id, sums.before)
  const n = row?.units ?? 0
  const estimate = row === undefined ? undefined : estimateOf(row)
  const earlier = before === undefined || !isSaid(before.units, reading) || !isShareTold(before, reading) ? undefined : estimateOf(before)
  const isTold = row === undefined || isShareTold(row, reading)
  const figure = isTold ? customerFigure(id, estimate, { n, previous: earlier?.value ?? null }, reading) : withheldFigure(id, reading)
  return { ...figure, change: figure.value === null ? null : changeOf(estimate, earlier) }
}

/** How many customers there are, where they are not too few for the caller to be told; none is no few. */
export function toldCount(n: number, { thresholds }: CustomerReading): number | null {
  return n > 0 && n < (thresholds?.adults ?? 1) ? null : n
}

/** Whether nobody learns from a share that too few have what it counts, or that too few have not: n times the share is how many. */
export function isShareTold({ figure, numerator, units }: SumsRow, reading: CustomerReading): boolean {
  if (CUSTOMER_METRICS[figure].kind !== 'share') return true
  const having = Math.round(numerator / 100)
  return toldCount(having, reading) !== null && toldCount(units - having, reading) !== null
}

/** A figure about too few people to be shown. */
export function withheldFigure(id: CustomerMetricName, reading: CustomerReading): CustomerFigure {
  const passport = passportOf(id, null, reading)
  return { ...SILENT, id, status: 'withheld', n: null, passport }
}

const SILENT = { value: null, lower: null, upper: null, needed: CUSTOMERS_NEEDED, previous: null, change: null }

/** A figure that was estimated some other way. */
export function customerFigure(
  id: CustomerMetricName,
  estimate: Estimate | undefined | null,
  { n, previous }: { readonly n: number; readonly previous: number | null },
  reading: CustomerReading,
): CustomerFigure {
  if (toldCount(n, reading) === null) return withheldFigure(id, reading)
  if (n < CUSTOMERS_NEEDED || (estimate?.value ?? null) === null)
    return { ...SILENT, id, status: 'insufficient_data', n, passport: { ...passportOf(id, n, reading), status: 'unavailable' } }
  const { value = null, lower = null, upper = null } = estimate ?? {}
  const passport = passportOf(id, n, reading)
  return { id, status: 'known', value, lower, upper, n, needed: CUSTOMERS_NEEDED, previous, change: null, passport }
}

/** One figure by group, the groups in the order of the rows, without those about too few people and those of too few to be said of. */
export function groupsOf(metric: CustomerMetricName, by: string, rows: readonly SumsRow[], reading: CustomerReading): CustomerGroups {
  const own = groupSumsOf(metric, by, rows)
  const hidden = hiddenBuckets(own, reading)
  const shown = own.filter(({ bucket }) => !hidden.has(bucket))
  const said = shown.filter(({ units }) => units >= CUSTOMERS_NEEDED)
  return {
    metric,
    by,
    rows: said.flatMap((row) => {
      const { value, lower, upper } = estimateOf(row)
      return value === null ? [] : [{ group: groupName(by, row.bucket), value, lower, upper, n: row.units }]
    }),
    few: shown.length - said.length,
    withheld: own.length - shown.length,
  }
}

/** Groups of too few people, groups in which too few have what a share counts or too few have not, and what would give either away. */
function hiddenBuckets(rows: readonly SumsRow[], { thresholds }: CustomerReading): ReadonlySet<string> {
  if (thresholds === undefined) return new Set()
  const having = rows.map(({ bucket, figure, numerator, units }) => ({
    ...{ bucket, units },
    having: CUSTOMER_METRICS[figure].kind === 'share' ? Math.round(numerator / 100) : units,
  }))
  const counts = [
    having.map(({ bucket, units }) => [bucket, units] as const),
    having.map((row) => [row.bucket, row.having] as const),
    having.map((row) => [row.bucket, row.units - row.having] as const),
  ]
  return new Set(
    counts.flatMap((groups) => {
      const people = groups.filter(([, count]) => count > 0).map(([bucket, count]) => [bucket, { people: count, minors: 0 }] as const)
      return [...hiddenGroups(new Map(people), thresholds)]
    }),
  )
}

/** What a group is called: bands of tenure and of profile quality by their ends, all others by the table’s own word. */
export function groupName(by: string, bucket: string): string {
  const from = Number(bucket)
  if (by === 'profile_quality') return `${10 * from} to ${10 * from + 10}`
  if (by !== 'tenure') return bucket
  const next = TENURE_BANDS.find((begin) => begin > from)
  return next === undefined ? `${from} months and more` : `${from}–${next - 1} months`
}

/** Mean and variance of single customers of a group, to be compared with another’s; undefined for fewer than are told of. */
export function meanOfGroup(row: Pick<SumsRow, 'units' | 'numerator' | 'numerator_squares'> | undefined): MeanOfGroup | undefined {
  if (row === undefined || row.units < CUSTOMERS_NEEDED) return undefined
  const { units: n, numerator, numerator_squares } = row
  const mean = numerator / n
  return { mean, variance: Math.max(0, (numerator_squares - n * mean * mean) / (n - 1)), n }
}

/** A figure with its interval, to be tested; undefined where it is not said. */
export function figureComparison(figure: CustomerFigure | null | undefined): Comparison | undefined {
  const { value = null, lower = null, upper = null } = figure ?? {}
  return value === null || lower === null || upper === null ? undefined : { value, lower, upper }
}

/** A correlation of so many customers with its interval; undefined where one of the two does not vary, or of too few. */
export function correlationComparison(correlation: number | null | undefined, n: number): Comparison | undefined {
  if (correlation === null || correlation === undefined || n < CUSTOMERS_NEEDED) return undefined
  const value = Math.min(Math.max(correlation, -1), 1)
  return { value, ...correlationInterval(value, n, CONFIDENCE) }
}

/** As a report takes it. */
export function reportFigure({ id, value, previous, passport }: CustomerFigure): ReportFigure {
  const { label, unit } = CUSTOMER_METRICS[id as CustomerMetricName]
  return { id, label, unit, value, previous, passport }
}

/** Where a figure about customers comes from. */
export function passportOf(id: CustomerMetricName, n: number | null, { snapshot }: Pick<CustomerReading, 'snapshot'>): FigurePassport {
  const kind = CUSTOMER_METRICS[id].kind === 'plain' ? 'counted' : 'calculated'
  return customerPassport(snapshot, { definition: id, version: CUSTOMER_METRICS_VERSION, n, kind })
}

interface Estimate {
  readonly value: number | null
  readonly lower: number | null
  readonly upper: number | null
}

/** The two snapshots taken for independent of each other; the widths of their intervals add up as squares do. */
function changeOf(now: Estimate | undefined, before: Estimate | undefined): Comparison | null {
  const [one, other] = [widthOf(now), widthOf(before)]
  if (one === undefined || other === undefined) return null
  const value = one.value - other.value
  const width = Math.hypot(one.width, other.width)
  return { value, lower: value - width, upper: value + width }
}

function widthOf(estimate: Estimate | undefined): { value: number; width: number } | undefined {
  const { value = null, lower = null, upper = null } = estimate ?? {}
  return value === null || lower === null || upper === null ? undefined : { value, width: (upper - lower) / 2 }
}

function isSaid(n: number, { thresholds }: CustomerReading): boolean {
  return n >= Math.max(CUSTOMERS_NEEDED, thresholds?.adults ?? 1)
}

/** A sum is what it is; shares have Wilson’s interval, means and ratios that which customers’ scatter gives them. */
function estimateOf(row: SumsRow): Estimate {
  const { kind } = CUSTOMER_METRICS[row.figure]
  if (kind === 'share') return shareOf(row)
  if (kind === 'plain') return { value: row.numerator, lower: null, upper: null }
  const { ratio, lower, upper } = ratioOfTotals(
    {
      units: row.units,
      numerator: row.numerator,
      denominator: row.denominator,
      numeratorSquares: row.numerator_squares,
      denominatorSquares: row.denominator_squares,
      products: row.products,
    },
    CONFIDENCE,
  )
  return { value: ratio, lower: lower === null ? null : Math.max(0, lower), upper }
}

function shareOf({ numerator, units }: SumsRow): { value: number | null; lower: number; upper: number } {
  const { lower, upper } = wilsonInterval(Math.min(numerator / 100, units), units, CONFIDENCE)
  return { value: units === 0 ? null : numerator / units, lower: 100 * lower, upper: 100 * upper }
}
