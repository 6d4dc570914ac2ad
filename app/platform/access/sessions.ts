import { randomUUID } from 'node:crypto'
import type { Queryable } from '../postgres/metadata.ts'
import { PERSON_COLUMNS, type Person } from './people.ts'
import { hashSecret, newSecret } from './secret.ts'

const HOUR = 3_600_000
/** A session ends this long after it was last used, */
export const SESSION_MILLISECONDS = 30 * 24 * HOUR
/** and this long after it began, however much it is used. */
const LIFE_MILLISECONDS = 90 * 24 * HOUR
/** A session in use gets a new token, and is prolonged, this often. */
const ROTATE_MILLISECONDS = HOUR
/** How long a replaced token still opens, for requests that were under way; and how soon a token that never arrived is given again. */
const OVERLAP_MILLISECONDS = 60_000
const AGENT_MAX_LENGTH = 300

interface NewSession {
  readonly personId: string
  /** How the person proved who they are: `link`, `password` or the name of a provider. */
  readonly method: string
  /** The browser, in its own words. */
  readonly agent?: string | undefined
  /** Milliseconds since 1970, UTC. */
  readonly now: number
}

/** A session that opens, whose it is, and the token that the browser must keep from now on, if it is a new one. */
export interface FoundSession {
  readonly id: string
  readonly method: string
  readonly person: Person
  readonly newToken: string | undefined
}

/** Begins a session and forgets those that have ended. @returns what the browser keeps; only its hash is stored. */
export async function beginSession(metadata: Queryable, { personId, method, agent = '', now }: NewSession): Promise<string> {
  const token = newSecret()
  const at = new Date(now)
  await metadata.query('DELETE FROM sessions WHERE expires_at < $1', [at])
  const sql = `INSERT INTO sessions (id, person_id, hash, rotated_at, method, agent, created_at, last_seen_at, expires_at)
    VALUES ($1, $2, $3, $4, $5, $6, $4, $4, $7)`
  const expires = new Date(now + SESSION_MILLISECONDS)
  await metadata.query(sql, [randomUUID(), personId, hashSecret(token), at, method, agent.slice(0, AGENT_MAX_LENGTH), expires])
  return token
}

interface Row extends Person {
  readonly sessionId: string
  readonly method: string
  readonly token: 'current' | 'next' | 'previous'
  readonly rotatedAt: Date
}

const FIND = `SELECT s.id AS "sessionId", s.method AS "method", s.rotated_at AS "rotatedAt",
    CASE $1::bytea WHEN s.hash THEN 'current' WHEN s.next_hash THEN 'next' ELSE 'previous' END AS "token", ${PERSON_COLUMNS}
  FROM sessions s JOIN people p ON p.id = s.person_id
  WHERE (s.hash = $1 OR s.next_hash = $1 OR (s.previous_hash = $1 AND s.rotated_at > $3))
    AND s.expires_at > $2 AND s.created_at > $4`

/**
 * Undefined when there is no such session or it has ended.
 * @param rotate false where the answer cannot carry a cookie.
 */
export async function findSession(metadata: Queryable, token: string, now: number, rotate = true): Promise<FoundSession | undefined> {
  const hash = hashSecret(token)
  const moments = [now, now - OVERLAP_MILLISECONDS, now - LIFE_MILLISECONDS].map((moment) => new Date(moment))
  const { rows } = await metadata.query<Row>(FIND, [hash, ...moments])
  if (rows[0] === undefined) return undefined
  const { sessionId, method, token: shown, rotatedAt, ...person } = rows[0]
  if (shown === 'next') await takeOver(metadata, hash, now)
  const isDue = rotate && shown === 'current' && now - rotatedAt.getTime() >= ROTATE_MILLISECONDS
  return { id: sessionId, method, person, newToken: isDue ? await replaceToken(metadata, hash, now) : undefined }
}

/** The browser has shown its new token: it is the session’s from now on. */
async function takeOver(metadata: Queryable, hash: Buffer, now: number): Promise<void> {
  const sql = `UPDATE sessions SET previous_hash = hash, hash = next_hash, next_hash = NULL, next_at = NULL, rotated_at = $2, last_seen_at = $2
    WHERE next_hash = $1`
  await metadata.query(sql, [hash, new Date(now)])
}

/** Undefined when another request was given a new token just now. */
async function replaceToken(metadata: Queryable, hash: Buffer, now: number): Promise<string | undefined> {
  const token = newSecret()
  const sql = `UPDATE sessions SET next_hash = $2, next_at = $3, last_seen_at = $3, expires_at = $4
    WHERE hash = $1 AND (next_at IS NULL OR next_at <= $5)`
  const values = [hash, hashSecret(token), new Date(now), new Date(now + SESSION_MILLISECONDS), new Date(now - OVERLAP_MILLISECONDS)]
  return (await metadata.query(sql, values)).rowCount === 1 ? token : undefined
}

/** Ends one session of a person. False when it is not theirs or is over. */
export async function endSession(metadata: Queryable, personId: string, id: string): Promise<boolean> {
  return (await metadata.query('DELETE FROM sessions WHERE id = $1 AND person_id = $2', [id, personId])).rowCount === 1
}

/** Ends every session of a person but one. @returns how many. */
export async function endOtherSessions(metadata: Queryable, personId: string, keptId: string | null): Promise<number> {
  const sql = 'DELETE FROM sessions WHERE person_id = $1 AND ($2::uuid IS NULL OR id <> $2)'
  return (await metadata.query(sql, [personId, keptId])).rowCount
}
