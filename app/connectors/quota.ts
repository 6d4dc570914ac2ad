import type { Queryable } from '../platform/postgres/metadata.ts'

/** At most so many units within a calendar day of a time zone. */
export interface Quota {
  readonly units: number
  readonly timeZone: string
}

/** What is left of a day. */
export interface QuotaState {
  readonly used: number
  readonly units: number
  /** Seconds until the next day begins. */
  readonly secondsLeft: number
}

/** What was spent of each day’s units, over restarts and by all processes that share the metadata store. */
export interface Quotas {
  /** Spends units before a request is sent. @returns null when they are spent; the state when so many are not left. */
  spend(key: string, quota: Quota, units: number): Promise<QuotaState | null>
  state(key: string, quota: Quota): Promise<QuotaState>
  /** The platform says that nothing is left today. */
  exhaust(key: string, quota: Quota): Promise<void>
}

/** Days that are kept, for whoever looks back. */
const KEPT_DAYS = 35

const SPEND = `INSERT INTO connector_quotas AS q (limit_key, day, units)
  SELECT $1, ($2::timestamptz AT TIME ZONE $3)::date, $4::int WHERE $4::int <= $5::int
  ON CONFLICT (limit_key, day) DO UPDATE SET units = q.units + excluded.units WHERE q.units + excluded.units <= $5::int`
const STATE = `SELECT coalesce((SELECT units FROM connector_quotas WHERE limit_key = $1 AND day = ($2::timestamptz AT TIME ZONE $3)::date), 0) AS used,
  extract(epoch FROM (date_trunc('day', $2::timestamptz AT TIME ZONE $3) + interval '1 day') AT TIME ZONE $3 - $2::timestamptz)::float8 AS seconds_left`
const EXHAUST = `INSERT INTO connector_quotas AS q (limit_key, day, units) VALUES ($1, ($2::timestamptz AT TIME ZONE $3)::date, $4)
  ON CONFLICT (limit_key, day) DO UPDATE SET units = greatest(q.units, excluded.units)`
const FORGET = `DELETE FROM connector_quotas WHERE day < ($1::timestamptz AT TIME ZONE 'UTC')::date - $2::int`

/** Accounts in the metadata store. @param now milliseconds since 1970, UTC. */
export function createQuotas(metadata: Queryable, now: () => number): Quotas {
  const at = () => new Date(now()).toISOString()
  const state = async (key: string, { units, timeZone }: Quota) => {
    const { rows } = await metadata.query<{ used: number; seconds_left: number }>(STATE, [key, at(), timeZone])
    return { used: rows[0]?.used ?? 0, units, secondsLeft: Math.max(1, Math.ceil(rows[0]?.seconds_left ?? 1)) }
  }
  return {
    spend: async (key, quota, units) => {
      const { rowCount } = await metadata.query(SPEND, [key, at(), quota.timeZone, units, quota.units])
      return rowCount === 0 ? state(key, quota) : null
    },
    state,
    exhaust: async (key, quota) => {
      await metadata.query(EXHAUST, [key, at(), quota.timeZone, quota.units])
    },
  }
}

/** Deletes what is no longer looked at. */
export async function forgetOldQuotas(metadata: Queryable, now: number): Promise<void> {
  await metadata.query(FORGET, [new Date(now).toISOString(), KEPT_DAYS])
}
