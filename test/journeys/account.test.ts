import { readFileSync } from 'node:fs'
import { TOTP } from 'otpauth'
import type { Locator } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { AuditResponse } from '../../app/features/audit/contract.ts'
import { findChromium, seriousFaults } from './browser.ts'
import { type Journey, looksWell, setOut } from './journey.ts'

const chromium = findChromium()
const EMAIL = 'ada@example.org'
const PASSWORD = 'a few good words'
const NEW_PASSWORD = 'a few other words'
/** Enough for the page to offer them; nobody goes there. */
const PROVIDERS = {
  TRILL_GOOGLE_CLIENT_ID: 'client',
  TRILL_GOOGLE_CLIENT_SECRET: 'secret',
  TRILL_GITHUB_CLIENT_ID: 'client',
  TRILL_GITHUB_CLIENT_SECRET: 'secret',
}

describe.skipIf(chromium === undefined)('the pages Your account and Audit log', () => {
  let trill: Journey
  let page: Journey['page']

  beforeAll(async () => {
    trill = await setOut(chromium ?? '', PROVIDERS)
    page = trill.page
    await trill.signIn()
  }, 180_000)
  afterAll(() => trill?.close())

  const dialog = () => page.getByRole('dialog')
  const button = (name: string) => page.getByRole('button', { name, exact: true })

  async function open(path: string): Promise<void> {
    await page.goto(`${trill.server.url}/${path}?workspace=main`)
    await page.getByRole('heading', { level: 1 }).waitFor()
  }

  async function signInByPassword(password: string): Promise<void> {
    await trill.context.clearCookies()
    await page.goto(`${trill.server.url}/sign-in`)
    await page.getByLabel('E-mail address').fill(EMAIL)
    await page.getByLabel('Password').fill(password)
    await button('Sign in').click()
  }

  async function hasFocus(field: Locator): Promise<void> {
    await expect.poll(() => field.and(page.locator(':focus')).count()).toBe(1)
  }

  test('an address and a password are set, and sign in', async () => {
    await open('account')
    await page.getByLabel('Name', { exact: true }).fill('Ada')
    await page.getByLabel('E-mail address').fill(EMAIL)
    await button('Save').click()
    await page.getByText('Account saved').waitFor()
    await page.getByLabel('New password').fill(PASSWORD)
    await button('Set the password').click()
    await page.getByText('Password changed; all other sessions have ended').waitFor()
    await signInByPassword(PASSWORD)
    await page.waitForURL(/\/overview/)
  })

  test('connecting a provider asks for the present password, and says of each what went wrong with it', async () => {
    await open('account')
    await button('Connect Google').click()
    const password = dialog().getByLabel('Present password')
    await hasFocus(password)
    await password.fill('not the password')
    await button('Go on to Google').click()
    await dialog().getByRole('alert').getByText('The present password is another.').waitFor()
    await hasFocus(password)
    await looksWell(trill)
    await page.keyboard.press('Escape')
    await hasFocus(button('Connect Google'))
    expect(await page.getByRole('alert').count()).toBe(0)
    await button('Connect GitHub').click()
    await button('Go on to GitHub').waitFor()
    expect(await dialog().getByRole('alert').count()).toBe(0)
    await dialog().getByRole('button', { name: 'Close' }).click()
    await hasFocus(button('Connect GitHub'))
  })

  test('a second factor is set up with the present password, and asked for at the next sign-in', async () => {
    await open('account')
    await button('Set up').click()
    await hasFocus(dialog().getByLabel('Present password'))
    await looksWell(trill)
    await dialog().getByLabel('Present password').fill(PASSWORD)
    await button('Show the QR code').click()
    await dialog().getByRole('img', { name: 'QR code for an authenticator app' }).waitFor()
    const code = dialog().getByLabel('Code of the authenticator app')
    await hasFocus(code)
    const shown = (await dialog().locator('code').textContent()) ?? ''
    expect(shown).toMatch(/^([A-Z2-7]{4} )+[A-Z2-7]{1,4}$/)
    const app = new TOTP({ secret: shown.replaceAll(' ', '') })
    await code.fill(app.generate() === '000000' ? '111111' : '000000')
    await button('Turn on').click()
    await dialog().getByRole('alert').getByText('The code is wrong').waitFor()
    await hasFocus(code)
    await looksWell(trill)
    await code.fill(app.generate())
    await button('Turn on').click()
    await dialog().getByText('Your recovery codes').waitFor()
    const codes = ((await dialog().locator('code').textContent()) ?? '').split('\n')
    expect(codes).toHaveLength(10)
    await looksWell(trill)
    await page.mouse.click(5, 5)
    await dialog().getByText('Your recovery codes').waitFor()
    await button('I have kept them').click()
    await page.getByText('10 recovery codes left.').waitFor()

    await signInByPassword(PASSWORD)
    await page.getByText('Your account asks for a second factor.').waitFor()
    expect(await seriousFaults(page)).toEqual([])
    await page.getByLabel('Code').fill(codes[0] ?? '')
    await button('Sign in').click()
    await page.waitForURL(/\/overview/)
  })

  test('a password is changed by whoever knows the present one', async () => {
    await open('account')
    await page.getByLabel('Present password').fill('not the password')
    await page.getByLabel('New password').fill(NEW_PASSWORD)
    await button('Change the password').click()
    await page.getByRole('alert').getByText('The present password is another.').waitFor()
    await page.getByLabel('Present password').fill(PASSWORD)
    await button('Change the password').click()
    await page.getByText('Password changed; all other sessions have ended').waitFor()
    expect(await page.getByRole('alert').count()).toBe(0)
  })

  test('the audit log shows all of it, whole, and an erasure that was asked for', async () => {
    const { id } = await trill.ask<{ id: string }>('/v1/privacy/erasures', { workspace_id: 'main', identifiers: ['nobody-at-all'] })
    await open('audit')
    await page.getByText('The log is whole').waitFor()
    await looksWell(trill)
    await page.getByRole('radio', { name: 'Whole installation' }).click()
    await page.waitForURL(/scope=all/)
    const table = page.getByRole('table', { name: 'Audit log, newest first' })
    for (const what of ['Second factor on', 'Provider connection begun', 'Account changed', 'Erasure asked for'])
      await table.getByText(what).first().waitFor()

    await page.getByLabel('What', { exact: true }).selectOption('erasure_ask')
    await page.waitForURL(/action=erasure_ask/)
    const opener = table.getByRole('button', { name: /Erasure asked for/ }).first()
    await opener.click()
    await dialog().getByText(id).first().waitFor()
    expect(await dialog().getByText('nobody-at-all').count()).toBe(0)
    await looksWell(trill)
    await page.keyboard.press('Escape')
    await hasFocus(opener)
  })

  test('the audit log is taken away as it is filtered', async () => {
    await open('audit')
    await page.getByLabel('What', { exact: true }).selectOption('erasure_ask')
    await page.waitForURL(/action=erasure_ask/)
    const arriving = page.waitForEvent('download')
    await button('Export NDJSON').click()
    const lines = readFileSync(await (await arriving).path(), 'utf8')
      .trimEnd()
      .split('\n')
    const { records } = await trill.ask<AuditResponse>('/v1/audit?workspace_id=main&action=erasure_ask')
    expect(lines.map((line) => JSON.parse(line).hash).sort()).toEqual(records.map(({ hash }) => hash).sort())
    await page.getByLabel('Search name, id or address').fill('surely not there')
    await page.getByText('No record fits').waitFor()
    await button('Show every record').click()
    await page.getByRole('table', { name: 'Audit log, newest first' }).waitFor()
  })

  test('no page complained in the browser’s console', () => {
    expect(trill.complaints.filter((text) => !/40[01]/.test(text))).toEqual([])
  })
})
