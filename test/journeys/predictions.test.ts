import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import type { Training } from '../../app/features/models/contract.ts'
import { storePosts } from '../../app/features/virality/testing.ts'
import { findChromium } from './browser.ts'
import { type Journey, looksWell, setOut } from './journey.ts'

const chromium = findChromium()
const HOUR = 3_600_000

describe.skipIf(chromium === undefined)('the page Predictions', () => {
  let trill: Journey
  let page: Journey['page']
  beforeAll(async () => {
    trill = await setOut(chromium ?? '')
    page = trill.page
    await trill.begin('/predictions?workspace=main')
  }, 120_000)
  afterAll(() => trill?.close())

  async function learn(): Promise<void> {
    const { events } = trill.server.platform
    const now = Date.now()
    await storePosts(events, 'main', { prefix: 'old', count: 320, at: (index) => now - 1440 * HOUR + index * 2 * HOUR, now })
    await storePosts(events, 'main', { prefix: 'young', count: 24, at: (index) => now - (index + 1) * HOUR - 60_000, now })
    const { id } = await trill.ask<Training>('/v1/models/virality-1h/train', { workspace_id: 'main' })
    const training = await vi.waitFor(
      async () => {
        const run = await trill.ask<Training>(`/v1/models/virality-1h/trainings/${id}`)
        expect(run.status).toBe('done')
        return run
      },
      { timeout: 60_000, interval: 200 },
    )
    // So few posts hardly show that a model is better than a rule; a person may make it live all the same.
    if (training.outcome !== 'promoted') await trill.ask('/v1/models/virality-1h/versions/1/promote', { workspace_id: 'main' })
  }

  test('says what is lacking before there is a model', async () => {
    await page.getByText(/^Models learn once a day/).waitFor()
    await looksWell(trill, 'predictions-empty')
  })

  test('lists posts in flight with reasons, and the page of a post shows where it is seen to end', { timeout: 120_000 }, async () => {
    await learn()
    await page.reload()
    const first = page.getByRole('table', { name: 'Posts in flight' }).locator('tbody tr').first()
    await first.waitFor()
    await page.getByRole('img', { name: /expected at 7 days/ }).waitFor()
    await looksWell(trill, 'predictions')
    const post = await first.getByRole('link').first().textContent()
    await first.getByRole('link').first().click()
    await page.getByRole('heading', { name: post ?? '', level: 1 }).waitFor()
    await page.getByRole('heading', { name: 'Where it is seen to end' }).waitFor()
    await looksWell(trill, 'post-in-flight')
    expect(trill.complaints).toEqual([])
  })
})
