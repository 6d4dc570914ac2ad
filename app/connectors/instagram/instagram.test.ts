import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { readFrom, testsOfConnector } from '../conformance.ts'
import { graphFailure } from '../graph-api.ts'
import type { Asked, Reply } from '../platform-server.ts'
import { instagram } from './instagram.ts'

const payload = (name: string) => readFileSync(new URL(`payloads/${name}.json`, import.meta.url), 'utf8')
const error = (code: number, message = '', subcode?: number): Reply => ({
  status: 400,
  body: JSON.stringify({ error: { message, type: 'OAuthException', code, ...(subcode && { error_subcode: subcode }), fbtrace_id: 'A' } }),
})

function platform({ path, query, headers }: Asked): Reply | undefined {
  if (!headers.authorization?.startsWith('Bearer a-page-token')) return error(190, 'Invalid OAuth access token')
  if (path === '/ig_hashtag_search')
    return query.get('q') === 'measure' ? { body: '{"data":[{"id":"17843820000000001"}]}' } : error(24, 'Invalid hashtag')
  if (path === '/17843820000000001/recent_media') return { body: payload(query.get('after') === 'QVF2' ? 'media-2' : 'media-1') }
  if (!path.startsWith('/17841400000000000')) return undefined
  if (path.endsWith('/media')) return { body: payload(query.get('after') === 'QVF2' ? 'media-2' : 'media-1') }
  return {
    body: query.get('fields')?.startsWith('business_discovery.username(other_harbour)')
      ? payload('discovery')
      : '{"id":"17841400000000000","username":"tidewatch"}',
  }
}

const credentials = { accessToken: 'a-page-token', userId: '17841400000000000' }

testsOfConnector({
  kind: instagram,
  credentials,
  source: { kind: 'own', value: '' },
  hasSearch: true,
  platform,
  isForPosts: ({ path }) => path.endsWith('media'),
  since: Date.parse('2026-03-01T00:00:00Z'),
  expected: [
    {
      content_id: 'instagram:17900000000000001',
      title: 'Low tide #Harbour',
      published_at: '2026-03-02T08:00:00.000Z',
      counters: { views: null, likes: 31, comments: 4 },
    },
    {
      content_id: 'instagram:17900000000000002',
      title: '',
      published_at: '2026-03-02T07:00:00.000Z',
      counters: { views: null, likes: null, comments: 0 },
    },
    {
      content_id: 'instagram:17900000000000003',
      title: '計測の日',
      published_at: '2026-03-01T06:30:00.000Z',
      counters: { views: null, likes: 0, comments: 0 },
    },
  ],
  breakOne: (body) => body.replace('"id": "17900', '"ig": "17900'),
  breakAll: (body) => body.replaceAll('"id": "17900', '"ig": "17900'),
  brokenField: /^data\.\d+\.id$/,
})

test('another business account is read with its followers', async () => {
  const { posts } = await readFrom({
    kind: instagram,
    credentials: { ...credentials },
    source: { kind: 'account', value: '@other_harbour' },
    platform,
  })
  expect(posts.map(({ content, creator }) => [content.content_id, content.creator_name, creator?.followers])).toEqual([
    ['instagram:17900000000000009', 'Other Harbour', 1200],
  ])
  const { ends } = await readFrom({ kind: instagram, credentials, source: { kind: 'account', value: 'a){id}' }, platform })
  expect(ends).toMatchObject([{ status: 'refused' }])
})

test('a hashtag that is not there is not found', async () => {
  const { ends } = await readFrom({ kind: instagram, credentials, source: { kind: 'hashtag', value: '#nothing' }, platform })
  expect(ends).toMatchObject([{ status: 'not_found' }])
})

test.each([
  [190, '', 'unauthorised'],
  [10, '', 'forbidden'],
  [200, '', 'forbidden'],
  [100, 'Pages Public Content Access requires either app secret proof or an app token', 'forbidden'],
  [4, '', 'rate_limited'],
  [32, '', 'rate_limited'],
  [80_002, '', 'rate_limited'],
  [803, '', 'not_found'],
  [2, '', 'platform_failed'],
  [100, 'Tried accessing nonexisting field', undefined],
])('the code %d of Meta (%s) is %s', (code, message, expected) => {
  const headers = new Headers({ 'x-business-use-case-usage': '{"1":[{"type":"instagram","estimated_time_to_regain_access":7}]}' })
  const failure = graphFailure({ httpStatus: 400, text: error(code, message).body, headers, retryAfterSeconds: 60 }, 'Instagram')
  expect(failure?.status).toBe(expected)
  if (failure?.status === 'rate_limited') expect(failure.retryAfterSeconds).toBe(420)
})
