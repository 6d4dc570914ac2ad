import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { readFrom, testsOfConnector } from '../conformance.ts'
import type { Asked, Reply } from '../platform-server.ts'
import { mastodon } from './mastodon.ts'

const payload = (name: string) => readFileSync(new URL(`payloads/${name}.json`, import.meta.url), 'utf8')

function platform({ path, query, headers }: Asked): Reply | undefined {
  if (path === '/api/v1/trends/statuses') return { body: payload('tag-page-1') }
  if (path === '/api/v1/accounts/lookup')
    return query.get('acct') === 'lumi' ? { body: '{"id":"109000000000000004","acct":"lumi"}' } : undefined
  if (path === '/api/v1/accounts/109000000000000004/statuses') return { body: payload('tag-page-2') }
  if (path === '/api/v2/search')
    return headers.authorization === undefined
      ? { status: 401, body: '{"error":"This method requires an authenticated user"}' }
      : { body: `{"accounts":[],"hashtags":[],"statuses":${payload('tag-page-2')}}` }
  if (path !== '/api/v1/timelines/tag/measure') return undefined
  const next =
    '<https://social.example/api/v1/timelines/tag/measure?max_id=116160000000000002>; rel="next", <https://social.example/api/v1/timelines/tag/measure?min_id=116160000000000004>; rel="prev"'
  if (!query.has('max_id')) return { headers: { link: next }, body: payload('tag-page-1') }
  return query.get('max_id') === '116160000000000002' ? { body: payload('tag-page-2') } : undefined
}

testsOfConnector({
  kind: mastodon,
  source: { kind: 'hashtag', value: '#measure' },
  hasSearch: true,
  platform,
  isForPosts: ({ path }) => path === '/api/v1/timelines/tag/measure',
  since: Date.parse('2026-03-01T00:00:00Z'),
  expected: [
    {
      content_id: 'https://social.example/users/lumi/statuses/116160000000000004',
      title: 'Measured the #Tide & wrote it down.',
      published_at: '2026-03-02T08:00:00.000Z',
      counters: { likes: 9, comments: 2, shares: 6 },
    },
    {
      content_id: 'https://elsewhere.example/users/bryn/statuses/116160000000000003',
      title: 'Nothing yet',
      published_at: '2026-03-02T07:00:00.000Z',
      counters: { likes: 0, comments: 0, shares: 0 },
    },
    {
      content_id: 'https://elsewhere.example/users/bryn/statuses/116150000000000001',
      title: 'Waves, seen from a pier',
      published_at: '2026-03-01T06:00:00.000Z',
      counters: { likes: 3, comments: 1, shares: 0 },
    },
  ],
  breakOne: (body) => body.replace('"created_at": "2026', '"created": "2026'),
  breakAll: (body) => body.replaceAll('"created_at": "2026', '"created": "2026'),
  brokenField: /^\d+\.created_at$/,
})

test('a post says who published it under an address without an @, and how many follow', async () => {
  const { posts } = await readFrom({ kind: mastodon, source: { kind: 'trends', value: '' }, platform })
  expect(posts.map(({ content, creator }) => [content.creator_id, creator?.followers])).toEqual([
    ['https://social.example/users/lumi', 0],
    ['https://elsewhere.example/users/bryn', 900],
  ])
  expect(posts[0]?.content).toMatchObject({ tags: ['tide', 'measure'], thumbnail_url: 'https://files.social.example/1-small.jpg' })
})

test('an account is looked up by its name, and a name that is not there is not found', async () => {
  const read = (value: string) => readFrom({ kind: mastodon, source: { kind: 'account', value }, platform })
  expect((await read('@lumi')).posts).toHaveLength(1)
  expect((await read('nobody')).ends).toMatchObject([{ status: 'not_found' }])
})

test('words are searched with an access token only, and it says so', async () => {
  const source = { kind: 'search', value: 'measure' }
  expect((await readFrom({ kind: mastodon, source, platform })).ends).toMatchObject([
    { status: 'unauthorised', message: expect.stringContaining('access token') },
  ])
  expect((await readFrom({ kind: mastodon, credentials: { accessToken: 'token' }, source, platform })).posts).toHaveLength(1)
})
