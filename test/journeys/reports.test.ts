import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ReportContentResponse } from '../../app/features/executive-report/contract.ts'
import { seedCustomers } from '../seeds.ts'
import { findChromium } from './browser.ts'
import { type Journey, looksWell, setOut } from './journey.ts'

const chromium = findChromium()
const MONTH = monthBefore(1)

/** `YYYY-MM`, so many months before the present one. */
function monthBefore(months: number): string {
  const today = new Date()
  return new Date(Date.UTC(today.getUTCFullYear(), today.getUTCMonth() - months, 1)).toISOString().slice(0, 7)
}

describe.skipIf(chromium === undefined)('the page Reports', () => {
  let trill: Journey
  let page: Journey['page']

  beforeAll(async () => {
    trill = await setOut(chromium ?? '')
    page = trill.page
    await seedCustomers(trill.server, 'main', { count: 2000, observedOn: `${MONTH}-15` })
    await trill.signIn()
    await page.goto(`${trill.server.url}/overview?workspace=main`)
    await page.getByRole('button', { name: 'Later' }).click()
  }, 180_000)
  afterAll(() => trill?.close())

  test('shows what the report of a month says, page by page', { timeout: 60_000 }, async () => {
    await page.goto(`${trill.server.url}/reports?workspace=main&of=${MONTH}`)
    const { pages } = await trill.ask<ReportContentResponse>(`/v1/reports/executive/content?workspace_id=main&period=${MONTH}`)
    for (const { title, lead } of pages) {
      const sheet = page.getByRole('region', { name: title, exact: true })
      await sheet.getByText(lead, { exact: true }).first().waitFor()
    }
    expect(await page.getByText('Simulated data').count()).toBe(7)
    expect(await page.getByText(/\bNaN\b|undefined/).count()).toBe(0)
    await looksWell(trill, 'reports')
  })

  test('gives the report as PDF on the paper that was chosen', { timeout: 60_000 }, async () => {
    await page.getByRole('radio', { name: 'Letter' }).click()
    await page.waitForURL(/paper=Letter/)
    const arriving = page.waitForEvent('download', { timeout: 45_000 })
    await page.getByRole('link', { name: 'Download PDF' }).click()
    const download = await arriving
    expect(download.suggestedFilename()).toBe(`executive-report-${MONTH}.pdf`)
    expect(readFileSync(await download.path(), 'latin1')).toContain('/MediaBox [0 0 612 792]')
  })

  test('says that a period has no data, and what would give it some', { timeout: 60_000 }, async () => {
    await page.getByLabel('Month', { exact: true }).selectOption(monthBefore(2))
    await page.getByText('There is nothing to report').waitFor()
    await page.getByRole('link', { name: 'Import customers' }).waitFor()
    await looksWell(trill, 'reports-empty')
    expect(trill.complaints).toEqual([])
  })
})
