import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { ERRORS } from '@trill/contract/errors'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestPlatform } from '../../../test/platform.ts'
import { imports } from './feature.ts'
import { type Asked, CASCADE_MAP, CASCADES, counts, HEADER, TestImports } from './testing.ts'

let files: TestImports
beforeAll(async () => {
  files = new TestImports(await startTestPlatform([imports]))
})
afterAll(() => files?.close())

describe('events from a CSV file', () => {
  test('become shares with their parents; repeats and impossible delays are counted and named', async () => {
    const w = await files.newWorkspace()
    const asked = { content: CASCADES, workspace_id: w, map: CASCADE_MAP }
    const first = await files.run(asked)
    expect(counts(first)).toEqual([5, 3, 1, 1])
    expect(await files.rejectsOf(first)).toEqual([
      ['line', 'reason', 'field', 'message', 'row'],
      ['5', 'negative_delay', 'occurred_at', 'delay_min is -1.15; it must be 0 or more', '265953285247209472,3,0,-1.15,1'],
    ])
    const edges =
      'SELECT message_id, parent_message_id, actor_id, provenance FROM share_edges WHERE workspace_id = {w:String} ORDER BY occurred_at'
    expect(await files.rows(edges, { w })).toEqual([
      { message_id: '265953285247209472:0', parent_message_id: '', actor_id: '0', provenance: 'imported' },
      { message_id: '265953285247209472:1', parent_message_id: '265953285247209472:0', actor_id: '1', provenance: 'imported' },
      { message_id: '265953285247209472:2', parent_message_id: '265953285247209472:1', actor_id: '2', provenance: 'imported' },
    ])
    expect(counts(await files.run({ ...asked, again: 'true' }))).toEqual([5, 0, 4, 1])
    expect(
      counts(
        await files.run({ ...asked, content: CASCADES.replace('cascade,user', 'cascade,user').concat('265953285247209472,9,0,1,0\n') }),
      ),
    ).toEqual([6, 1, 4, 1])
    expect(await files.rows('SELECT count() AS n FROM events WHERE workspace_id = {w:String}', { w })).toEqual([{ n: 4 }])
  })

  test('that ingest would refuse are refused, with their lines in the order of the file', async () => {
    const w = await files.newWorkspace()
    const content = [
      'type,actor_id,occurred_at,country',
      'view,ada,2020-01-01T00:00:00Z,ES',
      'View!,ada,2020-01-01T00:00:00Z,ES',
      'view,ada,2020-01-01 00:00,ES',
      'view,ada',
      'view,,2020-01-01T00:00:00Z,ES',
      'view,a,b,c,d',
      'view,ada,1970-01-01T00:00:00Z,ES',
    ].join('\n')
    const done = await files.run({ content, workspace_id: w })
    expect(counts(done)).toEqual([7, 1, 0, 6])
    expect((await files.rejectsOf(done)).slice(1).map(([line, reason]) => `${line} ${reason}`)).toEqual([
      '3 invalid_format',
      '4 invalid_time',
      '5 too_few_columns',
      '6 missing_identity',
      '7 too_many_columns',
      '8 time_too_early',
    ])
    expect(await files.rows('SELECT count() AS n FROM quarantine WHERE workspace_id = {w:String}', { w })).toEqual([{ n: 0 }])
  })

  test('without an id are named by what they say: equal rows are different events, the same file is the same events', async () => {
    const w = await files.newWorkspace()
    const content =
      'type,actor_id,occurred_at\nview,ada,2020-01-01T00:00:00Z\nview,ada,2020-01-01T00:00:00Z\nview,bob,2020-01-01T00:00:00Z\n'
    const first = await files.run({ content, workspace_id: w })
    expect(counts(first)).toEqual([3, 3, 0, 0])
    expect(first.notes).toMatchObject([{ code: 'derived_id', count: 3 }])
    const longer = `${content}view,ada,2020-01-01T00:00:00Z\n`
    expect(counts(await files.run({ content: longer, workspace_id: w }))).toEqual([4, 1, 3, 0])
    const ids = 'SELECT message_id AS id FROM events WHERE workspace_id = {w:String} ORDER BY length(id), id'
    const found = (await files.rows<{ id: string }>(ids, { w })).map(({ id }) => id)
    expect(found[0]).toMatch(/^row-[\w-]{20}$/)
    expect(found.map((id) => id.slice(24))).toEqual(['', '', '-2', '-3'])
  })
})

describe('events from NDJSON', () => {
  test('are taken as they are, but for the time of sending, which says nothing about old rows', async () => {
    const w = await files.newWorkspace()
    const content = [
      JSON.stringify({
        message_id: 'a',
        type: 'view',
        actor_id: 'ada',
        occurred_at: '2020-01-01T00:00:00Z',
        sent_at: '2020-01-01T00:00:05Z',
        properties: { reason: 'x', field: 'y', message: 'z' },
      }),
      '{"message_id":"b","type":"view"',
      '[]',
      '',
      JSON.stringify({ message_id: 'c', type: 'view', actor_id: 523, occurred_at: '2020-01-01T00:00:00Z' }),
      JSON.stringify({ reason: 'r', field: 'f', message: 'm' }),
      JSON.stringify({ type: 'like', anonymous_id: 'x' }),
    ].join('\n')
    const done = await files.run({ content, workspace_id: w, name: 'events.ndjson' })
    expect(counts(done)).toEqual([6, 2, 0, 4])
    expect((await files.rejectsOf(done)).slice(1).map(([line, reason, field]) => `${line} ${reason} ${field}`)).toEqual([
      '2 not_json ',
      '3 not_an_object ',
      '5 wrong_type actor_id',
      '6 unknown_field reason',
    ])
    expect(done.notes.map(({ code }) => code).sort()).toEqual(['dated_by_import', 'derived_id'])
    expect(
      await files.rows("SELECT toString(occurred_at) AS at FROM events WHERE workspace_id = {w:String} AND type = 'view'", { w }),
    ).toEqual([{ at: '2020-01-01 00:00:00.000' }])
  })
})

describe('a file that cannot be used', () => {
  const cut = gzipSync(Array.from({ length: 5000 }, (_, i) => `view,ada,${Math.sin(i)}`).join('\n')).subarray(0, 20_000)
  test.each<[string, Partial<Asked> & Pick<Asked, 'content'>, string]>([
    ['is empty', { content: '' }, 'The file is empty'],
    ['is empty (trending)', { content: '', format: 'youtube-trending' }, 'The file is empty'],
    [
      'has another header',
      { content: 'id,name\n1,2\n', format: 'youtube-trending' },
      'its first line lacks the column video_id, title, date or trending_date, views or view_count. Expected are video_id,title',
    ],
    ['has another sign between its values', { content: 'type;actor_id\nview;ada\n' }, 'set the delimiter'],
    ['has columns nobody knows', { content: 'type,actor_id,colour\n' }, 'The column colour is no field of an event'],
    ['has a column twice', { content: 'type,actor_id,type\n' }, 'The column "type" is there twice'],
    ['is one JSON list', { content: '[{"type":"view"}]' }, 'The file is one JSON list'],
    ['is NDJSON with a mapping', { content: '{"type":"view"}', map: 'type=a,actor_id=b' }, 'The file is NDJSON'],
    ['is cut off', { content: cut, name: 'x.csv.gz' }, 'The gzip data is damaged or cut off'],
    ['is UTF-16 without saying so', { content: Buffer.from('colour,actor_id\n', 'utf16le') }, 'are no fields of an event'],
  ])('because it %s is left alone, with the reason', async (_why, asked, reason) => {
    const done = await files.run({ workspace_id: await files.newWorkspace(), ...asked })
    expect([done.status, done.error]).toEqual(['failed', expect.stringContaining(reason)])
    expect([done.error_code, done.remedy]).toEqual(['unusable_import', ERRORS.unusable_import.remedy])
    expect(counts(done)).toEqual([0, 0, 0, 0])
  })

  test.each([
    [{ format: 'spreadsheet' }, 'format in the query must be one of youtube-trending, analytics, events'],
    [{ map: 'type' }, 'must be FIELD=COLUMN'],
    [{ year: '2017' }, 'The option year is for the format "youtube-trending"'],
    [{ delimiter: 'dots' }, 'The delimiter "dots" must be one sign'],
    [{ map: '{"type":":view","actor_id":"a\\u0000"}' }, 'The option map holds a NUL'],
    [{ map: '{"type":":view","actor_id":"a\\ud800"}' }, 'half of a character'],
    [{ name: 'x\0.csv' }, 'The option name holds a NUL'],
    [{ format: 'youtube-trending', categories: '[]' }, 'The categories are not of the form'],
    [{ workspace_id: 'nowhere' }, 'There is no workspace of that id'],
  ])('because of %j is refused at once', async (asked, reason) => {
    const { status, body } = await files.begin({ content: 'x', workspace_id: await files.newWorkspace(), ...asked })
    expect(status).toBeGreaterThanOrEqual(400)
    expect(body.detail).toContain(reason)
    expect(body.remedy).not.toBe('')
    expect(readdirSync(join(files.trill.platform.config.dataDir, 'imports')).filter((name) => name.startsWith('upload-'))).toEqual([])
  })

  test('only has its header is done at once', async () => {
    expect(counts(await files.run({ content: 'type,actor_id\n', workspace_id: await files.newWorkspace() }))).toEqual([0, 0, 0, 0])
    expect(counts(await files.run({ content: HEADER, workspace_id: await files.newWorkspace(), format: 'youtube-trending' }))).toEqual([
      0, 0, 0, 0,
    ])
  })
})
