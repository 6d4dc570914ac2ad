import type { Platform } from '../../platform/platform.ts'

export interface SeedPost {
  /** When it was published, milliseconds since 1970. */
  readonly at: number
  readonly content_id?: string
  readonly title?: string
  readonly platform?: string
  readonly creator_id?: string
  readonly creator_name?: string
  readonly category?: string
  readonly tags?: readonly string[]
}

let sent = 0

/** Describes posts the way connectors do: by twelve creators where none is named. */
export async function publish({ events, now }: Platform, workspaceId: string, posts: readonly SeedPost[], name = 'post'): Promise<void> {
  const rows = posts.map(({ at, ...post }, i) => ({
    content_id: `${name}-${i}`,
    title: '',
    platform: 'youtube',
    creator_id: `creator-${i % 12}`,
    published_at: new Date(at).toISOString(),
    ...post,
  }))
  const values = JSON.stringify(rows.map((row) => ({ creator_name: row.creator_id, category: '', tags: [], ...row })))
  const sql = `INSERT INTO content SELECT {workspace_id:String}, id, platform, 'video', title, creator, name, category, tags, '', '', parseDateTime64BestEffortOrNull(published, 3, 'UTC'), 'imported', parseDateTime64BestEffort({now:String}, 3)
    FROM (SELECT JSONExtractString(row, 'content_id') AS id, JSONExtractString(row, 'platform') AS platform, JSONExtractString(row, 'title') AS title, JSONExtractString(row, 'creator_id') AS creator,
      JSONExtractString(row, 'creator_name') AS name, JSONExtractString(row, 'category') AS category, JSONExtract(row, 'tags', 'Array(String)') AS tags, JSONExtractString(row, 'published_at') AS published
      FROM (SELECT arrayJoin(JSONExtractArrayRaw({values:String})) AS row))`
  sent += 1
  await events.command(sql, { workspace_id: workspaceId, values, now: new Date(now() + sent).toISOString() })
}
