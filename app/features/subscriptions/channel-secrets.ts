import { createHmac, randomBytes } from 'node:crypto'
import { sameSecret } from '../../platform/access/secret.ts'
import type { Vault } from '../../platform/secrets/vault.ts'

/** How long an earlier signing secret signs beside the present one; milliseconds. */
export const BOTH_SIGN_MILLISECONDS = 24 * 3_600_000
const SECRET_BYTES = 32
const PREFIX = 'whsec_'

/** What a subscription must not show: sealed when it is stored. */
export interface ChannelSecrets {
  /** Signs the links with which recipients unsubscribe. */
  readonly unsubscribeKey: string
  /** Of Slack and webhooks. */
  readonly url?: string
  /** Of webhooks, the present one first; an earlier one signs until its time is over. */
  readonly signing: readonly { readonly secret: string; readonly until: number | null }[]
}

export function newSecrets(channel: 'email' | 'slack' | 'webhook', url: string | undefined): ChannelSecrets {
  return {
    unsubscribeKey: randomBytes(SECRET_BYTES).toString('base64url'),
    ...(url !== undefined && { url }),
    signing: channel === 'webhook' ? [{ secret: newSigningSecret(), until: null }] : [],
  }
}

/** A new signing secret, beside which the one before signs for a day. */
export function rotated(secrets: ChannelSecrets, now: number): ChannelSecrets {
  const before = secrets.signing.slice(0, 1).map(({ secret }) => ({ secret, until: now + BOTH_SIGN_MILLISECONDS }))
  return { ...secrets, signing: [{ secret: newSigningSecret(), until: null }, ...before] }
}

/** Those that sign now. */
export function signingSecrets({ signing }: ChannelSecrets, now: number): string[] {
  return signing.filter(({ until }) => until === null || until > now).map(({ secret }) => secret)
}

/**
 * Headers of Standard Webhooks 1.0: HMAC-SHA256 over `id.timestamp.body`, in base64 after `v1,`, with every secret that signs.
 * @param now milliseconds since 1970.
 */
export function webhookHeaders(id: string, body: string, secrets: readonly string[], now: number): Record<string, string> {
  const timestamp = String(Math.floor(now / 1000))
  const signed = `${id}.${timestamp}.${body}`
  const signatures = secrets.map((secret) => `v1,${createHmac('sha256', keyOf(secret)).update(signed).digest('base64')}`)
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signatures.join(' ') }
}

/** What stands in the link with which a recipient unsubscribes: who, and a signature over it. */
export function unsubscribeToken({ unsubscribeKey }: Pick<ChannelSecrets, 'unsubscribeKey'>, recipientId: string): string {
  return `${recipientId}.${createHmac('sha256', unsubscribeKey).update(`unsubscribe ${recipientId}`).digest('base64url')}`
}

/** Whom a token says it is about; to be believed only when `isUnsubscribeToken`. */
export function recipientOf(token: string): string | undefined {
  return /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.[\w-]{43}$/.exec(token)?.[1]
}

export function isUnsubscribeToken(secrets: Pick<ChannelSecrets, 'unsubscribeKey'>, recipientId: string, token: string): boolean {
  return sameSecret(unsubscribeToken(secrets, recipientId), token)
}

export function sealSecrets(vault: Vault, subscriptionId: string, secrets: ChannelSecrets): Buffer {
  return vault.seal({ purpose: 'subscription', ownerId: subscriptionId }, Buffer.from(JSON.stringify(secrets)))
}

/** @throws SecretKeyMissing, or SealBroken. */
export function openSecrets(vault: Vault, subscriptionId: string, sealed: Uint8Array): ChannelSecrets {
  return JSON.parse(vault.open({ purpose: 'subscription', ownerId: subscriptionId }, sealed).toString()) as ChannelSecrets
}

function newSigningSecret(): string {
  return `${PREFIX}${randomBytes(SECRET_BYTES).toString('base64')}`
}

function keyOf(secret: string): Buffer {
  return Buffer.from(secret.slice(PREFIX.length), 'base64')
}
