import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestPlatform, type TestPlatform } from '../../../test/platform.ts'
import { ingest } from '../ingest/feature.ts'
import type { QuarantineResponse } from './contract.ts'
import { quarantine } from './feature.ts'

let now = Date.parse('2026-03-05T12:00:00Z')

let test: TestPlatform
beforeAll(async () => {
  test = await startTestPlatform([ingest, quarantine], { platform: { now: () => now } })
})
afterAll(() => test.close())

async function send(workspaceId: string, url: string, payload: object) {
  const key = await test.createKey('write', workspaceId)
  now += 1000
  return test.inject({ method: 'POST', url, headers: { authorization: `Bearer ${key}` }, payload })
}

async function list(workspaceId: string, query = ''): Promise<QuarantineResponse> {
  await test.platform.log.settle(20_000)
  const key = await test.createKey('admin', workspaceId)
  const answer = await test.inject({ url: `/v1/quarantine?${query}`, headers: { authorization: `Bearer ${key}` } })
  expect(answer.statusCode, answer.body).toBe(200)
  return answer.json()
}

async function replay(workspaceId: string, body: object = {}) {
  const key = await test.createKey('admin', workspaceId)
  return test.inject({ method: 'POST', url: '/v1/quarantine/replay', headers: { authorization: `Bearer ${key}` }, payload: body })
}

/** An event that stricter rules once refused. */
async function refuse(
  workspaceId: string,
  payloads: readonly string[],
  { endpoint = 'events', reason = 'unknown_field', receivedAt = '2026-03-01 10:00:00.000' } = {},
): Promise<void> {
  await test.createKey('write', workspaceId)
  for (const payload of payloads) {
    await test.platform.events.command(
      `INSERT INTO quarantine SELECT {workspace_id:String}, generateUUIDv4(), toDateTime64({received_at:String}, 3, 'UTC'), {endpoint:String}, '', {reason:String}, 'x', 'x is not known', {payload:String}, NULL`,
      { workspace_id: workspaceId, endpoint, reason, payload, received_at: receivedAt },
    )
  }
}

async function stored(workspaceId: string) {
  await test.platform.log.settle(10_000)
  return test.platform.events.rows(
    `SELECT message_id, type, toString(occurred_at) AS occurred_at, toString(received_at) AS received_at FROM events WHERE workspace_id = {workspace_id:String} ORDER BY message_id`,
    { workspace_id: workspaceId },
  )
}

describe('the list', () => {
  it('holds what was refused, newest first, with reason, field and payload', async () => {
    await send('refusing', '/v1/events', [
      { message_id: 'm1', actor_id: 'a', occurred_at: '2026-03-01T00:00:00Z' },
      { message_id: 'm2', type: 'view', occurred_at: '2026-03-01T00:00:00Z' },
    ])
    await send('refusing', '/v1/track', { messageId: 'm3', event: 'Watched' })
    const { total, by_reason, items } = await list('refusing')
    expect(total).toBe(3)
    expect(by_reason).toEqual([
      { reason: 'missing_identity', count: 2 },
      { reason: 'missing_field', count: 1 },
    ])
    expect(items[0]).toMatchObject({ endpoint: 'track', message_id: 'm3', reason: 'missing_identity', replayed_at: null })
    expect(
      items
        .map(({ message_id }) => message_id)
        .slice(1)
        .sort(),
    ).toEqual(['m1', 'm2'])
    expect(JSON.parse(items.find(({ message_id }) => message_id === 'm1')?.payload ?? '')).toEqual({
      message_id: 'm1',
      actor_id: 'a',
      occurred_at: '2026-03-01T00:00:00Z',
    })
  })

  it('is filtered by reason, and paged', async () => {
    expect(await list('refusing', 'reason=missing_field')).toMatchObject({
      total: 1,
      items: [{ message_id: 'm1', field: 'type' }],
      by_reason: [{ count: 2 }, { count: 1 }],
    })
    expect((await list('refusing', 'limit=1&offset=1')).items).toHaveLength(1)
    expect(await list('refusing', 'reason=too_deep')).toMatchObject({ total: 0, items: [] })
  })

  it('is for administrators of the workspace: payloads are as they came', async () => {
    const key = await test.createKey('read', 'refusing')
    expect((await test.inject({ url: '/v1/quarantine', headers: { authorization: `Bearer ${key}` } })).statusCode).toBe(403)
    expect((await list('other')).total).toBe(0)
  })
})

describe('a replay', () => {
  it('stores what is accepted now, at the time it came, and takes it off the list', async () => {
    await refuse('replayed', ['{"message_id":"good","type":"view","actor_id":"a"}', '{"message_id":"bad","actor_id":"a"}', 'no json {'])
    expect((await replay('replayed')).json()).toEqual({ replayed: 3, accepted: 1, suppressed: 0, rejected: 2 })
    expect(await stored('replayed')).toEqual([
      { message_id: 'good', type: 'view', occurred_at: '2026-03-01 10:00:00.000', received_at: '2026-03-01 10:00:00.000' },
    ])
    expect(await list('replayed')).toMatchObject({ total: 2, by_reason: [{ reason: 'unknown_field', count: 2 }] })
    const all = await list('replayed', 'replayed=true')
    expect(all.total).toBe(3)
    expect(all.items.filter(({ replayed_at }) => replayed_at !== null).map(({ payload }) => JSON.parse(payload).message_id)).toEqual([
      'good',
    ])
  })

  it('again changes no number, and keeps what is refused in one copy', async () => {
    expect((await replay('replayed')).json()).toEqual({ replayed: 2, accepted: 0, suppressed: 0, rejected: 2 })
    expect(await stored('replayed')).toHaveLength(1)
    expect((await list('replayed')).total).toBe(2)
  })

  it('counts what may not be stored as suppressed, not as accepted, and takes it off the list', async () => {
    await refuse('asking', [
      '{"message_id":"yes","type":"view","actor_id":"a"}',
      '{"message_id":"no","type":"view","actor_id":"b","consent":{"analytics":false}}',
      '{"message_id":"gone","type":"view","actor_id":"erased-lately"}',
      '{"message_id":"bad","actor_id":"a"}',
    ])
    await test.platform.erasedPeople.add('asking', ['erased-lately'], now)
    expect((await replay('asking')).json()).toEqual({ replayed: 4, accepted: 1, suppressed: 2, rejected: 1 })
    expect(await stored('asking')).toMatchObject([{ message_id: 'yes' }])
    expect((await list('asking')).items.map(({ payload }) => JSON.parse(payload).message_id)).toEqual(['bad'])
  })

  it('takes only the events named, or those of a reason', async () => {
    await refuse('chosen', ['{"message_id":"one","type":"view","actor_id":"a"}', '{"message_id":"two","type":"view","actor_id":"a"}'])
    await refuse('chosen', ['{"message_id":"three","type":"view","actor_id":"a"}'], { reason: 'too_large' })
    const { items } = await list('chosen', 'reason=unknown_field')
    expect((await replay('chosen', { ids: [items[0]?.id] })).json()).toEqual({ replayed: 1, accepted: 1, suppressed: 0, rejected: 0 })
    expect((await replay('chosen', { reason: 'too_large' })).json()).toEqual({ replayed: 1, accepted: 1, suppressed: 0, rejected: 0 })
    expect((await list('chosen')).items.map(({ id }) => id)).toEqual([items[1]?.id])
  })

  it('reads Segment’s calls as such, and corrects clocks by the time of receipt', async () => {
    await refuse(
      'segment',
      [
        '{"type":"track","messageId":"s1","event":"Video Watched","userId":"a","timestamp":"2026-03-01T08:00:00Z","sentAt":"2026-03-01T09:00:00Z"}',
      ],
      { endpoint: 'batch' },
    )
    expect((await replay('segment')).json()).toEqual({ replayed: 1, accepted: 1, suppressed: 0, rejected: 0 })
    expect(await stored('segment')).toMatchObject([{ message_id: 's1', occurred_at: '2026-03-01 09:00:00.000' }])
  })

  it('goes through more than a page', async () => {
    await refuse('pages', ['{"type":1}'])
    await test.platform.events.command(
      `INSERT INTO quarantine SELECT 'pages', generateUUIDv4(), toDateTime64('2026-03-02 00:00:00', 3, 'UTC') + intDiv(number, 300), 'events', '', 'unknown_field', '', '', concat('{"message_id":"', toString(number), '","type":"view","actor_id":"a"}'), NULL FROM numbers(1100)`,
    )
    expect((await replay('pages')).json()).toEqual({ replayed: 1101, accepted: 1100, suppressed: 0, rejected: 1 })
    expect(await stored('pages')).toHaveLength(1100)
    expect((await list('pages')).total).toBe(1)
  })

  it('of one workspace runs alone', async () => {
    const [first, second] = await Promise.all([replay('pages'), replay('pages')])
    expect([first.statusCode, second.statusCode].sort()).toEqual([200, 409])
  })

  it.each([{ ids: ['no uuid'] }, { ids: [] }, { everything: true }])('refuses %j', async (body) => {
    expect((await replay('pages', body)).json()).toMatchObject({ status: 400, code: 'invalid_request' })
  })
})
