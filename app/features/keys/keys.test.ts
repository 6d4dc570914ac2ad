import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { startTestPlatform, type TestPlatform } from '../../../test/platform.ts'
import { defineFeature } from '../../platform/feature.ts'
import { workspaceOf } from '../../platform/http/access.ts'
import { MetadataUnavailable } from '../../platform/postgres/errors.ts'
import type { CreatedKey, Key } from './contract.ts'
import { keys } from './feature.ts'
import { createKey, listKeys, revokeKey } from './keys.ts'

/** Two addresses as other features have them: one that takes events, one that shows figures. */
const doors = defineFeature({
  name: 'doors',
  about: 'What do keys open?',
  routes: (http) => {
    http.post<{ Body: { writeKey?: string } }>('/v1/door', { config: { permission: 'send_events' } }, async (request) => ({
      workspace: workspaceOf(request, undefined, request.body?.writeKey),
    }))
    http.get<{ Querystring: { workspace_id?: string } }>('/v1/figures', { config: { permission: 'read_figures' } }, async (request) => ({
      workspace: workspaceOf(request, request.query.workspace_id),
    }))
  },
})

let trill: TestPlatform
let owner: Record<string, string>
let now = Date.parse('2026-03-01T12:00:00Z')

beforeAll(async () => {
  trill = await startTestPlatform([keys, doors], { platform: { now: () => now } })
  owner = { cookie: await trill.signInCookie(), 'x-trill-csrf': '1' }
  await trill.addWorkspace({ id: 'main' })
  await trill.addWorkspace({ id: 'other' })
})
afterAll(() => trill?.close())

const make = async (scope: string, headers = owner, workspace_id?: string) =>
  trill.inject({
    method: 'POST',
    url: '/v1/keys',
    headers,
    payload: { name: `a ${scope} key`, scope, ...(workspace_id && { workspace_id }) },
  })
const made = async (scope: string, workspaceId = 'main') => (await make(scope, owner, workspaceId)).json<CreatedKey>()
const revoke = (id: string, headers = owner) => trill.inject({ method: 'DELETE', url: `/v1/keys/${id}`, headers })
const list = async (query = '', headers = owner) => (await trill.inject({ url: `/v1/keys${query}`, headers })).json<{ keys: Key[] }>().keys
const bearer = (key: string) => ({ authorization: `Bearer ${key}` })
const basic = (user: string) => ({ authorization: `Basic ${Buffer.from(`${user}:`).toString('base64')}` })
const write = (headers: Record<string, string>, url = '/v1/door', payload: object = {}) =>
  trill.inject({ method: 'POST', url, headers, payload })

describe('a key', () => {
  test('is shown once and stored only as its hash', async () => {
    const answer = await make('write', owner, 'main')
    expect(answer.statusCode).toBe(201)
    const { key, id, prefix } = answer.json<CreatedKey>()
    expect(key).toMatch(/^trill_write_[\w-]{43}$/)
    expect(prefix).toBe(key.slice(0, 16))
    expect(answer.headers['cache-control']).toBe('no-store')
    const listed = (await list('?workspace_id=main')).find((entry) => entry.id === id)
    expect(listed).toEqual({
      ...answer.json<Key>(),
      key: undefined,
      created_at: '2026-03-01T12:00:00.000Z',
      last_used_at: null,
      expires_at: null,
      revoked_at: null,
    })
    const { rows } = await trill.platform.metadata.query<{ text: string }>('SELECT api_keys::text AS text FROM api_keys')
    expect(JSON.stringify(rows)).not.toContain(key.slice(20))
  })

  test.each([
    [{ name: 'x', scope: 'all', workspace_id: 'main' }, 400, 'scope in the body must be one of write, read, admin'],
    [{ name: '', scope: 'read', workspace_id: 'main' }, 400, 'name in the body'],
    [{ name: 'x', scope: 'read' }, 400, 'workspace_id is required'],
    [{ name: 'x', scope: 'read', workspace_id: 'nowhere' }, 404, 'There is no workspace of that id'],
  ])('asked for as %j is refused with %i', async (payload, status, detail) => {
    const refused = await trill.inject({ method: 'POST', url: '/v1/keys', headers: owner, payload })
    expect(refused.json()).toMatchObject({ status, detail: expect.stringContaining(detail) })
  })

  test('for writing opens what takes events, by any of the four ways to show it, and nothing else', async () => {
    const { key } = await made('write')
    for (const answer of [
      await write(bearer(key)),
      await write(basic(key)),
      await write({}, `/v1/door?write_key=${key}`),
      await write({}, '/v1/door', { writeKey: key }),
    ]) {
      expect(answer.statusCode).toBe(200)
      expect(answer.json()).toEqual({ workspace: 'main' })
    }
    expect((await trill.inject({ url: '/v1/figures', headers: bearer(key) })).json()).toMatchObject({
      code: 'forbidden',
      detail: 'This key has the scope write; this address needs read or admin',
    })
    expect((await trill.inject({ url: `/v1/figures?write_key=${key}` })).statusCode).toBe(401)
    expect((await make('read', bearer(key), 'main')).statusCode).toBe(403)
  })

  test('for reading opens the figures of its workspace and takes no events', async () => {
    const { key } = await made('read')
    const figures = (query = '') => trill.inject({ url: `/v1/figures${query}`, headers: bearer(key) })
    expect((await figures()).json()).toEqual({ workspace: 'main' })
    expect((await figures('?workspace_id=main')).statusCode).toBe(200)
    expect((await figures('?workspace_id=other')).json()).toMatchObject({ status: 403, detail: 'This key belongs to the workspace main' })
    expect((await write(bearer(key))).statusCode).toBe(403)
    expect((await write({}, '/v1/door', { writeKey: key })).statusCode).toBe(403)
  })

  test('for administering opens everything of its workspace and nothing of another', async () => {
    const { key, id } = await made('admin')
    const theirs = await made('read', 'other')
    expect((await write(bearer(key))).statusCode).toBe(200)
    expect((await trill.inject({ url: '/v1/figures', headers: bearer(key) })).statusCode).toBe(200)
    expect((await make('write', bearer(key))).json()).toMatchObject({ workspace_id: 'main', scope: 'write' })
    expect((await make('write', bearer(key), 'other')).statusCode).toBe(403)
    expect((await list('', bearer(key))).every(({ workspace_id }) => workspace_id === 'main')).toBe(true)
    expect((await trill.inject({ url: '/v1/keys?workspace_id=other', headers: bearer(key) })).statusCode).toBe(403)
    expect((await revoke(theirs.id, bearer(key))).statusCode).toBe(404)
    expect((await revoke(id, bearer(key))).statusCode).toBe(204)
    expect((await trill.inject({ url: '/v1/figures', headers: bearer(key) })).statusCode).toBe(401)
  })

  test.each([
    ['nothing', {}, '/v1/door', 'No write key was given'],
    ['a word', bearer('hello'), '/v1/door', 'The key is not known, or was revoked'],
    ['a made-up key', bearer(`trill_write_${'A'.repeat(43)}`), '/v1/door', 'The key is not known'],
    ['an empty user name', basic(''), '/v1/door', 'The Authorization header holds no key'],
    ['another scheme', { authorization: 'Digest abc' }, '/v1/door', 'must be Basic or Bearer'],
    ['a made-up key in the address', {}, '/v1/door?write_key=nonsense', 'The key is not known'],
  ])('that is %s opens nothing', async (_what, headers, url, detail) => {
    const refused = await write(headers as Record<string, string>, url)
    expect(refused.json()).toMatchObject({ status: 401, code: 'unauthenticated', detail: expect.stringContaining(detail) })
    expect(refused.headers['www-authenticate']).toBe('Bearer realm="trill"')
    expect(refused.headers['access-control-allow-origin']).toBe('*')
  })

  test('that is revoked stops at once, and stays revoked', async () => {
    const { key, id } = await made('write')
    expect((await write(bearer(key))).statusCode).toBe(200)
    expect((await revoke(id)).statusCode).toBe(204)
    expect((await write(bearer(key))).statusCode).toBe(401)
    expect((await write({}, '/v1/door', { writeKey: key })).statusCode).toBe(401)
    now += 60_000
    expect((await revoke(id)).statusCode).toBe(204)
    expect((await list()).find((entry) => entry.id === id)?.revoked_at).toBe(new Date(now - 60_000).toISOString())
    expect((await revoke('6f1c2e1e-3b1c-4f5e-9b5a-0d6c7e8f9a0b')).statusCode).toBe(404)
    expect((await revoke('nonsense')).json()).toMatchObject({
      status: 400,
      detail: expect.stringContaining('id in the address must match format'),
    })
  })

  test('opens until it expires, and not a moment longer', async () => {
    const expires_at = new Date(now + 3_600_000).toISOString()
    const payload = { name: 'for an hour', scope: 'write', workspace_id: 'main', expires_at }
    const { key, ...listed } = (await trill.inject({ method: 'POST', url: '/v1/keys', headers: owner, payload })).json<CreatedKey>()
    expect(listed.expires_at).toBe(expires_at)
    now += 3_599_999
    expect((await write(bearer(key))).statusCode).toBe(200)
    now += 1
    expect((await write(bearer(key))).json()).toMatchObject({ status: 401, detail: expect.stringContaining('has expired') })
    expect((await write({}, '/v1/door', { writeKey: key })).statusCode).toBe(401)
    const late = await trill.inject({ method: 'POST', url: '/v1/keys', headers: owner, payload })
    expect(late.json()).toMatchObject({ status: 400, detail: expect.stringContaining('in the future') })
  })

  test('made or revoked by another process is noticed within ten seconds', async () => {
    const { metadata } = trill.platform
    const { key, id } = await createKey(metadata, { name: 'by the command line', scope: 'write', workspaceId: 'main', now })
    now += 1000
    expect((await write(bearer(key))).statusCode).toBe(200)
    await revokeKey(metadata, id, now)
    now += 10_000
    expect((await write(bearer(key))).statusCode).toBe(401)
  })

  test('says when it was last used, and writes that at most once a minute', async () => {
    const { key, id } = await made('write')
    const lastUsed = async () => (await listKeys(trill.platform.metadata)).find((entry) => entry.id === id)?.last_used_at
    const first = new Date(now).toISOString()
    await write(bearer(key))
    expect(await lastUsed()).toBe(first)
    now += 59_000
    await write(bearer(key))
    expect(await lastUsed()).toBe(first)
    now += 1000
    await write(bearer(key))
    expect(await lastUsed()).toBe(new Date(now).toISOString())
  })
})

test('hundreds of requests ask PostgreSQL nothing, with keys that open and with keys that do not', async () => {
  const { key } = await made('write')
  await write(bearer(key))
  const asked = vi.spyOn(trill.platform.metadata, 'query')
  const known = await Promise.all(Array.from({ length: 300 }, () => write(bearer(key))))
  const unknown = await Promise.all(
    Array.from({ length: 300 }, (_, index) => write(bearer(`trill_write_${String(index).padStart(43, 'x')}`))),
  )
  expect(asked).not.toHaveBeenCalled()
  asked.mockRestore()
  expect(new Set(known.map(({ statusCode }) => statusCode))).toEqual(new Set([200]))
  expect(new Set(unknown.map(({ statusCode }) => statusCode))).toEqual(new Set([401]))
})

test('known keys go on opening while PostgreSQL is away for a moment, and for no longer than five minutes', async () => {
  const { key } = await made('write')
  await write(bearer(key))
  const away = vi.spyOn(trill.platform.metadata, 'query').mockRejectedValue(new MetadataUnavailable('PostgreSQL does not answer'))
  now += 20_000
  expect((await write(bearer(key))).statusCode).toBe(200)
  now += 300_000
  const refused = await write(bearer(key))
  expect(refused.json()).toMatchObject({ status: 503, code: 'store_unavailable' })
  expect(refused.headers['retry-after']).toBe('5')
  away.mockRestore()
  now += 10_000
  expect((await write(bearer(key))).statusCode).toBe(200)
})
