import { setTimeout as pause } from 'node:timers/promises'
import { viralScore } from '@trill/core/scores/youtube'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestPlatform, type TestPlatform } from '../../../test/platform.ts'
import { describeContent, observe, observeCreators, read } from '../../../test/seeds.ts'
import type { RunState, TrendResponse, TrendRow, TrendsResponse } from './contract.ts'
import { youtubeTrends } from './feature.ts'

const NOW = Date.parse('2026-11-20T12:00:00Z')
const HOUR = 3_600_000
const at = (hoursAgo: number) => new Date(NOW - hoursAgo * HOUR).toISOString()

let trill: TestPlatform
let now = NOW
beforeAll(async () => {
  trill = await startTestPlatform([youtubeTrends], { platform: { now: () => now } })
})
afterAll(() => trill?.close())

async function begin(workspaceId: string, what: 'detections' | 'analyses', body: object = {}): Promise<RunState> {
  const key = await trill.createKey('admin', workspaceId)
  const headers = { authorization: `Bearer ${key}` }
  const answer = await trill.inject({ method: 'POST', url: `/v1/youtube-trends/${what}`, headers, payload: body })
  if (answer.statusCode !== 202) throw new Error(`${answer.statusCode} ${answer.body}`)
  let state = answer.json<RunState>()
  while (state.status === 'running') {
    await pause(20)
    state = (await trill.inject({ url: `/v1/youtube-trends/runs/${state.id}`, headers })).json<RunState>()
  }
  return state
}

const list = (workspaceId: string, query = '') => read<TrendsResponse>(trill, workspaceId, `/v1/youtube-trends?${query}`)
const one = (workspaceId: string, id: string) => read<TrendResponse>(trill, workspaceId, `/v1/youtube-trends/${encodeURIComponent(id)}`)
const byId = ({ items }: TrendsResponse, id: string) => items.find(({ content_id }) => content_id === id) as TrendRow

/** Thirty videos of one category and age, ten days old, with ever more views and engagement of 1 – 3 %. */
async function seedPeers(workspaceId: string): Promise<void> {
  const ids = Array.from({ length: 30 }, (_, n) => `peer-${String(n).padStart(2, '0')}`)
  await describeContent(
    trill,
    workspaceId,
    ids.map((content_id, n) => ({ content_id, title: `Peer ${n}`, category: 'Music', published_at: at(10 * 24) })),
  )
  await observe(
    trill,
    workspaceId,
    ids.map((content_id, n) => ({
      content_id,
      observed_at: at(0),
      views: 10_000 * (n + 1),
      likes: 100 * (n + 1) * (1 + (n % 3)),
      comments: 0,
    })),
  )
}

describe('a workspace without videos', () => {
  it('has nothing, and a detection finds nothing', async () => {
    await trill.addWorkspace({ id: 'empty' })
    expect(await begin('empty', 'detections')).toMatchObject({ kind: 'detection', status: 'done', done: 0, total: 0 })
    expect(await list('empty')).toMatchObject({ total: 0, stored_videos: 0, detected_at: null, items: [] })
  })
})

describe('scored videos', () => {
  beforeAll(async () => {
    await trill.addWorkspace({ id: 'main' })
    await seedPeers('main')
    await describeContent(trill, 'main', [
      { content_id: 'tiny', title: 'Ten views', category: 'Music', published_at: at(10 * 24) },
      { content_id: 'new', title: 'Brand new', category: 'News', creator_name: 'The Channel', published_at: at(24) },
      { content_id: 'future', title: '', category: 'News', published_at: at(-48) },
      { content_id: 'listed', title: '🎉🎉', category: 'News', published_at: at(-6) },
      { content_id: 'no-views', title: 'Nothing is reported', published_at: at(24) },
      { content_id: 'elsewhere', platform: 'x', title: 'A post on another platform', published_at: at(24) },
    ])
    await observe(trill, 'main', [
      { content_id: 'tiny', observed_at: at(0), views: 10, likes: 1, comments: 0 },
      { content_id: 'new', observed_at: at(12), views: 1, likes: 1, comments: 1 },
      { content_id: 'new', observed_at: at(0), views: 200_000, likes: 4000 },
      { content_id: 'future', observed_at: at(0), views: 50, likes: 80, comments: 0 },
      { content_id: 'listed', observed_at: at(0), views: 0, likes: 0, comments: 0 },
      { content_id: 'undescribed', observed_at: at(0), views: 1_000_000_000, likes: 1, comments: 0 },
      { content_id: 'no-views', observed_at: at(0), likes: 5 },
      { content_id: 'elsewhere', observed_at: at(0), platform: 'x', views: 9000, likes: 5 },
    ])
    expect(await begin('main', 'detections')).toMatchObject({ status: 'done', done: 35, total: 35, error: null })
  }, 60_000)

  it('are those of YouTube with views, as they were last observed, each with its version and components', async () => {
    const trends = await list('main')
    expect(trends).toMatchObject({
      version: '2.0',
      total: 35,
      stored_videos: 36,
      without_views: 1,
      detected_at: new Date(NOW).toISOString(),
    })
    const row = byId(trends, 'new')
    expect(row).toMatchObject({ title: 'Brand new', creator_name: 'The Channel', views: 200_000, likes: 4000, comments: null, days_old: 1 })
    const { score, class: name, raw, components, notes } = viralScore({ views: 200_000, likes: 4000, comments: null, daysOld: 1 })
    expect(row.viral).toEqual({ score, class: name, raw, components, notes, version: '2.0' })
    expect(row.viral.notes).toEqual(['hidden_counts'])
    expect(row.engagement).toEqual({ percent: 2, category: 'moderate' })
    expect(row.velocity).toEqual({ views_per_day: 200_000, class: 'very_high' })
  })

  it('stand beside a score that ten views cannot raise, with its interval and its sample', async () => {
    const trends = await list('main')
    const [tiny, last] = [byId(trends, 'tiny'), byId(trends, 'peer-29')]
    expect(tiny.viral).toMatchObject({ score: 100, class: 'viral', notes: ['few_views'] })
    expect(tiny.calibrated).toMatchObject({ velocity_percentile: 0, sample: 30, peers: 'age_category_channel' })
    expect(tiny.calibrated?.score).toBeLessThan(50)
    expect(last.calibrated?.velocity_percentile).toBe(100)
    expect(last.calibrated?.score).toBeGreaterThan(80)
    expect(last.calibrated?.lower).toBeLessThan(last.calibrated?.score ?? 0)
    expect(trends.items[0]?.content_id).toBe('peer-29')
  })

  it('say what they lack: peers, an age, a description', async () => {
    const trends = await list('main')
    expect(byId(trends, 'new').calibrated).toBeNull()
    expect(byId(trends, 'undescribed')).toMatchObject({ title: 'undescribed', days_old: null, velocity: null, calibrated: null })
    expect(byId(trends, 'undescribed').viral).toMatchObject({ score: 70, notes: ['unknown_age'] })
    expect(byId(trends, 'future').viral.notes).toEqual(['unknown_age', 'few_views', 'more_engagement_than_views', 'future_publication'])
    expect(byId(trends, 'future').viral.components.recency).toBe(0)
    expect(byId(trends, 'listed')).toMatchObject({ days_old: 0, viral: { score: 10, class: 'low', notes: ['no_views'] } })
  })

  it.each([
    ['sort=viral', ['tiny', 'future']],
    ['sort=views', ['undescribed', 'peer-29']],
    ['sort=views&order=asc', ['listed', 'tiny']],
    ['sort=velocity', ['new', 'peer-29']],
    ['sort=engagement', ['future', 'tiny']],
    ['class=low', ['listed']],
    ['search=BRAND', ['new']],
    ['search=the%20chan', ['new']],
    ['category=News&sort=views', ['new', 'future', 'listed']],
    ['class=viral&category=News', ['new', 'future']],
    ['search=%25', []],
  ])('are asked for by %s', async (query, expected) => {
    const { items, total } = await list('main', query)
    expect(items.slice(0, expected.length).map(({ content_id }) => content_id)).toEqual(expected)
    if (!query.startsWith('sort')) expect(total).toBe(expected.length)
  })

  it('are counted by class and score, over all pages', async () => {
    const { by_class, by_score, items } = await list('main', 'limit=2&offset=34')
    expect(items).toHaveLength(1)
    expect(Object.values(by_class).reduce((sum, count) => sum + count, 0)).toBe(35)
    expect(by_class.low).toBe(1)
    expect(by_score.find(({ score }) => score === 10)).toEqual({ score: 10, videos: 1 })
  })

  it('are scored anew after another observation, one row a video', async () => {
    await observe(trill, 'main', [{ content_id: 'listed', observed_at: at(-1), views: 100, likes: 0, comments: 0 }])
    now += 2 * HOUR
    await begin('main', 'detections')
    const trends = await list('main')
    expect(trends.total).toBe(35)
    expect(byId(trends, 'listed')).toMatchObject({ views: 100, viral: { score: 30 } })
    now = NOW
  })

  it('are compared with those of channels of the same size, where their followers are known', async () => {
    await trill.addWorkspace({ id: 'channels' })
    const ids = Array.from({ length: 50 }, (_, n) => `video-${n}`)
    const published_at = at(10 * 24)
    await describeContent(
      trill,
      'channels',
      ids.map((content_id, n) => ({
        content_id,
        title: content_id,
        category: 'Music',
        creator_id: n < 25 ? 'small' : 'large',
        published_at,
      })),
    )
    await observe(
      trill,
      'channels',
      ids.map((content_id, n) => ({ content_id, observed_at: at(0), views: 1000 + n, likes: 10, comments: 0 })),
    )
    await observeCreators(trill, 'channels', [
      { creator_id: 'small', observed_at: at(48), followers: 2_000_000 },
      { creator_id: 'small', observed_at: at(1), followers: 900 },
      { creator_id: 'large', observed_at: at(1), followers: 2_000_000 },
    ])
    await begin('channels', 'detections')
    const best = (await list('channels', 'limit=200')).items.filter(({ calibrated }) => calibrated?.velocity_percentile === 100)
    expect(best.map(({ content_id }) => content_id).sort()).toEqual(['video-24', 'video-49'])
    expect(best[0]?.calibrated).toMatchObject({ sample: 24, peers: 'age_category_channel' })
  })

  it('are not shown to another workspace, and what is not scored is not found', async () => {
    await trill.addWorkspace({ id: 'other' })
    expect((await list('other')).items).toEqual([])
    await expect(one('other', 'tiny')).rejects.toThrow(/404/)
    await expect(one('main', 'no-views')).rejects.toThrow(/404/)
  })
})
