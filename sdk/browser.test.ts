import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Browser, chromium, type Page } from 'playwright-core'
import { build } from 'vite'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type RecordingServer, startRecordingServer } from './testing/recording-server.ts'

const executablePath = process.env.TRILL_CHROMIUM ?? '/usr/bin/chromium'
const found = existsSync(executablePath)
if (!found) console.info('No browser at TRILL_CHROMIUM or /usr/bin/chromium: the test of the page with a script tag is left out.')

const EXAMPLE = join(import.meta.dirname, '../examples/browser/index.html')
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

describe.skipIf(!found)('the example page in a browser', () => {
  let browser: Browser
  let outDir: string
  let site: Server
  let origin: string
  let trill: RecordingServer
  let page: Page

  beforeAll(async () => {
    outDir = await mkdtemp(join(tmpdir(), 'trill-sdk-'))
    await build({ configFile: join(import.meta.dirname, 'vite.config.ts'), logLevel: 'error', build: { outDir, emptyOutDir: true } })
    site = createServer(async (request, response) => {
      const script = request.url?.endsWith('/trill.global.js')
      response.setHeader('content-type', script ? 'text/javascript' : 'text/html')
      response.end(await readFile(script ? join(outDir, 'trill.global.js') : EXAMPLE))
    })
    await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve))
    origin = `http://127.0.0.1:${(site.address() as AddressInfo).port}`
    browser = await chromium.launch({ executablePath, headless: true, args: FLAGS })
  }, 60_000)
  afterAll(async () => {
    await browser?.close()
    site?.closeAllConnections()
    site?.close()
    await rm(outDir, { recursive: true })
  })
  beforeEach(async () => {
    trill = await startRecordingServer()
    page = await browser.newPage()
  })
  afterEach(async () => {
    await page.context().close()
    await trill.stop()
  })

  const address = (extra = '') => `${origin}/examples/browser/index.html?host=${encodeURIComponent(trill.host)}&key=wk_test${extra}`
  const stored = () => page.evaluate(() => Object.keys(localStorage).sort())
  const flush = (from = page) => from.evaluate('trill.flush()')

  it('stores and sends nothing before consent', async () => {
    await page.goto(address())
    await page.click('#like')
    expect(await stored()).toEqual([])
    await page.goto('about:blank')
    expect(trill.requests).toEqual([])
  })

  it('sends across origins with the key in the header, then has an empty queue', async () => {
    await page.goto(address('&utm_source=news&trill_parent=s1'))
    await page.click('#accept')
    await page.click('#like')
    expect((await stored()).filter((key) => key.startsWith('trill:wk_test:q'))).toHaveLength(3)
    expect(await flush()).toBe(0)
    const [request] = trill.requests
    expect(request?.headers.authorization).toBe(`Basic ${btoa('wk_test:')}`)
    expect(request?.events.map((event) => event.type)).toEqual(['page', 'view', 'like'])
    for (const event of request?.events ?? []) {
      expect(event).toMatchObject({ platform: 'web', language: 'en-US', utm_source: 'news', parent_message_id: 's1' })
    }
    expect(await stored()).toEqual(['anonymous', 'consent', 'visit'].map((name) => `trill:wk_test:${name}`))
  })

  it('waits as long as the server asks, across origins too', async () => {
    trill.answer({ status: 429, headers: { 'retry-after': '1' } })
    await page.goto(address())
    await page.click('#accept')
    expect(await flush()).toBe(2)
    await trill.received(2)
    expect((trill.requests[1]?.at ?? 0) - (trill.requests[0]?.at ?? 0)).toBeGreaterThanOrEqual(990)
  })

  it('hands a beacon over when it is left, and sends again what nobody confirmed', async () => {
    await page.goto(address())
    await page.click('#accept')
    await page.goto(`${origin}/elsewhere.html?key=wk_other`)
    await trill.received(1)
    const [beacon] = trill.requests
    expect(beacon?.url).toBe('/v1/events?write_key=wk_test')
    expect(beacon?.headers['content-type']).toBe('text/plain')
    const ids = beacon?.events.map((event) => event.message_id)
    expect(beacon?.events.map((event) => event.type)).toEqual(['page', 'view'])
    await page.goto(address())
    expect(await flush()).toBe(0)
    expect(trill.requests[1]?.events.map((event) => event.message_id).slice(0, 2)).toEqual(ids)
  })

  it('makes a share link that carries the share to the next reader', async () => {
    await page.goto(address())
    await page.click('#accept')
    await page.click('#share')
    const link = await page.textContent('#said')
    await flush()
    const share = trill.events().find((event) => event.type === 'share')
    expect(new URL(link ?? '').searchParams.get('trill_parent')).toBe(share?.message_id)

    const reader = await browser.newPage()
    await reader.goto(link ?? '')
    await reader.click('#accept')
    await reader.click('#share')
    await flush(reader)
    const onward = trill.events().findLast((event) => event.type === 'share')
    expect(onward).toMatchObject({ parent_message_id: share?.message_id, content_id: 'pencil' })
    expect(onward?.anonymous_id).not.toBe(share?.anonymous_id)
    await reader.context().close()
  })
})
