import { gradientBoosting } from '@trill/core/trees/gradient-boosting'
import type { TreeModel } from '@trill/core/trees/tree'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import type { Training, VersionsResponse } from '../../app/features/models/contract.ts'
import { keeperOf } from '../../app/features/models/model-keeper.ts'
import { drawn, type Lesson, registerMade, trainerOf } from '../../app/features/models/testing.ts'
import { findChromium } from './browser.ts'
import { type Journey, looksWell, setOut } from './journey.ts'

const chromium = findChromium()
const lesson: Lesson = { rows: 60, signal: 6, trees: 25, shift: 0, before: async () => undefined }

describe.skipIf(chromium === undefined)('the page Models', () => {
  let trill: Journey
  let page: Journey['page']
  beforeAll(async () => {
    trill = await setOut(chromium ?? '')
    page = trill.page
    trill.server.platform.models.offer([trainerOf('doubling', lesson)])
    await trill.begin('/models?workspace=main')
  }, 120_000)
  afterAll(() => trill?.close())

  async function train(): Promise<Training> {
    const { id } = await trill.ask<Training>('/v1/models/doubling/train', { workspace_id: 'main' })
    return vi.waitFor(
      async () => {
        const training = await trill.ask<Training>(`/v1/models/doubling/trainings/${id}`)
        expect(training.status).toBe('done')
        return training
      },
      { timeout: 30_000, interval: 100 },
    )
  }

  test('says what is missing before anything could be learned', async () => {
    await page.getByRole('table', { name: 'Models' }).getByRole('link', { name: 'doubling' }).click()
    await page.getByRole('heading', { name: 'No version yet' }).waitFor()
    await page.getByRole('button', { name: 'Train now' }).click()
    await page.getByText('Not enough data: 60 rows whose outcome is known, of 100 that are needed.').first().waitFor()
    await looksWell(trill, 'model-empty')
  })

  test('a model is shown with its figures beside the rule’s, its curves, its card and its drift', async () => {
    Object.assign(lesson, { rows: 700 })
    expect(await train()).toMatchObject({ outcome: 'promoted', version: 1 })
    Object.assign(lesson, { trees: 2 })
    expect(await train()).toMatchObject({ outcome: 'kept', version: 2 })
    await drift()
    await page.reload()
    for (const name of [
      /^Calibration/,
      /^What is found for how many false alarms/,
      /^How many called are right/,
      /^What it leans on/,
      /^Drift/,
    ])
      await page.getByRole('img', { name }).waitFor()
    await page.getByText('Drifted', { exact: true }).waitFor()
    const { model } = await trill.ask<VersionsResponse>('/v1/models/doubling/versions?workspace_id=main')
    const auc = model.live?.figures.rocAuc?.value as number
    expect(await page.locator('[data-figure=rocAuc]').textContent()).toContain(String(Number(auc.toPrecision(3))))
    await page.getByRole('region', { name: 'Model card' }).getByText('Its posts are made up.').waitFor()
    await page.getByText(/^Worse: Brier score/).waitFor()
    expect(await page.getByText(/\bNaN\b/).count()).toBe(0)
    await looksWell(trill, 'model')
  })

  test('another version is looked at, made live after a question, and rolled back', async () => {
    await page.getByRole('table', { name: 'Versions' }).getByRole('button', { name: 'Version 2' }).click()
    await page.waitForURL(/version=2/)
    await page.getByRole('button', { name: 'Promote…' }).click()
    const question = page.getByRole('dialog', { name: 'Make version 2 live?' })
    await question.getByText('Version 1 is kept, to go back to.').waitFor()
    await question.getByRole('textbox', { name: 'Why (optional)' }).fill('To see it fail.')
    await looksWell(trill, 'model-promote')
    await question.getByRole('button', { name: 'Promote' }).click()
    await page.getByRole('list', { name: 'Log of decisions' }).getByText('To see it fail.').waitFor()
    await page.getByText(/Version 2 is live\. Brier score/).waitFor()
    await page.getByRole('button', { name: 'Roll back…' }).click()
    await page.getByRole('dialog', { name: 'Roll doubling back?' }).getByRole('button', { name: 'Roll back' }).click()
    await page.getByText(/Version 1 is live\. Brier score/).waitFor()
  })

  test('the list says which version is live, how good it is beside the best rule, and that it has drifted', async () => {
    await page.getByRole('link', { name: 'Models', exact: true }).first().click()
    await page.getByText(/^1 of \d+ models is live; 1 has drifted\.$/).waitFor()
    const row = page.getByRole('table', { name: 'Models' }).locator('tbody tr').filter({ hasText: 'doubling' })
    expect(await row.textContent()).toMatch(/doubling.*Version 1.*Brier score.*base rate.*Drifted.*Version 2 kept as a candidate/)
    await looksWell(trill, 'models')
    expect(trill.complaints).toEqual([])
  })

  test('a version that is too good to be believed is gone back to only by who says that it was looked at', async () => {
    const address = { workspaceId: 'main', name: 'told' }
    trill.server.platform.models.offer([trainerOf('told', { ...lesson, suspicious: true })])
    const { id } = await trill.ask<Training>('/v1/models/told/train', { workspace_id: 'main' })
    await keeperOf(trill.server.platform).runner.rest()
    expect(await trill.ask<Training>(`/v1/models/told/trainings/${id}`)).toMatchObject({ outcome: 'kept', version: 1 })
    await registerMade(trill.server.platform, address)
    await trill.ask('/v1/models/told/versions/1/promote', { workspace_id: 'main', although_suspicious: true })
    await trill.ask('/v1/models/told/versions/2/promote', { workspace_id: 'main' })
    await page.goto(`${trill.server.url}/models/told?workspace=main`)
    await page.getByRole('button', { name: 'Roll back…' }).click()
    const question = page.getByRole('dialog', { name: 'Roll told back?' })
    await question.getByText('version 1, which was live before it, answers again').waitFor()
    const rollBack = question.getByRole('button', { name: 'Roll back' })
    expect(await rollBack.isDisabled()).toBe(true)
    await looksWell(trill, 'model-roll-back')
    await question.getByRole('checkbox', { name: /^Version 1 is too good to be believed\. I have looked/ }).check()
    await rollBack.click()
    await page.getByText(/Version 1 is live\. Brier score/).waitFor()
    expect(trill.complaints).toEqual([])
  })

  /** Rows that have moved, as a feature would hand them over. */
  async function drift(): Promise<void> {
    const { models } = trill.server.platform
    const live = await models.live('main', 'doubling')
    if (live === undefined) throw new Error('Nothing is live')
    const { table } = drawn({ rows: 600, signal: 6, shift: 0.4 }, 'seen')
    const predicted = gradientBoosting.predict(live.document as TreeModel, table)
    models.observe(live, table, predicted)
    models.resolve(
      live,
      predicted,
      predicted.map((probability, row) => Number(probability > (row % 97) / 97)),
    )
    await keeperOf(trill.server.platform).drift.look()
  }
})
