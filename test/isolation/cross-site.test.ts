import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { FEATURES } from '../../app/features/index.ts'
import { describeApi } from '../../docs/pages/describe-api.ts'
import { startTestPlatform, type TestPlatform } from '../platform.ts'
import { operationsOf, requestFor } from './requests.ts'

const changing = operationsOf(await describeApi()).filter(({ method }) => method !== 'GET')
const target = { workspaceId: 'main', ids: { workspaces: 'main' } }
const publicUrl = 'https://trill.example'
let trill: TestPlatform
let cookie: string

beforeAll(async () => {
  trill = await startTestPlatform(FEATURES, { config: { publicUrl, rateSignIn: 0, rateApi: 0 } })
  await trill.addWorkspace({ id: 'main' })
  cookie = (await trill.signInAs('owner', 'main')).cookie
}, 120_000)
afterAll(() => trill?.close())

/** What a page of another site can make a browser send. */
const foreign: Record<string, Record<string, string>> = {
  'of another site': { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' },
  'of another name of the same site': { 'sec-fetch-site': 'same-site', origin: 'https://shop.trill.example' },
  'of another origin, in a browser that tells no more': { origin: 'https://evil.example' },
  'of another port': { origin: 'https://trill.example:8443' },
  'without an origin of its own': { origin: 'null' },
}

const own: Record<string, Record<string, string>> = {
  'its own page': { 'sec-fetch-site': 'same-origin', origin: publicUrl },
  'nobody but the person': { 'sec-fetch-site': 'none' },
  'its own page, by the address people open': { origin: publicUrl, host: 'inside:4400' },
  'its own page, by the address it was sent to': { origin: 'http://inside:4400', host: 'inside:4400' },
  'no browser': {},
}

const ask = (operation: (typeof changing)[number], headers: Record<string, string>) =>
  trill.inject({ ...requestFor(operation, target), headers: { 'x-trill-csrf': '1', ...headers } } as never)
const codeOf = (answer: { json(): unknown; headers: object }) =>
  String((answer.headers as Record<string, unknown>)['content-type']).includes('json')
    ? (answer.json() as { code?: string }).code
    : undefined

describe.each(Object.entries(foreign))('with a session, a page %s', (_, headers) => {
  test.each(changing.map((operation) => [operation.name, operation] as const))('changes nothing at %s', async (_name, operation) => {
    const answer = await ask(operation, { cookie, ...headers })
    // Where events are sent a session of another site counts as none: only a key opens.
    if (operation.permission === 'send_events') expect(answer.statusCode).toBe(401)
    else expect([answer.statusCode, codeOf(answer)]).toEqual([403, 'cross_site_request'])
  })
})

test.each(Object.entries(own))('with a session, %s is let through', async (_, headers) => {
  for (const operation of changing.filter(
    ({ name }) => name === 'POST /v1/sessions/password' || name === 'POST /v1/providers/{provider}/visits',
  )) {
    expect(codeOf(await ask(operation, { cookie, ...headers }))).not.toBe('cross_site_request')
  }
  const named = await trill.inject({
    method: 'PATCH',
    url: '/v1/account',
    headers: { 'x-trill-csrf': '1', cookie, ...headers },
    payload: { name: 'Ada' },
  })
  expect(named.statusCode).toBe(204)
})

test('a key opens from wherever it is shown', async () => {
  const authorization = `Bearer ${await trill.createKey('admin', 'main')}`
  const request = { method: 'POST', url: '/v1/keys', payload: { name: 'more', scope: 'read' } } as const
  for (const headers of Object.values(foreign))
    expect((await trill.inject({ ...request, headers: { authorization, ...headers } })).statusCode).toBe(201)
})

test('a page of any site sends events with a key, also beside a session', async () => {
  const authorization = `Bearer ${await trill.createKey('write', 'main')}`
  const payload = { message_id: 'one', type: 'view', actor_id: 'ada', content_id: 'post', occurred_at: new Date().toISOString() }
  for (const headers of Object.values(foreign)) {
    const sent = await trill.inject({ method: 'POST', url: '/v1/events', headers: { authorization, cookie, ...headers }, payload })
    expect(sent.statusCode).toBe(200)
  }
})
