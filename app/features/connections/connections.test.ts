import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { ENGINES, lacksEngine, openDatabase } from '../../../test/metadata-engines.ts'
import { startTestPlatform, type TestPlatform } from '../../../test/platform.ts'
import { type PlatformServer, startPlatformServer } from '../../connectors/platform-server.ts'
import { contents } from '../contents/feature.ts'
import type { ConnectionsResponse, PlatformConnection, SyncState } from './contract.ts'
import { connections } from './feature.ts'
import { addSync } from './sync-record.ts'
import { SyncRunner } from './sync-runner.ts'
import { connectorsAt, keylessPlatforms } from './testing.ts'

/** The payloads are of March 2026; the clock goes on from there. */
const BEHIND = Date.now() - Date.parse('2026-03-02T12:00:00Z')
const now = () => Date.now() - BEHIND

describe.each(ENGINES)('connections, with metadata on the %s engine', (engine) => {
  describe.skipIf(lacksEngine(engine))(engine, () => {
    let trill: TestPlatform
    let server: PlatformServer
    let drop: () => Promise<void>
    let admin: string
    let workspaces = 0
    let workspace = ''

    beforeAll(async () => {
      const database = await openDatabase(engine)
      drop = database.drop
      server = await startPlatformServer(keylessPlatforms)
      const config = { postgresUrl: database.postgresUrl, outgoingAllow: ['127.0.0.1'], rateApi: 0 }
      trill = await startTestPlatform([connections, contents], { config, platform: { now }, connectorKinds: connectorsAt(server.url) })
      admin = (await trill.signInAs('admin', 'first')).cookie
    })
    afterEach(() => {
      server.fault = undefined
    })
    afterAll(async () => {
      await trill?.close()
      await server?.close()
      await drop?.()
    })

    const ask = async (method: 'GET' | 'PUT' | 'POST' | 'DELETE', url: string, payload?: object, cookie = admin) => {
      const headers = { cookie, 'x-trill-csrf': '1' }
      return trill.inject({ method, url, headers, ...(payload && { payload }) })
    }
    /** A workspace of its own for each test. */
    const begin = async () => {
      workspaces += 1
      workspace = `w${workspaces}`
      admin = (await trill.signInAs('admin', workspace)).cookie
    }
    const all = async () => (await ask('GET', `/v1/connections?workspace_id=${workspace}`)).json<ConnectionsResponse>()
    const state = async (platform: string) => {
      const found = (await all()).platforms.find((one) => one.platform === platform)
      if (found === undefined) throw new Error(`There is no ${platform}`)
      return found
    }
    const put = (platform: string, body: object) => ask('PUT', `/v1/connections/${platform}`, { workspace_id: workspace, ...body })
    const post = (what: string, body: object = {}) => ask('POST', `/v1/connections/${what}`, { workspace_id: workspace, ...body })
    const read = async (platform: string): Promise<SyncState> => {
      for (;;) {
        const { sync } = await state(platform)
        if (sync !== null && sync.status !== 'waiting' && sync.status !== 'running') return sync
        await new Promise((done) => setTimeout(done, 20))
      }
    }
    const rows = <T>(sql: string) => trill.platform.events.rows<T>(sql, { workspace_id: workspace })
    const HN = { sources: [{ kind: 'search', value: 'measure' }] }

    test('show every platform, what it needs and its limits, before anything is connected', async () => {
      await begin()
      const { platforms, latest } = await all()
      expect(platforms.filter(({ needs_key }) => !needs_key).map(({ platform }) => platform)).toEqual([
        'bluesky',
        'mastodon',
        'hackernews',
        'news',
      ])
      expect(platforms.every(({ connection, sync }) => connection === null && sync === null)).toBe(true)
      expect(platforms.find(({ platform }) => platform === 'news')).toMatchObject({
        quota: { units: 100 },
        rate: { requests: 10, seconds: 60 },
      })
      for (const { platform, needs_key, credentials } of platforms)
        expect(credentials.some(({ is_required }) => is_required || platform === 'tiktok')).toBe(needs_key)
      expect(latest).toEqual([])
    })

    test('bring posts and counters as the platform reports them, marked as measured, and the page of content shows them', async () => {
      await begin()
      expect((await put('hackernews', HN)).statusCode).toBe(200)
      expect(await read('hackernews')).toMatchObject({
        status: 'done',
        posts: 4,
        new_posts: 4,
        skipped: 0,
        sources_done: 1,
        sources_total: 1,
        problems: [],
      })
      const stored = await rows(
        'SELECT content_id, likes, comments, views, provenance FROM content_snapshots FINAL WHERE workspace_id = {workspace_id:String} ORDER BY content_id DESC',
      )
      expect(stored).toEqual([
        { content_id: 'hackernews:47210011', likes: 128, comments: 41, views: null, provenance: 'measured' },
        { content_id: 'hackernews:47209077', likes: 0, comments: 0, views: null, provenance: 'measured' },
        { content_id: 'hackernews:47201234', likes: 7, comments: null, views: null, provenance: 'measured' },
        { content_id: 'hackernews:47200001', likes: null, comments: null, views: null, provenance: 'measured' },
      ])
      const shown = await ask('GET', `/v1/contents?workspace_id=${workspace}&from=2026-03-01&to=2026-03-02&sort=likes&order=desc`)
      expect(shown.json().items[0]).toMatchObject({ title: 'A small database that fits into one file', platform: 'hackernews' })
      expect(shown.json().items).toHaveLength(4)
      expect((await all()).latest[0]).toMatchObject({ platform: 'hackernews', published_at: '2026-03-02T08:00:00.000Z' })
    })

    test('change nothing when the same is read again', async () => {
      await begin()
      await put('hackernews', HN)
      await read('hackernews')
      await post('hackernews/sync')
      expect(await read('hackernews')).toMatchObject({ status: 'done', posts: 4, new_posts: 0 })
      const [counted] = await rows<{ posts: number; snapshots: number }>(
        'SELECT (SELECT count() FROM content FINAL WHERE workspace_id = {workspace_id:String}) AS posts, (SELECT count() FROM content_snapshots FINAL WHERE workspace_id = {workspace_id:String}) AS snapshots',
      )
      expect(counted).toEqual({ posts: 4, snapshots: 4 })
    })

    test('note counters that have moved', async () => {
      await begin()
      await put('hackernews', HN)
      await read('hackernews')
      server.fault = (asked) =>
        asked.path.includes('search') ? { body: keylessPlatforms(asked)?.body.replace('"points": 128', '"points": 200') ?? '' } : undefined
      await post('hackernews/sync')
      await read('hackernews')
      const moved = await rows<{ likes: number }>(
        `SELECT likes FROM content_snapshots FINAL WHERE workspace_id = {workspace_id:String} AND content_id = 'hackernews:47210011' ORDER BY observed_at`,
      )
      expect(moved.map(({ likes }) => likes)).toEqual([128, 200])
    })

    test('stop when they are told to, and go on behind the page that was stored', async () => {
      await begin()
      const slow = (page: string) => {
        server.fault = ({ query }) => (query.get('page') === page ? { lateMilliseconds: 5000 } : undefined)
      }
      slow('1')
      await put('hackernews', HN)
      await expect.poll(async () => (await state('hackernews')).sync?.posts).toBe(2)
      expect((await post('hackernews/cancel')).json()).toMatchObject({ status: 'cancelled', posts: 2 })
      expect((await post('hackernews/cancel')).statusCode).toBe(409)
      slow('0')
      const asked = server.asked.length
      await post('hackernews/sync')
      expect(await read('hackernews')).toMatchObject({ status: 'done', posts: 2, new_posts: 2 })
      expect(server.asked.slice(asked).map(({ query }) => query.get('page'))).toEqual(['1'])
    })

    test('that wait for their turn behind others stop at once', async () => {
      await begin()
      server.fault = () => ({ lateMilliseconds: 60_000 })
      const before = ['bluesky', 'mastodon', 'hackernews', 'news']
      for (const platform of before) await put(platform, {})
      await put('x', { credentials: { bearerToken: 'a-bearer-token' }, sources: HN.sources })
      expect((await state('x')).sync?.status).toBe('waiting')
      expect((await post('x/cancel')).json()).toMatchObject({ status: 'cancelled', posts: 0, started_at: null })
      for (const platform of before) expect([platform, (await state(platform)).sync?.status]).toEqual([platform, 'running'])
      expect(Date.parse((await state('x')).connection?.next_sync_at ?? '')).toBeGreaterThan(now())
      for (const platform of before) await post(`${platform}/cancel`)
    })

    test('are taken up by the next process where the last one ended', async () => {
      await begin()
      await put('hackernews', HN)
      await read('hackernews')
      const left = await addSync(trill.platform.metadata, { workspaceId: workspace, platform: 'hackernews' }, 'schedule', now())
      const runner = new SyncRunner(trill.platform)
      await runner.start()
      expect(await read('hackernews')).toMatchObject({ id: left?.id, status: 'done', asked_by: 'schedule' })
      await runner.close()
    })

    test('say what failed and what to do, keep what was read, and have their next turn', async () => {
      await begin()
      server.fault = ({ path }) => (path.includes('search') ? { status: 401, body: '{}' } : undefined)
      await put('hackernews', HN)
      const sync = await read('hackernews')
      expect(sync).toMatchObject({
        status: 'failed',
        problems: [{ status: 'unauthorised', remedy: expect.stringContaining('credentials') }],
      })
      expect(Date.parse((await state('hackernews')).connection?.next_sync_at ?? '')).toBeGreaterThan(now())
      server.fault = undefined
      await post('hackernews/sync')
      expect(await read('hackernews')).toMatchObject({ status: 'done', problems: [] })
    })

    test('read the other sources where one of them cannot be read', async () => {
      await begin()
      await put('hackernews', { sources: [{ kind: 'list', value: 'worst' }, ...HN.sources] })
      expect(await read('hackernews')).toMatchObject({
        status: 'done',
        posts: 4,
        sources_done: 2,
        problems: [{ status: 'refused', source: 'list worst' }],
      })
    })

    test('refuse what cannot be read, and say what can', async () => {
      await begin()
      const detail = async (platform: string, body: object) => (await put(platform, body)).json().detail
      expect(await detail('hackernews', { sources: [{ kind: 'account', value: 'x' }] })).toContain('search, list')
      expect(await detail('hackernews', { sources: [{ kind: 'search', value: ' ' }] })).toContain('must not be empty')
      expect(await detail('hackernews', { sources: [] })).toContain('Say what is to be read')
      expect(await detail('hackernews', { base_address: 'ftp://example.org' })).toContain('base_address')
      expect(await detail('hackernews', { credentials: { token: 'x' } })).toContain('no credential “token”')
      expect((await put('friendster', {})).statusCode).toBe(404)
      expect((await post('hackernews/sync')).statusCode).toBe(404)
    })

    test('never give a secret away: not in an answer, not to another host', async () => {
      await begin()
      const credentials = { handle: 'ines.example', appPassword: 'very-secret-pass' }
      server.fault = ({ path }) => (path.includes('createSession') ? { body: '{"accessJwt":"t"}' } : undefined)
      const saved = await put('bluesky', { credentials, sources: [{ kind: 'search', value: 'measure' }] })
      expect(saved.body).not.toContain('very-secret')
      expect(saved.json<PlatformConnection>().credentials).toMatchObject([
        { name: 'handle', is_set: true, value: 'ines.example' },
        { name: 'appPassword', is_set: true, value: null },
      ])
      await read('bluesky')
      expect((await put('bluesky', { base_address: 'https://elsewhere.example' })).json().detail).toContain('App password again')
      expect((await post('bluesky/test', { base_address: 'https://elsewhere.example' })).statusCode).toBe(400)
      const removed = (await put('bluesky', { credentials: { handle: '', appPassword: '' } })).json<PlatformConnection>()
      expect(removed.credentials.map(({ is_set }) => is_set)).toEqual([false, false])
      await read('bluesky')
    })

    test('are tried without being stored', async () => {
      await begin()
      expect((await post('mastodon/test')).json()).toMatchObject({ status: 'works' })
      server.fault = () => ({ status: 403, body: '{}' })
      expect((await post('mastodon/test')).json()).toMatchObject({ status: 'forbidden', remedy: expect.any(String) })
      expect((await post('mastodon/test', { base_address: 'http://127.0.0.1:9' })).json()).toMatchObject({ status: 'unreachable' })
      expect((await state('mastodon')).connection).toBeNull()
    })

    test('by one button bring posts of the four platforms that need no key', async () => {
      await begin()
      const begun = await ask('POST', '/v1/connections', { workspace_id: workspace, topics: ['measure'] })
      expect([begun.statusCode, begun.json()]).toEqual([202, { connected: ['bluesky', 'mastodon', 'hackernews', 'news'], unreachable: [] }])
      for (const platform of ['bluesky', 'mastodon', 'hackernews', 'news']) expect(await read(platform)).toMatchObject({ status: 'done' })
      const counted = await rows(
        'SELECT platform, count() AS posts FROM content FINAL WHERE workspace_id = {workspace_id:String} GROUP BY platform ORDER BY platform',
      )
      expect(counted).toEqual([
        { platform: 'bluesky', posts: 3 },
        { platform: 'hackernews', posts: 4 },
        { platform: 'mastodon', posts: 2 },
        { platform: 'news', posts: 2 },
      ])
      const creators = await rows(
        'SELECT creator_id, followers FROM creator_snapshots FINAL WHERE workspace_id = {workspace_id:String} ORDER BY followers',
      )
      expect(creators).toEqual([
        { creator_id: 'https://social.example/users/lumi', followers: 0 },
        { creator_id: 'https://elsewhere.example/users/bryn', followers: 900 },
      ])
      const shown = await ask('GET', `/v1/contents?workspace_id=${workspace}&from=2026-02-28&to=2026-03-02`)
      expect(new Set(shown.json().items.map(({ platform }: { platform: string }) => platform)).size).toBe(4)
    })

    test('connect nothing where nothing can be reached, and say so', async () => {
      await begin()
      await trill.platform.metadata.query(
        `INSERT INTO connections SELECT $1, p, 'http://127.0.0.1:9', '[{"kind":"search","value":"x"}]'::jsonb, NULL, 60, NULL, now(), now(), now() + interval '1 day' FROM unnest($2::text[]) p`,
        [workspace, ['bluesky', 'mastodon', 'hackernews', 'news']],
      )
      const refused = await ask('POST', '/v1/connections', { workspace_id: workspace, topics: ['measure'] })
      expect(refused.json()).toMatchObject({ status: 502, code: 'platform_unreachable' })
      expect((await all()).platforms.every(({ sync }) => sync === null)).toBe(true)
    })

    test('keep what was read when a platform is disconnected, and no credential', async () => {
      await begin()
      await put('hackernews', HN)
      await read('hackernews')
      const removed = await ask('DELETE', `/v1/connections/hackernews?workspace_id=${workspace}`)
      expect(removed.json()).toEqual({ stored_posts: 4 })
      expect(await state('hackernews')).toMatchObject({ connection: null, sync: null, stored_posts: 4 })
      expect((await ask('DELETE', `/v1/connections/hackernews?workspace_id=${workspace}`)).statusCode).toBe(404)
    })

    test('protect people as events do: what is personal in texts, whoever was erased, and minors', async () => {
      await begin()
      const { consents, erasedPeople } = trill.platform
      await erasedPeople.add(workspace, ['imke'], now())
      const minor = {
        actorId: 'noor',
        ageBand: '16-17',
        purposes: { analytics: true },
        policyVersion: '',
        givenAt: now(),
        proof: '',
      } as const
      await consents.record(workspace, [minor], 'administrator')
      server.fault = (asked) =>
        asked.path.includes('search')
          ? { body: keylessPlatforms(asked)?.body.replaceAll('fits into one file', 'of ada@example.org') ?? '' }
          : undefined
      await put('hackernews', HN)
      expect(await read('hackernews')).toMatchObject({ status: 'done', posts: 4, suppressed: 1 })
      const stored = await rows<{ title: string; creator_id: string; creator_name: string; url: string }>(
        'SELECT title, creator_id, creator_name, url FROM content FINAL WHERE workspace_id = {workspace_id:String} ORDER BY published_at DESC',
      )
      expect(JSON.stringify(stored)).not.toMatch(/ada@|imke|noor/)
      expect(stored[1]).toMatchObject({
        title: 'Show HN: Charts without a legend',
        creator_id: expect.stringMatching(/^minor\./),
        creator_name: '',
        url: '',
      })
    })

    test('are for administrators, and not for a workspace whose data is simulated', async () => {
      await begin()
      const viewer = (await trill.signInAs('viewer', workspace)).cookie
      expect((await ask('GET', `/v1/connections?workspace_id=${workspace}`, undefined, viewer)).statusCode).toBe(403)
      await trill.addWorkspace({ id: `made-up-${engine}`, provenance: 'simulated' })
      workspace = `made-up-${engine}`
      admin = (await trill.signInAs('admin', workspace)).cookie
      expect((await put('hackernews', HN)).json()).toMatchObject({ status: 409, detail: expect.stringContaining('simulated') })
    })
  })
})
