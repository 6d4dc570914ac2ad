import { setTimeout as pause } from 'node:timers/promises'
import { crossPlatformScore } from '@trill/core/scores/cross-platform'
import { titleSimilarity } from '@trill/core/scores/matching'
import { newsScore } from '@trill/core/scores/news'
import { redditScore } from '@trill/core/scores/reddit'
import { xScore } from '@trill/core/scores/x'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestPlatform, type TestPlatform } from '../../../test/platform.ts'
import { describeContent, observe, read } from '../../../test/seeds.ts'
import type { PlatformResult, RunState, TrendResponse, TrendsResponse } from './contract.ts'
import { youtubeTrends } from './feature.ts'
import { createRun, findRun, listRuns } from './run-record.ts'
import { runnerOf, TrendRunner } from './trend-runner.ts'

const NOW = Date.parse('2026-11-20T12:00:00Z')
const HOUR = 3_600_000
const WINDOW = 72 * HOUR
const ago = (milliseconds: number) => new Date(NOW - milliseconds).toISOString()
const TITLE = 'Comet landing: first pictures from the probe'

let trill: TestPlatform
let now = NOW
beforeAll(async () => {
  trill = await startTestPlatform([youtubeTrends], { platform: { now: () => now }, config: { newsSources: new Map([['bbc news', 2]]) } })
  await trill.addWorkspace({ id: 'main' })
  await describeContent(trill, 'main', [
    { content_id: 'comet', title: TITLE, published_at: ago(24 * HOUR) },
    { content_id: 'emoji', title: '🎉🔥', published_at: ago(24 * HOUR) },
    { content_id: 'quiet', title: 'Knitting slippers slowly', published_at: ago(24 * HOUR) },
    { content_id: 'x-1', platform: 'x', title: 'Comet landing pictures are here', creator_name: 'Ann', published_at: ago(HOUR) },
    { content_id: 'x-edge', platform: 'x', title: 'the probe: comet landing, first pictures!', published_at: ago(WINDOW) },
    { content_id: 'x-late', platform: 'x', title: TITLE, published_at: ago(WINDOW + 1) },
    { content_id: 'x-next', platform: 'x', title: TITLE, published_at: ago(-1) },
    { content_id: 'x-other', platform: 'x', title: 'Lunch was good', published_at: ago(HOUR) },
    { content_id: 'r-1', platform: 'reddit', title: 'Probe comet landing first pictures', published_at: ago(2 * HOUR) },
    { content_id: 'r-2', platform: 'reddit', title: TITLE, published_at: ago(3 * HOUR) },
    { content_id: 'b-1', platform: 'bluesky', title: 'comet landing pictures from the probe', published_at: ago(HOUR) },
    {
      content_id: 'n-1',
      platform: 'news',
      title: 'Probe sends first pictures of comet landing',
      creator_name: 'BBC News',
      published_at: ago(HOUR),
    },
    {
      content_id: 'n-2',
      platform: 'news',
      title: 'Comet landing: the first pictures',
      creator_name: 'Japan Times Weekly',
      published_at: ago(HOUR),
    },
  ])
  await observe(trill, 'main', [
    { content_id: 'comet', observed_at: ago(0), views: 90_000, likes: 3000, comments: 500 },
    { content_id: 'emoji', observed_at: ago(0), views: 1000, likes: 3, comments: 0 },
    { content_id: 'quiet', observed_at: ago(0), views: 1000, likes: 3, comments: 0 },
    { content_id: 'x-1', platform: 'x', observed_at: ago(2 * HOUR), views: 1, likes: 1 },
    { content_id: 'x-1', platform: 'x', observed_at: ago(0), views: 2000, likes: 30, shares: 10, comments: 4 },
    { content_id: 'r-1', platform: 'reddit', observed_at: ago(0), likes: 40, comments: 12 },
    { content_id: 'r-2', platform: 'reddit', observed_at: ago(0), likes: 5, comments: 1 },
  ])
  await begin('detections')
}, 60_000)
afterAll(() => trill?.close())

async function begin(what: string, body: object = {}): Promise<RunState> {
  const headers = { authorization: `Bearer ${await trill.createKey('admin', 'main')}` }
  const answer = await trill.inject({ method: 'POST', url: `/v1/youtube-trends/${what}`, headers, payload: body })
  if (answer.statusCode !== 202) throw new Error(`${answer.statusCode} ${answer.body}`)
  let state = answer.json<RunState>()
  while (state.status === 'running') {
    await pause(20)
    state = (await trill.inject({ url: `/v1/youtube-trends/runs/${state.id}`, headers })).json<RunState>()
  }
  return state
}

async function analysed(id: string) {
  const { analysis } = await read<TrendResponse>(trill, 'main', `/v1/youtube-trends/${id}`)
  if (analysis === null) throw new Error(`${id} is not analysed`)
  return { ...analysis, of: (name: string) => analysis.platforms.find(({ platform }) => platform === name) as PlatformResult }
}

describe('a cross-platform analysis of one video', () => {
  it('finds posts of the last 72 hours, to the millisecond, and scores each platform by its formula', async () => {
    expect(await begin('analyses', { content_id: 'comet', matcher: 'published' })).toMatchObject({
      kind: 'analysis',
      status: 'done',
      done: 1,
      total: 1,
    })
    const { matches, of, keywords } = await analysed('comet')
    expect(keywords).toEqual(['comet', 'landing', 'first', 'pictures', 'probe'])
    expect(matches.map(({ content_id }) => content_id).sort()).toEqual(['b-1', 'n-1', 'n-2', 'r-1', 'r-2', 'x-1', 'x-edge'])
    const like = (text: string) => titleSimilarity(TITLE, text)
    const x = xScore([
      { similarity: like('the probe: comet landing, first pictures!') },
      { similarity: like('Comet landing pictures are here'), impressions: 2000, likes: 30, retweets: 10, replies: 4 },
    ])
    expect(of('x')).toMatchObject({ status: 'asked', source: 'stored', score: x.score, class: x.class, matches: 2 })
    expect(of('x').components).toEqual(x.components)
    expect(of('x').notes).toEqual(['unknown_impressions', 'stored_posts_only'])
    const reddit = redditScore([
      { upvotes: 5, comments: 1 },
      { upvotes: 40, comments: 12 },
    ])
    expect(of('reddit')).toMatchObject({ score: reddit.score, class: 'viral' })
    const news = newsScore([
      { similarity: like('Comet landing: the first pictures'), source: 'Japan Times Weekly', tier: 3 },
      { similarity: like('Probe sends first pictures of comet landing'), source: 'BBC News', tier: 2 },
    ])
    expect(of('news').score).toBe(news.score)
  })

  it('adds up what has a weight, and shows the others beside it; what could not be asked is unavailable, not 0', async () => {
    const { of, total, least, most, status } = await analysed('comet')
    const [twitter, reddit, news] = [of('x').score, of('reddit').score, of('news').score]
    expect(total).toBe(crossPlatformScore({ twitter, reddit, news, redditViral: true }).score)
    expect([least, most]).toEqual([total, total])
    expect(status).toBe(crossPlatformScore({ twitter, reddit, news, redditViral: true }).class)
    expect(of('bluesky')).toMatchObject({ status: 'asked', score: null, matches: 1 })
    expect(of('mastodon')).toMatchObject({ status: 'unavailable', reason: 'not_connected', score: null, matches: 0 })
  })

  it('gives in version 2.1 the range that the platforms of its weights could still change', async () => {
    now += HOUR
    await begin('analyses', { content_id: 'comet', version: '2.1', matcher: 'published' })
    const { of, least, most, version } = await analysed('comet')
    expect(version).toBe('2.1')
    expect(of('tiktok').status).toBe('unavailable')
    expect(most - least).toBe(15)
  })

  it('tells the story from others of its topic, over scripts too, where it is not asked for the published similarity', async () => {
    now += HOUR
    await describeContent(trill, 'main', [
      { content_id: 'x-ru', platform: 'x', title: 'Комета: зонд Philae прислал первые снимки #comet', published_at: ago(HOUR) },
      { content_id: 'x-jp', platform: 'x', title: '富士山の初冠雪を観測', published_at: ago(HOUR) },
      { content_id: 'fuji', title: '富士山で初冠雪、平年より遅く', published_at: ago(HOUR) },
      { content_id: 'x-topic', platform: 'x', title: 'First pictures from our holiday in Spain', published_at: ago(HOUR) },
    ])
    await observe(trill, 'main', [{ content_id: 'fuji', observed_at: ago(0), views: 900, likes: 3, comments: 0 }])
    await begin('detections')
    await begin('analyses', { content_id: 'comet' })
    const { matcher, matcher_version, matches } = await analysed('comet')
    expect([matcher, matcher_version]).toEqual(['stories', '1.0'])
    const found = matches.map(({ content_id }) => content_id)
    expect(found).toEqual(expect.arrayContaining(['x-1', 'r-1', 'r-2', 'n-1', 'b-1']))
    expect(found).not.toContain('x-topic')
    await begin('analyses', { content_id: 'fuji' })
    expect((await analysed('fuji')).matches.map(({ content_id }) => content_id)).toEqual(['x-jp'])
  })

  it('of a title without a word can ask nobody', async () => {
    await begin('analyses', { content_id: 'emoji' })
    const { of, total, status, least, most, keywords } = await analysed('emoji')
    expect(keywords).toEqual([])
    expect(of('x')).toMatchObject({ status: 'unavailable', reason: 'no_keywords' })
    expect([total, status, least, most]).toEqual([null, 'unavailable', 0, 100])
  })

  it('of what nobody writes about is 0 with no matches, and no NaN', async () => {
    await begin('analyses', { content_id: 'quiet' })
    const { of, total, matches } = await analysed('quiet')
    expect(of('x')).toMatchObject({ score: 0, mean_similarity: null, notes: ['no_matches', 'stored_posts_only'] })
    expect([total, matches]).toEqual([0, []])
  })

  it('of a video that is not scored is refused', async () => {
    await expect(begin('analyses', { content_id: 'nothing' })).rejects.toThrow(/404.*nothing/)
    await expect(begin('analyses', { content_id: 'comet', version: '3' })).rejects.toThrow(/400/)
  })
})

describe('an analysis of all videos', () => {
  it('comes to each once, and the list shows the totals', async () => {
    expect(await begin('analyses')).toMatchObject({ status: 'done', done: 4, total: 4 })
    const { items } = await read<TrendsResponse>(trill, 'main', '/v1/youtube-trends')
    expect(items.map(({ cross_platform }) => cross_platform === null)).toEqual([false, false, false, false])
  })

  it('goes on after a restart where it stopped, and is over', async () => {
    const { metadata } = trill.platform
    const run = await createRun(metadata, { workspaceId: 'main', kind: 'analysis', options: {} }, now)
    const insert = `INSERT INTO youtube_trends_analyses SELECT * REPLACE ({run_id:String} AS run_id) FROM youtube_trends_analyses FINAL WHERE content_id = 'quiet' LIMIT 1`
    await trill.platform.events.command(insert, { run_id: run.id })
    const next = new TrendRunner(trill.platform)
    await next.resume()
    expect(await next.settled(run.id, 20_000)).toMatchObject({ status: 'done', done: 4, total: 4 })
    const rows = await trill.platform.events.rows('SELECT content_id FROM youtube_trends_analyses WHERE run_id = {id:String}', {
      id: run.id,
    })
    expect(rows).toHaveLength(4)
  })

  it('is left for the next start where the server stops, and ended where somebody cancels', async () => {
    const { metadata } = trill.platform
    now += HOUR
    const stopped = new TrendRunner(trill.platform)
    const { record } = await stopped.begin({ workspaceId: 'main', kind: 'analysis', options: {} })
    await stopped.close()
    expect((await findRun(metadata, record.id))?.status).toBe('running')
    const runner = runnerOf(trill.platform)
    await runner.resume()
    await runner.cancel(record.id)
    expect((await findRun(metadata, record.id))?.status).toMatch(/cancelled|done/)
    expect((await listRuns(metadata, 'main', 1))[0]?.id).toBe(record.id)
  })
})
