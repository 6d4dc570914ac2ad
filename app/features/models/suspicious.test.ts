import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestPlatform, type TestPlatform } from '../../../test/platform.ts'
import { defineFeature } from '../../platform/feature.ts'
import type { ModelsResponse, Training, VersionResponse, VersionsResponse } from './contract.ts'
import { models } from './feature.ts'
import { keeperOf } from './model-keeper.ts'
import { type Lesson, trainerOf } from './testing.ts'

const lesson: Lesson = { rows: 500, signal: 6, trees: 25, shift: 0, suspicious: true, before: async () => undefined }
const PROMOTE = '/v1/models/doubling/versions/1/promote'
let trill: TestPlatform
let headers: { authorization: string }

beforeAll(async () => {
  trill = await startTestPlatform([models, defineFeature({ name: 'learners', about: '', trainers: [trainerOf('doubling', lesson)] })])
  headers = { authorization: `Bearer ${await trill.createKey('admin', 'main')}` }
})
afterAll(() => trill?.close())

async function get<T>(path: string): Promise<T> {
  const { statusCode, body } = await trill.inject({ url: `/v1/models${path}`, headers })
  expect([statusCode, body]).toEqual([200, body])
  return JSON.parse(body) as T
}

function post(url: string, payload: object) {
  return trill.inject({ method: 'POST', url, headers, payload })
}

async function train(): Promise<Training> {
  const { id } = (await post('/v1/models/doubling/train', {})).json() as Training
  await keeperOf(trill.platform).runner.rest()
  return get<Training>(`/doubling/trainings/${id}`)
}

test('the first version of a model stays a candidate where it is too good to be believed, and it is said why and what to do', async () => {
  expect(await train()).toMatchObject({ status: 'done', outcome: 'kept', version: 1 })
  const { model, versions, decisions } = await get<VersionsResponse>('/doubling/versions')
  expect([model.live, model.newest?.suspicious, versions[0]?.state]).toEqual([null, true, 'candidate'])
  expect(decisions[0]).toMatchObject({ kind: 'kept', version: 1, by: 'Trill' })
  expect(decisions[0]?.why).toMatch(/^Too good to be believed: .+ only known afterwards.+ promote it/)
  expect((await get<VersionResponse>('/doubling/versions/1')).card).toContain('It does not go live by itself')
  const { models: listed } = await get<ModelsResponse>('')
  expect(listed[0]?.newest).toMatchObject({ version: 1, suspicious: true })
  expect(await trill.platform.models.live('main', 'doubling')).toBeUndefined()
})

test('nobody promotes it unknowingly; who does so knowingly stands in the log of decisions and in the audit log', async () => {
  const refused = await post(PROMOTE, { why: 'It looks fine.' })
  expect([refused.statusCode, refused.json().detail]).toEqual([409, expect.stringMatching(/too good to be believed.+although_suspicious/)])
  const reader = { authorization: `Bearer ${await trill.createKey('read', 'main')}` }
  const unpermitted = await trill.inject({ method: 'POST', url: PROMOTE, headers: reader, payload: { although_suspicious: true } })
  expect(unpermitted.statusCode).toBe(403)
  expect((await post(PROMOTE, { although_suspicious: true })).json()).toEqual({ name: 'doubling', version: 1, before: null })
  expect((await trill.platform.models.live('main', 'doubling'))?.version).toBe(1)
  const { decisions } = await get<VersionsResponse>('/doubling/versions')
  expect(decisions[0]).toMatchObject({ kind: 'promoted', by: 'test admin', why: 'Promoted by hand, although too good to be believed.' })
  const { rows } = await trill.platform.metadata.query<{ details: string }>(
    "SELECT details FROM audit_log WHERE action = 'model_promote' AND target = 'doubling' AND outcome = 'success'",
  )
  expect(rows.map(({ details }) => JSON.parse(details))).toEqual([{ version: 1, before: null, suspicious: true }])
})

test('one that is better still does not replace it by itself', async () => {
  lesson.trees = 60
  expect(await train()).toMatchObject({ outcome: 'kept', version: 2 })
  expect((await trill.platform.models.live('main', 'doubling'))?.version).toBe(1)
})

test('one that can be believed goes as it comes, and to promote one that can is as before', async () => {
  await post('/v1/models/doubling/versions/1/retire', {})
  Object.assign(lesson, { suspicious: false, trees: 25 })
  expect(await train()).toMatchObject({ outcome: 'promoted', version: 3 })
  expect((await get<VersionsResponse>('/doubling/versions')).model.live).toMatchObject({ version: 3, suspicious: false })
  await post('/v1/models/doubling/versions/3/retire', {})
  expect((await post('/v1/models/doubling/versions/3/promote', {})).statusCode).toBe(200)
})

test('nobody goes back to one unknowingly either', async () => {
  const ROLL_BACK = '/v1/models/doubling/roll-back'
  await post('/v1/models/doubling/versions/2/promote', { although_suspicious: true })
  await post('/v1/models/doubling/versions/3/promote', {})
  const refused = await post(ROLL_BACK, { why: 'It was better.' })
  expect([refused.statusCode, refused.json().detail]).toEqual([409, expect.stringMatching(/too good to be believed.+although_suspicious/)])
  expect((await trill.platform.models.live('main', 'doubling'))?.version).toBe(3)
  expect((await post(ROLL_BACK, { although_suspicious: true })).json()).toEqual({ name: 'doubling', version: 2, before: 3 })
  const { decisions } = await get<VersionsResponse>('/doubling/versions')
  expect(decisions[0]).toMatchObject({ kind: 'rolled_back', version: 2, why: 'Rolled back by hand, although too good to be believed.' })
  const { rows } = await trill.platform.metadata.query<{ outcome: string; details: string }>(
    "SELECT outcome, details FROM audit_log WHERE action = 'model_roll_back' AND target = 'doubling' ORDER BY outcome DESC",
  )
  expect(rows.map(({ outcome, details }) => [outcome, JSON.parse(details)])).toEqual([
    ['success', { version: 2, before: 3, suspicious: true }],
    ['failed', { version: 2, suspicious: true, problem: 'conflict' }],
  ])
})
