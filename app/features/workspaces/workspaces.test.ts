import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestPlatform, type TestPlatform } from '../../../test/platform.ts'
import { workspaces } from './feature.ts'
import { timeZoneName } from './time-zone.ts'

let trill: TestPlatform
let cookie: string
const csrf = { 'x-trill-csrf': '1' }

beforeAll(async () => {
  trill = await startTestPlatform([workspaces])
  cookie = await trill.signInCookie()
})
afterAll(() => trill?.close())

const add = (payload: object, headers: Record<string, string> = { cookie, ...csrf }) =>
  trill.inject({ method: 'POST', url: '/v1/workspaces', headers, payload })
const change = (id: string, payload: object, headers: Record<string, string> = { cookie, ...csrf }) =>
  trill.inject({ method: 'PATCH', url: `/v1/workspaces/${id}`, headers, payload })

describe('workspaces', () => {
  test('are added by the owner and listed in the order they came', async () => {
    const added = await add({ id: 'main', name: 'Quiz & Video', time_zone: 'europe/madrid' })
    expect(added.statusCode).toBe(201)
    expect(added.headers.location).toBe('/v1/workspaces/main')
    expect(added.json()).toMatchObject({ id: 'main', name: 'Quiz & Video', time_zone: 'Europe/Madrid', provenance: 'measured' })
    await trill.addWorkspace({ id: 'demo', provenance: 'simulated', created_at: '2020-01-01T00:00:00.000Z' })
    const { workspaces } = (await trill.inject({ url: '/v1/workspaces', headers: { cookie } })).json()
    expect(workspaces.map(({ id, provenance }: { id: string; provenance: string }) => [id, provenance])).toEqual([
      ['demo', 'simulated'],
      ['main', 'measured'],
    ])
    expect(workspaces[0].created_at).toBe('2020-01-01T00:00:00.000Z')
  })

  test('are known to every request at once, however many come together', async () => {
    await add({ id: 'fresh', name: 'Fresh', time_zone: 'UTC' })
    const headers = { cookie, ...csrf }
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => trill.inject({ method: 'PATCH', url: '/v1/workspaces/fresh', headers, payload: { name: 'Fresh' } })),
    )
    expect(answers.map(({ statusCode }) => statusCode)).toEqual(Array(20).fill(200))
  })

  test('of an id that is taken are a conflict', async () => {
    const again = await add({ id: 'main', name: 'Other', time_zone: 'UTC' })
    expect(again.statusCode).toBe(409)
    expect(again.json()).toMatchObject({ code: 'conflict', detail: 'There is a workspace of that id already' })
  })

  test.each([
    [{ id: 'Upper', name: 'x', time_zone: 'UTC' }, 'id in the body must match pattern'],
    [{ id: 'a'.repeat(64), name: 'x', time_zone: 'UTC' }, 'id in the body'],
    [{ id: 'ok', name: '', time_zone: 'UTC' }, 'name in the body must not have fewer than 1 characters'],
    [{ id: 'ok', name: 5, time_zone: 'UTC' }, 'name in the body must be of type string'],
    [{ id: 'ok', name: 'x' }, 'the body lacks time_zone'],
    [{ id: 'ok', name: 'x', time_zone: 'Mars/Olympus' }, 'time_zone "Mars/Olympus" is not an IANA time zone'],
    [{ id: 'ok', name: 'x', time_zone: '+01:00' }, 'is not an IANA time zone'],
    [
      { id: 'ok', name: 'x', time_zone: 'UTC', colour: 'red' },
      'the body holds "colour", which is not known here; known are id, name, time_zone',
    ],
  ])('%j is refused by field and reason', async (input, reason) => {
    const refused = await add(input)
    expect(refused.statusCode).toBe(400)
    expect(refused.json()).toMatchObject({ code: 'invalid_request', detail: expect.stringContaining(reason) })
  })

  test('are renamed and moved to another time zone, one or the other or both', async () => {
    expect((await change('main', { name: 'Renamed' })).json()).toMatchObject({ name: 'Renamed', time_zone: 'Europe/Madrid' })
    expect((await change('main', { time_zone: 'Asia/Kolkata' })).json()).toMatchObject({ name: 'Renamed', time_zone: 'Asia/Kolkata' })
    expect((await change('main', {})).statusCode).toBe(400)
    expect((await change('nowhere', { name: 'x' })).statusCode).toBe(404)
  })

  test('of others are neither seen nor changed with a key', async () => {
    const admin = { authorization: `Bearer ${await trill.createKey('admin', 'main')}` }
    const { workspaces } = (await trill.inject({ url: '/v1/workspaces', headers: admin })).json()
    expect(workspaces.map(({ id }: { id: string }) => id)).toEqual(['main'])
    expect((await change('demo', { name: 'Mine' }, admin)).json()).toMatchObject({ status: 403, code: 'forbidden' })
    expect((await change('main', { name: 'By key' }, admin)).json()).toMatchObject({ name: 'By key' })
    expect((await add({ id: 'other', name: 'x', time_zone: 'UTC' }, admin)).statusCode).toBe(403)
    const read = { authorization: `Bearer ${await trill.createKey('read', 'main')}` }
    expect((await change('main', { name: 'By reader' }, read)).statusCode).toBe(403)
  })
})

test('a time zone is taken in any case if the list has it, and older names as they are', () => {
  const names = [
    'UTC',
    'europe/madrid',
    'America/Argentina/Buenos_Aires',
    'Asia/Calcutta',
    'Asia/Kolkata',
    'asia/kolkata',
    '+01:00',
    'Nowhere',
    '',
  ]
  expect(names.map(timeZoneName)).toEqual([
    'UTC',
    'Europe/Madrid',
    'America/Argentina/Buenos_Aires',
    'Asia/Calcutta',
    'Asia/Kolkata',
    undefined,
    undefined,
    undefined,
    undefined,
  ])
})
