import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestPlatform, type TestPlatform } from '../../../test/platform.ts'
import { describeContent, observe } from '../../../test/seeds.ts'
import { erasures } from '../erasures/feature.ts'
import { youtubeTrends } from './feature.ts'
import type { RunRecord } from './run-record.ts'
import { runnerOf } from './trend-runner.ts'

const NOW = Date.now()
const at = (hours: number) => new Date(NOW - hours * 3_600_000).toISOString()

let trill: TestPlatform
beforeAll(async () => {
  trill = await startTestPlatform([youtubeTrends, erasures])
  await trill.addWorkspace({ id: 'main' })
  const title = 'Lighthouse keepers of Ushant'
  await describeContent(trill, 'main', [
    { content_id: 'own', title, creator_id: 'erased-creator', published_at: at(20) },
    { content_id: 'others', title, creator_id: 'somebody-else', published_at: at(20) },
    { content_id: 'post', platform: 'x', title, creator_id: 'erased-creator', published_at: at(2) },
    { content_id: 'reply', platform: 'x', title, creator_id: 'a-third-one', published_at: at(3) },
  ])
  const counters = { observed_at: at(0), views: 1000, likes: 10, comments: 1 }
  await observe(trill, 'main', [
    { content_id: 'own', ...counters },
    { content_id: 'others', ...counters },
  ])
  for (const kind of ['detection', 'analysis'] as const) await run({ workspaceId: 'main', kind, options: {} })
}, 60_000)
afterAll(() => trill?.close())

async function run(asked: Pick<RunRecord, 'workspaceId' | 'kind' | 'options'>): Promise<void> {
  const runner = runnerOf(trill.platform)
  const { record } = await runner.begin(asked)
  expect((await runner.settled(record.id, 30_000))?.status).toBe('done')
}

const stored = (sql: string) => trill.platform.events.rows<Record<string, string>>(sql)

async function ask<T>(body: object): Promise<T> {
  const headers = { authorization: `Bearer ${trill.secret}` }
  const payload = { workspace_id: 'main', identifiers: ['erased-creator'], ...body }
  return (await trill.inject({ method: 'POST', url: '/v1/privacy/erasures', headers, payload })).json<T>()
}

const found = async () => (await ask<{ rows: Record<string, number> }>({ dry_run: true })).rows

test('when a creator is erased, the scores, analyses and matches of what they published go as well, and those of others stay', async () => {
  expect(await found()).toMatchObject({ content: 2, youtube_trends_scores: 1, youtube_trends_analyses: 1, youtube_trends_matches: 3 })
  await ask({})
  for (let tries = 0; tries < 300 && (await found()).content !== 0; tries += 1) await pause(100)
  expect(await found()).toMatchObject({ content: 0, youtube_trends_scores: 0, youtube_trends_analyses: 0, youtube_trends_matches: 0 })
  expect(await stored('SELECT content_id FROM youtube_trends_scores')).toEqual([{ content_id: 'others' }])
  expect(await stored('SELECT content_id FROM youtube_trends_analyses')).toEqual([{ content_id: 'others' }])
  expect(await stored('SELECT content_id, matched_id FROM youtube_trends_matches')).toEqual([{ content_id: 'others', matched_id: 'reply' }])
}, 60_000)
