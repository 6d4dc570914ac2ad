import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { readFrom, testsOfConnector } from '../conformance.ts'
import type { Asked, Reply } from '../platform-server.ts'
import { reddit } from './reddit.ts'

const payload = (name: string) => readFileSync(new URL(`payloads/${name}.json`, import.meta.url), 'utf8')
const LISTS = ['/r/harbours/new', '/r/harbours/hot', '/search', '/user/salt_walker/submitted']
const token = (body: object) => ({ body: JSON.stringify(body) })

function platform({ path, query, headers, body }: Asked): Reply | undefined {
  if (path === '/api/v1/access_token') {
    const [id = '', secret = ''] = Buffer.from(headers.authorization?.slice(6) ?? '', 'base64')
      .toString()
      .split(':')
    const isRight = id.startsWith('app-id-1234') && secret.startsWith('a-client-secret') && body === 'grant_type=client_credentials'
    return isRight
      ? token({ access_token: 'token', token_type: 'bearer', expires_in: 86400, scope: '*' })
      : { status: 401, body: '{"message":"Unauthorized","error":401}' }
  }
  if (headers.authorization !== 'Bearer token') return { status: 401, body: '{}' }
  if (path === '/r/all/new') return { body: payload('new-2') }
  if (!LISTS.includes(path) || query.get('raw_json') !== '1') return undefined
  if (!query.has('after')) return { headers: { 'x-ratelimit-remaining': '59', 'x-ratelimit-reset': '60' }, body: payload('new-1') }
  return query.get('after') === 't3_1aaac' ? { body: payload('new-2') } : undefined
}

const credentials = { clientId: 'app-id-1234', clientSecret: 'a-client-secret' }

testsOfConnector({
  kind: reddit,
  credentials,
  source: { kind: 'subreddit', value: 'r/harbours' },
  hasSearch: true,
  platform,
  isForPosts: ({ path }) => LISTS.includes(path),
  since: Date.parse('2026-03-01T00:00:00Z'),
  // A token that is taken no longer is fetched anew, and the request made once more.
  unauthorisedRequests: 2,
  expected: [
    {
      content_id: 'reddit:t3_1aaaa',
      title: 'Low tide & long walk',
      published_at: '2026-03-02T08:00:00.000Z',
      counters: { views: null, likes: 1520, comments: 84 },
    },
    {
      content_id: 'reddit:t3_1aaac',
      title: 'Fresh, score hidden',
      published_at: '2026-03-02T07:00:00.000Z',
      counters: { views: null, likes: null, comments: 0 },
    },
    {
      content_id: 'reddit:t3_1aaad',
      title: 'A film of the harbour',
      published_at: '2026-03-01T09:46:40.000Z',
      counters: { views: null, likes: 0, comments: 0 },
    },
  ],
  breakOne: (body) => body.replace('"created_utc"', '"made_utc"'),
  breakAll: (body) => body.replaceAll('"created_utc"', '"made_utc"'),
  brokenField: /^data\.children\.\d+\.data\.created_utc$/,
})

test('a post says its subreddit, its share of upvotes and who wrote it, unless they are gone', async () => {
  const { posts } = await readFrom({ kind: reddit, credentials, source: { kind: 'subreddit', value: 'harbours/hot' }, platform })
  expect(posts.map(({ content, upvoteRatio }) => [content.category, content.creator_id, content.kind, content.tags, upvoteRatio])).toEqual([
    ['harbours', 't2_aa1', 'post', ['photo'], 0.97],
    ['harbours', '', 'post', [], 1],
    ['harbours', 't2_aa1', 'video', [], 0.33],
  ])
})

test('a wrong client is told, and its secret not', async () => {
  const { ends } = await readFrom({
    kind: reddit,
    credentials: { clientId: 'other', clientSecret: 'a-client-secret' },
    source: { kind: 'account', value: 'u/salt_walker' },
    platform,
  })
  expect(ends).toMatchObject([{ status: 'unauthorised' }])
  expect(JSON.stringify(ends)).not.toContain('a-client-secret')
})

test('a subreddit that leads to the search for one is not there', async () => {
  const elsewhere = (asked: Asked): Reply | undefined =>
    asked.path.startsWith('/r/')
      ? { status: 302, headers: { location: 'https://www.reddit.com/subreddits/search?q=nowhere' }, body: '' }
      : platform(asked)
  const { ends } = await readFrom({ kind: reddit, credentials, source: { kind: 'subreddit', value: 'nowhere' }, platform: elsewhere })
  expect(ends).toMatchObject([{ status: 'not_found' }])
})
