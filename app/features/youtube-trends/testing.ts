import { readFileSync } from 'node:fs'
import { saveConnection } from '../../connectors/connection-store.ts'
import type { Asked, Reply } from '../../connectors/platform-server.ts'
import type { Platform } from '../../platform/platform.ts'

/** Platforms that `platformsAbout` answers for. */
export const REPLAYED = ['bluesky', 'hackernews', 'news'] as const
const MINUTE = 60_000

interface Told {
  /** Posts that each platform has about whatever is asked. */
  readonly posts: number
  /** When the latest was published, the others a minute earlier each; milliseconds since 1970. */
  readonly at: number
}

/** Platforms that need no key, at one address: their recorded payloads with other titles and times. */
export function platformsAbout({ posts, at }: Told): (asked: Asked) => Reply | undefined {
  return ({ path, query }) => {
    if (path === '/api/v1/search_by_date') return { body: stories(query.get('query') ?? '', { posts, at }) }
    if (path === '/xrpc/app.bsky.feed.searchPosts') return { body: skyPosts(query.get('q') ?? '', { posts, at }) }
    const words = (query.get('q') ?? '').replace(/ after:\S+$/, '')
    return path === '/rss/search'
      ? { headers: { 'content-type': 'application/rss+xml' }, body: headlines(words, { posts, at }) }
      : undefined
  }
}

/** Connects a workspace to them. */
export async function connectReplayed(workspaceId: string, url: string, platform: Platform): Promise<void> {
  for (const name of REPLAYED) {
    const input = { workspaceId, platform: name, baseAddress: url, sources: [], credentials: null, everyMinutes: 60, asEvents: false }
    await saveConnection(platform, input, platform.now())
  }
}

function stories(words: string, { posts, at }: Told): string {
  const page = JSON.parse(payload('hackernews/payloads/search-page-0.json')) as { hits: Record<string, unknown>[] }
  const hits = numbered(posts).map((n) => {
    const time = Math.floor((at - n * MINUTE) / 1000)
    return { ...page.hits[0], objectID: String(9_000_000 + n), title: `Story ${n}: ${words}`, created_at_i: time }
  })
  return JSON.stringify({ ...page, hits, page: 0, nbPages: 1 })
}

function skyPosts(words: string, { posts, at }: Told): string {
  const page = JSON.parse(payload('bluesky/payloads/search-page-1.json')) as { posts: { record: object }[] }
  const [first = { record: {} }] = page.posts
  const views = numbered(posts).map((n) => {
    const time = new Date(at - n * MINUTE).toISOString()
    const uri = `at://did:plc:aaaaaaaaaaaaaaaaaaaaaaaa/app.bsky.feed.post/9k${n}`
    return { ...first, uri, indexedAt: time, record: { ...first.record, text: `${words}, as seen from here`, createdAt: time } }
  })
  return JSON.stringify({ posts: views })
}

function headlines(words: string, { posts, at }: Told): string {
  const feed = payload('news/payloads/search.xml')
  const [item = ''] = /<item>[\s\S]*?<\/item>/.exec(feed) ?? []
  const items = numbered(posts).map((n) =>
    item
      .replaceAll('CBMiT0FVX3lxTE5hYXJiZXI', `CBMiT0FVX3lx${n}`)
      .replaceAll('Harbour gauges show a calm spring', `Report ${n}: ${words}`)
      .replaceAll('The Tidal Post', `Paper ${n % 5}`)
      .replace(/<pubDate>.*<\/pubDate>/, `<pubDate>${new Date(at - n * MINUTE).toUTCString()}</pubDate>`),
  )
  return feed.replace(/<item>[\s\S]*<\/item>/, items.join('\n'))
}

function numbered(count: number): number[] {
  return Array.from({ length: count }, (_, n) => n)
}

function payload(path: string): string {
  return readFileSync(new URL(`../../connectors/${path}`, import.meta.url), 'utf8')
}
