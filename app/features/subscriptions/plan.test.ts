import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { preparePostgres } from '../../../test/store-templates.ts'
import { addWorkspace, findWorkspace, type Workspace } from '../../platform/access/workspaces.ts'
import { readConfig } from '../../platform/config.ts'
import type { Platform } from '../../platform/platform.ts'
import type { Metadata } from '../../platform/postgres/metadata.ts'
import { openMetadata } from '../../platform/postgres/open.ts'
import { openVault } from '../../platform/secrets/vault.ts'
import { changeSubscription } from './change-subscription.ts'
import { planDue } from './plan.ts'
import type { Schedule } from './schedule.ts'
import { findSubscription, pauseSubscription, type Subscription } from './subscription-store.ts'

/** A Saturday. */
const START = Date.parse('2026-11-21T12:00:00Z')
const MONDAY = Date.parse('2026-11-23T08:00:00Z')
const WEEK = 7 * 86_400_000
const HOUR = 3_600_000
const weekly: Schedule = { every: 'week', weekday: 1, time: '09:00' }
const dataDir = mkdtempSync(join(tmpdir(), 'trill-plan-'))
let now = START
let metadata: Metadata
let platform: Platform

beforeAll(async () => {
  await preparePostgres(dataDir)
  metadata = await openMetadata({ dataDir, postgresUrl: '', logger: pino({ level: 'silent' }) })
  const config = readConfig({ TRILL_DATA_DIR: dataDir, TRILL_SMTP_URL: 'smtp://127.0.0.1', TRILL_SMTP_FROM: 'a@here.example' })
  platform = { config, metadata, vault: openVault(config), now: () => now } as Platform
  const created_at = new Date(START).toISOString()
  await addWorkspace(metadata, { id: 'club', name: 'Club', time_zone: 'Europe/Madrid', provenance: 'measured', created_at })
})
afterAll(async () => {
  await metadata?.close()
  rmSync(dataDir, { recursive: true, force: true })
})
beforeEach(async () => {
  now = START
  await metadata.query('DELETE FROM jobs')
  await metadata.query('DELETE FROM subscriptions')
  await metadata.query("UPDATE workspaces SET time_zone = 'Europe/Madrid' WHERE id = 'club'")
})

async function store(schedule: Schedule, before?: Subscription): Promise<Subscription> {
  const workspace = (await findWorkspace(metadata, 'club')) as Workspace
  const target = { channel: 'email' as const, recipients: ['ann@here.example', 'bob@here.example'] }
  const asked = { name: before === undefined ? 'Week' : 'Renamed', document: 'digest', schedule, target }
  return (await changeSubscription(asked, { workspace, before, platform })).subscription
}

async function plan(at: number): Promise<void> {
  now = at
  await planDue(platform)
}

/** What was planned, for all recipients together. */
async function planned(): Promise<unknown[]> {
  const { rows } = await metadata.query<{ planned_for: Date; label: string; messages: string }>(
    "SELECT planned_for, period->>'label' AS label, count(*)::text AS messages FROM subscription_deliveries GROUP BY 1, 2 ORDER BY 1",
  )
  return rows.map(({ planned_for, label, messages }) => [planned_for.toISOString(), label, Number(messages)])
}

const nextOf = async ({ id }: Subscription) => (await findSubscription(metadata, id, null))?.nextRunAt.toISOString()
const WEEK_47 = ['2026-11-23T08:00:00.000Z', '16 – 22 November 2026', 2]

test('a run is planned once, when it is due, for each recipient', async () => {
  const subscription = await store(weekly)
  await plan(MONDAY - 1)
  expect(await planned()).toEqual([])
  await plan(MONDAY)
  await plan(MONDAY + 1000)
  expect(await planned()).toEqual([WEEK_47])
  expect(await nextOf(subscription)).toBe('2026-11-30T08:00:00.000Z')
})

test('of runs that were missed for weeks the latest is planned', async () => {
  await store(weekly)
  await plan(MONDAY + 15 * 86_400_000)
  expect(await planned()).toEqual([['2026-12-07T08:00:00.000Z', '30 November – 6 December 2026', 2]])
})

test('a run that is due is planned although the subscription was changed just before', async () => {
  const before = await store(weekly)
  now = MONDAY + 2000
  await store({ time: '09:00', weekday: 1, every: 'week' }, before)
  await plan(now)
  expect(await planned()).toEqual([WEEK_47])
})

test('another schedule begins with its next run', async () => {
  const before = await store(weekly)
  now = MONDAY + 2000
  const changed = await store({ every: 'day', time: '09:00' }, before)
  expect(await nextOf(changed)).toBe('2026-11-24T08:00:00.000Z')
})

test('a clock that was put back comes by a run twice, and nobody gets it twice', async () => {
  const subscription = await store(weekly)
  await plan(MONDAY)
  now = MONDAY - HOUR
  await pauseSubscription(metadata, subscription.id, { at: null, nextRunAt: MONDAY })
  await plan(MONDAY)
  expect(await planned()).toEqual([WEEK_47])
  await plan(MONDAY + WEEK)
  expect(await planned()).toHaveLength(2)
})

test.each<[Schedule, string]>([
  [{ every: 'day', time: '09:00' }, '2026-11-22T08:00:00.000Z'],
  [weekly, '2026-11-23T08:00:00.000Z'],
  [{ every: 'month', day: 21, time: '09:00' }, '2026-12-21T08:00:00.000Z'],
])('a clock that was years ahead when %j was stored does not silence it for years', async (schedule, expected) => {
  now = Date.parse('2030-06-01T00:00:00Z')
  const subscription = await store(schedule)
  await plan(START)
  expect([await nextOf(subscription), await planned()]).toEqual([expected, []])
})

test.each<[Schedule, string]>([
  [{ every: 'day', time: '23:59' }, '2026-11-20T23:00:00Z'],
  [{ every: 'week', weekday: 1, time: '23:59' }, '2026-11-23T23:00:00Z'],
  [{ every: 'month', day: 31, time: '23:59' }, '2026-12-31T23:00:00Z'],
])('the longest wait between two runs of %j is not taken for a clock that was ahead', async (schedule, just) => {
  now = Date.parse(just)
  const subscription = await store(schedule)
  await metadata.query('UPDATE subscriptions SET changed_at = now()')
  const { rows } = await metadata.query('SELECT xmin::text AS version FROM subscriptions')
  await plan(now)
  expect(await nextOf(subscription)).toBe(subscription.nextRunAt.toISOString())
  expect((await metadata.query('SELECT xmin::text AS version FROM subscriptions')).rows).toEqual(rows)
})

test('a time zone that is changed moves the next run', async () => {
  const subscription = await store(weekly)
  await metadata.query("UPDATE workspaces SET time_zone = 'America/New_York' WHERE id = 'club'")
  await plan(START)
  expect(await nextOf(subscription)).toBe('2026-11-23T14:00:00.000Z')
})
