import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Receiver, startReceiver } from '../../app/features/subscriptions/testing.ts'
import { type MailServer, startMailServer } from '../mail-server.ts'
import { findChromium } from './browser.ts'
import { type Journey, looksWell, setOut } from './journey.ts'

const chromium = findChromium()

describe.skipIf(chromium === undefined)('the page Subscriptions', () => {
  let trill: Journey
  let mail: MailServer
  let receiver: Receiver
  let page: Journey['page']

  beforeAll(async () => {
    mail = await startMailServer()
    receiver = await startReceiver()
    trill = await setOut(chromium ?? '', {
      TRILL_SMTP_URL: `smtp://127.0.0.1:${mail.port}`,
      TRILL_SMTP_FROM: 'reports@trill.example',
      TRILL_SMTP_TLS: 'off',
      TRILL_OUTGOING_ALLOW: '127.0.0.1',
    })
    page = trill.page
    await trill.signIn()
  }, 180_000)
  afterAll(async () => {
    await trill?.close()
    await mail?.close()
    receiver?.close()
  })

  test('subscribes people to the digest, sends a test, and shows what became of it', { timeout: 60_000 }, async () => {
    await page.goto(`${trill.server.url}/subscriptions?workspace=main`)
    await page.getByText('Nobody is subscribed to anything yet').waitFor()
    await looksWell(trill, 'subscriptions-empty')
    await page.getByRole('button', { name: 'New subscription' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Name').fill('Monday figures')
    await dialog.getByLabel('Recipients').fill('ann@here.example\nbob@here.example')
    await looksWell(trill, 'subscriptions-form')
    await dialog.getByRole('button', { name: 'Subscribe' }).click()
    const row = page.getByRole('row', { name: /Monday figures/ })
    await row.getByText('Every Monday at 08:00').waitFor()
    await row.getByText('Not sent yet').waitFor()
    await row.getByRole('button', { name: 'Send a test of Monday figures' }).click()
    await page.getByText('All 2 tests were taken').waitFor()
    expect(mail.received.map(({ to }) => to[0]).sort()).toEqual(['ann@here.example', 'bob@here.example'])
    await row.getByRole('button', { name: 'Log of Monday figures' }).click()
    await page.getByRole('dialog').getByText('The mail server took it').first().waitFor()
    await page.keyboard.press('Escape')
  })

  test('shows the secret of a webhook once, and pauses', { timeout: 60_000 }, async () => {
    await page.getByRole('button', { name: 'New subscription' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Name').fill('Warehouse')
    await dialog.getByRole('radio', { name: 'Webhook' }).click()
    await dialog.getByLabel('Address').fill(`${receiver.url}/hook`)
    await dialog.getByRole('button', { name: 'Subscribe' }).click()
    await page.getByText('The secret that signs').waitFor()
    expect(await page.getByRole('dialog').locator('code').textContent()).toMatch(/^whsec_[\w+/]{43}=$/)
    await page.getByRole('button', { name: 'Close' }).click()
    const row = page.getByRole('row', { name: /Warehouse/ })
    await row.getByRole('button', { name: 'More about Warehouse' }).click()
    await page.getByRole('menuitem', { name: 'Pause' }).click()
    await row.getByText('Paused').waitFor()
    await looksWell(trill, 'subscriptions')
    expect(trill.complaints).toEqual([])
  })
})
