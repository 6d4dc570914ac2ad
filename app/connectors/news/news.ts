import { postsOf, readerOf } from '../answer.ts'
import type { ConnectorKind, OpenConnection } from '../connector.ts'
import { type ConnectorFailure, isFailure } from '../failure.ts'
import { connectorOf, type ReadPage, type ReadRequest, type SourceReader } from '../pages.ts'
import { Item } from './answers.ts'
import { readFeed } from './feed.ts'
import { itemPost } from './posts.ts'

const LABEL = 'Google News'
const TOPICS = ['WORLD', 'NATION', 'BUSINESS', 'TECHNOLOGY', 'ENTERTAINMENT', 'SCIENCE', 'SPORTS', 'HEALTH']
const item = readerOf(LABEL, Item)

/** Headlines of the news, by words or by topic, from the RSS feeds of Google News. */
export const news: ConnectorKind = {
  platform: 'news',
  label: LABEL,
  about: 'Headlines with their source and time, by words or by topic.',
  needsKey: false,
  credentials: [
    {
      name: 'edition',
      label: 'Edition',
      about: 'Language and country, such as en-GB, de-DE or fr-CA; en-US when left out.',
      isSecret: false,
      isRequired: false,
    },
  ],
  sources: [
    { kind: 'search', label: 'Words', about: 'Headlines about these words.', example: 'open source' },
    {
      kind: 'topic',
      label: 'Topic',
      about: `One of ${TOPICS.map((topic) => topic.toLowerCase()).join(', ')}; the front page when left empty.`,
      example: 'technology',
      mayBeEmpty: true,
    },
  ],
  firstSources: [
    { kind: 'topic', value: '' },
    { kind: 'topic', value: 'technology' },
  ],
  baseAddress: 'https://news.google.com',
  hasOwnAddress: false,
  caveats: [
    'A feed holds up to 100 headlines and no counters: there are no views, likes or shares of news.',
    'Links lead over Google to the article. The feeds are meant for reading; Trill asks at most 100 times a day.',
  ],
  open: (connection) => connectorOf(news, connection, readerFor(connection)),
}

function readerFor({ client, credentials, baseAddress, now }: OpenConnection): SourceReader {
  const edition = editionOf(credentials.edition)
  const read = async (path: string, query: string | null, request: Partial<ReadRequest>): Promise<ReadPage | ConnectorFailure> => {
    const address = new URL(`${baseAddress}${path}`)
    if (query !== null) address.searchParams.set('q', query)
    const { language, country } = edition
    for (const [name, value] of Object.entries({ hl: `${language}-${country}`, gl: country, ceid: `${country}:${language}` }))
      address.searchParams.set(name, value)
    const { patienceSeconds, signal, limit = Number.POSITIVE_INFINITY } = request
    const answer = await client.ask({ address, headers: { accept: 'application/rss+xml, application/xml' }, patienceSeconds, signal })
    if (isFailure(answer)) return answer
    const feed = readFeed(answer.text)
    if (isFailure(feed)) return feed
    const posts = postsOf(feed.items.slice(0, limit), item, 'rss.channel.item', (entry) => itemPost(entry, language, now()))
    return isFailure(posts) ? posts : { ...posts, next: null, isNewestFirst: false }
  }
  return {
    read: async ({ kind, value }, request) => {
      if (kind === 'search') return read('/rss/search', withTime(value, request.since), request)
      const topic = value.trim().toUpperCase()
      if (topic === '') return read('/rss', null, request)
      if (!TOPICS.includes(topic)) return { status: 'refused', message: `${LABEL} has no topic “${value}”` }
      return read(`/rss/headlines/section/topic/${topic}`, null, request)
    },
    searchSource: (text) => ({ kind: 'search', value: text }),
    test: async (signal) => {
      const answer = await read('/rss', null, { limit: 1, patienceSeconds: 10, ...(signal && { signal }) })
      return isFailure(answer) ? answer : { status: 'works' }
    },
  }
}

/** The search takes whole days. */
function withTime(words: string, since: number | null): string {
  return since === null ? words : `${words} after:${new Date(since).toISOString().slice(0, 10)}`
}

function editionOf(text = ''): { readonly language: string; readonly country: string } {
  const [, language, country] = /^([a-z]{2})[-_]([a-z]{2})$/i.exec(text.trim()) ?? []
  return { language: language?.toLowerCase() ?? 'en', country: country?.toUpperCase() ?? 'US' }
}
