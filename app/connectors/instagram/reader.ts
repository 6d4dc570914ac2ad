import type { Static } from 'typebox'
import { postsOf, readerOf } from '../answer.ts'
import type { Answer } from '../client.ts'
import type { Creator, OpenConnection, Source } from '../connector.ts'
import { type ConnectorFailure, isFailure } from '../failure.ts'
import { askGraph, GraphPage } from '../graph-api.ts'
import type { ReadPage, ReadRequest, SourceReader } from '../pages.ts'
import { Discovery, HashtagIds, Media } from './answers.ts'
import { discoveredCreator, mediaPost } from './posts.ts'

export const LABEL = 'Instagram'
const MEDIA_MAX = 50
const PUBLIC_FIELDS = 'id,caption,media_type,permalink,timestamp,like_count,comments_count'
const OWN_FIELDS = `${PUBLIC_FIELDS},media_product_type,username,owner,thumbnail_url,media_url`
const DISCOVERY_FIELDS = `${PUBLIC_FIELDS},media_product_type,media_url,view_count`

const page = readerOf(LABEL, GraphPage)
const media = readerOf(LABEL, Media)
const discovery = readerOf(LABEL, Discovery)
const hashtagIds = readerOf(LABEL, HashtagIds)

/** Reads the Instagram Graph API with the token of a business or creator account. */
export class InstagramReader implements SourceReader {
  readonly #connection: OpenConnection
  readonly #hashtags = new Map<string, string>()

  constructor(connection: OpenConnection) {
    this.#connection = connection
  }

  async read({ kind, value }: Source, request: ReadRequest): Promise<ReadPage | ConnectorFailure> {
    if (kind === 'account') return this.#account(value.trim().replace(/^@/, ''), request)
    if (kind === 'hashtag') return this.#hashtag(value.trim().replace(/^#/, '').toLowerCase(), request)
    const answer = await this.#ask(`/${this.#userId}/media`, { fields: OWN_FIELDS, ...paged(request) }, request)
    return isFailure(answer) ? answer : this.#pageIn(answer, true)
  }

  /** Instagram has no search of words: they are looked for as the hashtag that they make together. */
  searchSource(text: string): Source | undefined {
    const value = text.toLowerCase().replaceAll(/[^\p{L}\p{N}\p{M}_]/gu, '')
    return value === '' ? undefined : { kind: 'hashtag', value }
  }

  async test(signal?: AbortSignal): Promise<{ readonly status: 'works' } | ConnectorFailure> {
    const answer = await this.#ask(`/${this.#userId}`, { fields: 'id,username' }, { patienceSeconds: 10, ...(signal && { signal }) })
    return isFailure(answer) ? answer : { status: 'works' }
  }

  get #userId(): string {
    return encodeURIComponent(this.#connection.credentials.userId ?? '')
  }

  async #account(name: string, request: ReadRequest): Promise<ReadPage | ConnectorFailure> {
    if (!/^[\w.]{1,60}$/.test(name)) return { status: 'refused', message: `“${name}” is no name of an account on ${LABEL}` }
    const { after, limit } = request
    const behind = after === null ? '' : `.after(${after.replaceAll(/[^\w=-]/g, '')})`
    const wanted = `media.limit(${Math.min(limit, MEDIA_MAX)})${behind}{${DISCOVERY_FIELDS}}`
    const fields = `business_discovery.username(${name}){id,username,name,followers_count,follows_count,media_count,${wanted}}`
    const answer = await this.#ask(`/${this.#userId}`, { fields }, request)
    if (isFailure(answer)) return answer
    const read = discovery.readJson(answer)
    if (read.status !== 'read') return read
    const found = read.value.business_discovery.media ?? { data: [] }
    return this.#postsIn(found, discoveredCreator(read.value), 'business_discovery.media.data', true)
  }

  async #hashtag(tag: string, request: ReadRequest): Promise<ReadPage | ConnectorFailure> {
    const id = await this.#hashtagId(tag, request)
    if (typeof id !== 'string') return id
    const user = { user_id: this.#connection.credentials.userId ?? '' }
    const answer = await this.#ask(`/${id}/recent_media`, { ...user, fields: PUBLIC_FIELDS, ...paged(request) }, request)
    return isFailure(answer) ? answer : this.#pageIn(answer, false)
  }

  /** Asked once: an account may ask for thirty hashtags a week. */
  async #hashtagId(tag: string, request: ReadRequest): Promise<string | ConnectorFailure> {
    const known = this.#hashtags.get(tag)
    if (known !== undefined) return known
    const answer = await this.#ask('/ig_hashtag_search', { user_id: this.#connection.credentials.userId ?? '', q: tag }, request)
    if (isFailure(answer)) return answer
    const read = hashtagIds.readJson(answer)
    if (read.status !== 'read') return read
    const [first] = read.value.data
    if (first === undefined) return { status: 'not_found', message: `${LABEL} knows no hashtag “${tag}”` }
    this.#hashtags.set(tag, first.id)
    return first.id
  }

  #pageIn(answer: Answer, isNewestFirst: boolean): ReadPage | ConnectorFailure {
    const read = page.readJson(answer)
    return read.status === 'read' ? this.#postsIn(read.value, null, 'data', isNewestFirst) : read
  }

  #postsIn(
    { data, paging }: Static<typeof GraphPage>,
    creator: Creator | null,
    place: string,
    isNewestFirst: boolean,
  ): ReadPage | ConnectorFailure {
    const posts = postsOf(data, media, place, (one) => mediaPost(one, creator, this.#connection.now()))
    return isFailure(posts) ? posts : { ...posts, next: paging?.cursors?.after ?? null, isNewestFirst }
  }

  #ask(path: string, query: Readonly<Record<string, string>>, request: Partial<ReadRequest>): Promise<Answer | ConnectorFailure> {
    return askGraph(this.#connection, LABEL, path, query, request)
  }
}

function paged({ after, limit }: ReadRequest): Readonly<Record<string, string>> {
  return { limit: String(Math.min(limit, MEDIA_MAX)), ...(after !== null && { after }) }
}
