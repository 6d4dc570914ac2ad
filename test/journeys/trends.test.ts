import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { HashtagsResponse } from '../../app/features/hashtags/contract.ts'
import type { PlatformsResponse } from '../../app/features/platforms/contract.ts'
import type { TopicResponse, TrendsResponse } from '../../app/features/trends/contract.ts'
import { findChromium } from './browser.ts'
import { type Journey, looksWell, NARROW, setOut, WIDE } from './journey.ts'

const chromium = findChromium()

describe.skipIf(chromium === undefined)('the pages about what to post, and when', () => {
  let trill: Journey
  let page: Journey['page']
  beforeAll(async () => {
    trill = await setOut(chromium ?? '', { TRILL_DEMO: 'on' })
    page = trill.page
    await trill.begin('/overview?workspace=demo')
    for (let i = 0; i < 60; i += 1) if ((await trill.ask<TrendsResponse>(`/v1/trends?${period()}`)).complete) break
  }, 180_000)
  afterAll(() => trill?.close())

  function period(): string {
    const to = new Date().toISOString().slice(0, 10)
    const from = new Date(Date.parse(to) - 27 * 86_400_000).toISOString().slice(0, 10)
    return `workspace_id=demo&from=${from}&to=${to}`
  }

  test('Trends lists what comes up, finds a hashtag and opens it', { timeout: 60_000 }, async () => {
    await page.goto(`${trill.server.url}/trends?workspace=demo`)
    const table = page.getByRole('table', { name: 'Trends' })
    await table.waitFor()
    const { items } = await trill.ask<TrendsResponse>(`/v1/trends?${period()}`)
    const first = items[0]
    if (first === undefined) throw new Error('The demo has no trends')
    expect(first.score).toBeGreaterThan(80)
    await table.locator('tbody tr').first().getByText(first.topic, { exact: true }).waitFor()
    expect(await page.getByText(/\bNaN\b/).count()).toBe(0)
    await looksWell(trill, 'trends')

    // On a phone the first ten are shown, and the others on demand.
    const rows = table.locator('tbody tr')
    expect(await rows.count()).toBe(Math.min(items.length, 50))
    await page.setViewportSize(NARROW)
    expect(await rows.filter({ visible: true }).count()).toBe(10)
    await page.getByRole('button', { name: `Show ${Math.min(items.length, 50) - 10} more` }).click()
    expect(await rows.filter({ visible: true }).count()).toBe(Math.min(items.length, 50))
    await page.setViewportSize(WIDE)

    await page.getByRole('radio', { name: 'Hashtags' }).click()
    await page.waitForURL(/kind=hashtag/)
    await page.getByRole('textbox', { name: 'Hashtag or topic' }).fill('SolarEclipse')
    await page.waitForURL(/search=/)
    await page.getByRole('link', { name: '#solareclipse' }).click()
    await page.getByRole('heading', { name: '#solareclipse', level: 1 }).waitFor()
  })

  test('a topic has its course with bursts and an outlook, which can be taken away', async () => {
    await page.getByRole('img', { name: /^Posts a day/ }).waitFor()
    const topic = await trill.ask<TopicResponse>(`/v1/trends/%23solareclipse?${period()}`)
    expect(topic.bursts.length).toBeGreaterThan(0)
    expect(topic.outlook.status).toBe('outlook')
    expect(await page.locator('[data-figure-tile="In the period"]').getAttribute('data-value')).toBe(String(topic.uses))
    await page.getByRole('button', { name: 'Options of “Posts a day”' }).click()
    const arriving = page.waitForEvent('download')
    await page.getByRole('menuitem', { name: 'CSV figures' }).click()
    const [header, ...rows] = readFileSync(await (await arriving).path(), 'utf8')
      .replace('\uFEFF', '')
      .trimEnd()
      .split('\r\n')
    expect(header).toBe('Day,Posts,Expected,Lower end,Upper end,provenance')
    expect(rows.filter((row) => !/^[\d-]+,,/.test(row)).map((row) => row.split(',').slice(0, 2))).toEqual(
      topic.days.map(({ day, uses }) => [day, String(uses)]),
    )
    await looksWell(trill, 'topic')
  })

  test('Trends of an empty workspace says what to do', async () => {
    await page.goto(`${trill.server.url}/trends?workspace=main`)
    await page.getByRole('heading', { name: 'No posts to look at' }).waitFor()
    await looksWell(trill, 'trends-empty')
  })

  test('Hashtags are compared with their platforms, by category', async () => {
    await page.goto(`${trill.server.url}/hashtags?workspace=demo`)
    const table = page.getByRole('table', { name: 'Hashtags' })
    await table.waitFor()
    await page.getByRole('img', { name: /^Engagement of posts with a hashtag/ }).waitFor()
    expect(await page.getByText(/\bNaN\b/).count()).toBe(0)
    await looksWell(trill, 'hashtags')
    await page.getByRole('combobox', { name: 'Category' }).selectOption('Science')
    await page.waitForURL(/category=Science/)
    await table.getByRole('link', { name: '#solareclipse' }).waitFor()
    const { items } = await trill.ask<HashtagsResponse>(`/v1/hashtags?${period()}&category=Science`)
    expect(await table.locator('tbody tr').first().textContent()).toContain(items[0]?.hashtag ?? 'no hashtag')
  })

  test('Timing says when to post, for an account and where its audience lives', async () => {
    await page.goto(`${trill.server.url}/timing?workspace=demo`)
    await page.getByRole('img', { name: /^How posts fare by hour and weekday/ }).waitFor()
    const choice = page.getByRole('combobox', { name: 'Account' })
    await page.getByRole('combobox', { name: 'Platform' }).selectOption('instagram')
    await page.waitForURL(/on=instagram/)
    await choice.selectOption('otter-post')
    await page.waitForURL(/account=otter-post/)
    await page.getByText(/posts of Otter Post get \d/i).waitFor()
    await page.getByRole('combobox', { name: 'Where the audience lives' }).selectOption('Asia/Tokyo')
    await page.waitForURL(/zone=/)
    await page.getByText('Times of Asia/Tokyo.').waitFor()
    expect(await page.getByText(/\bNaN\b/).count()).toBe(0)
    await looksWell(trill, 'timing')
    await page.goto(`${trill.server.url}/timing?workspace=main`)
    await page.getByRole('heading', { name: 'No posts to learn from' }).waitFor()
    await looksWell(trill, 'timing-empty')
  })

  test('Platforms stand side by side', { timeout: 60_000 }, async () => {
    await page.goto(`${trill.server.url}/platforms?workspace=demo`)
    const table = page.getByRole('table', { name: 'Platforms' })
    await table.waitFor()
    const { platforms } = await trill.ask<PlatformsResponse>(`/v1/platforms?${period()}`)
    expect(platforms.length).toBeGreaterThan(4)
    expect(await table.locator('tbody tr').count()).toBe(platforms.length)
    await page.getByRole('radio', { name: 'Shares' }).click()
    await page.getByRole('img', { name: /^Shares for every 100 views/ }).waitFor()
    expect(await page.getByText(/\bNaN\b/).count()).toBe(0)
    await looksWell(trill, 'platforms')

    // The demo tells of no reach: the engagement rate says so, and what fills it; completions are told.
    const choice = page.getByRole('combobox', { name: 'Metric to compare' })
    expect(await choice.inputValue()).toBe('engagement_velocity')
    await choice.selectOption({ label: 'Completion rate' })
    await page.waitForURL(/figure=completion_rate/)
    await page.getByRole('img', { name: /^Completion rate by platform\. Web [\d.]+ % \(n = \d+\)/ }).waitFor()
    await choice.selectOption({ label: 'Save rate' })
    await page.getByText('Nobody reported what this metric is made of in this period.').waitFor()
  })

  test('nothing was complained of', () => {
    expect(trill.complaints).toEqual([])
  })
})
