import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { readFrom, testsOfConnector } from '../conformance.ts'
import type { Asked, Reply } from '../platform-server.ts'
import { bluesky } from './bluesky.ts'

const payload = (name: string) => readFileSync(new URL(`payloads/${name}.json`, import.meta.url), 'utf8')

/** A search goes on before a moment: whoever is not signed in is refused a cursor. */
function platform({ path, query }: Asked): Reply | undefined {
  if (path === '/xrpc/app.bsky.feed.getAuthorFeed') return { body: payload('author-feed').replace('"cursor"', '"_cursor"') }
  if (path !== '/xrpc/app.bsky.feed.searchPosts' || query.get('sort') !== 'latest') return undefined
  if (query.has('cursor')) return { status: 403, body: 'Request forbidden by administrative rules.' }
  if (!query.has('until')) return { body: payload('search-page-1') }
  return query.get('until') === '2026-03-02T07:00:00.000Z' ? { body: payload('search-page-2') } : undefined
}

testsOfConnector({
  kind: bluesky,
  source: { kind: 'hashtag', value: '#measure' },
  hasSearch: true,
  platform,
  isForPosts: ({ path }) => path === '/xrpc/app.bsky.feed.searchPosts',
  since: Date.parse('2026-03-01T00:00:00Z'),
  expected: [
    {
      content_id: 'at://did:plc:aaaaaaaaaaaaaaaaaaaaaaaa/app.bsky.feed.post/3lk2a',
      title: 'We measured the harbour. #Measure',
      published_at: '2026-03-02T08:00:00.120Z',
      counters: { likes: 12, comments: 3, shares: 5, saves: 2 },
    },
    {
      content_id: 'at://did:plc:cccccccccccccccccccccccc/app.bsky.feed.post/3lk28',
      title: '計測しました #計測',
      published_at: '2026-03-02T07:00:00.000Z',
      counters: { likes: 0, comments: 0, shares: 0, saves: null },
    },
    {
      content_id: 'at://did:plc:aaaaaaaaaaaaaaaaaaaaaaaa/app.bsky.feed.post/3lk10',
      title: 'Yesterday’s tide',
      published_at: '2026-03-01T20:00:00.000Z',
      counters: { likes: null, comments: null, shares: null, saves: null },
    },
  ],
  breakOne: (body) => body.replace('"indexedAt"', '"indexed_at"'),
  breakAll: (body) => body.replaceAll('"indexedAt"', '"indexed_at"'),
  brokenField: /^posts\.\d+\.indexedAt$/,
})

test('an account gives its own posts and leaves out what it shared', async () => {
  const { posts } = await readFrom({ kind: bluesky, source: { kind: 'account', value: '@ines.example' }, platform })
  expect(posts.map(({ content }) => [content.creator_name, content.tags, content.thumbnail_url])).toEqual([
    ['Inés', ['measure'], 'https://cdn.bsky.example/img/feed_thumbnail/3lk2a'],
  ])
})

test('an account that is not there is not found', async () => {
  const nobody = () => ({ status: 400, body: '{"error":"InvalidRequest","message":"Profile not found"}' })
  expect((await readFrom({ kind: bluesky, source: { kind: 'account', value: 'nobody.example' }, platform: nobody })).ends).toMatchObject([
    { status: 'not_found' },
  ])
})

test('an app password opens a session, which is opened anew when it ends, and stands in no address', async () => {
  let sessions = 0
  const signedIn = (asked: Asked): Reply | undefined => {
    if (asked.path === '/xrpc/com.atproto.server.createSession') {
      sessions += 1
      expect(JSON.parse(asked.body)).toEqual({ identifier: 'ines.example-1', password: 'four-word-app-pass-1' })
      return { body: JSON.stringify({ accessJwt: `token-${sessions}`, refreshJwt: 'r', handle: 'ines.example', did: 'did:plc:a' }) }
    }
    if (asked.headers.authorization === 'Bearer token-1')
      return { status: 400, body: '{"error":"ExpiredToken","message":"Token has expired"}' }
    return asked.headers.authorization === 'Bearer token-2' ? platform(asked) : { status: 401, body: '{}' }
  }
  const credentials = { handle: '@ines.example', appPassword: 'four-word-app-pass' }
  const { posts, asked } = await readFrom({ kind: bluesky, credentials, source: { kind: 'search', value: 'measure' }, platform: signedIn })
  expect([posts.length, sessions]).toEqual([3, 2])
  expect(asked.map(({ path, query }) => `${path}?${query}`).join()).not.toContain('app-pass')
})
