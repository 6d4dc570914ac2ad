import { SNAPSHOT_COUNTERS } from '@trill/contract/content'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestPlatform, type TestPlatform } from '../../../test/platform.ts'
import { describeContent, observe, read, sendEvents } from '../../../test/seeds.ts'
import { ingest } from '../ingest/feature.ts'
import type { ContentResponse, ContentsResponse } from './contract.ts'
import { contents } from './feature.ts'

let test: TestPlatform
beforeAll(async () => {
  test = await startTestPlatform([ingest, contents], { platform: { now: () => Date.parse('2026-11-20T12:30:00Z') } })
})
afterAll(() => test.close())

const PERIOD = 'from=2026-11-01&to=2026-11-05'

async function list(workspaceId: string, query = ''): Promise<ContentsResponse> {
  return read<ContentsResponse>(test, workspaceId, `/v1/contents?${PERIOD}${query}`)
}

async function ids(workspaceId: string, query: string): Promise<string[]> {
  return (await list(workspaceId, query)).items.map(({ content_id }) => content_id)
}

function item(workspaceId: string, contentId: string, query = ''): Promise<ContentResponse> {
  return read<ContentResponse>(test, workspaceId, `/v1/contents/${encodeURIComponent(contentId)}?${query}`)
}

describe('the list', () => {
  beforeAll(async () => {
    const view = (content_id: string, platform = 'web') => ({ type: 'view', occurred_at: '2026-11-02T10:00:00Z', content_id, platform })
    await sendEvents(test, 'list', [
      view('a'),
      view('a'),
      view('a', 'ios'),
      view('b'),
      view('https://example.org/c?x=1&y=2'),
      { type: 'like', occurred_at: '2026-11-03T10:00:00Z', content_id: 'b', platform: 'web' },
      { type: 'share', occurred_at: '2026-11-03T10:00:00Z', content_id: 'd_%', platform: 'web' },
      { type: 'view', occurred_at: '2026-10-31T23:59:59Z', content_id: 'before', platform: 'web' },
      { type: 'match', occurred_at: '2026-11-03T10:00:00Z', platform: 'web' },
    ])
    await observe(test, 'list', [
      { content_id: 'v', observed_at: '2026-10-30T00:00:00Z', views: 100, likes: 10 },
      { content_id: 'v', observed_at: '2026-11-04T00:00:00Z', views: 140, likes: 14 },
      { content_id: 'a', observed_at: '2026-11-04T00:00:00Z', views: 7, comments: 2 },
    ])
    await describeContent(test, 'list', [
      {
        content_id: 'a',
        title: 'Éclair recipe',
        creator_name: 'Ana',
        category: 'Food',
        tags: ['Baking', '100%'],
        platform: 'web',
        published_at: '2026-10-01T00:00:00Z',
      },
      {
        content_id: 'b',
        title: 'banana bread',
        creator_name: 'Ben',
        category: 'Food',
        tags: ['baking'],
        platform: 'web',
        published_at: '2026-10-03T00:00:00Z',
      },
      { content_id: 'v', title: 'Zebra', creator_id: 'channel-9', published_at: '2026-10-02T12:34:56.789Z' },
      { content_id: 'silent', title: 'Nothing happened to it' },
    ])
  })

  it('holds what was active in the period, described or not, with what it gathered', async () => {
    const { total, items } = await list('list')
    expect(total).toBe(5)
    expect(
      items.map(({ content_id, views, likes, comments, shares, interactions, events, engagement_rate }) => [
        content_id,
        views,
        likes,
        comments,
        shares,
        interactions,
        events,
        engagement_rate,
      ]),
    ).toEqual([
      ['v', 40, 4, null, null, 4, 0, 10],
      ['a', 3 + 7, null, 2, null, 2, 3, 20],
      ['b', 1, 1, 0, 0, 1, 2, 100],
      ['https://example.org/c?x=1&y=2', 1, 0, 0, 0, 0, 1, 0],
      ['d_%', 0, 0, 0, 1, 1, 1, null],
    ])
    expect(items[0]).toMatchObject({
      title: 'Zebra',
      platform: 'youtube',
      kind: 'video',
      creator_id: 'channel-9',
      published_at: '2026-10-02T12:34:56.789Z',
    })
    expect(items[3]).toMatchObject({ title: 'https://example.org/c?x=1&y=2', platform: 'web', kind: '', published_at: null })
  })

  it.each([
    ['sort=views&order=asc', ['d_%', 'b', 'https://example.org/c?x=1&y=2', 'a', 'v']],
    ['sort=title', ['b', 'd_%', 'https://example.org/c?x=1&y=2', 'v', 'a']],
    ['sort=title&order=desc', ['a', 'v', 'https://example.org/c?x=1&y=2', 'd_%', 'b']],
    ['sort=published_at', ['b', 'v', 'a', 'd_%', 'https://example.org/c?x=1&y=2']],
    ['sort=published_at&order=asc', ['a', 'v', 'b', 'd_%', 'https://example.org/c?x=1&y=2']],
    ['sort=engagement_rate', ['v', 'b', 'a', 'https://example.org/c?x=1&y=2', 'd_%']],
    ['sort=engagement_rate&order=asc', ['v', 'https://example.org/c?x=1&y=2', 'a', 'b', 'd_%']],
    ['sort=interactions', ['v', 'a', 'b', 'd_%', 'https://example.org/c?x=1&y=2']],
    ['sort=events', ['a', 'b', 'd_%', 'https://example.org/c?x=1&y=2', 'v']],
  ])('is ordered by %s, ties by id, the unknown last', async (query, expected) => {
    expect(await ids('list', `&${query}`)).toEqual(expected)
  })

  it.each([
    ['éCLAIR', ['a']],
    ['BAKING', ['a', 'b']],
    ['100%', ['a']],
    ['%', ['a', 'd_%']],
    ['_', ['d_%']],
    ['ana', ['a', 'b']],
    ['channel-9', ['v']],
    ['example.org/C?', ['https://example.org/c?x=1&y=2']],
    [`'; DROP TABLE events; --`, []],
    ['\\', []],
    ['nothing happened', []],
  ])('is searched for %s in titles, creators, tags and ids, without wildcards', async (search, expected) => {
    const { total, items } = await list('list', `&search=${encodeURIComponent(search)}`)
    expect(items.map(({ content_id }) => content_id)).toEqual(expected)
    expect(total).toBe(expected.length)
  })

  it('comes in pages that repeat and miss nothing, each with the total', async () => {
    const pages = await Promise.all([0, 2, 4, 6].map((offset) => list('list', `&limit=2&offset=${offset}`)))
    expect(pages.map(({ total }) => total)).toEqual([5, 5, 5, 5])
    expect(pages.flatMap(({ items }) => items.map(({ content_id }) => content_id))).toEqual(await ids('list', ''))
  })

  it('is filtered by where it happened', async () => {
    expect(await ids('list', '&platform=ios')).toEqual(['a'])
    expect((await list('list', '&platform=ios')).items[0]).toMatchObject({ views: 1, comments: 0 })
    expect(await ids('list', '&platform=youtube,ios')).toEqual(['v', 'a'])
  })

  it.each(['sort=password', 'order=up', 'limit=0', 'limit=201', 'offset=-1', 'search='.padEnd(208, 'x'), 'colour=red'])(
    'refuses %s',
    async (query) => {
      const key = await test.createKey('read', 'list')
      const answer = await test.inject({ url: `/v1/contents?${PERIOD}&${query}`, headers: { authorization: `Bearer ${key}` } })
      expect(answer.statusCode).toBe(400)
      expect(answer.json().code).toBe('invalid_request')
    },
  )
})

describe('the list as CSV', () => {
  async function csv(workspaceId: string, query = ''): Promise<string[]> {
    const key = await test.createKey('read', workspaceId)
    const answer = await test.inject({ url: `/v1/contents.csv?${PERIOD}${query}`, headers: { authorization: `Bearer ${key}` } })
    expect(answer.headers).toMatchObject({
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': 'attachment; filename="trill-content.csv"',
    })
    return answer.body.split('\r\n')
  }

  it('has the rows of the list in its order, nothing where nothing is reported', async () => {
    expect(await csv('list')).toEqual([
      '\uFEFFcontent_id,title,platform,kind,creator_name,category,published_at,views,likes,comments,shares,interactions,engagement_rate,events,saves,impressions,reach,engagement_rate_by_reach',
      'v,Zebra,youtube,video,,,2026-10-02T12:34:56.789Z,40,4,,,4,10,0,,,,',
      'a,Éclair recipe,web,video,Ana,Food,2026-10-01T00:00:00.000Z,10,,2,,2,20,3,,,,',
      'b,banana bread,web,video,Ben,Food,2026-10-03T00:00:00.000Z,1,1,0,0,1,100,2,,,,',
      'https://example.org/c?x=1&y=2,https://example.org/c?x=1&y=2,web,,,,,1,0,0,0,0,0,1,,,,',
      'd_%,d_%,web,,,,,0,0,0,1,1,,1,,,,',
      '',
    ])
    expect((await csv('list', '&search=baking&sort=title')).map((line) => line.split(',')[0])).toEqual(['\uFEFFcontent_id', 'b', 'a', ''])
  })

  it('of nothing is a line of names', async () => {
    expect(await csv('list', '&search=nowhere')).toHaveLength(2)
  })

  it('is complete, however many posts there are', async () => {
    await test.addWorkspace({ id: 'large' })
    await test.platform.events.command(`INSERT INTO events (workspace_id, message_id, type, occurred_at, content_id, platform, received_at, provenance)
      SELECT 'large', toString(number), 'view', toDateTime64('2026-11-02 10:00:00', 3, 'UTC'), concat('post-', toString(number % 12345)), 'web', now64(3), 'measured'
      FROM numbers(20000)`)
    const [, ...lines] = await csv('large')
    const found = lines.slice(0, -1).map((line) => line.split(','))
    expect(found).toHaveLength(12_345)
    expect(new Set(found.map(([id]) => id)).size).toBe(12_345)
    expect(found.reduce((sum, cells) => sum + Number(cells[7]), 0)).toBe(20_000)
    expect(found.slice(0, 50).map(([id]) => id)).toEqual(await ids('large', '&limit=50'))
  })

  it('is refused as the list is', async () => {
    const key = await test.createKey('read', 'list')
    const answer = await test.inject({ url: `/v1/contents.csv?${PERIOD}&limit=5`, headers: { authorization: `Bearer ${key}` } })
    expect(answer.json()).toMatchObject({ status: 400, code: 'invalid_request' })
  })
})

describe('one post', () => {
  it('of an app grows by the hour while it is young', async () => {
    await sendEvents(test, 'young', [
      {
        type: 'content_publish',
        occurred_at: '2026-11-02T08:10:00Z',
        content_id: 'quiz',
        actor_id: 'maker',
        platform: 'web',
        properties: { title: 'Which city?', tags: ['travel'], category: 'Quiz', url: 'https://example.org/quiz' },
      },
      { type: 'view', occurred_at: '2026-11-02T08:20:00Z', content_id: 'quiz', platform: 'web' },
      { type: 'view', occurred_at: '2026-11-02T10:00:00Z', content_id: 'quiz', platform: 'web' },
      { type: 'like', occurred_at: '2026-11-02T10:59:59.999Z', content_id: 'quiz', platform: 'web' },
      { type: 'view', occurred_at: '2026-11-03T00:00:00Z', content_id: 'quiz', platform: 'ios' },
      { type: 'quiz_start', occurred_at: '2026-11-03T00:01:00Z', content_id: 'quiz', platform: 'ios' },
      { type: 'view', occurred_at: '2026-11-03T00:01:00Z', content_id: 'another', platform: 'ios' },
    ])
    expect(await item('young', 'quiz')).toEqual({
      withheld: false,
      passport: expect.objectContaining({ status: 'measured', definition: 'content', n: 6 }),
      content: {
        content_id: 'quiz',
        title: 'Which city?',
        platform: 'web',
        kind: '',
        creator_id: 'maker',
        creator_name: '',
        category: 'Quiz',
        tags: ['travel'],
        url: 'https://example.org/quiz',
        thumbnail_url: '',
        published_at: '2026-11-02T08:10:00.000Z',
      },
      provenance: ['measured'],
      first_seen_at: '2026-11-02T08:10:00.000Z',
      last_seen_at: '2026-11-03T00:01:00.000Z',
      totals: { views: 3, likes: 1, comments: 0, shares: 0, interactions: 1, events: 6, engagement_rate: 100 / 3 },
      growth_interval: 'hour',
      growth: [
        { at: '2026-11-02T09:00:00.000Z', views: 1, likes: 0, comments: 0, shares: 0, events: 2 },
        { at: '2026-11-02T11:00:00.000Z', views: 2, likes: 1, comments: 0, shares: 0, events: 4 },
        { at: '2026-11-03T01:00:00.000Z', views: 3, likes: 1, comments: 0, shares: 0, events: 6 },
      ],
      snapshots: [],
      cascade: null,
      by_type: [
        { type: 'view', events: 3 },
        { type: 'content_publish', events: 1 },
        { type: 'like', events: 1 },
        { type: 'quiz_start', events: 1 },
      ],
    })
  })

  it('in a period has the counts of that period, and its running totals', async () => {
    const day = await item('young', 'quiz', 'from=2026-11-03&to=2026-11-03')
    expect(day.totals).toEqual({ views: 1, likes: 0, comments: 0, shares: 0, interactions: 0, events: 2, engagement_rate: 0 })
    expect(day.growth).toEqual([{ at: '2026-11-03T01:00:00.000Z', views: 3, likes: 1, comments: 0, shares: 0, events: 6 }])
    expect((await item('young', 'quiz', 'from=2026-11-10')).totals.events).toBe(0)
    expect((await item('young', 'quiz', 'to=2026-11-02')).totals.events).toBe(4)
  })

  it('of a platform grows from observation to observation, as it was reported', async () => {
    await observe(test, 'reported', [
      { content_id: 'v', observed_at: '2026-11-01T00:00:00Z', views: 100, likes: 10, dislikes: 1 },
      { content_id: 'v', observed_at: '2026-11-02T00:00:00Z', views: 150 },
      { content_id: 'v', observed_at: '2026-11-04T00:00:00Z', views: 140, likes: 9 },
    ])
    const answer = await item('reported', 'v')
    expect(answer).toMatchObject({
      growth_interval: 'observation',
      first_seen_at: '2026-11-01T00:00:00.000Z',
      last_seen_at: '2026-11-04T00:00:00.000Z',
      provenance: ['imported'],
      by_type: [],
      cascade: null,
    })
    expect(answer.totals).toEqual({
      views: 140,
      likes: 9,
      comments: null,
      shares: null,
      interactions: 9,
      events: 0,
      engagement_rate: (100 * 9) / 140,
    })
    expect(answer.growth.map(({ at, views, likes, comments }) => [at, views, likes, comments])).toEqual([
      ['2026-11-01T00:00:00.000Z', 100, 10, null],
      ['2026-11-02T00:00:00.000Z', 150, 10, null],
      ['2026-11-04T00:00:00.000Z', 140, 9, null],
    ])
    expect(answer.snapshots[1]).toEqual({
      ...Object.fromEntries(SNAPSHOT_COUNTERS.map((counter) => [counter, null])),
      observed_at: '2026-11-02T00:00:00.000Z',
      views: 150,
      likes: null,
      dislikes: null,
      comments: null,
      shares: null,
      saves: null,
    })
    expect((await item('reported', 'v', 'from=2026-11-02&to=2026-11-04')).totals).toMatchObject({ views: 40, likes: -1 })
  })

  it('of which nothing but views is reported has neither interactions nor a rate, which is not zero', async () => {
    await observe(test, 'views-only', [{ content_id: 'v', observed_at: '2026-11-01T00:00:00Z', views: 100 }])
    const unknown = { likes: null, comments: null, shares: null, interactions: null, engagement_rate: null }
    expect((await item('views-only', 'v')).totals).toEqual({ views: 100, events: 0, ...unknown })
    expect((await list('views-only')).items[0]).toMatchObject({ views: 100, events: 0, ...unknown })
  })

  it('whose likes only events tell of has them beside the counters of the platform', async () => {
    await observe(test, 'liked', [{ content_id: 'v', observed_at: '2026-11-01T00:00:00Z', views: 100 }])
    await sendEvents(test, 'liked', [{ type: 'like', occurred_at: '2026-11-02T00:00:00Z', content_id: 'v' }])
    expect((await item('liked', 'v')).totals).toMatchObject({ views: 100, likes: 1, comments: null, interactions: 1, engagement_rate: 1 })
    expect((await item('liked', 'v', 'from=2026-11-03&to=2026-11-04')).totals).toMatchObject({ views: 0, likes: 0, shares: null })
  })

  it('that both tell of grows by the day once it is old, events and counters together', async () => {
    await sendEvents(test, 'both', [
      { type: 'view', occurred_at: '2026-11-01T08:00:00Z', content_id: 'v' },
      { type: 'share', occurred_at: '2026-11-12T08:00:00Z', content_id: 'v' },
      { type: 'view', occurred_at: '2026-11-20T12:00:00Z', content_id: 'v' },
    ])
    await observe(test, 'both', [
      { content_id: 'v', observed_at: '2026-11-01T09:00:00Z', views: 10 },
      { content_id: 'v', observed_at: '2026-11-01T10:00:00Z', views: 12 },
      { content_id: 'v', observed_at: '2026-11-05T09:00:00Z', views: 20, shares: 3 },
    ])
    const answer = await item('both', 'v')
    expect(answer.growth_interval).toBe('day')
    expect(answer.growth.map(({ at, views, shares, events }) => [at, views, shares, events])).toEqual([
      ['2026-11-02T00:00:00.000Z', 13, 0, 1],
      ['2026-11-06T00:00:00.000Z', 21, 3, 1],
      ['2026-11-13T00:00:00.000Z', 21, 4, 2],
      ['2026-11-20T12:30:00.000Z', 22, 4, 3],
    ])
    expect(answer.totals).toMatchObject({ views: 22, shares: 4, events: 3 })
    expect(answer.provenance).toEqual(['imported', 'measured'])
  })

  it('that was passed on has a share tree in figures', async () => {
    const share = (message_id: string, actor_id: string, parent?: string) => ({
      type: 'share',
      occurred_at: '2026-11-02T08:00:00Z',
      content_id: 'v',
      message_id,
      actor_id,
      ...(parent === undefined ? {} : { parent_message_id: parent }),
    })
    await sendEvents(test, 'tree', [
      share('root-1', 'ana'),
      share('root-2', 'ben', 'a message that is no share'),
      share('child-1', 'cleo', 'root-1'),
      share('child-2', 'dan', 'root-1'),
      share('child-3', 'ana', 'root-2'),
      share('grandchild', 'eve', 'child-1'),
    ])
    expect((await item('tree', 'v')).cascade).toEqual({ shares: 6, roots: 2, sharers: 5, direct_share: 3 / 4 })
  })

  it('is found by an id that is an address', async () => {
    expect((await item('list', 'https://example.org/c?x=1&y=2')).totals.views).toBe(1)
  })

  it('that nobody knows is a problem that says so', async () => {
    const key = await test.createKey('read', 'tree')
    const answer = await test.inject({ url: '/v1/contents/nowhere', headers: { authorization: `Bearer ${key}` } })
    expect(answer.statusCode).toBe(404)
    expect(answer.json()).toMatchObject({ code: 'not_found', detail: expect.stringContaining('"nowhere"') })
  })

  it('only described, without a single event, is shown with nothing', async () => {
    expect(await item('list', 'silent')).toMatchObject({
      content: { title: 'Nothing happened to it' },
      first_seen_at: null,
      growth: [],
      totals: { views: 0, engagement_rate: null },
    })
  })
})
