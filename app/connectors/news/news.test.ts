import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { readFrom, testsOfConnector } from '../conformance.ts'
import type { Asked, Reply } from '../platform-server.ts'
import { news } from './news.ts'

const payload = (name: string) => readFileSync(new URL(`payloads/${name}.xml`, import.meta.url), 'utf8')

function platform({ path, query }: Asked): Reply | undefined {
  const edition = `${query.get('hl')} ${query.get('gl')} ${query.get('ceid')}`
  if (edition !== 'en-US US US:en') return undefined
  if (path === '/rss' || path === '/rss/headlines/section/topic/TECHNOLOGY') return { body: payload('search') }
  if (path !== '/rss/search') return undefined
  return { body: payload(/^measure( after:\d{4}-\d\d-\d\d)?$/.test(query.get('q') ?? '') ? 'search' : 'empty') }
}

testsOfConnector({
  kind: news,
  source: { kind: 'search', value: 'measure' },
  hasSearch: true,
  platform,
  isForPosts: ({ path }) => path === '/rss/search',
  requests: 1,
  since: Date.parse('2026-03-01T00:00:00Z'),
  expected: [
    {
      content_id: 'news:BZWmP0Zsdwhet-e_zDabwICp',
      title: 'Harbour gauges show a calm spring',
      published_at: '2026-03-02T08:00:00.000Z',
      counters: {},
    },
    {
      content_id: 'news:xqntigNUEprutGHb41aTXR7W',
      title: "What 'measured' means & why - a primer",
      published_at: '2026-03-01T07:30:00.000Z',
      counters: {},
    },
  ],
  breakOne: (body) => body.replace(/<(\/?)pubDate>/, '<$1date>').replace('</pubDate>', '</date>'),
  breakAll: (body) => body.replaceAll('pubDate>', 'date>'),
  brokenField: /^rss\.channel\.item\.\d+\.pubDate$/,
})

test('a headline belongs to the site that published it', async () => {
  const { posts } = await readFrom({ kind: news, source: { kind: 'topic', value: 'technology' }, platform })
  expect(posts.map(({ content }) => [content.creator_id, content.creator_name, content.kind])).toEqual([
    ['tidalpost.example', 'The Tidal Post', 'article'],
    ['methode.example', 'Méthode', 'article'],
  ])
})

test('a feed without headlines is no fault, a topic that is not there is refused', async () => {
  expect(await readFrom({ kind: news, source: { kind: 'search', value: 'nothing' }, platform })).toMatchObject({ posts: [], ends: [] })
  expect((await readFrom({ kind: news, source: { kind: 'topic', value: 'gossip' }, platform })).ends).toMatchObject([{ status: 'refused' }])
})

test('a feed with entities of its own is not read', async () => {
  const laughs = '<!DOCTYPE rss [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
  const body = payload('search').replace('<rss', `${laughs}<rss`).replace('calm', '&b;')
  const { ends, posts } = await readFrom({ kind: news, source: { kind: 'search', value: 'measure' }, platform: () => ({ body }) })
  expect([posts, ends]).toMatchObject([[], [{ status: 'unreadable_answer' }]])
})
