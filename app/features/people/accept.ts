import { PASSWORD_LENGTH_MIN } from '@trill/contract/passwords'
import { noteAttempt, noteSuccess, takeBackAttempt } from '../../platform/access/attempts.ts'
import { type FoundInvitation, openInvitation, redeemInvitation } from '../../platform/access/invitations.ts'
import { hashPassword, isPassword, weaknessOf } from '../../platform/access/password.ts'
import { takeCode } from '../../platform/access/second-factor.ts'
import { Problem } from '../../platform/http/problem.ts'
import type { Platform } from '../../platform/platform.ts'
import type { Acceptance } from './contract.ts'

type Needs = Pick<Platform, 'metadata' | 'now' | 'vault'>

interface Account {
  readonly id: string
  readonly hash: string | null
  readonly asksCode: boolean
}

/**
 * Accepts an invitation: with a new password, or with the password of the account there is.
 * @param address where the request came from.
 * @returns the person’s id. @throws Problem invitation_expired, invalid_request, sign_in_failed, second_factor_required or rate_limited.
 */
export async function accept(acceptance: Acceptance, address: string, platform: Needs): Promise<string> {
  const { token, name, password, code } = acceptance
  const invitation = await openInvitation(platform.metadata, token, platform.now())
  const account = await accountWith(invitation.email, platform)
  if (account !== undefined) {
    await prove(account, invitation, { password, code }, address, platform)
    return redeemInvitation(invitation, { personId: account.id }, platform)
  }
  if (password.length < PASSWORD_LENGTH_MIN)
    throw new Problem('invalid_request', `password must have at least ${PASSWORD_LENGTH_MIN} characters`)
  const weakness = weaknessOf(password, invitation.email)
  if (weakness !== undefined) throw new Problem('invalid_request', `The password would be guessed soon: ${weakness}`)
  return redeemInvitation(invitation, { name, passwordHash: await hashPassword(password) }, platform)
}

export async function accountWith(email: string, { metadata }: Pick<Needs, 'metadata'>): Promise<Account | undefined> {
  const sql = 'SELECT id, password_hash AS hash, totp_confirmed_at IS NOT NULL AS "asksCode" FROM people WHERE email = $1'
  return (await metadata.query<Account>(sql, [email])).rows[0]
}

async function prove(
  account: Account,
  { email }: FoundInvitation,
  { password, code = '' }: { password: string; code?: string | undefined },
  address: string,
  platform: Needs,
): Promise<void> {
  const { metadata, now } = platform
  const guess = { account: email, address }
  const wait = await noteAttempt(metadata, guess, now())
  if (wait > 0) throw new Problem('rate_limited', 'Too many attempts failed; wait before the next', { retryAfterSeconds: wait })
  if (!(await isPassword(account.hash, password))) throw new Problem('sign_in_failed', 'This is not the password of the account there is')
  if (account.asksCode && code === '') {
    await takeBackAttempt(metadata, guess, now())
    throw new Problem('second_factor_required', 'The password is right; the account asks for a code too')
  }
  if (account.asksCode && !(await takeCode(platform, account.id, code, now())))
    throw new Problem('sign_in_failed', 'The code is wrong, or was used before')
  await noteSuccess(metadata, guess, now())
}
