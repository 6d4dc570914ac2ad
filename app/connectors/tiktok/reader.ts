import { parseJson, postsOf, readerOf } from '../answer.ts'
import type { Answer, Ask, Unsuccessful } from '../client.ts'
import type { Creator, OpenConnection, Source } from '../connector.ts'
import { type ConnectorFailure, isFailure } from '../failure.ts'
import type { ReadPage, ReadRequest, SourceReader } from '../pages.ts'
import { createTokenHolder, type Token, tokenRequest } from '../token.ts'
import { ErrorAnswer, TokenAnswer, UserAnswer, Video, VideosAnswer } from './answers.ts'
import { userCreator, videoPost } from './posts.ts'

export const LABEL = 'TikTok'
const RESEARCH_MAX = 100
const DISPLAY_MAX = 20
const DAY_MILLISECONDS = 86_400_000
/** The Research API searches at most so many days at once. */
const RESEARCH_DAYS = 30
const EARLY_SECONDS = 60
const RESEARCH_FIELDS =
  'id,video_description,create_time,share_count,view_count,like_count,comment_count,favorites_count,hashtag_names,username'
const DISPLAY_FIELDS = 'id,create_time,title,video_description,share_url,cover_image_url,like_count,comment_count,share_count,view_count'

const videos = readerOf(LABEL, VideosAnswer)
const video = readerOf(LABEL, Video)
const userAnswer = readerOf(LABEL, UserAnswer)
const tokenAnswer = readerOf(LABEL, TokenAnswer)
const errorAnswer = readerOf(LABEL, ErrorAnswer)

/** Reads one’s own videos (Display API), and videos by words, hashtag or account where research access was granted. */
export class TiktokReader implements SourceReader {
  readonly #connection: OpenConnection
  readonly #withToken: ReturnType<typeof createTokenHolder>

  constructor(connection: OpenConnection) {
    this.#connection = connection
    this.#withToken = createTokenHolder((signal) => this.#fetchToken(signal), connection.now)
  }

  read({ kind, value }: Source, request: ReadRequest): Promise<ReadPage | ConnectorFailure> {
    if (kind === 'own') return this.#own(request)
    const field = kind === 'hashtag' ? 'hashtag_name' : kind === 'account' ? 'username' : 'keyword'
    return this.#research({ operation: 'EQ', field_name: field, field_values: [value.trim().replace(/^[#@]/, '')] }, request)
  }

  searchSource(text: string): Source | undefined {
    return this.#hasResearch ? { kind: 'search', value: text } : undefined
  }

  async test(signal?: AbortSignal): Promise<{ readonly status: 'works' } | ConnectorFailure> {
    if (this.#connection.credentials.accessToken) {
      const creator = await this.#creator({ patienceSeconds: 10, ...(signal && { signal }) })
      return isFailure<{ readonly status: 'creator' }>(creator) ? creator : { status: 'works' }
    }
    const token = await this.#fetchToken(signal)
    return isFailure<Token>(token) ? token : { status: 'works' }
  }

  get #hasResearch(): boolean {
    const { clientKey, clientSecret } = this.#connection.credentials
    return Boolean(clientKey && clientSecret)
  }

  async #research(condition: object, request: ReadRequest): Promise<ReadPage | ConnectorFailure> {
    if (!this.#hasResearch)
      return { status: 'refused', message: `${LABEL} gives this to clients with research access only: give client key and secret` }
    const { after, since, limit } = request
    const [cursor, search_id] = after === null ? [0, undefined] : after.split(' ')
    const now = this.#connection.now()
    const start = Math.max(since ?? 0, now - (RESEARCH_DAYS - 1) * DAY_MILLISECONDS)
    const dates = { start_date: dayOf(start), end_date: dayOf(now) }
    const place = { cursor: Number(cursor), ...(search_id && { search_id }) }
    const body = { query: { and: [condition] }, ...dates, max_count: Math.min(limit, RESEARCH_MAX), ...place }
    const answer = await this.#withToken(
      (token) => this.#ask(`/v2/research/video/query/?fields=${RESEARCH_FIELDS}`, token, request, body),
      request.signal,
    )
    return isFailure(answer) ? answer : this.#page(answer, null)
  }

  async #own(request: ReadRequest): Promise<ReadPage | ConnectorFailure> {
    const { accessToken = '' } = this.#connection.credentials
    if (accessToken === '')
      return { status: 'refused', message: `${LABEL} gives an account’s videos to that account only: give its access token` }
    const { after, limit } = request
    const body = { max_count: Math.min(limit, DISPLAY_MAX), ...(after !== null && { cursor: Number(after) }) }
    const answer = await this.#ask(`/v2/video/list/?fields=${DISPLAY_FIELDS}`, accessToken, request, body)
    if (isFailure(answer)) return answer
    const creator = await this.#creator(request)
    return this.#page(answer, isFailure<{ readonly status: 'creator' }>(creator) ? null : creator.creator)
  }

  #page(answer: Answer, creator: Creator | null): ReadPage | ConnectorFailure {
    const read = videos.readJson(answer)
    if (read.status !== 'read') return read
    const { videos: entries, cursor, has_more, search_id } = read.value.data
    const posts = postsOf(entries ?? [], video, 'data.videos', (one) => videoPost(one, creator, this.#connection.now()))
    const next = has_more === true && cursor !== null && cursor !== undefined ? `${cursor}${search_id ? ` ${search_id}` : ''}` : null
    return isFailure(posts) ? posts : { ...posts, next, isNewestFirst: creator !== null }
  }

  async #creator(request: Partial<ReadRequest>): Promise<{ readonly status: 'creator'; readonly creator: Creator } | ConnectorFailure> {
    const { accessToken = '' } = this.#connection.credentials
    const answer = await this.#ask(
      '/v2/user/info/?fields=open_id,display_name,follower_count,following_count,video_count',
      accessToken,
      request,
    )
    if (isFailure(answer)) return answer
    const read = userAnswer.readJson(answer)
    return read.status === 'read' ? { status: 'creator', creator: userCreator(read.value) } : read
  }

  /** Its questions are POSTs too; they change nothing, so they may be repeated. */
  #ask(path: string, token: string, { patienceSeconds, signal }: Partial<ReadRequest>, body?: object): Promise<Answer | ConnectorFailure> {
    const { client, baseAddress } = this.#connection
    const headers = { authorization: `Bearer ${token}`, ...(body && { 'content-type': 'application/json' }) }
    const sent = body === undefined ? {} : ({ method: 'POST', body: JSON.stringify(body) } as const)
    const ask: Ask = {
      address: new URL(`${baseAddress}${path}`),
      headers,
      ...sent,
      isRepeatable: true,
      patienceSeconds,
      signal,
      explain: explained,
    }
    return client.ask(ask)
  }

  async #fetchToken(signal: AbortSignal | undefined): Promise<Token | ConnectorFailure> {
    const { client, credentials, baseAddress, now } = this.#connection
    const form = {
      client_key: credentials.clientKey ?? '',
      client_secret: credentials.clientSecret ?? '',
      grant_type: 'client_credentials',
    }
    const answer = await client.ask({ ...tokenRequest(`${baseAddress}/v2/oauth/token/`, form), signal })
    if (isFailure(answer)) return answer
    const read = tokenAnswer.readJson(answer)
    if (read.status !== 'read') return { status: 'unauthorised', message: `${LABEL} gave no token for this client` }
    return { status: 'token', token: read.value.access_token, until: now() + (read.value.expires_in - EARLY_SECONDS) * 1000 }
  }
}

function dayOf(milliseconds: number): string {
  return new Date(milliseconds).toISOString().slice(0, 10).replaceAll('-', '')
}

function explained({ text, httpStatus, retryAfterSeconds }: Unsuccessful): ConnectorFailure | undefined {
  const code = codeIn(text)
  const said = `${LABEL} answered ${httpStatus} with ${code}`
  if (code === 'access_token_invalid') return { status: 'unauthorised', message: `${said}: the token is wrong or has expired` }
  if (code === 'scope_not_authorized' || code === 'scope_permission_missed')
    return { status: 'forbidden', message: `${said}: the token does not allow this` }
  if (code === 'rate_limit_exceeded' || code === 'daily_quota_limit_exceeded')
    return { status: 'rate_limited', message: said, retryAfterSeconds }
  return code === 'internal_error' ? { status: 'platform_failed', message: said } : undefined
}

function codeIn(text: string): string {
  try {
    const read = errorAnswer.read(parseJson(text))
    return read.status === 'read' ? read.value.error.code : ''
  } catch {
    return ''
  }
}
