import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestPlatform, type TestPlatform } from '../../../test/platform.ts'
import { contents } from './feature.ts'
import { contentSection } from './report.ts'

const MONTHS = { october: '2026-10-10', november: '2026-11-10' }

let trill: TestPlatform
beforeAll(async () => {
  trill = await startTestPlatform([contents], { platform: { now: () => Date.parse('2026-11-20T12:00:00Z') } })
  for (const id of ['club', 'empty']) await trill.addWorkspace({ id })
  await observePosts('october', 10)
  await observePosts('november', 20)
})
afterAll(() => trill.close())

/** Forty posts of a month with 1,000 views each, and `likes` to `likes + 4` likes. */
async function observePosts(month: keyof typeof MONTHS, likes: number): Promise<void> {
  await trill.platform.events.command(
    `INSERT INTO content_snapshots (workspace_id, content_id, observed_at, platform, views, likes, comments, shares, provenance, received_at)
    SELECT 'club', concat({month:String}, '-', toString(number)), toDateTime64({day:String}, 3, 'UTC'), 'youtube', 1000 + (number = 7), {likes:UInt64} + number % 5, 0, 0, 'imported', now64(3)
    FROM numbers(40)`,
    { month, day: `${MONTHS[month]} 12:00:00`, likes },
  )
}

const question = (workspaceId: string) => ({
  workspaceId,
  label: 'November 2026',
  from: Date.parse('2026-11-01'),
  to: Date.parse('2026-12-01'),
  previous: { from: Date.parse('2026-10-01'), to: Date.parse('2026-11-01') },
})

test('posts of a period are added up beside those of the period before', async () => {
  const section = await contentSection.load(trill.platform, question('club'))
  const figures = Object.fromEntries((section?.figures ?? []).map(({ id, value, previous }) => [id, [value, previous]]))
  expect(figures.active_content).toEqual([40, 40])
  expect(figures.views).toEqual([40_001, 40_001])
  expect(figures.interactions).toEqual([40 * 22, 40 * 12])
  expect(figures.engagement_rate_by_views).toEqual([expect.closeTo((100 * 880) / 40_001, 8), expect.closeTo((100 * 480) / 40_001, 8)])
  expect(section?.figures[1]?.passport).toMatchObject({ status: 'imported', definition: 'views', n: 40 })
  expect(section?.charts[0]).toMatchObject({
    finding: '“november-7” leads with 1,001 views.',
    subtitle: 'Views within November 2026 · n = 40 posts',
  })
})

test('that engagement rose is said with the interval of the difference, and refuted the other way round', async () => {
  const [claim] = (await contentSection.load(trill.platform, question('club')))?.claims ?? []
  expect(claim).toMatchObject({ verdict: 'holds', n: 40 })
  expect(claim?.says).toMatch(/^Posts are engaged with more than in the period before: 2\.2 % of views after 1\.2 %/)
  const { from, to, previous } = question('club')
  const backwards = { ...question('club'), from: previous.from, to: previous.to, previous: { from, to } }
  expect((await contentSection.load(trill.platform, backwards))?.claims[0]?.verdict).toBe('refuted')
})

test('a period without posts has no section', async () => {
  expect(await contentSection.load(trill.platform, question('empty'))).toBeUndefined()
})
