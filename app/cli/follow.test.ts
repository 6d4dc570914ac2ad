import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestPlatform, type TestPlatform } from '../../test/platform.ts'
import { ingest } from '../features/ingest/feature.ts'
import type { EventsResponse } from '../features/live/contract.ts'
import { live } from '../features/live/feature.ts'
import { type Ask, Follower } from './follow.ts'

const START = Date.parse('2026-11-20T12:00:00Z')

let test: TestPlatform
let key: string
beforeAll(async () => {
  test = await startTestPlatform([ingest, live])
  key = await test.createKey('read', 'main')
})
afterAll(() => test.close())

const ask: Ask = async (query) => {
  const words = new URLSearchParams(Object.entries(query).map(([name, value]) => [name, String(value)] as [string, string]))
  const answer = await test.inject({ url: `/v1/events?${words}`, headers: { authorization: `Bearer ${key}` } })
  expect(answer.statusCode, answer.body).toBe(200)
  return answer.json() as EventsResponse
}

/** Makes events visible, each received so many milliseconds after the start. */
async function appear(...received: [id: string, milliseconds: number][]): Promise<void> {
  for (const [id, milliseconds] of received) {
    await test.platform.events.command(
      `INSERT INTO events (workspace_id, message_id, type, occurred_at, actor_id, received_at, provenance)
       SELECT 'main', {id:String}, 'view', now64(3), 'ana', fromUnixTimestamp64Milli({at:Int64}, 'UTC'), 'measured'`,
      { id, at: START + milliseconds },
    )
  }
}

async function idsOf(follower: Follower): Promise<string[]> {
  return (await follower.look()).map(({ message_id }) => message_id)
}

describe('following events', () => {
  it('gives each once, also those that become visible after others that were received later', async () => {
    await appear(['old', -60_000], ['shown before', -500], ['shown', 0])
    const { events } = await ask({ limit: 1 })
    const follower = new Follower(ask, events.at(-1))
    expect(await idsOf(follower)).toEqual([])
    await appear(['b', 2000], ['a', 1000])
    expect(await idsOf(follower)).toEqual(['a', 'b'])
    await appear(['late', 500], ['at the same moment', 2000])
    expect(await idsOf(follower)).toEqual(['late', 'at the same moment'])
    expect(await idsOf(follower)).toEqual([])
    await appear(['before all that was shown', -300], ['c', 2001])
    expect(await idsOf(follower)).toEqual(['before all that was shown', 'c'])
    expect(await idsOf(follower)).toEqual([])
  })

  it('goes through more events than one answer holds', async () => {
    const { events } = await ask({ limit: 1 })
    const follower = new Follower(ask, events.at(-1))
    await follower.look()
    await test.platform.events.command(
      `INSERT INTO events (workspace_id, message_id, type, occurred_at, actor_id, received_at, provenance)
       SELECT 'main', concat('many-', toString(number)), 'view', now64(3), 'ana', fromUnixTimestamp64Milli({at:Int64} + intDiv(number, 500), 'UTC'), 'measured'
       FROM numbers(2345)`,
      { at: START + 3000 },
    )
    expect(new Set(await idsOf(follower)).size).toBe(2345)
    expect(await idsOf(follower)).toEqual([])
  })

  it('begins with whatever comes where nothing is stored', async () => {
    key = await test.createKey('read', 'empty')
    const follower = new Follower(ask, undefined)
    expect(await idsOf(follower)).toEqual([])
    await test.platform.events.command(
      `INSERT INTO events (workspace_id, message_id, type, occurred_at, actor_id, received_at, provenance) SELECT 'empty', 'first', 'view', now64(3), 'ana', now64(3), 'measured'`,
    )
    expect(await idsOf(follower)).toEqual(['first'])
  })
})
