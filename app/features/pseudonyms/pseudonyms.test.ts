import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { filesHolding, writeReadably } from '../../../test/erasure-evidence.ts'
import { startTestPlatform, type TestPlatform } from '../../../test/platform.ts'
import { seedCustomers } from '../../../test/seeds.ts'
import type { Platform } from '../../platform/platform.ts'
import { consents } from '../consents/feature.ts'
import { contents } from '../contents/feature.ts'
import type { DryRunResponse, Erasure, PersonExport } from '../erasures/contract.ts'
import { erasures } from '../erasures/feature.ts'
import { ingest } from '../ingest/feature.ts'
import { overview } from '../overview/feature.ts'
import { quarantine } from '../quarantine/feature.ts'
import type { PseudonymKeysResponse } from './contract.ts'
import { pseudonyms } from './feature.ts'
import { PseudonymRunner, runnerOf } from './pseudonym-runner.ts'
import { relink } from './relink.ts'

const DAY = 86_400_000
let trill: TestPlatform
let now = Date.now()

beforeAll(async () => {
  const features = [ingest, consents, erasures, overview, contents, quarantine, pseudonyms]
  trill = await startTestPlatform(features, { platform: { now: () => now } })
  for (const id of ['plain', 'hidden', 'crashing', 'stuck']) await trill.addWorkspace({ id, time_zone: 'UTC' })
  await writeReadably(trill.platform.events)
  await trill.platform.events.command('SYSTEM STOP TTL MERGES')
}, 60_000)
afterAll(() => trill?.close())

async function ask<T>(method: 'GET' | 'POST' | 'PUT', url: string, payload?: object): Promise<{ status: number; body: T }> {
  const headers = { authorization: `Bearer ${trill.secret}` }
  const answer = await trill.inject(payload === undefined ? { method, url, headers } : { method, url, headers, payload })
  return { status: answer.statusCode, body: (answer.body === '' ? null : answer.json()) as T }
}

const settings = (workspace_id: string, pseudonymous_ids?: boolean) =>
  ask<{ pseudonymous_ids: boolean; meaning: string[] }>('PUT', '/v1/privacy/settings', {
    workspace_id,
    people_without_record: 'store',
    without_permission: 'suppress',
    legitimate_interest: false,
    ...(pseudonymous_ids !== undefined && { pseudonymous_ids }),
    basis: 'Art. 25 GDPR',
  })

const rotate = (workspace_id: string, re_link_days: number) =>
  ask<PseudonymKeysResponse>('POST', '/v1/privacy/pseudonym-keys/rotate', { workspace_id, re_link_days, basis: 'Every spring' })

async function send(workspaceId: string, events: readonly object[]): Promise<number> {
  const { status } = await ask('POST', `/v1/events?workspace_id=${workspaceId}`, events as object)
  await trill.platform.log.settle(10_000)
  return status
}

async function rows<T>(sql: string, workspace_id: string): Promise<T[]> {
  return trill.platform.events.rows<T>(sql, { workspace_id })
}

async function looked(): Promise<void> {
  runnerOf(trill.platform).wake()
  await runnerOf(trill.platform).rest()
  expect(runnerOf(trill.platform).trouble).toBe('')
}

/** A day of a small crowd: posts by two of them, shares of shares, comments on each other. */
function crowd(prefix: string, at: number): object[] {
  const person = (n: number) => `reader-raw-${n % 7}`
  return Array.from({ length: 140 }, (_, n) => ({
    message_id: `${prefix}-${n}`,
    type: ['content_publish', 'share', 'view', 'follow', 'like'][n % 5],
    occurred_at: new Date(at - (n % 20) * 60_000).toISOString(),
    ...(n % 11 === 0 ? { anonymous_id: `browser-raw-${n % 3}` } : { actor_id: person(n) }),
    session_id: `visit-raw-${n % 9}`,
    ...(n % 5 === 3 ? { target_id: person(n + 2) } : { content_id: `post-${n % 4}` }),
    ...(n % 5 === 1 && n >= 25 && { parent_message_id: `${prefix}-${n - 20}` }),
    ...(n % 5 === 0 && { properties: { title: `Post ${n % 4}`, creator_id: person(n % 2), creator_name: 'Raw Reader', n } }),
    platform: n % 2 === 0 ? 'web' : 'ios',
  }))
}

const asCustomer = (_: object, row: number) => ({ customer_id: `reader-raw-${row}` })
const seedCrowd = (workspaceId: string) => seedCustomers(trill, workspaceId, { count: 7, provenance: 'imported', change: asCustomer })
const KNOWN = `SELECT countIf(customer_id IN (SELECT actor_id FROM events WHERE workspace_id = {workspace_id:String})) AS known, count() AS customers
  FROM customers FINAL WHERE workspace_id = {workspace_id:String}`

const RAW = ['reader-raw-', 'browser-raw-', 'visit-raw-', 'Raw Reader']

/** What pages show of people and cascades. */
async function figures(workspaceId: string): Promise<unknown> {
  const day = new Date(now).toISOString().slice(0, 10)
  const before = new Date(now - 9 * DAY).toISOString().slice(0, 10)
  const query = `workspace_id=${workspaceId}&from=${before}&to=${day}`
  const { body: seen } = await ask<Record<string, unknown>>('GET', `/v1/overview?${query}`)
  const { body: listed } = await ask<{ items: { content_id: string }[] }>('GET', `/v1/contents?${query}`)
  const { body: post } = await ask<Record<string, unknown>>('GET', `/v1/contents/post-1?${query}`)
  const people = await rows(
    `SELECT (SELECT uniqExact(if(actor_id != '', actor_id, anonymous_id)) FROM events WHERE workspace_id = {workspace_id:String}) AS exact,
      (SELECT uniqCombinedMerge(12)(people) FROM uniques_hourly WHERE workspace_id = {workspace_id:String}) AS sketched,
      (SELECT uniqUpToMerge(20)(people) FROM content_people WHERE workspace_id = {workspace_id:String} AND content_id != '') AS of_posts,
      (SELECT count() FROM (SELECT actor_id FROM actor_daily WHERE workspace_id = {workspace_id:String} GROUP BY actor_id)) AS daily,
      (SELECT sum(events) FROM actor_daily WHERE workspace_id = {workspace_id:String}) AS events,
      (SELECT uniqExact(creator_id) FROM content FINAL WHERE workspace_id = {workspace_id:String}) AS creators,
      (SELECT uniqExact(session_id) FROM events WHERE workspace_id = {workspace_id:String}) AS sessions,
      (SELECT uniqExact(target_id) FROM events WHERE workspace_id = {workspace_id:String}) AS targets,
      (SELECT count() FROM events WHERE workspace_id = {workspace_id:String} AND target_id IN (SELECT actor_id FROM events WHERE workspace_id = {workspace_id:String})) AS at_people`,
    workspaceId,
  )
  return JSON.parse(
    JSON.stringify({ seen, listed: listed.items, post, people }, (name, value) =>
      ['creator_id', 'creator_name', 'workspace_id', 'generated_at', 'settled', 'search_seconds'].includes(name) ? undefined : value,
    ),
  )
}

/** One row for each name a person has: the raw identifier, and the pseudonyms under the keys that are held. */
const stored = (workspaceId: string, person: string) =>
  rows<{ name: string; n: number }>(
    `SELECT actor_id AS name, count() AS n FROM events WHERE workspace_id = {workspace_id:String} AND actor_id != '' GROUP BY name ORDER BY name`,
    workspaceId,
  ).then((found) => {
    const names = new Set([person, ...trill.platform.pseudonymKeys.namesOf(workspaceId, person)])
    return found.filter(({ name }) => names.has(name)).map(({ name, n }) => [name.split('.')[0], n])
  })

test('a new workspace stores people under their identifiers and has no key; the setting takes a basis and is audited', async () => {
  expect((await settings('hidden')).body.pseudonymous_ids).toBe(false)
  expect((await ask<PseudonymKeysResponse>('GET', '/v1/privacy/pseudonym-keys?workspace_id=hidden')).body.keys).toEqual([])
  expect((await rotate('hidden', 30)).status).toBe(409)
  const without = { workspace_id: 'hidden', people_without_record: 'store', without_permission: 'suppress', legitimate_interest: false }
  expect((await ask('PUT', '/v1/privacy/settings', { ...without, pseudonymous_ids: true })).status).toBe(400)
  expect((await settings('hidden', true)).body).toMatchObject({ pseudonymous_ids: true })
  // Whoever changes another setting changes not this one.
  expect((await settings('hidden')).body.meaning.join(' ')).toContain('keyed pseudonyms only')
  const { rows: records } = await trill.platform.metadata.query<{ details: string }>(
    "SELECT details FROM audit_log WHERE action = 'privacy_settings_change' ORDER BY sequence DESC LIMIT 1",
  )
  expect(records[0]?.details).toMatch(/"pseudonymous_ids":true/)
})

test('with the setting on no byte of the data directory holds an identifier, and every figure is the one without it', async () => {
  const events = crowd('first', now)
  const refused = [
    { message_id: 'bad-1', type: 'view', actor_id: 'reader-raw-1', remark: 'reader-raw-1 again', properties: { userId: 'reader-raw-2' } },
    { message_id: 'bad-2', type: 'view', actor_id: 'reader-raw-1', 'reader-raw-1': 1 },
  ]
  expect(await send('hidden', [...events, ...refused])).toBe(200)
  const segment = { type: 'track', event: 'Followed', messageId: 's-1', userId: 'reader-raw-1', anonymousId: 'browser-raw-1', bad: 1 }
  expect((await ask('POST', '/v1/batch?workspace_id=hidden', { batch: [{ ...segment, type: 'shout' }] })).status).toBe(400)
  await trill.platform.log.settle(10_000)
  await seedCrowd('hidden')
  expect(await rows(KNOWN, 'hidden')).toEqual([{ known: 7, customers: 7 }])
  expect(filesHolding(RAW, trill.platform.config.dataDir)).toEqual([])
  const names = await rows<{ name: string }>(
    "SELECT DISTINCT arrayJoin([actor_id, anonymous_id, target_id, session_id]) AS name FROM events WHERE workspace_id = {workspace_id:String} AND name != ''",
    'hidden',
  )
  for (const { name } of names) expect(name).toMatch(/^p1\.[\w-]{22}$/)
  await send('plain', [...events, ...refused])
  expect(await figures('hidden')).toEqual(await figures('plain'))
}, 60_000)

test('who made a post is the person of its events, and no name stands beside', async () => {
  const [post] = await rows<{ creator_id: string; creator_name: string }>(
    "SELECT creator_id, creator_name FROM content FINAL WHERE workspace_id = {workspace_id:String} AND content_id = 'post-1'",
    'hidden',
  )
  expect(trill.platform.pseudonymKeys.namesOf('hidden', 'reader-raw-1')).toEqual([post?.creator_id])
  expect(post?.creator_name).toBe('')
})

test('a refused event is kept under pseudonyms and is judged again as the same person', async () => {
  const [name] = trill.platform.pseudonymKeys.namesOf('hidden', 'reader-raw-1')
  const kept = await rows<{ id: string; payload: string; message: string }>(
    "SELECT id, payload, message FROM quarantine WHERE workspace_id = {workspace_id:String} AND message_id LIKE 'bad-%' ORDER BY message_id",
    'hidden',
  )
  expect(JSON.parse(kept[0]?.payload ?? '')).toMatchObject({ actor_id: name, remark: `${name} again` })
  expect(kept[1]?.message).toContain(`"${name}" is not a field`)
  const payload = JSON.stringify({ message_id: 'again', type: 'view', actor_id: name })
  const door = trill.platform.ingest.judge([JSON.parse(payload)], {
    endpoint: 'events',
    workspaceId: 'hidden',
    receivedAt: now,
    provenance: 'measured',
    isReplay: true,
  })
  expect(door.entry.events.toString()).toContain(`\t${name}\t`)
})

test('after a change of keys who is seen again is one person over both, and who is not stays under the older pseudonym', async () => {
  const before = await figures('hidden')
  await send('hidden', [{ message_id: 'left', type: 'like', actor_id: 'gone-raw', content_id: 'post-1' }])
  const { body } = await rotate('hidden', 30)
  expect(body.keys.map(({ version, state }) => [version, state])).toEqual([
    [2, 'present'],
    [1, 're_linking'],
  ])
  now += DAY
  // Everybody but one person comes back.
  await send('hidden', crowd('second', now))
  await send('plain', [
    { message_id: 'left', type: 'like', actor_id: 'gone-raw', content_id: 'post-1', occurred_at: new Date(now - DAY).toISOString() },
  ])
  await send('plain', crowd('second', now))
  expect(await stored('hidden', 'reader-raw-1')).toMatchObject([
    ['p1', expect.any(Number)],
    ['p2', expect.any(Number)],
  ])
  expect(before).not.toEqual(await figures('hidden'))
  await looked()
  expect(await stored('hidden', 'reader-raw-1')).toMatchObject([['p2', expect.any(Number)]])
  expect(await stored('hidden', 'gone-raw')).toEqual([['p1', 1]])
  expect(await rows(KNOWN, 'hidden')).toEqual([{ known: 7, customers: 7 }])
  const { body: after } = await ask<PseudonymKeysResponse>('GET', '/v1/privacy/pseudonym-keys?workspace_id=hidden')
  expect(after).toMatchObject({ waiting: 0, trouble: '', keys: [{ relinked: 0 }, { relinked: 10 }] })
  const [hidden, plain] = [await figures('hidden'), await figures('plain')] as [
    { people: { sessions: number }[] },
    { people: { sessions: number }[] },
  ]
  // Sessions end at a change of keys.
  expect(hidden.people[0]?.sessions).toBe(2 * (plain.people[0]?.sessions ?? 0) - 1)
  for (const { people } of [hidden, plain]) if (people[0] !== undefined) people[0].sessions = 0
  expect(hidden).toEqual(plain)
  const [named] = await rows<{ n: number }>(
    "SELECT count() AS n FROM events WHERE workspace_id = {workspace_id:String} AND properties LIKE '%p1.%'",
    'hidden',
  )
  expect(named?.n).toBe(0)
}, 60_000)

test('a request finds who was stored raw and under every key that is held', async () => {
  const stranger = await ask<DryRunResponse>('POST', '/v1/privacy/erasures', {
    workspace_id: 'hidden',
    identifiers: ['gone-raw'],
    dry_run: true,
  })
  expect(stranger.body.rows).toMatchObject({ events: 1, actor_daily: 1 })
  const corrected = await ask<{ rows_before: number }>('POST', '/v1/privacy/rectifications', {
    workspace_id: 'hidden',
    identifiers: ['gone-raw'],
    field: 'country',
    wrong: '',
    right: 'ES',
  })
  expect(corrected.body).toMatchObject({ rows_before: 1, rows_after: 0 })
})

test('at the end of the window the older key is gone, which is recorded, also when the server stood still meanwhile', async () => {
  now += 31 * DAY
  await looked()
  const { body } = await ask<PseudonymKeysResponse>('GET', '/v1/privacy/pseudonym-keys?workspace_id=hidden')
  expect(body.keys.map(({ version, state }) => [version, state])).toEqual([
    [2, 'present'],
    [1, 'destroyed'],
  ])
  const { rows: records } = await trill.platform.metadata.query("SELECT target FROM audit_log WHERE action = 'pseudonym_key_destroy'")
  expect(records).toEqual([{ target: 'p1' }])
  const lost = await ask<DryRunResponse>('POST', '/v1/privacy/erasures', {
    workspace_id: 'hidden',
    identifiers: ['gone-raw'],
    dry_run: true,
  })
  expect(Object.values(lost.body.rows).every((found) => found === 0)).toBe(true)
}, 60_000)

test('who was seen again is erased by the real identifier, the receipt names the keys, and late events stay out under any key', async () => {
  const { body: asked } = await ask<Erasure>('POST', '/v1/privacy/erasures', { workspace_id: 'hidden', identifiers: ['reader-raw-3'] })
  const done = await finished(asked.id)
  expect(done.rows_before?.events).toBeGreaterThan(10)
  expect(done.receipt?.pseudonym_keys).toEqual({ searched: [2], destroyed: [1] })
  expect(done.receipt?.about).toContain('cannot be found by an identifier')
  expect(await stored('hidden', 'reader-raw-3')).toEqual([])
  const late = [{ message_id: 'late', type: 'view', actor_id: 'reader-raw-3' }]
  expect((await ask('POST', '/v1/events?workspace_id=hidden', late)).body).toMatchObject({ accepted: 0, suppressed: 1 })
  await rotate('hidden', 0)
  expect((await ask('POST', '/v1/events?workspace_id=hidden', late)).body).toMatchObject({ accepted: 0, suppressed: 1 })
}, 60_000)

test('without a window the older key is gone at once', async () => {
  const { body } = await rotate('hidden', 0)
  expect(body.keys.map(({ state }) => state)).toEqual(['present', 'destroyed', 'destroyed', 'destroyed'])
})

test('what was stored before the setting was switched on stays as it was, and a request finds both', async () => {
  await settings('plain', true)
  await send('plain', [{ message_id: 'now-hidden', type: 'view', actor_id: 'reader-raw-1' }])
  expect((await stored('plain', 'reader-raw-1')).map(([name]) => name)).toEqual(['p1', 'reader-raw-1'])
  const both = await ask<DryRunResponse>('POST', '/v1/privacy/erasures', {
    workspace_id: 'plain',
    identifiers: ['reader-raw-1'],
    dry_run: true,
  })
  const one = await rows<{ n: number }>(
    "SELECT count() AS n FROM events WHERE workspace_id = {workspace_id:String} AND actor_id = 'reader-raw-1'",
    'plain',
  )
  expect(both.body.rows.events).toBe((one[0]?.n ?? 0) + 1)
})

test('who refuses loses the history under their pseudonym, and a minor is stored and found under a name of minors', async () => {
  const say = (statement: object) =>
    ask('POST', '/v1/consents', { workspace_id: 'hidden', consents: [{ policy_version: '1', ...statement }] })
  await send('hidden', [{ message_id: 'leaver-1', type: 'view', actor_id: 'leaver-raw' }])
  await say({ actor_id: 'leaver-raw', purposes: { analytics: false } })
  await vi.waitFor(async () => expect(await stored('hidden', 'leaver-raw')).toEqual([]), 20_000)
  await say({ actor_id: 'young-raw', age_band: '13-15', country: 'SE', purposes: { analytics: true } })
  await send('hidden', [{ message_id: 'young-1', type: 'view', actor_id: 'young-raw' }])
  await send('hidden', [{ message_id: 'young-2', type: 'follow', actor_id: 'reader-raw-1', target_id: 'young-raw' }])
  const names = await rows<{ name: string }>(
    "SELECT concat(actor_id, target_id) AS name FROM events WHERE workspace_id = {workspace_id:String} AND message_id LIKE 'young-%' ORDER BY message_id",
    'hidden',
  )
  expect(names[0]?.name).toMatch(/^minor\.[\w-]{22}$/)
  expect(names[1]?.name).toMatch(/^p\d+\.[\w-]{22}minor\.[\w-]{22}$/)
  const body = { workspace_id: 'hidden', identifiers: ['young-raw'] }
  const found = await ask<DryRunResponse>('POST', '/v1/privacy/erasures', { ...body, dry_run: true })
  expect(found.body.rows).toMatchObject({ events: 1, 'events of others': 1, actor_daily: 1 })
  const { body: asked } = await ask<PersonExport>('POST', '/v1/privacy/exports', body)
  await vi.waitFor(async () => {
    const { body: made } = await ask<PersonExport>('GET', `/v1/privacy/exports/${asked.id}`)
    expect(made).toMatchObject({ state: 'ready', rows: { events: 1, 'events of others': 1 } })
  }, 20_000)
  const corrected = await ask<{ rows_before: number }>('POST', '/v1/privacy/rectifications', {
    ...body,
    field: 'country',
    wrong: '',
    right: 'SE',
  })
  expect(corrected.body).toMatchObject({ rows_before: 1, rows_after: 0 })
}, 60_000)

const RELINK_STEPS = 12

test('re-linking that breaks off anywhere is finished by the next try, and counts nothing twice', async () => {
  const { platform } = trill
  await settings('crashing', true)
  await send('crashing', crowd('first', now))
  const before = await figures('crashing')
  await seedCrowd('crashing')
  const links = platform.pseudonymKeys.linksOf('crashing')
  // To stop before a step is to stop after the one before it.
  for (let step = 0; step <= RELINK_STEPS; step += 1) {
    await rotate('crashing', 90)
    // The same message again stores nothing, but its person was seen.
    await ask('POST', '/v1/events?workspace_id=crashing', crowd('first', now))
    await platform.log.settle(10_000)
    const batch = links.take()
    if (batch === undefined) throw new Error('Somebody was seen again')
    await expect(relink('crashing', batch, breakingOff(platform, step))).rejects.toThrow('broken off')
    await relink('crashing', batch, platform)
    links.finish(batch)
  }
  expect(((await figures('crashing')) as { people: object[] }).people).toEqual((before as { people: object[] }).people)
  expect(await rows(KNOWN, 'crashing')).toEqual([{ known: 7, customers: 7 }])
}, 240_000)

async function finished(id: string): Promise<Erasure> {
  for (let tries = 0; tries < 100; tries += 1) {
    const { body } = await ask<Erasure>('GET', `/v1/privacy/erasures/${id}`)
    if (body.state === 'done') return body
    await pause(500)
  }
  throw new Error('The erasure was not done in 50 seconds')
}

test('a key goes a day after its time at the latest, also when the event store takes nothing', async () => {
  await settings('stuck', true)
  await rotate('stuck', 1)
  await ask('POST', '/v1/events?workspace_id=stuck', [{ message_id: 'seen', type: 'view', actor_id: 'seen-again' }])
  const runner = new PseudonymRunner({ ...trill.platform, log: { ...trill.platform.log, settle: async () => false } })
  const held = async (days: number) => {
    now += days * DAY
    runner.wake()
    await runner.rest()
    return [runner.trouble, trill.platform.pseudonymKeys.versionsOf('stuck').filter(({ destroyedAt }) => destroyedAt === null).length]
  }
  expect(await held(1.5)).toEqual([expect.stringContaining('lags behind'), 2])
  expect(await held(1)).toEqual([expect.stringContaining('lags behind'), 1])
  await runner.close()
  // Who was seen in time is re-linked later: that takes no key.
  expect(trill.platform.pseudonymKeys.linksOf('stuck').waiting()).toBe(1)
  await looked()
  expect(trill.platform.pseudonymKeys.linksOf('stuck').waiting()).toBe(0)
})

/** The platform, whose store stops before a step, or after the last one, as a crash would. */
function breakingOff(platform: Platform, step: number): Platform {
  let done = 0
  const command: Platform['events']['command'] = async (sql, parameters, token) => {
    const isStep = /^(ALTER TABLE (?!pseudonyms_links)|INSERT)/m.test(sql)
    if (isStep && done === step) throw new Error('broken off')
    await platform.events.command(sql, parameters, token)
    if (!isStep) return
    done += 1
    if (done === RELINK_STEPS && step === RELINK_STEPS) throw new Error('broken off')
  }
  return { ...platform, events: { ...platform.events, command } }
}
