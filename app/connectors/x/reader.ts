import { postsOf, readerOf } from '../answer.ts'
import type { Answer, Unsuccessful } from '../client.ts'
import type { OpenConnection, Source } from '../connector.ts'
import { type ConnectorFailure, isFailure } from '../failure.ts'
import type { ReadPage, ReadRequest, SourceReader } from '../pages.ts'
import { Tweet, TweetsAnswer, UserAnswer } from './answers.ts'
import { referredIn, tweetPost } from './posts.ts'

export const LABEL = 'X'
/** What one answer may hold, as the platform limits it. */
const RESULTS_MIN = { search: 10, account: 5 }
const RESULTS_MAX = 100
/** The recent search looks back seven days; a request for longer is refused. */
const RECENT_MILLISECONDS = 7 * 86_400_000 - 120_000

const FIELDS = {
  'tweet.fields': 'created_at,public_metrics,lang,entities,author_id,referenced_tweets,attachments,note_tweet',
  expansions: 'author_id,attachments.media_keys',
  'user.fields': 'name,username,public_metrics',
  'media.fields': 'type,url,preview_image_url',
}

const tweets = readerOf(LABEL, TweetsAnswer)
const tweet = readerOf(LABEL, Tweet)
const userAnswer = readerOf(LABEL, UserAnswer)

/** Reads the X API v2 with an application’s bearer token. */
export class XReader implements SourceReader {
  readonly #connection: OpenConnection
  readonly #ids = new Map<string, string>()

  constructor(connection: OpenConnection) {
    this.#connection = connection
  }

  read({ kind, value }: Source, request: ReadRequest): Promise<ReadPage | ConnectorFailure> {
    if (kind === 'account') return this.#account(value.trim().replace(/^@/, ''), request)
    const words = kind === 'hashtag' ? `#${value.trim().replace(/^#/, '')}` : value
    return this.#search(`${words} -is:retweet`, request)
  }

  searchSource(text: string): Source {
    return { kind: 'search', value: text }
  }

  async test(signal?: AbortSignal): Promise<{ readonly status: 'works' } | ConnectorFailure> {
    const query = { query: 'news', max_results: String(RESULTS_MIN.search) }
    const answer = await this.#ask('/tweets/search/recent', query, { patienceSeconds: 10, ...(signal && { signal }) })
    return isFailure(answer) ? answer : { status: 'works' }
  }

  async #search(query: string, request: ReadRequest): Promise<ReadPage | ConnectorFailure> {
    const { after, since, limit } = request
    const earliest = Math.max(since ?? 0, this.#connection.now() - RECENT_MILLISECONDS)
    const times = since === null ? {} : { start_time: new Date(earliest).toISOString() }
    const asked = {
      query,
      sort_order: 'recency',
      max_results: within(limit, RESULTS_MIN.search),
      ...times,
      ...(after !== null && { next_token: after }),
    }
    const answer = await this.#ask('/tweets/search/recent', { ...asked, ...FIELDS }, request)
    return isFailure(answer) ? answer : this.#page(answer)
  }

  async #account(name: string, request: ReadRequest): Promise<ReadPage | ConnectorFailure> {
    const id = await this.#idOf(name, request)
    if (typeof id !== 'string') return id
    const { after, since, limit } = request
    const times = since === null ? {} : { start_time: new Date(since).toISOString() }
    const page = after === null ? {} : { pagination_token: after }
    const asked = { exclude: 'retweets,replies', max_results: within(limit, RESULTS_MIN.account), ...times, ...page, ...FIELDS }
    const answer = await this.#ask(`/users/${id}/tweets`, asked, request)
    return isFailure(answer) ? answer : this.#page(answer)
  }

  #page(answer: Answer): ReadPage | ConnectorFailure {
    const read = tweets.readJson(answer)
    if (read.status !== 'read') return read
    const { data, includes, meta, errors } = read.value
    const [error] = errors ?? []
    if (!data && error !== undefined)
      return { status: 'not_found', message: `${LABEL}: ${error.detail ?? error.title ?? 'this is not there'}` }
    const referred = referredIn(includes)
    const posts = postsOf(data ?? [], tweet, 'data', (one) => tweetPost(one, referred, this.#connection.now()))
    return isFailure(posts) ? posts : { ...posts, next: meta?.next_token ?? null, isNewestFirst: true }
  }

  /** Asked once: names cost requests too. */
  async #idOf(name: string, request: ReadRequest): Promise<string | ConnectorFailure> {
    const known = this.#ids.get(name)
    if (known !== undefined) return known
    const answer = await this.#ask(`/users/by/username/${encodeURIComponent(name)}`, {}, request)
    if (isFailure(answer)) return answer
    const read = userAnswer.readJson(answer)
    if (read.status !== 'read') return read
    if (!read.value.data) return { status: 'not_found', message: `${LABEL} knows no account “${name}”` }
    this.#ids.set(name, read.value.data.id)
    return read.value.data.id
  }

  #ask(
    path: string,
    query: Readonly<Record<string, string>>,
    { patienceSeconds, signal }: Partial<ReadRequest>,
  ): Promise<Answer | ConnectorFailure> {
    const { client, credentials, baseAddress } = this.#connection
    const address = new URL(`${baseAddress}${path}`)
    for (const [name, value] of Object.entries(query)) address.searchParams.set(name, value)
    const headers = { authorization: `Bearer ${credentials.bearerToken ?? ''}` }
    return client.ask({ address, headers, patienceSeconds, signal, explain: explained })
  }
}

function within(limit: number, least: number): string {
  return String(Math.min(RESULTS_MAX, Math.max(least, limit)))
}

function explained({ httpStatus }: Unsuccessful): ConnectorFailure | undefined {
  if (httpStatus === 402) return { status: 'forbidden', message: `${LABEL} answered 402: the credits of this project are used up` }
  return undefined
}
