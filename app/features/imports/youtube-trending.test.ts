import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestPlatform } from '../../../test/platform.ts'
import { imports } from './feature.ts'
import { counts, HEADER, TestImports, video } from './testing.ts'

let files: TestImports
beforeAll(async () => {
  files = new TestImports(await startTestPlatform([imports]))
})
afterAll(() => files?.close())

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
    const w = await files.newWorkspace()
    const first = await files.run({ content, workspace_id: w, format: 'youtube-trending', name: 'GBvideos_2017.csv' })
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
    expect((await files.rejectsOf(first)).map(([line, reason, field]) => [line, reason, field])).toEqual([
      ['line', 'reason', 'field'],
      ['9', 'invalid_id', 'video_id'],
      ['10', 'invalid_date', 'date'],
      ['11', 'invalid_date', 'date'],
      ['12', 'invalid_number', 'views'],
      ['13', 'too_few_columns', ''],
    ])
    const stored = await files.rows(SNAPSHOTS, { w })
    expect(stored).toEqual([
      { id: '-eTpw0X9FRQ', day: '2017-10-09', hour: 12, views: 100, likes: 10, comments: 3 },
      { id: 'aaaaaaaaaaa', day: '2017-10-09', hour: 12, views: 100, likes: 10, comments: 3 },
      { id: 'aaaaaaaaaaa', day: '2017-10-10', hour: 12, views: 150, likes: 10, comments: 3 },
      { id: 'ccccccccccc', day: '2017-10-10', hour: 12, views: 0, likes: 0, comments: 0 },
      { id: 'ddddddddddd', day: '2017-10-10', hour: 12, views: 100, likes: null, comments: 3 },
      { id: 'iiiiiiiiiii', day: '2017-10-10', hour: 12, views: 100, likes: 10, comments: 3 },
      { id: 'jjjjjjjjjjj', day: '2017-10-10', hour: 12, views: 77, likes: 10, comments: 3 },
    ])
    expect((await files.run({ content, workspace_id: w, format: 'youtube-trending', name: 'GBvideos_2017.csv' })).begun).toBe(
      'already_imported',
    )
    const again = await files.run({ content, workspace_id: w, format: 'youtube-trending', name: 'GBvideos_2017.csv', again: 'true' })
    expect(counts(again)).toEqual([13, 0, 8, 5])
    expect(await files.rows(SNAPSHOTS, { w })).toEqual(stored)
  })

  test('describe their videos as the latest day does, and keep the platform’s own category', async () => {
    const w = await files.newWorkspace()
    const content = [
      HEADER,
      video({ id: 'aaaaaaaaaaa', date: '14.09', title: 'New' }),
      video({ id: 'aaaaaaaaaaa', date: '13.09', title: 'Old' }),
    ].join('\n')
    const asked = { content, workspace_id: w, format: 'youtube-trending', name: 'x.csv', year: '2017' }
    await files.run(asked)
    const [described] = await files.rows<Record<string, unknown>>(CONTENT, { w })
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
    expect(counts(await files.run({ ...asked, category_from: 'column' }))).toEqual([2, 0, 2, 0])
    expect(await files.rows(CONTENT, { w })).toMatchObject([{ category: 'News' }])
    const own = JSON.stringify({ items: [{ id: '24', snippet: { title: "L'amour" } }] })
    await files.run({ ...asked, categories: own })
    expect(await files.rows(CONTENT, { w })).toMatchObject([{ category: "L'amour" }])
  })

  test('need a year, from the name or the option', async () => {
    const w = await files.newWorkspace()
    const { status, error } = await files.run({
      content: `${HEADER}\n${video({ id: 'aaaaaaaaaaa', date: '13.09' })}`,
      workspace_id: w,
      format: 'youtube-trending',
    })
    expect([status, error]).toEqual([
      'failed',
      expect.stringContaining('The dates of this file name no year ("13.09"), nor does its name; set the year'),
    ])
  })
})

test('the layout of USvideos.csv is read: dates with a year, times of publication, quoted tags, counters switched off', async () => {
  const w = await files.newWorkspace()
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
  const done = await files.run({ content: gzipSync(content), workspace_id: w, format: 'youtube-trending', name: 'USvideos.csv.gz' })
  expect(counts(done)).toEqual([4, 2, 1, 1])
  expect((await files.rejectsOf(done)).map(([line, reason]) => [line, reason])).toEqual([
    ['line', 'reason'],
    ['7', 'invalid_date'],
  ])
  expect(await files.rows(SNAPSHOTS, { w })).toEqual([
    { id: '1ZAPwfrtAFY', day: '2017-11-14', hour: 12, views: 2418783, likes: null, comments: null },
    { id: '2kyS6SvSYSE', day: '2017-11-14', hour: 12, views: 748374, likes: 57527, comments: 15954 },
  ])
  expect(await files.rows(CONTENT, { w })).toMatchObject([
    { content_id: '1ZAPwfrtAFY', tags: [], category: 'Entertainment' },
    { content_id: '2kyS6SvSYSE', title: 'WE "TALK"', tags: ['SHANtell martin', 'a b', "it's"], published_at: '2017-11-13 17:13:01.000' },
  ])
})
