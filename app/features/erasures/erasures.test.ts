import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { filesHolding, sumsOf, writeReadably } from '../../../test/erasure-evidence.ts'
import { startTestPlatform, type TestPlatform } from '../../../test/platform.ts'
import { observeCreators, seedCustomers } from '../../../test/seeds.ts'
import { writeCustomers } from '../../platform/customers/customer-writer.ts'
import type { Platform } from '../../platform/platform.ts'
import { ingest } from '../ingest/feature.ts'
import type { DryRunResponse, Erasure, Receipt } from './contract.ts'
import { eraseBatch } from './erase.ts'
import { addErasure, markErased, takeBatch } from './erasure-record.ts'
import { ErasureRunner, runnerOf } from './erasure-runner.ts'
import { erasures } from './feature.ts'
import { isGenuine } from './receipt.ts'
import { personOf, seedEvents } from './testing.ts'

const PEOPLE = 100_000
const EVENTS = 400_000
/** Spread over all of them: a step that shares no factor with their number. */
const CHOSEN = Array.from({ length: 100 }, (_, n) => personOf((n * 77_777 + 1234) % PEOPLE))
let trill: TestPlatform

beforeAll(async () => {
  trill = await startTestPlatform([ingest, erasures])
  await trill.addWorkspace({ id: 'main' })
  await trill.addWorkspace({ id: 'other' })
  await writeReadably(trill.platform.events)
  await seedEvents(trill.platform.events, 'main', { people: PEOPLE, events: EVENTS })
  const refused = CHOSEN.slice(0, 3).map((actor_id) => ({ actor_id, type: 'view', message_id: `refused-${actor_id}`, nonsense: 1 }))
  await send('main', [{ actor_id: CHOSEN[0], type: 'view', message_id: 'through-the-door' }, ...refused])
  await trill.platform.log.settle(10_000)
  const counted = CHOSEN.slice(0, 3).map((creator_id) => ({ creator_id, observed_at: '2026-03-28T10:00:00Z', followers: 10 }))
  await observeCreators(trill, 'main', counted)
  for (const observedOn of ['2026-03-01', '2026-04-01'])
    await seedCustomers(trill, 'main', {
      count: 150,
      observedOn,
      change: (one, row) => ({ ...one, customer_id: CHOSEN[row] ?? personOf(row) }),
    })
  const onItsWay = {
    workspaceId: 'main',
    provenance: 'simulated',
    observedOn: '2026-04-01',
    loadId: 'unpublished',
    loadedAt: Date.now(),
  } as const
  const customers = CHOSEN.map((customer_id) => ({ customer_id }))
  await writeCustomers(trill.platform, onItsWay, 0, customers)
}, 180_000)
afterAll(() => trill.close())

async function send(workspaceId: string, payload: object[]): Promise<void> {
  const { statusCode } = await trill.inject({
    method: 'POST',
    url: `/v1/events?workspace_id=${workspaceId}`,
    headers: { authorization: `Bearer ${trill.secret}`, 'content-type': 'application/json' },
    payload,
  })
  expect(statusCode).toBe(200)
}

async function ask<T>(method: 'GET' | 'POST', url: string, payload?: object): Promise<{ status: number; body: T }> {
  const headers = { authorization: `Bearer ${trill.secret}` }
  const answer = await trill.inject(payload === undefined ? { method, url, headers } : { method, url, headers, payload })
  return { status: answer.statusCode, body: answer.json() as T }
}

async function finished(id: string, runner = runnerOf(trill.platform)): Promise<Erasure> {
  for (let tries = 0; tries < 150; tries += 1) {
    const { body } = await ask<Erasure>('GET', `/v1/privacy/erasures/${id}`)
    if (body.state === 'done') return body
    await pause(500)
    runner.wake()
  }
  const { body } = await ask<Erasure>('GET', `/v1/privacy/erasures/${id}`)
  throw new Error(`The erasure was not done in two minutes: ${body.state}, ${body.trouble}`)
}

test('a dry run counts what there is and changes nothing', async () => {
  const before = await sumsOf(trill.platform.events)
  const { status, body } = await ask<DryRunResponse>('POST', '/v1/privacy/erasures', {
    workspace_id: 'main',
    identifiers: [CHOSEN[0]],
    dry_run: true,
  })
  expect(status).toBe(200)
  expect(body.rows).toMatchObject({ quarantine: 1, content_snapshots: 0, creator_snapshots: 1, customers: 3 })
  expect(body.rows.events).toBeGreaterThanOrEqual(4)
  expect(body.rows['events of others']).toBeGreaterThan(0)
  expect(await sumsOf(trill.platform.events)).toEqual(before)
})

test('100 people of 100,000 are erased: no byte of them is left, and every sum is that of the others', async () => {
  const ours = CHOSEN.flatMap((person) => [person, `browser-of-${person}`])
  expect(filesHolding(ours, trill.platform.config.dataDir).length).toBeGreaterThan(3)
  const others = "SELECT count() AS n FROM events WHERE if(actor_id != '', actor_id, anonymous_id) NOT IN {ours:Array(String)}"
  const [left] = await trill.platform.events.rows<{ n: number }>(others, { ours })

  const asked: Erasure[] = []
  for (const person of CHOSEN) {
    const { status, body } = await ask<Erasure>('POST', '/v1/privacy/erasures', {
      workspace_id: 'main',
      identifiers: [person, `browser-of-${person}`],
    })
    expect(status).toBe(202)
    asked.push(body)
  }
  const receipts: Receipt[] = []
  for (const { id } of asked) receipts.push((await finished(id)).receipt as Receipt)

  expect(filesHolding(ours, trill.platform.config.dataDir)).toEqual([])
  const after = await sumsOf(trill.platform.events)
  expect(after.events).toMatchObject({ n: left?.n })
  expect(after.content_hourly).toEqual(after.events)
  expect(after.quarter_hourly).toEqual(after.events)
  const { n, likes } = after.events as { n: number; likes: number }
  expect(after.content_daily).toEqual({ n, likes, by_type: likes })
  expect(after.actor_days).toEqual({ n })
  expect(after.hours_of_posts).toEqual(after.hours_of_events)
  expect(after.people).toEqual(after.people_again)
  expect(after.people_of_posts).toEqual(after.people_of_posts_again)
  expect(await trill.platform.events.rows('SELECT count() AS n FROM customers FINAL')).toEqual([{ n: 100 }])

  const { body: key } = await ask<{ public_key: string }>('GET', '/v1/privacy/receipt-key')
  for (const receipt of receipts) {
    expect(isGenuine(receipt, key.public_key)).toBe(true)
    expect(receipt.rows_before.events).toBeGreaterThan(0)
    expect(Object.values(receipt.rows_after).filter((rows) => rows !== 0)).toEqual([])
  }
  const [first] = receipts as [Receipt]
  expect(isGenuine({ ...first, rows_after: { ...first.rows_after, events: 1 } }, key.public_key)).toBe(false)
}, 240_000)

test('what arrives between the erasure and its proof is erased by a second pass, and the receipt says so', async () => {
  const { platform } = trill
  const [late, quiet] = [personOf(90_001), personOf(90_002)]
  const asked = await addErasure(platform, { workspaceId: 'main', identifiers: [late] })
  const other = await addErasure(platform, { workspaceId: 'main', identifiers: [quiet] })
  const first = await takeBatch(platform)
  if (first === undefined) throw new Error('Two erasures wait')
  await eraseBatch(first, platform)
  await markErased(platform.metadata, first.id, platform.now())

  await send('main', [
    { actor_id: late, type: 'view', content_id: 'post-1', message_id: 'late-1' },
    { actor_id: late, type: 'like', content_id: 'post-1', message_id: 'late-2', value: 2 },
    { actor_id: personOf(90_003), type: 'follow', target_id: late, message_id: 'late-3' },
  ])
  const { body: proving } = await ask<Erasure>('GET', `/v1/privacy/erasures/${asked.id}`)
  expect([proving.state, proving.rows_later]).toEqual(['proving', {}])
  // The second pass breaks off once and is repeated: what it counted at first is what the receipt tells.
  const runner = new ErasureRunner(failingOnce(platform, 'ALTER TABLE share_edges DELETE'))
  const { receipt } = await finished(asked.id, runner)
  const { body: key } = await ask<{ public_key: string }>('GET', '/v1/privacy/receipt-key')
  expect(isGenuine(receipt as Receipt, key.public_key)).toBe(true)
  expect(receipt?.rows_before.events).toBeGreaterThan(1)
  expect(receipt?.rows_later).toMatchObject({ events: 2, 'events of others': 1, actor_daily: 1 })
  expect(Object.values(receipt?.rows_after ?? {}).filter((rows) => rows !== 0)).toEqual([])
  expect((await finished(other.id, runner)).receipt?.rows_later).toEqual({})
  await runner.close()
  expect(filesHolding([late], platform.config.dataDir)).toEqual([])
  const after = await sumsOf(platform.events)
  expect(after.content_hourly).toEqual(after.events)
  expect(after.quarter_hourly).toEqual(after.events)
  expect(after.hours_of_posts).toEqual(after.hours_of_events)
  expect(after.actor_days).toEqual({ n: (after.events as { n: number }).n })
}, 240_000)

test('of whom nothing is held, no table is rewritten, and what arrives until the proof is found all the same', async () => {
  const { platform } = trill
  const changes = async () => (await platform.events.rows<{ n: number }>('SELECT count() AS n FROM system.mutations'))[0]?.n
  const before = await changes()
  const { id } = await addErasure(platform, { workspaceId: 'main', identifiers: ['nobody-yet-here'], reason: 'consent_withdrawn' })
  const batch = await takeBatch(platform)
  if (batch === undefined) throw new Error('An erasure waits')
  await eraseBatch(batch, platform)
  await markErased(platform.metadata, batch.id, platform.now())
  expect(await changes()).toBe(before)

  await send('main', [{ actor_id: 'nobody-yet-here', type: 'view', content_id: 'post-1', message_id: 'first-sign' }])
  const { receipt } = await finished(id)
  expect(Object.values(receipt?.rows_before ?? {}).filter((rows) => rows !== 0)).toEqual([])
  expect(receipt?.rows_later).toMatchObject({ events: 1, actor_daily: 1 })
  expect(filesHolding(['nobody-yet-here'], platform.config.dataDir)).toEqual([])
  const after = await sumsOf(platform.events)
  expect(after.content_hourly).toEqual(after.events)
}, 240_000)

test('what arrives while a pass is at work is left to the next one, and no sum counts it twice', async () => {
  const { platform } = trill
  const busy = personOf(90_010)
  const { id } = await addErasure(platform, { workspaceId: 'main', identifiers: [busy] })
  const batch = await takeBatch(platform)
  if (batch === undefined) throw new Error('An erasure waits')
  await eraseBatch(
    batch,
    meanwhile(platform, 'ALTER TABLE events DELETE', async () => {
      await send('main', [{ actor_id: busy, type: 'like', content_id: 'post-2', message_id: 'meanwhile', value: 3 }])
      expect(await platform.log.settle(10_000)).toBe(true)
    }),
  )
  const during = await sumsOf(platform.events)
  expect(during.content_hourly).toEqual(during.events)
  expect(during.quarter_hourly).toEqual(during.events)
  await markErased(platform.metadata, batch.id, platform.now())
  expect((await finished(id)).receipt?.rows_later).toMatchObject({ events: 1 })
  const after = await sumsOf(platform.events)
  expect(after.content_hourly).toEqual(after.events)
  expect(after.quarter_hourly).toEqual(after.events)
}, 240_000)

test('a second pass over the same hour, which makes the same sketch of the others again, does not lose it', async () => {
  const { platform } = trill
  const at = '2026-03-05T10:00:00Z'
  const of = (actor_id: string, n: number) => ({
    actor_id,
    type: 'view',
    message_id: `sketched-${n}`,
    occurred_at: at,
    platform: 'sketches',
  })
  const people = async () =>
    (
      await platform.events.rows<{ n: number }>(
        "SELECT uniqCombinedMerge(12)(people) AS n FROM uniques_hourly WHERE workspace_id = 'main' AND platform = 'sketches'",
      )
    )[0]?.n
  await send('main', [of('sketched-stays', 1)])
  for (const pass of [2, 3]) {
    await send('main', [of('sketched-goes', pass)])
    await platform.log.settle(10_000)
    expect(await people()).toBe(2)
    const { id } = await addErasure(platform, { workspaceId: 'main', identifiers: ['sketched-goes'] })
    await eraseBatch({ id, workspaceId: 'main', until: platform.now(), erasures: [{ id, identifiers: ['sketched-goes'] }] }, platform)
    await platform.metadata.query('DELETE FROM erasures WHERE id = $1', [id])
    expect(await people()).toBe(1)
  }
}, 60_000)

test('what an erased person sent before and what arrives only now is turned away and counted, in that workspace alone', async () => {
  const [gone] = CHOSEN as [string]
  const late = [
    { actor_id: gone, type: 'view', message_id: 'late-1' },
    { anonymous_id: `browser-of-${gone}`, type: 'view', message_id: 'late-2' },
    { actor_id: personOf(3), type: 'view', message_id: 'late-3' },
  ]
  const judge = (workspaceId: string) =>
    trill.platform.ingest.judge(late, { endpoint: 'events', workspaceId, receivedAt: trill.platform.now(), provenance: 'measured' })
  expect(judge('main')).toMatchObject({ accepted: 1, refused: [], entry: { hashes: { length: 2 } } })
  expect(judge('main').entry.turnedAway).toEqual([{ result: 'suppressed', reason: 'erased_person', events: 2 }])
  expect(judge('other')).toMatchObject({ accepted: 3, entry: { turnedAway: [] } })
})

/** The platform, before one of whose statements something happens. */
function meanwhile(platform: Platform, at: string, happens: () => Promise<void>): Platform {
  const command: Platform['events']['command'] = async (sql, parameters, token) => {
    if (sql.includes(at)) await happens()
    await platform.events.command(sql, parameters, token)
  }
  return { ...platform, events: { ...platform.events, command } }
}

/** The platform, whose store fails once at a statement. */
function failingOnce(platform: Platform, at: string): Platform {
  let left = 1
  const command: Platform['events']['command'] = async (sql, parameters, token) => {
    if (sql.includes(at) && left-- > 0) throw new Error('broken off')
    await platform.events.command(sql, parameters, token)
  }
  return { ...platform, events: { ...platform.events, command } }
}
