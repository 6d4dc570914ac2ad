import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestPlatform, type TestPlatform } from '../../../test/platform.ts'
import { describeContent, observe, read } from '../../../test/seeds.ts'
import { type PlatformServer, startPlatformServer } from '../../connectors/platform-server.ts'
import type { PlatformResult, TrendResponse } from './contract.ts'
import { youtubeTrends } from './feature.ts'
import { connectReplayed, platformsAbout } from './testing.ts'
import { runnerOf } from './trend-runner.ts'

const NOW = Date.parse('2026-03-02T12:00:00Z')
const HOUR = 3_600_000

let trill: TestPlatform
let server: PlatformServer
let now = NOW
beforeAll(async () => {
  server = await startPlatformServer(platformsAbout({ posts: 12, at: NOW - HOUR }))
  const config = { outgoingAllow: ['127.0.0.1'] }
  trill = await startTestPlatform([youtubeTrends], { config, platform: { now: () => now } })
  for (const id of ['main', 'alone']) {
    await trill.addWorkspace({ id })
    const title = 'Harbour gauges: what the new tide tables measure'
    await describeContent(trill, id, [{ content_id: 'tides', title, published_at: new Date(NOW - 24 * HOUR).toISOString() }])
    await observe(trill, id, [{ content_id: 'tides', observed_at: new Date(NOW).toISOString(), views: 5000, likes: 100, comments: 9 }])
    await run(id, 'detection')
  }
  await connectReplayed('main', server.url, trill.platform)
}, 60_000)
afterAll(async () => {
  await trill?.close()
  await server?.close()
})

async function run(workspaceId: string, kind: 'detection' | 'analysis') {
  const runner = runnerOf(trill.platform)
  const options = kind === 'analysis' ? ({ content_id: 'tides', matcher: 'published' } as const) : {}
  const { record } = await runner.begin({ workspaceId, kind, options })
  expect((await runner.settled(record.id, 30_000))?.status).toBe('done')
}

async function analysis(workspaceId: string) {
  const found = (await read<TrendResponse>(trill, workspaceId, '/v1/youtube-trends/tides')).analysis
  if (found === null) throw new Error('It is not analysed')
  return { ...found, of: (name: string) => found.platforms.find(({ platform }) => platform === name) as PlatformResult }
}

const stored = async () =>
  (await trill.platform.events.rows<{ posts: number }>(`SELECT count() AS posts FROM content FINAL WHERE platform != 'youtube'`))[0]?.posts

describe('connected platforms', () => {
  it('are asked for the first words of the title, and what they give is stored and scored', async () => {
    await run('main', 'analysis')
    const { of, matches, least, most, total } = await analysis('main')
    expect(of('bluesky')).toMatchObject({ status: 'asked', source: 'platform', matches: 12, notes: [] })
    expect(of('hackernews')).toMatchObject({ status: 'asked', source: 'platform', matches: 12 })
    expect(of('news')).toMatchObject({
      status: 'asked',
      matches: 12,
      components: { uniqueSources: 5, crossMediaBonus: 20, semanticBonus: 15 },
    })
    expect(of('x')).toMatchObject({ status: 'unavailable', reason: 'not_connected', detail: null })
    expect(total).toBe(Math.round(0.25 * (of('news').score ?? 0)))
    expect([least, most]).toEqual([total, (total ?? 0) + 35 + 25 + 15])
    expect(matches.filter(({ platform }) => platform === 'news')[0]).toMatchObject({ creator_name: expect.stringMatching(/^Paper \d$/) })
    const asked = server.asked.map(({ query }) => query.get('query') ?? query.get('q'))
    expect(new Set(asked)).toEqual(new Set(['harbour gauges new tide', 'harbour gauges new tide after:2026-02-27']))
    expect(await stored()).toBe(36)
  })

  it('asked again give the same posts, which are not stored twice', async () => {
    now += HOUR
    await run('main', 'analysis')
    expect((await analysis('main')).of('news').matches).toBe(12)
    expect(await stored()).toBe(36)
  })

  it('that refuse are told of by their own words; what is stored of them still counts', async () => {
    now += HOUR
    server.fault = ({ path }) => (path.startsWith('/rss') ? { status: 403, body: '' } : undefined)
    await run('main', 'analysis')
    expect((await analysis('main')).of('news')).toMatchObject({
      status: 'asked',
      source: 'stored',
      matches: 12,
      detail: expect.stringMatching(/^Google News answered 403/),
    })
    await connectReplayed('alone', server.url, trill.platform)
    await run('alone', 'analysis')
    expect((await analysis('alone')).of('news')).toMatchObject({ status: 'unavailable', reason: 'failed', score: null })
    server.fault = undefined
  })

  it('are asked no longer than somebody waits', async () => {
    now += HOUR
    server.fault = () => ({ lateMilliseconds: 60_000 })
    const runner = runnerOf(trill.platform)
    const { record } = await runner.begin({ workspaceId: 'main', kind: 'analysis', options: { content_id: 'tides' } })
    await new Promise((done) => setTimeout(done, 200))
    const start = performance.now()
    await runner.cancel(record.id)
    expect(performance.now() - start).toBeLessThan(30_000)
    expect((await runner.settled(record.id, 1000))?.status).toBe('cancelled')
    server.fault = undefined
  })
})
