import { type UseQueryResult, useMutation } from '@tanstack/react-query'
import { BadgeCheck, Download, SearchX, UserSearch } from 'lucide-react'
import { Badge, type Tone } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { Card, CardHeader } from '../../ui/card.tsx'
import { type Problem, read } from '../../ui/client.ts'
import { toCsv } from '../../ui/csv.ts'
import { download } from '../../ui/download.ts'
import { counted, deadlineLabel, momentLabel } from '../../ui/format.ts'
import { notify } from '../../ui/notices.tsx'
import { Progress } from '../../ui/progress.tsx'
import { Segmented } from '../../ui/segmented.tsx'
import { EmptyState, ErrorState, Loading, Skeleton } from '../../ui/states.tsx'
import { useView } from '../../ui/view.ts'
import { useWorkspace } from '../../ui/workspace.ts'
import type { Erasure, PersonRequest, PersonRequestsResponse, VerificationResponse } from './contract.ts'

export const REQUESTS = '/v1/privacy/requests'

const KINDS: Readonly<Record<PersonRequest['kind'], string>> = {
  erasure: 'Erasure',
  export: 'Access and portability',
  rectification: 'Rectification',
}

const REASONS: Readonly<Record<PersonRequest['reason'], string>> = {
  request: 'On request',
  consent_withdrawn: 'Consent withdrawn',
  minor: 'Known as a minor',
}

const SHOWN = { all: 'All', open: 'Open', answered: 'Answered' } as const
type Shown = keyof typeof SHOWN

const STATES: Readonly<Record<PersonRequest['state'], { label: string; about: string; tone: Tone; share?: number }>> = {
  waiting: { label: 'Waiting', about: 'Its turn comes by itself.', tone: 'neutral', share: 0.1 },
  erasing: { label: 'Erasing', about: 'Rows are deleted, figures corrected.', tone: 'info', share: 0.4 },
  proving: {
    label: 'Proving',
    about: 'The store lets go of its old files, which takes about eight minutes; then everything is searched again.',
    tone: 'info',
    share: 0.75,
  },
  rectifying: { label: 'Correcting', about: 'The person’s events are rewritten.', tone: 'info' },
  ready: { label: 'Ready', about: '', tone: 'positive' },
  done: { label: 'Done', about: '', tone: 'positive' },
  expired: { label: 'Deleted', about: 'The archive was deleted; ask for another one.', tone: 'neutral' },
  failed: { label: 'Failed', about: '', tone: 'negative' },
}

/** All requests, newest first. */
export function RequestList({ list }: { list: UseQueryResult<PersonRequestsResponse, Problem> }) {
  const { words, change } = useView()
  const shown = isShown(words.requests) ? words.requests : 'all'
  const requests = list.data?.requests.filter(({ is_open }) => shown === 'all' || is_open === (shown === 'open'))
  return (
    <Card className="overflow-hidden">
      <CardHeader title="Requests" subtitle="Whom they are about is not kept">
        {list.data && list.data.requests.length > 0 && (
          <>
            <Segmented
              label="Requests shown"
              value={shown}
              choices={Object.entries(SHOWN).map(([value, label]) => ({ value: value as Shown, label }))}
              onChange={(next) => change({ requests: next === 'all' ? undefined : next }, { replace: true })}
            />
            <Button
              size="small"
              disabled={requests?.length === 0}
              onClick={() => download('data-subject-requests.csv', csvOf(requests ?? []))}
            >
              <Download aria-hidden="true" /> Export CSV
            </Button>
          </>
        )}
      </CardHeader>
      {list.error && !list.data ? (
        <ErrorState what="The requests could not be listed" error={list.error} onRetry={() => list.refetch()} />
      ) : requests === undefined ? (
        <Loading what="requests" className="p-5">
          <Skeleton className="h-40 w-full" />
        </Loading>
      ) : list.data?.requests.length === 0 ? (
        <EmptyState icon={UserSearch} title="Nobody has asked yet">
          When somebody asks what is held of them or wants it erased, look them up above. The request then stays here with its deadline.
        </EmptyState>
      ) : requests.length === 0 ? (
        <EmptyState
          icon={SearchX}
          title={shown === 'open' ? 'No request is open' : 'No request has been answered yet'}
          action={<Button onClick={() => change({ requests: undefined })}>Show every request</Button>}
        />
      ) : (
        <ul className="divide-y border-t">
          {requests.map((request) => (
            <Listed key={request.id} request={request} />
          ))}
        </ul>
      )}
    </Card>
  )
}

function isShown(word: string | undefined): word is Shown {
  return word !== undefined && word in SHOWN
}

function csvOf(requests: readonly PersonRequest[]): Blob {
  const columns = ['Id', 'Kind', 'Reason', 'State', 'Requested (UTC)', 'Due (UTC)', 'Days left', 'Answered (UTC)', 'Identifiers', 'Rows']
  const rows = requests.map((one) => [
    ...[one.id, KINDS[one.kind], REASONS[one.reason], STATES[one.state].label, one.requested_at, one.due_at],
    ...[one.is_open ? one.days_left : null, one.finished_at, one.identifiers, one.rows],
  ])
  return new Blob([toCsv(columns, rows)], { type: 'text/csv' })
}

function Listed({ request }: { request: PersonRequest }) {
  const { time_zone: timeZone } = useWorkspace()
  const { label, about, tone, share } = STATES[request.state]
  return (
    <li className="grid gap-x-4 gap-y-2 px-5 py-3 text-14 md:grid-cols-[minmax(0,1fr)_minmax(0,1.4fr)_190px] md:items-center">
      <div>
        <p className="flex flex-wrap items-center gap-2">
          <span className="font-medium">{KINDS[request.kind]}</span>
          <Badge tone={tone}>{label}</Badge>
          {request.is_open && <Badge tone={request.days_left < 0 ? 'negative' : 'neutral'}>{deadlineLabel(request.days_left)}</Badge>}
        </p>
        <p className="mt-0.5 text-12 text-muted figures">
          {REASONS[request.reason]} · {momentLabel(request.requested_at, timeZone)} ·{' '}
          <span className="font-mono select-all">{request.id.slice(0, 8)}</span>
        </p>
      </div>
      <div className="min-w-0 text-12 text-muted">
        {share !== undefined && <Progress label={`${KINDS[request.kind]} ${request.id.slice(0, 8)}`} share={share} />}
        <p className="mt-1 break-words">{request.trouble || about || finished(request, timeZone)}</p>
      </div>
      <div className="flex flex-wrap gap-2 md:justify-end">
        {request.has_receipt && <ReceiptButtons id={request.id} />}
        {request.state === 'ready' && <ArchiveButton id={request.id} />}
      </div>
    </li>
  )
}

function finished({ rows, identifiers, finished_at, expires_at }: PersonRequest, timeZone: string): string {
  const when =
    expires_at !== null
      ? ` · kept until ${momentLabel(expires_at, timeZone)}`
      : finished_at === null
        ? ''
        : ` · ${momentLabel(finished_at, timeZone)}`
  return `${counted(rows, 'row')} of ${counted(identifiers, 'identifier')}${when}`
}

function ArchiveButton({ id }: { id: string }) {
  return (
    <Button size="small" onClick={() => download(`person-${id}.zip`, `/v1/privacy/exports/${id}/archive`)}>
      <Download aria-hidden="true" /> Archive
    </Button>
  )
}

function ReceiptButtons({ id }: { id: string }) {
  const saving = useMutation<Erasure, Problem>({
    mutationFn: () => read(`/v1/privacy/erasures/${id}`),
    onSuccess: ({ receipt }) =>
      download(`erasure-${id}.json`, new Blob([`${JSON.stringify(receipt, null, 2)}\n`], { type: 'application/json' })),
    onError: (problem) => notify(problem.message),
  })
  const verifying = useMutation<VerificationResponse, Problem>({
    mutationFn: () => read(`/v1/privacy/erasures/${id}/verification`),
    onError: (problem) => notify(problem.message),
  })
  return (
    <>
      {verifying.data && (
        <Badge tone={verifying.data.is_genuine ? 'positive' : 'negative'} className="self-center">
          {verifying.data.is_genuine ? 'Signature genuine' : 'Signature does not fit'}
        </Badge>
      )}
      <Button size="small" disabled={verifying.isPending} onClick={() => verifying.mutate()}>
        <BadgeCheck aria-hidden="true" /> Verify
      </Button>
      <Button size="small" disabled={saving.isPending} onClick={() => saving.mutate()}>
        <Download aria-hidden="true" /> Receipt
      </Button>
    </>
  )
}
