import { Badge } from '../../ui/badge.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { momentLabel } from '../../ui/format.ts'
import { useRead } from '../../ui/queries.ts'
import { ErrorState, Loading, Skeleton } from '../../ui/states.tsx'
import { useWorkspace } from '../../ui/workspace.ts'
import type { DeliveriesResponse, DeliveryState, SubscriptionState } from './contract.ts'
import { SUBSCRIPTIONS } from './paths.ts'
import { outcomeLabel, STATUS } from './words.ts'

const LOOK_MILLISECONDS = 5000

/** Every delivery of a subscription with each attempt. */
export function DeliveryLog({ subscription, onClose }: { subscription: SubscriptionState; onClose: () => void }) {
  const log = useRead<DeliveriesResponse>(`${SUBSCRIPTIONS}/${subscription.id}/deliveries`, {}, { every: () => LOOK_MILLISECONDS })
  return (
    <Dialog open title={`Deliveries of ${subscription.name}`} about="The newest first; kept for 90 days." onOpenChange={onClose}>
      {log.error && !log.data ? (
        <ErrorState what="The deliveries could not be loaded" error={log.error} onRetry={() => log.refetch()} />
      ) : !log.data ? (
        <Loading what="deliveries">
          <Skeleton className="h-40" />
        </Loading>
      ) : log.data.deliveries.length === 0 ? (
        <p className="text-14 text-muted">Nothing was sent yet.</p>
      ) : (
        <ul className="divide-y">
          {log.data.deliveries.map((delivery) => (
            <Delivery key={delivery.id} delivery={delivery} />
          ))}
        </ul>
      )}
    </Dialog>
  )
}

function Delivery({ delivery: { cause, recipient, planned_for, status, next_try_at, attempts } }: { delivery: DeliveryState }) {
  const { time_zone: timeZone } = useWorkspace()
  const { label, tone } = STATUS[status]
  return (
    <li className="py-3">
      <div className="flex flex-wrap items-center gap-2">
        <Badge tone={tone}>{label}</Badge>
        {cause === 'test' && <Badge>Test</Badge>}
        <span className="min-w-0 text-14 break-words">{recipient ?? 'The channel'}</span>
        <span className="text-12 text-muted figures">due {momentLabel(planned_for, timeZone)}</span>
      </div>
      <ol className="mt-1 space-y-1">
        {attempts.map(({ attempt, started_at, outcome, says }) => (
          <li key={attempt} className="text-12">
            <span className="text-muted figures">{momentLabel(started_at, timeZone, 'second')}</span> {outcomeLabel(outcome)}
            {says !== '' && <span className="break-words">: {says}</span>}
          </li>
        ))}
      </ol>
      {next_try_at !== null && <p className="mt-1 text-12 text-muted">Next try {momentLabel(next_try_at, timeZone, 'second')}</p>}
    </li>
  )
}
