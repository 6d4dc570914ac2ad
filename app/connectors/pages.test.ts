import { expect, test } from 'vitest'
import type { ConnectorKind, OpenConnection, Post } from './connector.ts'
import { hackernews } from './hackernews/hackernews.ts'
import { connectorOf, type ReadPage, type ReadRequest } from './pages.ts'

const NOW = Date.parse('2026-03-02T12:00:00Z')
const DAY = 86_400_000
const source = { kind: 'search', value: 'measure' }

/** A platform of one source, whose pages are as told. */
function connectorWith(page: (request: ReadRequest) => Omit<ReadPage, 'status' | 'skipped'>) {
  const asked: ReadRequest[] = []
  const kind: ConnectorKind = hackernews
  const connection = { sources: [source], now: () => NOW } as Pick<OpenConnection, 'sources' | 'now'> as OpenConnection
  const connector = connectorOf(kind, connection, {
    read: async (_source, request) => {
      asked.push(request)
      return { status: 'page', skipped: [], ...page(request) }
    },
    searchSource: () => source,
    test: async () => ({ status: 'works' }),
  })
  return { connector, asked }
}

function postAt(published: number): Post {
  return {
    content: {
      content_id: `hackernews:${published}`,
      platform: 'hackernews',
      kind: 'post',
      title: 'Measure',
      creator_id: '',
      creator_name: '',
      category: '',
      tags: [],
      url: '',
      thumbnail_url: '',
      published_at: new Date(published).toISOString(),
    },
    text: 'Measure',
    language: null,
    observedAt: NOW,
    counters: {},
    upvoteRatio: null,
    reported: {},
    creator: null,
  }
}

test('a search ends where a platform has always one more page and nothing on it', async () => {
  const { connector, asked } = connectorWith(({ after }) => ({ posts: [], next: `${after}x`, isNewestFirst: false }))
  for await (const page of connector.search({ text: 'measure', limit: 100 })) expect(page.status).toBe('page')
  expect(asked).toHaveLength(5)
})

test('a sync ends, too, where pages have no end, and where two of them lead to each other', async () => {
  for (const next of [(after: string | null) => `${after}x`, (after: string | null) => (after === 'a' ? 'b' : 'a')]) {
    const { connector, asked } = connectorWith(({ after }) => ({ posts: [postAt(NOW)], next: next(after), isNewestFirst: false }))
    for await (const page of connector.sync({ cursor: null, since: 0 })) expect(page.status).toBe('page')
    expect(asked).toHaveLength(5)
  }
})

test('a post that claims to be of the future does not hide what is published until then', async () => {
  const posts = [postAt(NOW + 4000 * DAY), postAt(NOW - DAY)]
  const { connector, asked } = connectorWith(() => ({ posts, next: null, isNewestFirst: true }))
  const read = async (cursor: string | null) => {
    for await (const page of connector.sync({ cursor, since: NOW - 7 * DAY })) {
      if (page.status !== 'page') throw new Error(page.status)
      expect(page.posts).toHaveLength(2)
      return page.cursor
    }
    throw new Error('Nothing was read')
  }
  await read(await read(null))
  expect(asked.map(({ since }) => since)).toEqual([NOW - 7 * DAY, NOW - 2 * DAY])
  // A cursor of before may hold such a moment.
  await read(JSON.stringify({ newest: { 'search measure': NOW + 4000 * DAY }, done: ['search measure'], at: null }))
  expect(asked.at(-1)?.since).toBe(NOW - 2 * DAY)
})
