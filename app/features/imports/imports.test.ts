import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { setImmediate as nextTurn, setTimeout as pause } from 'node:timers/promises'
import { gzipSync } from 'node:zlib'
import { parse } from 'csv-parse/sync'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestPlatform, type TestPlatform } from '../../../test/platform.ts'
import type { Metadata } from '../../platform/postgres/metadata.ts'
import type { ImportBegun, ImportState } from './contract.ts'
import { imports } from './feature.ts'
import { ImportRunner } from './import-runner.ts'

let trill: TestPlatform
let workspace = 0
let metadataFails = (_sql: string) => false

beforeAll(async () => {
  trill = await startTestPlatform([imports])
  failOnDemand(trill.platform.metadata)
})
afterAll(() => trill?.close())

/** Lets a test take the metadata store away in the middle of an import. */
function failOnDemand(metadata: Metadata): void {
  const query = metadata.query.bind(metadata)
  metadata.query = async (sql, values) => {
    if (metadataFails(sql)) throw new Error('The metadata store went away')
    return query(sql, values)
  }
}

const headers = () => ({ authorization: `Bearer ${trill.secret}` })
const state = async (id: string) => (await trill.inject({ url: `/v1/imports/${id}`, headers: headers() })).json<ImportState>()

async function newWorkspace(): Promise<string> {
  workspace += 1
  await trill.addWorkspace({ id: `w${workspace}` })
  return `w${workspace}`
}

interface Asked {
  readonly content: string | Buffer
  readonly workspace_id: string
  readonly format?: string
  readonly name?: string
  readonly [option: string]: unknown
}

async function begin({ content, format = 'events', name = 'file.csv', ...rest }: Asked) {
  const query = new URLSearchParams({ format, name, ...(rest as Record<string, string>) })
  const answer = await trill.inject({
    method: 'POST',
    url: `/v1/imports?${query}`,
    headers: { ...headers(), 'content-type': 'application/octet-stream' },
    payload: Readable.from([Buffer.from(content)]),
  })
  return { status: answer.statusCode, body: answer.json<ImportBegun & { detail: string }>() }
}

async function ended(id: string): Promise<ImportState> {
  for (;;) {
    const now = await state(id)
    if (now.status !== 'running') return now
    await pause(10)
  }
}

async function run(asked: Asked): Promise<ImportState & Pick<ImportBegun, 'begun'>> {
  const { status, body } = await begin(asked)
  expect([status, body.detail]).toEqual([202, undefined])
  return { ...(await ended(body.id)), begun: body.begun }
}

async function rejectsOf({ rejects_url }: ImportState): Promise<string[][]> {
  const answer = await trill.inject({ url: rejects_url ?? '', headers: headers() })
  expect(answer.headers['content-type']).toBe('text/csv; charset=utf-8')
  return parse(answer.body) as string[][]
}

const counts = ({ rows_read, rows_accepted, rows_duplicate, rows_rejected }: ImportState) => [
  rows_read,
  rows_accepted,
  rows_duplicate,
  rows_rejected,
]
const rows = <T>(sql: string, parameters: Record<string, string>) => trill.platform.events.rows<T>(sql, parameters)

const HEADER = 'video_id,title,channel_title,category_id,tags,views,likes,dislikes,comment_total,thumbnail_link,date,category,'
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
function video({ id, date, views = '100', likes = '10', title = 'A film', category = 'News,', picture = id }: Video): string {
  return `${id},${title},Channel,24,one|"two",${views},${likes},1,3,https://i.ytimg.com/vi/${picture}/default.jpg,${date},${category}`
}

const SNAPSHOTS = `SELECT content_id AS id, toString(toDate(observed_at)) AS day, toHour(observed_at) AS hour, views, likes, comments
  FROM content_snapshots FINAL WHERE workspace_id = {w:String} ORDER BY observed_at, id`
const CONTENT = 'SELECT * FROM content FINAL WHERE workspace_id = {w:String} ORDER BY content_id'

describe('trending lists of 2017', () => {
  const content = [
    HEADER,
    video({ id: 'aaaaaaaaaaa', date: '09.10', views: '100', title: '"One, with a ""comma"" and\na second line"' }),
    video({ id: '#NAME?', date: '09.10bbbbbbbbbbb', picture: '-eTpw0X9FRQ', category: ',Travel' }),
    video({ id: 'aaaaaaaaaaa', date: '10.1', views: '150', title: 'Renamed' }),
    video({ id: 'ccccccccccc', date: '10.1', views: '0', likes: '0' }).replace(',1,3,', ',0,0,'),
    video({ id: 'ddddddddddd', date: '10.1', likes: '' }),
    video({ id: 'aaaaaaaaaaa', date: '10.1', views: '140' }),
    video({ id: '#NAME?', date: '10.1', picture: 'broken' }),
    video({ id: 'eeeeeeeeeee', date: '31.09' }),
    video({ id: 'fffffffffff', date: '10.1', views: '1,5' }),
    video({ id: 'ggggggggggg', date: '10.1', views: '-5' }),
    'hhhhhhhhhhh,Cut off,Channel,24',
    `${video({ id: 'iiiiiiiiiii', date: '10.1jjjjjjjjjjj', category: '' })}${video({ id: '', date: '10.1', views: '77' }).replace(/^,/, '')}`,
    '',
  ].join('\r\n')

  test('are mended, counted and refused row by row, and a second time change nothing', async () => {
    const w = await newWorkspace()
    const first = await run({ content, workspace_id: w, format: 'youtube-trending', name: 'GBvideos_2017.csv' })
    expect(first.status).toBe('done')
    expect(counts(first)).toEqual([13, 7, 1, 5])
    expect(first.notes.map(({ code, count }) => [code, count])).toEqual([
      ['lost_zero', 6],
      ['two_rows_in_one', 2],
      ['all_zero', 1],
      ['id_from_picture', 1],
      ['next_id_in_date', 1],
      ['not_reported', 1],
      ['shifted_category', 1],
    ])
    expect((await rejectsOf(first)).map(([line, reason, field]) => [line, reason, field])).toEqual([
      ['line', 'reason', 'field'],
      ['9', 'invalid_id', 'video_id'],
      ['10', 'invalid_date', 'date'],
      ['11', 'invalid_date', 'date'],
      ['12', 'invalid_number', 'views'],
      ['13', 'too_few_columns', ''],
    ])
    const stored = await rows(SNAPSHOTS, { w })
    expect(stored).toEqual([
      { id: '-eTpw0X9FRQ', day: '2017-10-09', hour: 12, views: 100, likes: 10, comments: 3 },
      { id: 'aaaaaaaaaaa', day: '2017-10-09', hour: 12, views: 100, likes: 10, comments: 3 },
      { id: 'aaaaaaaaaaa', day: '2017-10-10', hour: 12, views: 150, likes: 10, comments: 3 },
      { id: 'ccccccccccc', day: '2017-10-10', hour: 12, views: 0, likes: 0, comments: 0 },
      { id: 'ddddddddddd', day: '2017-10-10', hour: 12, views: 100, likes: null, comments: 3 },
      { id: 'iiiiiiiiiii', day: '2017-10-10', hour: 12, views: 100, likes: 10, comments: 3 },
      { id: 'jjjjjjjjjjj', day: '2017-10-10', hour: 12, views: 77, likes: 10, comments: 3 },
    ])
    expect((await run({ content, workspace_id: w, format: 'youtube-trending', name: 'GBvideos_2017.csv' })).begun).toBe('already_imported')
    const again = await run({ content, workspace_id: w, format: 'youtube-trending', name: 'GBvideos_2017.csv', again: 'true' })
    expect(counts(again)).toEqual([13, 0, 8, 5])
    expect(await rows(SNAPSHOTS, { w })).toEqual(stored)
  })

  test('describe their videos as the latest day does, and keep the platform’s own category', async () => {
    const w = await newWorkspace()
    const content = [
      HEADER,
      video({ id: 'aaaaaaaaaaa', date: '14.09', title: 'New' }),
      video({ id: 'aaaaaaaaaaa', date: '13.09', title: 'Old' }),
    ].join('\n')
    const asked = { content, workspace_id: w, format: 'youtube-trending', name: 'x.csv', year: '2017' }
    await run(asked)
    const [described] = await rows<Record<string, unknown>>(CONTENT, { w })
    expect(described).toEqual({
      workspace_id: w,
      content_id: 'aaaaaaaaaaa',
      platform: 'youtube',
      kind: 'video',
      title: 'New',
      creator_id: 'Channel',
      creator_name: 'Channel',
      category: 'Entertainment',
      tags: ['one', 'two'],
      url: 'https://www.youtube.com/watch?v=aaaaaaaaaaa',
      thumbnail_url: 'https://i.ytimg.com/vi/aaaaaaaaaaa/default.jpg',
      published_at: null,
      provenance: 'imported',
      updated_at: '2017-09-14 12:00:00.000',
    })
    expect(counts(await run({ ...asked, category_from: 'column' }))).toEqual([2, 0, 2, 0])
    expect(await rows(CONTENT, { w })).toMatchObject([{ category: 'News' }])
    const own = JSON.stringify({ items: [{ id: '24', snippet: { title: "L'amour" } }] })
    await run({ ...asked, categories: own })
    expect(await rows(CONTENT, { w })).toMatchObject([{ category: "L'amour" }])
  })

  test('need a year, from the name or the option', async () => {
    const w = await newWorkspace()
    const { status, error } = await run({
      content: `${HEADER}\n${video({ id: 'aaaaaaaaaaa', date: '13.09' })}`,
      workspace_id: w,
      format: 'youtube-trending',
    })
    expect([status, error]).toEqual([
      'failed',
      expect.stringContaining('The dates of this file name no year ("13.09"), nor does its name; add --year'),
    ])
  })
})

test('the layout of USvideos.csv is read: dates with a year, times of publication, quoted tags, counters switched off', async () => {
  const w = await newWorkspace()
  const header =
    'video_id,trending_date,title,channel_title,category_id,publish_time,tags,views,likes,dislikes,comment_count,thumbnail_link,comments_disabled,ratings_disabled,video_error_or_removed,description'
  const content = [
    header,
    '2kyS6SvSYSE,17.14.11,"WE ""TALK""",CaseyNeistat,22,2017-11-13T17:13:01.000Z,"SHANtell martin|""a b""|it\'s",748374,57527,2966,15954,https://i.ytimg.com/vi/2kyS6SvSYSE/default.jpg,False,False,False,"one\ntwo\nthree"',
    '1ZAPwfrtAFY,17.14.11,Trump,LastWeekTonight,24,2017-11-13T07:30:00.000Z,[none],2418783,0,0,0,https://i.ytimg.com/vi/1ZAPwfrtAFY/default.jpg,True,True,False,',
    '1ZAPwfrtAFY,17.14.11,Trump,LastWeekTonight,24,2017-11-13T07:30:00.000Z,[none],2418783,0,0,0,https://i.ytimg.com/vi/1ZAPwfrtAFY/default.jpg,True,True,False',
    '5qpjK5DgCt4,17.14.13,No such month,x,23,2017-11-12T19:05:24.000Z,a,1,1,1,1,https://i.ytimg.com/vi/5qpjK5DgCt4/default.jpg,False,False,False,',
    '',
  ].join('\n')
  const done = await run({ content: gzipSync(content), workspace_id: w, format: 'youtube-trending', name: 'USvideos.csv.gz' })
  expect(counts(done)).toEqual([4, 2, 1, 1])
  expect((await rejectsOf(done)).map(([line, reason]) => [line, reason])).toEqual([
    ['line', 'reason'],
    ['7', 'invalid_date'],
  ])
  expect(await rows(SNAPSHOTS, { w })).toEqual([
    { id: '1ZAPwfrtAFY', day: '2017-11-14', hour: 12, views: 2418783, likes: null, comments: null },
    { id: '2kyS6SvSYSE', day: '2017-11-14', hour: 12, views: 748374, likes: 57527, comments: 15954 },
  ])
  expect(await rows(CONTENT, { w })).toMatchObject([
    { content_id: '1ZAPwfrtAFY', tags: [], category: 'Entertainment' },
    { content_id: '2kyS6SvSYSE', title: 'WE "TALK"', tags: ['SHANtell martin', 'a b', "it's"], published_at: '2017-11-13 17:13:01.000' },
  ])
})

const CASCADES = `cascade,user,parent_user,delay_min,is_reply
265953285247209472,0,-1,0.0,0
265953285247209472,1,0,0.45,1
265953285247209472,2,1,0.85,0
265953285247209472,3,0,-1.15,1
265953285247209472,1,0,0.45,1
`
const CASCADE_MAP =
  'message_id={cascade}:{user},type=:share,content_id=cascade,actor_id=user,parent_message_id={cascade}:{parent_user|not -1},occurred_at={cascade|snowflake|plus delay_min minutes},platform=:x'

describe('events from a CSV file', () => {
  test('become shares with their parents; repeats and impossible delays are counted and named', async () => {
    const w = await newWorkspace()
    const asked = { content: CASCADES, workspace_id: w, map: CASCADE_MAP }
    const first = await run(asked)
    expect(counts(first)).toEqual([5, 3, 1, 1])
    expect(await rejectsOf(first)).toEqual([
      ['line', 'reason', 'field', 'message', 'row'],
      ['5', 'negative_delay', 'occurred_at', 'delay_min is -1.15; it must be 0 or more', '265953285247209472,3,0,-1.15,1'],
    ])
    const edges =
      'SELECT message_id, parent_message_id, actor_id, provenance FROM share_edges WHERE workspace_id = {w:String} ORDER BY occurred_at'
    expect(await rows(edges, { w })).toEqual([
      { message_id: '265953285247209472:0', parent_message_id: '', actor_id: '0', provenance: 'imported' },
      { message_id: '265953285247209472:1', parent_message_id: '265953285247209472:0', actor_id: '1', provenance: 'imported' },
      { message_id: '265953285247209472:2', parent_message_id: '265953285247209472:1', actor_id: '2', provenance: 'imported' },
    ])
    expect(counts(await run({ ...asked, again: 'true' }))).toEqual([5, 0, 4, 1])
    expect(
      counts(await run({ ...asked, content: CASCADES.replace('cascade,user', 'cascade,user').concat('265953285247209472,9,0,1,0\n') })),
    ).toEqual([6, 1, 4, 1])
    expect(await rows('SELECT count() AS n FROM events WHERE workspace_id = {w:String}', { w })).toEqual([{ n: 4 }])
  })

  test('that ingest would refuse are refused, with their lines in the order of the file', async () => {
    const w = await newWorkspace()
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
    const done = await run({ content, workspace_id: w })
    expect(counts(done)).toEqual([7, 1, 0, 6])
    expect((await rejectsOf(done)).slice(1).map(([line, reason]) => `${line} ${reason}`)).toEqual([
      '3 invalid_format',
      '4 invalid_time',
      '5 too_few_columns',
      '6 missing_identity',
      '7 too_many_columns',
      '8 time_too_early',
    ])
    expect(await rows('SELECT count() AS n FROM quarantine WHERE workspace_id = {w:String}', { w })).toEqual([{ n: 0 }])
  })

  test('without an id are named by what they say: equal rows are different events, the same file is the same events', async () => {
    const w = await newWorkspace()
    const content =
      'type,actor_id,occurred_at\nview,ada,2020-01-01T00:00:00Z\nview,ada,2020-01-01T00:00:00Z\nview,bob,2020-01-01T00:00:00Z\n'
    const first = await run({ content, workspace_id: w })
    expect(counts(first)).toEqual([3, 3, 0, 0])
    expect(first.notes).toMatchObject([{ code: 'derived_id', count: 3 }])
    const longer = `${content}view,ada,2020-01-01T00:00:00Z\n`
    expect(counts(await run({ content: longer, workspace_id: w }))).toEqual([4, 1, 3, 0])
    const ids = 'SELECT message_id AS id FROM events WHERE workspace_id = {w:String} ORDER BY length(id), id'
    const found = (await rows<{ id: string }>(ids, { w })).map(({ id }) => id)
    expect(found[0]).toMatch(/^row-[\w-]{20}$/)
    expect(found.map((id) => id.slice(24))).toEqual(['', '', '-2', '-3'])
  })
})

describe('events from NDJSON', () => {
  test('are taken as they are, but for the time of sending, which says nothing about old rows', async () => {
    const w = await newWorkspace()
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
    const done = await run({ content, workspace_id: w, name: 'events.ndjson' })
    expect(counts(done)).toEqual([6, 2, 0, 4])
    expect((await rejectsOf(done)).slice(1).map(([line, reason, field]) => `${line} ${reason} ${field}`)).toEqual([
      '2 not_json ',
      '3 not_an_object ',
      '5 wrong_type actor_id',
      '6 unknown_field reason',
    ])
    expect(done.notes.map(({ code }) => code).sort()).toEqual(['dated_by_import', 'derived_id'])
    expect(await rows("SELECT toString(occurred_at) AS at FROM events WHERE workspace_id = {w:String} AND type = 'view'", { w })).toEqual([
      { at: '2020-01-01 00:00:00.000' },
    ])
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
    ['has another sign between its values', { content: 'type;actor_id\nview;ada\n' }, 'add --delimiter'],
    ['has columns nobody knows', { content: 'type,actor_id,colour\n' }, 'The columns colour are no fields of an event'],
    ['has a column twice', { content: 'type,actor_id,type\n' }, 'The column "type" is there twice'],
    ['is one JSON list', { content: '[{"type":"view"}]' }, 'The file is one JSON list'],
    ['is NDJSON with a mapping', { content: '{"type":"view"}', map: 'type=a,actor_id=b' }, 'The file is NDJSON'],
    ['is cut off', { content: cut, name: 'x.csv.gz' }, 'The gzip data is damaged or cut off'],
    ['is UTF-16', { content: Buffer.from('\ufefftype,actor_id\n', 'utf16le') }, 'The file is UTF-16; add --encoding utf-16le'],
  ])('because it %s is left alone, with the reason', async (_why, asked, reason) => {
    const done = await run({ workspace_id: await newWorkspace(), ...asked })
    expect([done.status, done.error]).toEqual(['failed', expect.stringContaining(reason)])
    expect(counts(done)).toEqual([0, 0, 0, 0])
  })

  test.each([
    [{ format: 'spreadsheet' }, 'format in the query must be one of youtube-trending, events'],
    [{ map: 'type' }, 'must be FIELD=COLUMN'],
    [{ year: '2017' }, 'The option year is for the format "youtube-trending"'],
    [{ delimiter: 'dots' }, 'The delimiter "dots" must be one sign'],
    [{ format: 'youtube-trending', categories: '[]' }, 'The categories are not of the form'],
    [{ workspace_id: 'nowhere' }, 'There is no workspace of that id'],
  ])('because of %j is refused at once', async (asked, reason) => {
    const { status, body } = await begin({ content: 'x', workspace_id: await newWorkspace(), ...asked })
    expect(status).toBeGreaterThanOrEqual(400)
    expect(body.detail).toContain(reason)
    expect(readdirSync(join(trill.platform.config.dataDir, 'imports')).filter((name) => name.startsWith('upload-'))).toEqual([])
  })

  test('only has its header is done at once', async () => {
    expect(counts(await run({ content: 'type,actor_id\n', workspace_id: await newWorkspace() }))).toEqual([0, 0, 0, 0])
    expect(counts(await run({ content: HEADER, workspace_id: await newWorkspace(), format: 'youtube-trending' }))).toEqual([0, 0, 0, 0])
  })
})

describe('a long import', () => {
  const many = (n: number) =>
    `message_id,type,actor_id,occurred_at\n${Array.from({ length: n }, (_, i) => `m${i},${i % 1000 === 7 ? 'No!' : 'view'},a${i % 100},2020-01-01T00:00:00Z`).join('\n')}\n`
  const stored = async (w: string) =>
    (await rows<{ n: number }>('SELECT count() AS n FROM events WHERE workspace_id = {w:String}', { w }))[0]?.n

  test('that is cancelled keeps what it stored, and goes on from there', async () => {
    const w = await newWorkspace()
    const asked = { content: many(60_000), workspace_id: w }
    const { body } = await begin(asked)
    while ((await state(body.id)).rows_read === 0) await nextTurn()
    const cancelled = (await trill.inject({ method: 'POST', url: `/v1/imports/${body.id}/cancel`, headers: headers() })).json<ImportState>()
    expect(cancelled.status).toBe('cancelled')
    expect(cancelled.rows_read).toBeGreaterThan(0)
    expect(cancelled.rows_read).toBeLessThan(60_000)
    const { status, body: resumed } = await begin(asked)
    expect([status, resumed.begun, resumed.id]).toEqual([202, 'resumed', body.id])
    expect(counts(await ended(body.id))).toEqual([60_000, 59_940, 0, 60])
    expect(await stored(w)).toBe(59_940)
  })

  test('goes on after a restart of the server', async () => {
    const w = await newWorkspace()
    const first = new ImportRunner(trill.platform)
    const upload = await receiveFile(many(60_000))
    const { record } = await first.begin({ workspaceId: w, format: 'events', name: 'many.csv', options: {}, again: false }, upload)
    while ((first.progress(record.id)?.checkpoint.position ?? 0) < 10_000) await nextTurn()
    await first.close()
    expect((await state(record.id)).status).toBe('running')
    const second = new ImportRunner(trill.platform)
    await second.resume()
    const done = await ended(record.id)
    expect(counts(done)).toEqual([60_000, 59_940, 0, 60])
    expect(await rejectsOf(done)).toHaveLength(61)
    expect(await stored(w)).toBe(59_940)
  })

  test('that loses the metadata store between storing a batch and noting it counts every row once', async () => {
    const w = await newWorkspace()
    let kept = 0
    metadataFails = (sql) => sql.startsWith('UPDATE imports SET position') && ++kept === 3
    const broken = await run({ content: many(30_000), workspace_id: w })
    metadataFails = () => false
    expect([broken.status, broken.error, broken.rows_read]).toEqual(['failed', 'The metadata store went away', 10_000])
    const resumed = await run({ content: many(30_000), workspace_id: w })
    expect([resumed.begun, resumed.id]).toEqual(['resumed', broken.id])
    expect(counts(resumed)).toEqual([30_000, 29_970, 0, 30])
    expect(await rejectsOf(resumed)).toHaveLength(31)
    expect(await stored(w)).toBe(29_970)
  })

  test('of videos that is interrupted there counts its own rows as new', async () => {
    const w = await newWorkspace()
    const id = (i: number) => String(i % 6000).padStart(11, 'v')
    const content = [HEADER, ...Array.from({ length: 12_000 }, (_, i) => video({ id: id(i), date: '13.09', views: String(i) }))].join('\n')
    let kept = 0
    metadataFails = (sql) => sql.startsWith('UPDATE imports SET position') && ++kept === 2
    const asked = { content, workspace_id: w, format: 'youtube-trending', name: 'x_2017.csv' }
    expect((await run(asked)).status).toBe('failed')
    metadataFails = () => false
    expect(counts(await run(asked))).toEqual([12_000, 6000, 6000, 0])
    expect(
      await rows('SELECT count() AS n, sum(views) AS views FROM content_snapshots FINAL WHERE workspace_id = {w:String}', { w }),
    ).toEqual([{ n: 6000, views: (6000 * (6000 + 11_999)) / 2 }])
  })

  test('asked for twice at once is one import', async () => {
    const w = await newWorkspace()
    const asked = { content: many(20_000), workspace_id: w }
    const [one, two] = await Promise.all([begin(asked), begin(asked)])
    expect([one.body.detail, two.body.detail]).toEqual([undefined, undefined])
    expect(one.body.id).toBe(two.body.id)
    expect([one.body.begun, two.body.begun].sort()).toEqual(['already_running', 'started'])
    expect(counts(await ended(one.body.id))).toEqual([20_000, 19_980, 0, 20])
  })

  test('of a key’s workspace is nobody else’s', async () => {
    const { body } = await begin({ content: CASCADES, map: CASCADE_MAP, workspace_id: await newWorkspace() })
    const key = await trill.createKey('admin', await newWorkspace())
    for (const url of [`/v1/imports/${body.id}`, `/v1/imports/${body.id}/rejects`]) {
      expect((await trill.inject({ url, headers: { authorization: `Bearer ${key}` } })).statusCode).toBe(404)
    }
    await ended(body.id)
  })

  test('leaves no file behind but what was refused', async () => {
    const left = readdirSync(join(trill.platform.config.dataDir, 'imports'))
    expect(left.filter((name) => !name.endsWith('.rejects.csv'))).toEqual([])
  })
})

async function receiveFile(content: string) {
  const { receive } = await import('./upload.ts')
  return receive(Readable.from([Buffer.from(content)]), trill.platform.config.dataDir)
}
