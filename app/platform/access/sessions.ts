import type { Queryable } from '../postgres/metadata.ts'
import { hashSecret, newSecret } from './secret.ts'

/** A session ends this long after it was last used. */
export const SESSION_MILLISECONDS = 30 * 24 * 3_600_000
/** A session in use is prolonged at most this often. */
const PROLONG_MILLISECONDS = 3_600_000

/** Begins a session and forgets those that have ended. @returns what the browser keeps; only its hash is stored. */
export async function beginSession(metadata: Queryable, now: number): Promise<string> {
  const token = newSecret()
  await metadata.query('DELETE FROM sessions WHERE expires_at < $1', [new Date(now)])
  await metadata.query('INSERT INTO sessions (id_hash, created_at, last_seen_at, expires_at) VALUES ($1, $2, $2, $3)', [
    hashSecret(token),
    new Date(now),
    new Date(now + SESSION_MILLISECONDS),
  ])
  return token
}

/** Undefined when there is no such session or it has ended; `prolonged` says that the browser must keep its token longer. */
export async function findSession(metadata: Queryable, token: string, now: number): Promise<{ prolonged: boolean } | undefined> {
  const hash = hashSecret(token)
  const sql = 'SELECT last_seen_at FROM sessions WHERE id_hash = $1 AND expires_at > $2'
  const { rows } = await metadata.query<{ last_seen_at: Date }>(sql, [hash, new Date(now)])
  if (rows[0] === undefined) return undefined
  if (now - rows[0].last_seen_at.getTime() < PROLONG_MILLISECONDS) return { prolonged: false }
  const prolong = 'UPDATE sessions SET last_seen_at = $2, expires_at = $3 WHERE id_hash = $1'
  await metadata.query(prolong, [hash, new Date(now), new Date(now + SESSION_MILLISECONDS)])
  return { prolonged: true }
}

export async function endSession(metadata: Queryable, token: string): Promise<void> {
  await metadata.query('DELETE FROM sessions WHERE id_hash = $1', [hashSecret(token)])
}
