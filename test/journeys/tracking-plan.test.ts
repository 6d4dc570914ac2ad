import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { TrackingPlanResponse } from '../../app/features/tracking-plan/contract.ts'
import { findChromium } from './browser.ts'
import { type Journey, looksWell, setOut } from './journey.ts'

const chromium = findChromium()
const LONG = 'channel_of_the_share_as_the_app_named_it_before_version_four'

describe.skipIf(chromium === undefined)('the page Tracking plan', () => {
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
  const mode = (name: string) => page.getByRole('radiogroup', { name: 'Mode of the plan' }).getByRole('radio', { name })
  const row = (property: string) => page.getByRole('row').filter({ hasText: property })
  const plan = () => trill.ask<TrackingPlanResponse>('/v1/privacy/tracking-plan?workspace_id=main')

  async function send(id: string, type: string, properties: object): Promise<void> {
    await trill.ask('/v1/events?workspace_id=main', [{ message_id: id, type, actor_id: 'ada', content_id: 'p', properties }])
  }

  async function storedProperties(id: string): Promise<unknown> {
    await trill.server.platform.log.settle(20_000)
    const sql = `SELECT properties FROM events WHERE message_id = '${id}'`
    const { rows } = await trill.ask<{ rows: { properties: string }[] }>('/v1/query', { workspace_id: 'main', sql })
    return JSON.parse(rows[0]?.properties ?? 'null')
  }

  test('is off at first, and begins to learn by its one action', async () => {
    await page.goto(`${trill.server.url}/tracking-plan?workspace=main`)
    await page.getByText('The plan is off').waitFor()
    await looksWell(trill)
    await button('Start learning').click()
    await page.getByText('No property has come yet').waitFor()
    expect(await mode('Learning').isChecked()).toBe(true)
    expect((await plan()).mode).toBe('learning')
  })

  test('lists what came, finds it by name and by type, and keeps the search in the address', async () => {
    await send('m1', 'view', { depth: 3, referrer_host: 'news' })
    await send('m2', 'share', { [LONG]: 'mail' })
    await page.reload()
    await row('depth').getByText('Open').waitFor()
    await looksWell(trill)
    await page.getByLabel('Search property or type').fill('share')
    await page.waitForURL(/search=share/)
    await row(LONG).waitFor()
    expect(await row('depth').count()).toBe(0)
    await page.getByText('1 of 3 properties').waitFor()
    await page.getByLabel('Search property or type').fill('nothing like it')
    await page.getByText('No property fits').waitFor()
    await looksWell(trill)
    await button('Show every property').click()
    await row('depth').waitFor()
  })

  test('decides on one property, is filtered by decision, and is taken away as CSV', async () => {
    await row('depth').getByRole('radio', { name: 'Allow' }).click()
    await row('referrer_host').getByRole('radio', { name: 'Drop' }).click()
    await row('referrer_host').getByText('Dropped').waitFor()
    expect((await plan()).properties.map(({ property, decision }) => [property, decision]).sort()).toEqual([
      [LONG, null],
      ['depth', 'allow'],
      ['referrer_host', 'drop'],
    ])
    await page.getByRole('radio', { name: 'Dropped' }).click()
    await page.waitForURL(/decision=drop/)
    await row('referrer_host').waitFor()
    expect(await row('depth').count()).toBe(0)
    const arriving = page.waitForEvent('download')
    await button('Export “Properties of events and what becomes of them”').click()
    await page.getByRole('menuitem', { name: 'CSV figures' }).click()
    const download = await arriving
    expect(download.suggestedFilename()).toMatch(/^trill-properties-of-events-and-what-becomes-of-them-.*\.csv$/)
    const lines = readFileSync(await download.path(), 'utf8')
      .trimEnd()
      .split('\r\n')
    expect(lines).toHaveLength(2)
    expect(lines[1]).toMatch(/^referrer_host,view,1,\d{4}-.*,drop$/)
  })

  test('says before it is enforced how many properties nobody decided on, and what becomes of them', async () => {
    await mode('Enforced').click()
    await dialog().getByText('Nobody decided on 1 property.').waitFor()
    await looksWell(trill)
    await dialog().getByRole('button', { name: 'Go on learning' }).click()
    expect((await plan()).mode).toBe('learning')
    await mode('Enforced').click()
    await dialog().getByRole('button', { name: 'Drop it' }).click()
    await page.getByText('Only what you allow is kept').waitFor()
    await send('m3', 'view', { depth: 4, referrer_host: 'news', never_seen: 1 })
    expect(await storedProperties('m3')).toEqual({ depth: 4 })
    expect(await storedProperties('m1')).toEqual({ depth: 3, referrer_host: 'news' })
  })

  test('no page complained in the browser’s console', () => {
    expect(trill.complaints).toEqual([])
  })
})
