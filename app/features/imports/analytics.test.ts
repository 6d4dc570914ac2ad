import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestPlatform } from '../../../test/platform.ts'
import type { ImportState } from './contract.ts'
import { imports } from './feature.ts'
import { type Asked, counts, TestImports } from './testing.ts'

let files: TestImports
beforeAll(async () => {
  files = new TestImports(await startTestPlatform([imports]))
})
afterAll(() => files?.close())

const SNAPSHOTS = `SELECT content_id, toString(observed_at) AS seen, platform, views, likes, comments, shares, saves, impressions, reach, clicks,
  profile_visits, follows, watch_seconds, completions FROM content_snapshots FINAL WHERE workspace_id = {w:String} ORDER BY content_id`
const CONTENT = `SELECT content_id, platform, kind, title, creator_id, creator_name, tags, url, toString(published_at) AS published
  FROM content FINAL WHERE workspace_id = {w:String} ORDER BY content_id`

type Row = Record<string, unknown>

async function imported(asked: Omit<Asked, 'workspace_id' | 'format'>) {
  const w = await files.newWorkspace()
  const state = await files.run({ format: 'analytics', ...asked, workspace_id: w } as Asked)
  expect([state.status, state.error]).toEqual(['done', null])
  const snapshots = await files.rows<Row>(SNAPSHOTS, { w })
  return { w, state, content: await files.rows<Row>(CONTENT, { w }), snapshots: snapshots.map(reported) }
}

/** What was reported, without the rest. */
function reported(row: Row): Row {
  return Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null))
}

const notesOf = ({ notes }: ImportState) => Object.fromEntries(notes.map(({ code, count }) => [code, count]))
const reasonsOf = async (state: ImportState) =>
  (await files.rejectsOf(state)).slice(1).map(([line, reason, field]) => [line, reason, field])

describe('YouTube Studio', () => {
  const content = [
    '\uFEFFContent,Video title,Video publish time,Duration,Views,Watch time (hours),Subscribers,Impressions,Thumb\u00ADnail click-through rate (%),Average view duration,Shares,Comments added,Likes,Your estimated revenue (USD)',
    'Total,,,,"15,420",892.5,318,"91,000",4.1,0:03:28,12,45,600,12.3',
    'aaaaaaaaaaa,"Harbour walk, part 2 #harbour #Walk","Oct 7, 2026",754,"12,400",700.25,300,"80,000",4.2,0:03:23,10,40,550,11',
    'bbbbbbbbbbb,Night ferry,"Oct 8, 2026",61,"3,020",,18,,,0:00:45,,5,50,',
    '1.23E+11,Broken by a spreadsheet,"Oct 9, 2026",61,10,1,0,5,1,0:00:45,0,0,0,0',
    'ccccccccccc,Odd,"Oct 9, 2026",61,many,1,0,5,1,0:00:45,0,0,0,0',
    'ddddddddddd,Nothing,"Oct 9, 2026",61,,,,,,,,,,',
  ].join('\r\n')

  test('brings impressions, which no API tells; the row of sums is no video', async () => {
    const { state, snapshots, content: posts } = await imported({ content, name: 'Content 2026-10-01_2026-10-28 Harbour.csv' })
    expect(counts(state)).toEqual([5, 2, 0, 3])
    const seen = { seen: '2026-10-28 12:00:00.000', platform: 'youtube' }
    expect(snapshots).toEqual([
      {
        content_id: 'aaaaaaaaaaa',
        ...seen,
        views: 12_400,
        likes: 550,
        comments: 40,
        shares: 10,
        impressions: 80_000,
        follows: 300,
        watch_seconds: 2_520_900,
      },
      // 45 seconds a view, as no hours are given.
      { content_id: 'bbbbbbbbbbb', ...seen, views: 3020, likes: 50, comments: 5, follows: 18, watch_seconds: 135_900 },
    ])
    expect(posts[0]).toEqual({
      content_id: 'aaaaaaaaaaa',
      platform: 'youtube',
      kind: 'video',
      title: 'Harbour walk, part 2 #harbour #Walk',
      creator_id: '',
      creator_name: '',
      tags: ['harbour', 'Walk'],
      url: 'https://www.youtube.com/watch?v=aaaaaaaaaaa',
      published: '2026-10-07 00:00:00.000',
    })
    expect(await reasonsOf(state)).toEqual([
      ['5', 'invalid_id', 'id'],
      ['6', 'invalid_number', 'views'],
      ['7', 'no_counters', 'views'],
    ])
    expect(notesOf(state)).toEqual({ derived: 1, not_reported: 1 })
  })

  test.each([
    [
      'German',
      'Videos;Videotitel;Veröffentlichungszeitpunkt des Videos;Dauer;Aufrufe;Wiedergabezeit (Stunden);Abonnenten;Geschätzter Umsatz (EUR);Impressionen',
      'Gesamt;;;;9;1;;;',
      'aaaaaaaaaaa;Fähre;2026-10-07;61;1.234;8,5;3;0,4;5.000',
    ],
    [
      'French',
      'Contenu,Titre de la vidéo,Heure de publication de la vidéo,Durée,Vues,Durée de visionnage (heures),Abonnés,Impressions',
      'Total,,,,"28\u202f000","1,5",,',
      'aaaaaaaaaaa,Bac,2026-10-07,61,"1\u202f234","8,5",3,"5\u00a0000"',
    ],
    [
      'Spanish',
      'Contenido,Título del vídeo,Hora de publicación del vídeo,Duración,Visualizaciones,Tiempo de visualización (horas),Suscriptores,Impresiones',
      'Total,,,,9,1,,',
      'aaaaaaaaaaa,Ferry,2026-10-07,61,1.234,"8,5",3,5.000',
    ],
    [
      'Portuguese',
      'Conteúdo,Título do vídeo,Horário de publicação do vídeo,Duração,Impressões,Visualizações,Tempo de exibição (horas),Inscritos',
      'Total,,,,9,9,1,',
      'aaaaaaaaaaa,Balsa,2026-10-07,61,5.000,1.234,"8,5",3',
    ],
    [
      'Japanese',
      'コンテンツ,動画のタイトル,動画公開時刻,長さ,視聴回数,総再生時間（単位: 時間）,チャンネル登録者,インプレッション数',
      '合計,,,,9,1,,',
      'aaaaaaaaaaa,フェリー,2026/10/07,61,"1,234",8.5,3,"5,000"',
    ],
  ])('is known by headers in %s, with its signs in numbers', async (_, header, total, row) => {
    const { state, snapshots } = await imported({
      content: `${header}\n${total}\n${row}\n`,
      date: '2026-10-30',
    })
    expect(counts(state)).toEqual([1, 1, 0, 0])
    expect(snapshots).toEqual([
      {
        content_id: 'aaaaaaaaaaa',
        seen: '2026-10-30 12:00:00.000',
        platform: 'youtube',
        views: 1234,
        impressions: 5000,
        follows: 3,
        watch_seconds: 30_600,
      },
    ])
  })

  test('is read as a spreadsheet saves it: semicolons, or tabs in UTF-16, with decimal commas and a sum whose name is hyphenated', async () => {
    const rows = [
      'Content;Video title;Views;Watch time (hours);Impressions',
      'To\u00ADtal;;9;1,5;9',
      'aaaaaaaaaaa;"Ferry; again";1.234;8,5;5.000',
    ]
    const expected = { content_id: 'aaaaaaaaaaa', views: 1234, impressions: 5000, watch_seconds: 30_600 }
    const text = rows.join('\r\n')
    for (const content of [
      text,
      Buffer.from(`\uFEFF${text.replaceAll('"', '').replace('; again', '').replaceAll(';', '\t')}`, 'utf16le'),
    ]) {
      const { state, snapshots } = await imported({ content, date: '2026-10-30' })
      expect([counts(state), snapshots]).toEqual([[1, 1, 0, 0], [expect.objectContaining(expected)]])
    }
  })

  test('counters of a period that began after a video was published are not its counters', async () => {
    const old = 'eeeeeeeeeee,Old,"Sep 1, 2026",61,10,1,0,5,1,0:00:45,0,0,0,0'
    const { state, snapshots } = await imported({
      content: `${content.split('\r\n')[0]}\n${old}\n`,
      name: 'Content 2026-10-01_2026-10-28.csv',
    })
    expect(snapshots).toEqual([])
    expect(await reasonsOf(state)).toEqual([['2', 'partial_counters', 'published']])
  })
})

describe('X', () => {
  const HEADER =
    'Post id,Date,Post text,Post Link,Impressions,Likes,Engagements,Bookmarks,Shares,New follows,Replies,Reposts,Profile visits,Detail Expands,URL Clicks,Hashtag Clicks,Permalink Clicks'

  test('times come from identifiers, and a rounded identifier from the address', async () => {
    const content = [
      HEADER,
      '1976543210987654321,"Tue, Oct 7, 2026",First #Harbour,https://x.com/harbour/status/1976543210987654321,1200,30,60,4,2,1,5,6,9,8,3,0,1',
      '1.97654E+18,"Tue, Oct 7, 2026",Second,https://x.com/harbour/status/1976543210987654400,100,3,6,,0,0,0,1,0,0,0,0,0',
      '1976543210987650000,"Tue, Oct 7, 2026",Third,,100,3,6,0,0,0,0,1,0,0,0,0,0',
      '1.97654E+18,"Tue, Oct 7, 2026",Fourth,,100,3,6,0,0,0,0,1,0,0,0,0,0',
    ].join('\n')
    const { state, snapshots, content: posts } = await imported({ content, name: 'account_analytics_content_2025-10-01_2026-10-28.csv' })
    expect(counts(state)).toEqual([4, 2, 0, 2])
    expect(snapshots[0]).toEqual({
      content_id: 'x:1976543210987654321',
      seen: '2026-10-28 12:00:00.000',
      platform: 'x',
      likes: 30,
      comments: 5,
      shares: 6,
      saves: 4,
      impressions: 1200,
      clicks: 3,
      profile_visits: 9,
      follows: 1,
    })
    expect(posts[0]).toMatchObject({
      creator_id: 'harbour',
      tags: ['Harbour'],
      kind: 'post',
      published: new Date(Number((1976543210987654321n >> 22n) + 1288834974657n)).toISOString().replace('T', ' ').replace('Z', ''),
    })
    expect(await reasonsOf(state)).toEqual([
      ['4', 'invalid_id', 'id'],
      ['5', 'invalid_id', 'id'],
    ])
    expect((await files.rejectsOf(state))[1]?.[3]).toContain('rounded by a spreadsheet')
    expect(notesOf(state)).toMatchObject({ id_from_link: 1, time_from_id: 2 })
  })

  test('the export of before is known too', async () => {
    const content =
      'Tweet id,Tweet permalink,Tweet text,time,impressions,engagements,engagement rate,retweets,replies,likes,user profile clicks,url clicks,follows\n' +
      '1276543210987654321,https://twitter.com/harbour/status/1276543210987654321,Old,2020-06-26 16:05 +0000,500.0,50.0,0.1,4.0,3.0,20.0,2.0,1.0,0.0\n'
    const { snapshots } = await imported({ content, date: '2020-07-01' })
    expect(snapshots).toMatchObject([{ impressions: 500, shares: 4, comments: 3, likes: 20, profile_visits: 2, clicks: 1, follows: 0 }])
  })
})

describe('TikTok', () => {
  test('days without a year come from the identifier, short numbers and shares are numbers', async () => {
    const id = (BigInt(Date.UTC(2026, 8, 6, 9) / 1000) << 32n) + 77n
    const content =
      'Video title,Video link,Post time,Total likes,Total comments,Total shares,Total views,Total play time,Average watch time,Watched full video,Add to favorites\n' +
      `Ferry at dawn,https://www.tiktok.com/@harbour/video/${id},9月6日,1.2K,45,12,"18,400",,11.5,38%,40\n` +
      'No address,,9月6日,1,1,1,10,,1,1%,0\n'
    const { state, snapshots, content: posts } = await imported({ content, date: '2026-09-30' })
    expect(snapshots).toEqual([
      {
        content_id: `tiktok:${id}`,
        seen: '2026-09-30 12:00:00.000',
        platform: 'tiktok',
        views: 18_400,
        likes: 1200,
        comments: 45,
        shares: 12,
        saves: 40,
        watch_seconds: 211_600,
        completions: 6992,
      },
    ])
    expect(posts).toMatchObject([{ creator_id: 'harbour', kind: 'video', published: '2026-09-06 09:00:00.000' }])
    expect(await reasonsOf(state)).toEqual([['3', 'invalid_id', 'link']])
  })
})

describe('Meta', () => {
  test('Instagram: columns in any order, times with the month first, lifetimes only', async () => {
    const content = [
      'Post ID,Account ID,Account username,Account name,Description,Duration (sec),Publish time,Permalink,Post type,Data comment,Date,Views,Reach,Likes,Shares,Follows,Comments,Saves',
      '18011000000000001,178,harbour,The Harbour,"Ferry, again #ferry",44,10/03/2026 08:31,https://www.instagram.com/reel/DAbc123/,IG reel,,Lifetime,"12,400",9100,610,88,41,57,230',
      '18011000000000002,178,harbour,The Harbour,Gulls,0,10/04/2026 08:31,https://www.instagram.com/p/DAbc124/,IG image,,10/05/2026,100,90,6,0,0,0,0',
    ].join('\n')
    const { state, snapshots, content: posts } = await imported({ content, name: 'Oct-01-2026_Oct-28-2026_1234.csv' })
    expect(snapshots).toEqual([
      {
        content_id: 'instagram:18011000000000001',
        seen: '2026-10-28 12:00:00.000',
        platform: 'instagram',
        views: 12_400,
        reach: 9100,
        likes: 610,
        shares: 88,
        follows: 41,
        comments: 57,
        saves: 230,
      },
    ])
    expect(posts).toMatchObject([
      { creator_id: 'harbour', creator_name: 'The Harbour', kind: 'video', published: '2026-10-03 08:31:00.000' },
    ])
    expect(await reasonsOf(state)).toEqual([['3', 'partial_counters', 'date']])
    expect(notesOf(state)).toEqual({ time_without_zone: 1 })
  })

  // As exports of 2026 have them, by the readers that two projects published for theirs.
  test.each([
    [
      'Japanese',
      '投稿ID,アカウントID,アカウントのユーザーネーム,アカウント名,説明,時間(秒),公開時間,リンク,投稿タイプ,データコメント,日時,ビュー,リーチ,いいね！の数,シェア数,フォロー数,コメント数,保存数',
      '18011000000000001,178,harbour,The Harbour,Ferry,44,10/03/2026 08:31,https://www.instagram.com/reel/DAbc123/,IGリール動画,,通算,12400,9100,610,88,41,57,230',
    ],
    [
      'Korean',
      '게시물 ID,계정 ID,계정 사용자 이름,계정 이름,설명,기간(초),게시 시간,고유 링크,게시물 유형,데이터 댓글,날짜,조회,도달,팔로우,좋아요,댓글,공유,저장',
      '18011000000000001,178,harbour,The Harbour,Ferry,44,10/03/2026 08:31,https://www.instagram.com/reel/DAbc123/,IG reel,,Lifetime,12400,9100,41,610,57,88,230',
    ],
  ])('Instagram is known by headers in %s', async (_, header, row) => {
    const { snapshots, content: posts } = await imported({ content: `\uFEFF${header}\n${row}\n`, date: '2026-10-28' })
    const counted = { views: 12_400, reach: 9100, likes: 610, shares: 88, follows: 41, comments: 57, saves: 230 }
    expect(snapshots).toEqual([
      { content_id: 'instagram:18011000000000001', seen: '2026-10-28 12:00:00.000', platform: 'instagram', ...counted },
    ])
    expect(posts).toMatchObject([{ creator_id: 'harbour', title: 'Ferry', kind: 'video', published: '2026-10-03 08:31:00.000' }])
  })

  test('Facebook: names in other capitals, a name with a comma in it', async () => {
    const content =
      'Post ID,Page ID,Page name,Title,Description,Publish time,Permalink,Post type,"Reactions, comments and shares",Date,Reach,Views,Reactions,comments,Shares,Total clicks,Seconds viewed\n' +
      '122100000000000001,100,The Harbour,Ferry,,10/03/2026 08:31,https://www.facebook.com/harbour/posts/1,Photos,90,Lifetime,500,700,60,20,10,33,4000\n'
    const { snapshots } = await imported({ content, date: '2026-10-28' })
    expect(snapshots).toMatchObject([
      {
        content_id: 'facebook:122100000000000001',
        reach: 500,
        views: 700,
        likes: 60,
        comments: 20,
        shares: 10,
        clicks: 33,
        watch_seconds: 4000,
      },
    ])
  })
})

test('a file that says no day is of the day of its import; the same again changes nothing', async () => {
  const content = 'Content,Video title,Views\naaaaaaaaaaa,Ferry,10\n'
  const { w, state, snapshots } = await imported({ content })
  expect(notesOf(state)).toEqual({ dated_by_import: 1, no_time: 1 })
  expect(snapshots).toMatchObject([{ seen: `${new Date().toISOString().slice(0, 10)} 00:00:00.000`, views: 10 }])
  const again = await files.run({ content, workspace_id: w, format: 'analytics', again: 'true' })
  expect(counts(again)).toEqual([1, 0, 1, 0])
})

test.each([
  ['is of another kind', 'id,name\n1,2\n', 'This is no export that is known by its columns'],
  ['is a list by day', 'Date,Video Views,Profile Views,Likes\n2026-10-01,1,1,1\n', 'A list by day says nothing about posts'],
  ['is separated by another sign than is said', 'Content;Video title;Views\na;b;1\n', 'set the delimiter', ','],
  ['is empty', '', 'The file is empty'],
])('a file that %s is left alone, with the reason', async (_, content, reason, delimiter?: string) => {
  const asked = { content, workspace_id: await files.newWorkspace(), format: 'analytics', ...(delimiter !== undefined && { delimiter }) }
  const done = await files.run(asked as Asked)
  expect([done.status, done.error]).toEqual(['failed', expect.stringContaining(reason)])
})

test('an option of another format is refused at once', async () => {
  const { status, body } = await files.begin({ content: 'x', workspace_id: await files.newWorkspace(), format: 'analytics', year: '2017' })
  expect([status, body.detail]).toEqual([400, expect.stringContaining('The option year is for another format')])
})
