import { randomUUID } from 'node:crypto'
import { type CryptoKey, decodeProtectedHeader, exportJWK, generateKeyPair, importJWK, type JWK, jwtVerify, SignJWT } from 'jose'
import type { Queryable } from '../postgres/metadata.ts'
import type { KnownKey } from './key-ring.ts'

const ALGORITHM = 'EdDSA'
const AUDIENCE = 'trill'
export const TOKEN_SECONDS = 600
/** A signing key serves this long; its public half is known until its last token has expired. */
const ROTATE_MILLISECONDS = 24 * 3_600_000
const KNOWN_MILLISECONDS = ROTATE_MILLISECONDS + 2 * TOKEN_SECONDS * 1000
/** An unknown signing key asks the store again, but not more often: forging must not load it. */
const UNKNOWN_MILLISECONDS = 1000

interface Options {
  readonly metadata: Queryable
  /** Who issues: the public address, or the product’s name. */
  readonly issuer: string
  /** Milliseconds since 1970, UTC. */
  readonly now: () => number
}

interface Signer {
  readonly kid: string
  readonly privateKey: CryptoKey
  readonly createdAt: number
}

interface Row {
  readonly kid: string
  readonly publicKey: JWK
  readonly expiresAt: Date
}

interface Verifier {
  readonly publicKey: CryptoKey
  readonly expiresAt: number
}

/**
 * Short-lived tokens that a service shows instead of its key (JWT, RFC 7519, signed with Ed25519). Each process signs with a key pair
 * of its own, renewed each day; the private half stays in its memory, the public half is in the store for every process that verifies.
 */
export class AccessTokens {
  readonly #options: Options
  #signer: Promise<Signer> | undefined
  #verifiers: ReadonlyMap<string, Verifier> = new Map()
  #triedAt = Number.NEGATIVE_INFINITY

  constructor(options: Options) {
    this.#options = options
  }

  /** A token that opens what the key opens, for ten minutes. */
  async issue({ id, access }: KnownKey): Promise<string> {
    const { issuer, now } = this.#options
    const { kid, privateKey } = await this.#currentSigner()
    const seconds = Math.floor(now() / 1000)
    return new SignJWT({ scope: access.scope, workspace_id: access.home })
      .setProtectedHeader({ alg: ALGORITHM, typ: 'at+jwt', kid })
      .setIssuer(issuer)
      .setAudience(AUDIENCE)
      .setSubject(id)
      .setJti(randomUUID())
      .setIssuedAt(seconds)
      .setExpirationTime(seconds + TOKEN_SECONDS)
      .sign(privateKey)
  }

  /** The id of the key that a token stands for; undefined when it is forged, expired or not ours. */
  async verify(token: string): Promise<string | undefined> {
    const { issuer, now } = this.#options
    try {
      const { kid = '', alg } = decodeProtectedHeader(token)
      const verifier = alg === ALGORITHM ? await this.#verifier(kid) : undefined
      if (verifier === undefined) return undefined
      const checks = {
        issuer,
        audience: AUDIENCE,
        algorithms: [ALGORITHM],
        typ: 'at+jwt',
        requiredClaims: ['exp', 'sub'],
        currentDate: new Date(now()),
      }
      return (await jwtVerify(token, verifier.publicKey, checks)).payload.sub
    } catch (error) {
      // jose’s errors say why a token is none; the store’s say that nothing is known of it.
      if (error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_J')) return undefined
      if (error instanceof TypeError || error instanceof SyntaxError) return undefined
      throw error
    }
  }

  /** The public halves of every signing key whose tokens may still be valid (JWK Set, RFC 7517). */
  async publicKeys(): Promise<JWK[]> {
    await this.#currentSigner()
    const rows = await this.#read()
    return rows.map(({ kid, publicKey }) => ({ ...publicKey, kid, alg: ALGORITHM, use: 'sig' }))
  }

  async #verifier(kid: string): Promise<Verifier | undefined> {
    const { now } = this.#options
    const known = this.#verifiers.get(kid)
    if (known === undefined && now() - this.#triedAt >= UNKNOWN_MILLISECONDS) await this.#read()
    const found = known ?? this.#verifiers.get(kid)
    return found !== undefined && found.expiresAt > now() ? found : undefined
  }

  async #read(): Promise<Row[]> {
    const { metadata, now } = this.#options
    this.#triedAt = now()
    const sql = 'SELECT kid, public_key AS "publicKey", expires_at AS "expiresAt" FROM token_keys WHERE expires_at > $1 ORDER BY created_at'
    const { rows } = await metadata.query<Row>(sql, [new Date(now())])
    const verifiers = rows.map(async ({ kid, publicKey, expiresAt }) => {
      return [kid, { publicKey: (await importJWK(publicKey, ALGORITHM)) as CryptoKey, expiresAt: expiresAt.getTime() }] as const
    })
    this.#verifiers = new Map(await Promise.all(verifiers))
    return rows
  }

  async #currentSigner(): Promise<Signer> {
    const present = await this.#signer
    if (present !== undefined && this.#options.now() - present.createdAt < ROTATE_MILLISECONDS) return present
    const next = this.#newSigner()
    this.#signer = next
    next.catch(() => {
      if (this.#signer === next) this.#signer = undefined
    })
    return next
  }

  async #newSigner(): Promise<Signer> {
    const { metadata, now } = this.#options
    const { publicKey, privateKey } = await generateKeyPair(ALGORITHM, { crv: 'Ed25519' })
    const signer = { kid: randomUUID(), privateKey, createdAt: now() }
    await metadata.query('DELETE FROM token_keys WHERE expires_at < $1', [new Date(now())])
    const sql = 'INSERT INTO token_keys (kid, public_key, created_at, expires_at) VALUES ($1, $2, $3, $4)'
    await metadata.query(sql, [signer.kid, await exportJWK(publicKey), new Date(now()), new Date(now() + KNOWN_MILLISECONDS)])
    return signer
  }
}
