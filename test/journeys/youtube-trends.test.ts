import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { findChromium } from './browser.ts'
import { type Journey, looksWell, setOut } from './journey.ts'

const chromium = findChromium()
const DAY = 86_400_000
/** Lists of 2017, where they are at hand. */
const REAL_LIST = join(process.env.TRILL_DATA_SETS ?? '', 'youtube/GBvideos_2017.csv.gz')

/** Sixty videos in the shape of a list of trending videos, one of them ever more seen than the one before. */
function trendingList(): string {
  const day = (ago: number) => new Date(Date.now() - ago * DAY).toISOString().slice(0, 10)
  const [, year, month, date] = /^\d\d(\d\d)-(\d\d)-(\d\d)$/.exec(day(1)) ?? []
  const header = 'video_id,trending_date,title,channel_title,category_id,publish_time,tags,views,likes,dislikes,comment_count'
  const rows = Array.from({ length: 60 }, (_, n) => {
    const id = `vid${String(n).padStart(8, '0')}`
    const [views, likes, comments] = [5000 * (n + 1), 50 * (n + 1) * (1 + (n % 5)), 4 * (n + 1)]
    return `${id},${year}.${date}.${month},Comet landing part ${n},Channel ${n % 7},28,${day(5)}T10:00:00.000Z,comet|space,${views},${likes},3,${comments}`
  })
  return [header, ...rows].join('\n')
}

/** Posts of other platforms as an app sends them. */
function posts(): object[] {
  const texts: [platform: string, name: string, text: string][] = [
    ['x', 'Ann', 'Comet landing, part by part'],
    ['x', 'Ben', 'Pictures of the comet landing, part two'],
    ['x', 'Chi', 'The comet landing was the best part of today'],
    ['reddit', 'r/space', 'Comet landing part 59 is out'],
    ['news', 'BBC News', 'Comet landing: what part did chance play?'],
    ['news', 'The Hindu', 'A comet landing in every part of the sky'],
    ['bluesky', 'Dee', 'comet landing part 59'],
  ]
  return texts.map(([platform, creator_name, text], n) => ({
    message_id: `post-${n}`,
    type: 'content_publish',
    actor_id: `author-${n}`,
    content_id: `post-${n}`,
    platform,
    text,
    occurred_at: new Date(Date.now() - (n + 1) * 3_600_000).toISOString(),
    properties: { kind: 'post', creator_name },
  }))
}

describe.skipIf(chromium === undefined)('the page YouTube trends', () => {
  let trill: Journey
  let page: Journey['page']

  beforeAll(async () => {
    trill = await setOut(chromium ?? '')
    page = trill.page
    await trill.signIn()
  }, 180_000)
  afterAll(() => trill?.close())

  async function importIsDone(): Promise<void> {
    for (;;) {
      const { imports } = await trill.ask<{ imports: { status: string }[] }>('/v1/imports?workspace_id=main')
      if (imports.length > 0 && imports.every(({ status }) => status === 'done')) return
      await new Promise((done) => setTimeout(done, 100))
    }
  }

  const open = (query = '') => page.goto(`${trill.server.url}/youtube-trends?workspace=main${query}`)

  test('says how videos come in where there are none', async () => {
    await open()
    await page.getByText('No YouTube video is stored yet').waitFor()
    expect(await page.getByRole('link', { name: 'Import a file' }).count()).toBe(1)
    await looksWell(trill, 'youtube-trends-empty')
  })

  test('scores what was imported, and shows both scores with their reasons', { timeout: 90_000 }, async () => {
    const path = '/v1/imports?workspace_id=main&format=youtube-trending&name=list.csv'
    await page.evaluate(
      async ([address, body]) => {
        const headers = { 'x-trill-csrf': '1', 'content-type': 'application/octet-stream' }
        const begun = await fetch(address ?? '', { method: 'POST', headers, body: body ?? '' })
        if (!begun.ok) throw new Error(await begun.text())
      },
      [path, trendingList()],
    )
    await importIsDone()
    await open()
    await page.getByText('60 videos waiting to be scored').waitFor()
    await page.getByRole('button', { name: 'Detect trends' }).first().click()
    await page.getByText(/60 videos\s*scored on/).waitFor()
    const row = page.getByRole('row', { name: /Comet landing part 59/ })
    expect(await row.textContent()).toMatch(/Viral\d+/)
    expect(await row.getByRole('img', { name: /Points: Views .*Engagement/ }).count()).toBe(1)
    await looksWell(trill, 'youtube-trends')
  })

  test('sorts, filters and opens by address', async () => {
    await page.getByRole('button', { name: 'Published (of 100)' }).click()
    await page.waitForURL(/sort=viral/)
    await page.getByLabel('Title, channel or id').fill('part 59')
    await page.waitForURL(/search=part/)
    await page.getByText('1 – 1 of 1').waitFor()
    await page.getByRole('link', { name: 'Comet landing part 59' }).click()
    await page.getByRole('heading', { name: 'Published score' }).waitFor()
    expect(await page.getByText('Among 59 videos of the same age, category and channel size').count()).toBe(1)
    await looksWell(trill, 'youtube-video')
  })

  test('says what could not be asked where no platform is connected', async () => {
    await page.getByRole('button', { name: 'Cross-platform analysis' }).click()
    await page.getByRole('heading', { name: 'Cross-platform: no platform of the total could be asked' }).waitFor()
    const platforms = page.getByRole('list', { name: 'Platforms' })
    expect(await platforms.getByText('Not connected, and no post of the last 72 hours is stored.').count()).toBe(8)
    expect(await page.getByText('0 – 100 if the platforms that could not be asked gave 0 to 100').count()).toBe(1)
    await looksWell(trill, 'youtube-unavailable')
  })

  test('finds posts about its subject and shows the platforms side by side', async () => {
    const { key } = await trill.ask<{ key: string }>('/v1/keys', { name: 'posts', scope: 'write', workspace_id: 'main' })
    await trill.ask('/v1/events', posts(), key)
    await page.getByRole('button', { name: 'Analyse again' }).click()
    await page.getByRole('heading', { name: /^Cross-platform: (Some|Limited) presence/ }).waitFor()
    const platforms = page.getByRole('list', { name: 'Platforms' })
    await platforms.getByText(/^3 posts, \d+% alike on average$/).waitFor()
    await page.getByRole('heading', { name: 'Matched posts' }).waitFor()
    expect(await page.getByRole('row', { name: /Pictures of the comet landing, part two/ }).count()).toBe(1)
    await looksWell(trill, 'youtube-analysis')
    await page
      .getByText(/^Posts matched by the same story; weights 2\.0; no limits, as in the formula; matcher 1\.0; of the 72 hours/)
      .waitFor()
  })

  test('is analysed as it is chosen, and the choice stands in the address and beside the result', async () => {
    await page.getByRole('button', { name: 'How it is analysed' }).click()
    await page.getByLabel('Which posts match').selectOption('published')
    await page.getByLabel('Version of the weights').selectOption('2.1')
    await page.getByLabel('Limits of single points').selectOption('table')
    await page.waitForURL(/matcher=published.*version=2.1.*profile=table/)
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'Analyse again' }).click()
    await page
      .getByText(/^Posts matched by keywords, as published; weights 2\.1; limits as in the tables; matcher 2\.0; of the 72 hours/)
      .waitFor()
    await looksWell(trill, 'youtube-choices')
    expect(trill.complaints).toEqual([])
  })

  test.skipIf(!existsSync(REAL_LIST))(
    'ranks real trending videos, both scores side by side, with the reasons',
    { timeout: 120_000 },
    async () => {
      const { key } = await trill.ask<{ key: string }>('/v1/keys', { name: 'lists', scope: 'admin', workspace_id: 'main' })
      const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/octet-stream' }
      const address = `${trill.server.url}/v1/imports?workspace_id=main&format=youtube-trending&name=GBvideos_2017.csv.gz`
      expect((await fetch(address, { method: 'POST', headers, body: readFileSync(REAL_LIST) })).status).toBe(202)
      await importIsDone()
      await open()
      await page.getByRole('button', { name: 'Detect trends' }).first().click()
      await page.getByText(/^1,\d{3} videos$/).waitFor({ timeout: 30_000 })
      const first = page.getByRole('row').nth(1)
      expect(await first.textContent()).toMatch(/publication not known.*\(\d+ – \d+\).*(Viral|Trending)/)
      expect(await first.getByRole('img', { name: /Points: Views/ }).count()).toBe(1)
      await looksWell(trill, 'youtube-real')
    },
  )
})
