import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { startTestPlatform, type TestPlatform } from '../../../test/platform.ts'
import { openTrackingPlans, PLAN_PROPERTIES_MAX } from '../../platform/privacy/tracking-plan.ts'
import { ingest } from '../ingest/feature.ts'
import type { TrackingPlanResponse } from './contract.ts'
import { trackingPlan } from './feature.ts'

let trill: TestPlatform
let workspace = ''
let workspaces = 0
let messages = 0

beforeAll(async () => {
  trill = await startTestPlatform([ingest, trackingPlan])
})
afterAll(() => trill.close())
beforeEach(async () => {
  workspaces += 1
  workspace = `w${workspaces}`
  await trill.addWorkspace({ id: workspace })
})

const headers = () => ({ authorization: `Bearer ${trill.secret}`, 'content-type': 'application/json' })

async function send(event: object, path = '/v1/events'): Promise<{ id: string; statusCode: number }> {
  messages += 1
  const id = `m${messages}`
  const payload = path === '/v1/events' ? [{ message_id: id, actor_id: 'u1', ...event }] : { messageId: id, userId: 'u1', ...event }
  const { statusCode } = await trill.inject({ method: 'POST', url: `${path}?workspace_id=${workspace}`, headers: headers(), payload })
  await trill.platform.log.settle(10_000)
  return { id, statusCode }
}

async function keptOf(event: object, path?: string): Promise<unknown> {
  const { id } = await send(event, path)
  const [row] = await trill.platform.events.rows<{ properties: string }>('SELECT properties FROM events WHERE message_id = {id:String}', {
    id,
  })
  return JSON.parse(row?.properties || '{}')
}

async function plan(change?: object): Promise<TrackingPlanResponse> {
  const url = `/v1/privacy/tracking-plan?workspace_id=${workspace}`
  const answer =
    change === undefined
      ? await trill.inject({ method: 'GET', url, headers: headers() })
      : await trill.inject({
          method: 'PUT',
          url: '/v1/privacy/tracking-plan',
          headers: headers(),
          payload: { workspace_id: workspace, ...change },
        })
  expect(answer.statusCode).toBe(200)
  return answer.json()
}

const seen = ({ properties }: TrackingPlanResponse) =>
  properties.map(({ event_type, property, decision, events }) => [event_type, property, decision, events])

test('while the plan is off, properties are kept and nothing is noted', async () => {
  expect(await keptOf({ type: 'view', properties: { a: 1 } })).toEqual({ a: 1 })
  expect(await plan()).toMatchObject({ mode: 'off', properties: [] })
})

test('while it learns, everything is kept and counted by type and name, Segment’s calls too', async () => {
  await plan({ mode: 'learning' })
  for (let i = 0; i < 2; i += 1) expect(await keptOf({ type: 'view', properties: { a: 1, b: { c: 2 } } })).toEqual({ a: 1, b: { c: 2 } })
  expect(await keptOf({ event: 'Quiz Complete', properties: { score: 7 } }, '/v1/track')).toEqual({
    score: 7,
    segment_event: 'Quiz Complete',
  })
  expect(seen(await plan())).toEqual([
    ['view', 'a', null, 2],
    ['view', 'b', null, 2],
    ['quiz_complete', 'score', null, 1],
    ['quiz_complete', 'segment_event', 'allow', 1],
  ])
})

test('once enforced, only what was allowed is kept, before anything reaches the disk, and what came is noted still', async () => {
  await plan({ mode: 'learning' })
  await send({ type: 'view', properties: { position: 1 } })
  await plan({ mode: 'enforced', allow_seen: true })
  expect(await keptOf({ type: 'view', properties: { position: 2, diary: 'unwanted-words' } })).toEqual({ position: 2 })
  expect(await keptOf({ type: 'like', properties: { position: 2 } })).toEqual({})
  expect(seen(await plan())).toEqual([
    ['view', 'position', 'allow', 2],
    ['like', 'position', null, 1],
    ['view', 'diary', null, 1],
  ])
  const directory = join(trill.platform.config.dataDir, 'journal')
  for (const name of readdirSync(directory)) expect(readFileSync(join(directory, name), 'latin1')).not.toContain('unwanted-words')
  const metrics = await trill.platform.measurements.registry.metrics()
  expect(metrics).toContain('trill_ingest_personal_data_total{kind="unlisted_property",action="drop"} 2')
})

test('what is refused is kept without what the plan does not allow, whatever its form', async () => {
  await plan({ mode: 'enforced', properties: [{ event_type: 'view', property: 'a', decision: 'allow' }] })
  expect((await send({ type: 'view', colour: 1, properties: { a: 1, b: 'forbidden-1' } })).statusCode).toBe(400)
  expect((await send({ event: 'Quiz', timestamp: '1970-01-01T00:00:00Z', properties: { b: 'forbidden-2' } }, '/v1/track')).statusCode).toBe(
    400,
  )
  const rows = await trill.platform.events.rows<{ payload: string }>(
    'SELECT payload FROM quarantine WHERE workspace_id = {workspace:String}',
    {
      workspace,
    },
  )
  expect(rows).toHaveLength(2)
  expect(rows.map(({ payload }) => payload).join()).not.toContain('forbidden')
  expect(rows.some(({ payload }) => payload.includes('"a":1'))).toBe(true)
})

test('a property that was decided against is dropped while the plan learns, too, and can be allowed again', async () => {
  const decide = (decision: string) => plan({ mode: 'learning', properties: [{ event_type: 'view', property: 'a', decision }] })
  await decide('drop')
  expect(await keptOf({ type: 'view', properties: { a: 1, b: 2 } })).toEqual({ b: 2 })
  await decide('allow')
  expect(await keptOf({ type: 'view', properties: { a: 1, b: 2 } })).toEqual({ a: 1, b: 2 })
})

test('what describes a post is kept without being listed', async () => {
  await plan({ mode: 'enforced' })
  const properties = { title: 'A post', kind: 'video', secret: 1 }
  expect(await keptOf({ type: 'content_publish', content_id: 'c1', properties })).toEqual({ title: 'A post', kind: 'video' })
})

test('a name that is personal itself is noted as it is stored', async () => {
  await plan({ mode: 'learning' })
  await send({ type: 'view', properties: { 'nobody@example.org': 1 } })
  expect(seen(await plan())).toEqual([['view', '[email]', null, 1]])
})

test('decisions and counts survive a restart', async () => {
  await plan({ mode: 'enforced', properties: [{ event_type: 'view', property: 'a', decision: 'allow' }] })
  const again = await openTrackingPlans(trill.platform.metadata)
  const dropped: string[] = []
  expect(again.of(workspace).keep('view', { a: 1, b: 2 }, (name) => dropped.push(name))).toEqual({ a: 1 })
  expect(dropped).toEqual(['b'])
  await again.flush(trill.platform.now())
  expect(seen(await plan())).toEqual([
    ['view', 'a', 'allow', 1],
    ['view', 'b', null, 1],
  ])
})

test('a plan holds a limited number of names: senders of ever new ones fill neither memory nor tables', async () => {
  await plan({ mode: 'learning' })
  const many = Object.fromEntries(Array.from({ length: PLAN_PROPERTIES_MAX + 50 }, (_, i) => [`p${i}`, i]))
  expect(await keptOf({ type: 'view', properties: many })).toEqual(many)
  const { properties, is_full } = await plan()
  expect([properties.length, is_full]).toEqual([PLAN_PROPERTIES_MAX, true])
  const payload = { workspace_id: workspace, properties: [{ event_type: 'like', property: 'new', decision: 'allow' }] }
  const answer = await trill.inject({ method: 'PUT', url: '/v1/privacy/tracking-plan', headers: headers(), payload })
  expect(answer.statusCode).toBe(400)
  expect(answer.json().detail).toContain('2000 properties')
})
