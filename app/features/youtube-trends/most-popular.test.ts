import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestPlatform, type TestPlatform } from '../../../test/platform.ts'
import { read } from '../../../test/seeds.ts'
import { saveConnection } from '../../connectors/connection-store.ts'
import { type Asked, type PlatformServer, type Reply, startPlatformServer } from '../../connectors/platform-server.ts'
import type { TrendsResponse } from './contract.ts'
import { youtubeTrends } from './feature.ts'
import { runnerOf } from './trend-runner.ts'

const NOW = Date.parse('2026-03-02T12:00:00Z')
const payload = (name: string) => readFileSync(new URL(`../../connectors/youtube/payloads/${name}.json`, import.meta.url), 'utf8')

/** YouTube by its documentation: two pages of its chart, and the channels. */
function youtube({ path, query }: Asked): Reply | undefined {
  if (path === '/channels') return { body: payload('channels') }
  if (path !== '/videos' || query.get('chart') !== 'mostPopular') return undefined
  return { body: payload(query.get('pageToken') === null ? 'videos-1' : 'videos-2') }
}

let trill: TestPlatform
let server: PlatformServer
beforeAll(async () => {
  server = await startPlatformServer(youtube)
  trill = await startTestPlatform([youtubeTrends], { config: { outgoingAllow: ['127.0.0.1'] }, platform: { now: () => NOW } })
  await trill.addWorkspace({ id: 'main' })
  const sources = [
    { kind: 'search', value: 'harbour' },
    { kind: 'chart', value: 'GB' },
  ]
  const credentials = { apiKey: 'an-api-key' }
  const input = {
    workspaceId: 'main',
    platform: 'youtube',
    baseAddress: server.url,
    sources,
    credentials,
    everyMinutes: 60,
    asEvents: false,
  }
  await saveConnection(trill.platform, input, NOW)
}, 60_000)
afterAll(async () => {
  await trill?.close()
  await server?.close()
})

async function detect() {
  const runner = runnerOf(trill.platform)
  const { record } = await runner.begin({ workspaceId: 'main', kind: 'detection', options: {} })
  return runner.settled(record.id, 30_000)
}

test('a detection reads the charts of the connection first, and nothing else of it, and scores what they hold', async () => {
  expect((await read<TrendsResponse>(trill, 'main', '/v1/youtube-trends')).is_connected).toBe(true)
  expect(await detect()).toMatchObject({ status: 'done', error: null })
  const { items, total } = await read<TrendsResponse>(trill, 'main', '/v1/youtube-trends?sort=views')
  expect(total).toBe(items.length)
  expect(items[0]).toMatchObject({ title: 'Measuring a harbour', creator_name: 'Harbour Lab', views: 5_000_000_000, likes: 1200 })
  expect(items[0]?.viral).toMatchObject({ class: 'viral', components: { base: 70, recency: 10 } })
  expect(server.asked.filter(({ path }) => path === '/search')).toEqual([])
  expect(server.asked.find(({ path }) => path === '/videos')?.query.get('regionCode')).toBe('GB')
})

test('where YouTube refuses, what is stored is scored, and the run says why it is not more', async () => {
  server.fault = () => ({
    status: 403,
    body: JSON.stringify({ error: { code: 403, message: 'x', errors: [{ reason: 'quotaExceeded' }] } }),
  })
  expect(await detect()).toMatchObject({ status: 'done', error: expect.stringMatching(/YouTube/) })
  const { runs } = await read<TrendsResponse>(trill, 'main', '/v1/youtube-trends')
  expect(runs.map(({ error }) => error !== null).sort()).toEqual([false, true])
})
