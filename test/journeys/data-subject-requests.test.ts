import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { findChromium } from './browser.ts'
import { type Journey, looksWell, setOut } from './journey.ts'

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
    const traits = { city: 'Bon', interests: ['tea', 'chess'], newsletter: true }
    await trill.ask('/v1/events?workspace_id=main', [
      ...[1, 2, 3].map((n) => ({ ...view, message_id: `journey-${n}` })),
      { type: 'identify', message_id: 'journey-4', actor_id: PERSON, properties: traits },
    ])
  }, 180_000)
  afterAll(() => trill?.close())

  const dialog = () => page.getByRole('dialog')
  const button = (name: string) => page.getByRole('button', { name, exact: true })

  test('without a request it says what comes here', async () => {
    await page.goto(`${trill.server.url}/data-subject-requests?workspace=main`)
    await page.getByText('Nobody has asked yet').waitFor()
    await looksWell(trill, 'empty')
    await page.getByLabel('User id').fill('somebody else')
    await button('Look up').click()
    await page.getByText('Nothing is held under this identifier.').waitFor()
  })

  test('a person is looked up, corrected and handed out, and no identifier gets into an address or the storage', async () => {
    await page.getByLabel('User id').fill(PERSON)
    await button('Look up').click()
    await page.getByRole('row', { name: /Own events.* 4$/ }).waitFor()
    await looksWell(trill, 'found')
    await page.getByText('Owners, Admins, and Privacy officers').waitFor()
    await button('Show attributes').click()
    await page.getByRole('row', { name: /^interests \["tea","chess"\] .* Measured$/ }).waitFor()
    await looksWell(trill, 'attributes')
    await button('Correct a value…').click()
    await dialog().getByLabel('Present, wrong value').fill('ES')
    await dialog().getByLabel('Right value').fill('PT')
    await looksWell(trill, 'correct')
    await button('Correct').click()
    await page.getByText('3 events were corrected').waitFor()
    await button('Correct a value…').click()
    await dialog().getByLabel('Field').selectOption('An attribute')
    await dialog().getByLabel('Name of the attribute').fill('city')
    await dialog().getByLabel('Present, wrong value').fill('Bon')
    await dialog().getByLabel('Right value').fill('Bonn')
    await button('Correct').click()
    await page.getByText('1 attribute was corrected').waitFor()
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
    await looksWell(trill, 'erase')
    await button('Erase for good').click()
    await page.getByText(/^3[01] days left$/).waitFor()
    await looksWell(trill, 'listed')
    expect(await page.getByLabel('User id').inputValue()).toBe('')
  })

  test('requests are filtered by whether they are answered, which the address keeps, and taken away as CSV', async () => {
    const listed = (kind: string) => page.getByRole('listitem').filter({ hasText: kind })
    await page.getByRole('radio', { name: 'Open' }).click()
    await page.waitForURL(/requests=open/)
    await listed('Erasure').waitFor()
    expect(await listed('Rectification').count()).toBe(0)
    await page.getByRole('radio', { name: 'Answered' }).click()
    await listed('Rectification').first().waitFor()
    await listed('Access and portability').waitFor()
    const arriving = page.waitForEvent('download')
    await button('Export CSV').click()
    const [header, ...lines] = readFileSync(await (await arriving).path(), 'utf8')
      .replace('\uFEFF', '')
      .trimEnd()
      .split('\r\n')
    expect(header).toBe('Id,Kind,Reason,State,Requested (UTC),Due (UTC),Days left,Answered (UTC),Identifiers,Rows')
    expect(lines.map((line) => line.split(',').slice(1, 4)).sort()).toEqual([
      // The erasure takes the archive along, sooner or later.
      ['Access and portability', 'On request', expect.stringMatching(/^(Ready|Deleted)$/)],
      ['Rectification', 'On request', 'Done'],
      ['Rectification', 'On request', 'Done'],
    ])
    expect(lines.join()).not.toContain(PERSON)
  })

  test('a proven erasure has a receipt that can be verified and taken away', async () => {
    await page.goto(`${trill.server.url}/data-subject-requests?workspace=main`)
    await page.getByRole('button', { name: 'Verify' }).click({ timeout: 60_000 })
    await page.getByText('Signature genuine').waitFor()
    await looksWell(trill, 'proven')
    const arriving = page.waitForEvent('download')
    await button('Receipt').click()
    const receipt = readFileSync(await (await arriving).path(), 'utf8')
    expect(JSON.parse(receipt)).toMatchObject({ workspace_id: 'main', rows_after: { events: 0 } })
    expect(receipt).not.toContain(PERSON)
  })

  test('no page complained in the browser’s console', () => {
    expect(trill.complaints).toEqual([])
  })
})
