import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestPlatform, type TestPlatform } from '../../../test/platform.ts'
import { readText } from '../../../test/repository.ts'
import { type CustomerLoad, writeCustomers } from './customer-writer.ts'
import { publishCustomers, removeCustomers } from './publish.ts'
import { customerSnapshots } from './snapshots.ts'

let trill: TestPlatform
beforeAll(async () => {
  trill = await startTestPlatform([])
})
afterAll(() => trill.close())

const load = (workspaceId: string, loadId: string, observedOn = '2026-03-28'): CustomerLoad => ({
  ...{ workspaceId, provenance: 'simulated', observedOn, loadId: `${workspaceId} ${loadId}`, loadedAt: Date.now() },
})
const write = (one: CustomerLoad, ids: readonly string[]) =>
  writeCustomers(
    trill.platform,
    one,
    0,
    ids.map((customer_id) => ({ customer_id })),
  )
const read = async (workspaceId: string, table = 'current_customers') => {
  const sql = `SELECT DISTINCT concat(toString(observed_on), ' ', customer_id) AS who FROM ${table} WHERE workspace_id = {workspace_id:String} ORDER BY who`
  return (await trill.platform.events.rows<{ who: string }>(sql, { workspace_id: workspaceId })).map(({ who }) => who)
}

test('a load is not read before it is published, and then takes the place of what was there on its days', async () => {
  await write(load('swap', 'first'), ['ann', 'bob'])
  await write(load('swap', 'first', '2026-02-28'), ['ann'])
  expect(await read('swap')).toEqual([])
  await publishCustomers(trill.platform, load('swap', 'first'))
  expect(await read('swap')).toEqual(['2026-02-28 ann', '2026-03-28 ann', '2026-03-28 bob'])

  await write(load('swap', 'second'), ['bob', 'eve', 'dan'])
  await trill.platform.events.command('OPTIMIZE TABLE customers FINAL')
  expect(await read('swap')).toEqual(['2026-02-28 ann', '2026-03-28 ann', '2026-03-28 bob'])
  expect((await customerSnapshots(trill.platform.events, 'swap')).map(({ customers }) => customers)).toEqual([1, 2])
  for (const _time of ['once', 'again']) {
    await publishCustomers(trill.platform, load('swap', 'second'))
    expect(await read('swap')).toEqual(['2026-02-28 ann', '2026-03-28 bob', '2026-03-28 dan', '2026-03-28 eve'])
    expect(await read('swap', 'customers')).toEqual(await read('swap'))
  }
})

test('a load takes the place of the one before also where the clock was set back since', async () => {
  const { events, now } = trill.platform
  await write(load('back', 'first'), ['ann'])
  await publishCustomers(trill.platform, load('back', 'first'))
  await write(load('back', 'second'), ['eve'])
  await publishCustomers({ events, now: () => now() - 86_400_000 }, load('back', 'second'))
  expect(await read('back')).toEqual(['2026-03-28 eve'])
  expect(await read('back', 'customers')).toEqual(['2026-03-28 eve'])
})

test('a load that is removed before it was published leaves what was there', async () => {
  await write(load('kept', 'first'), ['ann'])
  await publishCustomers(trill.platform, load('kept', 'first'))
  await write(load('kept', 'second'), ['ann', 'eve'])
  await removeCustomers(trill.platform, load('kept', 'second'))
  expect(await read('kept')).toEqual(['2026-03-28 ann'])
  expect(await read('kept', 'customers')).toEqual(['2026-03-28 ann'])
})

test('customers from before loads were published are read, each once, and the migration can be run again', async () => {
  const { events } = trill.platform
  await events.command(`INSERT INTO customers (workspace_id, provenance, observed_on, customer_id, load_id, loaded_at, age)
    SELECT 'old', 'imported', toDate('2026-01-01'), 'ann', concat('load ', toString(number)), toDateTime64('2026-01-01 00:00:00', 3, 'UTC') + number, 30 + number
    FROM numbers(2)`)
  for (const statement of readText('app/warehouse/migrations/0026_customer_loads.sql')
    .split(/;\n/)
    .filter((text) => text.trim() !== ''))
    await events.command(statement)
  expect(await events.rows("SELECT customer_id, age FROM current_customers WHERE workspace_id = 'old'")).toEqual([
    { customer_id: 'ann', age: 31 },
  ])
  expect(await read('swap')).toHaveLength(4)
})
