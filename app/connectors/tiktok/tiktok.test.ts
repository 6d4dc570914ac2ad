import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { readFrom, testsOfConnector } from '../conformance.ts'
import type { Asked, Reply } from '../platform-server.ts'
import { tiktok } from './tiktok.ts'

const payload = (name: string) => readFileSync(new URL(`payloads/${name}.json`, import.meta.url), 'utf8')

function platform({ path, method, headers, body }: Asked): Reply | undefined {
  if (path === '/v2/oauth/token/') {
    const isRight = body.includes('client_secret=a-client-secret') && body.includes('grant_type=client_credentials')
    return { body: isRight ? '{"access_token":"clt.token","expires_in":7200,"token_type":"Bearer"}' : '{"error":"invalid_client"}' }
  }
  if (path === '/v2/video/list/') return { body: payload('own') }
  if (path === '/v2/user/info/') return { body: payload('user') }
  if (path !== '/v2/research/video/query/' || method !== 'POST') return undefined
  if (headers.authorization !== 'Bearer clt.token') return { status: 401, body: '{"error":{"code":"access_token_invalid"}}' }
  const { cursor, search_id, start_date } = JSON.parse(body) as { cursor: number; search_id?: string; start_date: string }
  if (!/^\d{8}$/.test(start_date)) return { status: 400, body: '{"error":{"code":"invalid_params"}}' }
  return { body: payload(cursor === 100 && search_id === '7201388525814961198' ? 'research-2' : 'research-1') }
}

const credentials = { clientKey: 'app-key-1234', clientSecret: 'a-client-secret' }

testsOfConnector({
  kind: tiktok,
  credentials,
  source: { kind: 'search', value: 'measure' },
  hasSearch: true,
  platform,
  isForPosts: ({ path }) => path === '/v2/research/video/query/',
  unauthorisedRequests: 2,
  since: Date.parse('2026-03-01T00:00:00Z'),
  expected: [
    {
      content_id: 'tiktok:7612345678901234567',
      title: 'Low tide #Harbour',
      published_at: '2026-03-02T08:00:00.000Z',
      counters: { views: 5_000_000_001, likes: 1200, comments: 0, shares: 33, saves: 4 },
    },
    {
      content_id: 'tiktok:7612345678901234000',
      title: '',
      published_at: '2026-03-02T07:00:00.000Z',
      counters: { views: 0, likes: 0, comments: 0, shares: 0, saves: null },
    },
    {
      content_id: 'tiktok:7611000000000000001',
      title: 'An older one',
      published_at: '2026-03-01T09:46:40.000Z',
      counters: { views: null, likes: null, comments: null, shares: null, saves: null },
    },
  ],
  breakOne: (body) => body.replace('"create_time"', '"made_time"'),
  breakAll: (body) => body.replaceAll('"create_time"', '"made_time"'),
  brokenField: /^data\.videos\.\d+\.create_time$/,
})

test('an account reads its own videos with its access token, and its followers', async () => {
  const { posts } = await readFrom({
    kind: tiktok,
    credentials: { accessToken: 'act.token' },
    source: { kind: 'own', value: '' },
    platform,
  })
  expect(posts.map(({ content, counters, creator }) => [content.url, counters.views, counters.saves, creator?.followers])).toEqual([
    ['https://www.tiktok.com/@tidewatch/video/7612345678901234567', 300, null, 88],
  ])
})

test.each([
  [{ accessToken: 'act.token' }, { kind: 'search', value: 'tide' }, 'research access only'],
  [{ clientKey: 'app-key-1234', clientSecret: 'a-client-secret' }, { kind: 'own', value: '' }, 'access token'],
])('what the credentials do not open is refused with what they would need', async (given, source, needed) => {
  const { ends } = await readFrom({ kind: tiktok, credentials: given as Record<string, string>, source, platform })
  expect(ends).toMatchObject([{ status: 'refused', message: expect.stringContaining(needed) }])
})

test('a wrong client is unauthorised', async () => {
  const { ends } = await readFrom({
    kind: tiktok,
    credentials: { clientKey: 'k', clientSecret: 'wrong' },
    source: { kind: 'search', value: 'x' },
    platform,
  })
  expect(ends).toMatchObject([{ status: 'unauthorised' }])
})
