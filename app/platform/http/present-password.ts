import { noteAttempt, noteSuccess } from '../access/attempts.ts'
import { isPassword } from '../access/password.ts'
import type { Platform } from '../platform.ts'
import { Problem } from './problem.ts'
import type { SignedIn } from './signed-in.ts'

/** Whoever came by a link has proven more than a password does, and may have forgotten it. */
export function asksPassword({ person, session }: SignedIn): boolean {
  return person.hasPassword && session.method !== 'link'
}

/**
 * Asks for the present password before something that would outlast the session: a stolen session must not become a stolen account.
 * Guesses are counted as at the sign-in.
 * @param address where the request came from.
 * @throws Problem invalid_request when it is absent, sign_in_failed when it is another, rate_limited.
 */
export async function provePassword(
  who: SignedIn,
  password: string | undefined,
  address: string,
  { metadata, now }: Pick<Platform, 'metadata' | 'now'>,
): Promise<void> {
  if (!asksPassword(who)) return
  const { id, email } = who.person
  if (password === undefined) throw new Problem('invalid_request', 'password is required: the present one')
  const guess = { account: email ?? id, address }
  const wait = await noteAttempt(metadata, guess, now())
  if (wait > 0) throw new Problem('rate_limited', 'Too many attempts failed; wait before the next', { retryAfterSeconds: wait })
  const { rows } = await metadata.query<{ hash: string | null }>('SELECT password_hash AS hash FROM people WHERE id = $1', [id])
  if (!(await isPassword(rows[0]?.hash ?? null, password))) throw new Problem('sign_in_failed', 'The present password is another')
  await noteSuccess(metadata, guess, now())
}
