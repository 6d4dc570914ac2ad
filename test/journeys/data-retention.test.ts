import { mkdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { RETENTION_CLASS_NAMES } from '@trill/contract/retention'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { DataRetentionResponse } from '../../app/features/data-retention/contract.ts'
import { sweeperOf } from '../../app/features/data-retention/retention-sweeper.ts'
import { findChromium } from './browser.ts'
import { type Journey, looksWell, setOut } from './journey.ts'

const chromium = findChromium()
const DAY = 86_400_000
const IMPORT = '018f3b5a-0000-7000-8000-000000000001'

describe.skipIf(chromium === undefined)('the page Data retention', () => {
  let trill: Journey
  let page: Journey['page']

  beforeAll(async () => {
    trill = await setOut(chromium ?? '')
    page = trill.page
    await trill.signIn()
  }, 180_000)
  afterAll(() => trill?.close())

  const dialog = () => page.getByRole('dialog')
  const button = (name: string) => page.getByRole('button', { name, exact: true })
  const row = (label: string) => page.getByRole('row').filter({ has: page.getByText(label, { exact: true }) })
  const days = () => dialog().getByLabel('Days')

  async function open(): Promise<void> {
    await page.goto(`${trill.server.url}/data-retention?workspace=main`)
    await page.getByRole('table', { name: 'Kinds of data' }).waitFor()
  }

  async function daysOf(name: string): Promise<number | undefined> {
    const { classes } = await trill.ask<DataRetentionResponse>('/v1/privacy/data-retention?workspace_id=main')
    return classes.find((one) => one.class === name)?.days
  }

  test('shows each kind of data with its days, and what is stored of it', async () => {
    await open()
    await row('Events').getByText('Nothing stored').waitFor()
    await trill.ask('/v1/events?workspace_id=main', [{ message_id: 'm1', type: 'view', actor_id: 'ada' }])
    await trill.server.platform.log.settle(20_000)
    await open()
    await row('Events').getByText('In time').waitFor()
    await page.getByText('Nothing is stored longer than allowed').waitFor()
    await looksWell(trill)
  })

  test('a shorter time says whether anything is deleted by it, and holds', async () => {
    await button('Change how long to keep: Events').click()
    await days().fill('90')
    await dialog().getByText('Nothing stored is older than 90 days yet').waitFor()
    await looksWell(trill)
    await dialog().getByRole('button', { name: 'Delete earlier' }).click()
    await page.getByText('Events: kept for 90 days').waitFor()
    await expect.poll(() => daysOf('events')).toBe(90)
    await row('Events').getByText('90', { exact: true }).waitFor()
  })

  test('longer than by default is kept only for a reason, and never beyond the limit', async () => {
    await button('Change how long to keep: Events').click()
    await days().fill('1500')
    const keep = dialog().getByRole('button', { name: 'Keep longer' })
    await keep.click()
    expect(await dialog().getByLabel('Basis').and(page.locator(':invalid')).count()).toBe(1)
    expect(await daysOf('events')).toBe(90)
    await looksWell(trill)
    await dialog().getByLabel('Basis').fill('Contract 7 with the research partner')
    await days().fill('99999')
    await keep.click()
    expect(await days().and(page.locator(':invalid')).count()).toBe(1)
    expect(await daysOf('events')).toBe(90)
    await days().fill('1500')
    await keep.click()
    await expect.poll(() => daysOf('events')).toBe(1500)
    await dialog().waitFor({ state: 'detached' })
  })

  test('what should be gone is an alert that names it', async () => {
    // The change before has the store swept; what is late has to come after that.
    await sweeperOf(trill.server.platform).rest()
    const directory = join(trill.server.platform.config.dataDir, 'imports')
    mkdirSync(directory, { recursive: true })
    const sql = "INSERT INTO imports (id, workspace_id, format, name, fingerprint, status) VALUES ($1, 'main', 'events', 'f', '', 'done')"
    await trill.server.platform.metadata.query(sql, [IMPORT])
    const path = join(directory, `${IMPORT}.rejects.csv`)
    writeFileSync(path, 'line')
    utimesSync(path, (Date.now() - 40 * DAY) / 1000, (Date.now() - 40 * DAY) / 1000)
    await open()
    await page.getByRole('alert').getByText('1 file is still stored that should have been deleted').waitFor()
    await page.getByText('1 kind of data is stored longer than allowed').waitFor()
    await row('Files of imports').getByText('Late, 1').waitFor()
    await looksWell(trill)
  })

  test('the table is taken away as CSV', async () => {
    const arriving = page.waitForEvent('download')
    await button('Export “Kinds of data”').click()
    await page.getByRole('menuitem', { name: 'CSV figures' }).click()
    const [header, ...lines] = readFileSync(await (await arriving).path(), 'utf8')
      .replace('\uFEFF', '')
      .trimEnd()
      .split('\r\n')
    expect(header).toBe('Kind of data,Kept (days),State,Stored,Overdue,Oldest,Next deletion')
    expect(lines).toHaveLength(RETENTION_CLASS_NAMES.length)
    expect(lines.find((line) => line.startsWith('Events,'))).toMatch(/^Events,1500,In time,[1-9]\d*,0,/)
    expect(lines.find((line) => line.startsWith('Files of imports,'))).toMatch(/^Files of imports,30,Late,1,1,/)
  })

  test('whoever may not manage privacy reads it and changes nothing', async () => {
    const link = await trill.ask<{ url: string }>('/v1/people/invitations', {
      email: 'eve@example.org',
      role: 'viewer',
      workspace_id: 'main',
    })
    await trill.context.clearCookies()
    const token = new URL(link.url).searchParams.get('token')
    await page.goto(`${trill.server.url}/invitation?token=${token}`)
    await page.getByLabel('Choose a password').fill('a few good words')
    await page.getByRole('button', { name: /join|accept/i }).click()
    await page.waitForURL(/workspace=main|\/overview/)
    await open()
    expect(await page.getByRole('button', { name: /^Change how long/ }).count()).toBe(0)
    await row('Events').getByText('1,500', { exact: true }).waitFor()
  })

  test('no page complained in the browser’s console', () => {
    // A browser reports the answer of 401 to whoever has no session yet.
    expect(trill.complaints.filter((text) => !text.includes('401'))).toEqual([])
  })
})
