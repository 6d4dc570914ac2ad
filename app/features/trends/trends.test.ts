import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestPlatform, type TestPlatform } from '../../../test/platform.ts'
import { describeContent, observe, read, sendEvents } from '../../../test/seeds.ts'
import { ingest } from '../ingest/feature.ts'
import type { TopicResponse, TrendsResponse } from './contract.ts'
import { trends } from './feature.ts'
import { publish, type SeedPost } from './testing.ts'

const NOW = Date.parse('2026-11-20T12:30:00Z')
const HOUR = 3_600_000
const DAY = 24 * HOUR

let test: TestPlatform
beforeAll(async () => {
  test = await startTestPlatform([ingest, trends], { platform: { now: () => NOW } })
})
afterAll(() => test.close())

const PERIOD = 'from=2026-11-14&to=2026-11-20'

function list(workspaceId: string, query = ''): Promise<TrendsResponse> {
  return read<TrendsResponse>(test, workspaceId, `/v1/trends?${PERIOD}${query}`)
}

function topic(workspaceId: string, name: string, query = ''): Promise<TopicResponse> {
  return read<TopicResponse>(test, workspaceId, `/v1/trends/${encodeURIComponent(name)}?${PERIOD}${query}`)
}

const names = ({ items }: TrendsResponse) => items.map((item) => item.topic)
const repeated = (count: number, of: (i: number) => SeedPost) => Array.from({ length: count }, (_, i) => of(i))

describe('what posts count for', () => {
  beforeAll(async () => {
    await publish(test.platform, 'words', [
      ...repeated(3, (i) => ({ at: NOW - (i + 1) * HOUR, title: 'Paper plane #Café', tags: ['#CAFE', 'Summer'] })),
      { at: NOW - 5 * HOUR, title: 'Paper plane', tags: [], platform: 'tiktok', category: 'School' },
      { at: NOW - 6 * HOUR, title: '😀😀😀', tags: [] },
      { at: NOW + 3 * DAY, title: 'Paper plane tomorrow', tags: [] },
      { at: NOW - 500 * DAY, title: 'Paper plane of old', tags: [] },
    ])
    await describeContent(test, 'words', [{ content_id: 'undated', title: 'Paper plane', published_at: '' }])
  })

  it('hashtags of tags and titles, words and pairs of words, each once a post', async () => {
    const answer = await list('words')
    expect(Object.fromEntries(answer.items.map((item) => [item.topic, item.uses]))).toEqual({
      'paper plane': 4,
      '#cafe': 3,
      '#summer': 3,
    })
    expect(answer).toMatchObject({ total: 3, tested: 5, rare: 0, posts: 5, complete: true, categories: ['School'] })
  })

  it('what is left out is counted with the reason', async () => {
    const { left_out } = await list('words')
    expect(left_out.find(({ reason }) => reason === 'no_words')).toMatchObject({ posts: 1, about: expect.stringContaining('emojis') })
    const rows = await test.platform.events.rows<{ term: string; posts: number }>(
      "SELECT term, sum(sign) AS posts FROM trends_posts WHERE workspace_id = 'words' AND kind = 'left_out' GROUP BY term ORDER BY term",
    )
    expect(rows).toEqual([
      { term: 'future', posts: 1 },
      { term: 'no_words', posts: 1 },
      { term: 'too_old', posts: 1 },
      { term: 'undated', posts: 1 },
    ])
  })

  it.each([
    ['&kind=hashtag', ['#cafe', '#summer']],
    ['&platform=tiktok', []],
    ['&search=CAF%C3%89', ['#cafe']],
    ['&search=%23Summer', ['#summer']],
    ['&search=paperplane', ['paper plane']],
    ['&limit=2&sort=uses', ['paper plane', '#cafe']],
    ['&category=Nothing', []],
  ])('are found by %s', async (query, expected) => {
    expect(names(await list('words', query))).toEqual(expected)
  })

  it('a post that is described anew counts as it is described now, once, however often it is read', async () => {
    const at = NOW - 2 * HOUR
    await publish(
      test.platform,
      'again',
      repeated(3, () => ({ at, title: 'Green tea' })),
    )
    expect(names(await list('again'))).toEqual(['green tea'])
    await publish(
      test.platform,
      'again',
      repeated(3, () => ({ at, title: 'Black tea' })),
    )
    await publish(
      test.platform,
      'again',
      repeated(3, () => ({ at, title: 'Black tea' })),
    )
    expect(names(await list('again'))).toEqual(['black tea'])
    await publish(
      test.platform,
      'again',
      repeated(3, () => ({ at, title: 'Green tea' })),
    )
    const answer = await list('again')
    expect(names(answer)).toEqual(['green tea'])
    expect(answer.items[0]).toMatchObject({ uses: 3 })
    await test.platform.metadata.query("DELETE FROM trends_cursors WHERE workspace_id = 'again'")
    expect(await list('again')).toEqual(answer)
  })

  it('posts that events publish are among them', async () => {
    const post = (i: number) => ({
      type: 'content_publish',
      occurred_at: new Date(NOW - i * HOUR).toISOString(),
      content_id: `quiz-${i}`,
      properties: { title: 'Which river?', tags: ['Geography'] },
    })
    await sendEvents(test, 'events', [1, 2, 3].map(post))
    expect(names(await list('events')).sort()).toEqual(['#geography', 'river'])
  })

  it('an empty workspace has no trends and no fault', async () => {
    await test.addWorkspace({ id: 'empty' })
    expect(await list('empty')).toMatchObject({ total: 0, items: [], tested: 0, posts: 0, history_hours: 0, left_out: [] })
  })

  it('what is in one or two posts is counted, not listed', async () => {
    await publish(test.platform, 'rare', [{ at: NOW - HOUR, title: 'Green tea' }])
    expect(await list('rare')).toMatchObject({ total: 0, items: [], rare: 3, posts: 1 })
  })

  it('more posts than one batch are all counted', async () => {
    await publish(
      test.platform,
      'many',
      repeated(2500, (i) => ({ at: NOW - (i % 150) * HOUR - HOUR, tags: ['everywhere'] })),
    )
    expect((await list('many')).items[0]).toMatchObject({ topic: '#everywhere', uses: expect.any(Number) })
    const [row] = await test.platform.events.rows<{ posts: number }>(
      "SELECT sum(sign) AS posts FROM trends_posts WHERE workspace_id = 'many' AND kind = 'hashtag'",
    )
    expect(row?.posts).toBe(2500)
  })
})

describe('a topic that comes up', () => {
  /** Eight weeks of a calm tag, twelve a day, and one that came up two days ago beside it. */
  beforeAll(async () => {
    const calm = repeated(60 * 12, (i) => ({ at: NOW - HOUR - i * 2 * HOUR, tags: ['calm'], title: 'Of the day' }))
    const rising = repeated(60, (i) => ({ at: NOW - HOUR - (i % 20) * HOUR, tags: ['eclipse'], platform: i % 2 === 0 ? 'x' : 'bluesky' }))
    const before = repeated(8, (i) => ({ at: NOW - (3 + i) * DAY, tags: ['eclipse'] }))
    const spam = repeated(40, (i) => ({ at: NOW - HOUR - i * HOUR, tags: ['buynow'], creator_id: 'one-account' }))
    await publish(test.platform, 'sky', calm, 'calm')
    await publish(test.platform, 'sky', [...rising, ...before], 'rising')
    await publish(test.platform, 'sky', spam, 'spam')
  })

  it('is first, with a high score, its interval, a surprise after correction, and since when it bursts', async () => {
    const [first, ...others] = (await list('sky', '&kind=hashtag')).items
    expect(first).toMatchObject({ topic: '#eclipse', uses_24h: 60, authors: 12, objections: [], first_seen_at: '2026-11-10T12:00:00.000Z' })
    expect(first?.score).toBeGreaterThan(99)
    expect(first?.score_lower).toBeLessThanOrEqual(first?.score ?? 0)
    expect(first?.score_upper).toBeLessThanOrEqual(100)
    expect(first?.adjusted_p).toBeLessThan(0.001)
    expect(first?.platforms).toEqual(['bluesky', 'x', 'youtube'])
    const since = Date.parse(first?.burst_since ?? '')
    expect(since).toBeGreaterThanOrEqual(NOW - 2 * DAY)
    expect(first?.daily).toHaveLength(14)
    expect(first?.daily.at(-1)).toBe(60)
    const calm = others.find((item) => item.topic === '#calm')
    expect(calm).toMatchObject({ burst_since: null, objections: [] })
    expect(calm?.score).toBeLessThan(30)
    expect(calm?.adjusted_p).toBeGreaterThan(0.2)
  })

  it('what one account repeats has no score, and says why', async () => {
    const spam = (await list('sky', '&search=buynow')).items[0]
    expect(spam).toMatchObject({ topic: '#buynow', score: null, score_lower: null, z: null, authors: 1 })
    expect(spam?.objections).toEqual(['few_authors', 'one_author_dominates'])
  })

  it('has a page with its days, bursts, platforms, creators and what it comes with', async () => {
    const page = await topic('sky', '#Eclipse')
    expect(page).toMatchObject({ topic: '#eclipse', kind: 'hashtag', uses: 64, unfinished: true, uses_7d: 65 })
    expect(page.days.map(({ day }) => day)).toEqual([14, 15, 16, 17, 18, 19, 20].map((day) => `2026-11-${day}`))
    expect(page.days.reduce((sum, { uses }) => sum + uses, 0)).toBe(64)
    expect(page.bursts).toHaveLength(1)
    expect(page.bursts[0]).toMatchObject({ ongoing: true, uses: 60 })
    expect(page.platforms).toEqual([
      { key: 'bluesky', posts: 30 },
      { key: 'x', posts: 30 },
      { key: 'youtube', posts: 4 },
    ])
    expect(page.creators).toHaveLength(10)
    expect(page.creators[0]?.posts).toBeGreaterThanOrEqual(page.creators[9]?.posts ?? 0)
    expect(page.outlook).toMatchObject({
      status: 'outlook',
      days: [{ day: '2026-11-21', until: '2026-11-21T12:00:00.000Z' }, { day: '2026-11-22' }, { day: '2026-11-23' }],
    })
    // The surge of the last day is thought to halve.
    expect(page.outlook.days[0]?.expected).toBeGreaterThan(20)
    expect(page.outlook.days[1]?.expected).toBeLessThan(page.outlook.days[0]?.expected ?? 0)
    for (const { expected, lower, upper } of page.outlook.days) {
      expect(lower).toBeLessThanOrEqual(expected)
      expect(expected).toBeLessThanOrEqual(upper)
    }
  })

  it('has no outlook while there are fewer days than it takes, and says how many', async () => {
    expect((await topic('words', 'paper plane')).outlook).toMatchObject({ status: 'insufficient_data', needed: 26, days: [] })
  })

  it('that nobody used, or that is none, is not found', async () => {
    const key = await test.createKey('read', 'sky')
    for (const name of ['#nowhere', '😀', '#']) {
      const url = `/v1/trends/${encodeURIComponent(name)}?${PERIOD}`
      const answer = await test.inject({ url, headers: { authorization: `Bearer ${key}` } })
      expect(answer.json()).toMatchObject({ status: 404, code: 'not_found' })
    }
  })
})

describe('figures of the posts of a topic', () => {
  beforeAll(async () => {
    await publish(test.platform, 'figures', [
      { at: NOW - 5 * HOUR, title: 'Reported', tags: ['tide', 'moon'] },
      { at: NOW - 6 * HOUR, title: 'Seen by few', tags: ['tide', 'moon'] },
      { at: NOW - 7 * HOUR, title: 'Nothing', tags: ['tide'] },
    ])
    await observe(test, 'figures', [
      { content_id: 'post-0', observed_at: '2026-11-20T09:00:00Z', views: 100, likes: 5 },
      { content_id: 'post-0', observed_at: '2026-11-20T11:00:00Z', views: 140 },
    ])
    await sendEvents(test, 'figures', [
      { type: 'view', occurred_at: '2026-11-20T10:00:00Z', content_id: 'post-1', actor_id: 'a' },
      { type: 'like', occurred_at: '2026-11-20T10:01:00Z', content_id: 'post-1', actor_id: 'a' },
    ])
  })

  it('are the last counters and the events together; what is not reported is null', async () => {
    const { posts } = await topic('figures', '#tide')
    expect(posts.map(({ title, views, interactions }) => [title, views, interactions])).toEqual([
      ['Reported', 140, 5],
      ['Seen by few', 1, 1],
      ['Nothing', null, null],
    ])
    expect((await topic('figures', '#tide')).together).toEqual([{ hashtag: '#moon', posts: 2, lift: 1 }])
  })

  it('are withheld where they are about fewer people than may be shown', async () => {
    const { cookie } = await test.signInAs('viewer', 'figures')
    const url = `/v1/trends/${encodeURIComponent('#tide')}?${PERIOD}&workspace_id=figures`
    const answer = (await test.inject({ url, headers: { cookie } })).json() as TopicResponse
    expect(answer.smallest_group).toEqual({ adults: 10, with_minors: 20 })
    expect(answer.posts.map(({ title, views, withheld }) => [title, views, withheld])).toEqual([
      ['Reported', 140, false],
      ['Nothing', null, false],
      ['Seen by few', null, true],
    ])
  })
})
