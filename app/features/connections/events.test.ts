import { readFileSync } from 'node:fs'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { startTestPlatform, type TestPlatform } from '../../../test/platform.ts'
import { type PlatformServer, startPlatformServer } from '../../connectors/platform-server.ts'
import type { LiveBatch } from '../../platform/live/tap.ts'
import { consents } from '../consents/feature.ts'
import type { Erasure } from '../erasures/contract.ts'
import { runnerOf } from '../erasures/erasure-runner.ts'
import { erasures } from '../erasures/feature.ts'
import { pseudonyms } from '../pseudonyms/feature.ts'
import { trackingPlan } from '../tracking-plan/feature.ts'
import type { PlatformConnection, SyncState } from './contract.ts'
import { connections } from './feature.ts'
import { connectorsAt, keylessPlatforms } from './testing.ts'

/** The payloads are of March 2026; the clock goes on from there. */
const BEHIND = Date.now() - Date.parse('2026-03-02T12:00:00Z')
const now = () => Date.now() - BEHIND
const STORIES = { sources: [{ kind: 'search', value: 'measure' }], as_events: true }
const COMMENTS = readFileSync(new URL('../../connectors/youtube/payloads/comment-threads.json', import.meta.url), 'utf8')
const EVENTS = `SELECT message_id, type, occurred_at, actor_id, content_id, platform, provenance, properties
  FROM events WHERE workspace_id = {workspace_id:String} ORDER BY occurred_at DESC`
const CONTENT = `SELECT content_id, title, creator_id, creator_name, url, tags, published_at
  FROM content FINAL WHERE workspace_id = {workspace_id:String} ORDER BY published_at DESC`

interface EventRow {
  readonly message_id: string
  readonly type: string
  readonly actor_id: string
  readonly content_id: string
  readonly properties: string
}

let trill: TestPlatform
let server: PlatformServer
let cookie = ''
let workspace = ''
let workspaces = 0

beforeAll(async () => {
  server = await startPlatformServer((asked) => (asked.path === '/commentThreads' ? { body: COMMENTS } : keylessPlatforms(asked)))
  const config = { outgoingAllow: ['127.0.0.1'], rateApi: 0 }
  const features = [connections, consents, erasures, pseudonyms, trackingPlan]
  trill = await startTestPlatform(features, { config, platform: { now }, connectorKinds: connectorsAt(server.url) })
})
afterEach(() => {
  server.fault = undefined
})
afterAll(async () => {
  await trill?.close()
  await server?.close()
})

async function begin(): Promise<void> {
  workspaces += 1
  workspace = `w${workspaces}`
  cookie = (await trill.signInAs('admin', workspace)).cookie
}

async function ask<T>(method: 'GET' | 'PUT' | 'POST', url: string, payload?: object): Promise<T> {
  const body = payload && { payload: { workspace_id: workspace, ...payload } }
  const answer = await trill.inject({ method, url, headers: { cookie, 'x-trill-csrf': '1' }, ...body })
  expect([url, answer.statusCode < 300, answer.body.slice(0, 300)]).toEqual([url, true, expect.any(String)])
  return answer.body === '' ? (undefined as T) : answer.json<T>()
}

/** Reads a platform to its end, and waits until its events are stored. */
async function read(platform: string, body: object): Promise<SyncState> {
  await ask('PUT', `/v1/connections/${platform}`, body)
  for (;;) {
    const { platforms } = await ask<{ platforms: PlatformConnection[] }>('GET', `/v1/connections?workspace_id=${workspace}`)
    const sync = platforms.find((one) => one.platform === platform)?.sync
    if (sync && sync.status !== 'waiting' && sync.status !== 'running') {
      expect(await trill.platform.log.settle(20_000)).toBe(true)
      return sync
    }
    await new Promise((done) => setTimeout(done, 20))
  }
}

const rows = <T>(sql: string) => trill.platform.events.rows<T>(sql, { workspace_id: workspace })

test('posts are no events unless that is asked for; then each of a known author and time is one, once, however often it is read', async () => {
  await begin()
  expect(await read('hackernews', { ...STORIES, as_events: false })).toMatchObject({ posts: 4, new_posts: 4, events: 0 })
  expect(await rows(EVENTS)).toEqual([])
  const before = await rows(CONTENT)
  const shown: LiveBatch[] = []
  const leave = trill.platform.live.subscribe(workspace, (batch) => shown.push(batch))
  expect(await read('hackernews', STORIES)).toMatchObject({ posts: 4, new_posts: 0, events: 4 })
  const events = await rows<EventRow>(EVENTS)
  expect(events).toHaveLength(4)
  expect(events[0]).toMatchObject({
    type: 'content_publish',
    occurred_at: '2026-03-02 08:00:00.000',
    actor_id: 'rowan',
    content_id: 'hackernews:47210011',
    platform: 'hackernews',
    provenance: 'measured',
  })
  expect(await rows(CONTENT)).toEqual(before)
  const live = shown.flatMap(({ latest }) => latest())
  expect(live.map(({ message_id }) => message_id).sort()).toEqual(events.map(({ message_id }) => message_id).sort())
  leave()
  expect(await read('hackernews', { sources: STORIES.sources })).toMatchObject({ posts: 4, new_posts: 0, events: 0 })
  expect(await rows(EVENTS)).toEqual(events)
})

test('a reading that broke off between the journal and the store of posts makes no event twice', async () => {
  await begin()
  await read('hackernews', STORIES)
  const [first] = await rows<EventRow>(EVENTS)
  await trill.platform.events.rows(
    'ALTER TABLE content_daily DELETE WHERE workspace_id = {workspace_id:String} SETTINGS mutations_sync = 1',
    { workspace_id: workspace },
  )
  expect(await read('hackernews', STORIES)).toMatchObject({ events: 4 })
  const events = await rows<EventRow>(EVENTS)
  expect([events.length, events[0]]).toEqual([4, first])
})

test('what a post gathered is the same with its event as without', async () => {
  await begin()
  const totals = () =>
    rows('SELECT content_id, views, likes, comments, shares FROM content_totals(workspace_id = {workspace_id:String}) ORDER BY content_id')
  await read('hackernews', { ...STORIES, as_events: false })
  const before = await totals()
  await read('hackernews', STORIES)
  expect(await totals()).toEqual(before)
})

test('a comment says who wrote it, when, and which video it answers', async () => {
  await begin()
  const comments = { sources: [{ kind: 'comments', value: 'aB3_-xYz012' }], as_events: true }
  expect(await read('youtube', { credentials: { apiKey: 'an-api-key' }, ...comments })).toMatchObject({ status: 'done', events: 1 })
  const [comment] = await rows<EventRow>(EVENTS)
  expect(comment).toMatchObject({
    type: 'content_publish',
    occurred_at: '2026-03-02 09:00:00.000',
    actor_id: 'UCdddddddddddddddddddddd',
    content_id: 'UgxAAAAAAAAAAAAAAAA4AaABAg',
  })
  expect(JSON.parse(comment?.properties ?? '')).toMatchObject({
    kind: 'comment',
    title: 'Lovely & calm',
    in_reply_to: 'aB3_-xYz012',
    creator_name: '@wader',
  })
})

test('a plan that allows no property leaves what describes a post, and nothing else', async () => {
  await begin()
  await ask('PUT', '/v1/privacy/tracking-plan', { mode: 'enforced' })
  const comments = { sources: [{ kind: 'comments', value: 'aB3_-xYz012' }], as_events: true }
  await read('youtube', { credentials: { apiKey: 'an-api-key' }, ...comments })
  const url = 'https://www.youtube.com/watch?v=aB3_-xYz012&lc=UgxAAAAAAAAAAAAAAAA4AaABAg'
  const described = { kind: 'comment', title: 'Lovely & calm', creator_name: '@wader', url }
  const [event] = await rows<EventRow>(EVENTS)
  expect(JSON.parse(event?.properties ?? '')).toEqual(described)
  const { kind: _kind, ...shown } = described
  expect(await rows(CONTENT)).toMatchObject([{ ...shown, creator_id: 'UCdddddddddddddddddddddd', tags: [] }])
})

test('who stands under a pseudonym does so in events and posts alike; minors and who was erased are in none', async () => {
  await begin()
  await ask('PUT', '/v1/privacy/settings', {
    ...{ people_without_record: 'store', without_permission: 'suppress', legitimate_interest: false },
    ...{ pseudonymous_ids: true, basis: 'Art. 25 GDPR' },
  })
  const { consents, erasedPeople } = trill.platform
  await erasedPeople.add(workspace, ['imke'], now())
  const minor = { actorId: 'noor', ageBand: '16-17', purposes: { analytics: true }, policyVersion: '', givenAt: now(), proof: '' } as const
  await consents.record(workspace, [minor], 'administrator')
  expect(await read('hackernews', STORIES)).toMatchObject({ posts: 4, suppressed: 1, events: 2 })
  const [events, posts] = [await rows<EventRow>(EVENTS), await rows<{ content_id: string; creator_id: string }>(CONTENT)]
  expect(JSON.stringify([events, posts])).not.toMatch(/rowan|imke|noor|47210011|ycombinator/)
  const creators = new Map(posts.map(({ content_id, creator_id }) => [content_id, creator_id]))
  for (const { content_id, actor_id } of events) expect(creators.get(content_id)).toBe(actor_id)
  expect(posts.filter(({ creator_id }) => creator_id.startsWith('minor.'))).toHaveLength(1)
  expect(events.filter(({ actor_id }) => actor_id.startsWith('minor.') || actor_id === '')).toEqual([])
})

test('who published posts is erased with their events, and stays so when the platform is read again', async () => {
  await begin()
  await read('hackernews', STORIES)
  const { id } = await ask<Erasure>('POST', '/v1/privacy/erasures', { identifiers: ['rowan'] })
  await expect
    .poll(
      async () => {
        runnerOf(trill.platform).wake()
        return (await ask<Erasure>('GET', `/v1/privacy/erasures/${id}`)).state
      },
      { timeout: 60_000 },
    )
    .toBe('done')
  expect(JSON.stringify([await rows(EVENTS), await rows(CONTENT)])).not.toContain('rowan')
  expect(await read('hackernews', STORIES)).toMatchObject({ posts: 4, suppressed: 1, events: 0 })
  expect(JSON.stringify([await rows(EVENTS), await rows(CONTENT)])).not.toContain('rowan')
})
