import { METRICS, type MetricName } from '@trill/contract/metrics'
import { useMemo } from 'react'
import { type BarRow, barOption } from '../../ui/bar-chart.ts'
import { ChartCard, ChartSkeleton } from '../../ui/chart-card.tsx'
import { SelectField } from '../../ui/field.tsx'
import { brief, definitionOf, exact, platformLabel, type Unit } from '../../ui/format.ts'
import { intervalOption } from '../../ui/interval-chart.ts'
import { PageLink } from '../../ui/page-link.tsx'
import { type ChartColours, platformColour } from '../../ui/palette.ts'
import { useRead } from '../../ui/queries.ts'
import { ErrorState } from '../../ui/states.tsx'
import { subtitleOf } from '../../ui/subtitle.ts'
import { periodParameters, type View } from '../../ui/view.ts'

/** What the page reads of a metric by platform; `/v1/metrics/{metric}` answers more. */
interface Answer {
  readonly metric: string
  readonly status: 'ok' | 'no_data' | 'unavailable'
  readonly reason: string
  readonly rows: readonly Row[]
}

interface Row {
  readonly key: string
  readonly value: number | null
  readonly shrunk: number | null
  readonly lower: number | null
  readonly upper: number | null
  readonly n: number | null
  readonly is_small: boolean
  readonly withheld: boolean
}

/** A row that may be shown: the figure to compare by, and the raw one beside it. */
type Shown = Row & { readonly value: number; readonly compared: number }

/** What can be told of a platform: distinct people and posts, and every event, are the Overview’s. */
const NAMES = (Object.keys(METRICS) as MetricName[]).filter((name) => METRICS[name].kind !== 'distinct' && name !== 'events')
/** The engagement rate, where any platform reports reach; else what all have. */
const [DEFAULT, OTHERWISE] = ['engagement_rate_by_reach', 'engagement_velocity'] as const

const UNITS: Readonly<Partial<Record<Unit, string>>> = {
  percent: 'in %',
  per_hour: 'an hour',
  per_day: 'a day',
  per_second: 'a second',
  hours: 'in hours',
  seconds: 'in seconds',
  points: 'of 100 points',
}
const N_OF: Readonly<Partial<Record<string, string>>> = {
  followers: 'Creators',
  follower_growth_rate: 'Creators',
  sentiment_balance: 'Events',
}

/** The platforms by any metric of the contract, the best first by what is certain of it. */
export function AnyMetric({ view }: { view: View }) {
  const chosen = NAMES.find((name) => name === view.words.figure)
  const first = useMetric(view, chosen ?? DEFAULT, true)
  const hasNone = chosen === undefined && first.data !== undefined && first.data.rows.length === 0
  const second = useMetric(view, OTHERWISE, hasNone)
  const { data, error, refetch } = hasNone ? second : first
  if (error && !data) return <ErrorState what="The metric could not be loaded" error={error} onRetry={() => refetch()} />
  return data ? <Comparison answer={data} view={view} /> : <ChartSkeleton height={300} className="mt-4" />
}

function useMetric(view: View, name: MetricName, enabled: boolean) {
  return useRead<Answer>(`/v1/metrics/${name}`, { ...periodParameters(view), by: 'platform' }, { enabled })
}

function Comparison({ answer, view }: { answer: Answer; view: View }) {
  const { metric } = answer
  const { label, unit, about, caveat } = definitionOf(metric)
  const rows = useMemo(() => shownRows(answer.rows), [answer])
  const unitWords = UNITS[unit] ?? ''
  const isUncertain = rows.some(({ lower }) => lower !== null)
  const withheld = answer.rows.filter((row) => row.withheld).length
  return (
    <ChartCard
      id="any-metric"
      className="mt-4"
      title={`${label} by platform`}
      subtitle={subtitleOf(view, [unitWords, isUncertain ? 'drawn towards the usual; bars hold 95 in 100' : ''].filter(Boolean).join(', '))}
      finding={rows.map(({ key, compared, n }) => `${platformLabel(key)} ${brief(compared, unit)} (n = ${exact(n)})`).join(', ')}
      height={Math.max(96, 28 * rows.length + 48)}
      option={useMemo(() => (colours) => optionOf(metric, rows, isUncertain, colours), [metric, rows, isUncertain])}
      table={useMemo(() => tableOf(metric, unit, rows), [metric, unit, rows])}
      {...(isUncertain && { placeOf: (point: number) => ({ seriesIndex: 2, dataIndex: point }) })}
      controls={<Chooser metric={metric} view={view} />}
      footer={
        <p className="px-5 pb-4 text-12 text-muted">
          {about} {caveat}
          {withheld > 0 && ' Platforms with figures about too few people are left out.'}
        </p>
      }
      empty={rows.length === 0 ? <Nothing answer={answer} withheld={withheld} /> : undefined}
    />
  )
}

function Chooser({ metric, view }: { metric: string; view: View }) {
  return (
    <SelectField
      label="Metric to compare"
      labelHidden
      className="w-60 max-w-full"
      value={metric}
      onChange={({ target }) => view.change({ figure: target.value }, { replace: true })}
    >
      {NAMES.map((name) => (
        <option key={name} value={name}>
          {METRICS[name].label}
        </option>
      ))}
    </SelectField>
  )
}

function Nothing({ answer: { metric, reason }, withheld }: { answer: Answer; withheld: number }) {
  if (withheld > 0) return <p className="px-5 pb-6 text-14 text-muted">The figures are about too few people to be shown.</p>
  return (
    <p className="px-5 pb-6 text-14 text-muted">
      {reason} {definitionOf(metric).about} Choose another metric, or bring counters in by a{' '}
      <PageLink to="/connections" className="text-accent underline">
        connection
      </PageLink>{' '}
      or an{' '}
      <PageLink to="/imports" className="text-accent underline">
        import
      </PageLink>
      .
    </p>
  )
}

function shownRows(rows: readonly Row[]): Shown[] {
  return rows.flatMap((row) => (row.value === null ? [] : [{ ...row, value: row.value, compared: row.shrunk ?? row.value }]))
}

function optionOf(metric: string, rows: readonly Shown[], isUncertain: boolean, colours: ChartColours) {
  const { label: name, unit } = definitionOf(metric)
  const format = (value: number) => brief(value, unit)
  const nOf = N_OF[metric] ?? 'Posts'
  const named = rows.map((row) => ({ ...row, label: platformLabel(row.key), colour: platformColour(row.key, colours) }))
  if (isUncertain) {
    const dots = named.map(({ label, colour, compared, lower, upper, n }) => ({ label, colour, value: compared, lower, upper, n: n ?? 0 }))
    return intervalOption(dots, { name, nOf, format, interval: '95 in 100' }, colours)
  }
  const bars = named.map(({ label, colour, value, n }): BarRow => ({ label, colour, value, lines: [{ label: nOf, value: exact(n) }] }))
  return barOption(bars, { name, format }, colours)
}

function tableOf(metric: string, unit: Unit, rows: readonly Shown[]) {
  const unitWords = UNITS[unit] === undefined ? '' : ` ${UNITS[unit]}`
  return {
    columns: [
      'Platform',
      `As counted${unitWords}`,
      'Drawn towards the usual',
      'Lower end',
      'Upper end',
      N_OF[metric] ?? 'Posts',
      'Rests on',
    ],
    rows: rows.map(({ key, value, shrunk, lower, upper, n, is_small }) => [
      platformLabel(key),
      value,
      shrunk,
      lower,
      upper,
      n,
      is_small ? 'few' : 'enough',
    ]),
  }
}
