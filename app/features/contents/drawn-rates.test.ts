import { afterAll, beforeAll, expect, it } from 'vitest'
import { startTestPlatform, type TestPlatform } from '../../../test/platform.ts'
import { observe, read } from '../../../test/seeds.ts'
import type { ContentsResponse } from './contract.ts'
import { contents } from './feature.ts'

let test: TestPlatform
beforeAll(async () => {
  test = await startTestPlatform([contents])
})
afterAll(() => test?.close())

const list = (query: string) => read<ContentsResponse>(test, 'rates', `/v1/contents?from=2026-11-01&to=2026-11-10${query}`)

it('a list ranked by a rate goes by what is certain of it, and shows the raw rate beside what it is drawn to', async () => {
  const posts = Array.from({ length: 40 }, (_, n) => ({ content_id: `n${n}`, views: 1000, likes: 40 + (n % 9) * 5, reach: 500 }))
  const lucky = { content_id: 'lucky', views: 2, likes: 1, reach: 2 }
  const good = { content_id: 'good', views: 50_000, likes: 5000, reach: 20_000 }
  const few = { content_id: 'few', views: 40, likes: 8, reach: 35 }
  await test.addWorkspace({ id: 'rates' })
  await observe(
    test,
    'rates',
    [...posts, lucky, good, few].map((one) => ({ ...one, observed_at: '2026-11-03T00:00:00Z' })),
  )
  for (const sort of ['engagement_rate', 'engagement_rate_by_reach'] as const) {
    const { items } = await list(`&sort=${sort}`)
    expect(items[0]?.content_id).toBe('good')
    expect(items.at(-1)).toMatchObject({ content_id: 'lucky', engagement_rate: 50, engagement_rate_by_reach: 50, reach: 2 })
    expect(items.at(-1)?.drawn?.rate).toBeLessThan(15)
    // Of those with enough views the lower ends fall, as the store and this process compute them alike.
    const lowers = items.slice(0, -1).map(({ drawn }) => drawn?.lower ?? 0)
    for (const [n, lower] of lowers.entries()) expect(lower).toBeLessThanOrEqual((lowers[n - 1] ?? 100) + 1e-6)
  }
  expect((await list('&sort=reach')).items[0]).toMatchObject({ content_id: 'good', drawn: null })
})
