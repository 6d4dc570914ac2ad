import { createHash } from 'node:crypto'
import type { AuditAction } from '@trill/contract/audit-actions'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { ENGINES, lacksEngine, openDatabase } from '../../../test/metadata-engines.ts'
import { startTestPlatform, type TestPlatform } from '../../../test/platform.ts'
import { FEATURES } from '../index.ts'
import type { AuditRecordAnswer, AuditResponse, AuditVerification, ListedRecord } from './contract.ts'

const csrf = { 'x-trill-csrf': '1' }
const PASSWORD = 'three slow herons'

describe.each(ENGINES)('with PostgreSQL, %s', (engine) => {
  const skip = lacksEngine(engine)
  let trill: TestPlatform
  let database: Awaited<ReturnType<typeof openDatabase>>
  let local: Record<string, string>
  let now = Date.parse('2026-03-01T12:00:00Z')

  beforeAll(async () => {
    if (skip) return
    database = await openDatabase(engine)
    trill = await startTestPlatform(FEATURES, { config: { postgresUrl: database.postgresUrl }, platform: { now: () => now } })
    await trill.addWorkspace({ id: 'main' })
    await trill.addWorkspace({ id: 'other' })
    local = { authorization: `Bearer ${trill.secret}` }
  }, 120_000)
  beforeEach(() => {
    now += 60_000
  })
  afterAll(async () => {
    await trill?.close()
    await database?.drop()
  })

  const list = async (query = '', headers: Record<string, string> = local) =>
    (await trill.inject({ url: `/v1/audit?${query}`, headers })).json<AuditResponse>()
  const latest = async (action: AuditAction) => (await list(`action=${action}&limit=1`)).records[0] as ListedRecord
  const post = (url: string, headers: Record<string, string>, payload?: object) =>
    trill.inject({ method: 'POST', url, headers: { ...csrf, ...headers }, ...(payload && { payload }) })

  test.skipIf(skip)('a key that is made and revoked is recorded with who, what, where and how it ended', async () => {
    const { cookie, personId } = await trill.signInAs('admin', 'main')
    const made = await post('/v1/keys', { cookie }, { name: 'reports', scope: 'read', workspace_id: 'main' })
    expect(await latest('key_create')).toMatchObject({
      at: new Date(now).toISOString().replace('Z', '000Z'),
      workspace_id: 'main',
      actor_kind: 'user',
      actor_id: personId,
      actor_name: 'admin',
      target: made.json().id,
      outcome: 'success',
      address: '127.0.0.1',
      details: { scope: 'read', expires_at: null },
    })
    await trill.inject({ method: 'DELETE', url: `/v1/keys/${made.json().id}`, headers: local })
    expect(await latest('key_revoke')).toMatchObject({ actor_kind: 'local', workspace_id: 'main', target: made.json().id })
  })

  test.skipIf(skip)('what was refused or failed is recorded too, with the problem', async () => {
    const { cookie } = await trill.signInAs('viewer', 'main')
    expect((await post('/v1/keys', { cookie }, { name: 'x', scope: 'read', workspace_id: 'main' })).statusCode).toBe(403)
    expect(await latest('key_create')).toMatchObject({ outcome: 'refused', workspace_id: 'main', details: { problem: 'forbidden' } })
    expect((await post('/v1/keys', {}, { name: 'x', scope: 'read' })).statusCode).toBe(401)
    expect(await latest('key_create')).toMatchObject({ outcome: 'refused', actor_kind: 'unknown', workspace_id: null })
    expect((await post('/v1/keys', local, { name: 'x', scope: 'nonsense' })).statusCode).toBe(400)
    expect(await latest('key_create')).toMatchObject({ outcome: 'failed', details: { problem: 'invalid_request' } })
  })

  test.skipIf(skip)('joining, signing in and out are recorded, without address, password or token', async () => {
    const email = `ada@${engine}.example`
    const invited = (await post('/v1/people/invitations', local, { email, role: 'analyst', workspace_id: 'main' })).json()
    const token = new URL(invited.url).searchParams.get('token') ?? ''
    await post('/v1/invitations/accept', {}, { token, name: 'Ada', password: PASSWORD })
    expect(await latest('invitation_accept')).toMatchObject({
      outcome: 'success',
      workspace_id: 'main',
      target: invited.id,
      actor_name: 'Ada',
    })
    const { actor_id } = await latest('invitation_accept')
    expect((await post('/v1/sessions/password', {}, { email, password: 'something else entirely' })).statusCode).toBe(401)
    expect(await latest('sign_in')).toMatchObject({ outcome: 'refused', actor_kind: 'unknown', target: actor_id })
    const signedIn = await post('/v1/sessions/password', {}, { email, password: PASSWORD })
    expect(await latest('sign_in')).toMatchObject({ outcome: 'success', actor_id, workspace_id: 'main', details: { method: 'password' } })
    const cookie = String(signedIn.headers['set-cookie']).split(';')[0] as string
    await trill.inject({ method: 'DELETE', url: '/v1/session', headers: { ...csrf, cookie } })
    expect(await latest('sign_out')).toMatchObject({ outcome: 'success', actor_id })
    const { rows } = await trill.platform.metadata.query('SELECT audit_log::text AS text FROM audit_log')
    for (const secret of [email, PASSWORD, token, trill.secret]) expect(JSON.stringify(rows)).not.toContain(secret)
  })

  test.skipIf(skip)('a query over events is recorded with the hash of its text, not the text', async () => {
    const sql = "SELECT count() AS n FROM events WHERE actor_id = 'ada'"
    expect((await post('/v1/query', local, { sql })).statusCode).toBe(200)
    const { details } = await latest('events_query')
    expect(details).toEqual({ sql_sha256: createHash('sha256').update(sql).digest('hex'), rows: 1 })
  })

  test.skipIf(skip)('pages follow each other without a gap, and filters leave out the rest', async () => {
    for (let n = 0; n < 5; n += 1) await post('/v1/sign-in-links', local)
    const all = (await list('action=sign_in_link_create')).records
    const first = await list('action=sign_in_link_create&limit=2')
    const second = await list(`action=sign_in_link_create&limit=2&before=${first.next}`)
    expect([...first.records, ...second.records]).toEqual(all.slice(0, 4))
    expect((await list('action=sign_in_link_create&limit=1000')).next).toBeNull()
    const at = new Date(now).toISOString()
    expect((await list(`from=${at}`)).records.length).toBeGreaterThanOrEqual(5)
    expect((await list(`to=${at}&action=sign_in_link_create`)).records).toEqual([])
    expect((await list('actor=local&outcome=success')).records.every(({ actor_kind }) => actor_kind === 'local')).toBe(true)
    expect((await list('search=SIGN-IN LINK')).records).toEqual([])
    expect((await list('search=sign%20in%20link&limit=5')).records).toEqual(all.slice(0, 5))
  })

  test.skipIf(skip)('owner, admin and privacy officer read their own workspace; others and other workspaces are closed', async () => {
    await post('/v1/keys', local, { name: 'theirs', scope: 'read', workspace_id: 'other' })
    for (const role of ['owner', 'admin', 'privacy_officer'] as const) {
      const { cookie } = await trill.signInAs(role, 'main')
      const { records } = await list('limit=1000', { cookie })
      expect(new Set(records.map(({ workspace_id }) => workspace_id))).toEqual(new Set(['main']))
      expect((await trill.inject({ url: '/v1/audit?workspace_id=other', headers: { cookie } })).statusCode).toBe(404)
      const exported = await trill.inject({ url: '/v1/audit/export', headers: { cookie } })
      expect(exported.body).not.toContain('"workspace_id":"other"')
    }
    for (const role of ['analyst', 'viewer'] as const) {
      const { cookie } = await trill.signInAs(role, 'main')
      for (const url of ['/v1/audit', '/v1/audit/export', '/v1/audit/verify'])
        expect((await trill.inject({ url, headers: { cookie } })).statusCode).toBe(403)
    }
  })

  test.skipIf(skip)('an export holds every record, oldest first, and anybody can compute its hashes', async () => {
    const { body, headers } = await trill.inject({ url: '/v1/audit/export', headers: local })
    expect(headers['content-type']).toContain('application/x-ndjson')
    const records = body
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as AuditRecordAnswer)
    expect(records.map(({ sequence }) => sequence)).toEqual(records.map((_, index) => index + 1))
    for (const one of records) {
      const who = [one.workspace_id, one.actor_kind, one.actor_id]
      const what = [one.action, one.target, one.outcome, one.address, JSON.stringify(one.details), one.previous_hash]
      const text = JSON.stringify(['trill-audit-1', one.sequence, one.at, ...who, ...what])
      expect(createHash('sha256').update(text).digest('hex')).toBe(one.hash)
    }
    expect(await latest('audit_export')).toMatchObject({ outcome: 'success', actor_kind: 'local' })
  })

  test.skipIf(skip)('what cannot be recorded is not answered', async () => {
    const { metadata } = trill.platform
    await metadata.query('ALTER TABLE audit_log RENAME TO audit_log_away')
    const answer = await trill.inject({ url: '/v1/quarantine?workspace_id=main', headers: local })
    expect(answer.json()).toMatchObject({ status: 503, code: 'store_unavailable' })
    expect((await trill.inject({ url: '/v1/quarantine?workspace_id=nowhere', headers: local })).statusCode).toBe(404)
    await metadata.query('ALTER TABLE audit_log_away RENAME TO audit_log')
    expect((await trill.inject({ url: '/v1/quarantine?workspace_id=main', headers: local })).statusCode).toBe(200)
  })

  test.skipIf(skip)('the verification says that the log is whole, and after a change where it is not', async () => {
    const verify = async () => (await trill.inject({ url: '/v1/audit/verify', headers: local })).json<AuditVerification>()
    expect(await verify()).toMatchObject({ is_whole: true, broken: null })
    const { metadata } = trill.platform
    await metadata.query('ALTER TABLE audit_log DISABLE TRIGGER audit_log_append_only')
    await metadata.query("UPDATE audit_log SET details = 'not JSON' WHERE sequence = 4")
    expect(await verify()).toMatchObject({
      is_whole: false,
      checked: 3,
      broken: { sequence: 4, reason: 'changed', explanation: expect.stringContaining('was changed') },
    })
    expect((await list('limit=1000')).records.find(({ sequence }) => sequence === 4)?.details).toEqual({ unreadable: 'not JSON' })
  })
})
