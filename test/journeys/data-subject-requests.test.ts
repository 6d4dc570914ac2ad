import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { findChromium, overflow, seriousFaults } from './browser.ts'
import { type Journey, NARROW, setOut, WIDE } from './journey.ts'

const chromium = findChromium()
const PERSON = 'ann-of-the-journey'

describe.skipIf(chromium === undefined)('the page Data subject requests', () => {
  let trill: Journey
  let page: Journey['page']

  beforeAll(async () => {
    trill = await setOut(chromium ?? '')
    page = trill.page
    await trill.signIn()
    const view = { type: 'view', actor_id: PERSON, content_id: 'post-1', country: 'ES' }
    await trill.ask(
      '/v1/events?workspace_id=main',
      [1, 2, 3].map((n) => ({ ...view, message_id: `journey-${n}` })),
    )
  }, 180_000)
  afterAll(() => trill?.close())

  const dialog = () => page.getByRole('dialog')
  const button = (name: string) => page.getByRole('button', { name, exact: true })

  /** In both widths and both lights. */
  async function looksWell(picture: string): Promise<void> {
    for (const size of [NARROW, WIDE]) {
      await page.setViewportSize(size)
      for (const colorScheme of ['dark', 'light'] as const) {
        await page.emulateMedia({ colorScheme })
        if (process.env.TRILL_PICTURES)
          await page.screenshot({ path: `${process.env.TRILL_PICTURES}/${picture}-${size.width}-${colorScheme}.png` })
        expect(await seriousFaults(page), `${picture} ${size.width} ${colorScheme}`).toEqual([])
      }
      expect(await overflow(page)).toBe(0)
    }
  }

  test('without a request it says what comes here', async () => {
    await page.goto(`${trill.server.url}/data-subject-requests?workspace=main`)
    await page.getByText('Nobody has asked yet').waitFor()
    await looksWell('empty')
    await page.getByLabel('User id').fill('somebody else')
    await button('Look up').click()
    await page.getByText('Nothing is held under this identifier.').waitFor()
  })

  test('a person is looked up, corrected and handed out, and no identifier gets into an address or the storage', async () => {
    await page.getByLabel('User id').fill(PERSON)
    await button('Look up').click()
    await page.getByRole('row', { name: /Own events.* 3$/ }).waitFor()
    await looksWell('found')
    await button('Correct a value…').click()
    await dialog().getByLabel('Present, wrong value').fill('ES')
    await dialog().getByLabel('Right value').fill('PT')
    await looksWell('correct')
    await button('Correct').click()
    await page.getByText('3 events were corrected').waitFor()
    await button('Make an archive').click()
    const arriving = page.waitForEvent('download')
    await button('Archive').click()
    expect(readFileSync(await (await arriving).path(), 'latin1').slice(0, 4)).toBe('PK\x03\x04')
    const kept = (await page.evaluate('JSON.stringify([location.href, { ...localStorage }, { ...sessionStorage }])')) as string
    expect(kept).not.toContain(PERSON)
  })

  test('an erasure begins only when an identifier was typed again, and is listed with its deadline', async () => {
    await button('Erase this person…').click()
    expect(await button('Erase for good').isDisabled()).toBe(true)
    await dialog().getByLabel('Type one of the identifiers again').fill(PERSON)
    await looksWell('erase')
    await button('Erase for good').click()
    await page.getByText(/^3[01] days left$/).waitFor()
    await looksWell('listed')
    expect(await page.getByLabel('User id').inputValue()).toBe('')
  })

  test('no page complained in the browser’s console', () => {
    expect(trill.complaints).toEqual([])
  })
})
