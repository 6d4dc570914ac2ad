import { Readable } from 'node:stream'
import { setTimeout as pause } from 'node:timers/promises'
import { parse } from 'csv-parse/sync'
import type { InjectOptions, LightMyRequestResponse } from 'fastify'
import type { Platform } from '../../platform/platform.ts'
import type { ImportBegun, ImportState } from './contract.ts'

/** What is used of a platform for tests. */
interface TestPlatform {
  readonly platform: Platform
  readonly secret: string
  inject(request: string | InjectOptions): Promise<LightMyRequestResponse>
  addWorkspace(workspace: { id: string }): Promise<void>
  createKey(scope: 'admin', workspaceId: string): Promise<string>
  close(): Promise<void>
}

/** What to import, and how: options of the route by name. */
export interface Asked {
  readonly content: string | Buffer
  readonly workspace_id: string
  readonly format?: string
  readonly name?: string
  readonly [option: string]: unknown
}

interface Begun {
  readonly status: number
  readonly body: ImportBegun & { readonly detail?: string }
}

/** A platform to import into, through the routes. */
export class TestImports {
  readonly trill: TestPlatform
  #workspaces = 0

  constructor(trill: TestPlatform) {
    this.trill = trill
  }

  get headers() {
    return { authorization: `Bearer ${this.trill.secret}` }
  }

  async newWorkspace(): Promise<string> {
    this.#workspaces += 1
    const id = `w${this.#workspaces}`
    await this.trill.addWorkspace({ id })
    await this.trill.inject({ url: `/v1/imports?workspace_id=${id}`, headers: this.headers })
    return id
  }

  async begin({ content, format = 'events', name = 'file.csv', ...rest }: Asked): Promise<Begun> {
    const query = new URLSearchParams({ format, name, ...(rest as Record<string, string>) })
    const headers = { ...this.headers, 'content-type': 'application/octet-stream' }
    const answer = await this.trill.inject({
      method: 'POST',
      url: `/v1/imports?${query}`,
      headers,
      payload: Readable.from([Buffer.from(content)]),
    })
    return { status: answer.statusCode, body: answer.json<Begun['body']>() }
  }

  async state(id: string): Promise<ImportState> {
    return (await this.trill.inject({ url: `/v1/imports/${id}`, headers: this.headers })).json<ImportState>()
  }

  async ended(id: string): Promise<ImportState> {
    for (;;) {
      const now = await this.state(id)
      if (now.status !== 'running') return now
      await pause(10)
    }
  }

  /** Imports to the end. @throws Error when it is not begun. */
  async run(asked: Asked): Promise<ImportState & Pick<ImportBegun, 'begun'>> {
    const { status, body } = await this.begin(asked)
    if (status !== 202) throw new Error(`${status} ${body.detail}`)
    return { ...(await this.ended(body.id)), begun: body.begun }
  }

  async rejectsOf({ rejects_url }: ImportState): Promise<string[][]> {
    const { body, headers } = await this.trill.inject({ url: rejects_url ?? '', headers: this.headers })
    if (headers['content-type'] !== 'text/csv; charset=utf-8') throw new Error(`The rejects are ${headers['content-type']}`)
    return parse(body) as string[][]
  }

  rows<T>(sql: string, parameters: Record<string, string>): Promise<T[]> {
    return this.trill.platform.events.rows<T>(sql, parameters)
  }

  close(): Promise<void> {
    return this.trill.close()
  }
}

/** Rows read, accepted, duplicate, rejected. */
export function counts({ rows_read, rows_accepted, rows_duplicate, rows_rejected }: ImportState): number[] {
  return [rows_read, rows_accepted, rows_duplicate, rows_rejected]
}

/** The header of the layout of 2017. */
export const HEADER = 'video_id,title,channel_title,category_id,tags,views,likes,dislikes,comment_total,thumbnail_link,date,category,'

interface Video {
  readonly id: string
  readonly date: string
  readonly views?: string
  readonly likes?: string
  readonly title?: string
  readonly category?: string
  readonly picture?: string
}

/** A row of the layout of 2017. */
export function video({ id, date, views = '100', likes = '10', title = 'A film', category = 'News,', picture = id }: Video): string {
  return `${id},${title},Channel,24,one|"two",${views},${likes},1,3,https://i.ytimg.com/vi/${picture}/default.jpg,${date},${category}`
}

/** Shares of one post: a repeated row, and one before its beginning. */
export const CASCADES = `cascade,user,parent_user,delay_min,is_reply
265953285247209472,0,-1,0.0,0
265953285247209472,1,0,0.45,1
265953285247209472,2,1,0.85,0
265953285247209472,3,0,-1.15,1
265953285247209472,1,0,0.45,1
`
export const CASCADE_MAP =
  'message_id={cascade}:{user},type=:share,content_id=cascade,actor_id=user,parent_message_id={cascade}:{parent_user|not -1},occurred_at={cascade|snowflake|plus delay_min minutes},platform=:x'
