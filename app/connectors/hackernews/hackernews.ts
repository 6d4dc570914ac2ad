import { postsOf, readerOf } from '../answer.ts'
import type { ConnectorKind, OpenConnection, Post } from '../connector.ts'
import { type ConnectorFailure, isFailure } from '../failure.ts'
import { connectorOf, type ReadPage, type ReadRequest, type SourceReader } from '../pages.ts'
import { Hit, Item, ItemIds, SearchAnswer } from './answers.ts'
import { hitPost, itemPost } from './posts.ts'

const LABEL = 'Hacker News'
const ALGOLIA = 'https://hn.algolia.com'
const FIREBASE = 'https://hacker-news.firebaseio.com'
/** Items of a list that are asked for at once; each is a request of its own. */
const AT_ONCE = 8
const LIST_POSTS = 30
const LISTS = ['top', 'best', 'new', 'ask', 'show']

const searchAnswer = readerOf(LABEL, SearchAnswer)
const hit = readerOf(LABEL, Hit)
const itemIds = readerOf(LABEL, ItemIds)
const item = readerOf(LABEL, Item)

/** Stories by the search of Algolia, and the lists of the official interface. */
export const hackernews: ConnectorKind = {
  platform: 'hackernews',
  label: LABEL,
  about: 'Stories with their points and comments: those that hold words, and those on the front page.',
  needsKey: false,
  credentials: [],
  sources: [
    { kind: 'search', label: 'Words', about: 'Stories that hold these words, newest first.', example: 'open source' },
    { kind: 'list', label: 'List', about: 'One of top, best, new, ask and show.', example: 'top' },
  ],
  firstSources: [{ kind: 'list', value: 'top' }],
  baseAddress: ALGOLIA,
  hasOwnAddress: false,
  caveats: ['Points are upvotes less downvotes as the site shows them; views and shares are not reported.'],
  open: (connection) => connectorOf(hackernews, connection, readerFor(connection)),
}

function readerFor({ client, baseAddress, now }: OpenConnection): SourceReader {
  const firebase = baseAddress === ALGOLIA ? FIREBASE : baseAddress
  const search = async (text: string, { after, since, limit, patienceSeconds, signal }: ReadRequest) => {
    const address = new URL(`${baseAddress}/api/v1/search_by_date`)
    address.searchParams.set('query', text)
    address.searchParams.set('tags', 'story')
    address.searchParams.set('hitsPerPage', String(limit))
    address.searchParams.set('page', after ?? '0')
    if (since !== null) address.searchParams.set('numericFilters', `created_at_i>=${Math.floor(since / 1000)}`)
    const answer = await client.ask({ address, patienceSeconds, signal })
    if (isFailure(answer)) return answer
    const read = searchAnswer.readJson(answer)
    if (read.status !== 'read') return read
    const { hits, page, nbPages } = read.value
    const posts = postsOf(hits, hit, 'hits', (entry) => hitPost(entry, now()))
    const next = page + 1 < nbPages && hits.length > 0 ? String(page + 1) : null
    return isFailure(posts) ? posts : { ...posts, next, isNewestFirst: true }
  }
  const ask = async (path: string, { patienceSeconds, signal }: Pick<ReadRequest, 'patienceSeconds' | 'signal'>) =>
    client.ask({ address: new URL(`${firebase}/v0/${path}.json`), patienceSeconds, signal })
  const list = async (name: string, request: ReadRequest): Promise<ReadPage | ConnectorFailure> => {
    if (!LISTS.includes(name)) return { status: 'refused', message: `${LABEL} has the lists ${LISTS.join(', ')}, and no list “${name}”` }
    const answer = await ask(`${name}stories`, request)
    if (isFailure(answer)) return answer
    const ids = itemIds.readJson(answer)
    if (ids.status !== 'read') return ids
    const wanted = ids.value.slice(0, Math.min(LIST_POSTS, request.limit))
    const entries = await itemsOf(wanted, (id) => ask(`item/${id}`, request))
    if (isFailure(entries)) return entries
    const posts = postsOf(entries.items, item, 'items', (entry): Post | undefined => itemPost(entry, now()))
    return isFailure(posts) ? posts : { ...posts, next: null, isNewestFirst: false }
  }
  return {
    read: ({ kind, value }, request) => (kind === 'list' ? list(value, request) : search(value, request)),
    searchSource: (text) => ({ kind: 'search', value: text }),
    test: async (signal) => {
      const answer = await search('', { after: null, since: null, limit: 1, patienceSeconds: 10, signal })
      return isFailure(answer) ? answer : { status: 'works' }
    },
  }
}

type Asked = ReturnType<OpenConnection['client']['ask']>

/** Items in the order of their ids; those that are gone are left out. */
async function itemsOf(
  ids: readonly number[],
  ask: (id: number) => Asked,
): Promise<{ readonly status: 'items'; readonly items: unknown[] } | ConnectorFailure> {
  const items: unknown[] = []
  for (let from = 0; from < ids.length; from += AT_ONCE) {
    for (const answer of await Promise.all(ids.slice(from, from + AT_ONCE).map(ask))) {
      if (isFailure(answer)) return answer
      const entry = parsed(answer.text)
      if (entry !== null) items.push(entry)
    }
  }
  return { status: 'items', items }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return text
  }
}
