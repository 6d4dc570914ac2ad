import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestPlatform, type TestPlatform } from '../../../test/platform.ts'
import { trends } from './feature.ts'
import { trendsSection } from './report.ts'
import { publish } from './testing.ts'

const NOW = Date.parse('2026-12-10T12:30:00Z')
const HOUR = 3_600_000
const DAY = 24 * HOUR
const END = Date.parse('2026-12-01')

let trill: TestPlatform
beforeAll(async () => {
  trill = await startTestPlatform([trends], { platform: { now: () => NOW } })
  for (const id of ['rising', 'hardly', 'steady', 'few', 'empty']) await trill.addWorkspace({ id })
  await publish(trill.platform, 'rising', [...daily('#comet', 20), ...daily('#tea', 5)])
  await publish(trill.platform, 'hardly', daily('#comet', 12))
  await publish(trill.platform, 'steady', daily('#tea', 5))
  await publish(trill.platform, 'few', daily('#tea', 1))
})
afterAll(() => trill.close())

/** Five posts a day of four weeks with a hashtag, fewer where the last day has; `last` of them on the last day. */
function daily(hashtag: string, last: number) {
  const usual = Math.min(last, 5)
  const before = Array.from({ length: 27 * usual }, (_, i) => END - DAY - (Math.floor(i / usual) * DAY + (i % usual) * HOUR + 1))
  const onTheLast = Array.from({ length: last }, (_, i) => END - 1 - (i % 24) * HOUR)
  return [...before, ...onTheLast].map((at, i) => ({ at, content_id: `${hashtag}-${i}`, tags: [hashtag] }))
}

const load = (workspaceId: string) =>
  trendsSection.load(trill.platform, {
    workspaceId,
    label: 'November 2026',
    from: Date.parse('2026-11-01'),
    to: END,
    previous: { from: Date.parse('2026-10-01'), to: Date.parse('2026-11-01') },
  })

test('a hashtag that comes up at the end of the period is said, with its score, its interval, its chance and n', async () => {
  const section = await load('rising')
  const [claim] = section?.claims ?? []
  // 20 uses after 30 in six days: a baseline of (30 + 5) / 7 = 5 a day, 6.71 deviations, a score of 100 / (1 + exp(−3.71 / 2)) = 86.5.
  expect(claim).toMatchObject({ id: 'hashtag_comes_up', verdict: 'holds', n: 50, needed: 20, passport: { status: 'derived', n: 50 } })
  expect(claim?.says).toMatch(
    /^The hashtag #comet is used more than usual: 20 posts in the last 24 hours after 5 a day before \(trend score 86\.5 of 100, 90 % interval 5\d\.\d to 9\d\.\d, p < 0\.001 among 2 looked at, n = 50 posts\)\.$/,
  )
  expect(section?.charts[0]).toMatchObject({
    finding: '#comet leads with a score of 86.5.',
    subtitle: 'Trend score, 0 – 100, of the last 24 hours of November 2026 against the six days before · n = 295 posts',
    passport: { definition: 'trend_score' },
  })
})

test('a score whose interval holds three deviations is undecided, and more posts are asked for', async () => {
  const [claim] = (await load('hardly'))?.claims ?? []
  expect(claim).toMatchObject({ verdict: 'not_enough_data', n: 42 })
  // 12 uses are 3.13 deviations, between 0.85 and 6.02: a width 20 times the distance from three takes 400 times the posts.
  expect((claim?.needed ?? 0) / 42).toBeGreaterThan(300)
  expect((claim?.needed ?? 0) / 42).toBeLessThan(500)
})

test('what is used as ever does not come up', async () => {
  const [claim] = (await load('steady'))?.claims ?? []
  expect(claim).toMatchObject({ verdict: 'refuted', n: 35 })
})

test('fewer than twenty posts of a week are not enough, nor is no topic at all', async () => {
  const section = await load('few')
  expect(section?.claims).toMatchObject([
    { id: 'hashtag_comes_up', says: 'A hashtag is used more than usual.', verdict: 'not_enough_data', n: 7, needed: 20 },
    { id: 'topic_comes_up', says: 'A topic is used more than usual.', verdict: 'not_enough_data', n: 0, needed: 20 },
  ])
  expect(section?.charts).toEqual([])
})

test('a period without posts has no section', async () => {
  expect(await load('empty')).toBeUndefined()
})
