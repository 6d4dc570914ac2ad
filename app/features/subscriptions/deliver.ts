import { findWorkspace } from '../../platform/access/workspaces.ts'
import type { JobEnd, JobWork } from '../../platform/jobs/job-runner.ts'
import { createOutgoing } from '../../platform/outgoing/outgoing.ts'
import type { Platform } from '../../platform/platform.ts'
import { openSecrets, signingSecrets, unsubscribeToken, webhookHeaders } from './channel-secrets.ts'
import { type Delivery, findDelivery } from './delivery-store.ts'
import { sendLetter } from './email.ts'
import { keepMessages, makeMessage } from './make-message.ts'
import type { Message } from './message.ts'
import { type PostEnd, post } from './posted.ts'
import { slackMessage } from './slack.ts'
import { findSubscription, pauseSubscription, type Subscription } from './subscription-store.ts'
import { webhookBody } from './webhook.ts'

/** How long a receiver may take to answer; milliseconds. */
const ANSWER_MILLISECONDS = 10_000

/** Everything one message is sent by. */
interface Errand {
  readonly platform: Platform
  readonly subscription: Subscription
  readonly delivery: Delivery
  readonly signal: AbortSignal
  readonly answerMilliseconds: number
}

/** Makes and sends what is due. @param answerMilliseconds patience with receivers. */
export function deliveryWork(platform: Platform, answerMilliseconds = ANSWER_MILLISECONDS): JobWork {
  const messageOf = keepMessages()
  return async ({ id }, signal) => {
    const delivery = await findDelivery(platform.metadata, id)
    const subscription = delivery && (await findSubscription(platform.metadata, delivery.subscriptionId, null))
    const workspace = subscription && (await findWorkspace(platform.metadata, subscription.workspaceId))
    if (delivery === undefined || subscription === undefined || workspace === undefined) return cancelled('The subscription was deleted')
    if (delivery.isUnsubscribed) return cancelled('The recipient has unsubscribed')
    if (subscription.pausedAt !== null && delivery.cause === 'schedule') return cancelled('The subscription was paused')
    if ((subscription.channel === 'email') !== (delivery.recipientId !== null)) return cancelled('The subscription goes elsewhere now')
    const { period } = delivery
    const { document, paper } = subscription
    const run = JSON.stringify([subscription.id, document, paper, delivery.cause, delivery.plannedFor, period])
    const message = await messageOf(run, () => makeMessage(document, { platform, workspace, period, paper, signal }))
    if (message === undefined) return { status: 'failed', says: `Nothing here makes the document “${document}” any more` }
    return send(message, { platform, subscription, delivery, signal, answerMilliseconds })
  }
}

function cancelled(says: string): JobEnd {
  return { status: 'cancelled', says }
}

async function send(message: Message, errand: Errand): Promise<JobEnd> {
  const { platform, subscription, delivery, signal } = errand
  const secrets = openSecrets(platform.vault, subscription.id, subscription.sealed)
  const isTest = delivery.cause === 'test'
  if (subscription.channel === 'email') {
    const recipientId = delivery.recipientId ?? ''
    const token = unsubscribeToken(secrets, recipientId)
    const letter = { deliveryId: delivery.id, to: delivery.address ?? '', subscription: subscription.name, isTest, unsubscribeToken: token }
    return sendLetter(message, letter, { platform, signal })
  }
  const { isGone = false, ...end } = await postMessage(message, errand)
  if (isGone) await pauseSubscription(platform.metadata, subscription.id, { at: platform.now(), why: end.says })
  return end
}

function postMessage(message: Message, { platform, subscription, delivery, signal, answerMilliseconds }: Errand): Promise<PostEnd> {
  const { config, vault, now } = platform
  const secrets = openSecrets(vault, subscription.id, subscription.sealed)
  const ask = createOutgoing(config, { timeoutMilliseconds: answerMilliseconds })
  const isTest = delivery.cause === 'test'
  const url = secrets.url ?? ''
  if (subscription.channel === 'slack')
    return post(ask, { url, body: JSON.stringify(slackMessage(message, isTest)), headers: {}, signal, now })
  const envelope = { subscription, isTest, plannedFor: delivery.plannedFor.getTime(), from: delivery.period.from, to: delivery.period.to }
  const body = webhookBody(message, envelope)
  return post(ask, { url, body, headers: webhookHeaders(delivery.id, body, signingSecrets(secrets, now()), now()), signal, now })
}
