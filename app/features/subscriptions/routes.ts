import type { FastifyInstance, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { findWorkspace, type Workspace } from '../../platform/access/workspaces.ts'
import { reachOf } from '../../platform/http/access.ts'
import { noteAudit } from '../../platform/http/audit-note.ts'
import { Problem } from '../../platform/http/problem.ts'
import { typed } from '../../platform/http/type-provider.ts'
import type { Platform } from '../../platform/platform.ts'
import { readableWorkspace } from '../../platform/query/selection.ts'
import { type Changed, changeSubscription } from './change-subscription.ts'
import { openSecrets, rotated, sealSecrets } from './channel-secrets.ts'
import {
  ChangedSubscription,
  DeliveriesResponse,
  PauseBody,
  SubscriptionBody,
  SubscriptionParams,
  SubscriptionState,
  SubscriptionsQuery,
  SubscriptionsResponse,
  TestSent,
} from './contract.ts'
import { deliveryRunnerOf } from './delivery-runner.ts'
import { addDeliveries, deliveryLog } from './delivery-store.ts'
import { nextRun, periodOfRun } from './schedule.ts'
import { statesOf, subscriptionsOf } from './subscription-state.ts'
import {
  findSubscription,
  pauseSubscription,
  recipientsOf,
  removeSubscription,
  replaceSecrets,
  type Subscription,
} from './subscription-store.ts'
import { unsubscribeRoutes } from './unsubscribe.ts'

const config = { permission: 'manage_subscriptions' } as const
const tags = ['subscriptions']
const ONE = '/v1/subscriptions/:id'
/** Connections to a mail server that a test opens at a time. */
const TESTS_AT_ONCE = 4

export function subscriptionRoutes(server: FastifyInstance, platform: Platform): void {
  const http = typed(server)
  const list = {
    tags,
    summary: 'Subscriptions, when each is due and how its latest delivery stands',
    querystring: SubscriptionsQuery,
    response: { 200: SubscriptionsResponse },
  }
  http.get('/v1/subscriptions', { config, schema: list }, async (request) =>
    subscriptionsOf(await readableWorkspace(request, request.query.workspace_id, platform), platform),
  )
  const log = {
    tags,
    summary: 'Deliveries of a subscription with every attempt',
    params: SubscriptionParams,
    response: { 200: DeliveriesResponse },
  }
  http.get(`${ONE}/deliveries`, { config, schema: log }, async (request) => {
    const { subscription } = await found(request, request.params.id, platform)
    return { deliveries: await deliveryLog(platform.metadata, subscription.id) }
  })
  offerChanging(server, platform)
  offerSending(server, platform)
  unsubscribeRoutes(server, platform)
}

function offerChanging(server: FastifyInstance, platform: Platform): void {
  const http = typed(server)
  const add = {
    tags,
    summary: 'Subscribes people, a Slack channel or a webhook to a report',
    body: SubscriptionBody,
    response: { 201: ChangedSubscription },
  }
  http.post('/v1/subscriptions', { config: { ...config, audit: 'subscription_change' }, schema: add }, async (request, reply) => {
    const { workspace_id, ...asked } = request.body
    const workspace = await readableWorkspace(request, workspace_id, platform)
    const changed = await changeSubscription(asked, { workspace, platform })
    return reply.code(201).send(await noted(request, changed, platform))
  })

  const change = {
    tags,
    summary: 'Changes a subscription',
    params: SubscriptionParams,
    body: SubscriptionBody,
    response: { 200: ChangedSubscription },
  }
  http.put(ONE, { config: { ...config, audit: 'subscription_change' }, schema: change }, async (request) => {
    const { workspace_id, ...asked } = request.body
    const { subscription: before, workspace } = await found(request, request.params.id, platform)
    if ((workspace_id ?? workspace.id) !== workspace.id) throw new Problem('invalid_request', 'workspace_id cannot be changed')
    return noted(request, await changeSubscription(asked, { workspace, before, platform }), platform)
  })

  const pause = {
    tags,
    summary: 'Pauses a subscription, or goes on with it',
    params: SubscriptionParams,
    body: PauseBody,
    response: { 200: SubscriptionState },
  }
  http.post(`${ONE}/pause`, { config: { ...config, audit: 'subscription_pause' }, schema: pause }, async (request) => {
    const { subscription, workspace } = await found(request, request.params.id, platform)
    const { paused } = request.body
    const now = platform.now()
    const nextRunAt = paused ? null : nextRun(subscription.schedule, workspace.time_zone, now)
    await pauseSubscription(platform.metadata, subscription.id, { at: paused ? now : null, nextRunAt })
    noteAudit(request, { details: { paused } })
    return shown(subscription, platform)
  })

  const remove = {
    tags,
    summary: 'Deletes a subscription, what waits of it, and its log',
    params: SubscriptionParams,
    response: { 204: Type.Null() },
  }
  http.delete(ONE, { config: { ...config, audit: 'subscription_remove' }, schema: remove }, async (request, reply) => {
    const { subscription } = await found(request, request.params.id, platform)
    await platform.metadata.transaction((connection) => removeSubscription(connection, subscription.id))
    return reply.code(204).send(null)
  })
}

function offerSending(server: FastifyInstance, platform: Platform): void {
  const http = typed(server)
  const test = {
    tags,
    summary: 'Sends a subscription now, marked as a test, and says what came of it',
    params: SubscriptionParams,
    response: { 200: TestSent },
  }
  http.post(`${ONE}/test`, { config: { ...config, audit: 'subscription_test' }, schema: test }, async (request) => {
    const { subscription, workspace } = await found(request, request.params.id, platform)
    const now = platform.now()
    const period = periodOfRun(subscription.schedule, workspace.time_zone, now)
    const ids = await platform.metadata.transaction(async (connection) =>
      addDeliveries(connection, subscription, await recipientsOf(connection, [subscription.id]), {
        cause: 'test',
        plannedFor: now,
        period,
        now,
      }),
    )
    if (ids.length === 0) throw new Problem('conflict', 'Everybody who got this has unsubscribed')
    const runner = deliveryRunnerOf(platform)
    for (let first = 0; first < ids.length; first += TESTS_AT_ONCE)
      await Promise.all(ids.slice(first, first + TESTS_AT_ONCE).map((id) => runner.runNow(id)))
    const deliveries = await deliveryLog(platform.metadata, subscription.id, ids)
    noteAudit(request, { details: { messages: ids.length, taken: deliveries.filter(({ status }) => status === 'done').length } })
    return { deliveries }
  })

  const rotate = {
    tags,
    summary: 'Changes the secret that signs a webhook; the one before signs beside it for a day',
    params: SubscriptionParams,
    response: { 200: ChangedSubscription },
  }
  http.post(`${ONE}/secret`, { config: { ...config, audit: 'subscription_secret_rotate' }, schema: rotate }, async (request) => {
    const { subscription } = await found(request, request.params.id, platform)
    if (subscription.channel !== 'webhook') throw new Problem('conflict', 'Only webhooks are signed')
    const { vault, metadata, now } = platform
    const secrets = rotated(openSecrets(vault, subscription.id, subscription.sealed), now())
    await replaceSecrets(metadata, subscription.id, sealSecrets(vault, subscription.id, secrets), now())
    return { subscription: await shown(subscription, platform), signing_secret: secrets.signing[0]?.secret ?? null }
  })
}

/** @throws Problem not_found, also for subscriptions of workspaces that are closed to the caller. */
async function found(
  request: FastifyRequest,
  id: string,
  { metadata }: Platform,
): Promise<{ subscription: Subscription; workspace: Workspace }> {
  const subscription = await findSubscription(metadata, id, reachOf(request))
  const workspace = subscription && (await findWorkspace(metadata, subscription.workspaceId))
  if (subscription === undefined || workspace === undefined) throw new Problem('not_found', 'There is no subscription of that id')
  noteAudit(request, { workspaceId: workspace.id, target: id })
  return { subscription, workspace }
}

async function noted(request: FastifyRequest, { subscription, signingSecret }: Changed, platform: Platform): Promise<ChangedSubscription> {
  const { id, workspaceId, channel, document, schedule } = subscription
  const state = await shown(subscription, platform)
  const details = { channel, document, every: schedule.every, recipients: state.recipients.length }
  noteAudit(request, { workspaceId, target: id, details })
  return { subscription: state, signing_secret: signingSecret }
}

async function shown({ id }: Subscription, platform: Platform): Promise<SubscriptionState> {
  const subscription = await findSubscription(platform.metadata, id, null)
  const [state] = subscription === undefined ? [] : await statesOf([subscription], platform)
  if (state === undefined) throw new Problem('not_found', 'The subscription was deleted meanwhile')
  return state
}
