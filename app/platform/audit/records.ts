import type { AuditAction, AuditActor, AuditOutcome } from '@trill/contract/audit-actions'
import type { Queryable } from '../postgres/metadata.ts'

/** Which records are meant; what is absent does not matter. */
export interface RecordFilter {
  /** Null for all, with those that concern no single workspace. */
  readonly workspaceIds: readonly string[] | null
  readonly action?: AuditAction | undefined
  /** Kind of the actor, or their id. */
  readonly actor?: string | undefined
  readonly outcome?: AuditOutcome | undefined
  readonly from?: Date | undefined
  /** This moment is not included. */
  readonly to?: Date | undefined
  /** Part of an action, a name, an id or an address. */
  readonly search?: string | undefined
}

/** A record as it is shown. */
export interface AuditRecord {
  readonly sequence: number
  readonly at: string
  readonly workspaceId: string | null
  readonly actorKind: AuditActor
  readonly actorId: string
  /** What the person or the key is called now; null when they are gone. */
  readonly actorName: string | null
  readonly action: AuditAction
  readonly target: string
  readonly outcome: AuditOutcome
  readonly address: string
  readonly details: string
  readonly previousHash: Buffer
  readonly hash: Buffer
}

const EXPORT_PAGE = 1000
const RECORDS = `SELECT a.sequence, to_char(a.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS at,
    a.workspace_id AS "workspaceId", a.actor_kind AS "actorKind", a.actor_id AS "actorId",
    coalesce(nullif(p.name, ''), p.email, k.name, CASE WHEN p.owns_installation THEN 'Owner of the installation' END) AS "actorName", a.action, a.target, a.outcome, a.address, a.details,
    a.previous_hash AS "previousHash", a.hash
  FROM audit_log a
    LEFT JOIN people p ON a.actor_kind = 'user' AND p.id::text = a.actor_id
    LEFT JOIN api_keys k ON a.actor_kind = 'key' AND k.id::text = a.actor_id
  WHERE ($1::text[] IS NULL OR a.workspace_id = ANY ($1::text[]))
    AND ($2::text IS NULL OR a.action = $2)
    AND ($3::text IS NULL OR a.actor_kind = $3 OR a.actor_id = $3)
    AND ($4::text IS NULL OR a.outcome = $4)
    AND ($5::timestamptz IS NULL OR a.at >= $5)
    AND ($6::timestamptz IS NULL OR a.at < $6)
    AND ($7::text IS NULL
      OR strpos(lower(concat_ws(' ', replace(a.action, '_', ' '), a.action, p.name, p.email, k.name, a.actor_id, a.target, a.address)), lower($7)) > 0)`
const NEWEST = `${RECORDS} AND ($8::bigint IS NULL OR a.sequence < $8) ORDER BY a.sequence DESC LIMIT $9`
const OLDEST = `${RECORDS} AND a.sequence > $8 ORDER BY a.sequence LIMIT $9`

/** Records before a sequence, newest first. @param before not included; undefined begins with the newest. */
export async function newestRecords(
  metadata: Queryable,
  filter: RecordFilter,
  { before, limit }: { readonly before?: number | undefined; readonly limit: number },
): Promise<AuditRecord[]> {
  return (await metadata.query<AuditRecord>(NEWEST, [...valuesOf(filter), before, limit])).rows
}

/** Every record, oldest first, read in pages as they are asked for. */
export async function* everyRecord(metadata: Queryable, filter: RecordFilter): AsyncGenerator<AuditRecord> {
  for (let after = 0; ; ) {
    const { rows } = await metadata.query<AuditRecord>(OLDEST, [...valuesOf(filter), after, EXPORT_PAGE])
    yield* rows
    if (rows.length < EXPORT_PAGE) return
    after = rows.at(-1)?.sequence ?? after
  }
}

function valuesOf({ workspaceIds, action, actor, outcome, from, to, search }: RecordFilter): unknown[] {
  return [workspaceIds, action, actor, outcome, from, to, search]
}
