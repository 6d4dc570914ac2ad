import { setTimeout as pause } from 'node:timers/promises'
import { gradientBoosting } from '@trill/core/trees/gradient-boosting'
import type { TreeModel } from '@trill/core/trees/tree'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestPlatform, type TestPlatform } from '../../../test/platform.ts'
import { sendEvents } from '../../../test/seeds.ts'
import { defineFeature } from '../../platform/feature.ts'
import { TRILL } from '../../platform/models/model-record.ts'
import { Models } from '../../platform/models/models.ts'
import { TrainingRunner } from '../../platform/models/training-runner.ts'
import { askToCancel, claim, findRun, finishRun, latestRuns } from '../../platform/models/training-runs.ts'
import { eraseBatch } from '../erasures/erase.ts'
import { addErasure, markErased, takeBatch } from '../erasures/erasure-record.ts'
import { erasures } from '../erasures/feature.ts'
import { ingest } from '../ingest/feature.ts'
import type { CompareResponse, DriftResponse, ModelsResponse, Training, VersionResponse, VersionsResponse } from './contract.ts'
import { models } from './feature.ts'
import { keeperOf } from './model-keeper.ts'
import { drawn, type Lesson, registerMade, trainerOf } from './testing.ts'

const lesson: Lesson = { rows: 50, signal: 6, trees: 25, shift: 0, before: async () => undefined }
const patient: Lesson = { ...lesson, rows: 400 }
const GOOD = { rows: 500, signal: 6, trees: 25, shift: 0 }
let trill: TestPlatform
let headers: { authorization: string }

beforeAll(async () => {
  const learners = defineFeature({ name: 'learners', about: '', trainers: [trainerOf('doubling', lesson), trainerOf('patient', patient)] })
  trill = await startTestPlatform([ingest, erasures, models, learners])
  headers = { authorization: `Bearer ${await trill.createKey('admin', 'main')}` }
})
afterAll(() => trill?.close())

describe('learning', () => {
  it('a model that nobody trained is listed with what it would foretell', async () => {
    const { models: listed } = await get<ModelsResponse>('')
    expect(listed.map(({ name, live, newest, training }) => [name, live, newest, training])).toEqual([
      ['doubling', null, null, null],
      ['patient', null, null, null],
    ])
    expect(listed[0]).toMatchObject({ target: 'the post at least doubles', every_hours: 24 })
  })

  it('with too few rows says how many are needed, once', async () => {
    expect(await train('doubling')).toMatchObject({ status: 'done', outcome: 'insufficient_data', version: null })
    const again = await train('doubling')
    expect(again.error).toBe('Not enough data: 50 rows whose outcome is known, of 100 that are needed.')
    expect((await versions()).decisions.map(({ kind }) => kind)).toEqual(['not_trained'])
  })

  it('the first version that beats the base rate goes live', async () => {
    Object.assign(lesson, GOOD)
    expect(await train('doubling')).toMatchObject({ status: 'done', outcome: 'promoted', version: 1 })
    const { model, decisions } = await versions()
    expect(model.live).toMatchObject({ version: 1, state: 'live', training_rows: 350, hold_out_rows: 150, judged_by: 'brier' })
    expect(model.live?.owner).toBe('test admin')
    expect(decisions[0]).toMatchObject({ kind: 'promoted', version: 1, by: 'Trill' })
    expect(decisions[0]?.why).toMatch(
      /^No version is live, and this one beats every rule: Brier score −0\.\d+ \(95 % interval −0\.\d+ to −0\.\d+\) against “base rate”\.$/,
    )
  })

  it('shows a version beside its rules, with intervals, curves, importance and a card', async () => {
    const version = await get<VersionResponse>('/doubling/versions/1')
    const { brier, rocAuc } = version.figures
    const rule = version.baselines['base rate']
    expect(brier?.value).toBeLessThan(rule?.brier?.value as number)
    expect(rocAuc?.lower).toBeGreaterThan(0.5)
    expect(version.over_baselines['base rate']?.brier?.value).toBeCloseTo((brier?.value as number) - (rule?.brier?.value as number), 12)
    expect(version.over_live).toBeNull()
    expect(version.passport).toMatchObject({ status: 'estimated', definition: 'doubling', version: '1', n: 150 })
    expect(version.curve?.at(-1)).toMatchObject({ false_positive_rate: 1, recall: 1 })
    expect(version.calibration?.reduce((rows, bin) => rows + bin.rows, 0)).toBe(150)
    expect(version.importance[0]?.feature).toBe('shares')
    for (const said of ['# doubling, version 1', 'Rule: base rate', 'Its posts are made up.', 'It knows no person.', version.fingerprint])
      expect(version.card).toContain(said)
  })

  it('hands a version out as it answers', async () => {
    const document = await get<TreeModel>('/doubling/versions/1/document')
    const live = await trill.platform.models.live('main', 'doubling')
    const { table } = drawn(GOOD, 'other')
    expect(gradientBoosting.predict(document, table)).toEqual(gradientBoosting.predict(live?.document as TreeModel, table))
  })

  it('a worse candidate is kept and does not go live, and it is said why', async () => {
    Object.assign(lesson, GOOD, { trees: 1 })
    expect(await train('doubling')).toMatchObject({ outcome: 'kept', version: 2 })
    const { model, decisions } = await versions()
    expect([model.live?.version, model.newest?.version, model.newest?.state]).toEqual([1, 2, 'candidate'])
    expect(decisions[0]?.kind).toBe('kept')
    expect(decisions[0]?.why).toMatch(/^Worse: Brier score \+0\.\d+ .* against version 1\.$/)
    expect((await get<VersionResponse>('/doubling/versions/2')).over_live?.brier?.lower).toBeGreaterThan(0)
  })

  it('the same again is not shown to be better', async () => {
    Object.assign(lesson, GOOD)
    expect(await train('doubling')).toMatchObject({ outcome: 'kept', version: 3 })
    expect((await versions()).decisions[0]?.why).toMatch(/^Not shown to be better/)
  })
})

describe('choosing what is live', () => {
  it('promotes by hand, and goes back', async () => {
    expect(await post('/doubling/versions/2/promote', { why: 'To see what happens.' })).toEqual({ name: 'doubling', version: 2, before: 1 })
    expect((await trill.platform.models.live('main', 'doubling'))?.version).toBe(2)
    expect(await post('/doubling/roll-back', {})).toEqual({ name: 'doubling', version: 1, before: 2 })
    expect((await trill.platform.models.live('main', 'doubling'))?.version).toBe(1)
    const { decisions } = await versions()
    expect(decisions.slice(0, 2).map(({ kind, by, why }) => [kind, by, why])).toEqual([
      ['rolled_back', 'test admin', 'Rolled back by hand.'],
      ['promoted', 'test admin', 'To see what happens.'],
    ])
  })

  it('refuses what cannot be: nothing before the first, a version that is live, one that is not there', async () => {
    for (const [path, status] of [
      ['/doubling/roll-back', 409],
      ['/doubling/versions/1/promote', 409],
      ['/doubling/versions/99/promote', 404],
      ['/nothing/roll-back', 404],
      ['/nothing/train', 404],
    ] as const)
      expect([path, (await send(path, {})).statusCode]).toEqual([path, status])
  })

  it('the database keeps a second version from being live', async () => {
    const second = trill.platform.metadata.query(
      "UPDATE models SET state = 'live', promoted_at = now() WHERE name = 'doubling' AND version = 3",
    )
    await expect(second).rejects.toThrow(/models_live/)
  })

  it('holds two versions against each other on the same rows', async () => {
    const worse = await get<CompareResponse>('/doubling/compare?first=1&second=2')
    expect(worse).toMatchObject({ status: 'compared', rows: 150, verdict: 'worse', judged_by: 'brier' })
    const [first, second] = worse.versions ?? []
    expect(worse.difference?.brier?.value).toBeCloseTo(
      (second?.figures.brier?.value as number) - (first?.figures.brier?.value as number),
      12,
    )
  })

  it('records who changed what is live', async () => {
    const { rows } = await trill.platform.metadata.query<{ action: string }>(
      "SELECT action FROM audit_log WHERE action LIKE 'model_%' AND target = 'doubling' AND outcome = 'success' ORDER BY sequence",
    )
    expect(new Set(rows.map(({ action }) => action))).toEqual(new Set(['model_train', 'model_promote', 'model_roll_back', 'model_export']))
  })
})

describe('drift', () => {
  it('says nothing of few rows, and nothing where nothing has moved', async () => {
    expect((await get<DriftResponse>('/doubling/drift')).status).toBe('not_checked')
    await see(150, 0)
    expect(await look()).toMatchObject({ status: 'insufficient_data', rows: 150, needed: 200 })
    await see(600, 0)
    const { status, features } = await look()
    expect([status, features.some(({ drifted }) => drifted)]).toEqual(['stable', false])
  })

  it('inputs that have moved raise an alert, and are said once', async () => {
    await see(3000, 0.6)
    const drift = await look()
    expect(drift).toMatchObject({ status: 'drifted', says: expect.stringMatching(/^Moved: shares/) })
    expect(drift.features[0]).toMatchObject({ name: 'shares', level: 'major', drifted: true })
    expect(drift.features[0]?.distance).toBeGreaterThan(0.3)
    await look()
    expect((await versions()).decisions.filter(({ kind }) => kind === 'drift_found')).toHaveLength(1)
    expect(await trill.platform.measurements.registry.getSingleMetricAsString('trill_models_drifted')).toContain('trill_models_drifted 1')
  })

  it('probabilities that do not come true any more are drift too, told from the newest rows or from what is handed over', async () => {
    const { calibration: newest, resolved: known } = await get<DriftResponse>('/doubling/drift')
    expect(newest).toMatchObject({ rows: 150, drifted: false })
    expect(known).toBe(150)
    const live = await trill.platform.models.live('main', 'doubling')
    trill.platform.models.resolve(
      { id: live?.id as string },
      new Float64Array(400).fill(0.8),
      Float64Array.from({ length: 400 }, (_, row) => row % 2),
    )
    const { calibration, resolved } = await look()
    expect(calibration).toMatchObject({ rows: 400, observed: 0.5, drifted: true })
    expect(resolved).toBe(400)
  })
})

describe('the queue of trainings', () => {
  it('has what is due learn by itself, and not again before its time', async () => {
    Object.assign(patient, GOOD)
    await trill.platform.models.schedule()
    await trill.platform.models.schedule()
    const waiting = await latestRuns(trill.platform.metadata, 'main', 'patient', 10)
    expect(waiting.map(({ cause, status }) => [cause, status])).toEqual([['schedule', 'waiting']])
    await worked()
    expect(await latestRuns(trill.platform.metadata, 'main', 'patient', 10)).toMatchObject([{ status: 'done', outcome: 'promoted' }])
  })

  it('looks again within an hour where rows were too few', async () => {
    Object.assign(patient, { rows: 60 })
    expect(await train('patient')).toMatchObject({ outcome: 'insufficient_data' })
    const { metadata, now } = trill.platform
    const later = modelsAt(now() + 3_700_000)
    await later.schedule()
    expect((await latestRuns(metadata, 'main', null, 1))[0]).toMatchObject({ name: 'patient', status: 'waiting', cause: 'schedule' })
    Object.assign(patient, GOOD)
    await worked()
  })

  it('drift has a model learn anew, a day after it did last', async () => {
    const address = { workspaceId: 'main', name: 'doubling' }
    expect(await trill.platform.models.trainBecauseOfDrift(address)).toBe(false)
    expect(await modelsAt(trill.platform.now() + 90_000_000).trainBecauseOfDrift(address)).toBe(true)
    const [run] = await latestRuns(trill.platform.metadata, 'main', 'doubling', 1)
    expect(run).toMatchObject({ cause: 'drift', status: 'waiting' })
    await askToCancel(trill.platform.metadata, run?.id as string, trill.platform.now())
  })

  it('two processes that look at once take one training between them', async () => {
    const { metadata, models: learned, now } = trill.platform
    for (const name of ['doubling', 'patient']) await learned.train({ workspaceId: 'main', name }, 'asked', TRILL)
    const names = ['doubling', 'patient']
    const taken = await Promise.all([1, 2].map(() => claim(metadata, { names, now: now(), alone: false })))
    expect(taken.filter((run) => run !== undefined)).toHaveLength(1)
    expect(await claim(metadata, { names, now: now(), alone: false })).toBeUndefined()
    const silent = await claim(metadata, { names, now: now() + 61_000, alone: false })
    expect(silent?.id).toBe(taken.find((run) => run !== undefined)?.id)
    for (const { id } of await latestRuns(metadata, 'main', null, 10)) {
      await finishRun(metadata, { id, status: 'cancelled', version: null, outcome: null, error: null }, now())
      await askToCancel(metadata, id, now())
    }
  })

  it('cancels a training that runs and one that waits', async () => {
    patient.before = ({ signal }) => new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
    const running = await begin('patient')
    const waiting = await begin('doubling')
    await started(running.id)
    expect((await begin('patient')).id).toBe(running.id)
    expect(await post(`/doubling/trainings/${waiting.id}/cancel`, {})).toMatchObject({ status: 'cancelled' })
    await post(`/patient/trainings/${running.id}/cancel`, {})
    await worked()
    expect(await get<Training>(`/patient/trainings/${running.id}`)).toMatchObject({ status: 'cancelled', version: null })
  })

  it('a training that the end of the process broke off is begun again', async () => {
    const ending = new TrainingRunner(trill.platform)
    const { run } = await trill.platform.models.train({ workspaceId: 'main', name: 'patient' }, 'asked', TRILL)
    ending.wake()
    await started(run.id)
    await ending.close()
    expect(await get<Training>(`/patient/trainings/${run.id}`)).toMatchObject({ status: 'waiting' })
    patient.before = async () => undefined
    await worked()
    expect(await get<Training>(`/patient/trainings/${run.id}`)).toMatchObject({ status: 'done', version: 3 })
  })
})

describe('people', () => {
  it('versions that may know somebody who is erased are marked; the live one is learned anew, the others are deleted', async () => {
    await sendEvents(trill, 'main', [
      { type: 'view', actor_id: 'ada', occurred_at: '2026-01-10T00:00:00Z' },
      { type: 'view', actor_id: 'bob', occurred_at: '2026-03-10T00:00:00Z' },
    ])
    await erase('bob')
    expect((await versions()).versions.filter(({ marked_at }) => marked_at !== null)).toEqual([])
    const dryRun = await send('/../privacy/erasures', { identifiers: ['ada'], dry_run: true })
    expect(dryRun.json().models).toHaveLength(6)
    await erase('ada')
    const marked = await versions()
    expect(marked.versions.map(({ version, has_document }) => [version, has_document])).toEqual([
      [3, false],
      [2, false],
      [1, true],
    ])
    expect(marked.versions.every(({ marked_at }) => marked_at !== null)).toBe(true)
    Object.assign(lesson, GOOD)
    await trill.platform.models.trainMarked('main')
    await worked()
    const { model, versions: listed, decisions } = await versions()
    expect(model.live).toMatchObject({ version: 4, marked_at: null })
    expect(decisions[0]?.why).toMatch(/^An erasure asks that version 1 be replaced/)
    expect(listed.at(-1)).toMatchObject({ version: 1, state: 'retired', has_document: false })
    expect((await send('/doubling/versions/1/promote', {})).json().detail).toMatch(/erased/)
    expect((await send('/doubling/roll-back', {})).statusCode).toBe(409)
  })

  it('viewers read and change nothing; another workspace sees nothing', async () => {
    const { cookie } = await trill.signInAs('viewer', 'main')
    const viewer = { cookie, 'x-trill-csrf': '1' }
    expect((await trill.inject({ url: '/v1/models?workspace_id=main', headers: viewer })).statusCode).toBe(200)
    const promoting = {
      method: 'POST',
      url: '/v1/models/doubling/versions/3/promote',
      headers: viewer,
      payload: { workspace_id: 'main' },
    } as const
    expect((await trill.inject(promoting)).statusCode).toBe(403)
    expect((await trill.inject({ url: '/v1/models/doubling/versions/4/document?workspace_id=main', headers: viewer })).statusCode).toBe(403)
    const other = { authorization: `Bearer ${await trill.createKey('admin', 'other')}` }
    expect((await trill.inject({ url: '/v1/models/doubling/versions/4', headers: other })).statusCode).toBe(404)
    const { models: listed } = (await trill.inject({ url: '/v1/models', headers: other })).json() as ModelsResponse
    expect(listed.every(({ live, newest, training }) => live === null && newest === null && training === null)).toBe(true)
    expect(await trill.platform.models.live('other', 'doubling')).toBeUndefined()
  })

  it('everything of a workspace goes with it', async () => {
    const address = { workspaceId: 'other', name: 'doubling' }
    await registerMade(trill.platform, address)
    await trill.platform.models.train(address, 'asked', TRILL)
    const held = `SELECT (SELECT count(*) FROM models WHERE workspace_id = 'other') + (SELECT count(*) FROM models_runs WHERE workspace_id = 'other') AS n`
    expect((await trill.platform.metadata.query(held)).rows).toEqual([{ n: 2 }])
    await trill.platform.metadata.query("DELETE FROM workspaces WHERE id = 'other'")
    expect((await trill.platform.metadata.query(held)).rows).toEqual([{ n: 0 }])
  })
})

async function get<T>(path: string): Promise<T> {
  const { statusCode, body } = await trill.inject({ url: `/v1/models${path}`, headers })
  expect([statusCode, body]).toEqual([200, body])
  return JSON.parse(body) as T
}

function send(path: string, payload: object) {
  return trill.inject({ method: 'POST', url: new URL(`http://x/v1/models${path}`).pathname, headers, payload })
}

async function post(path: string, payload: object): Promise<unknown> {
  const { statusCode, body } = await send(path, payload)
  expect([statusCode, body]).toEqual([statusCode < 300 ? statusCode : 200, body])
  return JSON.parse(body)
}

function versions(): Promise<VersionsResponse> {
  return get<VersionsResponse>('/doubling/versions')
}

async function begin(name: string): Promise<Training> {
  return (await post(`/${name}/train`, {})) as Training
}

async function train(name: string): Promise<Training> {
  const { id } = await begin(name)
  await worked()
  return get<Training>(`/${name}/trainings/${id}`)
}

async function worked(): Promise<void> {
  const { runner } = keeperOf(trill.platform)
  runner.wake()
  await runner.rest()
}

async function started(id: string): Promise<void> {
  while ((await findRun(trill.platform.metadata, id))?.status !== 'running') await pause(5)
}

/** The same models as they are seen at another time. */
function modelsAt(time: number): Models {
  const { metadata, logger, models: learned } = trill.platform
  const later = new Models({ metadata, logger, now: () => time })
  later.offer(learned.trainers)
  return later
}

async function see(rows: number, shift: number): Promise<void> {
  const live = await trill.platform.models.live('main', 'doubling')
  if (live === undefined) throw new Error('Nothing is live')
  const { table } = drawn({ rows, signal: 6, shift }, `seen ${rows}`)
  trill.platform.models.observe(live, table, gradientBoosting.predict(live.document as TreeModel, table))
}

async function look(): Promise<DriftResponse> {
  await keeperOf(trill.platform).drift.look()
  return get<DriftResponse>('/doubling/drift')
}

async function erase(actor: string): Promise<void> {
  await addErasure(trill.platform, { workspaceId: 'main', identifiers: [actor] })
  const batch = await takeBatch(trill.platform)
  if (batch === undefined) throw new Error('No erasure waits')
  await eraseBatch(batch, trill.platform)
  await markErased(trill.platform.metadata, batch.id, trill.platform.now())
}
