import { emailAddress, findPersonByEmail, installationOwner } from '../../platform/access/people.ts'
import { hashSecret, newSecret } from '../../platform/access/secret.ts'
import { publicAddress } from '../../platform/http/address.ts'
import { Problem } from '../../platform/http/problem.ts'
import type { Platform } from '../../platform/platform.ts'
import type { Queryable } from '../../platform/postgres/metadata.ts'
import type { SessionsResponse, SignInLinkResponse } from './contract.ts'

export const LINK_MILLISECONDS = 15 * 60_000

type Needs = Pick<Platform, 'config' | 'metadata' | 'now'>

/**
 * Makes a link that signs its first opener in, within 15 minutes.
 * @param port port that the server really listens on, where the setting leaves it to the system.
 * @param email whom it signs in; the owner of the installation when absent.
 * @throws Problem not_found when nobody has that address.
 */
export async function createSignInLink({ config, metadata, now }: Needs, port = config.port, email?: string): Promise<SignInLinkResponse> {
  const personId = email === undefined ? null : await personWith(metadata, email)
  const token = newSecret()
  const expires = new Date(now() + LINK_MILLISECONDS)
  await metadata.query('DELETE FROM sign_in_links WHERE expires_at < $1', [new Date(now())])
  await metadata.query('INSERT INTO sign_in_links (hash, person_id, created_at, expires_at) VALUES ($1, $2, $3, $4)', [
    hashSecret(token),
    personId,
    new Date(now()),
    expires,
  ])
  return { url: `${publicAddress(config, port)}/sign-in?token=${token}`, expires_at: expires.toISOString() }
}

/** Uses a link up. @returns whom it signs in; undefined when it was used before, has expired or never was. */
export async function useSignInLink({ metadata, now }: Omit<Needs, 'config'>, token: string): Promise<string | undefined> {
  const sql = 'UPDATE sign_in_links SET used_at = $2 WHERE hash = $1 AND used_at IS NULL AND expires_at > $2 RETURNING person_id'
  return metadata.transaction(async (connection) => {
    const { rows } = await connection.query<{ person_id: string | null }>(sql, [hashSecret(token), new Date(now())])
    return rows[0] === undefined ? undefined : (rows[0].person_id ?? (await installationOwner(connection, now())))
  })
}

type Listed = SessionsResponse['sessions'][number]
type Row = Omit<Listed, 'created_at' | 'last_seen_at' | 'expires_at' | 'is_this'> & {
  created_at: Date
  last_seen_at: Date
  expires_at: Date
}

/** Sessions of a person that have not ended. @param thisId the one that asks. */
export async function listSessions(metadata: Queryable, personId: string, thisId: string, now: number): Promise<Listed[]> {
  const sql = `SELECT id, method, agent, created_at, last_seen_at, expires_at FROM sessions
    WHERE person_id = $1 AND expires_at > $2 ORDER BY last_seen_at DESC, created_at DESC, id`
  const { rows } = await metadata.query<Row>(sql, [personId, new Date(now)])
  return rows.map(({ created_at, last_seen_at, expires_at, ...row }) => ({
    ...row,
    created_at: created_at.toISOString(),
    last_seen_at: last_seen_at.toISOString(),
    expires_at: expires_at.toISOString(),
    is_this: row.id === thisId,
  }))
}

async function personWith(metadata: Queryable, email: string): Promise<string> {
  const person = await findPersonByEmail(metadata, emailAddress(email) ?? email)
  if (person === undefined) throw new Problem('not_found', 'Nobody has that e-mail address')
  return person.id
}
