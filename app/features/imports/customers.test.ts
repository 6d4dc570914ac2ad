import { setImmediate as nextTurn } from 'node:timers/promises'
import { parquetWriteBuffer } from 'hyparquet-writer'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestPlatform } from '../../../test/platform.ts'
import { dayIn } from './customer-days.ts'
import { imports } from './feature.ts'
import { TestImports } from './testing.ts'

let files: TestImports
beforeAll(async () => {
  files = new TestImports(await startTestPlatform([imports]))
})
afterAll(() => files.close())

const stored = (workspace_id: string) =>
  files.trill.platform.events.rows(
    `SELECT customer_id, toString(observed_on) AS day, age, total_revenue_month_usd AS revenue, gender, provenance
    FROM customers FINAL WHERE workspace_id = {workspace_id:String} ORDER BY day, customer_id`,
    { workspace_id },
  )
const row = (customer_id: string, day: string, age: number | null, revenue: number | null, gender = '') => ({
  customer_id,
  day,
  age,
  revenue,
  gender,
  provenance: 'imported',
})

async function imported(content: string | Buffer, asked: object = {}) {
  const workspace_id = await files.newWorkspace()
  const state = await files.run({ content, format: 'customers', workspace_id, ...asked })
  return { workspace_id, state }
}

describe('a table of customers as CSV', () => {
  test('has its columns recognised whatever their case, and is dated by itself', async () => {
    const csv = `Customer ID,Age,Total Revenue Month USD,Gender,Data Generated At,Shoe size
ann,31,9.99,f,2026-02-03T10:00:00Z,38
bob,,,,2026-02-03T10:00:00Z,44
`
    const { workspace_id, state } = await imported(csv)
    expect(state).toMatchObject({ status: 'done', rows_read: 2, rows_accepted: 2, rows_duplicate: 0, rows_rejected: 0 })
    expect(await stored(workspace_id)).toEqual([row('ann', '2026-02-03', 31, 9.99, 'Female'), row('bob', '2026-02-03', null, null)])
  })

  test('refuses rows by reason and names line and column', async () => {
    const csv = 'customer_id,age,match_rate_pct\nann,31,5\n,40,5\nkid,17,5\nbob,200,5\neve,30,lots\nann,32,6\n'
    const { workspace_id, state } = await imported(csv, { date: '2026-02-03' })
    expect(state).toMatchObject({ rows_read: 6, rows_accepted: 1, rows_duplicate: 1, rows_rejected: 4 })
    expect(Object.fromEntries(state.rejected_by_reason.map(({ reason, count }) => [reason, count]))).toEqual({
      ...{ missing_id: 1, minor: 1, out_of_range: 1, not_a_number: 1 },
    })
    expect(await stored(workspace_id)).toEqual([row('ann', '2026-02-03', 32, null)])
    const rejects = await files.trill.inject({ url: state.rejects_url ?? '', headers: files.headers })
    expect(rejects.body).toContain('5,out_of_range,age,age is 200; possible is 0 to 120')
  })

  test('takes a mapping, which comes before what names tell', async () => {
    const csv = 'who,age,years\nann,99,31\n'
    const { workspace_id } = await imported(csv, { map: 'customer_id=who,age=years', date: '2026-02-03' })
    expect(await stored(workspace_id)).toEqual([row('ann', '2026-02-03', 31, null)])
    const wrong = await imported('who,years\nann,31\n', { map: 'customer_id=nobody' })
    expect(wrong.state).toMatchObject({ status: 'failed', error_code: 'unusable_import', error: expect.stringContaining('"nobody"') })
    const strange = await files.begin({ content: csv, format: 'customers', workspace_id, map: 'shoes=age' })
    expect([strange.status, strange.body.detail]).toEqual([400, expect.stringContaining('"shoes"')])
  })

  test('without a customer_id is refused whole, and with several days holds a table of each', async () => {
    expect((await imported('name,age\nann,31\n')).state).toMatchObject({ status: 'failed', error: expect.stringContaining('customer_id') })
    const { workspace_id } = await imported('customer_id,age,as_of\nann,31,2025-01-01\nann,32,2026-01-01\n')
    expect(await stored(workspace_id)).toEqual([row('ann', '2025-01-01', 31, null), row('ann', '2026-01-01', 32, null)])
  })
})

test.each([
  ['2026-02-03', '2026-02-03'],
  ['2026-02-03 23:59:59', '2026-02-03'],
  ['2026-02-03T23:30:00-05:00', '2026-02-04'],
  [Date.UTC(2026, 1, 3, 12), '2026-02-03'],
  [new Date('2026-02-03T00:00:00Z'), '2026-02-03'],
  ['n/a', null],
  [null, null],
  ['2026-02-31', undefined],
  ['2026-02-31T10:00:00Z', undefined],
  ['1969-12-31', undefined],
  ['2149-06-07', undefined],
  ['+012000-01-01T00:00:00Z', undefined],
  ['yesterday', undefined],
  [170n, undefined],
])('of what a file says for a day, %s is %s', (value, day) => {
  expect(dayIn(value)).toBe(day)
})

test('a day that is none is refused, of a row and of the whole table', async () => {
  const { workspace_id, state } = await imported('customer_id,as_of\nann,2500-01-01\nbob,2026-02-03\n')
  expect(state).toMatchObject({ rows_accepted: 1, rejected_by_reason: [{ reason: 'invalid_date', count: 1 }] })
  expect(await stored(workspace_id)).toEqual([row('bob', '2026-02-03', null, null)])
  const refused = await files.begin({ content: 'customer_id\nann\n', format: 'customers', workspace_id, date: '2026-02-31' })
  expect([refused.status, refused.body.detail]).toEqual([400, expect.stringContaining('2026-02-31')])
})

test('NDJSON is read by the names of its values, and a number with a fraction is rounded and noted', async () => {
  const ndjson = '{"customer_id":"ann","age":31.4,"total_revenue_month_usd":null}\nnot json\n{"customer_id":"bob"}\n'
  const { workspace_id, state } = await imported(ndjson, { name: 'file.ndjson', date: '2026-02-03' })
  expect(state).toMatchObject({ rows_accepted: 2, rows_rejected: 1, notes: [{ code: 'rounded', count: 1 }] })
  expect(await stored(workspace_id)).toEqual([row('ann', '2026-02-03', 31, null), row('bob', '2026-02-03', null, null)])
})

test('Parquet is read as the other forms are, and refused rows are told by their number', async () => {
  const ids = Array.from({ length: 7000 }, (_, n) => (n === 5 ? '' : `c${n}`))
  const columnData = [
    { name: 'customer_id', data: ids, type: 'STRING' as const },
    { name: 'age', data: Int32Array.from(ids, (_, n) => 18 + (n % 50)), type: 'INT32' as const },
    { name: 'total_revenue_month_usd', data: Float64Array.from(ids, (_, n) => n / 4), type: 'DOUBLE' as const },
  ]
  const content = Buffer.from(parquetWriteBuffer({ columnData, rowGroupSize: 3000 }))
  const { workspace_id, state } = await imported(content, { name: 'file.parquet', date: '2026-02-03' })
  expect(state).toMatchObject({ status: 'done', rows_accepted: 6999, rows_rejected: 1 })
  expect((await stored(workspace_id))[1]).toEqual(row('c1', '2026-02-03', 19, 0.25))
  const broken = await imported(content.subarray(0, 4000), { name: 'cut.parquet' })
  expect(broken.state).toMatchObject({ status: 'failed', error_code: 'unusable_import' })
})

describe('a table of a day that has one', () => {
  const table = (from: number, count: number) =>
    `customer_id,age\n${Array.from({ length: count }, (_, n) => `c${from + n},${18 + (n % 50)}`).join('\n')}\n`
  const idsIn = async (workspace_id: string, rows = 'current_customers') => {
    const sql =
      'SELECT count() AS n, min(toUInt32(substring(customer_id, 2))) AS first FROM {rows:Identifier} WHERE workspace_id = {workspace_id:String}'
    return (await files.trill.platform.events.rows<{ n: number; first: number }>(sql, { workspace_id, rows }))[0]
  }

  test('takes its place when all of it is read, and not before', async () => {
    const { workspace_id } = await imported(table(0, 100), { date: '2026-02-03' })
    const { body } = await files.begin({ content: table(1000, 12_000), format: 'customers', workspace_id, date: '2026-02-03' })
    const seen = new Set<number>()
    for (let status: string = 'running'; status === 'running'; status = (await files.state(body.id)).status)
      seen.add((await idsIn(workspace_id))?.n ?? 0)
    expect([...seen].filter((n) => n !== 100 && n !== 12_000)).toEqual([])
    expect(await idsIn(workspace_id)).toEqual({ n: 12_000, first: 1000 })
    expect(await idsIn(workspace_id, 'customers')).toEqual({ n: 12_000, first: 1000 })
  })

  test('that is cancelled leaves nothing, and begins anew', async () => {
    const { workspace_id } = await imported(table(0, 100), { date: '2026-02-03' })
    const asked = { content: table(1000, 12_000), format: 'customers', workspace_id, date: '2026-02-03' }
    const { body } = await files.begin(asked)
    while ((await files.state(body.id)).rows_read === 0) await nextTurn()
    await files.trill.inject({ method: 'POST', url: `/v1/imports/${body.id}/cancel`, headers: files.headers })
    expect((await files.state(body.id)).status).toBe('cancelled')
    expect(await idsIn(workspace_id, 'customers')).toEqual({ n: 100, first: 0 })
    const again = await files.run(asked)
    expect(again).toMatchObject({ id: body.id, status: 'done', rows_read: 12_000, rows_accepted: 12_000, rows_rejected: 0 })
    expect(await idsIn(workspace_id)).toEqual({ n: 12_000, first: 1000 })
  })
})

test('the same file again changes nothing', async () => {
  const csv = 'customer_id,age\nann,31\n'
  const { workspace_id } = await imported(csv, { date: '2026-02-03' })
  const again = await files.begin({ content: csv, format: 'customers', workspace_id, date: '2026-02-03' })
  expect(again.body.begun).toBe('already_imported')
})
