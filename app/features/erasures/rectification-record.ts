import type { Platform } from '../../platform/platform.ts'
import type { Metadata } from '../../platform/postgres/metadata.ts'
import type { Rectification } from './contract.ts'

interface Row {
  readonly id: string
  readonly workspace_id: string
  readonly state: Rectification['state']
  readonly field: Rectification['field']
  readonly identifier_count: number
  readonly requested_at: Date
  readonly due_at: Date
  readonly finished_at: Date | null
  readonly rows_before: number | string
  readonly rows_after: number | string | null
  readonly trouble: string
}

export async function addRectification(
  { metadata, now }: Platform,
  { id, workspaceId, field, identifiers, rows }: { id: string; workspaceId: string; field: string; identifiers: number; rows: number },
): Promise<void> {
  await metadata.query(
    `INSERT INTO person_rectifications (id, workspace_id, state, field, identifier_count, requested_at, due_at, rows_before)
     VALUES ($1, $2, 'rectifying', $3, $4, $5, $5::timestamptz + interval '1 month', $6)`,
    [id, workspaceId, field, identifiers, new Date(now()).toISOString(), rows],
  )
}

export async function finishRectification({ metadata, now }: Platform, id: string, rowsAfter: number): Promise<Rectification> {
  const { rows } = await metadata.query<Row>(
    "UPDATE person_rectifications SET state = 'done', rows_after = $2, finished_at = $3 WHERE id = $1 RETURNING *",
    [id, rowsAfter, new Date(now()).toISOString()],
  )
  return shown(rows[0] as Row)
}

/** A correction that a crash broke off changed nothing or everything: whoever asked is told to look and ask again. */
export async function failBrokenOff({ metadata }: Platform): Promise<void> {
  const trouble = 'The server stopped while it was corrected; ask for the correction again'
  await metadata.query("UPDATE person_rectifications SET state = 'failed', trouble = $1 WHERE state = 'rectifying'", [trouble])
}

export async function listRectifications(metadata: Metadata, workspaceId: string, limit: number): Promise<Rectification[]> {
  const sql = 'SELECT * FROM person_rectifications WHERE workspace_id = $1 ORDER BY requested_at DESC, id LIMIT $2'
  return (await metadata.query<Row>(sql, [workspaceId, limit])).rows.map(shown)
}

function shown(row: Row): Rectification {
  return {
    id: row.id,
    workspace_id: row.workspace_id,
    state: row.state,
    field: row.field,
    identifiers: row.identifier_count,
    requested_at: row.requested_at.toISOString(),
    due_at: row.due_at.toISOString(),
    finished_at: row.finished_at?.toISOString() ?? null,
    rows_before: Number(row.rows_before),
    rows_after: row.rows_after === null ? null : Number(row.rows_after),
    trouble: row.trouble,
  }
}
