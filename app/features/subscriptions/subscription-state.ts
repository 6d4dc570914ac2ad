import { isLocalOnly } from '../../platform/http/address.ts'
import { canSendMail } from '../../platform/mail/mail.ts'
import type { Platform } from '../../platform/platform.ts'
import type { SubscriptionState, SubscriptionsResponse } from './contract.ts'
import { latestStatuses } from './delivery-store.ts'
import { DIGEST } from './digest.ts'
import { scheduleText } from './schedule.ts'
import { listSubscriptions, type Recipient, recipientsOf, type Subscription } from './subscription-store.ts'

/** Everything the page shows of a workspace. */
export async function subscriptionsOf(
  workspace: { readonly id: string; readonly time_zone: string },
  platform: Platform,
): Promise<SubscriptionsResponse> {
  const { config, documents, metadata } = platform
  const subscriptions = await listSubscriptions(metadata, workspace.id)
  return {
    workspace_id: workspace.id,
    time_zone: workspace.time_zone,
    documents: [{ ...DIGEST, has_pdf: false }, ...documents.all.map(({ id, title }) => ({ id, title, has_pdf: true }))],
    email: { is_set_up: canSendMail(config), reaches_people: !isLocalOnly(config) },
    subscriptions: await statesOf(subscriptions, platform),
  }
}

export async function statesOf(
  subscriptions: readonly Subscription[],
  { metadata }: Pick<Platform, 'metadata'>,
): Promise<SubscriptionState[]> {
  const ids = subscriptions.map(({ id }) => id)
  const [recipients, statuses] = await Promise.all([recipientsOf(metadata, ids), latestStatuses(metadata, ids)])
  return subscriptions.map((subscription) => stateOf(subscription, recipients, statuses.get(subscription.id) ?? null))
}

function stateOf(subscription: Subscription, recipients: readonly Recipient[], lastStatus: string | null): SubscriptionState {
  const { id, name, document, paper, schedule, channel, host, pausedAt, pausedWhy, nextRunAt, lastRunAt, createdAt } = subscription
  return {
    id,
    name,
    document,
    paper,
    schedule,
    schedule_text: scheduleText(schedule),
    channel,
    host,
    recipients: recipients
      .filter(({ subscriptionId }) => subscriptionId === id)
      .map(({ address, unsubscribedAt }) => ({ address, unsubscribed_at: unsubscribedAt?.toISOString() ?? null })),
    paused_at: pausedAt?.toISOString() ?? null,
    paused_why: pausedWhy,
    next_run_at: pausedAt === null ? nextRunAt.toISOString() : null,
    last_run_at: lastRunAt?.toISOString() ?? null,
    last_status: lastStatus,
    created_at: createdAt.toISOString(),
  }
}
