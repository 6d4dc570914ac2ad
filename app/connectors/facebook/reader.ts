import { postsOf, readerOf } from '../answer.ts'
import type { Creator, OpenConnection, Source } from '../connector.ts'
import { type ConnectorFailure, isFailure } from '../failure.ts'
import { askGraph, GraphPage } from '../graph-api.ts'
import type { ReadPage, ReadRequest, SourceReader } from '../pages.ts'
import { Page, PagePost } from './answers.ts'
import { pageCreator, pagePost } from './posts.ts'

export const LABEL = 'Facebook'
const POSTS_MAX = 100
const FIELDS =
  'id,message,story,created_time,permalink_url,full_picture,from,status_type,shares,reactions.summary(total_count).limit(0),comments.summary(total_count).limit(0),attachments{media_type,title}'

const graphPage = readerOf(LABEL, GraphPage)
const postReader = readerOf(LABEL, PagePost)
const pageReader = readerOf(LABEL, Page)

/** Reads pages of Facebook by the Graph API. */
export class FacebookReader implements SourceReader {
  readonly #connection: OpenConnection

  constructor(connection: OpenConnection) {
    this.#connection = connection
  }

  async read({ value }: Source, request: ReadRequest): Promise<ReadPage | ConnectorFailure> {
    const name = encodeURIComponent(value.trim() === '' ? 'me' : value.trim().replace(/^@/, ''))
    const { after, since, limit } = request
    const times = since === null ? {} : { since: String(Math.floor(since / 1000)) }
    const query = { fields: FIELDS, limit: String(Math.min(limit, POSTS_MAX)), ...times, ...(after !== null && { after }) }
    const answer = await askGraph(this.#connection, LABEL, `/${name}/posts`, query, request)
    if (isFailure(answer)) return answer
    const read = graphPage.readJson(answer)
    if (read.status !== 'read') return read
    const creator = after === null ? await this.#creator(name, request) : null
    const { data, paging } = read.value
    const posts = postsOf(data, postReader, 'data', (one) => pagePost(one, creator, this.#connection.now()))
    return isFailure(posts) ? posts : { ...posts, next: paging?.cursors?.after ?? null, isNewestFirst: true }
  }

  searchSource(): undefined {
    return undefined
  }

  async test(signal?: AbortSignal): Promise<{ readonly status: 'works' } | ConnectorFailure> {
    const answer = await askGraph(this.#connection, LABEL, '/me', { fields: 'id,name' }, { patienceSeconds: 10, ...(signal && { signal }) })
    return isFailure(answer) ? answer : { status: 'works' }
  }

  /** Posts are as good without it: whatever fails here is left out. */
  async #creator(name: string, request: ReadRequest): Promise<Creator | null> {
    const answer = await askGraph(this.#connection, LABEL, `/${name}`, { fields: 'id,name,followers_count,fan_count' }, request)
    const read = isFailure(answer) ? undefined : pageReader.readJson(answer)
    return read?.status === 'read' ? pageCreator(read.value) : null
  }
}
