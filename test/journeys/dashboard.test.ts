import { readFileSync } from 'node:fs'
import { createServer as createHttpServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import readXlsxFile from 'read-excel-file/node'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ContentResponse, ContentsResponse } from '../../app/features/contents/contract.ts'
import type { EventsResponse } from '../../app/features/live/contract.ts'
import type { OverviewResponse } from '../../app/features/overview/contract.ts'
import { findChromium, overflow, seriousFaults } from './browser.ts'
import { type Journey, LOCALE, NARROW, setOut, WIDE } from './journey.ts'

const chromium = findChromium()
const exact = (value: number) => new Intl.NumberFormat(LOCALE, { maximumFractionDigits: 1 }).format(value)

describe.skipIf(chromium === undefined)('the dashboard', () => {
  let trill: Journey
  let server: Journey['server']
  let context: Journey['context']
  let page: Journey['page']
  let complaints: Journey['complaints']
  let ask: Journey['ask']

  beforeAll(async () => {
    trill = await setOut(chromium ?? '', { TRILL_DEMO: 'on' })
    ;({ server, context, page, complaints, ask } = trill)
  }, 180_000)
  afterAll(() => trill?.close())

  /** The period that the page in front shows, as the API takes it. */
  function shownPeriod(): string {
    const to = new Date().toISOString().slice(0, 10)
    const from = new Date(Date.parse(to) - 27 * 86_400_000).toISOString().slice(0, 10)
    return `workspace_id=demo&from=${from}&to=${to}`
  }

  test('says how to sign in to whoever has no session', async () => {
    await page.goto(`${server.url}/overview`)
    await page.getByRole('heading', { name: 'Sign in' }).waitFor()
    expect(page.url()).toContain('/sign-in')
    expect(await page.getByText('npx trill sign-in').count()).toBe(1)
    expect(await seriousFaults(page)).toEqual([])
    // A browser reports every answer of 401 as an error of the page.
    complaints.splice(0)
  })

  test('the link of the first start leads to the Overview of the demo, marked as simulated', async () => {
    await trill.signIn()
    await page.getByRole('button', { name: 'Set up your account' }).click()
    await page.getByRole('heading', { name: 'Set up your account' }).waitFor()
    expect(await seriousFaults(page)).toEqual([])
    await page.getByRole('button', { name: 'Later' }).click()
    const reminder = page.getByRole('complementary', { name: 'Your account' })
    expect(await seriousFaults(page)).toEqual([])
    await reminder.getByRole('button', { name: 'Later' }).click()
    expect(await reminder.count()).toBe(0)
    await page.getByRole('button', { name: /^Workspace/ }).click()
    await page.getByRole('menuitemcheckbox', { name: /Demo/ }).click()
    await page.waitForURL(/workspace=demo/)
    await page.locator('[data-figure]').first().waitFor()
    expect(await page.getByRole('main').getByText('Simulated', { exact: true }).count()).toBeGreaterThan(1)
  })

  test('the Overview shows the figures of the API', async () => {
    const { figures } = await ask<OverviewResponse>(`/v1/overview?${shownPeriod()}`)
    expect(figures.length).toBeGreaterThan(5)
    for (const { metric, value } of figures) {
      const card = page.locator(`[data-figure="${metric}"]`)
      expect(await card.getAttribute('data-value'), metric).toBe(String(value ?? ''))
    }
    const views = figures.find(({ metric }) => metric === 'views')?.value ?? 0
    expect(await page.locator('[data-figure="views"] p[title]').getAttribute('title')).toBe(exact(views))
    expect(await seriousFaults(page)).toEqual([])
  })

  test('a figure opens what it is and where it comes from', async () => {
    await page.locator('[data-figure="views"]').getByRole('button').click()
    const passport = page.getByRole('dialog', { name: 'About Views' })
    await passport.getByText('Times content was opened or watched.').waitFor()
    expect(await seriousFaults(page)).toEqual([])
    await page.keyboard.press('Escape')
  })

  test('the CSV of a chart holds what the API answered', async () => {
    const { series } = await ask<OverviewResponse>(`/v1/overview?${shownPeriod()}`)
    await page.getByRole('button', { name: 'Options of “Views over time”' }).click()
    const arriving = page.waitForEvent('download')
    await page.getByRole('menuitem', { name: 'CSV figures' }).click()
    const download = await arriving
    expect(download.suggestedFilename()).toMatch(/^trill-over-time-simulated-[\d-]+-to-[\d-]+\.csv$/)
    const [header, ...rows] = readFileSync(await download.path(), 'utf8')
      .replace('\uFEFF', '')
      .trimEnd()
      .split('\r\n')
    expect(header).toMatch(/^Day,Views.*,provenance$/)
    expect(rows.every((row) => row.endsWith(',simulated'))).toBe(true)
    expect(rows.map((row) => row.split(',').slice(0, 2))).toEqual(series.map(({ at, views }) => [at, String(views)]))
  })

  test('a chart and a table leave as Excel, Parquet and JSON, with what they are', async () => {
    const { series } = await ask<OverviewResponse>(`/v1/overview?${shownPeriod()}`)
    const save = async (opens: string, format: string) => {
      await page.getByRole('button', { name: opens }).click()
      const arriving = page.waitForEvent('download')
      await page.getByRole('menuitem', { name: `${format} figures` }).click()
      return readFileSync(await (await arriving).path())
    }
    const [data, about] = await readXlsxFile(await save('Options of “Views over time”', 'Excel'))
    const [names, ...rows] = data?.data ?? []
    expect([names?.[0], names?.[1], names?.at(-1)]).toEqual(['Day', 'Views', 'provenance'])
    expect(rows.map((row) => [row[0], row[1], row.at(-1)])).toEqual(series.map(({ at, views }) => [at, views, 'simulated']))
    const facts = Object.fromEntries(about?.data ?? [])
    expect(facts).toMatchObject({ Title: 'Views over time', to: series.at(-1)?.at, platforms: 'all', status: 'simulated' })
    expect(facts.n).toBeGreaterThan(1000)

    const table = JSON.parse((await save('Export “Top content”', 'JSON')).toString())
    expect(table.about).toMatchObject({ status: 'simulated', definition: 'overview' })
    expect(table.rows.length).toBeGreaterThan(3)
    expect((await save('Export “Top content”', 'Parquet')).subarray(-4).toString()).toBe('PAR1')
  })

  test('a chart can be read as a table', async () => {
    await page.getByRole('button', { name: 'Options of “Views over time”' }).click()
    await page.getByRole('menuitem', { name: 'Show as table' }).click()
    const table = page.getByRole('table', { name: 'Views over time, as a table' })
    expect(await table.getByRole('row').count()).toBe(29)
  })

  test('period and platforms live in the address', async () => {
    await page.getByRole('button', { name: /^Period/ }).click()
    await page.getByRole('button', { name: 'Last 7 days' }).click()
    await page.waitForURL(/period=7d/)
    await page.getByRole('button', { name: /^Platforms/ }).click()
    await page.getByRole('menuitemcheckbox', { name: 'TikTok' }).click()
    await page.waitForURL(/platform=tiktok/)
    await page.keyboard.press('Escape')
    await page.reload()
    await page.getByRole('button', { name: 'Period: Last 7 days' }).waitFor()
    await page.getByRole('button', { name: 'Platforms: TikTok' }).waitFor()
  })

  test('Content finds, sorts and opens an item', async () => {
    await page.goto(`${server.url}/content?workspace=demo`)
    const listed = await ask<ContentsResponse>(`/v1/contents?${shownPeriod()}&sort=likes&order=desc&limit=50`)
    await page.getByRole('button', { name: 'Likes' }).click()
    await page.waitForURL(/sort=likes/)
    const first = listed.items[0]
    if (first === undefined) throw new Error('The demo lists no content')
    await page.locator('tbody tr').first().getByText(first.title).waitFor()
    expect(await page.locator('th[aria-sort="descending"]').textContent()).toContain('Likes')
    expect(await page.locator('tbody tr').first().textContent()).toContain(exact(first.likes ?? Number.NaN))
    expect(await seriousFaults(page)).toEqual([])

    await page.getByRole('textbox', { name: /Title, creator/ }).fill(first.title)
    await page.waitForURL(/search=/)
    await page.getByRole('link', { name: first.title }).first().click()
    await page.getByRole('heading', { name: first.title, level: 1 }).waitFor()
    const { totals } = await ask<ContentResponse>(`/v1/contents/${encodeURIComponent(first.content_id)}?workspace_id=demo`)
    expect(await page.locator('[data-figure-tile="Views"]').getAttribute('data-value')).toBe(String(totals.views))
    await page.getByRole('img', { name: /^How it grew/ }).waitFor()
    expect(await seriousFaults(page)).toEqual([])
  })

  test('Live shows events as they arrive, and what was refused', async () => {
    const { key } = await ask<{ key: string }>('/v1/keys', { name: 'journey', scope: 'write', workspace_id: 'demo' })
    await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Live' }).click()
    await page.getByText('Connected').waitFor()
    const sending = (async () => {
      for (let round = 0; round < 12; round++) {
        const good = Array.from({ length: 5 }, (_, index) => ({
          message_id: `journey-${round}-${index}`,
          type: 'like',
          actor_id: `reader-${index}`,
          content_id: 'journey-video',
          platform: 'web',
        }))
        await ask('/v1/events', [...good, { message_id: `bad-${round}`, type: 'like', actor_id: 'reader', colour: 'red' }], key)
        await wait(250)
      }
    })()
    await page.getByRole('link', { name: 'journey-video' }).first().waitFor()
    await page.getByRole('link', { name: /Unknown field/ }).waitFor()
    expect(await seriousFaults(page)).toEqual([])
    await page.getByRole('button', { name: 'Pause' }).click()
    const held = await page.locator('header p strong').textContent()
    await sending
    expect(await page.locator('header p strong').textContent()).toBe(held)
    await page.getByRole('button', { name: 'Resume' }).click()
    await page.getByRole('link', { name: /Unknown field/ }).click()
    await page.waitForURL(/\/quarantine.*reason=unknown_field/)
    await page.getByRole('table', { name: 'Events in quarantine' }).waitFor()
    expect(await seriousFaults(page)).toEqual([])
  })

  test('a page of another site sends events with the script of the server', async () => {
    const { key } = await ask<{ key: string }>('/v1/keys', { name: 'site', scope: 'write', workspace_id: 'demo' })
    const site = createHttpServer((_, response) => {
      response.setHeader('content-type', 'text/html')
      response.end(`<!doctype html><title>Site</title><script src="${server.url}/trill.global.js"></script>`)
    })
    await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve))
    const elsewhere = await context.newPage()
    await elsewhere.goto(`http://127.0.0.1:${(site.address() as AddressInfo).port}/`)
    const settings = JSON.stringify({ writeKey: key, host: server.url })
    const sending = `const trill = Trill.createTrill(${settings}); trill.track('like', { content_id: 'on-a-site' }); trill.flush()`
    expect(await elsewhere.evaluate(sending)).toBe(0)
    await elsewhere.close()
    site.close()
    await server.platform.log.settle(20_000)
    const { events } = await ask<EventsResponse>('/v1/events?workspace_id=demo&limit=100')
    expect(events.find(({ content_id }) => content_id === 'on-a-site')).toMatchObject({ type: 'like', platform: 'web' })
  })

  test('an empty workspace offers three ways in', async () => {
    await page.goto(`${server.url}/overview?workspace=main`)
    for (const name of ['Send events', 'Import a file', 'Connect a source']) await page.getByRole('heading', { name }).waitFor()
    expect(await seriousFaults(page)).toEqual([])
  })

  test.each(['connections', 'imports', 'ledger', 'quarantine', 'settings', 'people', 'account', 'audit'])(
    '%s has no serious fault of access',
    async (path) => {
      await page.goto(`${server.url}/${path}?workspace=demo`)
      await page.getByRole('heading', { level: 1 }).waitFor()
      await page.waitForLoadState('networkidle')
      expect(await seriousFaults(page)).toEqual([])
    },
  )

  test('the palette opens from the keyboard and leads to a page', async () => {
    await page.keyboard.press('Control+k')
    await page.getByPlaceholder('Find content').fill('quarantine')
    expect(await seriousFaults(page)).toEqual([])
    await page.keyboard.press('Enter')
    await page.waitForURL(/\/quarantine/)
  })

  test('in the dark, the pages read as well', async () => {
    await page.emulateMedia({ colorScheme: 'dark' })
    for (const path of ['overview', 'content', 'live']) {
      await page.goto(`${server.url}/${path}?workspace=demo`)
      await page.getByRole('heading', { level: 1 }).waitFor()
      await wait(500)
      expect(await seriousFaults(page), path).toEqual([])
    }
    await page.emulateMedia({ colorScheme: 'light' })
  })

  test('on a telephone no page scrolls sideways', async () => {
    await page.setViewportSize(NARROW)
    for (const path of [
      'overview',
      'content',
      'live',
      'connections',
      'imports',
      'quarantine',
      'ledger',
      'settings',
      'people',
      'account',
      'audit',
    ]) {
      await page.goto(`${server.url}/${path}?workspace=demo`)
      await page.getByRole('heading', { level: 1 }).waitFor()
      await wait(500)
      expect(await overflow(page), path).toBe(0)
    }
    await page.getByRole('button', { name: 'Open the navigation' }).click()
    await page.getByRole('dialog').getByRole('link', { name: 'Overview' }).click()
    await page.waitForURL(/\/overview/)
    await page.setViewportSize(WIDE)
  })

  test('signing out ends the session', async () => {
    await page.getByRole('button', { name: 'Account' }).click()
    await page.getByRole('menuitem', { name: 'Sign out' }).click()
    await page.waitForURL(/\/sign-in/)
    await page.goto(`${server.url}/overview`)
    await page.waitForURL(/\/sign-in/)
  })

  test('no page complained in the browser’s console', () => {
    expect(complaints.filter((text) => !text.includes('401'))).toEqual([])
  })
})
