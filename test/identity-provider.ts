import { createHash, randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type CryptoKey, exportJWK, generateKeyPair, SignJWT } from 'jose'

export const CLIENT_ID = 'trill-client'
export const CLIENT_SECRET = 'trill-client-secret'

/** Who signs in at the provider, and what it does wrong. */
export interface Guest {
  subject: string
  email: string
  email_verified: boolean
  name: string
  /** Claims of the ID token in place of the right ones. */
  claims?: object
  /** Signs with a key that is not published. */
  forged?: boolean
}

interface Grant {
  readonly challenge: string
  readonly nonce: string | null
  readonly redirectUri: string
}

/** A provider on loopback that speaks OpenID Connect, and OAuth 2.0 as GitHub does. */
export interface IdentityProvider {
  readonly url: string
  readonly guest: Guest
  /** Follows an authorisation address as a browser does whose user agrees. @returns where it is sent back to. */
  agree(url: string): Promise<string>
  close(): Promise<void>
}

export async function startIdentityProvider(): Promise<IdentityProvider> {
  const [keys, others] = [await generateKeyPair('RS256'), await generateKeyPair('RS256')]
  const guest: Guest = { subject: 'subject-1', email: 'ada@example.org', email_verified: true, name: 'Ada' }
  const grants = new Map<string, Grant>()
  let url = ''

  const idToken = ({ nonce }: Grant) => {
    const { subject, email, email_verified, name, claims, forged } = guest
    const seconds = Math.floor(Date.now() / 1000)
    const content = {
      iss: url,
      sub: subject,
      aud: CLIENT_ID,
      iat: seconds,
      exp: seconds + 300,
      nonce,
      email,
      email_verified,
      name,
      ...claims,
    }
    return new SignJWT(content).setProtectedHeader({ alg: 'RS256', kid: 'one' }).sign(forged ? others.privateKey : keys.privateKey)
  }

  const token = async (request: IncomingMessage) => {
    const form = new URLSearchParams(await textOf(request))
    const grant = grants.get(form.get('code') ?? '')
    grants.delete(form.get('code') ?? '')
    const challenge = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url')
    const isClient = form.get('client_id') === CLIENT_ID && form.get('client_secret') === CLIENT_SECRET
    if (grant === undefined || !isClient || challenge !== grant.challenge || form.get('redirect_uri') !== grant.redirectUri)
      return { status: 400, body: { error: 'invalid_grant' } }
    return {
      status: 200,
      body: { access_token: 'opaque', token_type: 'bearer', ...(grant.nonce !== null && { id_token: await idToken(grant) }) },
    }
  }

  const authorize = (query: URLSearchParams, response: ServerResponse) => {
    const code = randomUUID()
    const redirectUri = query.get('redirect_uri') ?? ''
    grants.set(code, { challenge: query.get('code_challenge') ?? '', nonce: query.get('nonce'), redirectUri })
    const back = new URL(redirectUri)
    back.search = new URLSearchParams({ code, state: query.get('state') ?? '' }).toString()
    response.writeHead(302, { location: back.href }).end()
  }

  const server = createServer(async (request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', url)
    if (pathname.endsWith('/authorize')) return authorize(searchParams, response)
    const { status, body } =
      pathname.endsWith('/token') || pathname.endsWith('/access_token')
        ? await token(request)
        : { status: 200, body: await documentAt(pathname, url, guest, keys.publicKey) }
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    url,
    guest,
    agree: async (address) => (await fetch(address, { redirect: 'manual' })).headers.get('location') ?? '',
    close: async () => {
      server.closeAllConnections()
      server.close()
    },
  }
}

async function documentAt(pathname: string, url: string, guest: Guest, publicKey: CryptoKey): Promise<unknown> {
  if (pathname === '/jwks') return { keys: [{ ...(await exportJWK(publicKey)), kid: 'one', alg: 'RS256', use: 'sig' }] }
  if (pathname === '/api/v3/user') return { id: 42, login: 'ada', name: guest.name }
  if (pathname === '/api/v3/user/emails') {
    return [
      { email: 'other@example.org', primary: false, verified: true },
      { email: guest.email, primary: true, verified: guest.email_verified },
    ]
  }
  return {
    issuer: url,
    authorization_endpoint: `${url}/authorize`,
    token_endpoint: `${url}/token`,
    jwks_uri: `${url}/jwks`,
    response_types_supported: ['code'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['RS256'],
    code_challenge_methods_supported: ['S256'],
  }
}

async function textOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part as Buffer)
  return Buffer.concat(parts).toString()
}
