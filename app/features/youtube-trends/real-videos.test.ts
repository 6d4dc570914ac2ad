import { createReadStream, existsSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { viralScore } from '@trill/core/scores/youtube'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestPlatform, type TestPlatform } from '../../../test/platform.ts'
import { read } from '../../../test/seeds.ts'
import { imports } from '../imports/feature.ts'
import type { RunState, TrendsResponse } from './contract.ts'
import { youtubeTrends } from './feature.ts'

const trending = join(process.env.TRILL_DATA_SETS ?? '', 'youtube/GBvideos_2017.csv.gz')
const given = process.env.TRILL_DATA_SETS !== undefined && existsSync(trending)

let trill: TestPlatform
beforeAll(async () => {
  if (!given) return
  trill = await startTestPlatform([imports, youtubeTrends])
  await trill.addWorkspace({ id: 'main' })
  const headers = { authorization: `Bearer ${trill.secret}`, 'content-type': 'application/octet-stream' }
  const url = '/v1/imports?workspace_id=main&format=youtube-trending&name=GBvideos_2017.csv.gz'
  await finished('imports', (await trill.inject({ method: 'POST', url, headers, payload: createReadStream(trending) })).json())
  const detection = { method: 'POST', url: '/v1/youtube-trends/detections', payload: { workspace_id: 'main' } } as const
  const run = (await trill.inject({ ...detection, headers: { authorization: `Bearer ${trill.secret}` } })).json<RunState>()
  await finished('youtube-trends/runs', run)
}, 180_000)
afterAll(() => trill?.close())

async function finished(path: string, begun: { id: string; status: string }): Promise<void> {
  let state = begun
  while (state.status === 'running') {
    await pause(100)
    state = (await trill.inject({ url: `/v1/${path}/${begun.id}`, headers: { authorization: `Bearer ${trill.secret}` } })).json()
  }
  if (state.status !== 'done') throw new Error(JSON.stringify(state))
}

/** Real trending lists of 2017, where they are at hand; they do not say when a video was published. */
describe.skipIf(!given)('real trending videos', () => {
  const page = (offset: number, sort: string) =>
    read<TrendsResponse>(trill, 'main', `/v1/youtube-trends?limit=200&offset=${offset}&sort=${sort}`)

  it('are all scored as they were last observed, each by the formula, with the other score beside it', async () => {
    const first = await page(0, 'calibrated')
    expect([first.total, first.without_views]).toEqual([first.stored_videos, 0])
    expect(first.total).toBeGreaterThan(1500)
    const rows = [...first.items]
    for (let offset = 200; offset < first.total; offset += 200) rows.push(...(await page(offset, 'calibrated')).items)
    expect(new Set(rows.map(({ content_id }) => content_id)).size).toBe(first.total)
    for (const { views, likes, comments, viral, calibrated } of rows) {
      expect(viral.score).toBe(viralScore({ views, likes, comments }).score)
      expect(viral.components.recency).toBe(0)
      expect(viral.notes).toContain('unknown_age')
      expect(calibrated?.velocity_percentile).toBeNull()
      expect(calibrated === null || (calibrated.lower <= calibrated.score && calibrated.score <= calibrated.upper)).toBe(true)
    }
    const places = rows.flatMap(({ calibrated }) => calibrated?.score ?? [])
    expect(places).toEqual([...places].sort((one, other) => other - one))
    expect(places.length).toBe(first.total)
  })

  it('reach “viral” by the published score far more often than one in five, which is why the other stands beside it', async () => {
    const { by_class, total } = await page(0, 'viral')
    expect(by_class.viral / total).toBeGreaterThan(0.4)
  })
})
