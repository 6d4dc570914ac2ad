import { randomUUID } from 'node:crypto'
import type { Queryable } from '../../platform/postgres/metadata.ts'
import type { Channel } from './contract.ts'
import type { Schedule } from './schedule.ts'

/** A subscription as the metadata store keeps it; its secrets are opened apart. */
export interface Subscription {
  readonly id: string
  readonly workspaceId: string
  readonly name: string
  readonly document: string
  readonly paper: 'A4' | 'Letter'
  readonly schedule: Schedule
  readonly channel: Channel
  readonly host: string
  readonly sealed: Buffer
  readonly pausedAt: Date | null
  readonly pausedWhy: string | null
  readonly timeZone: string
  readonly nextRunAt: Date
  readonly lastRunAt: Date | null
  readonly createdAt: Date
}

export interface Recipient {
  readonly id: string
  readonly subscriptionId: string
  readonly address: string
  readonly unsubscribedAt: Date | null
}

/** What a person decides about a subscription. */
export type SubscriptionInput = Pick<
  Subscription,
  'id' | 'workspaceId' | 'name' | 'document' | 'paper' | 'schedule' | 'channel' | 'host' | 'sealed' | 'timeZone'
> & { readonly nextRunAt: number }

interface Row {
  readonly id: string
  readonly workspace_id: string
  readonly name: string
  readonly document: string
  readonly paper: 'A4' | 'Letter'
  readonly schedule: Schedule
  readonly channel: Channel
  readonly host: string
  readonly secrets_sealed: Buffer
  readonly paused_at: Date | null
  readonly paused_why: string | null
  readonly time_zone: string
  readonly next_run_at: Date
  readonly last_run_at: Date | null
  readonly created_at: Date
}

const OF_WORKSPACE = 'SELECT * FROM subscriptions WHERE workspace_id = $1 ORDER BY created_at, id'
const ONE = 'SELECT * FROM subscriptions WHERE id = $1 AND ($2::text[] IS NULL OR workspace_id = ANY ($2::text[]))'
const DUE = `SELECT s.*, w.time_zone AS workspace_zone FROM subscriptions s JOIN workspaces w ON w.id = s.workspace_id
  WHERE s.paused_at IS NULL AND (s.next_run_at <= $1 OR s.time_zone <> w.time_zone OR s.next_run_at > $1::timestamptz
    + CASE s.schedule->>'every' WHEN 'day' THEN interval '3 days' WHEN 'week' THEN interval '9 days' ELSE interval '34 days' END)
  ORDER BY s.next_run_at LIMIT $2 FOR UPDATE OF s SKIP LOCKED`
const SAVE = `INSERT INTO subscriptions AS s (id, workspace_id, name, document, paper, schedule, channel, host, secrets_sealed, time_zone,
    next_run_at, created_at, changed_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $12)
  ON CONFLICT (id) DO UPDATE SET name = excluded.name, document = excluded.document, paper = excluded.paper, schedule = excluded.schedule,
    channel = excluded.channel, host = excluded.host, secrets_sealed = excluded.secrets_sealed, time_zone = excluded.time_zone,
    next_run_at = excluded.next_run_at, changed_at = excluded.changed_at`
const RECIPIENTS = `SELECT r.id::text AS id, r.subscription_id::text AS "subscriptionId", r.address, r.unsubscribed_at AS "unsubscribedAt"
  FROM subscription_recipients r WHERE r.subscription_id = ANY ($1::uuid[]) ORDER BY r.address`
const ADD_RECIPIENT = `INSERT INTO subscription_recipients (id, subscription_id, address, added_at) VALUES ($1, $2, $3, $4)
  ON CONFLICT (subscription_id, address) DO NOTHING`
const DROP_RECIPIENTS = `DELETE FROM subscription_recipients WHERE subscription_id = $1 AND address <> ALL ($2::text[]) AND unsubscribed_at IS NULL`
const PAUSE = 'UPDATE subscriptions SET paused_at = $2, paused_why = $3, next_run_at = coalesce($4, next_run_at) WHERE id = $1'
const PLANNED = `UPDATE subscriptions SET time_zone = $2, next_run_at = $3, last_run_at = coalesce($4, last_run_at) WHERE id = $1`
const RESEAL = 'UPDATE subscriptions SET secrets_sealed = $2, changed_at = $3 WHERE id = $1'
const REMOVE_JOBS = 'DELETE FROM jobs WHERE id IN (SELECT id FROM subscription_deliveries WHERE subscription_id = $1)'
const BY_RECIPIENT = `SELECT s.*, r.address, r.unsubscribed_at, w.name AS workspace
  FROM subscription_recipients r JOIN subscriptions s ON s.id = r.subscription_id JOIN workspaces w ON w.id = s.workspace_id WHERE r.id = $1`
const UNSUBSCRIBE = 'UPDATE subscription_recipients SET unsubscribed_at = coalesce(unsubscribed_at, $2) WHERE id = $1'

export async function listSubscriptions(metadata: Queryable, workspaceId: string): Promise<Subscription[]> {
  return (await metadata.query<Row>(OF_WORKSPACE, [workspaceId])).rows.map(toSubscription)
}

/** @param workspaceIds null for all of them. */
export async function findSubscription(
  metadata: Queryable,
  id: string,
  workspaceIds: readonly string[] | null,
): Promise<Subscription | undefined> {
  return (await metadata.query<Row>(ONE, [id, workspaceIds])).rows.map(toSubscription)[0]
}

/**
 * Subscriptions whose turn it is, whose workspace changed its time zone, or whose next run is further away than any can be: the clock was
 * ahead when it was reckoned. They are held until the transaction ends.
 */
export async function dueSubscriptions(
  connection: Queryable,
  now: number,
  limit: number,
): Promise<(Subscription & { readonly workspaceZone: string })[]> {
  const { rows } = await connection.query<Row & { workspace_zone: string }>(DUE, [iso(now), limit])
  return rows.map((row) => ({ ...toSubscription(row), workspaceZone: row.workspace_zone }))
}

/** Stores a subscription, and of its recipients those that are named; who unsubscribed stays so. */
export async function saveSubscription(
  connection: Queryable,
  { id, workspaceId, name, document, paper, schedule, channel, host, sealed, timeZone, nextRunAt }: SubscriptionInput,
  recipients: readonly string[],
  now: number,
): Promise<void> {
  const values = [
    id,
    workspaceId,
    name,
    document,
    paper,
    JSON.stringify(schedule),
    channel,
    host,
    sealed,
    timeZone,
    iso(nextRunAt),
    iso(now),
  ]
  await connection.query(SAVE, values)
  await connection.query(DROP_RECIPIENTS, [id, recipients])
  for (const address of recipients) await connection.query(ADD_RECIPIENT, [randomUUID(), id, address, iso(now)])
}

export async function recipientsOf(metadata: Queryable, subscriptionIds: readonly string[]): Promise<Recipient[]> {
  return (await metadata.query<Recipient>(RECIPIENTS, [subscriptionIds])).rows
}

/** @param at null goes on. @param why where Trill does it by itself. @param nextRunAt kept when null. */
export async function pauseSubscription(
  metadata: Queryable,
  id: string,
  { at, why = null, nextRunAt = null }: { readonly at: number | null; readonly why?: string | null; readonly nextRunAt?: number | null },
): Promise<void> {
  await metadata.query(PAUSE, [id, at === null ? null : iso(at), why, nextRunAt === null ? null : iso(nextRunAt)])
}

export async function notePlanned(
  connection: Queryable,
  id: string,
  { timeZone, nextRunAt, ranAt }: { readonly timeZone: string; readonly nextRunAt: number; readonly ranAt: number | null },
): Promise<void> {
  await connection.query(PLANNED, [id, timeZone, iso(nextRunAt), ranAt === null ? null : iso(ranAt)])
}

export async function replaceSecrets(metadata: Queryable, id: string, sealed: Buffer, now: number): Promise<void> {
  await metadata.query(RESEAL, [id, sealed, iso(now)])
}

/** With its recipients, deliveries and what waits of them. */
export async function removeSubscription(connection: Queryable, id: string): Promise<void> {
  await connection.query(REMOVE_JOBS, [id])
  await connection.query('DELETE FROM subscriptions WHERE id = $1', [id])
}

/** The subscription of a recipient. */
export async function findByRecipient(
  metadata: Queryable,
  recipientId: string,
): Promise<(Subscription & { readonly address: string; readonly unsubscribedAt: Date | null; readonly workspace: string }) | undefined> {
  const { rows } = await metadata.query<Row & { address: string; unsubscribed_at: Date | null; workspace: string }>(BY_RECIPIENT, [
    recipientId,
  ])
  return rows.map((row) => ({
    ...toSubscription(row),
    address: row.address,
    unsubscribedAt: row.unsubscribed_at,
    workspace: row.workspace,
  }))[0]
}

export async function unsubscribe(metadata: Queryable, recipientId: string, now: number): Promise<void> {
  await metadata.query(UNSUBSCRIBE, [recipientId, iso(now)])
}

function toSubscription(row: Row): Subscription {
  const { id, name, document, paper, schedule, channel, host } = row
  return {
    id,
    workspaceId: row.workspace_id,
    name,
    document,
    paper,
    schedule,
    channel,
    host,
    sealed: row.secrets_sealed,
    pausedAt: row.paused_at,
    pausedWhy: row.paused_why,
    timeZone: row.time_zone,
    nextRunAt: row.next_run_at,
    lastRunAt: row.last_run_at,
    createdAt: row.created_at,
  }
}

function iso(moment: number): string {
  return new Date(moment).toISOString()
}
