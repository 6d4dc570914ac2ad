import { adaptedTo, adaptiveConformal } from '@trill/core/model-selection/adaptive-conformal'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { startTestPlatform, type TestPlatform } from '../../../test/platform.ts'
import { read, sendEvents } from '../../../test/seeds.ts'
import type { LiveModel } from '../../platform/models/live-models.ts'
import { consents } from '../consents/feature.ts'
import { ingest } from '../ingest/feature.ts'
import type { Training, VersionResponse } from '../models/contract.ts'
import { models } from '../models/feature.ts'
import { keeperOf } from '../models/model-keeper.ts'
import { adaptedOf, keepAdapted } from './adapted.ts'
import { growthAges } from './chart.ts'
import type { Answer, GrowthResponse, InFlightResponse, Prediction } from './contract.ts'
import { virality } from './feature.ts'
import { readCreatorPosts, readPosts, readShares } from './read-posts.ts'
import { resolverOf } from './resolver.ts'
import { storePosts } from './testing.ts'
import { cascadeOf, creatorHistories, type PostRow, rowOf, thresholdOf, thresholdsOf, type ViralityDocument } from './virality.ts'
import { actionsOf, reasonsOf } from './words.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const NOW = Date.parse('2026-11-20T12:00:00Z')
const POSTS = 320
let now = NOW

let trill: TestPlatform
beforeAll(async () => {
  trill = await startTestPlatform([ingest, consents, models, virality], { platform: { now: () => now } })
  await trill.addWorkspace({ id: 'studio' })
  const { events } = trill.platform
  await storePosts(events, 'studio', { prefix: 'old', count: POSTS, at: (index) => NOW - 60 * DAY + index * 2 * HOUR, now: NOW })
  await storePosts(events, 'studio', { prefix: 'young', count: 24, at: (index) => NOW - (index + 1) * HOUR - 60_000, now: NOW })
}, 60_000)
afterAll(() => trill?.close())

async function predict(...content_ids: readonly string[]): Promise<Answer[]> {
  const headers = { authorization: `Bearer ${await trill.createKey('admin', 'studio')}` }
  const answer = await trill.inject({ method: 'POST', url: '/v1/predictions/virality', headers, payload: { content_ids } })
  if (answer.statusCode !== 200) throw new Error(answer.body)
  return answer.json().items
}

async function post<T>(workspaceId: string, url: string, payload: object = {}): Promise<T> {
  const headers = { authorization: `Bearer ${await trill.createKey('admin', workspaceId)}` }
  const answer = await trill.inject({ method: 'POST', url, headers, payload })
  if (answer.statusCode >= 300) throw new Error(answer.body)
  return answer.json()
}

async function train(workspaceId: string, name: string): Promise<Training> {
  const { id } = await post<Training>(workspaceId, `/v1/models/${name}/train`)
  await keeperOf(trill.platform).runner.rest()
  return read(trill, workspaceId, `/v1/models/${name}/trainings/${id}`)
}

describe('before there is a model', () => {
  it('nothing is predicted, and the page says which models there will be', async () => {
    const page = await read<InFlightResponse>(trill, 'studio', '/v1/predictions/virality')
    expect(page).toMatchObject({ items: [], total: 0, looked_at: 24 })
    expect(page.models.map(({ name, version }) => [name, version])).toEqual(
      ['15m', '1h', '2h', '6h', '24h'].map((age) => [`virality-${age}`, null]),
    )
    expect(await predict('young-3')).toMatchObject([{ status: 'no_model' }])
  })

  it('a workspace with few finished posts is told how many are needed', async () => {
    expect(await train('empty', 'virality-2h')).toMatchObject({ outcome: 'insufficient_data', version: null })
    const { models: listed } = await read<InFlightResponse>(trill, 'empty', '/v1/predictions/virality')
    expect(listed[2]?.lacks).toBe('Not enough data: 0 rows whose outcome is known, of 200 that are needed.')
  })
})

describe('with a model', () => {
  beforeAll(async () => {
    expect(await train('studio', 'virality-1h')).toMatchObject({ status: 'done', version: 1 })
    if ((await trill.platform.models.live('studio', 'virality-1h')) === undefined)
      await post('studio', '/v1/models/virality-1h/versions/1/promote')
  }, 60_000)

  it('it learned from older posts than it is judged by, beside simple rules, with a week between', async () => {
    const version = await read<VersionResponse>(trill, 'studio', '/v1/models/virality-1h/versions/1')
    expect(Object.keys(version.baselines)).toEqual(['base rate', 'count alone'])
    expect(version.training_rows).toBeLessThan(0.7 * POSTS - 60)
    expect(version.figures.rocAuc?.value).toBeGreaterThan(0.8)
    expect(version.figures.brier?.value).toBeLessThan(version.baselines['base rate']?.brier?.value ?? 0)
    expect(version.findings).toMatchObject({ suspicious: false, telling: [], provenance: null, noise: { verdict: 'learnable' } })
  })

  it('a post in flight has a probability with interval and base rate, a size, a peak, reasons, and what to do', async () => {
    const [answer] = (await predict('young-3')) as [Prediction & { status: string }]
    expect(answer).toMatchObject({ status: 'predicted', observed: '1h', platform: 'x', provenance: 'simulated', title: 'Post young-3' })
    expect(answer.model).toEqual({ name: 'virality-1h', version: 1 })
    const { probability, probability_lower: lower, probability_upper: upper, base_rate: rate, size, nodes } = answer
    expect([lower, probability, upper]).toEqual([lower, probability, upper].toSorted((a, b) => a - b))
    expect(rate > 0 && rate < 0.5).toBe(true)
    expect(size.median).toBeGreaterThanOrEqual(nodes)
    expect(size.lower <= size.median && size.median <= (size.upper ?? Infinity)).toBe(true)
    expect(Date.parse(answer.peak_at ?? '')).toBeGreaterThan(NOW - 5 * HOUR)
    expect(answer.actions).toHaveLength(1)
  })

  it('those that cannot be predicted say why', async () => {
    await storePosts(trill.platform.events, 'studio', { prefix: 'fresh', count: 1, at: () => NOW - 60_000, now: NOW })
    await sendEvents(trill, 'studio', [
      { type: 'content_publish', occurred_at: new Date(NOW - 2 * HOUR).toISOString(), content_id: 'alone', platform: 'x', actor_id: 'she' },
    ])
    const answers = await predict('fresh-0', 'alone', 'old-1', 'nowhere')
    expect(answers.map(({ status }) => status)).toEqual(['too_young', 'few_shares', 'over', 'not_found'])
  })

  it('the page has them by probability, and counts what waits', async () => {
    const { items, total, waiting } = await read<InFlightResponse>(trill, 'studio', '/v1/predictions/virality?limit=5')
    expect(items).toHaveLength(5)
    expect(items.map(({ probability }) => probability)).toEqual(items.map(({ probability }) => probability).toSorted((a, b) => b - a))
    expect(total + waiting).toBeGreaterThanOrEqual(20)
    const other = await read<InFlightResponse>(trill, 'studio', '/v1/predictions/virality?platform=youtube')
    expect(other).toMatchObject({ items: [], looked_at: 0 })
  })

  it('growth is told up to now, and the forecast with its band', async () => {
    const growth = await read<GrowthResponse>(trill, 'studio', '/v1/predictions/virality/growth?content_id=young-3')
    const known = growth.points.flatMap(({ nodes }) => nodes ?? [])
    expect(known).toEqual(known.toSorted((a, b) => a - b))
    expect(known).toHaveLength(growth.points.filter(({ hours }) => hours <= 4).length)
    const [prediction] = (await predict('young-3')) as [Prediction & { status: 'predicted' }]
    expect(growth.points.find(({ hours }) => hours === 1)?.nodes).toBe(prediction.nodes)
    expect(growth.forecast).toMatchObject({ from_hours: 1, from_nodes: prediction.nodes, hours: 168, median: prediction.size.median })
    const end = growthAges(growth).at(-1)
    expect([end?.nodes, end?.median, end?.upper]).toEqual([null, prediction.size.median, prediction.size.upper])
    expect(growthAges(growth)[0]).toMatchObject({ label: '0 min', nodes: 1, median: null })
    expect(await read(trill, 'studio', '/v1/predictions/virality/growth?content_id=fresh-0')).toMatchObject({ points: [], forecast: null })
  })

  it('no post is expected to end smaller than it is already', async () => {
    const shares = Array.from({ length: 400 }, (_, n) => ({
      type: 'share',
      occurred_at: new Date(NOW - HOUR + n * 1000).toISOString(),
      content_id: 'young-3',
      platform: 'x',
      actor_id: `late-${n}`,
    }))
    await sendEvents(trill, 'studio', shares)
    const [before] = (await predict('young-3')) as [Prediction & { status: string }]
    expect([before.observed, before.nodes < 400]).toEqual(['1h', true])
    // What is at hand is read anew a minute later, by whoever asks then.
    now += 61_000
    const { size } = await vi.waitFor(async () => {
      const [after] = (await predict('young-3')) as [Prediction & { status: string }]
      expect(after.size.lower).toBeGreaterThan(400)
      return after
    }, 10_000)
    now = NOW
    expect(size.median).toBeGreaterThanOrEqual(size.lower)
    expect(size.upper ?? Infinity).toBeGreaterThanOrEqual(size.median)
  })

  it('whoever may not read single events is not shown posts about fewer than ten people', async () => {
    const { cookie } = await trill.signInAs('viewer', 'studio')
    const answer = await trill.inject({ url: '/v1/predictions/virality?workspace_id=studio', headers: { cookie } })
    const { withheld, items } = answer.json() as InFlightResponse
    expect(withheld).toBeGreaterThan(0)
    for (const { nodes } of items) expect(nodes).toBeGreaterThan(10)
  })

  it('the row that is asked about is the row it would have been learned from', async () => {
    const { events } = trill.platform
    const all = { workspaceId: 'studio', first: 0, last: NOW, limit: 1000 }
    const posts = await readPosts(events, all)
    const setting = { cutSeconds: 3600, setting: null, thresholds: thresholdsOf(posts), categories: ['News'] }
    const rowWith = async (read: readonly PostRow[], id: string) => {
      const own = read.find(({ content_id }) => content_id === id) as PostRow
      const shares = await readShares(events, 'studio', read)
      const historyOf = creatorHistories(read.length > 1 ? read : await readCreatorPosts(events, 'studio', read))
      return rowOf(own, cascadeOf(own, shares.get(id)), historyOf(own), setting)?.values
    }
    for (const id of ['old-300', 'old-17', 'young-5']) {
      const learned = await rowWith(posts, id)
      expect(learned).toBeDefined()
      expect(await rowWith(await readPosts(events, { ...all, contentIds: [id] }), id)).toEqual(learned)
    }
  })

  it('what came of posts that were over after the version went live is told once', async () => {
    const resolver = resolverOf(trill.platform)
    const model = (await trill.platform.models.live('studio', 'virality-1h')) as LiveModel
    const resolvedRows = async () => (await trill.platform.models.observations.lately(model.id)).resolved.rows
    const judged = adaptedOf(model).state?.resolved as number
    expect(judged).toBeGreaterThan(20)
    await resolver.look()
    expect(await resolvedRows()).toBe(0)
    expect(adaptedOf(model).state?.resolved).toBe(judged)
    now = NOW + 8 * DAY
    await resolver.look()
    const told = await resolvedRows()
    expect(told).toBeGreaterThan(20)
    expect(adaptedOf(model).state?.resolved).toBe(judged + told)
    await resolver.look()
    expect(await resolvedRows()).toBe(told)
    expect(adaptedOf(model).state?.resolved).toBe(judged + told)
    now = NOW
  })

  it('an interval of a size is as wide as posts told last that it has to be', async () => {
    const model = (await trill.platform.models.live('studio', 'virality-1h')) as LiveModel
    const { errors } = (model.document as ViralityDocument).model
    const upperOf = ([answer]: Answer[]) => (answer?.status === 'predicted' ? (answer.size.upper as number) : 0)
    const before = upperOf(await predict('young-1'))
    const missed = Array.from({ length: 60 }, () => 50).reduce((state, error) => adaptedTo(state, errors, error), adaptiveConformal())
    const known = adaptedOf(model)
    keepAdapted(model, { ...known, state: missed })
    expect(upperOf(await predict('young-1'))).toBeGreaterThan(before)
    keepAdapted(model, known)
    expect(upperOf(await predict('young-1'))).toBe(before)
  })

  it('nothing is predicted of posts of minors', async () => {
    expect(await predict('young-1')).toMatchObject([{ status: 'predicted' }])
    const consent = {
      actor_id: 'creator-1',
      purposes: { analytics: true },
      policy_version: '1',
      proof: 'form',
      age_band: '0-12',
      country: 'DE',
    }
    await post('studio', '/v1/consents', { consents: [consent] })
    expect(await predict('young-1')).toEqual([
      { content_id: 'young-1', status: 'withheld', why: 'Nothing is predicted of posts of this creator.' },
    ])
  })
})

describe('where something is only known afterwards', () => {
  const edited = { workspaceId: 'edited', first: NOW - 365 * DAY, last: NOW, limit: 1000 }
  beforeAll(async () => {
    await trill.addWorkspace({ id: 'edited' })
    const { events } = trill.platform
    const at = (index: number) => NOW - 60 * DAY + index * 3 * HOUR
    await storePosts(events, 'edited', { prefix: 'post', count: 400, at, now: NOW })
    const posts = (await readPosts(events, edited)).reverse()
    const thresholds = thresholdsOf(posts.slice(0, Math.floor(0.7 * posts.length)))
    const viral = posts.filter((post) => post.size > thresholdOf(thresholds, post)).map(({ content_id }) => content_id)
    await events.command(EDITED, { ids: viral })
  }, 60_000)

  it('as titles that were edited once a post was large, it is found, and the version waits for somebody', async () => {
    expect(await train('edited', 'virality-1h')).toMatchObject({ status: 'done', outcome: 'kept', version: 1 })
    const version = await read<VersionResponse>(trill, 'edited', '/v1/models/virality-1h/versions/1')
    expect(version).toMatchObject({ state: 'candidate', suspicious: true })
    expect(version.findings?.telling).toMatchObject([
      {
        kind: 'alone',
        columns: ['text_length'],
        figure: 'rocAuc',
        told: 1,
        text: '“text_length” tells “ends in the top tenth” alone (ROC-AUC 1.0000).',
      },
    ])
    expect(await trill.platform.models.live('edited', 'virality-1h')).toBeUndefined()
    await expect(post('edited', '/v1/models/virality-1h/versions/1/promote')).rejects.toThrow('although_suspicious')
  })
})

describe('thresholds', () => {
  const postOf = (platform: string, category: string, size: number) => ({ platform, category, size }) as PostRow
  it('are those of platform and category with fifty posts or more, else of the platform, else of all', () => {
    const posts = [
      ...Array.from({ length: 60 }, (_, size) => postOf('x', 'News', size + 1)),
      ...Array.from({ length: 10 }, () => postOf('x', 'Art', 500)),
      ...Array.from({ length: 10 }, () => postOf('web', 'Art', 1000)),
    ]
    const thresholds = thresholdsOf(posts)
    expect(Object.keys(thresholds).sort()).toEqual(['', 'x', 'x\tNews'])
    expect(thresholdOf(thresholds, { platform: 'x', category: 'News' })).toBeCloseTo(54.1, 9)
    expect(thresholdOf(thresholds, { platform: 'x', category: 'Art' })).toBe(thresholds.x)
    expect(thresholdOf(thresholds, { platform: 'web', category: 'Art' })).toBe(thresholds[''])
  })
})

describe('words', () => {
  const base = { probability: 0.05, probability_lower: 0.01, base_rate: 0.1, doubling: { probability: 0.2, base_rate: 0.3 }, nodes: 9 }
  const size = { median: 9, lower: 9, upper: 12, threshold: 100 }
  const later = new Date(NOW + HOUR).toISOString()
  it.each([
    [{ ...base, peak_at: null, size }, /next post/],
    [{ ...base, doubling: { probability: 0.7, base_rate: 0.3 }, peak_at: null, size }, /probably double/],
    [{ ...base, probability: 0.6, probability_lower: 0.4, peak_at: later, size }, /its peak is ahead/],
    [{ ...base, probability: 0.6, probability_lower: 0.4, peak_at: null, size }, /fastest time is over/],
    [{ ...base, probability: 0.3, peak_at: later, size }, /still holds the base rate/],
  ])('of what to do follow from the figures, one at a time', (prediction, words) => {
    expect(actionsOf(prediction, NOW)).toEqual([expect.stringMatching(words)])
  })

  it('of reasons name the columns that spoke most, and none that is not known', () => {
    const reasons = reasonsOf(
      ['log_count', 'hour', 'sentiment', 'threshold_distance'],
      [0.5, 0.001, 2, -0.7],
      new Map([['sentiment', Number.NaN]]),
    )
    expect(reasons.map(({ words }) => words)).toEqual([
      'shares that are still lacking for the top tenth: speaks against it',
      'shares so far, the post among them: speaks for it',
    ])
  })
})

const EDITED = `INSERT INTO content SELECT * REPLACE (concat(title, ': thank you all for sharing this so often!') AS title, now64(3) + 1 AS updated_at)
  FROM content FINAL WHERE workspace_id = 'edited' AND content_id IN {ids:Array(String)}`
