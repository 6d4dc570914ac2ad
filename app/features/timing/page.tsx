import { Clock } from 'lucide-react'
import { type ReactNode, useMemo } from 'react'
import { buttonClass } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { ChartCard, ChartSkeleton } from '../../ui/chart-card.tsx'
import { FiguresFrom } from '../../ui/export/page-facts.tsx'
import { SelectField } from '../../ui/field.tsx'
import { counted, exact, hourLabel, platformLabel, weekdayLabel } from '../../ui/format.ts'
import { type IntervalRow, intervalOption } from '../../ui/interval-chart.ts'
import type { Page } from '../../ui/page.ts'
import { PageHeader } from '../../ui/page-header.tsx'
import { PageLink } from '../../ui/page-link.tsx'
import { PassportBadge } from '../../ui/passport.tsx'
import { useRead } from '../../ui/queries.ts'
import { Segmented } from '../../ui/segmented.tsx'
import { EmptyState, ErrorState, Loading } from '../../ui/states.tsx'
import { useView, type View } from '../../ui/view.ts'
import { useWorkspace } from '../../ui/workspace.ts'
import { heatmapOption, isKnown, times } from './chart.ts'
import type { TimingResponse } from './contract.ts'
import { recommendationWords, standing } from './recommendation.ts'

const SPANS = [
  { value: '90', label: '90 days' },
  { value: '180', label: '180 days' },
  { value: '365', label: '365 days' },
] as const

function TimingPage() {
  const view = useView()
  const { on, account, zone } = view.words
  const days = SPANS.find(({ value }) => value === view.words.days)?.value ?? '180'
  const asked = { workspace_id: view.workspace, platform: on, creator_id: account, time_zone: zone, days }
  const timing = useRead<TimingResponse>('/v1/timing', asked)
  const data = timing.data
  return (
    <FiguresFrom passport={data?.passport}>
      <PageHeader title="Timing" actions={data && <PassportBadge label="Timing" passport={data.passport} />}>
        {data ? <p data-recommendation>{recommendationWords(data)}</p> : <span className="skeleton block h-4 w-80" />}
      </PageHeader>
      {timing.error && !data ? (
        <ErrorState what="The times could not be loaded" error={timing.error} onRetry={() => timing.refetch()} />
      ) : !data ? (
        <Loading what="the times">
          <ChartSkeleton height={300} />
        </Loading>
      ) : data.platform === '' ? (
        <NoPosts />
      ) : (
        <>
          <Choices data={data} view={view} days={days} />
          <Charts data={data} />
          <Notes data={data} />
        </>
      )}
    </FiguresFrom>
  )
}

function Choices({ data, view, days }: { data: TimingResponse; view: View; days: (typeof SPANS)[number]['value'] }) {
  const workspace = useWorkspace()
  const zones = useMemo(
    () => [...new Set([workspace.time_zone, data.time_zone, 'UTC', ...Intl.supportedValuesOf('timeZone')])],
    [workspace, data],
  )
  const accounts = data.accounts.filter(({ platform }) => platform === data.platform)
  const platforms = data.platforms.includes(data.platform) ? data.platforms : [data.platform, ...data.platforms]
  return (
    <Card className="mb-4">
      <div className="flex flex-wrap items-end gap-3 px-5 py-4">
        <SelectField
          label="Platform"
          className="w-40"
          value={data.platform}
          onChange={(event) => view.change({ on: event.target.value, account: undefined })}
        >
          {platforms.map((name) => (
            <option key={name} value={name}>
              {platformLabel(name)}
            </option>
          ))}
        </SelectField>
        <SelectField
          label="Account"
          className="w-56 max-w-full"
          value={data.creator_id}
          onChange={(event) => view.change({ account: event.target.value || undefined, on: data.platform })}
        >
          <option value="">All accounts</option>
          {accounts.map(({ creator_id, creator_name, posts }) => (
            <option key={creator_id} value={creator_id}>
              {creator_name || creator_id} ({counted(posts, 'post')})
            </option>
          ))}
        </SelectField>
        <SelectField
          label="Where the audience lives"
          className="w-56 max-w-full"
          value={data.time_zone}
          onChange={(event) => view.change({ zone: event.target.value === workspace.time_zone ? undefined : event.target.value })}
        >
          {zones.map((zone) => (
            <option key={zone} value={zone}>
              {zone}
            </option>
          ))}
        </SelectField>
        <Segmented
          label="How far back"
          value={days}
          choices={SPANS}
          onChange={(next) => view.change({ days: next === '180' ? undefined : next })}
        />
      </div>
    </Card>
  )
}

function Charts({ data }: { data: TimingResponse }) {
  const { hours, by_hour, by_weekday } = data
  const subtitle = `${platformLabel(data.platform)}${data.creator_id === '' ? '' : `, ${data.creator_name || data.creator_id}`} · last ${data.days} days · ${data.time_zone} · n = ${exact(data.posts)}`
  const empty =
    data.status === 'insufficient_data' ? (
      <p className="px-5 pb-6 text-14 text-muted">
        Not enough data (n = {exact(data.posts)}, needs {exact(data.needed)}).
      </p>
    ) : undefined
  const known = hours.filter(isKnown)
  const [best] = [...known].sort((one, other) => other.lower - one.lower)
  return (
    <div className="grid grid-cols-1 gap-4 xl:grid-cols-2">
      <ChartCard
        id="hours"
        className="xl:col-span-2"
        title="How posts fare by hour and weekday"
        subtitle={`Engagement against the account’s usual, drawn towards it; empty where nobody posted · ${subtitle}`}
        finding={
          best === undefined
            ? 'Nothing yet.'
            : `Best by its lower end: ${weekdayLabel(best.weekday)} from ${hourLabel(best.hour)}, ${times(best.lift)} (${times(best.lower)} to ${times(best.upper)}, n = ${best.posts}).`
        }
        height={320}
        option={useMemo(() => (colours) => heatmapOption(hours, colours), [hours])}
        table={useMemo(
          () => ({
            columns: ['Weekday', 'Hour', 'Lift', 'Lower end', 'Upper end', 'Posts'],
            rows: hours.map(({ weekday, hour, lift, lower, upper, posts }) => [
              weekdayLabel(weekday),
              hourLabel(hour),
              lift,
              lower,
              upper,
              posts,
            ]),
          }),
          [hours],
        )}
        empty={empty}
      />
      <Intervals
        id="hours-of-day"
        title="By hour of the day"
        subtitle={subtitle}
        empty={empty}
        rows={useMemo(() => rowsOf(by_hour, ({ hour }) => hourLabel(hour)), [by_hour])}
        best={standing(by_hour, 3).map(({ hour }) => hourLabel(hour))}
      />
      <Intervals
        id="weekdays"
        title="By weekday"
        subtitle={subtitle}
        empty={empty}
        rows={useMemo(() => rowsOf(by_weekday, ({ weekday }) => weekdayLabel(weekday)), [by_weekday])}
        best={standing(by_weekday, 3).map(({ weekday }) => weekdayLabel(weekday))}
      />
    </div>
  )
}

type Estimate = TimingResponse['by_hour'][number] | TimingResponse['by_weekday'][number]

/** Only times at which something was posted: the others would only repeat what is drawn from elsewhere. */
function rowsOf<T extends Estimate>(estimates: readonly T[], labelOf: (estimate: T) => string): IntervalRow[] {
  return estimates
    .filter(({ posts }) => posts > 0)
    .map((estimate) => ({
      label: labelOf(estimate),
      value: estimate.lift,
      lower: estimate.lower,
      upper: estimate.upper,
      n: estimate.posts,
    }))
}

interface IntervalsProps {
  readonly id: string
  readonly title: string
  readonly subtitle: string
  readonly rows: readonly IntervalRow[]
  readonly best: readonly string[]
  readonly empty: ReactNode
}

function Intervals({ id, title, subtitle, rows, best, empty }: IntervalsProps) {
  return (
    <ChartCard
      id={id}
      title={title}
      subtitle={`Times the usual; bars hold nine in ten · ${subtitle}`}
      finding={best.length === 0 ? 'None stands out.' : `Standing out: ${best.join(', ')}.`}
      height={Math.max(160, rows.length * 28 + 60)}
      option={useMemo(
        () => (colours) =>
          intervalOption(rows, { name: 'Engagement', nOf: 'Posts', format: times, reference: { value: 1, label: 'usual' } }, colours),
        [rows],
      )}
      table={useMemo(
        () => ({
          columns: ['Time', 'Lift', 'Lower end', 'Upper end', 'Posts'],
          rows: rows.map(({ label, value, lower, upper, n }) => [label, value, lower, upper, n]),
        }),
        [rows],
      )}
      placeOf={(point) => ({ seriesIndex: 2, dataIndex: point })}
      empty={empty}
    />
  )
}

function NoPosts() {
  return (
    <EmptyState
      icon={Clock}
      title="No posts to learn from"
      action={
        <PageLink to="/connections" className={buttonClass({ look: 'primary' })}>
          Get posts in
        </PageLink>
      }
    >
      At which hours posts fare well is said from twenty posts on whose views and interactions are known, a day after their publication.
      Import the files of your channels, or connect a platform.
    </EmptyState>
  )
}

function Notes({ data }: { data: TimingResponse }) {
  return (
    <p className="mt-3 text-12 text-muted">
      Compared with {counted(data.platform_posts, 'post')} of {platformLabel(data.platform)}.
      {data.withheld > 0 && ` ${counted(data.withheld, 'post')} about too few people ${data.withheld === 1 ? 'is' : 'are'} no part of it.`}{' '}
      An association, no cause: whoever posts the best at habitual hours sees those hours do well. To find out, post alike things at hours
      drawn by lot.
    </p>
  )
}

export const page = {
  path: '/timing',
  title: 'Timing',
  group: 'Content',
  order: 5,
  icon: Clock,
  component: TimingPage,
} satisfies Page
