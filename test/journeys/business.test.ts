import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { SocialResponse } from '../../app/features/creators/contract.ts'
import type { AtRiskResponse } from '../../app/features/customer-engagement/contract.ts'
import type { DatingResponse } from '../../app/features/dating/contract.ts'
import type { RevenueResponse } from '../../app/features/revenue/contract.ts'
import { seedCustomers } from '../seeds.ts'
import { findChromium } from './browser.ts'
import { type Journey, looksWell, setOut } from './journey.ts'

const chromium = findChromium()

describe.skipIf(chromium === undefined)('the pages about the business of customers', () => {
  let trill: Journey
  let page: Journey['page']
  beforeAll(async () => {
    trill = await setOut(chromium ?? '')
    page = trill.page
    await seedCustomers(trill.server, 'main', { count: 2000, observedOn: '2026-11-01' })
    await trill.begin('/overview?workspace=main')
  }, 180_000)
  afterAll(() => trill?.close())

  const shown = async (id: string) => Number(await page.locator(`[data-figure="${id}"]`).getAttribute('data-value'))

  async function open(path: string): Promise<void> {
    await page.goto(`${trill.server.url}/${path}?workspace=main`)
    await page.locator('[data-answer]').waitFor()
    await page.locator('canvas').first().waitFor()
    expect(await page.getByText(/\bNaN\b|undefined/).count()).toBe(0)
  }

  test('Social shows what creators earn, and where a figure comes from', { timeout: 90_000 }, async () => {
    await open('social')
    const { content } = await trill.ask<SocialResponse>('/v1/creators?workspace_id=main')
    expect(await shown('creator_earnings_usd')).toBe(content?.figures.find(({ id }) => id === 'creator_earnings_usd')?.value)
    await page.locator('[data-figure="creator_top_tenth_pct"]').getByRole('button').click()
    await page.getByText('Earnings of the tenth of creators who earn most').first().waitFor()
    await page.keyboard.press('Escape')
    await looksWell(trill, 'social')
  })

  test('Dating tells the match rate by both definitions', { timeout: 90_000 }, async () => {
    await open('dating')
    const { content } = await trill.ask<DatingResponse>('/v1/dating?workspace_id=main')
    expect(content?.funnel).toHaveLength(5)
    expect(await shown('match_rate_of_sums_pct')).toBeGreaterThan(await shown('match_rate_of_users_pct'))
    await looksWell(trill, 'dating')
  })

  test('Revenue is filtered, and the filter stands in the address', { timeout: 90_000 }, async () => {
    await open('revenue')
    const all = await shown('revenue_month')
    await page.getByLabel('Kind of app', { exact: true }).selectOption('Both')
    await page.waitForURL(/platform_primary=Both/)
    const { content } = await trill.ask<RevenueResponse>('/v1/revenue?workspace_id=main&platform_primary=Both')
    const ofBoth = content?.figures.find(({ id }) => id === 'revenue_month')?.value
    await expect.poll(() => shown('revenue_month')).toBe(ofBoth)
    expect(ofBoth).toBeLessThan(all)
    await looksWell(trill, 'revenue')
  })

  test('Engagement lists who may leave, and the list can be taken away', { timeout: 90_000 }, async () => {
    await open('engagement')
    const { content } = await trill.ask<AtRiskResponse>('/v1/customer-engagement/at-risk?workspace_id=main')
    await page
      .getByRole('table', { name: 'Customers at risk' })
      .getByText(content?.customers[0]?.customer_id ?? 'nobody')
      .waitFor()
    const arriving = page.waitForEvent('download')
    await page.locator('#at-risk').getByRole('button', { name: 'Export all' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Download' }).click()
    const lines = readFileSync(await (await arriving).path(), 'utf8')
      .trimEnd()
      .split('\n')
    expect(lines).toHaveLength((content?.total ?? 0) + 1)
    await page.keyboard.press('Escape')
    const everybody = (content?.named ?? 0).toLocaleString('en')
    const readOn = async () => {
      await page.locator('#at-risk .overflow-auto').evaluate((table) => table.scrollTo(0, table.scrollHeight))
      return page.locator('#at-risk').getByRole('status').textContent()
    }
    await expect.poll(readOn, { timeout: 20_000 }).toBe(`${everybody} of ${everybody} customers read`)
    await looksWell(trill, 'engagement')
    expect(trill.complaints).toEqual([])
  })

  test('a workspace without customers says what would be here', async () => {
    await trill.server.platform.events.command("ALTER TABLE customers DELETE WHERE workspace_id = 'main' SETTINGS mutations_sync = 2")
    await page.goto(`${trill.server.url}/social?workspace=main`)
    await page.getByRole('link', { name: 'Import customers or make simulated ones' }).waitFor()
  })
})
