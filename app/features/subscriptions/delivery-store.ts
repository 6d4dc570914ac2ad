import { randomUUID } from 'node:crypto'
import { addJob } from '../../platform/jobs/job-table.ts'
import type { Queryable } from '../../platform/postgres/metadata.ts'
import type { DeliveryState } from './contract.ts'
import type { RunPeriod } from './schedule.ts'
import type { Recipient, Subscription } from './subscription-store.ts'

/** Kind of the jobs that send. */
export const DELIVERY = 'subscription_delivery'
/** Tries of one message, over about ten hours. */
export const ATTEMPTS_MAX = 8
const LOG_MAX = 100
/** A test is sent by whoever asks for it; left behind by them, it is sent when so much time is over. */
const TEST_MILLISECONDS = 120_000

/** What is sent to whom. */
export interface Delivery {
  readonly id: string
  readonly subscriptionId: string
  readonly recipientId: string | null
  readonly address: string | null
  readonly isUnsubscribed: boolean
  readonly cause: 'schedule' | 'test'
  readonly plannedFor: Date
  readonly period: RunPeriod
}

interface LogRow {
  readonly id: string
  readonly cause: DeliveryState['cause']
  readonly recipient: string | null
  readonly planned_for: Date
  readonly status: DeliveryState['status']
  readonly due_at: Date
  readonly attempts: DeliveryState['attempts']
}

const PLANNED = `SELECT recipient_id::text AS "recipientId" FROM subscription_deliveries
  WHERE subscription_id = $1 AND planned_for = $2 AND cause = 'schedule'`
const INSERT =
  'INSERT INTO subscription_deliveries (id, subscription_id, recipient_id, cause, planned_for, period) VALUES ($1, $2, $3, $4, $5, $6)'
const ONE = `SELECT d.id::text AS id, d.subscription_id::text AS "subscriptionId", d.recipient_id::text AS "recipientId", r.address,
    r.unsubscribed_at IS NOT NULL AS "isUnsubscribed", d.cause, d.planned_for AS "plannedFor", d.period
  FROM subscription_deliveries d LEFT JOIN subscription_recipients r ON r.id = d.recipient_id WHERE d.id = $1`
const LOG = `SELECT d.id::text AS id, d.cause, r.address AS recipient, d.planned_for, j.status, j.due_at,
    coalesce((SELECT jsonb_agg(jsonb_build_object('attempt', a.attempt,
        'started_at', to_char(a.started_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
        'finished_at', to_char(a.finished_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
        'outcome', a.outcome, 'says', a.says) ORDER BY a.attempt)
      FROM job_attempts a WHERE a.job_id = d.id), '[]') AS attempts
  FROM subscription_deliveries d JOIN jobs j ON j.id = d.id LEFT JOIN subscription_recipients r ON r.id = d.recipient_id
  WHERE d.subscription_id = $1 AND ($2::uuid[] IS NULL OR d.id = ANY ($2::uuid[]))
  ORDER BY j.created_at DESC, r.address, d.id LIMIT $3`
const LATEST = `SELECT DISTINCT ON (d.subscription_id) d.subscription_id::text AS id, j.status
  FROM subscription_deliveries d JOIN jobs j ON j.id = d.id WHERE d.subscription_id = ANY ($1::uuid[]) AND d.cause = 'schedule'
  ORDER BY d.subscription_id, d.planned_for DESC, array_position(ARRAY['failed', 'waiting', 'running', 'cancelled', 'done'], j.status)`

/**
 * Plans a message to each recipient, or one to the channel, unless it was planned before: a clock that was put back comes by a run twice.
 * @param connection within a transaction that holds the subscription.
 * @returns the ids of their jobs.
 */
export async function addDeliveries(
  connection: Queryable,
  { id, workspaceId, channel }: Pick<Subscription, 'id' | 'workspaceId' | 'channel'>,
  recipients: readonly Recipient[],
  { cause, plannedFor, period, now }: Pick<Delivery, 'cause' | 'period'> & { readonly plannedFor: number; readonly now: number },
): Promise<string[]> {
  const isTest = cause === 'test'
  const at = new Date(plannedFor).toISOString()
  const planned = isTest ? [] : (await connection.query<Pick<Delivery, 'recipientId'>>(PLANNED, [id, at])).rows
  const to = channel === 'email' ? recipients.filter(({ unsubscribedAt }) => unsubscribedAt === null).map((one) => one.id) : [null]
  const ids: string[] = []
  for (const recipientId of to.filter((one) => planned.every((known) => known.recipientId !== one))) {
    const jobId = randomUUID()
    await addJob(
      connection,
      { id: jobId, kind: DELIVERY, workspaceId, dueAt: isTest ? now + TEST_MILLISECONDS : now, attemptsMax: isTest ? 1 : ATTEMPTS_MAX },
      now,
    )
    await connection.query(INSERT, [jobId, id, recipientId, cause, at, JSON.stringify(period)])
    ids.push(jobId)
  }
  return ids
}

export async function findDelivery(metadata: Queryable, id: string): Promise<Delivery | undefined> {
  return (await metadata.query<Delivery>(ONE, [id])).rows[0]
}

/** The log of a subscription, the newest first. @param ids of all where it is null. */
export async function deliveryLog(
  metadata: Queryable,
  subscriptionId: string,
  ids: readonly string[] | null = null,
): Promise<DeliveryState[]> {
  const { rows } = await metadata.query<LogRow>(LOG, [subscriptionId, ids, LOG_MAX])
  return rows.map(({ planned_for, due_at, ...row }) => ({
    ...row,
    planned_for: planned_for.toISOString(),
    next_try_at: row.status === 'waiting' ? due_at.toISOString() : null,
  }))
}

/** How the latest run of each subscription stands: of several recipients, that with whom it went worst. */
export async function latestStatuses(metadata: Queryable, subscriptionIds: readonly string[]): Promise<Map<string, string>> {
  const { rows } = await metadata.query<{ id: string; status: string }>(LATEST, [subscriptionIds])
  return new Map(rows.map(({ id, status }) => [id, status]))
}
