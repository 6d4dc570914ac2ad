import { randomUUID } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import { emailAddress } from '../../platform/access/people.ts'
import type { Workspace } from '../../platform/access/workspaces.ts'
import { Problem } from '../../platform/http/problem.ts'
import { canSendMail } from '../../platform/mail/mail.ts'
import { isMailAddress } from '../../platform/mail/mail-address.ts'
import type { Platform } from '../../platform/platform.ts'
import { type ChannelSecrets, newSecrets, openSecrets, sealSecrets } from './channel-secrets.ts'
import { SUBSCRIPTIONS_MAX, type SubscriptionBody, type Target } from './contract.ts'
import { DIGEST } from './digest.ts'
import { nextRun, type Schedule } from './schedule.ts'
import { findSubscription, listSubscriptions, recipientsOf, type Subscription, saveSubscription } from './subscription-store.ts'

type Asked = Omit<SubscriptionBody, 'workspace_id'>

/** A subscription as it was stored, and the secret of a webhook if it is new. */
export interface Changed {
  readonly subscription: Subscription
  readonly signingSecret: string | null
}

/**
 * Stores a subscription, new or changed.
 * @param before what is changed; undefined for a new one.
 * @throws Problem email_not_set_up, invalid_request or conflict.
 */
export async function changeSubscription(
  asked: Asked,
  {
    workspace,
    before,
    platform,
  }: { readonly workspace: Workspace; readonly before?: Subscription | undefined; readonly platform: Platform },
): Promise<Changed> {
  const { config, documents, metadata, vault, now } = platform
  if (asked.document !== DIGEST.id && documents.find(asked.document) === undefined)
    throw new Problem('invalid_request', `document ${JSON.stringify(asked.document)} is none that can be made here`)
  if (asked.target.channel === 'email' && !canSendMail(config)) throw new Problem('email_not_set_up', 'TRILL_SMTP_URL is empty')
  const id = before?.id ?? randomUUID()
  const secrets = secretsFor(asked.target, before, platform)
  const recipients = await recipientsFor(asked.target, before, platform)
  const { name, document, paper = 'A4', schedule } = asked
  const subscription = {
    id,
    workspaceId: workspace.id,
    name: name.trim(),
    document,
    paper,
    schedule,
    channel: asked.target.channel,
    host: secrets.url === undefined ? '' : new URL(secrets.url).host,
    sealed: sealSecrets(vault, id, secrets),
    timeZone: workspace.time_zone,
    nextRunAt: nextRunOf(schedule, { workspace, before, now: now() }),
  }
  await metadata.transaction(async (connection) => {
    await connection.query('SELECT id FROM workspaces WHERE id = $1 FOR UPDATE', [workspace.id])
    if (before === undefined && (await listSubscriptions(connection, workspace.id)).length >= SUBSCRIPTIONS_MAX)
      throw new Problem('conflict', `This workspace has ${SUBSCRIPTIONS_MAX} subscriptions, and may have no more`)
    await saveSubscription(connection, subscription, recipients, now())
  })
  const stored = (await findSubscription(metadata, id, [workspace.id])) as Subscription
  const isNewSecret = before?.channel !== 'webhook' && asked.target.channel === 'webhook'
  return { subscription: stored, signingSecret: isNewSecret ? (secrets.signing[0]?.secret ?? null) : null }
}

/** A change of something else leaves a run that is due now as it is. */
function nextRunOf(
  schedule: Schedule,
  { workspace, before, now }: { readonly workspace: Workspace; readonly before: Subscription | undefined; readonly now: number },
): number {
  const isSame = before !== undefined && before.timeZone === workspace.time_zone && isDeepStrictEqual(before.schedule, schedule)
  return isSame ? before.nextRunAt.getTime() : nextRun(schedule, workspace.time_zone, now)
}

/** Those that are stored, unless the channel is another. */
function secretsFor(target: Target, before: Subscription | undefined, { vault }: Pick<Platform, 'vault'>): ChannelSecrets {
  const url = target.channel === 'email' ? undefined : target.url
  if (url !== undefined) requireAddress(url)
  if (before?.channel === target.channel) {
    const kept = openSecrets(vault, before.id, before.sealed)
    return url === undefined ? kept : { ...kept, url }
  }
  if (target.channel !== 'email' && url === undefined) throw new Problem('invalid_request', 'target.url is required: say where to post it')
  return newSecrets(target.channel, url)
}

/** Whether it may be reached is judged when it is. */
function requireAddress(url: string): void {
  const address = URL.canParse(url) ? new URL(url) : undefined
  if (address === undefined || !['https:', 'http:'].includes(address.protocol))
    throw new Problem('invalid_request', 'target.url must be an address that begins with https://')
  if (address.username !== '' || address.password !== '')
    throw new Problem('invalid_request', 'target.url must hold no user name or password')
}

async function recipientsFor(
  target: Target,
  before: Subscription | undefined,
  { metadata }: Pick<Platform, 'metadata'>,
): Promise<string[]> {
  if (target.channel !== 'email') return []
  const addresses = target.recipients.map((text) => emailAddress(text) ?? '')
  const wrong = addresses.findIndex((address) => !isMailAddress(address))
  if (wrong >= 0) throw new Problem('invalid_request', `target.recipients[${wrong}] is not a plain e-mail address`)
  const known = before === undefined ? [] : await recipientsOf(metadata, [before.id])
  const gone = addresses.findIndex((address) => known.some((one) => one.address === address && one.unsubscribedAt !== null))
  if (gone >= 0) throw new Problem('invalid_request', `target.recipients[${gone}] has unsubscribed from this; nobody else can undo that`)
  return [...new Set(addresses)]
}
