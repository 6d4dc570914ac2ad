import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { filesHolding, writeReadably } from '../../../test/erasure-evidence.ts'
import { startTestPlatform, type TestPlatform } from '../../../test/platform.ts'
import { openRows } from '../../platform/privacy/attribute-rows.ts'
import { consents } from '../consents/feature.ts'
import { imports } from '../imports/feature.ts'
import { ingest } from '../ingest/feature.ts'
import { personalData } from '../personal-data/feature.ts'
import { quarantine } from '../quarantine/feature.ts'
import type { AttributesResponse, DryRunResponse, Erasure, Rectification } from './contract.ts'
import { runnerOf } from './erasure-runner.ts'
import { erasures } from './feature.ts'

const SECRETS = ['Wittgensteinstadt', 'halibut-tier', 'kleptomania']
let trill: TestPlatform
let sent = 0

beforeAll(async () => {
  trill = await startTestPlatform([ingest, imports, erasures, consents, personalData, quarantine])
  await trill.addWorkspace({ id: 'main' })
  await writeReadably(trill.platform.events)
})
afterAll(() => trill?.close())

const ask = (method: 'GET' | 'POST' | 'PUT', url: string, payload?: object) =>
  trill.inject({ method, url, headers: { authorization: `Bearer ${trill.secret}` }, ...(payload && { payload }) })

async function identify(userId: string, traits: unknown, fields: object = {}) {
  sent += 1
  const answer = await ask('POST', '/v1/identify?workspace_id=main', { messageId: `i${sent}`, userId, traits, ...fields })
  await trill.platform.log.settle(10_000)
  return answer
}

async function read(...identifiers: string[]): Promise<AttributesResponse> {
  const answer = await ask('POST', '/v1/privacy/attributes', { workspace_id: 'main', identifiers })
  expect(answer.statusCode).toBe(200)
  return answer.json()
}

async function valuesOf(...identifiers: string[]): Promise<Record<string, unknown>> {
  return Object.fromEntries((await read(...identifiers)).attributes.map(({ name, value }) => [name, value]))
}

async function properties(messageId: string): Promise<string | undefined> {
  const sql = 'SELECT properties FROM events WHERE message_id = {id:String}'
  return (await trill.platform.events.rows<{ properties: string }>(sql, { id: messageId }))[0]?.properties
}

async function finished(id: string): Promise<Erasure> {
  for (let tries = 0; tries < 100; tries += 1) {
    const erasure = (await ask('GET', `/v1/privacy/erasures/${id}`)).json<Erasure>()
    if (erasure.state === 'done') return erasure
    await pause(300)
    runnerOf(trill.platform).wake()
  }
  throw new Error('The erasure was not done in half a minute')
}

describe('what an identify says', () => {
  test('is read back, stands in no file of the data directory, and leaves its names in the event', async () => {
    const traits = { city: SECRETS[0], plan: SECRETS[1], habits: { worst: [SECRETS[2]] }, age_of_account: 7 }
    expect((await identify('ann-12345', traits)).statusCode).toBe(200)
    expect(await valuesOf('ann-12345')).toEqual(traits)
    expect(await properties(`i${sent}`)).toBe('{"traits":["city","plan","habits","age_of_account"]}')
    expect(filesHolding(SECRETS, trill.platform.config.dataDir)).toEqual([])
    const { rows } = await trill.platform.metadata.query('SELECT * FROM person_attributes NATURAL FULL JOIN person_keys')
    expect(JSON.stringify(rows)).not.toMatch(/ann-12345|Wittgenstein|city/)
  })

  test('by the native form is the same; a trait is no field of the event', async () => {
    const event = { message_id: 'native-1', type: 'identify', anonymous_id: 'browser-77777', properties: { city: 'Ghent' } }
    expect((await ask('POST', '/v1/events?workspace_id=main', [event])).statusCode).toBe(200)
    await identify('bob-12345', { text: SECRETS[0], platform: 'zx81', value: 3, currency: 'EUR' })
    expect(await valuesOf('browser-77777')).toEqual({ city: 'Ghent' })
    const [row] = await trill.platform.events.rows('SELECT text, platform, value, currency FROM events WHERE message_id = {id:String}', {
      id: `i${sent}`,
    })
    expect(row).toEqual({ text: '', platform: '', value: null, currency: '' })
    expect(filesHolding(SECRETS, trill.platform.config.dataDir)).toEqual([])
  })

  test('comes by an import as well, and is marked as such', async () => {
    const line = { message_id: 'imported-1', type: 'identify', actor_id: 'abe-12345', properties: { city: SECRETS[0] } }
    const answer = await trill.inject({
      method: 'POST',
      url: '/v1/imports?workspace_id=main&format=events&name=people.ndjson',
      headers: { authorization: `Bearer ${trill.secret}`, 'content-type': 'application/octet-stream' },
      payload: JSON.stringify({ ...line, occurred_at: '2026-02-10T10:00:00Z' }),
    })
    await vi.waitFor(async () => {
      expect((await ask('GET', `/v1/imports/${answer.json().id}`)).json().status).toBe('done')
    }, 20_000)
    expect((await read('abe-12345')).attributes).toEqual([
      { name: 'city', value: SECRETS[0], said_at: '2026-02-10T10:00:00.000Z', source: 'imported' },
    ])
    expect(filesHolding(SECRETS, trill.platform.config.dataDir)).toEqual([])
  })

  test('follows the latest word: late ones overwrite nothing, null removes, a repeat changes nothing', async () => {
    const at = (timestamp: string, messageId?: string) => ({ timestamp, ...(messageId && { messageId }) })
    await identify('cid-12345', { plan: 'pro', city: 'Bonn' }, at('2026-03-02T10:00:00Z', 'cid-1'))
    await identify('cid-12345', { plan: 'free', pet: 'cat' }, at('2026-03-01T10:00:00Z'))
    await identify('cid-12345', { city: null }, at('2026-03-03T10:00:00Z'))
    await identify('cid-12345', { plan: 'pro', city: 'Bonn' }, at('2026-03-02T10:00:00Z', 'cid-1'))
    expect(await valuesOf('cid-12345')).toEqual({ plan: 'pro', pet: 'cat' })
  })

  test('nothing, as it is, is no attribute', async () => {
    expect((await identify('dan-12345', undefined)).statusCode).toBe(200)
    expect((await identify('dan-12345', {})).statusCode).toBe(200)
    expect(await read('dan-12345')).toMatchObject({ attributes: [], is_withheld: false })
    expect(await properties(`i${sent}`)).toBe('')
  })

  test('may be 1,000 traits; one more is refused with the field, the limit and what to do, and so are too many bytes', async () => {
    const many = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, n) => [`trait_${n}`, n]))
    expect((await identify('eve-12345', many(1000))).statusCode).toBe(200)
    expect((await read('eve-12345')).attributes).toHaveLength(1000)
    for (const [traits, limit] of [
      [many(1001), '1000 traits'],
      [{ novel: 'x'.repeat(32_800) }, '32768 bytes'],
    ] as const) {
      const { errors } = (await identify('eve-12345', traits)).json<{ errors: { field: string; reason: string; message: string }[] }>()
      expect(errors).toMatchObject([{ field: 'traits', reason: 'too_large' }])
      expect(errors[0]?.message).toContain(limit)
      expect(errors[0]?.message).toMatch(/send .*in several events/)
    }
  })

  test('is masked and planned as properties are, before it is sealed', async () => {
    const { trackingPlans } = trill.platform
    await trackingPlans.change(
      'main',
      { mode: 'enforced', properties: [{ event_type: 'identify', property: 'mail', decision: 'allow' }] },
      Date.now(),
    )
    await identify('fay-12345', { mail: 'write to nobody@example.org', unlisted: 'x' })
    await trackingPlans.change('main', { mode: 'off' }, Date.now())
    expect(await valuesOf('fay-12345')).toEqual({ mail: 'write to [email]' })
  })

  test('is not kept where the event is refused', async () => {
    await identify('gus-12345', { city: SECRETS[0] }, { timestamp: 'yesterday' })
    await ask('POST', '/v1/events?workspace_id=main', [{ type: 'identify', actor_id: 'gus-12345', properties: { city: SECRETS[0] } }])
    await trill.inject({
      method: 'POST',
      url: '/v1/events?workspace_id=main',
      headers: { authorization: `Bearer ${trill.secret}`, 'content-type': 'application/x-ndjson' },
      payload: `{"type":"identify","actor_id":"gus-12345","properties":{"city":"${SECRETS[0]}"`,
    })
    await trill.platform.log.settle(10_000)
    expect(await read('gus-12345')).toMatchObject({ attributes: [] })
    const [row] = await trill.platform.events.rows("SELECT count() AS n FROM quarantine WHERE position(payload, 'gus-12345') > 0")
    expect(row).toEqual({ n: 2 })
    expect(filesHolding(SECRETS, trill.platform.config.dataDir)).toEqual([])
  })
})

describe('who may be described', () => {
  const consent = (actor_id: string, fields: object) =>
    ask('POST', '/v1/consents', { workspace_id: 'main', consents: [{ actor_id, purposes: {}, policy_version: '1', ...fields }] })

  test('nobody who refused', async () => {
    await consent('no-12345', { purposes: { analytics: false } })
    expect((await identify('no-12345', { city: 'Bonn' })).json()).toMatchObject({ suppressed: 1 })
    expect(await read('no-12345')).toMatchObject({ attributes: [], is_withheld: false })
  })

  test('a minor by numbers alone, which the archive holds and this address does not', async () => {
    await consent('kid-12345', { purposes: { analytics: true }, age_band: '13-15', country: 'SE' })
    await identify('kid-12345', { city: SECRETS[0], level: 7, pro: true })
    await identify('kid-12345', { pro: null })
    expect(await read('kid-12345')).toMatchObject({ attributes: [], is_withheld: true })
    const { consents: known, personAttributes } = trill.platform
    const [sheet] = await personAttributes.of('main', known.namesOf('main', ['kid-12345']))
    expect(sheet?.attributes).toMatchObject([
      { name: 'level', value: 7 },
      { name: 'pro', value: null },
    ])
    expect(filesHolding(SECRETS, trill.platform.config.dataDir)).toEqual([])
  })

  test('nobody any more who withdraws, or turns out to be a minor', { timeout: 60_000 }, async () => {
    const { personAttributes } = trill.platform
    for (const userId of ['wil-12345', 'zoe-12345', 'xan-12345']) await identify(userId, { city: SECRETS[0] })
    await consent('wil-12345', { purposes: { analytics: false } })
    await consent('zoe-12345', { purposes: { analytics: true }, age_band: '13-15', country: 'SE' })
    expect(await read('zoe-12345')).toMatchObject({ attributes: [] })
    await vi.waitFor(async () => expect(await personAttributes.count('main', ['wil-12345', 'zoe-12345'])).toBe(0), 40_000)
    expect(await valuesOf('xan-12345')).toEqual({ city: SECRETS[0] })
  })

  test('nobody by an event that is stored without identity', async () => {
    const settings = { people_without_record: 'store_without_identity', without_permission: 'store_without_identity' }
    const chosen = { workspace_id: 'main', legitimate_interest: false, basis: 'a test' }
    await ask('PUT', '/v1/privacy/settings', { ...chosen, ...settings })
    const before = (await trill.platform.metadata.query('SELECT 1 FROM person_keys')).rowCount
    await identify('hal-12345', { level: 7, city: SECRETS[0] })
    await ask('PUT', '/v1/privacy/settings', { ...chosen, people_without_record: 'store', without_permission: 'suppress' })
    expect((await trill.platform.metadata.query('SELECT 1 FROM person_keys')).rowCount).toBe(before)
    expect(await properties(`i${sent}`)).toBe('{"traits":["level"]}')
  })
})

describe('on request of the person', () => {
  test('a wrong value is corrected, one is added, one is removed, and what was sent before cannot undo it', async () => {
    const sentAt = { timestamp: '2026-03-02T10:00:00Z', messageId: 'ida-1' }
    await identify('ida-12345', { city: 'Bon', visits: 3, pet: 'cat' }, sentAt)
    const correct = async (property: string, wrong: string, right: string) => {
      const body = { workspace_id: 'main', identifiers: ['ida-12345'], field: 'attribute', property, wrong, right }
      return (await ask('POST', '/v1/privacy/rectifications', body)).json<Rectification>()
    }
    expect(await correct('city', 'Bon', 'Bonn')).toMatchObject({ state: 'done', rows_before: 1, rows_after: 0 })
    expect(await correct('visits', '3', '4')).toMatchObject({ rows_before: 1, rows_after: 0 })
    expect(await correct('language', '', 'Welsh')).toMatchObject({ rows_before: 1, rows_after: 0 })
    expect(await correct('pet', 'cat', '')).toMatchObject({ rows_before: 1, rows_after: 0 })
    expect(await correct('pet', 'dog', 'cow')).toMatchObject({ rows_before: 0, rows_after: 0 })
    await identify('ida-12345', { city: 'Bon', visits: 3, pet: 'cat' }, { ...sentAt, messageId: 'ida-2' })
    expect(await valuesOf('ida-12345')).toEqual({ city: 'Bonn', visits: 4, language: 'Welsh' })
    expect((await read('ida-12345')).attributes.map(({ source }) => source)).toEqual(['rectified', 'rectified', 'rectified'])
  })

  test('an erasure destroys the key: a copy of the row from before cannot be opened any more', { timeout: 60_000 }, async () => {
    const { metadata, personAttributes, vault } = trill.platform
    await identify('joe-12345', { city: SECRETS[0], plan: 'pro' })
    const body = { workspace_id: 'main', identifiers: ['joe-12345'] }
    expect((await ask('POST', '/v1/privacy/erasures', { ...body, dry_run: true })).json<DryRunResponse>().rows.person_attributes).toBe(2)
    const others = 'SELECT person, sealed FROM person_keys'
    const before = await metadata.query<{ person: string; sealed: Buffer }>(others)
    const { rows: copies } = await metadata.query<{ person: string; sealed: Buffer }>('SELECT * FROM person_attributes')

    const { receipt } = await finished((await ask('POST', '/v1/privacy/erasures', body)).json<Erasure>().id)
    expect(receipt).toMatchObject({ rows_before: { person_attributes: 2 }, rows_after: { person_attributes: 0 }, attributes_destroyed: 2 })
    expect(await personAttributes.count('main', ['joe-12345'])).toBe(0)
    const left = new Set((await metadata.query<{ person: string }>(others)).rows.map(({ person }) => person))
    const [gone, ...none] = before.rows.filter(({ person }) => !left.has(person))
    if (gone === undefined) throw new Error('No key was destroyed')
    expect(none).toEqual([])
    const copy = copies.find(({ person }) => person === gone.person)
    expect(filesHolding([gone.sealed.toString('latin1')], `${trill.platform.config.dataDir}/postgres/base`)).toEqual([])

    // Whoever has the copy puts it back, under the key that the person would be given now.
    const fresh = vault.seal({ purpose: 'person key', ownerId: `main ${gone.person}` }, Buffer.alloc(32, 1))
    await metadata.query(
      "INSERT INTO person_keys (workspace_id, person, sealed, pseudonym_version, is_minor) VALUES ('main', $1, $2, 0, false)",
      [gone.person, fresh],
    )
    await metadata.query(
      "INSERT INTO person_attributes (workspace_id, person, sealed, attributes, updated_at) VALUES ('main', $1, $2, 2, now())",
      [gone.person, copy?.sealed],
    )
    await expect(personAttributes.of('main', ['joe-12345'])).rejects.toThrow('changed, or belongs to another place')
    await expect(openRows(metadata, 'main', { hashes: [gone.person], vault })).rejects.toThrow('changed')
    await metadata.query('DELETE FROM person_keys WHERE person = $1', [gone.person])
  })

  test('reading and looking up are audited as what they are, without whom they are about', async () => {
    await ask('POST', '/v1/privacy/erasures', { workspace_id: 'main', identifiers: ['ann-12345'], dry_run: true })
    await read('ann-12345')
    const { rows } = await trill.platform.metadata.query<{ action: string }>(
      'SELECT action, details::text FROM audit_log ORDER BY sequence DESC LIMIT 2',
    )
    expect(rows.map(({ action }) => action)).toEqual(['person_attributes_read', 'person_look_up'])
    expect(JSON.stringify(rows)).not.toMatch(/ann-12345|Wittgenstein/)
  })

  test('an analyst reads no attributes', async () => {
    const { cookie } = await trill.signInAs('analyst', 'main')
    const payload = { workspace_id: 'main', identifiers: ['ann-12345'] }
    const headers = { cookie, 'sec-fetch-site': 'same-origin' }
    expect((await trill.inject({ method: 'POST', url: '/v1/privacy/attributes', headers, payload })).statusCode).toBe(403)
  })
})
