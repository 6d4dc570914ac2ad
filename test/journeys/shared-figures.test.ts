import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { findChromium } from './browser.ts'
import { type Journey, looksWell, setOut } from './journey.ts'

const chromium = findChromium()
const DAY = 86_400_000

describe.skipIf(chromium === undefined)('the page Shared figures', () => {
  let trill: Journey
  let page: Journey['page']

  beforeAll(async () => {
    trill = await setOut(chromium ?? '')
    page = trill.page
    await trill.signIn()
    const occurred_at = new Date(Date.now() - 2 * DAY).toISOString()
    const events = Array.from({ length: 400 }, (_, n) => ({
      message_id: `m${n}`,
      type: 'view',
      actor_id: `a${n}`,
      platform: 'web',
      occurred_at,
    }))
    await trill.ask(
      '/v1/events?workspace_id=main',
      events,
      (await trill.ask<{ key: string }>('/v1/keys', { name: 'app', scope: 'write', workspace_id: 'main' })).key,
    )
  }, 180_000)
  afterAll(() => trill?.close())

  test('says what to do where nothing is shared', async () => {
    await page.goto(`${trill.server.url}/shared-figures?workspace=main`)
    await page.getByText('Nothing is shared yet').waitFor()
    expect(await page.getByText('Nothing is shared; ε 1 of 1 is left to give away in 365 days.').count()).toBe(1)
    await looksWell(trill, 'shared-figures-empty')
  })

  test('shares figures that a stranger opens, and takes the cost from the budget', { timeout: 60_000 }, async () => {
    await page.getByRole('button', { name: 'Share figures' }).first().click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Title').fill('Our month')
    await dialog.getByLabel('Privacy loss, ε').fill('0.3')
    expect(await dialog.getByText('a count of people is off by up to 30 in 95 of 100 cases').count()).toBe(1)
    await looksWell(trill, 'shared-figures-form')
    await dialog.getByRole('button', { name: 'Spend ε 0.3 and share' }).click()
    const url = (await dialog.locator('code').textContent()) ?? ''
    expect(url).toMatch(/\/shared\/[\w-]{43}$/)
    await page.keyboard.press('Escape')
    await page.getByText('1 set of figures is open; ε 0.7 of 1 is left').waitFor()
    const row = page.getByRole('row', { name: /Our month/ })
    expect(await row.textContent()).toMatch(/± 30/)

    const stranger = await trill.context.browser()?.newContext()
    const theirs = await stranger?.newPage()
    await theirs?.goto(url.replace('localhost', '127.0.0.1'))
    const seen = (await theirs?.locator('body').textContent()) ?? ''
    expect(seen).toContain('Our month')
    const people = Number(/People\s*([\d,]+)\s*± 30/.exec(seen)?.[1]?.replace(',', ''))
    expect(Math.abs(people - 400)).toBeLessThan(300)
    await stranger?.close()

    await row.getByRole('button', { name: 'Withdraw Our month' }).click()
    await page.getByText('Withdrawn', { exact: true }).waitFor()
    expect((await fetch(url)).status).toBe(404)
    expect(trill.complaints).toEqual([])
  })
})
