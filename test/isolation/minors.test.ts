import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { FEATURES } from '../../app/features/index.ts'
import { describeApi } from '../../docs/pages/describe-api.ts'
import { startTestPlatform, type TestPlatform } from '../platform.ts'
import { type Operation, operationsOf, requestFor, type Target } from './requests.ts'

const WORKSPACE = 'school'
const NOW = Date.parse('2026-03-01T12:00:00Z')
/** Stands in everything that belongs to one of them. */
const MINOR = 'pipsqueak'
const ADULT = 'greybeard'
/** Where single rows, payloads or creators come out: seen before the age is known, so that this test can fail. */
const SHOWS_SINGLE_ROWS = [
  'GET /v1/contents',
  'GET /v1/contents.csv',
  'GET /v1/contents/{content_id}',
  'GET /v1/events',
  'GET /v1/imports/{id}/rejects',
  'GET /v1/quarantine',
]

const operations = operationsOf(await describeApi()).filter(({ method }) => method === 'GET')
let trill: TestPlatform
let owner: { cookie: string }
let imported = ''
let sent = 0

beforeAll(async () => {
  trill = await startTestPlatform(FEATURES, { platform: { now: () => NOW } })
  owner = await trill.signInAs('owner', WORKSPACE)
}, 60_000)
afterAll(() => trill?.close())

const local = () => ({ authorization: `Bearer ${trill.secret}` })

/** An event in which every field that a sender fills in by hand names its person. */
function eventOf(who: string, fields: object): object {
  sent += 1
  return {
    message_id: `${who}-message-${sent}`,
    occurred_at: '2026-02-10T10:00:00Z',
    actor_id: `${who}-actor`,
    anonymous_id: `${who}-browser`,
    session_id: `${who}-session`,
    parent_message_id: `${who}-message-1`,
    referrer: `https://social.example/${who}`,
    text: `I am ${who}`,
    properties: { name: who, creator_id: `${who}-actor`, creator_name: `Little ${who}`, home: { street: who } },
    ...fields,
  }
}

async function send(who: string, post: string): Promise<void> {
  const others = who === MINOR ? ADULT : MINOR
  const events = [
    eventOf(who, { type: 'content_publish', content_id: post, platform: 'web' }),
    ...['view', 'like', 'comment', 'share'].map((type) => eventOf(who, { type, content_id: post })),
    eventOf(who, { type: 'follow', target_id: `${who}-friend` }),
    { ...eventOf(others, { type: 'follow', target_id: `${who}-actor` }) },
    eventOf(who, { type: 'view', nickname: who }),
  ]
  await trill.inject({ method: 'POST', url: `/v1/events?workspace_id=${WORKSPACE}`, headers: local(), payload: events })
  await trill.platform.log.settle(20_000)
}

async function importRejects(): Promise<void> {
  const lines = [MINOR, ADULT].map((who) => JSON.stringify(eventOf(who, { type: 'view', nickname: who })))
  const answer = await trill.inject({
    method: 'POST',
    url: `/v1/imports?workspace_id=${WORKSPACE}&format=events&name=rows.ndjson`,
    headers: { ...local(), 'content-type': 'application/octet-stream' },
    payload: lines.join('\n'),
  })
  imported = answer.json().id
  await vi.waitFor(async () => {
    expect((await trill.inject({ url: `/v1/imports/${imported}`, headers: local() })).json().status).toBe('done')
  }, 20_000)
}

const POSTS = ['post-1', 'post-2', 'post-3']
const isAboutPost = ({ path, query }: Operation) => path.startsWith('/v1/contents/{') || query.some(({ name }) => name === 'content_id')

/** Every address asked as an owner, about each post; answers the addresses in whose answer each of them stands. */
async function walk(): Promise<{ minor: string[]; adult: string[] }> {
  const found = { minor: new Set<string>(), adult: new Set<string>() }
  const look = (name: string, body: string) => {
    if (body.includes(MINOR)) found.minor.add(name)
    if (body.includes(ADULT)) found.adult.add(name)
  }
  for (const operation of operations.filter(({ path }) => path !== '/v1/live')) {
    for (const post of isAboutPost(operation) ? POSTS : POSTS.slice(0, 1)) {
      const { statusCode, body } = await ask(operation, {
        workspaceId: WORKSPACE,
        ids: { contents: post, imports: imported, workspaces: WORKSPACE },
      })
      expect(statusCode, `${operation.name} ${body.slice(0, 200)}`).toBeLessThan(500)
      look(operation.name, body)
    }
  }
  look('GET /v1/live', await firstTick())
  return { minor: [...found.minor], adult: [...found.adult] }
}

const ask = (operation: Operation, target: Target) =>
  trill.inject({ ...requestFor(operation, target), headers: { cookie: owner.cookie } } as never)

let address: Promise<string> | undefined
/** What somebody is shown who opens the live page. */
async function firstTick(): Promise<string> {
  address ??= trill.listen()
  const stream = await fetch(`${await address}/v1/live?workspace_id=${WORKSPACE}`, { headers: { cookie: owner.cookie } })
  const reader = (stream.body as ReadableStream<Uint8Array>).getReader()
  let text = ''
  while (!text.includes('data: ')) text += new TextDecoder().decode((await reader.read()).value)
  await reader.cancel()
  return text
}

test('before an age is recorded, rows of both come out of the same addresses', { timeout: 180_000 }, async () => {
  await send(ADULT, 'post-1')
  await send(MINOR, 'post-2')
  await importRejects()
  const shown = expect.arrayContaining(SHOWS_SINGLE_ROWS)
  expect(await walk()).toEqual({ minor: shown, adult: shown })
})

test('from the moment an age under 18 is recorded, no address names the minor', { timeout: 180_000 }, async () => {
  const about = { policy_version: '1', age_band: '13-15', country: 'SE', purposes: { analytics: true } }
  const consents = ['actor', 'browser', 'friend'].map((name) => ({ ...about, actor_id: `${MINOR}-${name}` }))
  const answer = await trill.inject({
    method: 'POST',
    url: '/v1/consents',
    headers: local(),
    payload: { workspace_id: WORKSPACE, consents },
  })
  expect(answer.statusCode).toBe(200)
  await vi.waitFor(async () => expect(await stored()).toBe(0), 60_000)
  expect(await walk()).toEqual({ minor: [], adult: expect.arrayContaining(SHOWS_SINGLE_ROWS) })
})

test('what the minor does from then on is stored, shown in no figure about them alone, and no address names them', {
  timeout: 180_000,
}, async () => {
  await send(MINOR, 'post-3')
  await send(ADULT, 'post-1')
  const counted = await ask(operations.find(({ path }) => path === '/v1/contents/{content_id}') as Operation, {
    workspaceId: WORKSPACE,
    ids: { contents: 'post-3' },
  })
  expect(counted.statusCode).toBe(200)
  expect(counted.json()).toMatchObject({ withheld: true, by_type: [], totals: { views: null, events: null } })
  const [stored] = await trill.platform.events.rows(
    "SELECT countIf(type = 'view') AS views, countIf(startsWith(actor_id, 'minor.')) = count() AS are_minors FROM events WHERE workspace_id = {workspace_id:String} AND content_id = 'post-3' AND type != 'follow'",
    { workspace_id: WORKSPACE },
  )
  expect(stored).toMatchObject({ views: 1 })
  expect(await walk()).toEqual({ minor: [], adult: expect.arrayContaining(SHOWS_SINGLE_ROWS) })
})

test('nothing of the minor is stored as it came, and SQL shows no pseudonym of theirs', async () => {
  expect(await stored()).toBe(0)
  const ask = (sql: string) => trill.inject({ method: 'POST', url: '/v1/query', headers: { cookie: '', ...local() }, payload: { sql } })
  const { rows } = (await ask('SELECT actor_id, count() AS events FROM events GROUP BY actor_id ORDER BY events DESC')).json()
  expect(rows).toContainEqual({ actor_id: '[withheld]', events: expect.any(Number) })
  expect(rows).toContainEqual({ actor_id: `${ADULT}-actor`, events: expect.any(Number) })
  expect(JSON.stringify(rows)).not.toMatch(/pipsqueak|minor\./)
})

/** Rows in which something identifies the minor; a `message_id` is the sender’s own number of the message. */
async function stored(): Promise<number> {
  await trill.platform.log.settle(20_000)
  const sql = `SELECT sum(n) AS found FROM (
    SELECT count() AS n FROM events WHERE position(concat(actor_id, anonymous_id, session_id, target_id, text, properties, referrer), {mark:String}) > 0
    UNION ALL SELECT count() FROM content WHERE position(concat(creator_id, creator_name, title), {mark:String}) > 0
    UNION ALL SELECT count() FROM actor_daily WHERE position(toString(tuple(*)), {mark:String}) > 0)`
  const [row] = await trill.platform.events.rows<{ found: number }>(sql, { mark: MINOR })
  return row?.found ?? 0
}
