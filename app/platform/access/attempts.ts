import { createHash } from 'node:crypto'
import type { Queryable } from '../postgres/metadata.ts'

/** Whoever is guessed at, and whoever guesses. */
interface Guess {
  /** E-mail address of the account, which need not exist. */
  readonly account: string
  /** Address the request came from. */
  readonly address: string
}

/** Attempts that may fail without a wait: somebody mistypes; an office shares an address. */
const FREE = { account: 5, address: 30 }
/** Each further failure doubles the wait, up to this. */
const WAIT_MAX_SECONDS = 900
/** Failures are forgotten after this long without another. */
const FORGET_MILLISECONDS = 24 * 3_600_000

/** Counts first and is taken back on success, so that many guesses at once are many guesses. */
const ATTEMPT = `INSERT INTO sign_in_failures AS f (subject, failures, last_at, blocked_until) VALUES ($1, 1, $2, $2)
  ON CONFLICT (subject) DO UPDATE SET failures = f.failures + 1, last_at = $2,
    blocked_until = $2::timestamptz + make_interval(secs => CASE WHEN f.failures < $3::int THEN 0
      ELSE least($4::float8, power(2, least(f.failures - $3::int, 20))) END)
  WHERE f.blocked_until <= $2`

/**
 * Notes an attempt to sign in before it is judged.
 * @returns seconds to wait when too many failed before; 0 when the attempt may be judged.
 */
export async function noteAttempt(metadata: Queryable, guess: Guess, now: number): Promise<number> {
  await metadata.query('DELETE FROM sign_in_failures WHERE last_at < $1', [new Date(now - FORGET_MILLISECONDS)])
  for (const [kind, subject] of subjectsOf(guess)) {
    const values = [subject, new Date(now), FREE[kind], WAIT_MAX_SECONDS]
    if ((await metadata.query(ATTEMPT, values)).rowCount === 0) return waitOf(metadata, subject, now)
  }
  return 0
}

/** The attempt succeeded: the account’s failures are forgotten, the address’s are one fewer. */
export async function noteSuccess(metadata: Queryable, guess: Guess, now: number): Promise<void> {
  await takeBackAttempt(metadata, guess, now)
  const [, [, account]] = subjectsOf(guess)
  await metadata.query('DELETE FROM sign_in_failures WHERE subject = $1', [account])
}

/** The attempt neither failed nor succeeded: what failed before stays counted. */
export async function takeBackAttempt(metadata: Queryable, guess: Guess, now: number): Promise<void> {
  const sql = 'UPDATE sign_in_failures SET failures = greatest(failures - 1, 0), blocked_until = $2 WHERE subject = ANY ($1::bytea[])'
  await metadata.query(sql, [subjectsOf(guess).map(([, subject]) => subject), new Date(now)])
}

async function waitOf(metadata: Queryable, subject: Buffer, now: number): Promise<number> {
  const sql = 'SELECT blocked_until AS until FROM sign_in_failures WHERE subject = $1'
  const { rows } = await metadata.query<{ until: Date }>(sql, [subject])
  return Math.max(1, Math.ceil(((rows[0]?.until.getTime() ?? now) - now) / 1000))
}

function subjectsOf({ account, address }: Guess): [['address', Buffer], ['account', Buffer]] {
  const hash = (text: string) => createHash('sha256').update(text).digest()
  return [
    ['address', hash(`address ${address}`)],
    ['account', hash(`account ${account}`)],
  ]
}
