import { postsOf, readerOf } from '../answer.ts'
import type { Unsuccessful } from '../client.ts'
import type { ConnectorKind, OpenConnection } from '../connector.ts'
import { type ConnectorFailure, isFailure } from '../failure.ts'
import { connectorOf, type ReadPage, type ReadRequest, type SourceReader } from '../pages.ts'
import { FeedAnswer, FeedEntry, PostView, SearchAnswer } from './answers.ts'
import { publishedAt, viewPost } from './posts.ts'
import { createSessions } from './sessions.ts'

const LABEL = 'Bluesky'
const APP_VIEW = 'https://api.bsky.app'

const searchAnswer = readerOf(LABEL, SearchAnswer)
const feedAnswer = readerOf(LABEL, FeedAnswer)
const postView = readerOf(LABEL, PostView)
const feedEntry = readerOf(LABEL, FeedEntry)

/** Public posts by search, hashtag and account over the AT protocol. */
export const bluesky: ConnectorKind = {
  platform: 'bluesky',
  label: LABEL,
  about: 'Public posts that hold words or a hashtag, and those of an account, with likes, replies, reposts and quotes.',
  needsKey: false,
  credentials: [
    {
      name: 'handle',
      label: 'Handle',
      about: 'Of your account, such as name.bsky.social. Only needed while Bluesky closes its search to whoever is not signed in.',
      isSecret: false,
      isRequired: false,
    },
    {
      name: 'appPassword',
      label: 'App password',
      about: 'Made in Bluesky under Settings, Privacy and security, App passwords; not the password of the account.',
      isSecret: true,
      isRequired: false,
    },
  ],
  sources: [
    { kind: 'search', label: 'Words', about: 'Posts that hold these words, newest first.', example: 'open source' },
    { kind: 'hashtag', label: 'Hashtag', about: 'Posts with this hashtag, newest first.', example: 'climate' },
    { kind: 'account', label: 'Account', about: 'Posts of a handle or DID, without replies.', example: 'bsky.app' },
  ],
  firstSources: [
    { kind: 'account', value: 'bsky.app' },
    { kind: 'hashtag', value: 'news' },
  ],
  baseAddress: APP_VIEW,
  hasOwnAddress: false,
  caveats: [
    'Views are not reported. At times Bluesky answers searches of signed-in people only; accounts are always readable.',
    'Posts of people who show them to signed-in people only are left out.',
  ],
  open: (connection) => connectorOf(bluesky, connection, readerFor(connection)),
}

function readerFor(connection: OpenConnection): SourceReader {
  const { now } = connection
  const sessions = createSessions(connection, LABEL)
  const ask = (method: string, query: Readonly<Record<string, string>>, { patienceSeconds, signal }: Partial<ReadRequest>) =>
    sessions.ask((base, headers) => {
      const address = new URL(`${base}/xrpc/${method}`)
      for (const [name, value] of Object.entries(query)) address.searchParams.set(name, value)
      return { address, headers, patienceSeconds, signal, explain: (answer) => explained(answer, sessions.isSignedIn) }
    })
  /** Pages go on before the oldest post: whoever is not signed in may not use the cursor of a search. */
  const search = async (query: Readonly<Record<string, string>>, request: ReadRequest): Promise<ReadPage | ConnectorFailure> => {
    const { after, since, limit } = request
    const times = { ...(since !== null && { since: new Date(since).toISOString() }), ...(after !== null && { until: after }) }
    const answer = await ask('app.bsky.feed.searchPosts', { ...query, sort: 'latest', limit: String(limit), ...times }, request)
    if (isFailure(answer)) return answer
    const read = searchAnswer.readJson(answer)
    if (read.status !== 'read') return read
    let oldest = Number.POSITIVE_INFINITY
    const posts = postsOf(read.value.posts, postView, 'posts', (view) => {
      oldest = Math.min(oldest, publishedAt(view))
      return viewPost(view, now())
    })
    if (isFailure(posts)) return posts
    return { ...posts, next: read.value.cursor && Number.isFinite(oldest) ? new Date(oldest).toISOString() : null, isNewestFirst: true }
  }
  const feed = async (actor: string, request: ReadRequest): Promise<ReadPage | ConnectorFailure> => {
    const { after, limit } = request
    const query = { actor, limit: String(limit), filter: 'posts_no_replies', ...(after !== null && { cursor: after }) }
    const answer = await ask('app.bsky.feed.getAuthorFeed', query, request)
    if (isFailure(answer)) return answer
    const read = feedAnswer.readJson(answer)
    if (read.status !== 'read') return read
    const toPost = ({ post, reason }: { post: Parameters<typeof viewPost>[0]; reason?: unknown }) =>
      reason === undefined ? viewPost(post, now()) : undefined
    const posts = postsOf(read.value.feed, feedEntry, 'feed', toPost)
    // Pinned and shared posts stand before newer ones.
    return isFailure(posts) ? posts : { ...posts, next: read.value.cursor ?? null, isNewestFirst: false }
  }
  return {
    read: ({ kind, value }, request) => {
      if (kind === 'account') return feed(value.replace(/^@/, ''), request)
      const tag = value.replace(/^#/, '')
      return search(kind === 'hashtag' ? { q: `#${tag}`, tag } : { q: value }, request)
    },
    searchSource: (text) => ({ kind: 'search', value: text }),
    test: async (signal) => {
      const answer = await ask(
        'app.bsky.feed.getAuthorFeed',
        { actor: 'bsky.app', limit: '1' },
        { patienceSeconds: 10, ...(signal && { signal }) },
      )
      return isFailure(answer) ? answer : { status: 'works' }
    },
  }
}

function explained({ httpStatus, text }: Unsuccessful, isSignedIn: boolean): ConnectorFailure | undefined {
  if (httpStatus === 403 && !isSignedIn)
    return {
      status: 'forbidden',
      message: 'Bluesky closes its search at times to whoever is not signed in; give a handle and an app password in this connection',
    }
  if (httpStatus === 400 && /not found/i.test(text)) return { status: 'not_found', message: 'Bluesky knows no such account' }
  if (httpStatus === 400 && /ExpiredToken|InvalidToken/.test(text))
    return { status: 'unauthorised', message: 'Bluesky takes the session no longer' }
  return undefined
}
