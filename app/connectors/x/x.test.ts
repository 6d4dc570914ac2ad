import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { readFrom, testsOfConnector } from '../conformance.ts'
import type { Asked, Reply } from '../platform-server.ts'
import { x } from './x.ts'

const payload = (name: string) => readFileSync(new URL(`payloads/${name}.json`, import.meta.url), 'utf8')

function platform({ path, query, headers }: Asked): Reply | undefined {
  if (!headers.authorization?.startsWith('Bearer a-bearer-token')) return { status: 401, body: '{"title":"Unauthorized","status":401}' }
  if (path === '/users/by/username/tidewatch')
    return { body: '{"data":{"id":"900000000000000001","name":"Tide Watch","username":"tidewatch"}}' }
  if (path.startsWith('/users/by/username/'))
    return {
      body: '{"errors":[{"title":"Not Found Error","detail":"Could not find user","type":"https://api.twitter.com/2/problems/resource-not-found"}]}',
    }
  if (path !== '/tweets/search/recent' && path !== '/users/900000000000000001/tweets') return undefined
  const wanted = Number(query.get('max_results'))
  if (wanted < (path === '/tweets/search/recent' ? 10 : 5) || wanted > 100) return { status: 400, body: '{"title":"Invalid Request"}' }
  const token = query.get('next_token') ?? query.get('pagination_token')
  return { body: payload(token === null ? 'recent-1' : 'recent-2') }
}

const credentials = { bearerToken: 'a-bearer-token' }

testsOfConnector({
  kind: x,
  credentials,
  source: { kind: 'search', value: 'measure' },
  hasSearch: true,
  platform,
  isForPosts: ({ path }) => path === '/tweets/search/recent',
  since: Date.parse('2026-03-01T00:00:00Z'),
  expected: [
    {
      content_id: 'x:2028000000000000003',
      title: 'Spring tide at the old pier #Tide https://t.co/abc',
      published_at: '2026-03-02T08:00:00.000Z',
      counters: { views: 20_411, impressions: 20_411, likes: 140, comments: 3, shares: 14, saves: 9 },
    },
    {
      content_id: 'x:2028000000000000001',
      title: 'nothing yet',
      published_at: '2026-03-02T07:00:00.000Z',
      counters: { views: 0, impressions: 0, likes: 0, comments: 0, shares: 0, saves: 0 },
    },
    {
      content_id: 'x:2027700000000000001',
      title: 'An old one, without metrics',
      published_at: '2026-03-01T06:00:00.000Z',
      counters: { views: null, impressions: null, likes: null, comments: null, shares: null, saves: null },
    },
  ],
  breakOne: (body) => body.replace('"created_at"', '"made_at"'),
  breakAll: (body) => body.replaceAll('"created_at"', '"made_at"'),
  brokenField: /^data\.\d+\.created_at$/,
})

test('an account is looked up once and read without replies and reposts, with its followers', async () => {
  const { posts, asked } = await readFrom({ kind: x, credentials, source: { kind: 'account', value: '@tidewatch' }, platform })
  expect(posts.map(({ content, creator }) => [content.kind, content.tags, content.url, creator?.followers])).toEqual([
    ['video', ['tide'], 'https://x.com/tidewatch/status/2028000000000000003', 5012],
    ['post', [], 'https://x.com/nils_example/status/2028000000000000001', 0],
    ['post', [], 'https://x.com/tidewatch/status/2027700000000000001', 5012],
  ])
  expect(asked.filter(({ path }) => path.includes('username'))).toHaveLength(1)
  expect(asked[1]?.query.get('exclude')).toBe('retweets,replies')
})

test('a reply names the post it answers', async () => {
  const { posts } = await readFrom({ kind: x, credentials, source: { kind: 'search', value: 'tide' }, platform })
  expect(posts.map(({ inReplyTo }) => inReplyTo)).toEqual([undefined, 'x:2028000000000000003', undefined])
})

test('an account that is not there is not found, though the answer is a success', async () => {
  const { ends } = await readFrom({ kind: x, credentials, source: { kind: 'account', value: 'nobody' }, platform })
  expect(ends).toMatchObject([{ status: 'not_found' }])
})

test('a search looks back no further than seven days, which X would refuse', async () => {
  const { asked } = await readFrom(
    { kind: x, credentials, source: { kind: 'hashtag', value: '#tide' }, platform },
    Date.now() - 30 * 86_400_000,
  )
  expect(asked[0]?.query.get('query')).toBe('#tide -is:retweet')
  const days = (Date.now() - Date.parse(asked[0]?.query.get('start_time') ?? '')) / 86_400_000
  expect([days > 6.99, days < 7]).toEqual([true, true])
})

test('no results are no fault, and credits that are used up are said', async () => {
  const read = (reply: Reply) => readFrom({ kind: x, credentials, source: { kind: 'search', value: 'measure' }, platform: () => reply })
  expect(await read({ body: '{"meta":{"result_count":0}}' })).toMatchObject({ posts: [], ends: [] })
  expect((await read({ status: 402, body: '{"title":"CreditsDepleted"}' })).ends).toMatchObject([{ status: 'forbidden' }])
})
