import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestPlatform, type TestPlatform } from '../../../test/platform.ts'
import { beginSession } from '../../platform/access/sessions.ts'
import { defineFeature } from '../../platform/feature.ts'
import { VERSION } from '../../platform/version.ts'
import type { SessionsResponse } from './contract.ts'
import { sessions } from './feature.ts'
import { createSignInLink } from './sessions.ts'

const workspaces = defineFeature({
  name: 'workspaces',
  about: 'x',
  routes: (http) => void http.post('/v1/workspaces', { config: { permission: 'add_workspaces' } }, async () => ({})),
})

const HOUR = 3_600_000
const DAY = 24 * HOUR
const csrf = { 'x-trill-csrf': '1' }

let trill: TestPlatform
let now = Date.parse('2026-03-01T12:00:00Z')

beforeAll(async () => {
  trill = await startTestPlatform([sessions], { platform: { now: () => now } })
  await trill.addWorkspace({ id: 'main', name: 'Main' })
})
afterAll(() => trill?.close())

const newToken = async () => new URL((await createSignInLink(trill.platform, 4400)).url).searchParams.get('token') ?? ''
const signIn = (token: unknown) => trill.inject({ method: 'POST', url: '/v1/sessions', payload: { token } })
const who = (headers: Record<string, string>) => trill.inject({ url: '/v1/session', headers })

async function signedIn(): Promise<{ cookie: string; setCookie: string }> {
  const setCookie = String((await signIn(await newToken())).headers['set-cookie'])
  return { cookie: setCookie.split(';')[0] ?? '', setCookie }
}

describe('a sign-in link', () => {
  test('opens a session of 30 days that no script can read', async () => {
    const answer = await signIn(await newToken())
    expect(answer.statusCode).toBe(201)
    expect(answer.json()).toMatchObject({ version: VERSION, workspaces: [{ id: 'main', name: 'Main' }] })
    expect(answer.headers['cache-control']).toBe('no-store')
    const [pair, ...attributes] = String(answer.headers['set-cookie']).split('; ')
    expect(pair).toMatch(/^trill_session=[\w-]{43}$/)
    expect(attributes.sort()).toEqual(['HttpOnly', 'Max-Age=2592000', 'Path=/', 'SameSite=Lax'])
  })

  test('leads to the address people open', async () => {
    const { url, expires_at } = await createSignInLink(trill.platform, 4400)
    expect(url).toMatch(/^http:\/\/localhost:4400\/sign-in\?token=[\w-]{43}$/)
    expect(expires_at).toBe(new Date(now + 15 * 60_000).toISOString())
    const config = { ...trill.platform.config, publicUrl: 'https://trill.example' }
    expect((await createSignInLink({ ...trill.platform, config })).url).toMatch(/^https:\/\/trill\.example\/sign-in\?token=/)
  })

  test('works once, also when two browsers come at the same moment', async () => {
    const token = await newToken()
    const answers = await Promise.all([signIn(token), signIn(token), signIn(token)])
    expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([201, 401, 401])
    expect((await signIn(token)).json()).toMatchObject({ code: 'link_expired' })
  })

  test('works for 15 minutes', async () => {
    const [inTime, late] = [await newToken(), await newToken()]
    now += 15 * 60_000 - 1
    expect((await signIn(inTime)).statusCode).toBe(201)
    now += 1
    const refused = await signIn(late)
    expect(refused.json()).toMatchObject({ code: 'link_expired', remedy: expect.stringContaining('trill sign-in') })
    expect(refused.headers['set-cookie']).toBeUndefined()
  })

  test.each([
    ['guess', 401],
    ['', 401],
    [5, 400],
    [undefined, 400],
  ])('made up as %j opens nothing', async (token, status) => {
    expect((await signIn(token)).statusCode).toBe(status)
  })

  test('is made by the owner and by the command line, not with a key', async () => {
    const ask = (headers: Record<string, string>) => trill.inject({ method: 'POST', url: '/v1/sign-in-links', headers })
    const byCommandLine = await ask({ authorization: `Bearer ${trill.secret}` })
    expect(byCommandLine.statusCode).toBe(201)
    const token = new URL(byCommandLine.json().url).searchParams.get('token')
    expect((await signIn(token)).statusCode).toBe(201)
    expect((await ask({ ...(await signedIn()), ...csrf })).statusCode).toBe(201)
    expect((await ask({ cookie: (await trill.signInAs('owner', 'main')).cookie, ...csrf })).statusCode).toBe(403)
    expect((await ask({ authorization: `Bearer ${await trill.createKey('admin', 'main')}` })).statusCode).toBe(403)
    expect((await ask({ authorization: `Bearer ${'A'.repeat(43)}` })).statusCode).toBe(401)
    expect((await ask({})).statusCode).toBe(401)
  })

  test('is stored only as its hash, and so is the session', async () => {
    const token = await newToken()
    const { cookie } = await signedIn()
    const { rows } = await trill.platform.metadata.query(
      'SELECT sign_in_links::text FROM sign_in_links UNION ALL SELECT sessions::text FROM sessions',
    )
    const stored = JSON.stringify(rows)
    for (const secret of [token, cookie.split('=')[1] ?? '']) {
      expect(stored).not.toContain(secret)
      expect(stored).not.toContain(Buffer.from(secret).toString('hex'))
    }
  })
})

describe('a session', () => {
  test('of an owner of the installation sees every workspace; others and keys see their own', async () => {
    await trill.addWorkspace({ id: 'other' })
    const ids = async (headers: Record<string, string>) => (await who(headers)).json().workspaces.map(({ id }: { id: string }) => id)
    expect(await ids({ cookie: (await signedIn()).cookie })).toEqual(['main', 'other'])
    expect(await ids({ cookie: (await trill.signInAs('viewer', 'other')).cookie })).toEqual(['other'])
    expect(await ids({ authorization: `Bearer ${await trill.createKey('read', 'other')}` })).toEqual(['other'])
    expect((await who({})).json()).toMatchObject({ status: 401, code: 'unauthenticated' })
    expect((await who({ cookie: `trill_session=${'A'.repeat(43)}` })).statusCode).toBe(401)
  })

  test('lasts 30 days from its last use, and 90 in all', async () => {
    let { cookie } = await signedIn()
    for (let days = 29; days < 90; days += 29) {
      now += 29 * DAY
      const prolonged = await who({ cookie })
      expect(prolonged.statusCode).toBe(200)
      expect(prolonged.headers['set-cookie']).toContain('; Max-Age=2592000')
      cookie = String(prolonged.headers['set-cookie']).split(';')[0] ?? ''
      expect((await who({ cookie })).statusCode).toBe(200)
    }
    now += 4 * DAY
    expect((await who({ cookie })).statusCode).toBe(401)
    const unused = await signedIn()
    now += 30 * DAY
    expect((await who({ cookie: unused.cookie })).statusCode).toBe(401)
  })

  test('gets a new token each hour; the old one opens for a minute more', async () => {
    const { cookie: old } = await signedIn()
    now += HOUR - 1
    expect((await who({ cookie: old })).headers['set-cookie']).toBeUndefined()
    now += 1
    const answers = await Promise.all([who({ cookie: old }), who({ cookie: old }), who({ cookie: old })])
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([200, 200, 200])
    const given = answers.flatMap(({ headers }) => headers['set-cookie'] ?? [])
    expect(given).toHaveLength(1)
    const cookie = String(given[0]).split(';')[0] ?? ''
    expect(cookie).not.toBe(old)
    expect((await who({ cookie })).headers['set-cookie']).toBeUndefined()
    now += 59_000
    expect((await who({ cookie: old })).statusCode).toBe(200)
    now += 1000
    expect((await who({ cookie: old })).statusCode).toBe(401)
    expect((await who({ cookie })).statusCode).toBe(200)
  })

  test('whose new token never arrived goes on with the old one, and is given another', async () => {
    const { cookie } = await signedIn()
    now += HOUR
    await who({ cookie })
    now += 30_000
    expect((await who({ cookie })).headers['set-cookie']).toBeUndefined()
    now += 30_000
    const again = await who({ cookie })
    expect(again.statusCode).toBe(200)
    expect(again.headers['set-cookie']).toBeDefined()
  })

  test('gets no new token with a stream, which could not carry it', async () => {
    const { cookie } = await signedIn()
    now += HOUR
    expect((await who({ cookie, accept: 'text/event-stream' })).headers['set-cookie']).toBeUndefined()
    expect((await who({ cookie })).headers['set-cookie']).toBeDefined()
  })

  test('is listed with the others of its person, and each of them can be ended', async () => {
    const mine = await trill.signInAs('analyst', 'main')
    const headers = { cookie: mine.cookie, ...csrf }
    const other = { personId: mine.personId, method: 'password', agent: 'Telephone', now }
    const telephone = `trill_session=${await beginSession(trill.platform.metadata, other)}`
    await beginSession(trill.platform.metadata, other)
    const list = async () => (await trill.inject({ url: '/v1/sessions', headers })).json<SessionsResponse>().sessions
    expect((await list()).map(({ method, agent, is_this }) => [method, agent, is_this]).sort()).toEqual([
      ['link', '', true],
      ['password', 'Telephone', false],
      ['password', 'Telephone', false],
    ])
    const theirs = (await list()).find(({ is_this }) => !is_this)?.id
    expect(
      (await trill.inject({ method: 'DELETE', url: `/v1/sessions/${theirs}`, headers: { ...csrf, cookie: await trill.signInCookie() } }))
        .statusCode,
    ).toBe(404)
    expect((await trill.inject({ method: 'DELETE', url: `/v1/sessions/${theirs}`, headers })).statusCode).toBe(204)
    expect((await trill.inject({ method: 'DELETE', url: '/v1/sessions', headers })).json()).toEqual({ ended: 1 })
    expect((await who({ cookie: telephone })).statusCode).toBe(401)
    expect(await list()).toHaveLength(1)
  })

  test('says who is signed in, with which role, and what that includes', async () => {
    const { cookie, email, personId } = await trill.signInAs('viewer', 'main')
    expect((await who({ cookie })).json()).toMatchObject({
      person: { id: personId, email, owns_installation: false, has_second_factor: false },
      workspaces: [{ id: 'main', role: 'viewer', permissions: ['see_workspaces', 'read_figures'] }],
      permissions: ['own_account'],
      set_up: 'done',
    })
    expect((await who({ cookie: (await signedIn()).cookie })).json()).toMatchObject({
      person: { email: null, owns_installation: true },
      permissions: ['own_account', 'add_workspaces', 'query_events', 'make_sign_in_links'],
      set_up: 'optional',
    })
    expect((await who({ authorization: `Bearer ${await trill.createKey('read', 'main')}` })).json()).toMatchObject({
      person: null,
      permissions: [],
    })
  })

  test('is ended for good', async () => {
    const { cookie } = await signedIn()
    const stay = await signedIn()
    const ended = await trill.inject({ method: 'DELETE', url: '/v1/session', headers: { cookie, ...csrf } })
    expect(ended.statusCode).toBe(204)
    expect(ended.headers['set-cookie']).toContain('trill_session=; Max-Age=0')
    expect((await who({ cookie })).statusCode).toBe(401)
    expect((await who({ cookie: stay.cookie })).statusCode).toBe(200)
  })

  test('changes nothing without the header that other sites cannot set', async () => {
    const { cookie } = await signedIn()
    const forged = await trill.inject({ method: 'DELETE', url: '/v1/session', headers: { cookie, origin: 'https://evil.example' } })
    expect(forged.json()).toMatchObject({ status: 403, detail: expect.stringContaining('x-trill-csrf: 1') })
    expect((await who({ cookie })).statusCode).toBe(200)
  })

  test('is not opened by a form of another site', async () => {
    const form = {
      method: 'POST',
      url: '/v1/sessions',
      headers: { 'content-type': 'text/plain' },
      payload: JSON.stringify({ token: await newToken() }),
    } as const
    expect((await trill.inject(form)).json()).toMatchObject({ status: 415, code: 'unsupported_media_type' })
  })
})

test('behind https the cookie is secure, and the owner must set an address and a password first', async () => {
  await trill.close()
  trill = await startTestPlatform([sessions, workspaces], { config: { publicUrl: 'https://trill.example' }, platform: { now: () => now } })
  const { cookie, setCookie } = await signedIn()
  expect(setCookie).toContain('; Secure')
  expect((await trill.inject('/healthz')).headers['strict-transport-security']).toBeDefined()
  expect((await who({ cookie })).json()).toMatchObject({ set_up: 'required' })
  const refused = await trill.inject({
    method: 'POST',
    url: '/v1/workspaces',
    headers: { cookie, ...csrf },
    payload: { id: 'x', name: 'x', time_zone: 'UTC' },
  })
  expect(refused.json()).toMatchObject({ status: 403, code: 'account_incomplete' })
})
