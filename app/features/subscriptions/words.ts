import type { Channel, DeliveryState, SubscriptionState } from './contract.ts'

export const CHANNEL: Readonly<Record<Channel, string>> = { email: 'E-mail', slack: 'Slack', webhook: 'Webhook' }

export const STATUS = {
  waiting: { label: 'Waiting', tone: 'info' },
  running: { label: 'Being sent', tone: 'info' },
  done: { label: 'Delivered', tone: 'positive' },
  failed: { label: 'Failed', tone: 'negative' },
  cancelled: { label: 'Cancelled', tone: 'neutral' },
} as const satisfies Record<DeliveryState['status'], object>

const OUTCOME: Readonly<Record<string, string>> = {
  done: 'Delivered',
  again: 'Tried again later',
  failed: 'Failed',
  cancelled: 'Cancelled',
  lost: 'Broken off',
}

/** What came of an attempt; null while it runs. */
export function outcomeLabel(outcome: string | null): string {
  return outcome === null ? 'Under way' : (OUTCOME[outcome] ?? outcome)
}

/** Whom it goes to, in a few words. */
export function targetLabel({ channel, host, recipients }: Pick<SubscriptionState, 'channel' | 'host' | 'recipients'>): string {
  if (channel !== 'email') return host
  const active = recipients.filter(({ unsubscribed_at }) => unsubscribed_at === null)
  const [first] = active
  if (first === undefined) return 'nobody: all have unsubscribed'
  return active.length === 1 ? first.address : `${first.address} and ${active.length - 1} more`
}

/** What a test came to that everybody was sent. */
export function testOutcome({ length }: readonly DeliveryState[]): string {
  return length === 1 ? 'The test was taken' : `All ${length} tests were taken`
}
