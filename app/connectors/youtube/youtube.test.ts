import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { readFrom, testsOfConnector } from '../conformance.ts'
import type { Asked, Reply } from '../platform-server.ts'
import { explained } from './refusals.ts'
import { youtube } from './youtube.ts'

const payload = (name: string) => readFileSync(new URL(`payloads/${name}.json`, import.meta.url), 'utf8')
const ids = (name: string) => (JSON.parse(payload(name)) as { items: { id: string }[] }).items.map(({ id }) => id)
const error = (status: number, reason: string) => ({
  status,
  body: JSON.stringify({ error: { code: status, message: reason, errors: [{ reason }] } }),
})

/** Which page of videos, or of the ids of them, a token stands for. */
const pageOf = (query: URLSearchParams) => (query.get('pageToken') === null ? 1 : query.get('pageToken') === 'CAIQAA' ? 2 : undefined)
const results = (page: 1 | 2, entry: (id: string) => object) =>
  JSON.stringify({ items: ids(`videos-${page}`).map(entry), ...(page === 1 && { nextPageToken: 'CAIQAA' }) })

function platform({ path, query, headers }: Asked): Reply | undefined {
  if (!headers['x-goog-api-key']?.startsWith('an-api-key')) return error(400, 'keyInvalid')
  const page = pageOf(query)
  if (path === '/channels')
    return query.get('forHandle') === '@nobody' ? { body: '{"kind":"youtube#channelListResponse"}' } : { body: payload('channels') }
  if (path === '/commentThreads') return { body: payload('comment-threads') }
  if (page === undefined) return undefined
  if (path === '/search') return { body: results(page, (videoId) => ({ id: { kind: 'youtube#video', videoId } })) }
  if (path === '/playlistItems') return { body: results(page, (videoId) => ({ contentDetails: { videoId } })) }
  if (path !== '/videos') return undefined
  if (query.get('chart') === 'mostPopular') return { body: payload(`videos-${page}`) }
  const wanted = [1, 2].find((one) => query.get('id') === ids(`videos-${one}`).join())
  return wanted === undefined ? undefined : { body: payload(`videos-${wanted}`).replace('"nextPageToken"', '"ignored"') }
}

const credentials = { apiKey: 'an-api-key' }

testsOfConnector({
  kind: youtube,
  credentials,
  source: { kind: 'chart', value: 'gb' },
  hasSearch: true,
  platform,
  isForPosts: ({ path }) => path === '/videos',
  since: Date.parse('2026-03-01T00:00:00Z'),
  expected: [
    {
      content_id: 'aB3_-xYz012',
      title: 'Measuring a harbour',
      published_at: '2026-03-02T08:00:00.000Z',
      counters: { views: 5_000_000_000, likes: 1200, dislikes: null, comments: 0 },
    },
    {
      content_id: 'cD4_-xYz345',
      title: 'Comments are off',
      published_at: '2026-03-02T06:00:00.000Z',
      counters: { views: 0, likes: null, dislikes: null, comments: null },
    },
    {
      content_id: 'eF5_-xYz678',
      title: 'Tide tables 🌊',
      published_at: '2026-03-01T09:30:00.000Z',
      counters: { views: 42, likes: 0, dislikes: null, comments: 7 },
    },
  ],
  breakOne: (body) => body.replace('"channelId"', '"channel_id"'),
  breakAll: (body) => body.replaceAll('"channelId"', '"channel_id"'),
  brokenField: /^items\.\d+\.snippet\.channelId$/,
})

test('videos have the category’s name, lower-case tags, and the subscribers of their channel unless it hides them', async () => {
  const { posts, asked } = await readFrom({ kind: youtube, credentials, source: { kind: 'chart', value: 'US' }, platform })
  expect(posts.map(({ content }) => [content.category, content.tags])).toEqual([
    ['Science & Technology', ['harbour', 'tide']],
    ['99', []],
    ['Music', []],
  ])
  expect(posts.map(({ creator }) => creator?.followers)).toEqual([1230, null, 1230])
  expect(asked[0]?.query.get('regionCode')).toBe('US')
  expect(asked.map(({ query }) => query.toString()).join()).not.toContain('an-api-key')
})

test.each([
  ['a channel by its handle', '@harbourlab', 'forHandle'],
  ['a channel by its id', 'UCaaaaaaaaaaaaaaaaaaaaaa', 'id'],
])('%s gives its uploads with their counters', async (_what, value, by) => {
  const { posts, asked } = await readFrom({ kind: youtube, credentials, source: { kind: 'channel', value }, platform })
  expect(posts.map(({ content }) => content.content_id)).toEqual([...ids('videos-1'), ...ids('videos-2')])
  expect(asked[0]?.query.get(by)).toBe(value)
})

test('an entry of a list that names no video is left out and named, the others are read', async () => {
  const broken = (asked: Asked) => {
    const reply = platform(asked)
    const isFirst = asked.path === '/playlistItems' && asked.query.get('pageToken') === null
    return isFirst && reply ? { ...reply, body: reply.body.replace('"items":[', '"items":[{"contentDetails":{}},') } : reply
  }
  const source = { kind: 'channel', value: '@harbourlab' }
  const { posts, skipped, ends } = await readFrom({ kind: youtube, credentials, source, platform: broken })
  expect(posts.map(({ content }) => content.content_id)).toEqual([...ids('videos-1'), ...ids('videos-2')])
  expect([skipped.map(({ field }) => field), ends]).toEqual([['items.0.contentDetails.videoId'], []])
})

test('a channel that is not there is not found', async () => {
  const { ends } = await readFrom({ kind: youtube, credentials, source: { kind: 'channel', value: '@nobody' }, platform })
  expect(ends).toMatchObject([{ status: 'not_found' }])
})

test('comments are content of their own, with likes and replies', async () => {
  const { posts } = await readFrom({ kind: youtube, credentials, source: { kind: 'comments', value: 'aB3_-xYz012' }, platform })
  expect(posts.map(({ content, counters }) => [content.kind, content.title, content.creator_id, counters])).toEqual([
    ['comment', 'Lovely & calm', 'UCdddddddddddddddddddddd', { likes: 3, comments: 0 }],
  ])
})

test.each([
  [403, 'quotaExceeded', 'rate_limited', 57_600],
  [403, 'rateLimitExceeded', 'rate_limited', 60],
  [400, 'keyInvalid', 'unauthorised', undefined],
  [403, 'commentsDisabled', 'forbidden', undefined],
  [403, 'accessNotConfigured', 'forbidden', undefined],
])('%d with %s is %s', (status, reason, expected, seconds) => {
  const answer = { httpStatus: status, text: error(status, reason).body, headers: new Headers(), retryAfterSeconds: 60 }
  // 08:00 in Los Angeles: sixteen hours to midnight.
  const failure = explained(answer, Date.parse('2026-01-15T16:00:00Z'))
  expect([failure?.status, failure !== undefined && 'retryAfterSeconds' in failure ? failure.retryAfterSeconds : undefined]).toEqual([
    expected,
    seconds,
  ])
})
