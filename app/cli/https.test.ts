import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { request } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { json } from 'node:stream/consumers'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { selfSigned } from '../../test/certificate.ts'
import { ROOT } from '../../test/repository.ts'
import { prepareDataDirectory } from '../../test/store-templates.ts'
import { startTrill, type TrillProcess } from '../../test/trill-process.ts'
import { reach } from './reach.ts'

const directory = mkdtempSync(join(tmpdir(), 'trill-https-'))
const dataDir = join(directory, 'data')
const { cert, key } = selfSigned()
const run = promisify(execFile)
let server: TrillProcess
let url: string

beforeAll(async () => {
  await prepareDataDirectory(dataDir)
  const environment = { TRILL_TLS_CERT: join(directory, 'cert.pem'), TRILL_TLS_KEY: join(directory, 'key.pem') }
  writeFileSync(environment.TRILL_TLS_CERT, cert)
  writeFileSync(environment.TRILL_TLS_KEY, key)
  server = startTrill(dataDir, { environment })
  url = await server.ready
}, 60_000)
afterAll(async () => {
  server?.kill('SIGTERM')
  await server?.ended
  rmSync(directory, { recursive: true, force: true })
})

async function trill(...words: string[]): Promise<string> {
  const env = { ...process.env, TRILL_DATA_DIR: dataDir, TRILL_LOG_LEVEL: 'error' }
  return (await run(process.execPath, [join(ROOT, 'bin/trill.mjs'), ...words], { env })).stdout
}

/** As a browser that trusts the certificate. */
function open(path: string, payload?: object): Promise<{ status: number; cookie: string; body: unknown }> {
  const headers = { 'content-type': 'application/json', 'sec-fetch-site': 'same-origin' }
  const options = { ca: cert, servername: 'localhost', method: payload === undefined ? 'GET' : 'POST', headers }
  return new Promise((resolve, reject) => {
    const asked = request(new URL(path, url), options, async (answer) => {
      const body = await json(answer).catch(() => undefined)
      resolve({ status: answer.statusCode ?? 0, cookie: String(answer.headers['set-cookie']), body })
    })
    asked.once('error', reject).end(payload === undefined ? undefined : JSON.stringify(payload))
  })
}

describe('a server with a certificate', () => {
  test('speaks HTTPS', async () => {
    expect(url).toMatch(/^https:\/\/127\.0\.0\.1:\d+$/)
    expect((await open('/healthz')).status).toBe(200)
  })

  test('is found and believed by commands, although nobody else vouches for the certificate', async () => {
    const { checks } = JSON.parse(await trill('doctor', '--json')) as { checks: { name: string; ok: boolean; detail: string }[] }
    expect(checks.filter(({ ok }) => !ok)).toEqual([])
    expect(checks.find(({ name }) => name === 'Data directory')?.detail).toContain(url)
    expect(await trill('keys', 'create', '--name', 'one', '--scope', 'read')).toContain('trill_')
  })

  test('signs in with links and cookies that are secure', async () => {
    const link = new URL(JSON.parse(await trill('sign-in', '--json')).url)
    expect(link.protocol).toBe('https:')
    const { status, cookie } = await open('/v1/sessions', { token: link.searchParams.get('token') })
    expect(status).toBeLessThan(300)
    expect(cookie).toMatch(/trill_session=.*Secure/)
  })

  test('that shows another certificate than the directory names is not told the secret', async () => {
    const { fingerprint } = JSON.parse(readFileSync(join(dataDir, 'server.json'), 'utf8'))
    const sent = { method: 'GET', headers: { authorization: 'Bearer secret' } }
    expect((await reach({ url, fingerprint }, '/healthz', sent)).statusCode).toBe(200)
    await expect(reach({ url, fingerprint: fingerprint.replace(/^../, '00').replace(/..$/, '00') }, '/healthz', sent)).rejects.toThrow(
      'a certificate that is not the server’s',
    )
  })
})
