import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Ellipsis } from 'lucide-react'
import { Badge } from '../../ui/badge.tsx'
import { Button, IconButton } from '../../ui/button.tsx'
import { change, type Problem } from '../../ui/client.ts'
import { type Column, DataTable } from '../../ui/data-table.tsx'
import { momentLabel } from '../../ui/format.ts'
import { Menu, MenuItem } from '../../ui/menu.tsx'
import { notify } from '../../ui/notices.tsx'
import { useWorkspace } from '../../ui/workspace.ts'
import type { SubscriptionState, SubscriptionsResponse, TestSent } from './contract.ts'
import { SUBSCRIPTIONS } from './paths.ts'
import { CHANNEL, STATUS, targetLabel, testOutcome } from './words.ts'

/** What can be done with one subscription. */
export type Act = 'log' | 'change' | 'secret' | 'remove'

interface Props {
  readonly data: SubscriptionsResponse
  readonly onAct: (act: Act, subscription: SubscriptionState) => void
}

/** Subscriptions with what was sent last and what comes next. */
export function SubscriptionTable({ data, onAct }: Props) {
  const { time_zone: timeZone } = useWorkspace()
  const titles = new Map(data.documents.map(({ id, title }) => [id, title]))
  const columns: readonly Column<SubscriptionState>[] = [
    {
      id: 'name',
      header: 'Name',
      width: 180,
      grows: true,
      cell: ({ name, document, schedule_text }) => (
        <TwoLines first={name} second={`${titles.get(document) ?? document}. ${schedule_text}`} />
      ),
    },
    { id: 'to', header: 'Where to', width: 200, cell: (one) => <TwoLines first={CHANNEL[one.channel]} second={targetLabel(one)} /> },
    { id: 'status', header: 'State', width: 120, cell: (one) => <State subscription={one} /> },
    { id: 'last', header: 'Last run', width: 150, cell: ({ last_run_at }) => <Moment at={last_run_at} timeZone={timeZone} /> },
    { id: 'next', header: 'Next run', width: 150, cell: ({ next_run_at }) => <Moment at={next_run_at} timeZone={timeZone} /> },
    { id: 'act', header: '', width: 190, numeric: true, cell: (one) => <Actions subscription={one} onAct={(act) => onAct(act, one)} /> },
  ]
  return <DataTable stacks caption="Subscriptions" columns={columns} rows={data.subscriptions} rowKey={({ id }) => id} />
}

function TwoLines({ first, second }: { first: string; second: string }) {
  return (
    <span className="block min-w-0 py-2">
      <span className="block truncate font-medium" title={first}>
        {first}
      </span>
      <span className="block truncate text-12 text-muted" title={second}>
        {second}
      </span>
    </span>
  )
}

function Moment({ at, timeZone }: { at: string | null; timeZone: string }) {
  return <span className="text-12 whitespace-nowrap text-muted figures">{momentLabel(at, timeZone)}</span>
}

function State({ subscription: { paused_at, paused_why, last_status } }: { subscription: SubscriptionState }) {
  if (paused_at !== null)
    return (
      <span title={paused_why ?? ''}>
        <Badge tone={paused_why === null ? 'neutral' : 'warning'}>{paused_why === null ? 'Paused' : 'Paused by Trill'}</Badge>
      </span>
    )
  const known = STATUS[last_status as keyof typeof STATUS]
  return known === undefined ? <Badge>Not sent yet</Badge> : <Badge tone={known.tone}>{known.label}</Badge>
}

function Actions({ subscription, onAct }: { subscription: SubscriptionState; onAct: (act: Act) => void }) {
  const { id, name, channel, paused_at } = subscription
  const queries = useQueryClient()
  const settled = () => queries.invalidateQueries({ queryKey: [SUBSCRIPTIONS] })
  const testing = useMutation<TestSent, Problem>({
    mutationFn: () => change('POST', `${SUBSCRIPTIONS}/${id}/test`),
    onSuccess: ({ deliveries }) => (deliveries.every(({ status }) => status === 'done') ? notify(testOutcome(deliveries)) : onAct('log')),
    onError: ({ message }) => notify(message),
    onSettled: settled,
  })
  const pausing = useMutation<unknown, Problem>({
    mutationFn: () => change('POST', `${SUBSCRIPTIONS}/${id}/pause`, { paused: paused_at === null }),
    onSuccess: () => notify(paused_at === null ? `${name} is paused` : `${name} goes on`),
    onError: ({ message }) => notify(message),
    onSettled: settled,
  })
  return (
    <span className="flex items-center justify-end gap-1">
      <Button size="small" aria-label={`Send a test of ${name}`} disabled={testing.isPending} onClick={() => testing.mutate()}>
        {testing.isPending ? 'Sending…' : 'Send a test'}
      </Button>
      <Button size="small" look="quiet" aria-label={`Log of ${name}`} onClick={() => onAct('log')}>
        Log
      </Button>
      <Menu
        trigger={
          <IconButton label={`More about ${name}`} size="icon-small">
            <Ellipsis aria-hidden="true" />
          </IconButton>
        }
      >
        <MenuItem onSelect={() => onAct('change')}>Change</MenuItem>
        <MenuItem onSelect={() => pausing.mutate()}>{paused_at === null ? 'Pause' : 'Go on'}</MenuItem>
        {channel === 'webhook' && <MenuItem onSelect={() => onAct('secret')}>Change the secret</MenuItem>}
        <MenuItem onSelect={() => onAct('remove')}>Delete</MenuItem>
      </Menu>
    </span>
  )
}
