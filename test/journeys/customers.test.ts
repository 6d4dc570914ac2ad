import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { CustomersResponse } from '../../app/features/customers/contract.ts'
import { findChromium } from './browser.ts'
import { type Journey, looksWell, setOut } from './journey.ts'

const chromium = findChromium()
const CSV = `Member,Age,Gender,Account,Total Revenue Month USD,Tenure,Engagement
${Array.from({ length: 30 }, (_, n) => `m-${n},${20 + n},f,Free,${n},12,0.4`).join('\n')}
m-30,16,f,Free,1,12,0.4
`

describe.skipIf(chromium === undefined)('the page Customers', () => {
  let trill: Journey
  let page: Journey['page']
  beforeAll(async () => {
    trill = await setOut(chromium ?? '')
    page = trill.page
    await trill.begin('/customers?workspace=main')
  }, 120_000)
  afterAll(() => trill?.close())

  const asked = () => trill.ask<CustomersResponse>('/v1/customers?workspace_id=main')

  test('is empty at first, and shows simulated customers a click later', async () => {
    await page.getByRole('button', { name: 'Make 10,000 simulated customers' }).click()
    await page.getByRole('table', { name: 'Segments' }).waitFor({ timeout: 60_000 })
    const { figures } = await asked()
    const premium = figures.find(({ id }) => id === 'premium_share')
    expect(await page.locator('[data-figure="premium_share"]').getAttribute('data-value')).toBe(String(premium?.value))
    expect(await page.locator('[data-figure="arpu"]').getAttribute('data-status')).toBe('simulated')
    await page
      .locator('[data-figure="arpu"]')
      .getByRole('button', { name: /simulated. Where this comes from/ })
      .click()
    expect(await page.getByRole('dialog').textContent()).toMatch(/Source.*Seen.*n.*Definition/)
    await page.keyboard.press('Escape')
    await looksWell(trill, 'customers')
  }, 120_000)

  test('narrows down to a segment, and opens a customer', async () => {
    await page.getByRole('button', { name: /^Champions/ }).click()
    await page.waitForURL(/segment=champions/)
    await page.getByRole('combobox', { name: 'Column' }).selectOption('age')
    await page.getByRole('img', { name: /^Age\./ }).waitFor()
    await page.getByRole('link', { name: /^c42-/ }).first().click()
    await page.getByRole('heading', { level: 1, name: /^c42-/ }).waitFor()
    await page
      .locator('[data-column="age"]')
      .getByText(/above \d+ % of 10,000/)
      .waitFor()
    await looksWell(trill, 'customer')
  }, 60_000)

  test('takes a table with columns of other names, and says what it lacks', async () => {
    await page.goto(`${trill.server.url}/imports?workspace=main`)
    await page
      .locator('input[type=file]')
      .first()
      .setInputFiles({ name: 'crm.csv', mimeType: 'text/csv', buffer: Buffer.from(CSV) })
    await page.getByRole('combobox', { name: 'What the column Member becomes' }).selectOption('customer_id')
    await page.getByRole('button', { name: 'Import', exact: true }).click()
    await page.getByRole('link', { name: 'Open Customers' }).waitFor({ timeout: 30_000 })
    await page.getByRole('link', { name: 'Open Customers' }).click()
    await page.getByText('Dating: from swipe to date').waitFor({ state: 'attached' })
    const { snapshot, missing_columns } = await asked()
    expect(snapshot).toMatchObject({ provenance: 'imported', customers: 30 })
    expect(missing_columns).toContain('swipes_right_day')
    expect(await page.locator('[data-figure="customers"]').getAttribute('data-value')).toBe('30')
  }, 60_000)
})
