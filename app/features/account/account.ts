import { hashPassword, weaknessOf } from '../../platform/access/password.ts'
import { emailAddress } from '../../platform/access/people.ts'
import { countRecoveryCodes } from '../../platform/access/second-factor.ts'
import { endOtherSessions } from '../../platform/access/sessions.ts'
import { asksPassword, provePassword } from '../../platform/http/present-password.ts'
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
  if (isSensitive) await provePassword(who, change.password, address, platform)
  const passwordHash = change.new_password === undefined ? null : await hashPassword(change.new_password)
  const sql = 'UPDATE people SET name = coalesce($2, name), email = $3, password_hash = coalesce($4, password_hash) WHERE id = $1'
  await platform.metadata.transaction(async (connection) => {
    await connection.query(sql, [person.id, change.name?.trim(), email, passwordHash]).catch(refuseTaken)
    if (passwordHash !== null) await endOtherSessions(connection, person.id, session.id)
  })
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
