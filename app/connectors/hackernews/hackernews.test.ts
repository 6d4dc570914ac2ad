import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { readFrom, testsOfConnector } from '../conformance.ts'
import type { Asked, Reply } from '../platform-server.ts'
import { hackernews } from './hackernews.ts'

const payload = (name: string) => readFileSync(new URL(`payloads/${name}.json`, import.meta.url), 'utf8')

function platform({ path, query }: Asked): Reply | undefined {
  if (path !== '/api/v1/search_by_date' || query.get('tags') !== 'story') return undefined
  return ['0', '1'].includes(query.get('page') ?? '') ? { body: payload(`search-page-${query.get('page')}`) } : undefined
}

testsOfConnector({
  kind: hackernews,
  source: { kind: 'search', value: 'measure' },
  hasSearch: true,
  platform,
  isForPosts: ({ path }) => path === '/api/v1/search_by_date',
  since: Date.parse('2026-03-01T00:00:00Z'),
  expected: [
    {
      content_id: 'hackernews:47210011',
      title: 'A small database that fits into one file',
      published_at: '2026-03-02T08:00:00.000Z',
      counters: { likes: 128, comments: 41 },
    },
    {
      content_id: 'hackernews:47209077',
      title: 'Ask HN: What do you measure & why?',
      published_at: '2026-03-02T07:00:00.000Z',
      counters: { likes: 0, comments: 0 },
    },
    {
      content_id: 'hackernews:47201234',
      title: 'Show HN: Charts without a legend',
      published_at: '2026-03-01T08:00:00.000Z',
      counters: { likes: 7, comments: null },
    },
    {
      content_id: 'hackernews:47200001',
      title: 'We are hiring (Trondheim)',
      published_at: '2026-03-01T07:00:00.000Z',
      counters: { likes: null, comments: null },
    },
  ],
  breakOne: (body) => body.replace('"objectID"', '"object_id"'),
  breakAll: (body) => body.replaceAll('"objectID"', '"object_id"'),
  brokenField: /^hits\.\d+\.objectID$/,
})

test('a list gives its items as they are now, without deleted ones and those that are gone', async () => {
  const { topstories, items } = JSON.parse(payload('lists')) as { topstories: number[]; items: Record<string, unknown> }
  const firebase = ({ path }: Asked): Reply | undefined => {
    if (path === '/v0/topstories.json') return { body: JSON.stringify(topstories) }
    const id = /^\/v0\/item\/(\d+)\.json$/.exec(path)?.[1]
    return id === undefined ? undefined : { body: JSON.stringify(items[id] ?? null) }
  }
  const { posts, ends } = await readFrom({ kind: hackernews, source: { kind: 'list', value: 'top' }, platform: firebase })
  expect(ends).toEqual([])
  expect(posts.map(({ content, counters }) => [content.content_id, counters])).toEqual([
    ['hackernews:47210011', { likes: 131, comments: 44 }],
    ['hackernews:47200001', { likes: 1, comments: null }],
  ])
})

test('a list that is not there is refused', async () => {
  const { ends } = await readFrom({ kind: hackernews, source: { kind: 'list', value: 'worst' }, platform })
  expect(ends).toMatchObject([{ status: 'refused', message: expect.stringContaining('top, best, new, ask, show') }])
})
