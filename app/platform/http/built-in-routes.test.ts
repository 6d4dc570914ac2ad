import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Type } from 'typebox'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestPlatform, type TestPlatform } from '../../../test/platform.ts'
import { defineFeature } from '../feature.ts'
import { createServer } from './server.ts'
import { typed } from './type-provider.ts'

const Query = Type.Object({ limit: Type.Optional(Type.Integer({ default: 5 })) })

const samples = defineFeature({
  name: 'samples',
  about: 'What does the server add to the routes of features?',
  routes: (server) => {
    const http = typed(server)
    const body = Type.Object({ id: Type.String({ maxLength: 5 }) })
    http.get('/v1/samples', { config: { permission: 'public' }, schema: { querystring: Query } }, async ({ query }) => query)
    http.post('/v1/samples', { config: { permission: 'public' }, schema: { body } }, async ({ body }) => body)
    http.get('/v1/samples/:id', { config: { permission: 'public' } }, async ({ params }) => params)
    http.get('/v1/private', { config: { permission: 'read_figures' } }, async ({ access }) => access)
    http.post('/v1/takes', { config: { permission: 'send_events' } }, async () => ({}))
  },
})

let trill: TestPlatform

beforeAll(async () => {
  trill = await startTestPlatform([samples])
})
afterAll(() => trill?.close())

describe('operation', () => {
  test('/healthz says that the process lives', async () => {
    expect((await trill.inject('/healthz')).json()).toEqual({ status: 'ok' })
  })

  test('/readyz says that both stores and the journal can be written', async () => {
    const answer = await trill.inject('/readyz')
    expect(answer.json()).toMatchObject({
      status: 'ready',
      checks: {
        events: { ok: true, detail: expect.stringMatching(/^ClickHouse \d+.*embedded$/) },
        metadata: { ok: true, detail: expect.stringMatching(/^PostgreSQL \d+.*embedded$/) },
        journal: { ok: true, detail: expect.stringContaining('0 events wait') },
      },
    })
    expect(answer.statusCode).toBe(200)
  })

  test('/readyz names what is wrong', async () => {
    const log = { ...trill.platform.log, state: () => ({ pendingEvents: 3, pendingBytes: 1, trouble: 'Disk on fire' }) }
    const events = { ...trill.platform.events, version: () => Promise.reject(new Error('connect ECONNREFUSED')) }
    const server = createServer({ ...trill.platform, log, events }, [])
    const answer = await server.inject('/readyz')
    expect(answer.statusCode).toBe(503)
    expect(answer.json()).toMatchObject({
      status: 'not_ready',
      checks: {
        events: { ok: false, detail: 'connect ECONNREFUSED' },
        metadata: { ok: true },
        journal: { ok: false, detail: expect.stringContaining('Disk on fire') },
      },
    })
    await server.close()
  })

  test('/metrics counts answers by the pattern of their route', async () => {
    await trill.inject('/v1/samples/1')
    await trill.inject('/v1/samples/2')
    await trill.inject('/v1/nowhere/3')
    const { body, headers } = await trill.inject('/metrics')
    expect(headers['content-type']).toContain('text/plain')
    expect(body).toMatch(/trill_http_request_duration_seconds_count\{route="\/v1\/samples\/:id",method="GET",status="200"\} [2-9]/)
    expect(body).toContain('route="none",method="GET",status="404"')
    expect(body).not.toContain('/v1/samples/1')
    expect(body).toContain('trill_log_backlog_events 0')
  })
})

describe('the description', () => {
  test('is OpenAPI 3.1 and names every route, who may call it and the form of a problem', async () => {
    const document = (await trill.inject('/openapi.json')).json()
    expect(document.openapi).toBe('3.1.0')
    expect(Object.keys(document.paths)).toEqual(
      expect.arrayContaining(['/healthz', '/readyz', '/metrics', '/v1/samples', '/v1/samples/{id}', '/v1/private']),
    )
    expect(Object.keys(document.paths).filter((path) => /docs|problems|openapi|\*/.test(path))).toEqual([])
    const { post } = document.paths['/v1/samples']
    expect(post.requestBody.content['application/json'].schema.properties.id).toEqual({ type: 'string', maxLength: 5 })
    expect(post.responses.default.content['application/problem+json'].schema.properties.remedy).toBeDefined()
    expect(document.paths['/v1/private'].get).toMatchObject({
      description: expect.stringContaining('a key of scope `read` or `admin`'),
      security: [{ key: [] }, { session: [] }],
    })
  })

  test('is readable at /docs without anything from elsewhere', async () => {
    const page = await trill.inject('/docs/')
    expect(page.statusCode).toBe(200)
    expect(page.headers['content-security-policy']).toContain("script-src 'self'")
    expect(page.body).not.toMatch(/(src|href)="https?:/)
    expect((await trill.inject('/docs/static/swagger-ui-bundle.js')).statusCode).toBe(200)
    expect((await trill.inject('/docs')).statusCode).toBeLessThan(400)
  })
})

describe('the dashboard', () => {
  const directory = mkdtempSync(join(tmpdir(), 'trill-dashboard-'))
  const navigation = { accept: 'text/html,application/xhtml+xml' }
  let server: ReturnType<typeof createServer>

  beforeAll(async () => {
    mkdirSync(join(directory, 'assets'))
    writeFileSync(join(directory, 'index.html'), '<!doctype html><title>Trill</title>')
    writeFileSync(join(directory, 'favicon.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>')
    writeFileSync(join(directory, 'assets', 'index-1a2b3c.js'), 'export {}')
    server = createServer(trill.platform, [samples], { dashboard: directory })
    await server.ready()
  })
  afterAll(async () => {
    await server?.close()
    rmSync(directory, { recursive: true, force: true })
  })

  test.each(['/', '/sign-in?token=x', '/contents/abc', '/live'])('answers a browser at %s with its page', async (url) => {
    const page = await server.inject({ url, headers: navigation })
    expect(page.statusCode).toBe(200)
    expect(page.body).toContain('<title>Trill</title>')
    expect(page.headers).toMatchObject({ 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-cache' })
    expect(page.headers['content-security-policy']).toBeDefined()
  })

  test('lets a browser keep what has a hash in its name', async () => {
    const asset = await server.inject('/assets/index-1a2b3c.js')
    expect(asset.headers).toMatchObject({
      'cache-control': 'public, max-age=31536000, immutable',
      'content-type': expect.stringContaining('javascript'),
    })
    expect((await server.inject('/favicon.svg')).headers['cache-control']).toBe('no-cache')
  })

  test('does not answer for the API, for assets that are not there or for other methods', async () => {
    expect((await server.inject({ url: '/v1/nowhere', headers: navigation })).json()).toMatchObject({ code: 'not_found' })
    expect((await server.inject({ url: '/v1/takes', headers: navigation })).statusCode).toBe(405)
    expect((await server.inject('/assets/index-gone.js')).statusCode).toBe(404)
    expect((await server.inject({ method: 'POST', url: '/live', headers: navigation })).statusCode).toBe(404)
    expect((await server.inject({ url: '/..%2f..%2fpackage.json' })).statusCode).toBe(404)
    expect((await server.inject({ url: '/v1/samples', headers: navigation })).json()).toEqual({ limit: 5 })
  })

  test('that is not built says how to build it, whatever the page', async () => {
    for (const url of ['/', '/live']) {
      const page = await trill.inject({ url, headers: navigation })
      expect(page.statusCode).toBe(503)
      expect(page.body).toContain('npm run build')
    }
  })
})
