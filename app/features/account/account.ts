import { noteAttempt, noteSuccess } from '../../platform/access/attempts.ts'
import { hashPassword, isPassword, weaknessOf } from '../../platform/access/password.ts'
import { emailAddress } from '../../platform/access/people.ts'
import { countRecoveryCodes } from '../../platform/access/second-factor.ts'
import { endOtherSessions } from '../../platform/access/sessions.ts'
import { Problem } from '../../platform/http/problem.ts'
import type { SignedIn } from '../../platform/http/signed-in.ts'
import type { Platform } from '../../platform/platform.ts'
import { QueryFailed, UNIQUE_VIOLATION } from '../../platform/postgres/errors.ts'
import type { Queryable } from '../../platform/postgres/metadata.ts'
import type { AccountChange, AccountResponse } from './contract.ts'

/** What a person may know of their own account. */
export async function accountOf({ person, session }: SignedIn, metadata: Queryable): Promise<AccountResponse> {
  const sql = 'SELECT provider, created_at FROM identities WHERE person_id = $1 ORDER BY created_at'
  const { rows } = await metadata.query<{ provider: string; created_at: Date }>(sql, [person.id])
  return {
    email: person.email,
    name: person.name,
    has_password: person.hasPassword,
    needs_password: asksPassword({ person, session }),
    second_factor: { is_on: person.hasSecondFactor, recovery_codes_left: await countRecoveryCodes(metadata, person.id) },
    identities: rows.map(({ provider, created_at }) => ({ provider, created_at: created_at.toISOString() })),
  }
}

/** Whoever came by a link has proven more than a password does, and may have forgotten it. */
function asksPassword({ person, session }: SignedIn): boolean {
  return person.hasPassword && session.method !== 'link'
}

/**
 * Changes name, address or password of a person. A new password ends every other session of theirs.
 * @param address where the request came from.
 * @throws Problem when the present password is wrong, the new one is weak or the address is taken.
 */
export async function changeAccount(who: SignedIn, change: AccountChange, address: string, platform: Platform): Promise<void> {
  const { person, session } = who
  const email = change.email === undefined ? person.email : emailOf(change.email)
  if (change.new_password !== undefined) refuseWeak(change.new_password, email)
  const isSensitive = change.new_password !== undefined || email !== person.email
  if (isSensitive && asksPassword(who)) await provePassword(who, change.password, address, platform)
  const passwordHash = change.new_password === undefined ? null : await hashPassword(change.new_password)
  const sql = 'UPDATE people SET name = coalesce($2, name), email = $3, password_hash = coalesce($4, password_hash) WHERE id = $1'
  await platform.metadata.transaction(async (connection) => {
    await connection.query(sql, [person.id, change.name?.trim(), email, passwordHash]).catch(refuseTaken)
    if (passwordHash !== null) await endOtherSessions(connection, person.id, session.id)
  })
}

/** A stolen session must not become a stolen account: guesses at the password are counted as at the sign-in. */
async function provePassword(
  { person }: SignedIn,
  password: string | undefined,
  address: string,
  { metadata, now }: Platform,
): Promise<void> {
  if (password === undefined) throw new Problem('invalid_request', 'password is required: the present one, to change it or the address')
  const guess = { account: person.email ?? person.id, address }
  const wait = await noteAttempt(metadata, guess, now())
  if (wait > 0) throw new Problem('rate_limited', 'Too many attempts failed; wait before the next', { retryAfterSeconds: wait })
  const sql = 'SELECT password_hash AS hash FROM people WHERE id = $1'
  const { rows } = await metadata.query<{ hash: string | null }>(sql, [person.id])
  if (!(await isPassword(rows[0]?.hash ?? null, password))) throw new Problem('sign_in_failed', 'The present password is another')
  await noteSuccess(metadata, guess, now())
}

function refuseWeak(password: string, email: string | null): void {
  const weakness = weaknessOf(password, email ?? '')
  if (weakness !== undefined) throw new Problem('invalid_request', `The password would be guessed soon: ${weakness}`)
  if (email === null) throw new Problem('invalid_request', 'email is required together with the first password')
}

function emailOf(text: string): string {
  const email = emailAddress(text)
  if (email === undefined) throw new Problem('invalid_request', 'email is not an e-mail address')
  return email
}

function refuseTaken(error: unknown): never {
  if (error instanceof QueryFailed && error.code === UNIQUE_VIOLATION)
    throw new Problem('conflict', 'This e-mail address belongs to another account')
  throw error
}
