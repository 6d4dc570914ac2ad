import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestPlatform, type TestPlatform } from '../../../test/platform.ts'
import { ingest } from '../ingest/feature.ts'
import type { LedgerResponse } from './contract.ts'
import { ledger } from './feature.ts'

const NOW = Date.parse('2026-03-01T10:59:30Z')
let trill: TestPlatform
let now = NOW

beforeAll(async () => {
  trill = await startTestPlatform([ingest, ledger], { platform: { now: () => now } })
  await trill.addWorkspace({ id: 'main' })
})
afterAll(() => trill.close())

async function send(events: readonly object[]): Promise<void> {
  const headers = { authorization: `Bearer ${trill.secret}`, 'content-type': 'application/json' }
  await trill.inject({ method: 'POST', url: '/v1/events?workspace_id=main', headers, payload: events })
  await trill.platform.log.settle(10_000)
}

async function read(query = ''): Promise<LedgerResponse> {
  const headers = { authorization: `Bearer ${trill.secret}` }
  return (await trill.inject({ url: `/v1/ledger?workspace_id=main${query}`, headers })).json()
}

test('nothing received is a ledger of nothing', async () => {
  expect(await read()).toEqual({
    workspace_id: 'main',
    from: '2026-02-28T11:00:00.000Z',
    to: '2026-03-01T11:00:00.000Z',
    received: 0,
    passport: expect.objectContaining({ status: 'unavailable', n: 0 }),
    lines: [],
    hours: [],
  })
})

test('every event is in it once, by what became of it and by the hour it arrived in', async () => {
  await send([
    { message_id: 'a', type: 'view', actor_id: 'u' },
    { message_id: 'b', type: 'view', actor_id: 'u' },
    { message_id: 'a', type: 'view', actor_id: 'u' },
    { message_id: 'c', type: 'view' },
  ])
  now = NOW + 60_000
  await send([
    { message_id: 'b', type: 'view', actor_id: 'u' },
    { type: 'view', actor_id: 'u' },
  ])
  const all = await read()
  expect(all.received).toBe(6)
  expect(all.lines).toHaveLength(4)
  expect(all.lines).toEqual(
    expect.arrayContaining([
      { result: 'stored', reason: '', events: 2 },
      { result: 'duplicate', reason: 'message_id', events: 2 },
      { result: 'rejected', reason: 'missing_identity', events: 1 },
      { result: 'rejected', reason: 'missing_field', events: 1 },
    ]),
  )
  expect(all.hours.map(({ hour, received }) => [hour, received])).toEqual([
    ['2026-03-01T10:00:00.000Z', 4],
    ['2026-03-01T11:00:00.000Z', 2],
  ])
  expect((await read('&hours=1')).received).toBe(2)
})
