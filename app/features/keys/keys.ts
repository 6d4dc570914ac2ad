import { randomUUID } from 'node:crypto'
import type { KeyScope } from '@trill/contract/permissions'
import { newKey } from '../../platform/access/api-key.ts'
import type { Queryable } from '../../platform/postgres/metadata.ts'
import type { CreatedKey, Key } from './contract.ts'

interface NewKey {
  readonly name: string
  readonly scope: KeyScope
  readonly workspaceId: string
  /** Never when absent. */
  readonly expiresAt?: Date | undefined
  /** Milliseconds since 1970, UTC. */
  readonly now: number
}

type Row = Omit<Key, 'created_at' | 'last_used_at' | 'expires_at' | 'revoked_at'> & {
  created_at: Date
  last_used_at: Date | null
  expires_at: Date | null
  revoked_at: Date | null
}

/** Makes a key and stores its hash. @throws QueryFailed with code 23503 when there is no such workspace. */
export async function createKey(metadata: Queryable, { name, scope, workspaceId, expiresAt, now }: NewKey): Promise<CreatedKey> {
  const { key, prefix, hash } = newKey(scope)
  const id = randomUUID()
  const sql = `INSERT INTO api_keys (id, workspace_id, name, scope, prefix, hash, created_at, expires_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`
  await metadata.query(sql, [id, workspaceId, name, scope, prefix, hash, new Date(now), expiresAt])
  const times = {
    created_at: new Date(now).toISOString(),
    last_used_at: null,
    expires_at: expiresAt?.toISOString() ?? null,
    revoked_at: null,
  }
  return { id, name, scope, workspace_id: workspaceId, prefix, ...times, key }
}

/** Keys of some workspaces or of all, oldest first, revoked ones included. */
export async function listKeys(metadata: Queryable, workspaceIds: readonly string[] | null = null): Promise<Key[]> {
  const sql = `SELECT id, name, scope, workspace_id, prefix, created_at, last_used_at, expires_at, revoked_at
    FROM api_keys WHERE $1::text[] IS NULL OR workspace_id = ANY ($1::text[]) ORDER BY created_at, id`
  return (await metadata.query<Row>(sql, [workspaceIds])).rows.map(toKey)
}

/**
 * A key revoked before keeps its time.
 * @returns its workspace; undefined when there is no such key, in those workspaces if some are given.
 */
export async function revokeKey(
  metadata: Queryable,
  id: string,
  now: number,
  workspaceIds: readonly string[] | null = null,
): Promise<string | undefined> {
  const sql = `UPDATE api_keys SET revoked_at = coalesce(revoked_at, $2)
    WHERE id = $1 AND ($3::text[] IS NULL OR workspace_id = ANY ($3::text[])) RETURNING workspace_id`
  return (await metadata.query<{ workspace_id: string }>(sql, [id, new Date(now), workspaceIds])).rows[0]?.workspace_id
}

function toKey({ created_at, last_used_at, expires_at, revoked_at, ...row }: Row): Key {
  return {
    ...row,
    created_at: created_at.toISOString(),
    last_used_at: last_used_at?.toISOString() ?? null,
    expires_at: expires_at?.toISOString() ?? null,
    revoked_at: revoked_at?.toISOString() ?? null,
  }
}
