import { randomBytes } from 'node:crypto'
import { Secret, TOTP } from 'otpauth'
import type { Queryable } from '../postgres/metadata.ts'
import type { SecretPlace } from '../secrets/envelope.ts'
import type { Vault } from '../secrets/vault.ts'
import { hashSecret } from './secret.ts'

const STEP_SECONDS = 30
/** RFC 6238 recommends at least as many bytes as the hash has; authenticator apps know SHA-1 only. */
const SECRET_BYTES = 20
const RECOVERY_CODES = 10
/** Without letters that look like digits. */
const LETTERS = 'abcdefghjkmnpqrstuvwxyz23456789'
const RECOVERY_LENGTH = 12

/** What an authenticator app needs: as text to type in, and as the address that a QR code holds. */
export interface SecondFactor {
  readonly secret: string
  readonly uri: string
}

/** Where secrets are stored, and what seals them. */
interface Store {
  readonly metadata: Queryable
  readonly vault: Vault
}

/** Gives a person a new secret, which asks for nothing until it is confirmed by a code. */
export async function beginSecondFactor({ metadata, vault }: Store, personId: string, label: string): Promise<SecondFactor> {
  const bytes = randomBytes(SECRET_BYTES)
  const sealed = vault.seal(placeOf(personId), bytes)
  const sql = 'UPDATE people SET totp_sealed = $2, totp_last_step = 0 WHERE id = $1 AND totp_confirmed_at IS NULL'
  await metadata.query(sql, [personId, sealed])
  const generator = generatorOf(bytes, label)
  return { secret: generator.secret.base32, uri: generator.toString() }
}

/** From now on signing in by password asks for a code. @returns recovery codes, shown once; undefined when the code is wrong. */
export async function confirmSecondFactor(
  store: Store,
  personId: string,
  code: string,
  now: number,
): Promise<readonly string[] | undefined> {
  if (!(await takeTotp(store, personId, code, now))) return undefined
  const { metadata } = store
  await metadata.query('UPDATE people SET totp_confirmed_at = $2 WHERE id = $1', [personId, new Date(now)])
  return renewRecoveryCodes(metadata, personId)
}

/** Codes that open once each where the authenticator is lost, in place of those there were. */
export async function renewRecoveryCodes(metadata: Queryable, personId: string): Promise<readonly string[]> {
  const codes = Array.from({ length: RECOVERY_CODES }, newRecoveryCode)
  await metadata.query('DELETE FROM recovery_codes WHERE person_id = $1', [personId])
  const hashes = codes.map((code) => hashSecret(plain(code)))
  for (const hash of hashes) await metadata.query('INSERT INTO recovery_codes (person_id, hash) VALUES ($1, $2)', [personId, hash])
  return codes
}

/** Signing in by password asks for no code any more. */
export async function endSecondFactor(metadata: Queryable, personId: string): Promise<void> {
  await metadata.query('UPDATE people SET totp_sealed = NULL, totp_confirmed_at = NULL, totp_last_step = 0 WHERE id = $1', [personId])
  await metadata.query('DELETE FROM recovery_codes WHERE person_id = $1', [personId])
}

/** Uses a code up: of the authenticator, or a recovery code. False when it is wrong or was used before. */
export async function takeCode(store: Store, personId: string, code: string, now: number): Promise<boolean> {
  if (/^\d{6}$/.test(plain(code))) return takeTotp(store, personId, plain(code), now)
  const sql = 'UPDATE recovery_codes SET used_at = $3 WHERE person_id = $1 AND hash = $2 AND used_at IS NULL'
  return (await store.metadata.query(sql, [personId, hashSecret(plain(code)), new Date(now)])).rowCount === 1
}

/** Recovery codes that are left. */
export async function countRecoveryCodes(metadata: Queryable, personId: string): Promise<number> {
  const sql = 'SELECT count(*) AS n FROM recovery_codes WHERE person_id = $1 AND used_at IS NULL'
  return (await metadata.query<{ n: number }>(sql, [personId])).rows[0]?.n ?? 0
}

/** One step before and after is taken too, for clocks that differ; a step opens once. */
async function takeTotp({ metadata, vault }: Store, personId: string, code: string, now: number): Promise<boolean> {
  const { rows } = await metadata.query<{ sealed: Buffer | null }>('SELECT totp_sealed AS sealed FROM people WHERE id = $1', [personId])
  const sealed = rows[0]?.sealed
  if (sealed == null) return false
  const secret = vault.open(placeOf(personId), sealed)
  const delta = generatorOf(secret, '').validate({ token: plain(code), timestamp: now, window: 1 })
  if (delta === null) return false
  const step = Math.floor(now / 1000 / STEP_SECONDS) + delta
  const sql = 'UPDATE people SET totp_last_step = $2 WHERE id = $1 AND totp_last_step < $2'
  return (await metadata.query(sql, [personId, step])).rowCount === 1
}

function placeOf(personId: string): SecretPlace {
  return { purpose: 'second factor', ownerId: personId }
}

function generatorOf(secret: Buffer, label: string): TOTP {
  const bytes = new Uint8Array(secret)
  return new TOTP({
    issuer: 'Trill',
    label,
    algorithm: 'SHA1',
    digits: 6,
    period: STEP_SECONDS,
    secret: new Secret({ buffer: bytes.buffer }),
  })
}

/** 12 letters of 31, 59 bits: `abcd-efgh-jkmn`. */
function newRecoveryCode(): string {
  const letters: string[] = []
  while (letters.length < RECOVERY_LENGTH) {
    for (const byte of randomBytes(RECOVERY_LENGTH))
      if (byte < 248 && letters.length < RECOVERY_LENGTH) letters.push(LETTERS[byte % 31] ?? '')
  }
  return letters.join('').replace(/(.{4})(?=.)/g, '$1-')
}

function plain(code: string): string {
  return code.toLowerCase().replaceAll(/[\s-]/g, '')
}
