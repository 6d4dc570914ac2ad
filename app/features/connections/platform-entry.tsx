import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Badge, type Tone } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { change, type Problem } from '../../ui/client.ts'
import { brief, counted, durationLabel, exact, momentLabel, sentence } from '../../ui/format.ts'
import { notify } from '../../ui/notices.tsx'
import { PlatformMark } from '../../ui/platform-mark.tsx'
import { Progress } from '../../ui/progress.tsx'
import { useWorkspace } from '../../ui/workspace.ts'
import { ConnectDialog } from './connect-dialog.tsx'
import type { PlatformConnection, SyncProblem, SyncState } from './contract.ts'
import { DisconnectDialog } from './disconnect-dialog.tsx'
import { CONNECTIONS } from './paths.ts'

const STATUS: Record<SyncState['status'], { tone: Tone; label: string }> = {
  waiting: { tone: 'neutral', label: 'Waiting for its turn' },
  running: { tone: 'accent', label: 'Reading' },
  done: { tone: 'positive', label: 'Up to date' },
  failed: { tone: 'negative', label: 'Failed' },
  cancelled: { tone: 'neutral', label: 'Stopped' },
}

/** One platform: what it needs where it is not connected, and otherwise how far it was read. */
export function PlatformEntry({ one }: { one: PlatformConnection }) {
  const [open, setOpen] = useState<'connect' | 'disconnect'>()
  const close = () => setOpen(undefined)
  const { connection, sync } = one
  const isReading = sync?.status === 'running' || sync?.status === 'waiting'
  return (
    <li className="border-b px-5 py-4 last:border-b-0">
      <div className="flex flex-wrap items-start justify-between gap-x-4 gap-y-2">
        <div className="min-w-0 flex-[1_1_220px]">
          <div className="flex flex-wrap items-center gap-2">
            <h3 className="text-14 font-medium">
              <PlatformMark platform={one.platform} />
            </h3>
            {connection !== null && sync !== null && <Badge tone={STATUS[sync.status].tone}>{STATUS[sync.status].label}</Badge>}
            {connection === null && !one.needs_key && <Badge tone="positive">Needs no key</Badge>}
          </div>
          {connection === null && <p className="mt-0.5 text-12 text-muted">{one.about}</p>}
        </div>
        <div className="flex flex-wrap gap-2">
          {connection === null ? (
            <Button size="small" aria-label={`Connect ${one.label}`} onClick={() => setOpen('connect')}>
              Connect
            </Button>
          ) : (
            <>
              <ReadNow one={one} isReading={isReading} />
              <Button size="small" aria-label={`Change the connection of ${one.label}`} onClick={() => setOpen('connect')}>
                Change
              </Button>
              <Button size="small" aria-label={`Disconnect ${one.label}`} onClick={() => setOpen('disconnect')}>
                Disconnect
              </Button>
            </>
          )}
        </div>
      </div>
      {one.problem !== null && <Trouble message={one.problem.message} remedy={one.problem.remedy} />}
      {connection !== null && isReading && sync !== null && <Reading sync={sync} label={one.label} />}
      {sync?.problems.map((problem) => (
        <Trouble key={`${problem.source} ${problem.message}`} message={troubleOf(problem)} remedy={problem.remedy} />
      ))}
      {connection !== null && <Facts one={one} connection={connection} />}
      {open === 'connect' && <ConnectDialog one={one} onClose={close} />}
      {open === 'disconnect' && <DisconnectDialog one={one} onClose={close} />}
    </li>
  )
}

function ReadNow({ one, isReading }: { one: PlatformConnection; isReading: boolean }) {
  const { id } = useWorkspace()
  const queries = useQueryClient()
  const asking = useMutation<unknown, Problem>({
    mutationFn: () => change('POST', `${CONNECTIONS}/${one.platform}/${isReading ? 'cancel' : 'sync'}`, { workspace_id: id }),
    onError: ({ message }) => notify(message),
    onSettled: () => queries.invalidateQueries({ queryKey: [CONNECTIONS] }),
  })
  const what = isReading ? `Stop reading ${one.label}` : `Sync now: ${one.label}`
  return (
    <Button size="small" aria-label={what} disabled={asking.isPending} onClick={() => asking.mutate()}>
      {isReading ? 'Stop' : 'Sync now'}
    </Button>
  )
}

function Reading({ sync, label }: { sync: SyncState; label: string }) {
  const { posts, sources_done, sources_total, rate, eta_seconds } = sync
  return (
    <div className="mt-3">
      <Progress label={`Reading ${label}`} share={sources_total > 0 ? sources_done / sources_total : undefined} />
      <p className="mt-1.5 text-12 text-muted figures">
        {counted(posts, 'post')}
        {sources_total > 0 && ` · ${sources_done} of ${sources_total} sources`}
        {rate !== null && ` · ${brief(rate)} posts/s`}
        {eta_seconds !== null && ` · ${durationLabel(eta_seconds)} left`}
      </p>
    </div>
  )
}

function Trouble({ message, remedy }: { message: string; remedy: string }) {
  return (
    <div className="mt-2 space-y-0.5 text-12 break-words">
      <p className="text-negative">{sentence(message)}</p>
      <p className="text-muted">{remedy}</p>
    </div>
  )
}

function troubleOf({ source, message }: SyncProblem): string {
  return source === null ? message : `${source}: ${message}`
}

function Facts({ one, connection }: { one: PlatformConnection; connection: NonNullable<PlatformConnection['connection']> }) {
  const { time_zone: timeZone } = useWorkspace()
  const { quota, rate, sync } = one
  const kinds = new Map(one.source_kinds.map(({ kind, label }) => [kind, label]))
  return (
    <>
      <p className="mt-2 flex flex-wrap gap-1.5">
        {connection.sources.map(({ kind, value }) => (
          <Badge key={`${kind} ${value}`} className="max-w-full">
            <span className="truncate">
              {kinds.get(kind) ?? kind}
              {value !== '' && `: ${value}`}
            </span>
          </Badge>
        ))}
      </p>
      <dl className="mt-2 flex flex-wrap gap-x-5 gap-y-1 text-12 [&_dd]:font-medium [&_dd]:figures [&_div]:flex [&_div]:gap-1.5 [&_dt]:text-muted">
        <Fact label="Stored posts" value={exact(one.stored_posts)} />
        {connection.newest_post_at !== null && <Fact label="Newest" value={momentLabel(connection.newest_post_at, timeZone)} />}
        {sync?.finished_at != null && <Fact label="Last read" value={momentLabel(sync.finished_at, timeZone)} />}
        <Fact label="Next" value={momentLabel(connection.next_sync_at, timeZone)} />
        {sync !== null && sync.new_posts > 0 && <Fact label="New at the last sync" value={exact(sync.new_posts)} />}
        {connection.as_events && <Fact label="New events at the last sync" value={exact(sync?.events ?? 0)} />}
        {sync !== null && sync.skipped > 0 && <Fact label="Could not be read" value={exact(sync.skipped)} />}
        {sync !== null && sync.suppressed > 0 && <Fact label="Not stored, to protect people" value={exact(sync.suppressed)} />}
        {quota !== null && <Fact label="Quota used today" value={`${exact(quota.used)} of ${exact(quota.units)}`} />}
        <Fact label="At most" value={`${counted(rate.requests, 'request')} ${windowText(rate.seconds)}`} />
      </dl>
    </>
  )
}

function windowText(seconds: number): string {
  if (seconds === 60) return 'a minute'
  return seconds === 3600 ? 'an hour' : `in ${counted(seconds / 60, 'minute')}`
}

function Fact({ label, value }: { label: string; value: string }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{value}</dd>
    </div>
  )
}
