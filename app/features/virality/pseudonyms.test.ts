import { createRandom } from '@trill/core/random/xoshiro256'
import { simulatedPosts } from '@trill/core/virality/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestPlatform, type TestPlatform } from '../../../test/platform.ts'
import { read, sendEvents } from '../../../test/seeds.ts'
import { consents } from '../consents/feature.ts'
import { ingest } from '../ingest/feature.ts'
import type { VersionResponse } from '../models/contract.ts'
import { models } from '../models/feature.ts'
import { keeperOf } from '../models/model-keeper.ts'
import type { Answer, Prediction } from './contract.ts'
import { virality } from './feature.ts'

const HOUR = 3_600_000
const NOW = Date.parse('2026-11-20T12:00:00Z')
const POSTS = 280
/** Every so manieth share is sent. */
const KEPT_EVERY = 4
const WORKSPACES = ['plain', 'hidden'] as const

let trill: TestPlatform
beforeAll(async () => {
  trill = await startTestPlatform([ingest, consents, models, virality], { platform: { now: () => NOW } })
  for (const id of WORKSPACES) await trill.addWorkspace({ id })
  const { consents: said, pseudonymKeys } = trill.platform
  await pseudonymKeys.begin('hidden')
  await said.change('hidden', { ...said.peopleOf('hidden').privacy, pseudonymousIds: true })
  for (const id of WORKSPACES) await sendEvents(trill, id, EVENTS)
}, 120_000)
afterAll(() => trill?.close())

/** Posts of the last two months, and one of two hours ago, with the shares that came of them until now. */
const EVENTS = simulatedPosts(POSTS, createRandom('pseudonyms')).flatMap(({ cascade }, post) => {
  const published = post === 0 ? NOW - 2 * HOUR : NOW - 60 * 24 * HOUR + post * 4 * HOUR
  const about = { content_id: `post-${post}`, platform: 'x' }
  const made = {
    ...about,
    type: 'content_publish',
    actor_id: `creator-${post % 9}`,
    occurred_at: isoOf(published),
    properties: { title: `Post ${post}` },
  }
  const shares = Array.from(cascade.seconds, (seconds, index) => ({
    ...about,
    type: cascade.replies?.[index] === 1 ? 'comment' : 'share',
    actor_id: `reader-${cascade.actors[index]}`,
    occurred_at: isoOf(Math.round(published + 1000 * seconds)),
  }))
  return [made, ...shares.filter(({ occurred_at }, index) => index > 0 && index % KEPT_EVERY === 0 && Date.parse(occurred_at) <= NOW)]
})

function isoOf(time: number): string {
  return new Date(time).toISOString()
}

async function ask<T>(workspaceId: string, url: string, payload: object): Promise<T> {
  const headers = { authorization: `Bearer ${await trill.createKey('admin', workspaceId)}` }
  const answer = await trill.inject({ method: 'POST', url, headers, payload })
  expect([answer.statusCode, answer.body.slice(0, 300)]).toEqual([200, expect.any(String)])
  return answer.json()
}

async function train(workspaceId: string): Promise<VersionResponse> {
  const headers = { authorization: `Bearer ${await trill.createKey('admin', workspaceId)}` }
  await trill.inject({ method: 'POST', url: '/v1/models/virality-1h/train', headers, payload: {} })
  await keeperOf(trill.platform).runner.rest()
  const version = await read<VersionResponse>(trill, workspaceId, '/v1/models/virality-1h/versions/1')
  if (version.state !== 'live') await ask(workspaceId, '/v1/models/virality-1h/versions/1/promote', {})
  return version
}

test('posts of people under pseudonyms teach the same rows as under their identifiers, and are predicted', {
  timeout: 120_000,
}, async () => {
  const stored = `SELECT countIf(NOT match(actor_id, '^p1\\\\.')) AS plain FROM events WHERE workspace_id = 'hidden'`
  expect(await trill.platform.events.rows(stored, {})).toEqual([{ plain: 0 }])
  const [plain, hidden] = [await train('plain'), await train('hidden')]
  expect(hidden).toMatchObject({ training_rows: plain.training_rows, hold_out_rows: plain.hold_out_rows, fingerprint: plain.fingerprint })
  const [answer] = (await ask<{ items: Answer[] }>('hidden', '/v1/predictions/virality', { content_ids: ['post-0'] })).items as [
    Prediction & Answer,
  ]
  expect(answer).toMatchObject({ status: 'predicted', observed: '1h', model: { name: 'virality-1h', version: 1 } })
  expect(answer.reasons.length).toBeGreaterThan(0)
})
