import { postsOf, readerOf } from '../answer.ts'
import type { Answer } from '../client.ts'
import type { Creator, OpenConnection, PostPage, Source } from '../connector.ts'
import { type ConnectorFailure, isFailure } from '../failure.ts'
import type { ReadPage, ReadRequest, SourceReader } from '../pages.ts'
import { Channel, CommentThread, ListAnswer, PlaylistItem, SearchResult, Video } from './answers.ts'
import { channelCreator, threadPost, videoPost } from './posts.ts'
import { explained, LABEL } from './refusals.ts'

/** Of one answer, as the platform limits it. */
const ITEMS_MAX = 50
const COMMENTS_MAX = 100
/** Units of the quota: a search costs as much as a hundred other requests. */
const SEARCH_UNITS = 100

const list = readerOf(LABEL, ListAnswer)
const video = readerOf(LABEL, Video)
const channel = readerOf(LABEL, Channel)
const thread = readerOf(LABEL, CommentThread)
const searchResult = readerOf(LABEL, SearchResult)
const playlistItem = readerOf(LABEL, PlaylistItem)

type Query = Readonly<Record<string, string>>
type IdOf = (item: unknown) => string | ConnectorFailure
type IdList = { readonly ids: readonly string[]; readonly skipped: PostPage['skipped'] }

/** Reads pages of the YouTube Data API v3. */
export class YoutubeReader implements SourceReader {
  readonly #connection: OpenConnection

  constructor(connection: OpenConnection) {
    this.#connection = connection
  }

  read({ kind, value }: Source, request: ReadRequest): Promise<ReadPage | ConnectorFailure> {
    if (kind === 'search') return this.#search(value, request)
    if (kind === 'channel') return this.#uploads(value.trim(), request)
    return kind === 'comments' ? this.#comments(value.trim(), request) : this.#chart(value, request)
  }

  searchSource(text: string): Source {
    return { kind: 'search', value: text }
  }

  async test(signal?: AbortSignal): Promise<{ readonly status: 'works' } | ConnectorFailure> {
    const query = { part: 'id', chart: 'mostPopular', regionCode: 'US', maxResults: '1' }
    const answer = await this.#ask('videos', query, { patienceSeconds: 10, ...(signal && { signal }) })
    return isFailure(answer) ? answer : { status: 'works' }
  }

  async #chart(country: string, request: ReadRequest): Promise<ReadPage | ConnectorFailure> {
    const query = {
      part: 'snippet,statistics',
      chart: 'mostPopular',
      regionCode: country.trim().toUpperCase(),
      ...paged(request, ITEMS_MAX),
    }
    const answer = await this.#ask('videos', query, request)
    return isFailure(answer) ? answer : this.#videosIn(answer, request)
  }

  async #search(words: string, request: ReadRequest): Promise<ReadPage | ConnectorFailure> {
    const times = request.since === null ? {} : { publishedAfter: new Date(request.since).toISOString() }
    const query = { part: 'snippet', type: 'video', order: 'date', q: words, ...times, ...paged(request, ITEMS_MAX) }
    const answer = await this.#ask('search', query, request, SEARCH_UNITS)
    const idOf: IdOf = (item) => idIn(searchResult.read(item), (value) => value.id.videoId)
    return isFailure(answer) ? answer : this.#videosById(answer, idOf, request)
  }

  async #uploads(name: string, request: ReadRequest): Promise<ReadPage | ConnectorFailure> {
    const by: Query = name.startsWith('@') ? { forHandle: name } : { id: name }
    const found = await this.#ask('channels', { part: 'contentDetails', ...by }, request)
    if (isFailure(found)) return found
    const read = list.readJson(found)
    if (read.status !== 'read') return read
    const [item] = read.value.items ?? []
    const one = item === undefined ? undefined : channel.read(item)
    const playlistId = one?.status === 'read' ? one.value.contentDetails?.relatedPlaylists?.uploads : undefined
    if (!playlistId) return { status: 'not_found', message: `${LABEL} knows no channel “${name}”` }
    const answer = await this.#ask('playlistItems', { part: 'contentDetails', playlistId, ...paged(request, ITEMS_MAX) }, request)
    const idOf: IdOf = (entry) => idIn(playlistItem.read(entry), (value) => value.contentDetails.videoId)
    return isFailure(answer) ? answer : this.#videosById(answer, idOf, request)
  }

  async #comments(videoId: string, request: ReadRequest): Promise<ReadPage | ConnectorFailure> {
    const query = { part: 'snippet', order: 'time', textFormat: 'plainText', videoId, ...paged(request, COMMENTS_MAX) }
    const answer = await this.#ask('commentThreads', query, request)
    if (isFailure(answer)) return answer
    const read = list.readJson(answer)
    if (read.status !== 'read') return read
    const posts = postsOf(read.value.items ?? [], thread, 'items', (one) => threadPost(one, videoId, this.#connection.now()))
    return isFailure(posts) ? posts : { ...posts, next: read.value.nextPageToken ?? null, isNewestFirst: true }
  }

  async #videosIn(answer: Answer, request: ReadRequest): Promise<ReadPage | ConnectorFailure> {
    const read = list.readJson(answer)
    if (read.status !== 'read') return read
    const posts = postsOf(read.value.items ?? [], video, 'items', (one) => videoPost(one, null, this.#connection.now()))
    if (isFailure(posts)) return posts
    const creators = await this.#creators([...new Set(posts.posts.map(({ content }) => content.creator_id))].slice(0, ITEMS_MAX), request)
    const named = posts.posts.map((post) => ({ ...post, creator: creators.get(post.content.creator_id) ?? null }))
    return { ...posts, posts: named, next: read.value.nextPageToken ?? null, isNewestFirst: false }
  }

  /** Lists of ids do not hold counters: those are asked for by the ids. */
  async #videosById(answer: Answer, idOf: IdOf, request: ReadRequest): Promise<ReadPage | ConnectorFailure> {
    const read = list.readJson(answer)
    if (read.status !== 'read') return read
    const next = read.value.nextPageToken ?? null
    const listed = idsIn(read.value.items ?? [], idOf)
    if ('status' in listed) return listed
    const { ids, skipped } = listed
    if (ids.length === 0) return { status: 'page', posts: [], skipped, next, isNewestFirst: true }
    const found = await this.#ask('videos', { part: 'snippet,statistics', id: ids.join(',') }, request)
    if (isFailure(found)) return found
    const page = await this.#videosIn(found, request)
    return isFailure(page) ? page : { ...page, skipped: [...skipped, ...page.skipped], next, isNewestFirst: true }
  }

  /** Without them a video is as good: whatever fails here is left out. */
  async #creators(ids: readonly string[], request: ReadRequest): Promise<ReadonlyMap<string, Creator>> {
    if (ids.length === 0) return new Map()
    const answer = await this.#ask('channels', { part: 'snippet,statistics', id: ids.join(','), maxResults: String(ITEMS_MAX) }, request)
    const read = isFailure(answer) ? undefined : list.readJson(answer)
    const items = read?.status === 'read' ? (read.value.items ?? []) : []
    const channels = items.map((item) => channel.read(item)).flatMap((one) => (one.status === 'read' ? [one.value] : []))
    return new Map(channels.map((one) => [one.id, channelCreator(one)]))
  }

  /** The key stands in a header, so that no address that is logged holds it. */
  #ask(method: string, query: Query, { patienceSeconds, signal }: Partial<ReadRequest>, cost = 1): Promise<Answer | ConnectorFailure> {
    const { client, credentials, baseAddress, now } = this.#connection
    const address = new URL(`${baseAddress}/${method}`)
    for (const [name, value] of Object.entries(query)) address.searchParams.set(name, value)
    const headers = { 'x-goog-api-key': credentials.apiKey ?? '' }
    return client.ask({ address, headers, cost, patienceSeconds, signal, explain: (answer) => explained(answer, now()) })
  }
}

function paged({ after, limit }: ReadRequest, max: number): Query {
  return { maxResults: String(Math.min(limit, max)), ...(after !== null && { pageToken: after }) }
}

/** Entries without an id are left out and named; where none has one, the form of the answers has changed. */
function idsIn(items: readonly unknown[], idOf: IdOf): IdList | ConnectorFailure {
  const ids: string[] = []
  const skipped: PostPage['skipped'][number][] = []
  let failure: ConnectorFailure | undefined
  for (const [index, item] of items.entries()) {
    const id = idOf(item)
    if (typeof id === 'string') {
      ids.push(id)
      continue
    }
    const field = `items.${index}.${'field' in id ? id.field : ''}`
    failure ??= { ...id, ...('field' in id && { field }) }
    skipped.push({ field, message: id.message })
  }
  return failure !== undefined && ids.length === 0 ? failure : { ids, skipped }
}

function idIn<T>(
  read: { readonly status: 'read'; readonly value: T } | ConnectorFailure,
  idOf: (value: T) => string,
): string | ConnectorFailure {
  return read.status === 'read' ? idOf(read.value) : read
}
