import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { CLIENT_ID, CLIENT_SECRET, type IdentityProvider, startIdentityProvider } from '../../../test/identity-provider.ts'
import { ENGINES, lacksEngine, openDatabase } from '../../../test/metadata-engines.ts'
import { startTestPlatform, type TestPlatform } from '../../../test/platform.ts'
import { account } from '../account/feature.ts'
import type { CreatedInvitation } from '../people/contract.ts'
import { people } from '../people/feature.ts'
import { sessions } from '../sessions/feature.ts'
import { providers } from './feature.ts'

const csrf = { 'x-trill-csrf': '1' }

describe.each(ENGINES)('providers, with metadata on the %s engine', (engine) => {
  describe.skipIf(lacksEngine(engine))(engine, () => {
    let trill: TestPlatform
    let drop: () => Promise<void>
    let provider: IdentityProvider
    let guests = 0
    let now = Date.now()

    beforeAll(async () => {
      provider = await startIdentityProvider()
      const database = await openDatabase(engine)
      drop = database.drop
      const config = {
        postgresUrl: database.postgresUrl,
        oidcIssuer: provider.url,
        oidcClientId: CLIENT_ID,
        oidcClientSecret: CLIENT_SECRET,
        oidcName: 'Example',
        githubUrl: provider.url,
        githubClientId: CLIENT_ID,
        githubClientSecret: CLIENT_SECRET,
        rateSignIn: 0,
        outgoingAllow: ['127.0.0.1'],
      }
      trill = await startTestPlatform([sessions, people, account, providers], { config, platform: { now: () => now } })
      await trill.addWorkspace({ id: 'main' })
    })
    afterEach(() => {
      delete provider.guest.claims
      delete provider.guest.forged
      provider.guest.email_verified = true
    })
    afterAll(async () => {
      await trill?.close()
      await provider?.close()
      await drop?.()
    })

    const cookieOf = (answer: { headers: Record<string, unknown> }, name: string) =>
      [answer.headers['set-cookie'] ?? []]
        .flat()
        .map((cookie) => String(cookie).split(';')[0] ?? '')
        .find((cookie) => cookie.startsWith(`${name}=`) && cookie.length > name.length + 1) ?? ''
    const visit = (name: string, payload: object = {}) => trill.inject({ method: 'POST', url: `/v1/providers/${name}/visits`, payload })
    const back = (address: string, cookie: string) => {
      const { pathname, search } = new URL(address)
      return trill.inject({ url: `${pathname}${search}`, headers: { cookie } })
    }
    const goThrough = async (begun: Awaited<ReturnType<typeof visit>>) =>
      back(await provider.agree(begun.json().url), cookieOf(begun, 'trill_visit'))
    const who = async (cookie: string) => (await trill.inject({ url: '/v1/session', headers: { cookie } })).json()
    const connect = async (name: string, cookie: string) =>
      trill.inject({ method: 'POST', url: `/v1/providers/${name}/connections`, headers: { cookie, ...csrf }, payload: {} })
    const newGuest = () => {
      guests += 1
      Object.assign(provider.guest, { subject: `subject-${guests}`, email: `guest.${guests}@example.org` })
      return provider.guest
    }
    const invite = async (email: string) => {
      const headers = { authorization: `Bearer ${trill.secret}` }
      const payload = { email, role: 'analyst', workspace_id: 'main' }
      const { url } = (await trill.inject({ method: 'POST', url: '/v1/people/invitations', headers, payload })).json<CreatedInvitation>()
      return new URL(url).searchParams.get('token') ?? ''
    }

    test('are listed, and without client and secret do nothing', async () => {
      expect((await trill.inject('/v1/providers')).json()).toEqual({
        providers: [
          { name: 'google', label: 'Google', is_configured: false },
          { name: 'github', label: 'GitHub', is_configured: true },
          { name: 'oidc', label: 'Example', is_configured: true },
        ],
      })
      expect((await visit('google')).json()).toMatchObject({ status: 404, detail: expect.stringContaining('Google is not configured') })
      expect((await visit('facebook')).statusCode).toBe(404)
    })

    test.each(['oidc', 'github'])('such as %s sign in whoever connected them', async (name) => {
      newGuest()
      const { cookie, email } = await trill.signInAs('viewer', 'main')
      const connected = await goThrough(await connect(name, cookie))
      expect([connected.statusCode, connected.headers.location]).toEqual([303, '/account?provider=connected'])
      const arrived = await goThrough(await visit(name))
      expect(arrived.headers.location).toBe('/overview')
      expect(await who(cookieOf(arrived, 'trill_session'))).toMatchObject({ person: { email } })
      const shown = (await trill.inject({ url: '/v1/account', headers: { cookie } })).json()
      expect(shown.identities).toMatchObject([{ provider: name }])
      await trill.inject({ method: 'DELETE', url: `/v1/account/identities/${name}`, headers: { cookie, ...csrf } })
      expect((await goThrough(await visit(name))).headers.location).toBe('/sign-in?provider=unknown')
    })

    test('send state, nonce and a PKCE challenge, and ask for no more than the name and the address', async () => {
      const address = new URL((await visit('oidc')).json().url)
      expect(Object.fromEntries(address.searchParams)).toMatchObject({
        client_id: CLIENT_ID,
        response_type: 'code',
        code_challenge_method: 'S256',
        code_challenge: expect.stringMatching(/^[\w-]{43}$/),
        state: expect.any(String),
        nonce: expect.any(String),
        scope: 'openid email profile',
        redirect_uri: expect.stringMatching(/\/v1\/providers\/oidc\/callback$/),
      })
    })

    test('make an account for nobody who is not invited', async () => {
      newGuest()
      const arrived = await goThrough(await visit('oidc'))
      expect(arrived.headers.location).toBe('/sign-in?provider=unknown')
      expect(cookieOf(arrived, 'trill_session')).toBe('')
    })

    test('accept an invitation to the address they have verified', async () => {
      const { email } = newGuest()
      const arrived = await goThrough(await visit('oidc', { invitation: await invite(email) }))
      expect(arrived.headers.location).toBe('/overview')
      expect(await who(cookieOf(arrived, 'trill_session'))).toMatchObject({
        person: { email },
        workspaces: [{ id: 'main', role: 'analyst' }],
      })
      expect((await goThrough(await visit('oidc'))).headers.location).toBe('/overview')
    })

    test.each<[string, (email: string) => Promise<string>, object, string]>([
      ['of another address', () => invite('somebody.else@example.org'), {}, 'other_address'],
      ['whose address is not verified', invite, { email_verified: false }, 'other_address'],
      ['that is made up', async () => 'made-up', {}, 'invitation_expired'],
    ])('accept no invitation %s', async (_what, invitationFor, wrong, outcome) => {
      const { email } = newGuest()
      Object.assign(provider.guest, wrong)
      const arrived = await goThrough(await visit('oidc', { invitation: await invitationFor(email) }))
      expect(arrived.headers.location).toBe(`/sign-in?provider=${outcome}`)
    })

    test('take over no account by its address', async () => {
      const { email } = await trill.signInAs('admin', 'main')
      newGuest().email = email
      expect((await goThrough(await visit('oidc'))).headers.location).toBe('/sign-in?provider=unknown')
      await trill.addWorkspace({ id: `next${guests}-${engine}` })
      const headers = { authorization: `Bearer ${trill.secret}` }
      const payload = { email, role: 'viewer', workspace_id: `next${guests}-${engine}` }
      const { url } = (await trill.inject({ method: 'POST', url: '/v1/people/invitations', headers, payload })).json<CreatedInvitation>()
      const invitation = new URL(url).searchParams.get('token')
      expect((await goThrough(await visit('oidc', { invitation }))).headers.location).toBe('/sign-in?provider=account_exists')
    })

    test('belong to one account only', async () => {
      newGuest()
      const [one, other] = [await trill.signInAs('viewer', 'main'), await trill.signInAs('viewer', 'main')]
      expect((await goThrough(await connect('oidc', one.cookie))).headers.location).toContain('connected')
      expect((await goThrough(await connect('oidc', other.cookie))).headers.location).toBe('/sign-in?provider=taken')
    })

    test.each<[string, object]>([
      ['for another client', { claims: { aud: 'somebody-else' } }],
      ['of another issuer', { claims: { iss: 'https://evil.example' } }],
      ['with another nonce', { claims: { nonce: 'replayed' } }],
      ['that has expired', { claims: { exp: 1000 } }],
      ['signed with another key', { forged: true }],
    ])('are not believed with an ID token %s', async (_what, wrong) => {
      newGuest()
      const { cookie } = await trill.signInAs('viewer', 'main')
      Object.assign(provider.guest, wrong)
      expect((await goThrough(await connect('oidc', cookie))).headers.location).toBe('/sign-in?provider=failed')
    })

    test('sign nobody in with a state, a cookie or a code of another browser, twice, or too late', async () => {
      newGuest()
      const { cookie } = await trill.signInAs('viewer', 'main')
      await goThrough(await connect('oidc', cookie))
      const landing = async (address: string, cookie: string) => (await back(address, cookie)).headers.location
      const [mine, theirs] = [await visit('oidc'), await visit('oidc')]
      const [address, foreign] = [await provider.agree(mine.json().url), await provider.agree(theirs.json().url)]
      const failed = '/sign-in?provider=failed'
      expect(await landing(address, '')).toBe(failed)
      expect(await landing(foreign, cookieOf(mine, 'trill_visit'))).toBe(failed)
      const again = await visit('oidc')
      const arrival = await provider.agree(again.json().url)
      expect(await landing(arrival, cookieOf(again, 'trill_visit'))).toBe('/overview')
      expect(await landing(arrival, cookieOf(again, 'trill_visit'))).toBe(failed)
      const late = await visit('oidc')
      const lateAddress = await provider.agree(late.json().url)
      now += 10 * 60_000
      expect(await landing(lateAddress, cookieOf(late, 'trill_visit'))).toBe(failed)
    })
  })
})

test('a provider that is away is told from a wrong request', async () => {
  const config = { oidcIssuer: 'http://127.0.0.1:1', oidcClientId: 'x', oidcClientSecret: 'y' }
  const trill = await startTestPlatform([providers], { config })
  const answer = await trill.inject({ method: 'POST', url: '/v1/providers/oidc/visits', payload: {} })
  expect(answer.json()).toMatchObject({ status: 502, code: 'provider_unavailable' })
  await trill.close()
})
