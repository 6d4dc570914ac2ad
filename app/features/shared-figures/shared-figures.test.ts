import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestPlatform, type TestPlatform } from '../../../test/platform.ts'
import { sendEvents } from '../../../test/seeds.ts'
import { ingest } from '../ingest/feature.ts'
import type { CreatedShare, OpenShare, SharesResponse } from './contract.ts'
import { sharedFigures } from './feature.ts'

const DAY = 86_400_000
let now = Date.parse('2026-11-20T12:30:00Z')
let trill: TestPlatform
beforeAll(async () => {
  trill = await startTestPlatform([ingest, sharedFigures], { platform: { now: () => now } })
  await sendEvents(trill, 'club', [
    ...Array.from({ length: 300 }, (_, n) => ({ type: 'view', occurred_at: '2026-11-02T10:00:00Z', actor_id: `w${n}`, platform: 'web' })),
    ...Array.from({ length: 3 }, (_, n) => ({ type: 'view', occurred_at: '2026-11-02T11:00:00Z', actor_id: `w${n}`, platform: 'ios' })),
    ...Array.from({ length: 200 }, () => ({ type: 'view', occurred_at: '2026-11-03T11:00:00Z', actor_id: 'busy', platform: 'ios' })),
    { type: 'view', occurred_at: '2026-11-09T11:00:00Z', actor_id: 'later', platform: 'web' },
  ])
}, 60_000)
afterAll(() => trill?.close())

async function ask<T>(method: 'GET' | 'POST' | 'PUT' | 'DELETE', url: string, payload?: object, workspaceId = 'club') {
  const headers = { authorization: `Bearer ${await trill.createKey('admin', workspaceId)}` }
  const answer = await trill.inject({ method, url, headers, ...(payload && { payload }) })
  return { status: answer.statusCode, body: (answer.body === '' ? undefined : answer.json()) as T }
}

const share = (fields: object = {}, workspaceId = 'club') =>
  ask<CreatedShare>(
    'POST',
    '/v1/shared-figures',
    { name: 'Week', from: '2026-11-02', to: '2026-11-08', epsilon: 0.3, ...fields },
    workspaceId,
  )

test('what is shared lies within its margin, is open without an account, and is the same each time', async () => {
  const { status, body } = await share({ name: 'A <b>week</b>', epsilon: 1 })
  expect(status).toBe(201)
  const [people, events] = body.figures.totals
  // Ten times the margin of 95 in 100: missed once in 10^13.
  expect(Math.abs((people?.value ?? 0) - 301)).toBeLessThan(10 * (people?.half_width ?? 0))
  // 300 and 3 events, and 50 of somebody with 200.
  expect(Math.abs((events?.value ?? 0) - 353)).toBeLessThan(10 * (events?.half_width ?? 0))
  expect(people?.half_width).toBe(9)
  const web = body.figures.platforms.find(({ key }) => key === 'web')
  expect(Math.abs((web?.value ?? 0) - 300)).toBeLessThan(90)

  const token = body.url.split('/').at(-1)
  const open = await trill.inject(`/v1/shared-figures/open/${token}`)
  expect(open.json<OpenShare>()).toEqual({
    name: 'A <b>week</b>',
    from: '2026-11-02',
    to: '2026-11-08',
    figures: body.figures,
    created_at: body.created_at,
    expires_at: body.expires_at,
    is_simulated: false,
    passport: {
      ...{ status: 'estimated', source: 'events of the workspace, with noise', observed_at: body.created_at },
      ...{ definition: 'shared_figures', version: expect.stringMatching(/^Trill \d/), n: null },
    },
  })
  const page = await trill.inject(`/shared/${token}`)
  expect(page.headers).toMatchObject({
    'content-type': 'text/html; charset=utf-8',
    'referrer-policy': 'no-referrer',
    'x-robots-tag': 'noindex',
  })
  expect(page.body).toContain('A &lt;b&gt;week&lt;/b&gt;')
  expect(page.body).not.toContain('<b>week')
  expect(page.body).toContain(`± ${people?.half_width}`)
  expect(page.body).not.toContain('Simulated')
  expect(await stored()).not.toContain(token)
})

async function stored(): Promise<string> {
  const { rows } = await trill.platform.metadata.query('SELECT * FROM shared_figures')
  return JSON.stringify(rows)
}

test('the budget is spent before anything is shared, by whoever comes first, and comes back after a year', async () => {
  const before = (await ask<SharesResponse>('GET', '/v1/shared-figures', undefined, 'frugal')).body
  expect(before).toMatchObject({ budget: { epsilon: 1, left: 1, days: 365 }, shares: [] })
  const answers = await Promise.all(Array.from({ length: 6 }, () => share({}, 'frugal')))
  expect(answers.filter(({ status }) => status === 201)).toHaveLength(3)
  for (const { body } of answers.filter(({ status }) => status !== 201))
    expect(body).toMatchObject({
      code: 'privacy_budget_spent',
      status: 409,
      detail: 'epsilon 0.3 is asked for, and 0.1 is left of the budget',
    })
  expect((await ask<SharesResponse>('GET', '/v1/shared-figures', undefined, 'frugal')).body.budget.left).toBe(0.1)
  const shares = (await ask<SharesResponse>('GET', '/v1/shared-figures', undefined, 'frugal')).body.shares
  await ask('DELETE', `/v1/shared-figures/${shares[0]?.id}`, undefined, 'frugal')
  expect((await share({}, 'frugal')).status).toBe(409)
  now += 366 * DAY
  expect((await share({}, 'frugal')).status).toBe(201)
  now -= 366 * DAY
})

test('what nobody real is behind says so', async () => {
  await trill.addWorkspace({ id: 'show', provenance: 'simulated' })
  const { body } = await share({}, 'show')
  expect((await trill.inject(`/shared/${body.url.split('/').at(-1)}`)).body).toContain('Simulated')
})

test('a greater budget takes a basis', async () => {
  expect((await ask('PUT', '/v1/shared-figures/budget', { epsilon: 2 }, 'generous')).status).toBe(400)
  const changed = await ask<SharesResponse>(
    'PUT',
    '/v1/shared-figures/budget',
    { epsilon: 2, basis: 'Annual report to members' },
    'generous',
  )
  expect(changed.body.budget).toEqual({ epsilon: 2, left: 2, days: 365 })
  expect((await share({ epsilon: 1.5 }, 'generous')).status).toBe(201)
})

test('a share that was withdrawn or has ended shows nothing, and its figures name nobody’s workspace', async () => {
  await ask('PUT', '/v1/shared-figures/budget', { epsilon: 5, basis: 'Several shares in a test' })
  const one = (await share({ epsilon: 0.1, expires_in_days: 2 })).body
  const address = `/v1/shared-figures/open/${one.url.split('/').at(-1)}`
  expect((await trill.inject(address)).statusCode).toBe(200)
  now += 2 * DAY
  expect((await trill.inject(address)).statusCode).toBe(404)
  now -= 2 * DAY
  expect((await ask('DELETE', `/v1/shared-figures/${one.id}`, undefined, 'strangers')).status).toBe(404)
  expect((await ask('DELETE', `/v1/shared-figures/${one.id}`)).status).toBe(204)
  expect((await trill.inject(address)).statusCode).toBe(404)
  expect((await trill.inject(`/shared/${'x'.repeat(43)}`)).statusCode).toBe(404)
})

test.each([
  [{ from: '2026-11-09', to: '2026-11-08' }, 'to 2026-11-08 must not lie before from 2026-11-09'],
  [{ to: '2026-11-20' }, 'to 2026-11-20 must be a day of UTC that is over'],
  [{ from: '2025-01-01' }, 'from 2025-01-01 to 2026-11-08 are more than 366 days'],
])('%j is refused', async (fields, detail) => {
  const { status, body } = await share(fields)
  expect({ status, detail: (body as unknown as { detail: string }).detail }).toEqual({ status: 400, detail })
})
