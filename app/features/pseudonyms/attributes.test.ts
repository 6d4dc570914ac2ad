import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestPlatform, type TestPlatform } from '../../../test/platform.ts'
import { consents } from '../consents/feature.ts'
import type { AttributesResponse } from '../erasures/contract.ts'
import { erasures } from '../erasures/feature.ts'
import { ingest } from '../ingest/feature.ts'
import { pseudonyms } from './feature.ts'
import { runnerOf } from './pseudonym-runner.ts'

const DAY = 86_400_000
let trill: TestPlatform
let now = Date.now()
let sent = 0

beforeAll(async () => {
  trill = await startTestPlatform([ingest, consents, erasures, pseudonyms], { platform: { now: () => now } })
  await trill.addWorkspace({ id: 'hidden' })
  const privacy = { people_without_record: 'store', without_permission: 'suppress', legitimate_interest: false, pseudonymous_ids: true }
  expect(await ask('PUT', '/v1/privacy/settings', { workspace_id: 'hidden', ...privacy, basis: 'Art. 25 GDPR' })).toMatchObject({
    pseudonymous_ids: true,
  })
}, 60_000)
afterAll(() => trill?.close())

async function ask<T>(method: 'POST' | 'PUT', url: string, payload: object): Promise<T> {
  const answer = await trill.inject({ method, url, headers: { authorization: `Bearer ${trill.secret}` }, payload })
  expect(answer.statusCode).toBe(200)
  return answer.json()
}

async function identify(userId: string, traits: object): Promise<void> {
  sent += 1
  await ask('POST', '/v1/identify?workspace_id=hidden', { messageId: `i${sent}`, userId, traits })
  await trill.platform.log.settle(10_000)
}

async function valuesOf(identifier: string): Promise<Record<string, unknown>> {
  const body = { workspace_id: 'hidden', identifiers: [identifier] }
  const { attributes } = await ask<AttributesResponse>('POST', '/v1/privacy/attributes', body)
  return Object.fromEntries(attributes.map(({ name, value }) => [name, value]))
}

async function versions(): Promise<number[]> {
  const { rows } = await trill.platform.metadata.query<{ pseudonym_version: number }>(
    'SELECT pseudonym_version FROM person_keys ORDER BY 1',
  )
  return rows.map(({ pseudonym_version }) => pseudonym_version)
}

async function looked(): Promise<void> {
  runnerOf(trill.platform).wake()
  await runnerOf(trill.platform).rest()
  expect(runnerOf(trill.platform).trouble).toBe('')
}

test('attributes are kept under pseudonyms, without names and with pseudonyms of others', async () => {
  await identify('ann-raw', { city: 'Bonn', name: 'Ann Raw', invited_by: 'bob-raw', home: { first_name: 'Ann', floor: 3 } })
  await identify('gone-raw', { city: 'Rome' })
  expect(await valuesOf('ann-raw')).toEqual({ city: 'Bonn', invited_by: expect.stringMatching(/^p1\.[\w-]{22}$/), home: { floor: 3 } })
  expect(await versions()).toEqual([1, 1])
})

test('after a change of keys who is seen again keeps their attributes, with what is said since', { timeout: 60_000 }, async () => {
  await ask('POST', '/v1/privacy/pseudonym-keys/rotate', { workspace_id: 'hidden', re_link_days: 30, basis: 'Every spring' })
  now += DAY
  await identify('ann-raw', { plan: 'pro', city: 'Oslo' })
  expect(await versions()).toEqual([1, 1, 2])
  await looked()
  expect(await versions()).toEqual([1, 2])
  expect(await valuesOf('ann-raw')).toMatchObject({ city: 'Oslo', plan: 'pro', home: { floor: 3 } })
  expect(await valuesOf('gone-raw')).toEqual({ city: 'Rome' })
})

test('with the older key goes what is kept of those who were not seen again, and the audit log says so', async () => {
  now += 31 * DAY
  await looked()
  expect(await versions()).toEqual([2])
  expect(await valuesOf('gone-raw')).toEqual({})
  expect(await valuesOf('ann-raw')).toMatchObject({ city: 'Oslo', plan: 'pro' })
  const { rows } = await trill.platform.metadata.query("SELECT details FROM audit_log WHERE action = 'pseudonym_key_destroy'")
  expect(JSON.stringify(rows)).toContain('attributes_of_people_destroyed')
})
