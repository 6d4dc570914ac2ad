import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import type { ListedCustomer, ListResponse, Simulation } from '../../app/features/customers/contract.ts'
import { findChromium } from './browser.ts'
import { type Journey, looksWell, setOut, WIDE } from './journey.ts'

const chromium = findChromium()

describe.skipIf(chromium === undefined)('the dialog Export all', () => {
  let trill: Journey
  let page: Journey['page']
  beforeAll(async () => {
    trill = await setOut(chromium ?? '')
    page = trill.page
    const { id } = await trill.ask<Simulation>('/v1/customers/simulations', { workspace_id: 'main', count: 1500 })
    const done = async () => expect((await trill.ask<Simulation>(`/v1/customers/simulations/${id}`)).status).toBe('done')
    await vi.waitFor(done, { timeout: 60_000, interval: 200 })
    await trill.signIn()
    await page.goto(`${trill.server.url}/customers?workspace=main&account_type=Premium`)
    await page.getByRole('button', { name: 'Later' }).click()
  }, 120_000)
  afterAll(() => trill?.close())

  const saved = async (form: string) => {
    await page.getByRole('radio', { name: form, exact: true }).click()
    const arriving = page.waitForEvent('download')
    await page.getByRole('dialog').getByRole('button', { name: 'Download' }).click()
    const download = await arriving
    return { name: download.suggestedFilename(), content: readFileSync(await download.path()) }
  }
  const listed = async () => {
    const customers: ListedCustomer[] = []
    for (let after = ''; ; ) {
      const list = `/v1/customers/list?workspace_id=main&account_type=Premium&limit=200${after}`
      const { customers: some, next } = await trill.ask<ListResponse>(list)
      customers.push(...some)
      if (next === null) return customers
      after = `&after=${encodeURIComponent(next)}`
    }
  }

  test('gives a file with the customers of the table, as the filters have them', async () => {
    await page.getByRole('button', { name: 'Export all' }).click()
    await page.getByRole('dialog', { name: 'Export all customers' }).waitFor()
    const { name, content } = await saved('CSV')
    expect(name).toMatch(/^trill-customers-simulated-\d{4}-\d{2}-\d{2}\.csv$/)
    const [names = [], ...lines] = content
      .toString()
      .replace('\uFEFF', '')
      .trimEnd()
      .split('\r\n')
      .map((line) => line.split(','))
    const rows = lines.map((cells) => Object.fromEntries(names.map((column, index) => [column, cells[index]])))
    const shown = await listed()
    const said = ({
      customer_id,
      age,
      total_revenue_month_usd: revenue,
    }: Record<'customer_id' | 'age' | 'total_revenue_month_usd', unknown>) => [customer_id, Number(age), Number(revenue)]
    expect(rows.map((row) => said(row as never))).toEqual(shown.map(said))
    expect(rows.every((row) => row.account_type === 'Premium' && row.provenance === 'simulated')).toBe(true)
    const [first] = shown
    await page.keyboard.press('Escape')
    await page
      .getByRole('table', { name: 'Customers' })
      .getByRole('link', { name: first?.customer_id ?? '' })
      .waitFor()
  }, 60_000)

  test('beside the list, which reads on as it is scrolled', async () => {
    const shown = await listed()
    expect(shown.length).toBeGreaterThan(200)
    await page.getByText(`200 of ${shown.length} customers`).waitFor()
    const table = page.getByRole('region', { name: 'Customers' })
    await table.evaluate((element) => element.scrollTo(0, element.scrollHeight))
    await page.getByText(`${shown.length} of ${shown.length} customers`).waitFor()
    await table.evaluate((element) => element.scrollTo(0, element.scrollHeight))
    await table.getByRole('link', { name: shown.at(-1)?.customer_id ?? '', exact: true }).waitFor()
  }, 60_000)

  test('says how far it is, and gives it in another form', async () => {
    await page.getByRole('button', { name: 'Export all' }).click()
    const { name, content } = await saved('JSON')
    expect(name).toMatch(/\.json$/)
    const { rows } = JSON.parse(content.toString()) as { rows: ListedCustomer[] }
    const shown = await listed()
    expect(rows.map(({ customer_id }) => customer_id)).toEqual(shown.map(({ customer_id }) => customer_id))
    await page.getByText(`Done: ${shown.length} rows`).waitFor()
    await looksWell(trill, 'export-dialog')
    await page.setViewportSize(WIDE)
    expect(trill.complaints).toEqual([])
  }, 60_000)
})
