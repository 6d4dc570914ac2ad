import { CUSTOMER_COLUMN_NAMES, isCustomerNumber } from '@trill/contract/customers'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { startTestPlatform, type TestPlatform } from '../../../test/platform.ts'
import { readText } from '../../../test/repository.ts'
import { read, seedCustomers } from '../../../test/seeds.ts'
import { ingest } from '../ingest/feature.ts'
import type { CustomerResponse, CustomersResponse, DistributionResponse, ListResponse, LoadsResponse, Simulation } from './contract.ts'
import { binsOf } from './distribution.ts'
import { customers } from './feature.ts'

let trill: TestPlatform
beforeAll(async () => {
  trill = await startTestPlatform([ingest, customers])
  for (const id of ['simulated', 'imported', 'made', 'empty']) await trill.addWorkspace({ id })
  await seedCustomers(trill, 'simulated', { count: 1000 })
  await seedCustomers(trill, 'imported', { count: 40, observedOn: '2026-02-01', provenance: 'imported', change: person })
  await seedCustomers(trill, 'imported', { count: 60, observedOn: '2026-03-01', provenance: 'imported', change: person })
})
afterAll(() => trill.close())

/** Sixty people of whom everything is known by hand; of the last ten nothing but that they are there. */
function person(_: object, row: number) {
  if (row >= 50) return { customer_id: `person-${row}` }
  const plan = row < 10 ? 'Premium' : 'Free'
  return {
    customer_id: `person-${row}`,
    age: 20 + row,
    gender: row < 3 ? 'Non-binary' : row % 2 === 0 ? 'Female' : 'Male',
    tenure_months: row < 12 ? 1 : 30,
    account_type: plan,
    total_revenue_month_usd: row < 10 ? 20 : 1,
    engagement_score: row < 24 ? 0.6 : 0.1,
    churn_30_day: row % 2,
    followers_count: row,
  }
}

const ask = async <T>(method: 'GET' | 'POST', url: string, payload?: object): Promise<{ status: number; body: T }> => {
  const headers = { authorization: `Bearer ${trill.secret}` }
  const answer = await trill.inject(payload === undefined ? { method, url, headers } : { method, url, headers, payload })
  return { status: answer.statusCode, body: answer.json() as T }
}
const figureIn = ({ figures }: CustomersResponse, id: string) => figures.find((one) => one.id === id)

describe('the figures', () => {
  test('are those of the newest table of one provenance, beside the one before', async () => {
    const answer = await read<CustomersResponse>(trill, 'imported', '/v1/customers')
    expect(answer.snapshot).toMatchObject({ provenance: 'imported', observed_on: '2026-03-01', customers: 60 })
    expect(answer.previous).toMatchObject({ observed_on: '2026-02-01', customers: 40 })
    expect(figureIn(answer, 'customers')).toMatchObject({ value: 60, previous: 40, passport: { status: 'imported', n: 60 } })
    expect(figureIn(answer, 'premium_share')).toMatchObject({ value: 20, previous: 25, passport: { status: 'derived', n: 50 } })
    expect(figureIn(answer, 'arpu')?.value).toBeCloseTo((10 * 20 + 40) / 50, 10)
    expect(figureIn(answer, 'churn_30_day')).toMatchObject({ value: 50 })
    expect(figureIn(answer, 'lifetime_value')).toMatchObject({ value: null, state: 'not_available' })
  })

  test('say what the table lacks and what is therefore not available', async () => {
    const answer = await read<CustomersResponse>(trill, 'imported', '/v1/customers')
    expect(answer.missing_columns).toContain('lifetime_value_usd')
    expect(answer.missing_columns).not.toContain('age')
    expect(answer.unavailable).toContainEqual({ what: 'Lifetime value and its model', missing: ['lifetime_value_usd'] })
  })

  test('follow the filter', async () => {
    const answer = await read<CustomersResponse>(trill, 'imported', '/v1/customers?gender=Female&segment=new')
    expect(answer.filtered).toBe([...Array(12).keys()].filter((row) => row >= 3 && row % 2 === 0).length)
  })

  test('of simulated customers are called simulated', async () => {
    const answer = await read<CustomersResponse>(trill, 'simulated', '/v1/customers')
    expect(answer.figures.every(({ passport }) => passport.status === 'simulated')).toBe(true)
    expect(answer.missing_columns).toEqual([])
    expect(answer.segments.reduce((sum, { customers: count }) => sum + (count ?? 0), 0)).toBe(1000)
  })

  test('of nobody are none', async () => {
    expect(await read<CustomersResponse>(trill, 'empty', '/v1/customers')).toMatchObject({ snapshot: null, figures: [], segments: [] })
    expect((await ask('GET', '/v1/customers?workspace_id=imported&observed_on=2020-01-01')).status).toBe(404)
  })
})

test('segments follow their rules, in order', async () => {
  const { segments } = await read<CustomersResponse>(trill, 'imported', '/v1/customers')
  expect(Object.fromEntries(segments.map(({ segment, customers: count }) => [segment, count]))).toEqual({
    unclear: 10,
    new: 12,
    // The highest quarter begins at 1 USD: everybody who brings anything is in it.
    champions: 12,
    valuable_at_risk: 26,
  })
})

test('who may not read single events is not told of groups that are too small', async () => {
  const { cookie } = await trill.signInAs('viewer', 'imported')
  const seen = (url: string) => trill.inject({ url, headers: { cookie } })
  const answer = (await seen('/v1/customers?workspace_id=imported&gender=Non-binary')).json<CustomersResponse>()
  expect(figureIn(answer, 'arpu')).toMatchObject({ value: null, state: 'too_few', passport: { n: null } })
  expect(answer.filtered).toBe(0)
  expect(answer.words.gender?.map(({ word }) => word)).not.toContain('Non-binary')
  const spread = (await seen('/v1/customers/distribution?workspace_id=imported&column=age')).json<DistributionResponse>()
  expect(spread.bins.filter(({ customers: count }) => count !== null && count > 0 && count < 10)).toEqual([])
  expect((await seen('/v1/customers/list?workspace_id=imported')).statusCode).toBe(403)
})

test('nor of a share that tells how few have what it counts', async () => {
  await trill.addWorkspace({ id: 'rare' })
  // Of 80 four leave, and two have no premium account.
  await seedCustomers(trill, 'rare', {
    ...{ count: 80, provenance: 'imported' },
    change: (_customer, row) => ({
      ...{ customer_id: `person-${row}`, age: 30, churn_30_day: Number(row < 4), account_type: row < 2 ? 'Free' : 'Premium' },
      ...{ tenure_months: row < 40 ? 30 : 1, engagement_score: 0.6, total_revenue_month_usd: 5 },
    }),
  })
  const { cookie } = await trill.signInAs('viewer', 'rare')
  const answer = (await trill.inject({ url: '/v1/customers?workspace_id=rare', headers: { cookie } })).json<CustomersResponse>()
  for (const id of ['churn_30_day', 'premium_share']) expect(figureIn(answer, id)).toMatchObject({ value: null, state: 'too_few' })
  expect(figureIn(answer, 'arpu')).toMatchObject({ value: 5, state: 'known' })
  expect(answer.segments.map(({ customers: n, churn }) => [n, churn])).toEqual([
    [40, 0],
    [40, null],
  ])
  const whole = await read<CustomersResponse>(trill, 'rare', '/v1/customers')
  expect(figureIn(whole, 'churn_30_day')).toMatchObject({ value: 5, state: 'known' })
})

test('nor of what a filter leaves out, nor of words whose customers the total gives away', async () => {
  const { cookie } = await trill.signInAs('viewer', 'few')
  const seen = (url: string) => trill.inject({ url, headers: { cookie } })
  // Everybody less the Others are the three of whom nothing may be said.
  await seedCustomers(trill, 'few', {
    count: 40,
    provenance: 'imported',
    change: (customer, row) => ({ ...person(customer, row), gender: row < 3 ? 'Non-binary' : 'Other' }),
  })
  const answer = (await seen('/v1/customers?workspace_id=few&gender=Other')).json<CustomersResponse>()
  expect(answer.figures.map(({ value }) => value)).toEqual(answer.figures.map(() => null))
  expect(answer.filtered).toBe(0)
  expect(answer.words.gender).toEqual([])
  const spread = (await seen('/v1/customers/distribution?workspace_id=few&gender=Other&column=age')).json<DistributionResponse>()
  expect(spread).toMatchObject({ status: 'insufficient_data', n: 0, bins: [] })
})

describe('a distribution', () => {
  test('counts everybody once, and knows who is missing', async () => {
    const answer = await read<DistributionResponse>(trill, 'simulated', '/v1/customers/distribution?column=match_rate_pct')
    const counted = answer.bins.reduce((sum, { customers: count }) => sum + (count ?? 0), 0)
    expect(counted).toBe(answer.n)
    expect(answer.n + answer.missing).toBe(1000)
    expect(answer.missing).toBeGreaterThan(0)
    expect(answer.bins.at(-1)?.to).toBeNull()
  })

  test('has the quantiles of the column', async () => {
    const answer = await read<DistributionResponse>(trill, 'imported', '/v1/customers/distribution?column=age')
    expect(answer).toMatchObject({ n: 50, missing: 10, mean: 44.5, quantiles: { '0.5': 44.5 } })
  })

  test('is not drawn of too few', async () => {
    const answer = await read<DistributionResponse>(trill, 'imported', '/v1/customers/distribution?column=lifetime_value_usd')
    expect(answer).toMatchObject({ status: 'insufficient_data', needed: 10, n: 0, bins: [] })
    expect((await ask('GET', '/v1/customers/distribution?workspace_id=imported&column=gender')).status).toBe(400)
  })

  test.each([
    [{ least: 0, most: 0, top: 0 }, 1],
    [{ least: 18, most: 65, top: 65 }, 24],
    [{ least: 0, most: 1_000_000, top: 50 }, 27],
  ])('of %j has %s bins of a round width', ({ least, most, top }, bins) => {
    const spread = { everybody: 9, customers: 9, known: 9, mean: 1, least, most, quantiles: [0, 0, 0, 0, 0, top] }
    expect(binsOf('followers_count', spread).bins).toBe(bins)
  })
})

describe('the list', () => {
  test('gives each customer once, page by page, in order, the unknown last', async () => {
    const ids: string[] = []
    let next: string | null = ''
    while (next !== null) {
      const after: string = next === '' ? '' : `&after=${encodeURIComponent(next)}`
      const url: string = `/v1/customers/list?sort=followers_count&order=desc&limit=17${after}`
      const page: ListResponse = await read<ListResponse>(trill, 'imported', url)
      expect(page.total).toBe(60)
      ids.push(...page.customers.map(({ customer_id }) => customer_id))
      next = page.next
    }
    expect(ids).toHaveLength(60)
    expect(ids.slice(0, 2)).toEqual(['person-49', 'person-48'])
    expect(ids.slice(50).sort()).toEqual([...Array(10).keys()].map((n) => `person-${50 + n}`))
  })

  test('finds by the beginning of an id, and tells nobody’s segment without consent to profiling', async () => {
    const { customers: found, total } = await read<ListResponse>(trill, 'imported', '/v1/customers/list?search=person-4')
    expect(found).toHaveLength(11)
    expect(total).toBe(11)
    expect(found.every(({ segment }) => segment === null)).toBe(true)
    const simulated = await read<ListResponse>(trill, 'simulated', '/v1/customers/list?limit=5')
    expect(simulated.customers.every(({ segment }) => segment !== null)).toBe(true)
    expect((await ask('GET', '/v1/customers/list?workspace_id=imported&after=nonsense')).status).toBe(400)
  })
})

test('who is a minor, and who may not be told to be in a segment, is not listed', async () => {
  const said = { policyVersion: '1', givenAt: Date.now(), proof: '' }
  const record = (statements: readonly object[]) => trill.platform.consents.record('imported', statements as never, 'administrator')
  const segment = '/v1/customers/list?segment=champions'
  expect((await read<ListResponse>(trill, 'imported', segment)).customers).toEqual([])
  await record([
    { ...said, actorId: 'person-13', ageBand: '31+', purposes: { profiling: true, analytics: true } },
    { ...said, actorId: 'person-14', ageBand: '13-15', purposes: {} },
  ])
  const listed = await read<ListResponse>(trill, 'imported', segment)
  expect(listed.customers.map(({ customer_id, segment: told }) => [customer_id, told])).toEqual([['person-13', 'champions']])
  const all = await read<ListResponse>(trill, 'imported', '/v1/customers/list?limit=200')
  expect(all.customers).toHaveLength(59)
  expect((await ask('POST', '/v1/customers/one', { workspace_id: 'imported', customer_id: 'person-14' })).status).toBe(404)
})

describe('a customer', () => {
  test('has all columns, and stands among the others', async () => {
    const { customers: some } = await read<ListResponse>(trill, 'simulated', '/v1/customers/list?sort=age&order=desc&limit=1')
    const customer_id = some[0]?.customer_id
    const { body } = await ask<CustomerResponse>('POST', '/v1/customers/one', { workspace_id: 'simulated', customer_id })
    expect(body.columns.map(({ name }) => name)).toEqual(CUSTOMER_COLUMN_NAMES.slice(1, -1))
    expect(body.columns[0]).toMatchObject({ name: 'age', unit: 'years', value: some[0]?.age, of: 1000 })
    expect(body.columns[0]?.percentile).toBeGreaterThan(99)
    expect(body).toMatchObject({ withheld: null, activity: null })
  })

  test('is told as far as consent goes, beside what events say, and the question is audited', async () => {
    const one = { workspace_id: 'imported', customer_id: 'person-4' }
    const asked = await ask<CustomerResponse>('POST', '/v1/customers/one', one)
    expect(asked.body).toMatchObject({ segment: null, withheld: expect.stringContaining('age is not known') })
    const columnIn = (body: CustomerResponse, name: string) => body.columns.find((column) => column.name === name)
    expect(columnIn(asked.body, 'age')).toMatchObject({ value: 24, percentile: null })
    expect(columnIn(asked.body, 'churn_30_day')).toMatchObject({ value: null })
    const said = { actorId: 'person-4', policyVersion: '1', givenAt: Date.now(), proof: '', ageBand: '31+' } as const
    await trill.platform.consents.record('imported', [{ ...said, purposes: { profiling: true, analytics: true } }], 'administrator')
    await trill.inject({
      method: 'POST',
      url: '/v1/events?workspace_id=imported',
      headers: { authorization: `Bearer ${trill.secret}` },
      payload: [{ message_id: 'm1', type: 'view', actor_id: 'person-4' }],
    })
    await trill.platform.log.settle(10_000)
    const { body } = await ask<CustomerResponse>('POST', '/v1/customers/one', one)
    expect(body).toMatchObject({ segment: 'new', withheld: null, activity: { events: 1, days: 1 } })
    expect(columnIn(body, 'age')).toMatchObject({ percentile: 9 })
    const { rows } = await trill.platform.metadata.query<{ action: string }>("SELECT * FROM audit_log WHERE action = 'customer_read'")
    expect(rows.length).toBeGreaterThan(1)
    expect(JSON.stringify(rows)).not.toContain('person-4')
    expect((await ask('POST', '/v1/customers/one', { ...one, customer_id: 'stranger' })).status).toBe(404)
  })

  test('stands among others by every column of numbers, in the order of the contract', () => {
    const listed = [...readText('app/features/customers/standing.sql').matchAll(/\[([\w, ]+)\]::Array/g)].map(([, names]) => names)
    expect(listed).toEqual(Array(2).fill(CUSTOMER_COLUMN_NAMES.filter(isCustomerNumber).join(', ')))
  })
})

describe('a simulation', () => {
  const finished = (id: string) =>
    vi.waitFor(async () => {
      const { body } = await ask<Simulation>('GET', `/v1/customers/simulations/${id}`)
      expect(body.status).not.toBe('running')
      return body
    }, 20_000)
  const begin = async (count: number, seed: number) =>
    (await ask<Simulation>('POST', '/v1/customers/simulations', { workspace_id: 'made', count, seed })).body

  test('puts customers in, and another one of the same day takes their place', async () => {
    expect(await finished((await begin(300, 1)).id)).toMatchObject({ status: 'done', done: 300 })
    await finished((await begin(200, 2)).id)
    const { snapshot } = await read<CustomersResponse>(trill, 'made', '/v1/customers')
    expect(snapshot).toMatchObject({ provenance: 'simulated', customers: 200 })
    expect((await ask('POST', '/v1/customers/simulations', { workspace_id: 'made', count: 0 })).status).toBe(400)
    expect((await ask('POST', '/v1/customers/simulations', { workspace_id: 'made', count: 1e9 })).status).toBe(400)
  })

  test('is not seen before it is whole: until then the one before is', async () => {
    const { id } = await begin(20_000, 7)
    const seen = new Set<number>()
    const stored = "SELECT count() AS n FROM customers WHERE workspace_id = 'made' AND load_id = {id:String}"
    let arriving = 0
    for (let status = 'running'; status === 'running'; ) {
      seen.add((await read<CustomersResponse>(trill, 'made', '/v1/customers')).snapshot?.customers ?? 0)
      arriving = Math.max(arriving, (await trill.platform.events.rows<{ n: number }>(stored, { id }))[0]?.n ?? 0)
      status = (await ask<Simulation>('GET', `/v1/customers/simulations/${id}`)).body.status
    }
    expect(arriving).toBeGreaterThan(200)
    expect([...seen].filter((customers) => customers !== 200 && customers !== 20_000)).toEqual([])
    expect((await read<CustomersResponse>(trill, 'made', '/v1/customers')).snapshot).toMatchObject({ customers: 20_000 })
    expect(await trill.platform.events.rows("SELECT uniqExact(load_id) AS n FROM customers WHERE workspace_id = 'made'")).toEqual([
      { n: 1 },
    ])
    await finished((await begin(200, 2)).id)
  })

  test('that is cancelled leaves nothing of its own', async () => {
    const { id } = await begin(100_000, 3)
    await ask('POST', `/v1/customers/simulations/${id}/cancel`)
    expect(await finished(id)).toMatchObject({ status: 'cancelled' })
    const { body } = await ask<LoadsResponse>('GET', '/v1/customers/loads?workspace_id=made')
    expect(body.loads.map(({ customers: count }) => count)).toEqual([200])
  })

  test('that waits for its turn is cancelled at once, and one that runs before what waits behind it', async () => {
    const ids = [await begin(100_000, 4), await begin(300, 5), await begin(100_000, 6)].map(({ id }) => id)
    const cancel = async (id = '') => (await ask<Simulation>('POST', `/v1/customers/simulations/${id}/cancel`)).body.status
    const statusOf = async (id = '') => (await ask<Simulation>('GET', `/v1/customers/simulations/${id}`)).body.status
    expect([await cancel(ids[1]), await statusOf(ids[0])]).toEqual(['cancelled', 'running'])
    expect([await cancel(ids[0]), await statusOf(ids[2])]).toEqual(['cancelled', 'running'])
    expect(await cancel(ids[2])).toBe('cancelled')
  })

  test('is removed as a load', async () => {
    const { body } = await ask<LoadsResponse>('GET', '/v1/customers/loads?workspace_id=made')
    const removal = { workspace_id: 'made', load_id: body.loads[0]?.id }
    expect((await ask('POST', '/v1/customers/loads/remove', removal)).body).toEqual({ removed: 200 })
    expect((await ask('POST', '/v1/customers/loads/remove', removal)).status).toBe(404)
    expect((await read<CustomersResponse>(trill, 'made', '/v1/customers')).snapshot).toBeNull()
  })
})
