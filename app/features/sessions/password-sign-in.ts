import { noteAttempt, noteSuccess, takeBackAttempt } from '../../platform/access/attempts.ts'
import { isPassword } from '../../platform/access/password.ts'
import { emailAddress } from '../../platform/access/people.ts'
import { takeCode } from '../../platform/access/second-factor.ts'
import { Problem } from '../../platform/http/problem.ts'
import type { Platform } from '../../platform/platform.ts'
import type { PasswordSignIn } from './contract.ts'

/**
 * The person whose address and password these are. Says the same, after the same work, whether the account
 * is unknown, has no password, or the password is wrong.
 * @param address where the request came from.
 * @throws Problem rate_limited, sign_in_failed or second_factor_required.
 */
export async function personOf({ email, password, code }: PasswordSignIn, address: string, platform: Platform): Promise<string> {
  const { metadata, now } = platform
  const account = emailAddress(email) ?? email
  const wait = await noteAttempt(metadata, { account, address }, now())
  if (wait > 0) throw new Problem('rate_limited', 'Too many attempts failed; wait before the next', { retryAfterSeconds: wait })
  const sql = 'SELECT id, password_hash AS "passwordHash", totp_confirmed_at IS NOT NULL AS "asksCode" FROM people WHERE email = $1'
  const { rows } = await metadata.query<{ id: string; passwordHash: string | null; asksCode: boolean }>(sql, [account])
  const person = rows[0]
  const proven = await isPassword(person?.passwordHash ?? null, password)
  if (person === undefined || !proven) throw new Problem('sign_in_failed', 'The e-mail address and the password do not belong together')
  if (person.asksCode) await askCode(person.id, code, { account, address }, platform)
  await noteSuccess(metadata, { account, address }, now())
  return person.id
}

/** A first request without a code is no failure; a wrong code is. */
async function askCode(
  personId: string,
  code: string | undefined,
  guess: { account: string; address: string },
  platform: Platform,
): Promise<void> {
  const { metadata, now } = platform
  if (code === undefined || code.trim() === '') {
    await takeBackAttempt(metadata, guess, now())
    throw new Problem('second_factor_required', 'The password is right; the account asks for a code too')
  }
  if (!(await takeCode(platform, personId, code, now()))) throw new Problem('sign_in_failed', 'The code is wrong, or was used before')
}
