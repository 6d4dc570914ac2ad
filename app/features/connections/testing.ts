import { readFileSync } from 'node:fs'
import type { ConnectorKind } from '../../connectors/connector.ts'
import { CONNECTORS } from '../../connectors/list.ts'
import type { Asked, Reply } from '../../connectors/platform-server.ts'

/** The four platforms that need no key, all at one address, with payloads written from their documentation. */
export function keylessPlatforms({ path, query }: Asked): Reply | undefined {
  if (path === '/api/v1/search_by_date') return { body: payload('hackernews', `search-page-${query.get('page')}.json`) }
  if (path === '/v0/topstories.json') return { body: '[47210011]' }
  if (path === '/v0/item/47210011.json') return { body: JSON.stringify(items()['47210011']) }
  if (path === '/xrpc/app.bsky.feed.searchPosts') return { body: payload('bluesky', `search-page-${query.has('until') ? 2 : 1}.json`) }
  if (path === '/xrpc/app.bsky.feed.getAuthorFeed') return { body: payload('bluesky', 'author-feed.json').replace('"cursor"', '"before"') }
  if (path === '/api/v1/trends/statuses' || path.startsWith('/api/v1/timelines/tag/'))
    return { body: payload('mastodon', 'tag-page-1.json') }
  return path.startsWith('/rss') ? { body: payload('news', 'search.xml') } : undefined
}

/** Every connector, with the platform at another address. */
export function connectorsAt(url: string): ConnectorKind[] {
  return CONNECTORS.map((kind) => ({ ...kind, baseAddress: url }))
}

function items(): Record<string, unknown> {
  return (JSON.parse(payload('hackernews', 'lists.json')) as { items: Record<string, unknown> }).items
}

function payload(platform: string, name: string): string {
  return readFileSync(new URL(`../../connectors/${platform}/payloads/${name}`, import.meta.url), 'utf8')
}
