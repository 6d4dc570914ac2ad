import { postsOf, readerOf } from '../answer.ts'
import type { Answer, Unsuccessful } from '../client.ts'
import type { ConnectorKind, OpenConnection } from '../connector.ts'
import { type ConnectorFailure, isFailure } from '../failure.ts'
import { connectorOf, type ReadPage, type ReadRequest, type SourceReader } from '../pages.ts'
import { FoundAccount, SearchAnswer, Status, Statuses } from './answers.ts'
import { statusPost } from './posts.ts'

const LABEL = 'Mastodon'
/** Of one answer, as the platform limits it. */
const STATUSES_MAX = 40
/** Pages of trends, which are counted by position. */
const TRENDS_MAX = 80

const statuses = readerOf(LABEL, Statuses)
const status = readerOf(LABEL, Status)
const searchAnswer = readerOf(LABEL, SearchAnswer)
const foundAccount = readerOf(LABEL, FoundAccount)

/** Public posts of the network as one instance sees it. */
export const mastodon: ConnectorKind = {
  platform: 'mastodon',
  label: LABEL,
  about: 'Public posts by hashtag, timeline, account and trend, as one instance of the network sees them.',
  needsKey: false,
  credentials: [
    {
      name: 'accessToken',
      label: 'Access token',
      about:
        'Made on the instance under Preferences, Development, with the right to read. Needed for the search of words, and where an instance closes its timelines.',
      isSecret: true,
      isRequired: false,
    },
  ],
  sources: [
    { kind: 'hashtag', label: 'Hashtag', about: 'Posts with this hashtag, newest first.', example: 'opensource' },
    { kind: 'trends', label: 'Trends', about: 'What is shared and liked most on the instance now.', example: '', mayBeEmpty: true },
    { kind: 'timeline', label: 'Timeline', about: 'One of local, remote and public.', example: 'local' },
    { kind: 'account', label: 'Account', about: 'Posts of an account, without replies.', example: 'Mastodon@mastodon.social' },
    { kind: 'search', label: 'Words', about: 'Posts that hold these words; needs an access token.', example: 'open source' },
  ],
  firstSources: [
    { kind: 'trends', value: '' },
    { kind: 'hashtag', value: 'news' },
  ],
  baseAddress: 'https://mastodon.social',
  hasOwnAddress: true,
  caveats: [
    'An instance knows only what reached it: counts of posts from elsewhere may be lower than at their origin. Views are not reported.',
    'Accounts that do not want to be indexed are left out.',
  ],
  open: (connection) => connectorOf(mastodon, connection, readerFor(connection)),
}

function readerFor({ client, credentials, baseAddress, now }: OpenConnection): SourceReader {
  const token = credentials.accessToken ?? ''
  const headers: Record<string, string> = token === '' ? {} : { authorization: `Bearer ${token}` }
  const ask = (path: string, query: Readonly<Record<string, string>>, { patienceSeconds, signal }: Partial<ReadRequest>) => {
    const address = new URL(`${baseAddress}${path}`)
    for (const [name, value] of Object.entries(query)) address.searchParams.set(name, value)
    return client.ask({ address, headers, patienceSeconds, signal, explain: explained })
  }
  const pageOf = (
    answer: Answer,
    next: (entries: readonly unknown[]) => string | null,
    isNewestFirst: boolean,
  ): ReadPage | ConnectorFailure => {
    const read = statuses.readJson(answer)
    if (read.status !== 'read') return read
    const posts = postsOf(read.value, status, '', (entry) => statusPost(entry, now()))
    return isFailure(posts) ? posts : { ...posts, next: next(read.value), isNewestFirst }
  }
  const timeline = async (path: string, query: Readonly<Record<string, string>>, request: ReadRequest) => {
    const { after, limit } = request
    const whole = { ...query, limit: String(Math.min(limit, STATUSES_MAX)), ...(after !== null && { max_id: after }) }
    const answer = await ask(path, whole, request)
    return isFailure(answer) ? answer : pageOf(answer, () => nextId(answer.headers), true)
  }
  const trends = async (request: ReadRequest) => {
    const offset = Number(request.after ?? '0')
    const limit = Math.min(request.limit, STATUSES_MAX)
    const answer = await ask('/api/v1/trends/statuses', { limit: String(limit), offset: String(offset) }, request)
    const next = ({ length }: readonly unknown[]) => (length < limit || offset + length >= TRENDS_MAX ? null : String(offset + length))
    return isFailure(answer) ? answer : pageOf(answer, next, false)
  }
  const account = async (name: string, request: ReadRequest) => {
    const found = await ask('/api/v1/accounts/lookup', { acct: name.replace(/^@/, '') }, request)
    if (isFailure(found)) return found
    const read = foundAccount.readJson(found)
    if (read.status !== 'read') return read
    const query = { exclude_reblogs: 'true', exclude_replies: 'true' }
    return timeline(`/api/v1/accounts/${encodeURIComponent(read.value.id)}/statuses`, query, request)
  }
  const search = async (text: string, request: ReadRequest): Promise<ReadPage | ConnectorFailure> => {
    const offset = Number(request.after ?? '0')
    const limit = Math.min(request.limit, STATUSES_MAX)
    const query = { q: text, type: 'statuses', limit: String(limit), offset: String(offset) }
    const answer = await ask('/api/v2/search', query, request)
    if (isFailure(answer)) return answer
    const read = searchAnswer.readJson(answer)
    if (read.status !== 'read') return read
    const posts = postsOf(read.value.statuses, status, 'statuses', (entry) => statusPost(entry, now()))
    const { length } = read.value.statuses
    return isFailure(posts) ? posts : { ...posts, next: length < limit ? null : String(offset + length), isNewestFirst: false }
  }
  return {
    read: async ({ kind, value }, request) => {
      if (kind === 'trends') return trends(request)
      if (kind === 'account') return account(value, request)
      if (kind === 'search') return search(value, request)
      if (kind === 'hashtag') return timeline(`/api/v1/timelines/tag/${encodeURIComponent(value.replace(/^#/, ''))}`, {}, request)
      return timeline('/api/v1/timelines/public', value === 'public' ? {} : { [value === 'remote' ? 'remote' : 'local']: 'true' }, request)
    },
    searchSource: (text) => (token === '' ? hashtagFor(text) : { kind: 'search', value: text }),
    test: async (signal) => {
      const answer = await ask('/api/v1/trends/statuses', { limit: '1' }, { patienceSeconds: 10, ...(signal && { signal }) })
      return isFailure(answer) ? answer : { status: 'works' }
    },
  }
}

/** Without a token words are looked for as the hashtag that they make together. */
function hashtagFor(text: string): { kind: 'hashtag'; value: string } | undefined {
  const value = text.toLowerCase().replaceAll(/[^\p{L}\p{N}\p{M}_]/gu, '')
  return value === '' ? undefined : { kind: 'hashtag', value }
}

/** `Link: <…?max_id=123>; rel="next"` */
function nextId(headers: Headers): string | null {
  const next = /<([^>]+)>\s*;\s*rel="?next"?/.exec(headers.get('link') ?? '')?.[1]
  return next !== undefined && URL.canParse(next) ? new URL(next).searchParams.get('max_id') : null
}

function explained({ httpStatus }: Unsuccessful): ConnectorFailure | undefined {
  if (httpStatus !== 401 && httpStatus !== 422) return undefined
  return { status: 'unauthorised', message: `${LABEL} answered ${httpStatus}: this instance wants an access token for this` }
}
