import { Activity, Pause, Play, Plug, ShieldCheck } from 'lucide-react'
import { useMemo, useReducer, useState } from 'react'
import { Badge } from '../../ui/badge.tsx'
import { Button, buttonClass } from '../../ui/button.tsx'
import { Card, CardHeader } from '../../ui/card.tsx'
import { ChartCard } from '../../ui/chart-card.tsx'
import { type StreamState, useEventStream } from '../../ui/event-stream.ts'
import { ExportAll } from '../../ui/export/export-all.tsx'
import { brief, clockLabel, counted, exact, rejectionText, sentenceCase } from '../../ui/format.ts'
import type { Page } from '../../ui/page.ts'
import { PageHeader } from '../../ui/page-header.tsx'
import { PageLink } from '../../ui/page-link.tsx'
import { SourceBadge } from '../../ui/passport.tsx'
import { todayIn } from '../../ui/period.ts'
import { PlatformMark } from '../../ui/platform-mark.tsx'
import { EmptyState } from '../../ui/states.tsx'
import { periodParameters, useView } from '../../ui/view.ts'
import { useWorkspace } from '../../ui/workspace.ts'
import { lastMinuteOption, SECONDS, type Second } from './chart.ts'
import type { LiveTick } from './contract.ts'

const LATEST_MAX = 40

interface Seen {
  readonly seconds: readonly Second[]
  readonly latest: LiveTick['latest']
  readonly refused: LiveTick['refused']
  readonly backlog: number
}

const NOTHING: Seen = { seconds: [], latest: [], refused: [], backlog: 0 }

function LivePage() {
  const workspace = useWorkspace()
  return <Stream key={workspace.id} />
}

function Stream() {
  const workspace = useWorkspace()
  const view = useView()
  const [seen, add] = useReducer(after, NOTHING)
  const [held, setHeld] = useState<Seen | undefined>()
  const state = useEventStream<LiveTick>('/v1/live', { workspace_id: workspace.id }, 'tick', add)
  const shown = held ?? seen
  const total = shown.seconds.reduce((sum, { accepted }) => sum + accepted, 0)
  const now = shown.seconds.at(-1)
  return (
    <>
      <PageHeader
        title="Live"
        actions={
          <>
            {workspace.provenance === 'simulated' && <SourceBadge source="simulated" />}
            <ExportAll what="events" asked={periodParameters(view)} />
            <Connection state={state} paused={held !== undefined} />
            <Button onClick={() => setHeld(held ? undefined : seen)} aria-pressed={held !== undefined}>
              {held ? <Play aria-hidden="true" /> : <Pause aria-hidden="true" />}
              {held ? 'Resume' : 'Pause'}
            </Button>
          </>
        }
      >
        <p>
          <strong className="font-semibold text-text figures">{counted(now?.accepted ?? 0, 'event')}</strong> in the last second,{' '}
          {exact(total)} in the last {shown.seconds.length < SECONDS ? `${Math.max(shown.seconds.length, 2)} s` : 'minute'}
          {shown.backlog > 0 && `; ${exact(shown.backlog)} stored and not yet in the figures`}.
        </p>
      </PageHeader>
      <div className="grid grid-cols-1 gap-4 xl:grid-cols-3">
        <PerSecond seconds={shown.seconds} />
        <Refused refused={shown.refused} />
        <Latest latest={shown.latest} timeZone={workspace.time_zone} />
      </div>
    </>
  )
}

/** What is shown after some more ticks. */
function after(seen: Seen, ticks: readonly LiveTick[]): Seen {
  const newest = ticks.at(-1)
  if (newest === undefined) return seen
  const seconds = ticks.map((tick) => ({
    at: tick.at,
    accepted: Math.round(tick.accepted_per_second),
    rejected: Math.round(tick.rejected_per_second),
  }))
  const known = new Set(seen.latest.map(({ message_id }) => message_id))
  const fresh = [...ticks].reverse().flatMap(({ latest }) => latest.filter(({ message_id }) => !known.has(message_id)))
  return {
    seconds: [...seen.seconds, ...seconds].slice(-SECONDS),
    latest: [...fresh, ...seen.latest].slice(0, LATEST_MAX),
    refused: newest.refused,
    backlog: newest.backlog_events,
  }
}

function Connection({ state, paused }: { state: StreamState; paused: boolean }) {
  const [tone, text] = paused
    ? (['neutral', 'Paused'] as const)
    : state === 'live'
      ? (['positive', 'Connected'] as const)
      : state === 'connecting'
        ? (['neutral', 'Connecting…'] as const)
        : (['warning', 'Connection lost, trying again…'] as const)
  return (
    <span role="status">
      <Badge tone={tone} className="!h-6">
        <span aria-hidden="true" className="size-1.5 rounded-full bg-current" />
        {text}
      </Badge>
    </span>
  )
}

function PerSecond({ seconds }: { seconds: readonly Second[] }) {
  const peak = Math.max(0, ...seconds.map(({ accepted }) => accepted))
  return (
    <ChartCard
      id="per-second"
      className="xl:col-span-2"
      title="Events a second"
      subtitle={`The last ${SECONDS} seconds · accepted, and refused on top · most ${exact(peak)}`}
      finding={`${exact(seconds.at(-1)?.accepted ?? 0)} events in the last second, at most ${exact(peak)} within the last minute.`}
      height={220}
      live
      option={useMemo(() => (colours) => lastMinuteOption(seconds, colours.series[7] ?? colours.other, colours), [seconds])}
      table={useMemo(
        () => ({
          columns: ['Second (UTC)', 'Accepted', 'Refused'],
          rows: seconds.map(({ at, accepted, rejected }) => [at, accepted, rejected]),
        }),
        [seconds],
      )}
      placeOf={(point) => ({ seriesIndex: 0, dataIndex: SECONDS - seconds.length + point })}
    />
  )
}

function Refused({ refused }: { refused: LiveTick['refused'] }) {
  const total = refused.reduce((sum, { count }) => sum + count, 0)
  return (
    <Card>
      <CardHeader title="Refused" subtitle={total === 0 ? 'Nothing was refused' : `${counted(total, 'event')}, kept in quarantine`}>
        <PageLink to="/ledger" className={buttonClass({ size: 'small' })}>
          Ledger
        </PageLink>
        {total > 0 && (
          <PageLink to="/quarantine" className={buttonClass({ size: 'small' })}>
            Quarantine
          </PageLink>
        )}
      </CardHeader>
      {total === 0 ? (
        <p className="flex items-center gap-2 px-5 pb-5 text-14 text-muted">
          <ShieldCheck className="size-4 text-positive" aria-hidden="true" /> Every event could be read.
        </p>
      ) : (
        <ul className="px-2 pb-2">
          {[...refused]
            .sort((one, other) => other.count - one.count)
            .map(({ reason, count }) => (
              <li key={reason}>
                <PageLink
                  to="/quarantine"
                  words={{ reason }}
                  className="flex items-center justify-between gap-4 rounded-8 px-3 py-1.5 hover:bg-sunken"
                >
                  <span className="min-w-0">
                    <span className="block text-14">{sentenceCase(reason)}</span>
                    <span className="block text-12 text-muted">{rejectionText(reason)}</span>
                  </span>
                  <span className="text-14 font-medium figures">{brief(count)}</span>
                </PageLink>
              </li>
            ))}
        </ul>
      )}
    </Card>
  )
}

function Latest({ latest, timeZone }: { latest: LiveTick['latest']; timeZone: string }) {
  const today = todayIn(timeZone, new Date())
  return (
    <Card className="overflow-hidden xl:col-span-3">
      <CardHeader title="Latest events" subtitle={`Newest first, the last ${LATEST_MAX}; times in ${timeZone}`} />
      {latest.length === 0 ? (
        <EmptyState
          icon={Activity}
          title="Waiting for events"
          action={
            <PageLink to="/connections" className={buttonClass({ look: 'primary' })}>
              <Plug aria-hidden="true" /> Send events
            </PageLink>
          }
        >
          Each event appears here within a second of its arrival.
        </EmptyState>
      ) : (
        <section
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable from the keyboard.
          tabIndex={0}
          aria-label="Latest events"
          className="scroll-quiet max-h-[560px] overflow-auto border-t"
        >
          <ol className="md:min-w-[600px]">
            {latest.map((event) => (
              <li
                key={event.message_id}
                className="enter-fade grid grid-cols-[auto_minmax(0,1fr)_auto] items-center gap-x-3 border-b px-5 py-2 text-14 last:border-b-0 md:h-9 md:grid-cols-[148px_160px_120px_minmax(0,1fr)_48px] md:gap-4 md:py-0"
              >
                <time dateTime={event.occurred_at} className="whitespace-nowrap text-12 text-muted figures max-md:order-1">
                  {clockLabel(event.occurred_at, timeZone, today)}
                </time>
                <span className="truncate font-medium max-md:col-span-2">{sentenceCase(event.type)}</span>
                <PlatformMark platform={event.platform} className="text-12 text-muted max-md:order-2" />
                {event.content_id === '' ? (
                  <span className="text-muted max-md:order-3">–</span>
                ) : (
                  <PageLink
                    to="/content/$id"
                    parameters={{ id: event.content_id }}
                    className="truncate font-mono text-12 hover:text-accent hover:underline max-md:order-3"
                  >
                    {event.content_id}
                  </PageLink>
                )}
                <span className="text-right text-12 text-muted max-md:order-4">{event.country}</span>
              </li>
            ))}
          </ol>
        </section>
      )}
    </Card>
  )
}

export const page = {
  path: '/live',
  title: 'Live',
  group: 'Now',
  order: 2,
  needs: 'read_events',
  icon: Activity,
  component: LivePage,
} satisfies Page
