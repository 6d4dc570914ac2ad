import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { LightMyRequestResponse } from 'fastify'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestPlatform, type TestPlatform } from '../../../test/platform.ts'
import { sessions } from '../../features/sessions/feature.ts'
import { defineFeature } from '../feature.ts'
import { createServer } from './server.ts'

const directory = mkdtempSync(join(tmpdir(), 'trill-headers-'))
const dashboard = join(directory, 'dashboard')
const sdkScript = join(directory, 'trill.global.js')
const events = defineFeature({
  name: 'events',
  about: 'What does a sender get?',
  routes: (http) => {
    http.post('/v1/events', { config: { permission: 'send_events' } }, async () => ({}))
    http.get('/v1/bug', { config: { permission: 'public' } }, async () => {
      throw new Error('a bug')
    })
  },
})
let trill: TestPlatform

beforeAll(async () => {
  mkdirSync(join(dashboard, 'assets'), { recursive: true })
  writeFileSync(join(dashboard, 'index.html'), '<!doctype html><title>Trill</title>')
  writeFileSync(join(dashboard, 'assets', 'index-1.js'), 'export {}')
  writeFileSync(sdkScript, 'globalThis.Trill = {}')
  trill = await startTestPlatform([sessions, events], { dashboard, sdkScript })
}, 60_000)
afterAll(async () => {
  await trill?.close()
  rmSync(directory, { recursive: true, force: true })
})

const html = { accept: 'text/html' }
/** Every kind of answer: what is asked, and the status that comes. */
const KINDS: Record<string, [number, { method?: 'POST'; url: string; headers?: Record<string, string>; payload?: string }]> = {
  'the dashboard': [200, { url: '/', headers: html }],
  'a page of the dashboard': [200, { url: '/overview', headers: html }],
  'a script of the dashboard': [200, { url: '/assets/index-1.js' }],
  'the page of the API': [200, { url: '/docs', headers: html }],
  'a script of that page': [200, { url: '/docs/static/swagger-ui-bundle.js' }],
  'the description of the API': [200, { url: '/openapi.json' }],
  'the page of a problem': [200, { url: '/problems/not_found', headers: html }],
  'the script of the SDK': [200, { url: '/trill.global.js' }],
  'a health check': [200, { url: '/healthz' }],
  'figures for Prometheus': [200, { url: '/metrics', headers: { authorization: 'secret' } }],
  'an answer of the API': [200, { url: '/v1/session', headers: { authorization: 'secret' } }],
  'a problem: nobody is signed in': [401, { url: '/v1/session' }],
  'a problem: the method is not taken': [405, { method: 'POST', url: '/v1/session' }],
  'a problem: nothing is there': [404, { url: '/v1/nothing' }],
  'a problem: the body is broken': [
    400,
    { method: 'POST', url: '/v1/sessions', headers: { 'content-type': 'application/json' }, payload: '{' },
  ],
  'a problem: something failed': [500, { url: '/v1/bug' }],
}

async function answerTo(
  url: string,
  { headers = {}, ...rest }: { headers?: Record<string, string> } = {},
): Promise<LightMyRequestResponse> {
  const authorization = headers.authorization === 'secret' ? { authorization: `Bearer ${trill.secret}` } : {}
  return trill.inject({ url, ...rest, headers: { ...headers, ...authorization } })
}

/** Directives of a content security policy. */
function directivesOf(policy: unknown): Map<string, string[]> {
  const directives = String(policy)
    .split(';')
    .map((directive) => directive.trim().split(/\s+/))
  return new Map(directives.map(([name = '', ...sources]) => [name, sources]))
}

describe.each(Object.entries(KINDS))('%s', (_, [status, { url, ...rest }]) => {
  test('comes with headers that guard it', async () => {
    const { statusCode, headers } = await answerTo(url, rest)
    expect(statusCode).toBe(status)
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'same-origin',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': url === '/trill.global.js' ? 'cross-origin' : 'same-origin',
      'permissions-policy': expect.stringContaining('geolocation=()'),
    })
    expect(headers).not.toHaveProperty('x-powered-by')
    expect(headers).not.toHaveProperty('server')
  })

  test('runs only scripts that the server has, and is framed by nobody', async () => {
    const policy = directivesOf((await answerTo(url, rest)).headers['content-security-policy'])
    for (const [name, sources] of [
      ['default-src', ["'self'"]],
      ['script-src', ["'self'"]],
      ['object-src', ["'none'"]],
      ['base-uri', ["'none'"]],
      ['form-action', ["'self'"]],
      ['frame-ancestors', ["'none'"]],
    ] as const)
      expect([name, policy.get(name)]).toEqual([name, sources])
    expect([...policy.values()].flat()).not.toContain("'unsafe-eval'")
  })

  test('holds no script of its own in the page', async () => {
    const { body, headers } = await answerTo(url, rest)
    if (!String(headers['content-type']).includes('text/html')) return
    expect([...body.matchAll(/<script(?![^>]*\bsrc=)/gi)]).toEqual([])
    expect(body).not.toMatch(/<[^>]+\son\w+=/i)
  })
})

test('what senders are answered is never taken for a page', async () => {
  const { headers } = await trill.inject({ method: 'POST', url: '/v1/events' })
  expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'content-type': expect.stringContaining('json') })
})

test.each([
  [{ publicUrl: 'https://trill.example' }, true],
  [{ host: 'trill.example', tlsCert: '/cert.pem', tlsKey: '/key.pem' }, true],
  [{ tlsCert: '/cert.pem', tlsKey: '/key.pem' }, false],
  [{ publicUrl: 'http://trill.example' }, false],
  [{}, false],
])('with %o browsers remember to come by HTTPS: %s', async (settings, remembered) => {
  const http = createServer({ ...trill.platform, config: { ...trill.platform.config, ...settings } }, [])
  const { headers } = await http.inject('/healthz')
  expect('strict-transport-security' in headers).toBe(remembered)
  await http.close()
})
