import { createReadStream, existsSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { gunzipSync } from 'node:zlib'
import { parse } from 'csv-parse/sync'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestPlatform, type TestPlatform } from '../../../test/platform.ts'
import type { ImportState } from './contract.ts'
import { imports } from './feature.ts'

const sets = process.env.TRILL_DATA_SETS ?? ''
const trending = join(sets, 'youtube/GBvideos_2017.csv.gz')
const cascades = join(sets, 'early_twitter15_16/events_A.csv.gz')
const CASCADE_MAP =
  'message_id={cascade}:{user},type=:share,content_id=cascade,actor_id=user,parent_message_id={cascade}:{parent_user|not -1},occurred_at={cascade|snowflake|plus delay_min minutes},platform=:x'

let trill: TestPlatform

async function importFile(path: string, query: Readonly<Record<string, string>>): Promise<ImportState> {
  const headers = { authorization: `Bearer ${trill.secret}`, 'content-type': 'application/octet-stream' }
  const search = new URLSearchParams({ workspace_id: 'main', name: basename(path), ...query })
  const begun = await trill.inject({ method: 'POST', url: `/v1/imports?${search}`, headers, payload: createReadStream(path) })
  let state = begun.json<ImportState>()
  while (state.status === 'running') {
    await pause(100)
    state = (await trill.inject({ url: `/v1/imports/${state.id}`, headers })).json<ImportState>()
  }
  expect([state.status, state.error]).toEqual(['done', null])
  return state
}

const read = (path: string) => (parse(gunzipSync(readFileSync(path)), { relax_column_count: true }) as string[][]).slice(1)
const one = async (sql: string) => (await trill.platform.events.rows<Record<string, unknown>>(sql))[0]

/** Files of other people, where they are at hand: their totals must be those counted from the file by other means. */
describe('real files give the totals counted from the file', () => {
  beforeAll(async () => {
    if (sets === '') return
    trill = await startTestPlatform([imports])
    await trill.addWorkspace({ id: 'main' })
  })
  afterAll(() => trill?.close())

  test.skipIf(!existsSync(trending))(
    'trending lists of 2017: rows a day, and the last views of each video',
    { timeout: 120_000 },
    async () => {
      const days = new Map<string, number>()
      const last = new Map<string, { day: string; views: number }>()
      for (const row of read(trending)) {
        const [, date = '', month = ''] = /^(\d\d)\.(0\d|10?)/.exec(row[10] ?? '') ?? []
        const day = `2017-${month === '1' ? '10' : month}-${date}`
        const [, id = ''] = /\/vi\/([\w-]+)\//.exec(row[9] ?? '') ?? []
        days.set(day, (days.get(day) ?? 0) + 1)
        if (day >= (last.get(id)?.day ?? '')) last.set(id, { day, views: Number(row[5]) })
      }
      const state = await importFile(trending, { format: 'youtube-trending' })
      expect(state).toMatchObject({ rows_read: 7995, rows_accepted: 7995, rows_duplicate: 0, rows_rejected: 0 })
      const stored = await trill.platform.events.rows<{ day: string; rows: number }>(
        'SELECT toString(toDate(observed_at)) AS day, count() AS rows FROM content_snapshots FINAL GROUP BY day ORDER BY day',
      )
      expect(stored.map(({ day, rows }) => [day, rows])).toEqual([...days].sort())
      expect(
        await one(
          'SELECT count() AS videos, sum(views) AS views FROM (SELECT argMax(views, observed_at) AS views FROM content_snapshots FINAL GROUP BY content_id)',
        ),
      ).toEqual({
        videos: last.size,
        views: [...last.values()].reduce((sum, { views }) => sum + views, 0),
      })
    },
  )

  test.skipIf(!existsSync(cascades))(
    'cascades of shares: rows, people, posts, edges; impossible delays are refused',
    { timeout: 300_000 },
    async () => {
      const rows = read(cascades)
      const good = rows.filter((row) => Number(row[3]) >= 0)
      const state = await importFile(cascades, { format: 'events', map: CASCADE_MAP })
      expect(state).toMatchObject({
        rows_read: rows.length,
        rows_accepted: good.length,
        rows_duplicate: 0,
        rows_rejected: rows.length - good.length,
      })
      expect(state.rejected_by_reason).toEqual([{ reason: 'negative_delay', count: rows.length - good.length }])
      expect(await one('SELECT count() AS shares, uniqExact(actor_id) AS people, uniqExact(content_id) AS posts FROM events')).toEqual({
        shares: good.length,
        people: new Set(good.map(([, user]) => user)).size,
        posts: new Set(good.map(([cascade]) => cascade)).size,
      })
      expect(await one("SELECT count() AS edges FROM share_edges WHERE parent_message_id != ''")).toEqual({
        edges: good.filter(([, , parent]) => parent !== '-1').length,
      })
    },
  )
})
