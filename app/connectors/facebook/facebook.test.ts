import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { readFrom, testsOfConnector } from '../conformance.ts'
import type { Asked, Reply } from '../platform-server.ts'
import { facebook } from './facebook.ts'

const payload = (name: string) => readFileSync(new URL(`payloads/${name}.json`, import.meta.url), 'utf8')

function platform({ path, query, headers }: Asked): Reply | undefined {
  if (!headers.authorization?.startsWith('Bearer a-page-token'))
    return { status: 400, body: '{"error":{"code":190,"message":"Invalid OAuth access token"}}' }
  if (path === '/harbour.office' || path === '/me')
    return { body: '{"id":"100200300","name":"Harbour Office","followers_count":640,"fan_count":600}' }
  if (path !== '/harbour.office/posts') return undefined
  return { body: payload(query.get('after') === 'a2' ? 'posts-2' : 'posts-1') }
}

const credentials = { accessToken: 'a-page-token' }
const source = { kind: 'page', value: 'harbour.office' }

testsOfConnector({
  kind: facebook,
  credentials,
  source,
  hasSearch: false,
  platform,
  isForPosts: ({ path }) => path.endsWith('/posts'),
  since: Date.parse('2026-03-01T00:00:00Z'),
  expected: [
    {
      content_id: 'facebook:100200300_1',
      title: 'Low tide at nine #Harbour',
      published_at: '2026-03-02T08:00:00.000Z',
      counters: { likes: 125, comments: 13, shares: 10 },
    },
    {
      content_id: 'facebook:100200300_2',
      title: 'Harbour Office changed its cover photo.',
      published_at: '2026-03-02T07:00:00.000Z',
      counters: { likes: 0, comments: 0, shares: 0 },
    },
    {
      content_id: 'facebook:100200300_3',
      title: 'A film',
      published_at: '2026-03-01T06:30:00.000Z',
      counters: { likes: null, comments: null, shares: null },
    },
  ],
  breakOne: (body) => body.replace('"created_time"', '"made_time"'),
  breakAll: (body) => body.replaceAll('"created_time"', '"made_time"'),
  brokenField: /^data\.\d+\.created_time$/,
})

test('a post is of its page, which has followers', async () => {
  const { posts } = await readFrom({ kind: facebook, credentials, source, platform })
  expect(posts.map(({ content, creator }) => [content.kind, content.creator_name, content.tags, creator?.followers])).toEqual([
    ['post', 'Harbour Office', ['harbour'], 640],
    ['post', 'Harbour Office', [], 640],
    ['video', 'Harbour Office', [], undefined],
  ])
})
