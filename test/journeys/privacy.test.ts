import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { findChromium } from './browser.ts'
import { type Journey, looksWell, setOut } from './journey.ts'

const chromium = findChromium()
const LONG_AGO = '2026-01-02T00:00:00Z'

describe.skipIf(chromium === undefined)('the page Privacy', () => {
  let trill: Journey
  let page: Journey['page']

  beforeAll(async () => {
    trill = await setOut(chromium ?? '')
    page = trill.page
    await trill.signIn()
  }, 180_000)
  afterAll(() => trill?.close())

  const tile = (name: string) => page.locator(`[data-tile="${name}"]`)
  const button = (name: string) => page.getByRole('button', { name, exact: true })

  /** Two adults, a teenager, one who refused, one who said nothing; a request that is late, and a workspace that nobody reviewed. */
  async function fill(): Promise<void> {
    const statement = { policy_version: '1', proof: 'banner 1', country: 'DE' }
    const consents = [
      { actor_id: 'adult-1', age_band: '31+', purposes: { analytics: true, advertising: true } },
      { actor_id: 'adult-2', age_band: '18-24', purposes: { analytics: true, advertising: false } },
      { actor_id: 'teen', age_band: '16-17', purposes: { analytics: true } },
      { actor_id: 'refuser', age_band: '31+', purposes: { analytics: false } },
    ].map((said) => ({ ...statement, ...said }))
    await trill.ask('/v1/consents', { workspace_id: 'main', consents })
    const actors = ['adult-1', 'adult-2', 'teen', 'refuser', 'silent']
    const event = { type: 'view', content_id: 'post-1' }
    await trill.ask(
      '/v1/events?workspace_id=main',
      actors.map((actor_id, n) => ({ ...event, actor_id, message_id: `privacy-${n}` })),
    )
    const { metadata, log } = trill.server.platform
    await log.settle(10_000)
    await metadata.query(
      `INSERT INTO person_exports (id, workspace_id, state, identifier_count, requested_at, due_at)
       VALUES (gen_random_uuid(), 'main', 'failed', 1, $1, $1::timestamptz + interval '1 month')`,
      [LONG_AGO],
    )
    await metadata.query("UPDATE workspaces SET created_at = $1 WHERE id = 'main'", [LONG_AGO])
  }

  test('in a workspace in which nothing happened it says what comes here', async () => {
    await page.goto(`${trill.server.url}/privacy?workspace=main`)
    await page.getByText('Nobody was active in the last 30 days').waitFor()
    await page.getByText('No request is open').waitFor()
    await page.getByText('No review is recorded yet').waitFor()
    await page.getByText('Who: identifiers in events').waitFor()
    await looksWell(trill, 'privacy-empty')
  })

  test('figures, deadlines and the reminder are those of the workspace', { timeout: 60_000 }, async () => {
    await fill()
    await page.reload()
    await tile('With a statement').getByText('75%').waitFor()
    expect(await tile('Active minors').textContent()).toMatch(/1[\s\S]*25% of n = 4/)
    expect(await tile('Open requests').textContent()).toContain('1 overdue')
    await page.getByText(/days overdue$/).waitFor()
    await page.getByText('The monthly review is overdue').waitFor()
    await looksWell(trill, 'privacy')
  })

  test('the coverage is split by age and shows those who are recorded', async () => {
    await page.getByRole('radio', { name: 'Adults', exact: true }).click()
    expect(await page.getByRole('row', { name: /^Advertising/ }).textContent()).toMatch(/50%[\s\S]*1[\s\S]*50%[\s\S]*1/)
    await page.getByRole('radio', { name: 'All on record' }).click()
    await page.getByText('Everybody of whom something is recorded, n = 3 (adults)').waitFor()
    await page.getByText('How to read this').click()
    await page.getByText(/Who may not be stored has no events/).waitFor()
  })

  test('a kind of data is opened and says what, why and where', async () => {
    await page.getByText('Words: texts and properties of events').click()
    await page.getByText('Anything else worth keeping, up to 32 KiB of JSON.').waitFor()
    await looksWell(trill, 'privacy-opened')
  })

  test('a review is recorded, and the reminder goes', async () => {
    await button('Record a review').click()
    await page.keyboard.type('All looked through.')
    await button('Record review').click()
    await page.getByText('All looked through.', { exact: true }).waitFor()
    await page.getByText('The monthly review is overdue').waitFor({ state: 'detached' })
    expect(await tile('Last review').textContent()).toContain('next due')
  })

  test('the impact assessment is downloaded', async () => {
    const arriving = page.waitForEvent('download')
    await button('Impact assessment').click()
    const text = readFileSync(await (await arriving).path(), 'utf8')
    expect(text).toContain('Data protection impact assessment of My workspace (draft)')
    expect(text).toContain('4 people were active')
  })

  test('no page complained in the browser’s console', () => {
    expect(trill.complaints).toEqual([])
  })
})
