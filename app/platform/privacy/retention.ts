import { DEFAULT_RETENTION, type RetentionClass, type RetentionDays, retentionDays } from '@trill/contract/retention'
import type { Queryable } from '../postgres/metadata.ts'

/** How long each workspace keeps what. */
export interface Retention {
  of(workspaceId: string): RetentionDays
  /** Holds from the next event on; what is stored is brought into line by the feature that asked. */
  change(workspaceId: string, change: RetentionChange): Promise<void>
}

export interface RetentionChange {
  /** The classes to change. */
  readonly days: Readonly<Partial<Record<RetentionClass, number>>>
  /** Why, where it is longer than the default. */
  readonly basis: string
  /** Milliseconds since 1970, UTC. */
  readonly now: number
}

interface Row {
  readonly workspace_id: string
  readonly class: RetentionClass
  readonly days: number
}

/** Reads what the workspaces chose. */
export async function openRetention(metadata: Queryable): Promise<Retention> {
  const { rows } = await metadata.query<Row>('SELECT workspace_id, class, days FROM retention_policies')
  const chosen = new Map<string, Partial<Record<RetentionClass, number>>>()
  for (const { workspace_id, class: name, days } of rows) chosen.set(workspace_id, { ...chosen.get(workspace_id), [name]: days })
  const whole = new Map([...chosen].map(([workspaceId, days]) => [workspaceId, retentionDays(days)]))
  return {
    of: (workspaceId) => whole.get(workspaceId) ?? DEFAULT_RETENTION,
    async change(workspaceId, change) {
      const before = whole.get(workspaceId) ?? DEFAULT_RETENTION
      const all = { ...chosen.get(workspaceId), ...change.days }
      for (const [name, days] of Object.entries(change.days)) {
        const values = [workspaceId, name, days, before[name as RetentionClass], change.basis, new Date(change.now).toISOString()]
        await metadata.query(CHANGE, values)
      }
      chosen.set(workspaceId, all)
      whole.set(workspaceId, retentionDays(all))
    },
  }
}

/** Until a change is applied to what is stored, it stands beside the days before the first of them. */
const CHANGE = `INSERT INTO retention_policies (workspace_id, class, days, days_before, basis, changed_at) VALUES ($1, $2, $3, $4, $5, $6)
  ON CONFLICT (workspace_id, class) DO UPDATE SET days = excluded.days, basis = excluded.basis, changed_at = excluded.changed_at,
    days_before = CASE WHEN retention_policies.applied_at IS NULL THEN retention_policies.days_before ELSE excluded.days_before END,
    applied_at = NULL`
