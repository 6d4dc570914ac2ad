import {
  authorizationCodeGrant,
  buildAuthorizationUrl,
  calculatePKCECodeChallenge,
  randomNonce,
  randomPKCECodeVerifier,
  randomState,
} from 'openid-client'
import { hashSecret, newSecret } from '../../platform/access/secret.ts'
import type { Platform } from '../../platform/platform.ts'
import type { Provider } from './providers.ts'

export const VISIT_MILLISECONDS = 10 * 60_000

type Needs = Pick<Platform, 'metadata' | 'now'>

/** A browser that was sent to a provider. */
export interface Visit {
  readonly state: string
  readonly nonce: string
  readonly verifier: string
  readonly redirectUri: string
  readonly personId: string | null
  readonly invitationHash: Buffer | null
}

interface Purpose {
  /** Whoever connects the provider to their account. */
  readonly personId?: string
  /** The invitation that is accepted with it. */
  readonly invitation?: string | undefined
  readonly redirectUri: string
}

/** Who the provider says it is. */
export interface Identity {
  readonly issuer: string
  readonly subject: string
  /** Only where the provider has verified it. */
  readonly email: string | undefined
  readonly name: string
}

/** @returns where the browser goes, and the token by which it is known when it comes back. */
export async function beginVisit(provider: Provider, purpose: Purpose, { metadata, now }: Needs): Promise<{ url: string; token: string }> {
  const { personId = null, invitation, redirectUri } = purpose
  const configuration = await provider.configure()
  const [token, state, nonce, verifier] = [newSecret(), randomState(), randomNonce(), randomPKCECodeVerifier()]
  await metadata.query('DELETE FROM provider_visits WHERE expires_at < $1', [new Date(now())])
  const sql = `INSERT INTO provider_visits (hash, provider, state, nonce, verifier, redirect_uri, person_id, invitation_hash, expires_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`
  const invitationHash = invitation === undefined ? null : hashSecret(invitation)
  const expires = new Date(now() + VISIT_MILLISECONDS)
  await metadata.query(sql, [hashSecret(token), provider.name, state, nonce, verifier, redirectUri, personId, invitationHash, expires])
  const parameters = {
    redirect_uri: redirectUri,
    scope: provider.scope,
    state,
    code_challenge: await calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    ...(provider.apiUrl === undefined && { nonce }),
  }
  return { url: buildAuthorizationUrl(configuration, parameters).href, token }
}

/** The visit of a browser that comes back; it is used up. */
export async function endVisit(provider: Provider, token: string, { metadata, now }: Needs): Promise<Visit | undefined> {
  const sql = `DELETE FROM provider_visits WHERE hash = $1 AND provider = $2 AND expires_at > $3
    RETURNING state, nonce, verifier, redirect_uri AS "redirectUri", person_id AS "personId", invitation_hash AS "invitationHash"`
  return (await metadata.query<Visit>(sql, [hashSecret(token), provider.name, new Date(now())])).rows[0]
}

/** Exchanges the code that the browser brought. @throws when the provider refuses, or state, nonce or signature are wrong. */
export async function identify(provider: Provider, visit: Visit, query: string): Promise<Identity> {
  const configuration = await provider.configure()
  const address = new URL(visit.redirectUri)
  address.search = query
  const checks = { pkceCodeVerifier: visit.verifier, expectedState: visit.state }
  if (provider.apiUrl !== undefined) {
    const { access_token } = await authorizationCodeGrant(configuration, address, checks)
    return githubIdentity(provider, provider.apiUrl, configuration.serverMetadata().issuer, access_token)
  }
  const tokens = await authorizationCodeGrant(configuration, address, { ...checks, expectedNonce: visit.nonce, idTokenExpected: true })
  const claims = tokens.claims()
  if (claims === undefined) throw new Error('The provider gave no ID token')
  const { iss, sub, email, email_verified: verified, name } = claims
  return {
    issuer: iss,
    subject: sub,
    email: verified === true && typeof email === 'string' ? email.toLowerCase() : undefined,
    name: String(name ?? ''),
  }
}

interface GithubUser {
  readonly id: number
  readonly name: string | null
  readonly login: string
}

async function githubIdentity(provider: Provider, apiUrl: string, issuer: string, token: string): Promise<Identity> {
  const ask = async <T>(path: string) => {
    const headers = { authorization: `Bearer ${token}`, accept: 'application/vnd.github+json', 'user-agent': 'trill' }
    const answer = await provider.ask(`${apiUrl}${path}`, { headers })
    if (!answer.ok) throw new Error(`GitHub answered ${answer.status}`)
    return (await answer.json()) as T
  }
  const user = await ask<GithubUser>('/user')
  const emails = await ask<{ email: string; primary: boolean; verified: boolean }[]>('/user/emails')
  const email = emails.find(({ primary, verified }) => primary && verified)?.email.toLowerCase()
  return { issuer, subject: String(user.id), email, name: user.name ?? user.login }
}
