import { type CustomerValues, readCustomer, STORED_COLUMNS } from '@trill/contract/customer-row'
import { CUSTOMER_COLUMN_NAMES, CUSTOMER_COLUMNS, customerLimits, isCustomerNumber } from '@trill/contract/customers'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestPlatform, type TestPlatform } from '../../../test/platform.ts'
import { seedCustomers } from '../../../test/seeds.ts'
import { type CustomerLoad, writeCustomers } from './customer-writer.ts'
import { chosenSnapshot, customerPassport, customerSnapshot, customerSnapshots, filledColumns, snapshotParameters } from './snapshots.ts'

let trill: TestPlatform
beforeAll(async () => {
  trill = await startTestPlatform([])
  for (const id of ['people', 'hidden']) await trill.addWorkspace({ id })
})
afterAll(() => trill.close())

const refusalOf = (values: CustomerValues) => {
  const row = readCustomer({ customer_id: 'a', ...values })
  return 'reason' in row ? [row.reason, row.column] : undefined
}
const cellOf = (name: keyof CustomerValues, value: unknown) => {
  const row = readCustomer({ customer_id: 'a', [name]: value })
  if ('reason' in row) throw new Error(row.message)
  return row.cells[STORED_COLUMNS.indexOf(name as (typeof STORED_COLUMNS)[number])]
}
const loadOf = (workspaceId: string, more: Partial<CustomerLoad> = {}): CustomerLoad => ({
  ...{ workspaceId, provenance: 'imported', observedOn: '2026-03-28', loadId: `load of ${workspaceId}`, loadedAt: Date.now() },
  ...more,
})
const idsIn = async (workspaceId: string) => {
  const sql = 'SELECT customer_id AS id FROM customers FINAL WHERE workspace_id = {workspace_id:String} ORDER BY id'
  return (await trill.platform.events.rows<{ id: string }>(sql, { workspace_id: workspaceId })).map(({ id }) => id)
}

describe('a row', () => {
  test('reads numbers as files write them, and words whatever their case', () => {
    expect(cellOf('age', ' 31 ')).toBe(31)
    expect(cellOf('match_rate_pct', '2.94%')).toBe(2.94)
    expect(cellOf('monthly_subscription_usd', '9.99')).toBe(9.99)
    expect(cellOf('is_creator', 'True')).toBe(1)
    expect(cellOf('followers_count', 12n)).toBe(12)
    expect(cellOf('gender', 'female')).toBe('Female')
    expect(cellOf('gender', 'agender')).toBe('agender')
    expect(cellOf('platform_primary', 'social media')).toBe('Social_Media')
    expect(cellOf('account_type', 'PREMIUM')).toBe('Premium')
  })

  test.each([null, undefined, '', ' ', 'NULL', 'NaN', 'n/a', Number.NaN, '\\N'])('takes %s for missing, never for 0', (value) => {
    expect(cellOf('followers_count', value)).toBeNull()
    expect(cellOf('location', value)).toBe('')
  })

  test('is refused for what makes it impossible, and says where', () => {
    expect(refusalOf({ customer_id: ' ' })).toEqual(['missing_id', 'customer_id'])
    expect(refusalOf({ customer_id: 'x'.repeat(257) })).toEqual(['missing_id', 'customer_id'])
    expect(refusalOf({ age: 17 })).toEqual(['minor', 'age'])
    expect(refusalOf({ age: '17.9' })).toEqual(['minor', 'age'])
    expect(refusalOf({ age: 121 })).toEqual(['out_of_range', 'age'])
    expect(refusalOf({ match_rate_pct: 100.1 })).toEqual(['out_of_range', 'match_rate_pct'])
    expect(refusalOf({ followers_count: -1 })).toEqual(['out_of_range', 'followers_count'])
    expect(refusalOf({ churn_30_day: 2 })).toEqual(['out_of_range', 'churn_30_day'])
    expect(refusalOf({ followers_count: 'many' })).toEqual(['not_a_number', 'followers_count'])
    expect(refusalOf({ followers_count: Number.POSITIVE_INFINITY })).toEqual(['out_of_range', 'followers_count'])
    expect(refusalOf({ account_type: 'Trial' })).toEqual(['unknown_word', 'account_type'])
    expect(refusalOf({ engagement_rate_pct: 250, tenure_months: 200, age: 88, photo_count: 0 })).toBeUndefined()
  })

  test('a fraction in a column of whole numbers is rounded, and counted', () => {
    expect(readCustomer({ customer_id: 'a', stories_viewed_day: 4.5, reels_watched_day: 3 })).toMatchObject({ rounded: 1 })
    expect(cellOf('stories_viewed_day', 4.5)).toBe(5)
  })

  test('every column of numbers has limits', () => {
    for (const name of CUSTOMER_COLUMN_NAMES.filter(isCustomerNumber)) {
      const [least, most] = customerLimits(name)
      expect(least, name).toBeGreaterThanOrEqual(0)
      expect(most, name).toBeGreaterThan(least)
    }
  })
})

test('the table has the columns of the contract', async () => {
  const columns = await trill.platform.events.rows<{ name: string; type: string }>(
    "SELECT name, type FROM system.columns WHERE database = currentDatabase() AND table = 'customers' ORDER BY position",
  )
  const types = { integer: 'Nullable(UInt32)', decimal: 'Nullable(Float64)', text: 'LowCardinality(String)' } as Record<string, string>
  const stored = columns.filter(({ name }) => name in CUSTOMER_COLUMNS)
  expect(stored.map(({ name }) => name)).toEqual(STORED_COLUMNS)
  for (const { name, type } of stored.slice(1)) expect(type, name).toBe(types[CUSTOMER_COLUMNS[name as keyof typeof CUSTOMER_COLUMNS].type])
})

test('generated customers come back as they were put in', async () => {
  const customers = await seedCustomers(trill, 'seeded')
  const [snapshot] = await customerSnapshots(trill.platform.events, 'seeded')
  expect(snapshot).toMatchObject({ provenance: 'simulated', observedOn: '2026-03-28', customers: 2000 })
  const sql = `SELECT * FROM customers FINAL WHERE workspace_id = {workspace_id:String} AND provenance = {provenance:String}
    AND observed_on = {observed_on:Date} ORDER BY customer_id LIMIT 50`
  const rows = await trill.platform.events.rows<CustomerValues>(sql, snapshotParameters('seeded', snapshot as never))
  for (const [index, row] of rows.entries())
    for (const name of STORED_COLUMNS) expect(row[name], name).toEqual(customers[index]?.[name] ?? null)
  const filled = await filledColumns(trill.platform.events, 'seeded', snapshot as never)
  const matched = customers.filter(({ match_rate_pct }) => match_rate_pct !== undefined).length
  expect(filled).toMatchObject({ customer_id: 2000, age: 2000, gender: 2000, match_rate_pct: matched })
  expect(matched).toBeLessThan(2000)
  expect(Object.keys(filled).sort()).toEqual([...CUSTOMER_COLUMN_NAMES].sort())
})

test('the same batch again changes nothing, and of two rows of a customer the later counts', async () => {
  const load = loadOf('again')
  const rows = [{ customer_id: 'ann', age: 30 }, { customer_id: 'bob' }, { customer_id: 'kid', age: 12 }]
  const written = await writeCustomers(trill.platform, load, 0, rows)
  expect(written).toMatchObject({ ids: ['ann', 'bob'], refused: [{ index: 2, reason: 'minor', column: 'age' }] })
  await writeCustomers(trill.platform, load, 0, rows)
  const count = "SELECT count() AS n FROM customers WHERE workspace_id = 'again'"
  expect(await trill.platform.events.rows(count)).toEqual([{ n: 2 }])
  await writeCustomers(trill.platform, { ...load, loadedAt: load.loadedAt + 1 }, 1, [{ customer_id: 'ann', age: 31 }])
  const ages = "SELECT customer_id, age FROM customers FINAL WHERE workspace_id = 'again' ORDER BY customer_id"
  expect(await trill.platform.events.rows(ages)).toEqual([
    { customer_id: 'ann', age: 31 },
    { customer_id: 'bob', age: null },
  ])
})

test('who refused, is recorded as a minor or was erased does not enter, and identifiers are stored as those of events are', async () => {
  const { consents, erasedPeople, personalData, pseudonymKeys } = trill.platform
  const said = { policyVersion: '1', givenAt: Date.now(), proof: '' }
  await consents.record(
    'people',
    [
      { ...said, actorId: 'no', purposes: { analytics: false } },
      { ...said, actorId: 'teen', purposes: {}, ageBand: '13-15' },
    ],
    'administrator',
  )
  await erasedPeople.add('people', ['gone'], Date.now())
  const rows = ['no', 'teen', 'gone', 'ann@example.org', 'bob'].map((customer_id) => ({ customer_id, age: 30 }))
  const { refused } = await writeCustomers(trill.platform, loadOf('people'), 0, rows)
  expect(refused.map(({ reason }) => reason)).toEqual(['not_permitted', 'minor', 'erased_person'])
  expect(await idsIn('people')).toEqual([personalData.of('people').identifier('ann@example.org'), 'bob'].sort())
  await pseudonymKeys.begin('hidden')
  await consents.change('hidden', { ...consents.peopleOf('hidden').privacy, pseudonymousIds: true })
  await writeCustomers(trill.platform, loadOf('hidden'), 0, [{ customer_id: 'bob' }])
  expect(await idsIn('hidden')).toEqual(pseudonymKeys.namesOf('hidden', 'bob'))
})

test('one provenance is read at a time: imported customers before simulated ones, the newest day within the period', async () => {
  const { events } = trill.platform
  expect(await customerSnapshot(events, 'nobody')).toBeUndefined()
  for (const observedOn of ['2026-03-01', '2026-04-01']) await seedCustomers(trill, 'both', { count: 10, observedOn })
  expect(await customerSnapshot(events, 'both')).toMatchObject({ provenance: 'simulated', observedOn: '2026-04-01', customers: 10 })
  await seedCustomers(trill, 'both', { count: 5, observedOn: '2026-03-15', provenance: 'imported' })
  const snapshots = await customerSnapshots(events, 'both')
  expect(chosenSnapshot(snapshots)).toMatchObject({ provenance: 'imported', customers: 5 })
  expect(chosenSnapshot(snapshots, { provenance: 'simulated', to: '2026-03-31' })).toMatchObject({ observedOn: '2026-03-01' })
  expect(chosenSnapshot(snapshots, { from: '2026-03-16' })).toBeUndefined()
})

test('a figure says whether it was counted in a file, calculated, estimated, or made up', () => {
  const snapshot = { provenance: 'imported', observedOn: '2026-03-28', customers: 5, loadedAt: 0 } as const
  const figure = { definition: 'arpu', version: '1', n: 5 }
  expect(customerPassport(snapshot, { ...figure, kind: 'counted' })).toMatchObject({ status: 'imported', n: 5 })
  expect(customerPassport(snapshot, { ...figure, kind: 'calculated' })).toMatchObject({ status: 'derived' })
  expect(customerPassport(snapshot, { ...figure, kind: 'estimated' })).toMatchObject({ status: 'estimated' })
  expect(customerPassport({ ...snapshot, provenance: 'simulated' }, { ...figure, kind: 'estimated' })).toMatchObject({
    status: 'simulated',
  })
})
