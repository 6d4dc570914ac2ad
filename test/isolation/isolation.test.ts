import { KEY_PERMISSIONS, KEY_SCOPES, PERMISSIONS, ROLE_NAMES, ROLE_PERMISSIONS } from '@trill/contract/permissions'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { FEATURES } from '../../app/features/index.ts'
import { registerMade } from '../../app/features/models/testing.ts'
import { describeApi } from '../../docs/pages/describe-api.ts'
import { startTestPlatform, type TestPlatform } from '../platform.ts'
import { type Operation, operationsOf, requestFor, type Target } from './requests.ts'

/** Stands in everything that belongs to the workspace that is attacked. */
const MARK = 'bravo'
const HOUR = 3_600_000
const csrf = { 'x-trill-csrf': '1' }

const operations = operationsOf(await describeApi())
const guarded = operations.filter(({ permission }) => permission !== 'public')
/** A stream that opens has no end. */
const isStream = ({ path }: Operation) => path === '/v1/live'

let trill: TestPlatform
let now = Date.parse('2026-03-01T12:00:00Z')
const own: Target = { workspaceId: 'alpha', ids: { workspaces: 'alpha' } }
let victim: Target

beforeAll(async () => {
  trill = await startTestPlatform(FEATURES, { platform: { now: () => now } })
  await trill.addWorkspace({ id: 'alpha' })
  await trill.addWorkspace({ id: MARK, name: `${MARK} workspace` })
  victim = { workspaceId: MARK, ids: await fill() }
}, 120_000)
afterAll(() => trill?.close())

/** Something of everything in the workspace that is attacked. @returns ids by what they are of. */
async function fill(): Promise<Record<string, string>> {
  const admin = { authorization: `Bearer ${await trill.createKey('admin', MARK)}` }
  const local = { authorization: `Bearer ${trill.secret}` }
  const event = {
    message_id: `${MARK}-1`,
    type: 'view',
    actor_id: `${MARK}-actor`,
    content_id: `${MARK}-post`,
    occurred_at: '2026-02-10T00:00:00Z',
  }
  const published = { ...event, message_id: `${MARK}-3`, type: 'content_publish', properties: { title: `${MARK} news`, tags: [MARK] } }
  await trill.inject({ method: 'POST', url: '/v1/events', headers: admin, payload: [event, published, { type: `${MARK} refused` }] })
  const key = await trill.inject({ method: 'POST', url: '/v1/keys', headers: admin, payload: { name: `${MARK} key`, scope: 'read' } })
  const invitation = await trill.inject({
    method: 'POST',
    url: '/v1/people/invitations',
    headers: local,
    payload: { email: `guest@${MARK}.example`, role: 'viewer', workspace_id: MARK },
  })
  const imported = await trill.inject({
    method: 'POST',
    url: `/v1/imports?workspace_id=${MARK}&format=events&name=${MARK}.ndjson`,
    headers: { ...admin, 'content-type': 'application/octet-stream' },
    payload: JSON.stringify({ ...event, message_id: `${MARK}-2` }),
  })
  await vi.waitFor(async () => {
    const { status } = (await trill.inject({ url: `/v1/imports/${imported.json().id}`, headers: admin })).json()
    expect(status).toBe('done')
  }, 20_000)
  const erasure = await trill.inject({
    method: 'POST',
    url: '/v1/privacy/erasures',
    headers: admin,
    payload: { identifiers: [`${MARK}-nobody`] },
  })
  const exported = await trill.inject({
    method: 'POST',
    url: '/v1/privacy/exports',
    headers: admin,
    payload: { identifiers: [`${MARK}-nobody`] },
  })
  await trill.inject({ method: 'POST', url: '/v1/privacy/reviews', headers: admin, payload: { note: `${MARK} review` } })
  const shared = await trill.inject({
    method: 'POST',
    url: '/v1/shared-figures',
    headers: admin,
    payload: { name: `${MARK} month`, from: '2026-02-01', to: '2026-02-20', epsilon: 0.1 },
  })
  const run = await trill.inject({ method: 'POST', url: '/v1/youtube-trends/detections', headers: admin, payload: {} })
  await vi.waitFor(async () => {
    const { status } = (await trill.inject({ url: `/v1/youtube-trends/runs/${run.json().id}`, headers: admin })).json()
    expect(status).toBe('done')
  }, 20_000)
  const connected = await trill.inject({
    method: 'PUT',
    url: '/v1/connections/mastodon',
    headers: admin,
    payload: { base_address: `https://${MARK}.invalid` },
  })
  expect(connected.statusCode).toBe(200)
  const subscribed = await trill.inject({
    method: 'POST',
    url: '/v1/subscriptions',
    headers: admin,
    payload: {
      name: `${MARK} week`,
      document: 'digest',
      schedule: { every: 'day', time: '08:00' },
      target: { channel: 'webhook', url: `https://${MARK}.invalid/hook` },
    },
  })
  expect(subscribed.statusCode).toBe(201)
  const simulated = await trill.inject({ method: 'POST', url: '/v1/customers/simulations', headers: admin, payload: { count: 20 } })
  expect(simulated.statusCode).toBe(202)
  await vi.waitFor(async () => {
    const { status } = (await trill.inject({ url: simulated.headers.location as string, headers: admin })).json()
    expect(status).toBe('done')
  }, 20_000)
  await registerMade(trill.platform, { workspaceId: MARK, name: MARK })
  const training = await trill.platform.models.train({ workspaceId: MARK, name: MARK }, 'asked', { kind: 'system' })
  const { personId } = await trill.signInAs('owner', MARK)
  const session = await trill.inject({ url: '/v1/sessions', headers: { cookie: (await trill.signInAs('viewer', MARK)).cookie } })
  const table = await trill.inject({
    method: 'POST',
    url: '/v1/exports',
    headers: admin,
    payload: { what: 'contents', format: 'csv', from: '2026-02-01', to: '2026-02-20' },
  })
  return {
    downloads: table.json().id,
    keys: key.json().id,
    invitations: invitation.json().id,
    imports: imported.json().id,
    erasures: erasure.json().id,
    exports: exported.json().id,
    'shared-figures': shared.json().id,
    people: personId,
    sessions: session.json().sessions[0].id,
    workspaces: MARK,
    contents: `${MARK}-post`,
    trends: `#${MARK}`,
    'youtube-trends': `${MARK}-post`,
    runs: run.json().id,
    connections: 'mastodon',
    subscriptions: subscribed.json().subscription.id,
    simulations: simulated.json().id,
    models: MARK,
    'customer-models': 'churn',
    versions: '1',
    trainings: training.run.id,
  }
}

/** What is stored of the workspace that is attacked, to see that nothing of it changes. */
async function stored(): Promise<string> {
  const { metadata, events, log } = trill.platform
  await log.settle(5000)
  const texts = [
    'SELECT id::text, name, time_zone FROM workspaces WHERE id = $1',
    'SELECT id::text, name, revoked_at::text FROM api_keys WHERE workspace_id = $1 ORDER BY id',
    'SELECT person_id::text, role FROM memberships WHERE workspace_id = $1 ORDER BY person_id',
    'SELECT id::text, email, role FROM invitations WHERE workspace_id = $1 ORDER BY id',
    'SELECT id::text, name FROM imports WHERE workspace_id = $1 ORDER BY id',
    'SELECT id::text, identifier_count FROM erasures WHERE workspace_id = $1 ORDER BY id',
    'SELECT id::text FROM person_exports WHERE workspace_id = $1 ORDER BY id',
    'SELECT id::text FROM person_rectifications WHERE workspace_id = $1 ORDER BY id',
    'SELECT policy FROM personal_data_policies WHERE workspace_id = $1',
    'SELECT settings FROM privacy_settings WHERE workspace_id = $1',
    'SELECT sequence FROM consents WHERE workspace_id = $1 ORDER BY sequence',
    'SELECT id::text, revoked_at::text FROM shared_figures WHERE workspace_id = $1 ORDER BY id',
    'SELECT epsilon FROM privacy_budgets WHERE workspace_id = $1',
    'SELECT version, destroyed_at::text FROM pseudonym_keys WHERE workspace_id = $1 ORDER BY version',
    'SELECT id::text, status FROM youtube_trends_runs WHERE workspace_id = $1 ORDER BY id',
    'SELECT name, version, state FROM models WHERE workspace_id = $1 ORDER BY name, version',
    "SELECT id::text, status, cancel_asked FROM models_runs WHERE workspace_id = $1 AND cause = 'asked' ORDER BY id",
    'SELECT platform, base_address FROM connections WHERE workspace_id = $1 ORDER BY platform',
    'SELECT id::text, paused_at::text, md5(secrets_sealed) AS sealed FROM subscriptions WHERE workspace_id = $1 ORDER BY id',
    'SELECT id::text, status FROM customers_simulations WHERE workspace_id = $1 ORDER BY id',
    'SELECT id::text, status FROM jobs WHERE workspace_id = $1 ORDER BY id',
    'SELECT id::text, note FROM privacy_reviews WHERE workspace_id = $1 ORDER BY id',
    'SELECT s.id::text FROM sessions s JOIN memberships m USING (person_id) WHERE m.workspace_id = $1 ORDER BY s.id',
  ]
  const rows = []
  for (const sql of texts) rows.push((await metadata.query(sql, [MARK])).rows)
  const counted = await events.rows('SELECT count() AS n FROM events WHERE workspace_id = {workspace_id:String}', { workspace_id: MARK })
  const customers = await events.rows('SELECT count() AS n FROM customers WHERE workspace_id = {workspace_id:String}', {
    workspace_id: MARK,
  })
  return JSON.stringify([rows, counted, customers])
}

const ask = (operation: Operation, target: Target, headers: Record<string, string>, remoteAddress = '127.0.0.1') =>
  trill.inject({ ...requestFor(operation, target), headers: { ...csrf, ...headers }, remoteAddress } as never)

test('the document describes every kind of thing that has an id, so that each is attacked', () => {
  const kinds = operations.flatMap(({ path }) => [...path.matchAll(/([a-z-]+)\/\{/g)].map(([, kind = '']) => kind))
  expect([...new Set(kinds)].filter((kind) => !(kind in victim.ids)).sort()).toEqual([
    'identities',
    'metrics',
    'open',
    'providers',
    'shared',
    'unsubscribe',
  ])
  expect(operations.length).toBeGreaterThan(40)
})

describe('nobody gets in', () => {
  async function badCredentials(): Promise<Record<string, Record<string, string>>> {
    const { cookie: expiredSession, personId } = await trill.signInAs('owner', 'alpha')
    await trill.platform.metadata.query('UPDATE sessions SET expires_at = $2 WHERE person_id = $1', [personId, new Date(now)])
    const payload = { name: 'short', scope: 'admin', workspace_id: 'alpha', expires_at: new Date(now + HOUR).toISOString() }
    const headers = { authorization: `Bearer ${trill.secret}` }
    const expiredKey = (await trill.inject({ method: 'POST', url: '/v1/keys', headers, payload })).json().key
    const revoked = (await trill.inject({ method: 'POST', url: '/v1/keys', headers, payload })).json()
    await trill.inject({ method: 'DELETE', url: `/v1/keys/${revoked.id}`, headers })
    now += HOUR
    const none = Buffer.from('{"alg":"none","typ":"JWT"}').toString('base64url')
    const claims = Buffer.from(JSON.stringify({ sub: victim.ids.keys, aud: 'trill', scope: 'admin', exp: now / 1000 + 600 })).toString(
      'base64url',
    )
    return {
      'without credentials': {},
      'with an expired session': { cookie: expiredSession },
      'with a forged session': { cookie: `trill_session=${'A'.repeat(43)}` },
      'with an expired key': { authorization: `Bearer ${expiredKey}` },
      'with a revoked key': { authorization: `Bearer ${revoked.key}` },
      'with a forged key': { authorization: `Bearer trill_admin_${'A'.repeat(43)}` },
      'with a forged token': { authorization: `Bearer ${none}.${claims}.` },
      'with something like the local secret': { authorization: `Bearer ${trill.secret.slice(0, -1)}_` },
    }
  }

  test('without credentials, or with expired, revoked or forged ones, at any address', async () => {
    const before = await stored()
    const wrong: string[] = []
    for (const [index, [kind, headers]] of Object.entries(await badCredentials()).entries()) {
      // Bad credentials are counted by network address.
      const address = `127.0.1.${index}`
      for (const operation of guarded) {
        const { statusCode, body } = await ask(operation, victim, headers, address)
        if (statusCode !== 401 || body.includes(MARK)) wrong.push(`${operation.name} ${kind}: ${statusCode} ${body.slice(0, 200)}`)
      }
    }
    expect(wrong).toEqual([])
    expect(await stored()).toBe(before)
  })

  test('of another workspace, whatever their role or key, at any address', { timeout: 120_000 }, async () => {
    const before = await stored()
    const wrong: string[] = []
    const attack = async (name: string, headers: Record<string, string>, operation: Operation) => {
      const { statusCode, body } = await ask(operation, victim, headers)
      const found = body.replaceAll(/"detail":"[^"]*"/g, '').includes(MARK)
      if (found || (operation.namesTarget && statusCode < 400))
        wrong.push(`${operation.name} as ${name}: ${statusCode} ${body.slice(0, 300)}`)
    }
    for (const operation of guarded) {
      for (const role of ROLE_NAMES) await attack(role, { cookie: (await trill.signInAs(role, 'alpha')).cookie }, operation)
      for (const scope of KEY_SCOPES)
        await attack(`${scope} key`, { authorization: `Bearer ${await trill.createKey(scope, 'alpha')}` }, operation)
    }
    expect(wrong).toEqual([])
    expect(await stored()).toBe(before)
  })
})

describe('everybody gets in where the table of permissions says so, and nowhere else', () => {
  const isRefused = (statusCode: number, body: string) => statusCode === 401 || (statusCode === 403 && body.includes('"forbidden"'))

  test.each(ROLE_NAMES)('with the role %s', { timeout: 120_000 }, async (role) => {
    const wrong: string[] = []
    for (const operation of guarded) {
      const permitted = operation.permission !== 'public' && ROLE_PERMISSIONS[role].has(operation.permission)
      if (permitted && isStream(operation)) continue
      const { cookie } = await trill.signInAs(role, 'alpha')
      const { statusCode, body } = await ask(operation, own, { cookie })
      if (isRefused(statusCode, body) === permitted || statusCode >= 500)
        wrong.push(`${operation.name}: ${statusCode} ${body.slice(0, 200)}`)
    }
    expect(wrong).toEqual([])
  })

  test.each(KEY_SCOPES)('with a key of scope %s', async (scope) => {
    const wrong: string[] = []
    for (const operation of guarded) {
      const permitted = operation.permission !== 'public' && KEY_PERMISSIONS[scope].has(operation.permission)
      if (permitted && isStream(operation)) continue
      const { statusCode, body } = await ask(operation, own, { authorization: `Bearer ${await trill.createKey(scope, 'alpha')}` })
      if (isRefused(statusCode, body) === permitted || statusCode >= 500)
        wrong.push(`${operation.name}: ${statusCode} ${body.slice(0, 200)}`)
    }
    expect(wrong).toEqual([])
  })

  test('every permission is asked for by some address', () => {
    const asked = new Set(operations.map(({ permission }) => permission))
    expect(Object.keys(PERMISSIONS).filter((permission) => !asked.has(permission as keyof typeof PERMISSIONS))).toEqual([])
  })
})
