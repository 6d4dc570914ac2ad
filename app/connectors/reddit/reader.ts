import { postsOf, readerOf } from '../answer.ts'
import type { Answer, Unsuccessful } from '../client.ts'
import type { OpenConnection, Source } from '../connector.ts'
import { type ConnectorFailure, isFailure } from '../failure.ts'
import type { ReadPage, ReadRequest, SourceReader } from '../pages.ts'
import { createTokenHolder, type Token, tokenRequest } from '../token.ts'
import { Link, Listing, TokenAnswer } from './answers.ts'
import { linkPost } from './posts.ts'

export const LABEL = 'Reddit'
export const API = 'https://oauth.reddit.com'
const TOKENS = 'https://www.reddit.com'
const LISTINGS = ['new', 'hot', 'top', 'rising']
/** A token is fetched anew so long before its end. */
const EARLY_SECONDS = 60

const listing = readerOf(LABEL, Listing)
const link = readerOf(LABEL, Link)
const tokenAnswer = readerOf(LABEL, TokenAnswer)

/** Reads listings of Reddit with an application’s own token. */
export class RedditReader implements SourceReader {
  readonly #connection: OpenConnection
  readonly #withToken: ReturnType<typeof createTokenHolder>

  constructor(connection: OpenConnection) {
    this.#connection = connection
    this.#withToken = createTokenHolder((signal) => this.#fetchToken(signal), connection.now)
  }

  read({ kind, value }: Source, request: ReadRequest): Promise<ReadPage | ConnectorFailure> {
    if (kind === 'search') return this.#list('/search', { q: value, sort: 'new', type: 'link' }, request, true)
    const name = value.trim().replace(/^\/?(r|u|user)\//, '')
    if (kind === 'account') return this.#list(`/user/${encodeURIComponent(name)}/submitted`, { sort: 'new' }, request, true)
    const [subreddit = '', order = 'new'] = name.split('/')
    if (!LISTINGS.includes(order))
      return Promise.resolve({ status: 'refused', message: `${LABEL} has the listings ${LISTINGS.join(', ')}, and no “${order}”` })
    return this.#list(`/r/${encodeURIComponent(subreddit)}/${order}`, order === 'top' ? { t: 'week' } : {}, request, order === 'new')
  }

  searchSource(text: string): Source {
    return { kind: 'search', value: text }
  }

  async test(signal?: AbortSignal): Promise<{ readonly status: 'works' } | ConnectorFailure> {
    const answer = await this.#ask('/r/all/new', { limit: '1' }, { patienceSeconds: 10, ...(signal && { signal }) })
    return isFailure(answer) ? answer : { status: 'works' }
  }

  async #list(
    path: string,
    query: Readonly<Record<string, string>>,
    request: ReadRequest,
    isNewestFirst: boolean,
  ): Promise<ReadPage | ConnectorFailure> {
    const { after, limit } = request
    const answer = await this.#ask(path, { ...query, limit: String(limit), ...(after !== null && { after }) }, request)
    if (isFailure(answer)) return answer
    const read = listing.readJson(answer)
    if (read.status !== 'read') return read
    const posts = postsOf(read.value.data.children, link, 'data.children', (one) => linkPost(one, this.#connection.now()))
    return isFailure(posts) ? posts : { ...posts, next: read.value.data.after ?? null, isNewestFirst }
  }

  #ask(
    path: string,
    query: Readonly<Record<string, string>>,
    { patienceSeconds, signal }: Partial<ReadRequest>,
  ): Promise<Answer | ConnectorFailure> {
    const { client, baseAddress } = this.#connection
    const address = new URL(`${baseAddress}${path}`)
    // Without it Reddit writes <, > and & of texts as entities.
    for (const [name, value] of Object.entries({ ...query, raw_json: '1' })) address.searchParams.set(name, value)
    const ask = (token: string) =>
      client.ask({ address, headers: { authorization: `Bearer ${token}` }, patienceSeconds, signal, explain: explained })
    return this.#withToken(ask, signal)
  }

  async #fetchToken(signal: AbortSignal | undefined): Promise<Token | ConnectorFailure> {
    const { client, credentials, baseAddress, now } = this.#connection
    const basic = Buffer.from(`${credentials.clientId}:${credentials.clientSecret}`).toString('base64')
    const form = { grant_type: 'client_credentials' }
    const request = tokenRequest(`${baseAddress === API ? TOKENS : baseAddress}/api/v1/access_token`, form, {
      authorization: `Basic ${basic}`,
    })
    const answer = await client.ask({ ...request, signal })
    if (isFailure(answer)) return answer
    const read = tokenAnswer.readJson(answer)
    if (read.status !== 'read') return { status: 'unauthorised', message: `${LABEL} gave no token for this client` }
    const { access_token, expires_in } = read.value
    return { status: 'token', token: access_token, until: now() + (expires_in - EARLY_SECONDS) * 1000 }
  }
}

/** A subreddit that is not there leads to the search for one; a private one is 403, a banned one 404. */
function explained({ httpStatus }: Unsuccessful): ConnectorFailure | undefined {
  if (httpStatus === 302) return { status: 'not_found', message: `${LABEL} knows no such subreddit or account` }
  if (httpStatus === 403) return { status: 'forbidden', message: `${LABEL} answered 403: it is private, or this client may not read it` }
  return undefined
}
