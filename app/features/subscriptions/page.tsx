import { useMutation, useQueryClient } from '@tanstack/react-query'
import { CalendarClock } from 'lucide-react'
import { useState } from 'react'
import { Button } from '../../ui/button.tsx'
import { Card, CardHeader } from '../../ui/card.tsx'
import { change, type Problem } from '../../ui/client.ts'
import { CopyButton } from '../../ui/copy.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { FormProblem } from '../../ui/form-error.tsx'
import { counted, momentLabel } from '../../ui/format.ts'
import { notify } from '../../ui/notices.tsx'
import type { Page } from '../../ui/page.ts'
import { PageHeader } from '../../ui/page-header.tsx'
import { useRead } from '../../ui/queries.ts'
import { EmptyState, ErrorState, Loading, Skeleton } from '../../ui/states.tsx'
import { useWorkspace } from '../../ui/workspace.ts'
import type { ChangedSubscription, SubscriptionState, SubscriptionsResponse } from './contract.ts'
import { DeliveryLog } from './delivery-log.tsx'
import { SUBSCRIPTIONS } from './paths.ts'
import { MailHelp, SubscriptionDialog } from './subscription-dialog.tsx'
import { type Act, SubscriptionTable } from './subscription-table.tsx'

const LOOK_MILLISECONDS = 15_000

/** The dialog in front. */
type Open = { readonly act: Act | 'new'; readonly subscription?: SubscriptionState } | { readonly act: 'shown'; readonly secret: string }

function SubscriptionsPage() {
  const { id } = useWorkspace()
  const answer = useRead<SubscriptionsResponse>(SUBSCRIPTIONS, { workspace_id: id }, { every: () => LOOK_MILLISECONDS })
  const [open, setOpen] = useState<Open>()
  const { data } = answer
  const add = (
    <Button look="primary" onClick={() => setOpen({ act: 'new' })}>
      New subscription
    </Button>
  )
  return (
    <>
      <PageHeader title="Subscriptions" actions={data && data.subscriptions.length > 0 && add}>
        <p>{data ? answerOf(data) : 'Reports that go out by themselves'}</p>
      </PageHeader>
      {answer.error && !data ? (
        <ErrorState what="The subscriptions could not be loaded" error={answer.error} onRetry={() => answer.refetch()} />
      ) : !data ? (
        <Loading what="subscriptions">
          <Skeleton className="h-80" />
        </Loading>
      ) : (
        <div className="space-y-4">
          {!data.email.is_set_up && <MailHelp />}
          {data.email.is_set_up && !data.email.reaches_people && <AddressHelp />}
          <Card className="overflow-hidden">
            {data.subscriptions.length === 0 ? (
              <EmptyState icon={CalendarClock} title="Nobody is subscribed to anything yet" action={add}>
                A digest of the figures, or a report with its PDF, each day, week or month: by e-mail, to a Slack channel or to a webhook.
              </EmptyState>
            ) : (
              <>
                <CardHeader title="What goes out" subtitle={`Times are those of ${data.time_zone}`} />
                <SubscriptionTable data={data} onAct={(act, subscription) => setOpen({ act, subscription })} />
              </>
            )}
          </Card>
        </div>
      )}
      {open && data && <InFront open={open} data={data} setOpen={setOpen} />}
    </>
  )
}

function answerOf({ subscriptions, time_zone }: SubscriptionsResponse): string {
  if (subscriptions.length === 0) return 'Reports that go out by themselves.'
  const runs = subscriptions.flatMap(({ next_run_at }) => (next_run_at === null ? [] : [next_run_at])).sort()
  const failed = subscriptions.filter(({ last_status }) => last_status === 'failed').length
  const next = runs[0] === undefined ? 'all are paused' : `the next goes out ${momentLabel(runs[0], time_zone)}`
  return `${counted(subscriptions.length, 'subscription')}; ${next}${failed > 0 ? `; ${failed} failed the last time` : ''}.`
}

function AddressHelp() {
  return (
    <p className="rounded-8 bg-sunken px-3 py-2 text-14">
      Links in messages lead to this machine only, also those to unsubscribe. Set{' '}
      <code className="font-mono text-12">TRILL_PUBLIC_URL</code> to the address at which people reach Trill.
    </p>
  )
}

function InFront({ open, data, setOpen }: { open: Open; data: SubscriptionsResponse; setOpen: (open: Open | undefined) => void }) {
  const close = () => setOpen(undefined)
  if (open.act === 'shown') return <Secret secret={open.secret} onClose={close} />
  const saved = (secret: string | null) => setOpen(secret === null ? undefined : { act: 'shown', secret })
  if (open.act === 'new') return <SubscriptionDialog data={data} before={undefined} onSaved={saved} onClose={close} />
  const { subscription } = open
  if (subscription === undefined) return null
  if (open.act === 'log') return <DeliveryLog subscription={subscription} onClose={close} />
  if (open.act === 'change') return <SubscriptionDialog data={data} before={subscription} onSaved={saved} onClose={close} />
  return <Confirm act={open.act} subscription={subscription} onDone={saved} onClose={close} />
}

const QUESTIONS = {
  secret: {
    title: 'Change the secret',
    about: 'A new secret signs from now on. The present one signs beside it for 24 hours, so that no message is lost.',
    button: 'Make a new secret',
  },
  remove: {
    title: 'Delete the subscription',
    about: 'Nothing of it goes out any more, and the log of its deliveries is deleted.',
    button: 'Delete',
  },
} as const

interface ConfirmProps {
  readonly act: keyof typeof QUESTIONS
  readonly subscription: SubscriptionState
  readonly onDone: (secret: string | null) => void
  readonly onClose: () => void
}

function Confirm({ act, subscription: { id, name }, onDone, onClose }: ConfirmProps) {
  const queries = useQueryClient()
  const { title, about, button } = QUESTIONS[act]
  const doing = useMutation<ChangedSubscription | undefined, Problem>({
    gcTime: 0,
    mutationFn: () => (act === 'remove' ? change('DELETE', `${SUBSCRIPTIONS}/${id}`) : change('POST', `${SUBSCRIPTIONS}/${id}/secret`)),
    onSuccess: async (changed) => {
      await queries.invalidateQueries({ queryKey: [SUBSCRIPTIONS] })
      if (act === 'remove') notify(`${name} was deleted`)
      onDone(changed?.signing_secret ?? null)
    },
  })
  return (
    <Dialog open title={`${title}: ${name}`} about={about} onOpenChange={onClose}>
      {doing.error && <FormProblem what="Nothing was changed" error={doing.error} />}
      <div className="mt-3 flex justify-end gap-2">
        <Button onClick={onClose}>Cancel</Button>
        <Button look={act === 'remove' ? 'danger' : 'primary'} disabled={doing.isPending} onClick={() => doing.mutate()}>
          {button}
        </Button>
      </div>
    </Dialog>
  )
}

function Secret({ secret, onClose }: { secret: string; onClose: () => void }) {
  return (
    <Dialog
      open
      staysOpen
      title="The secret that signs"
      about="The receiver verifies messages with it. It is shown this once."
      onOpenChange={onClose}
    >
      <div className="flex items-center gap-2">
        <code className="min-w-0 grow rounded-8 border px-3 py-2 font-mono text-12 break-all">{secret}</code>
        <CopyButton text={secret} what="the secret" />
      </div>
    </Dialog>
  )
}

export const page = {
  path: '/subscriptions',
  title: 'Subscriptions',
  group: 'Business',
  order: 10,
  icon: CalendarClock,
  needs: 'manage_subscriptions',
  component: SubscriptionsPage,
} satisfies Page
