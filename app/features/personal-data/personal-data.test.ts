import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestPlatform, type TestPlatform } from '../../../test/platform.ts'
import { erasures } from '../erasures/feature.ts'
import { ingest } from '../ingest/feature.ts'
import { quarantine } from '../quarantine/feature.ts'
import type { PersonalDataResponse } from './contract.ts'
import { personalData } from './feature.ts'

let trill: TestPlatform

beforeAll(async () => {
  trill = await startTestPlatform([ingest, quarantine, personalData, erasures])
  await trill.addWorkspace({ id: 'main' })
  await trill.addWorkspace({ id: 'open' })
})
afterAll(() => trill.close())

const headers = () => ({ authorization: `Bearer ${trill.secret}`, 'content-type': 'application/json' })

async function send(events: readonly object[], path = '/v1/events', workspace = 'main') {
  const payload = path === '/v1/events' ? events : (events[0] as object)
  const answer = await trill.inject({ method: 'POST', url: `${path}?workspace_id=${workspace}`, headers: headers(), payload })
  await trill.platform.log.settle(10_000)
  return answer
}

async function stored(messageId: string): Promise<Record<string, string>> {
  const sql = 'SELECT * FROM events WHERE message_id = {id:String}'
  return (await trill.platform.events.rows<Record<string, string>>(sql, { id: messageId }))[0] ?? {}
}

function journal(): string {
  const directory = join(trill.platform.config.dataDir, 'journal')
  return readdirSync(directory)
    .map((name) => readFileSync(join(directory, name), 'latin1'))
    .join('')
}

const PERSONAL = {
  text: 'mail me: nobody@example.org or +34 612 345 678',
  referrer: 'https://app.example/x?mail=nobody%40example.org',
  properties: { card: '4111 1111 1111 1111', deep: [{ note: 'IBAN DE89 3704 0044 0532 0130 00' }], harmless: 'seven of nine', n: 42 },
}

test('personal data is masked in every text and at every depth, before it reaches the disk', async () => {
  const { statusCode } = await send([{ message_id: 'm1', type: 'comment', actor_id: 'u1', ...PERSONAL }])
  expect(statusCode).toBe(200)
  const row = await stored('m1')
  expect(row.text).toBe('mail me: [email] or [phone]')
  expect(row.referrer).toBe('https://app.example/x?mail=[email]')
  expect(JSON.parse(row.properties ?? '')).toEqual({
    card: '[payment_card]',
    deep: [{ note: 'IBAN [iban]' }],
    harmless: 'seven of nine',
    n: 42,
  })
  for (const secret of ['nobody', '612 345', '4111', 'DE89']) expect(journal()).not.toContain(secret)
})

test('what only names a post stays as it is, though it looks like a card; an address as a post’s name does not', async () => {
  await send([
    { message_id: 'm9', type: 'view', actor_id: 'u1', content_id: '4111111111111111' },
    { message_id: 'm10', type: 'view', actor_id: 'u1', content_id: '/profile/nobody@example.org' },
  ])
  expect((await stored('m9')).content_id).toBe('4111111111111111')
  expect((await stored('m10')).content_id).toBe('/profile/[email]')
})

test('a refused event is kept in quarantine without it, and so is a line that is no JSON', async () => {
  await send([{ message_id: 'm2', type: 'comment', actor_id: 'u1', mail: 'nobody@example.org' }])
  await trill.inject({
    method: 'POST',
    url: '/v1/events?workspace_id=main',
    headers: { ...headers(), 'content-type': 'application/x-ndjson' },
    payload: '{"broken": nobody@example.org\n{"message_id":"m3","type":"view","actor_id":"u1"}\n',
  })
  await trill.platform.log.settle(10_000)
  const rows = await trill.platform.events.rows<{ payload: string; message: string }>('SELECT payload, message FROM quarantine')
  expect(rows).toHaveLength(2)
  for (const { payload, message } of rows) {
    expect(`${payload}${message}`).not.toContain('nobody')
    expect(payload).toContain('[email]')
  }
  expect(journal()).not.toContain('nobody')
})

test('traits that Segment’s identify carries are masked; who it is about stays one person under a pseudonym', async () => {
  const message = { messageId: 'm4', userId: 'Nobody@example.org', traits: { email: 'nobody@example.org', plan: 'pro' } }
  expect((await send([message], '/v1/identify')).statusCode).toBe(200)
  expect((await send([{ message_id: 'm5', type: 'view', actor_id: 'nobody@example.org' }])).statusCode).toBe(200)
  await send([{ message_id: 'm6', type: 'view', actor_id: 'nobody@example.org' }], '/v1/events', 'open')
  const [first, second, elsewhere] = [await stored('m4'), await stored('m5'), await stored('m6')]
  const [sheet] = await trill.platform.personAttributes.of('main', [first.actor_id ?? ''])
  expect(sheet?.attributes).toMatchObject([
    { name: 'email', value: '[email]' },
    { name: 'plan', value: 'pro' },
  ])
  expect(first.actor_id).toMatch(/^[\w-]{22}$/)
  expect(second.actor_id).toBe(first.actor_id)
  expect(elsewhere.actor_id).not.toBe(first.actor_id)
})

test('a person known by an address can be erased by it', async () => {
  const payload = { workspace_id: 'main', identifiers: ['nobody@example.org'], dry_run: true }
  const answer = await trill.inject({ method: 'POST', url: '/v1/privacy/erasures', headers: headers(), payload })
  expect(answer.json()).toMatchObject({ rows: { events: 2 } })
})

test('a workspace chooses for each kind; it holds from the next event on and is what a reader sees', async () => {
  const policy = { email: 'hash', phone: 'keep', payment_card: 'drop' }
  const changed = await trill.inject({
    method: 'PUT',
    url: '/v1/privacy/personal-data',
    headers: headers(),
    payload: { workspace_id: 'open', policy },
  })
  expect(changed.statusCode).toBe(200)
  await send([{ message_id: 'm7', type: 'comment', actor_id: 'u1', ...PERSONAL }], '/v1/events', 'open')
  await send([{ message_id: 'm8', type: 'comment', actor_id: 'u1', text: 'nobody@example.org' }], '/v1/events', 'open')
  const [row, again] = [await stored('m7'), await stored('m8')]
  const hash = /\[email:[\w-]{22}\]/.exec(row.text ?? '')?.[0]
  expect(row.text).toBe(`mail me: ${hash} or +34 612 345 678`)
  expect(again.text).toBe(hash)
  expect(JSON.parse(row.properties ?? '')).not.toHaveProperty('card')
  const read = await trill.inject({ url: '/v1/privacy/personal-data?workspace_id=open', headers: headers() })
  const actions = Object.fromEntries((read.json() as PersonalDataResponse).kinds.map(({ kind, action }) => [kind, action]))
  expect(actions).toMatchObject({ ...policy, iban: 'mask', handle: 'keep' })
  const wrong = { workspace_id: 'open', policy: { email: 'shout' } }
  const refused = await trill.inject({ method: 'PUT', url: '/v1/privacy/personal-data', headers: headers(), payload: wrong })
  expect(refused.statusCode).toBe(400)
})

test('what was found is counted by kind, without itself', async () => {
  const text = await trill.platform.measurements.registry.metrics()
  expect(text).toMatch(/trill_ingest_personal_data_total\{kind="email",action="mask"\} [1-9]/)
  expect(text).toMatch(/trill_ingest_personal_data_total\{kind="payment_card",action="drop"\} 1/)
})
