import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestPlatform } from '../../../test/platform.ts'
import type { Metadata } from '../../platform/postgres/metadata.ts'
import type { ImportState } from './contract.ts'
import { imports } from './feature.ts'
import { ImportRunner } from './import-runner.ts'
import { CASCADE_MAP, CASCADES, counts, HEADER, TestImports, video } from './testing.ts'
import { receive } from './upload.ts'

let files: TestImports
beforeAll(async () => {
  files = new TestImports(await startTestPlatform([imports]))
  failOnDemand(files.trill.platform.metadata)
})
afterAll(() => files?.close())

let metadataFails = (_sql: string) => false

/** Lets a test take the metadata store away in the middle of an import. */
function failOnDemand(metadata: Metadata): void {
  const query = metadata.query.bind(metadata)
  metadata.query = async (sql, values) => {
    if (metadataFails(sql)) throw new Error('The metadata store went away')
    return query(sql, values)
  }
}

describe('a long import', () => {
  const many = (n: number) =>
    `message_id,type,actor_id,occurred_at\n${Array.from({ length: n }, (_, i) => `m${i},${i % 1000 === 7 ? 'No!' : 'view'},a${i % 100},2020-01-01T00:00:00Z`).join('\n')}\n`
  const stored = async (w: string) =>
    (await files.rows<{ n: number }>('SELECT count() AS n FROM events WHERE workspace_id = {w:String}', { w }))[0]?.n

  test('that is cancelled keeps what it stored, and goes on from there', async () => {
    const w = await files.newWorkspace()
    const asked = { content: many(60_000), workspace_id: w }
    const { body } = await files.begin(asked)
    while ((await files.state(body.id)).rows_read === 0) await nextTurn()
    const cancelled = (
      await files.trill.inject({ method: 'POST', url: `/v1/imports/${body.id}/cancel`, headers: files.headers })
    ).json<ImportState>()
    expect(cancelled.status).toBe('cancelled')
    expect(cancelled.rows_read).toBeGreaterThan(0)
    expect(cancelled.rows_read).toBeLessThan(60_000)
    const { status, body: resumed } = await files.begin(asked)
    expect([status, resumed.begun, resumed.id]).toEqual([202, 'resumed', body.id])
    expect(counts(await files.ended(body.id))).toEqual([60_000, 59_940, 0, 60])
    expect(await stored(w)).toBe(59_940)
  })

  test('goes on after a restart of the server', async () => {
    const w = await files.newWorkspace()
    const first = new ImportRunner(files.trill.platform)
    const upload = await receive(Readable.from([Buffer.from(many(60_000))]), files.trill.platform.config.dataDir)
    const { record } = await first.begin({ workspaceId: w, format: 'events', name: 'many.csv', options: {}, again: false }, upload)
    while ((first.progress(record.id)?.checkpoint.position ?? 0) < 10_000) await nextTurn()
    await first.close()
    expect((await files.state(record.id)).status).toBe('running')
    const second = new ImportRunner(files.trill.platform)
    await second.resume()
    const done = await files.ended(record.id)
    expect(counts(done)).toEqual([60_000, 59_940, 0, 60])
    expect(await files.rejectsOf(done)).toHaveLength(61)
    expect(await stored(w)).toBe(59_940)
  })

  test('that loses the metadata store between storing a batch and noting it counts every row once', async () => {
    const w = await files.newWorkspace()
    let kept = 0
    metadataFails = (sql) => sql.startsWith('UPDATE imports SET position') && ++kept === 3
    const broken = await files.run({ content: many(30_000), workspace_id: w })
    metadataFails = () => false
    expect([broken.status, broken.error, broken.rows_read]).toEqual(['failed', 'The metadata store went away', 10_000])
    expect([broken.error_code, broken.remedy]).toEqual(['interrupted_import', expect.stringContaining('it goes on where it stopped')])
    const resumed = await files.run({ content: many(30_000), workspace_id: w })
    expect([resumed.begun, resumed.id]).toEqual(['resumed', broken.id])
    expect([resumed.error, resumed.error_code, resumed.remedy]).toEqual([null, null, null])
    expect(counts(resumed)).toEqual([30_000, 29_970, 0, 30])
    expect(await files.rejectsOf(resumed)).toHaveLength(31)
    expect(await stored(w)).toBe(29_970)
  })

  test('of videos that is interrupted there counts its own rows as new', async () => {
    const w = await files.newWorkspace()
    const id = (i: number) => String(i % 6000).padStart(11, 'v')
    const content = [HEADER, ...Array.from({ length: 12_000 }, (_, i) => video({ id: id(i), date: '13.09', views: String(i) }))].join('\n')
    let kept = 0
    metadataFails = (sql) => sql.startsWith('UPDATE imports SET position') && ++kept === 2
    const asked = { content, workspace_id: w, format: 'youtube-trending', name: 'x_2017.csv' }
    expect((await files.run(asked)).status).toBe('failed')
    metadataFails = () => false
    expect(counts(await files.run(asked))).toEqual([12_000, 6000, 6000, 0])
    expect(
      await files.rows('SELECT count() AS n, sum(views) AS views FROM content_snapshots FINAL WHERE workspace_id = {w:String}', { w }),
    ).toEqual([{ n: 6000, views: (6000 * (6000 + 11_999)) / 2 }])
  })

  test('that waits for its turn is cancelled at once', async () => {
    const w = await files.newWorkspace()
    const first = await files.begin({ content: many(40_000), workspace_id: w })
    const second = await files.begin({ content: many(1000), workspace_id: w })
    await files.trill.inject({ method: 'POST', url: `/v1/imports/${second.body.id}/cancel`, headers: files.headers })
    expect((await files.state(second.body.id)).status).toBe('cancelled')
    expect((await files.state(first.body.id)).status).toBe('running')
    expect(counts(await files.ended(first.body.id))).toEqual([40_000, 39_960, 0, 40])
    expect(counts(await files.state(second.body.id))).toEqual([0, 0, 0, 0])
  })

  test('asked for twice at once is one import', async () => {
    const w = await files.newWorkspace()
    const asked = { content: many(20_000), workspace_id: w }
    const [one, two] = await Promise.all([files.begin(asked), files.begin(asked)])
    expect([one.body.detail, two.body.detail]).toEqual([undefined, undefined])
    expect(one.body.id).toBe(two.body.id)
    expect([one.body.begun, two.body.begun].sort()).toEqual(['already_running', 'started'])
    expect(counts(await files.ended(one.body.id))).toEqual([20_000, 19_980, 0, 20])
  })

  test('of a key’s workspace is nobody else’s', async () => {
    const { body } = await files.begin({ content: CASCADES, map: CASCADE_MAP, workspace_id: await files.newWorkspace() })
    const key = await files.trill.createKey('admin', await files.newWorkspace())
    for (const url of [`/v1/imports/${body.id}`, `/v1/imports/${body.id}/rejects`]) {
      expect((await files.trill.inject({ url, headers: { authorization: `Bearer ${key}` } })).statusCode).toBe(404)
    }
    await files.ended(body.id)
  })

  test('leaves no file behind but what was refused', async () => {
    const left = readdirSync(join(files.trill.platform.config.dataDir, 'imports'))
    expect(left.filter((name) => !name.endsWith('.rejects.csv'))).toEqual([])
  })
})
