import { AUDIT_ACTION_NAMES } from '@trill/contract/audit-actions'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { FEATURES } from '../app/features/index.ts'
import { startTestPlatform, type TestPlatform } from './platform.ts'

/** They take events, thousands a second, from senders that a key names; what they refuse is in quarantine. */
const INGEST = ['batch', 'track', 'identify', 'page', 'screen', 'group', 'alias', 'events', 'consents'].map((name) => `POST /v1/${name}`)
/** Change nothing: what they ask for is too long for an address. */
const READS = ['POST /v1/predictions/virality']
/** Hand out single events or payloads as they came. */
const PERSONAL_READS = [
  'POST /v1/query',
  'GET /v1/quarantine',
  'GET /v1/imports/:id/rejects',
  'GET /v1/audit/export',
  'GET /v1/privacy/consents',
  'GET /v1/privacy/exports/:id/archive',
  'POST /v1/privacy/attributes',
  'POST /v1/features/actors',
  'GET /v1/features/export',
  'POST /v1/predictions/engagement',
]
/** Recorded by something that is no request, or by what a request turned out to be. */
const WITHOUT_ROUTE = ['person_look_up', 'consent_record', 'erasure_prove', 'pseudonym_key_destroy', 'server_start']
const CHANGES = new Set(['POST', 'PUT', 'PATCH', 'DELETE'])

let trill: TestPlatform
let routes: { readonly name: string; readonly method: string; readonly audit: string | undefined }[]

beforeAll(async () => {
  trill = await startTestPlatform(FEATURES)
  routes = trill.http.routeTable.all.flatMap(({ method, url, config }) =>
    [method].flat().map((one) => ({ name: `${one} ${url}`, method: one, audit: config?.audit })),
  )
})
afterAll(() => trill?.close())

test('every route that changes something says what the audit log calls it, or takes events, or only reads', () => {
  const silent = routes.filter(({ method, audit }) => CHANGES.has(method) && audit === undefined).map(({ name }) => name)
  expect(silent.sort()).toEqual([...INGEST, ...READS].sort())
})

test('every route that hands out personal data as it came is audited', () => {
  const audited = routes.filter(({ audit }) => audit !== undefined).map(({ name }) => name)
  expect(PERSONAL_READS.filter((name) => !audited.includes(name))).toEqual([])
})

test('every action of the table is recorded by something', () => {
  const recorded = new Set<string | undefined>([...routes.map(({ audit }) => audit), ...WITHOUT_ROUTE])
  expect(AUDIT_ACTION_NAMES.filter((action) => !recorded.has(action))).toEqual([])
})
