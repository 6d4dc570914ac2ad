import { type Static, Type } from 'typebox'
import type { Queryable } from '../postgres/metadata.ts'

export const WORKSPACE_ID_PATTERN = '^[a-z0-9][a-z0-9-]{0,62}$'

export const Workspace = Type.Object({
  id: Type.String({ pattern: WORKSPACE_ID_PATTERN, description: 'Short name in addresses: lower case letters, digits and hyphens.' }),
  name: Type.String(),
  time_zone: Type.String({ description: 'IANA name; days and hours are this zone’s.' }),
  provenance: Type.Union([Type.Literal('measured'), Type.Literal('simulated')], {
    description: 'Simulated data is made by Trill, to try it out.',
  }),
  created_at: Type.String({ format: 'date-time' }),
})
export type Workspace = Static<typeof Workspace>

const COLUMNS = 'id, name, time_zone, provenance, created_at'

type Row = Omit<Workspace, 'created_at'> & { created_at: Date }

/** Every workspace, or some of them, oldest first. */
export async function listWorkspaces(metadata: Queryable, only: readonly string[] | null = null): Promise<Workspace[]> {
  const sql = `SELECT ${COLUMNS} FROM workspaces WHERE $1::text[] IS NULL OR id = ANY ($1::text[]) ORDER BY created_at, id`
  return (await metadata.query<Row>(sql, [only])).rows.map(toWorkspace)
}

export async function findWorkspace(metadata: Queryable, id: string): Promise<Workspace | undefined> {
  return (await listWorkspaces(metadata, [id]))[0]
}

/** @throws QueryFailed with `UNIQUE_VIOLATION` when there is one of that id. */
export async function addWorkspace(metadata: Queryable, { id, name, time_zone, provenance, created_at }: Workspace): Promise<void> {
  const sql = `INSERT INTO workspaces (${COLUMNS}) VALUES ($1, $2, $3, $4, $5)`
  await metadata.query(sql, [id, name, time_zone, provenance, created_at])
}

function toWorkspace({ created_at, ...row }: Row): Workspace {
  return { ...row, created_at: created_at.toISOString() }
}
