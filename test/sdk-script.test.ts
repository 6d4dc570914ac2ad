import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import vm from 'node:vm'
import { build } from 'vite'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { FEATURES } from '../app/features/index.ts'
import { createServer } from '../app/platform/http/server.ts'
import { startTestPlatform, type TestPlatform } from './platform.ts'
import { ROOT } from './repository.ts'

describe('the SDK’s script', () => {
  const directory = mkdtempSync(join(tmpdir(), 'trill-script-'))
  let trill: TestPlatform
  let address: string

  beforeAll(async () => {
    await build({ configFile: join(ROOT, 'sdk/vite.config.ts'), logLevel: 'error', build: { outDir: directory, emptyOutDir: true } })
    trill = await startTestPlatform(FEATURES, { sdkScript: join(directory, 'trill.global.js') })
    address = await trill.listen()
  })
  afterAll(async () => {
    await trill?.close()
    rmSync(directory, { recursive: true, force: true })
  })

  test('is served to pages of any site, and kept until it changes', async () => {
    const answer = await fetch(`${address}/trill.global.js`)
    expect(answer.status).toBe(200)
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'text/javascript; charset=utf-8',
      'cache-control': 'public, max-age=3600',
      'access-control-allow-origin': '*',
      'cross-origin-resource-policy': 'cross-origin',
      etag: expect.stringMatching(/^"[\w-]{22}"$/),
    })
    const again = await fetch(`${address}/trill.global.js`, { headers: { 'if-none-match': answer.headers.get('etag') ?? '' } })
    expect([again.status, await again.text()]).toEqual([304, ''])
  })

  test('runs, and its events arrive', async () => {
    const script = await (await fetch(`${address}/trill.global.js`)).text()
    const page = vm.createContext({
      fetch,
      TextEncoder,
      crypto,
      btoa,
      URL,
      AbortController,
      AbortSignal,
      setTimeout,
      clearTimeout,
      console,
    })
    vm.runInContext(script, page)
    Object.assign(page, { settings: { writeKey: await trill.createKey('write', 'site'), host: address } })
    const left = await vm.runInContext(
      `const trill = Trill.createTrill(settings)
       trill.track('like', { actor_id: 'reader-1', content_id: 'video-7', message_id: 'from a script' })
       trill.flush()`,
      page,
    )
    expect(left).toBe(0)
    await trill.platform.log.settle(20_000)
    const key = await trill.createKey('read', 'site')
    const stored = await trill.inject({ url: '/v1/events', headers: { authorization: `Bearer ${key}` } })
    expect(stored.json().events).toMatchObject([{ message_id: 'from a script', type: 'like', actor_id: 'reader-1', content_id: 'video-7' }])
  })

  test('that was not built is a problem that says what to do', async () => {
    const server = createServer(trill.platform, [], { sdkScript: join(directory, 'gone.js') })
    const answer = await server.inject('/trill.global.js')
    expect(answer.statusCode).toBe(503)
    expect(answer.json()).toMatchObject({ code: 'not_built', remedy: expect.stringContaining('npm run build') })
    await server.close()
  })
})
