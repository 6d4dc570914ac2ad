import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { expect } from 'vitest'
import { type RunningServer, type StartOptions, startServer } from '../../app/main.ts'
import { readConfig } from '../../app/platform/config.ts'
import { prepareDataDirectory, prepareEventStore } from '../store-templates.ts'
import { launch, overflow, seriousFaults } from './browser.ts'

export const LOCALE = 'en-GB'
export const WIDE = { width: 1440, height: 900 }
export const NARROW = { width: 390, height: 844 }

/** What a person does: a server of its own, and a browser in front of it. */
export interface Journey {
  readonly server: RunningServer
  readonly context: BrowserContext
  readonly page: Page
  /** What the page complained of in the browser’s console. */
  readonly complaints: string[]
  /** Asks the API, by the secret of the command line unless a key is given. */
  ask<T>(path: string, body?: unknown, key?: string): Promise<T>
  /** Opens the link of the first start, which signs the owner in. */
  signIn(): Promise<void>
  /** Signs the owner in, opens a page, and puts off what a new installation offers to do. */
  begin(path: string): Promise<void>
  close(): Promise<void>
}

export async function setOut(
  chromium: string,
  settings: Readonly<Record<string, string>> = {},
  options: StartOptions = {},
): Promise<Journey> {
  if (!existsSync(new URL('../../app/dashboard/dist/index.html', import.meta.url)))
    throw new Error('Build the dashboard first: npm run build')
  const dataDir = mkdtempSync(join(tmpdir(), 'trill-journey-'))
  await prepareDataDirectory(dataDir)
  await prepareEventStore(dataDir)
  const own = { TRILL_PORT: '0', TRILL_DATA_DIR: dataDir, TRILL_LOG_LEVEL: 'silent' }
  const server = await startServer(readConfig({ ...own, TRILL_DEMO: 'off', ...settings }), options)
  const secret = readFileSync(join(dataDir, 'secret'), 'utf8').trim()
  const browser: Browser = await launch(chromium)
  // Without motion: what is half faded in has too little contrast at that moment.
  const context = await browser.newContext({ viewport: WIDE, locale: LOCALE, acceptDownloads: true, reducedMotion: 'reduce' })
  const page = await context.newPage()
  // Sooner than the test itself ends, so that a failure says what was waited for.
  page.setDefaultTimeout(15_000)
  const complaints: string[] = []
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()))
  page.on('pageerror', (error) => complaints.push(error.message))
  const signIn = async () => {
    const link = new URL(server.signInLink ?? '')
    await page.goto(`${server.url}${link.pathname}${link.search}`)
    await page.waitForURL((address) => address.pathname !== link.pathname)
  }
  return {
    server,
    context,
    page,
    complaints,
    ask: async <T>(path: string, body?: unknown, key = secret) => {
      const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' }
      const request = body === undefined ? { headers } : { method: 'POST', headers, body: JSON.stringify(body) }
      const response = await fetch(`${server.url}${path}`, request)
      if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`)
      return (await response.json()) as T
    },
    signIn,
    begin: async (path) => {
      await signIn()
      await page.goto(`${server.url}${path}`)
      await page.getByRole('button', { name: 'Later' }).click()
    },
    close: async () => {
      await browser.close()
      await server.close()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

/**
 * The page in front has no serious fault of access and does not scroll sideways, in both widths and both lights; it is left wide and light.
 * @param picture what its screenshots are called, for eyes; taken where TRILL_PICTURES names a folder.
 */
export async function looksWell({ page }: Pick<Journey, 'page'>, picture = 'page'): Promise<void> {
  const folder = process.env.TRILL_PICTURES
  for (const size of [NARROW, WIDE]) {
    await page.setViewportSize(size)
    for (const colorScheme of ['dark', 'light'] as const) {
      await page.emulateMedia({ colorScheme })
      if (folder) await page.screenshot({ path: join(folder, `${picture}-${size.width}-${colorScheme}.png`), fullPage: true })
      expect(await seriousFaults(page), `${picture} ${size.width} ${colorScheme}`).toEqual([])
    }
    expect(await overflow(page), `${picture} ${size.width}`).toBe(0)
  }
}
