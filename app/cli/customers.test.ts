import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { startTestPlatform, type TestPlatform } from '../../test/platform.ts'
import type { ListResponse } from '../features/customers/contract.ts'
import { customers } from '../features/customers/feature.ts'
import { imports } from '../features/imports/feature.ts'
import type { Session } from './command.ts'
import { buildProgram } from './program.ts'

/** The commands ask the server of this process. */
let server: TestPlatform
const directory = mkdtempSync(join(tmpdir(), 'trill-customers-'))

beforeAll(async () => {
  server = await startTestPlatform([imports, customers])
  await server.addWorkspace({ id: 'main' })
  await server.listen()
  vi.stubEnv('TRILL_DATA_DIR', server.platform.config.dataDir)
}, 60_000)
afterAll(async () => {
  vi.unstubAllEnvs()
  await server?.close()
  rmSync(directory, { recursive: true, force: true })
})

async function trill(...words: string[]) {
  let out = ''
  const write = (text: string) => {
    out += `${text}\n`
  }
  const session: Session = { terminal: { out: write, err: write, isWatched: false }, status: 0 }
  const failure = await (await buildProgram(session)).parseAsync(['node', 'trill', 'customers', ...words]).then(
    () => undefined,
    (error: Error) => error,
  )
  return { out, status: session.status, failure }
}

test('a workspace without customers says how they come', async () => {
  expect((await trill('list')).out).toContain('trill customers simulate')
})

test('simulated customers are made and listed, as many as are asked for', async () => {
  const made = await trill('simulate', '--count', '450', '--seed', '7')
  expect(made).toMatchObject({ status: 0, failure: undefined })
  expect(made.out).toContain('Made: 450 of 450 customers.')
  const listed = await trill('list', '--limit', '300', '--sort', 'age', '--order', 'desc', '--json')
  const answer = JSON.parse(listed.out) as ListResponse
  const ages = answer.customers.map(({ age }) => Number(age))
  expect(new Set(answer.customers.map(({ customer_id: id }) => id)).size).toBe(300)
  expect(ages).toEqual(ages.toSorted((one, other) => other - one))
  expect((await trill('list', '--limit', '2')).out).toMatch(/^CUSTOMER_ID +AGE .*\n.*\n.*\n450 customers, simulated, as of /)
})

test('a table is imported with a mapping, its refusals are in a file, and what it lacks is said', async () => {
  const file = join(directory, 'crm.csv')
  writeFileSync(file, 'User No,Years\nann,31\nkid,12\n')
  const asked = ['import', file, '--map', 'User No=customer_id', '--map', 'Years=age', '--observed-on', '2026-02-03']
  const { out, status } = await trill(...asked)
  expect(status).toBe(3)
  expect(out).toMatch(/1 {2}accepted/)
  expect(out).toContain('Lifetime value and its model: lacks lifetime_value_usd, tenure_months')
  expect(readFileSync(`${file}.rejects.csv`, 'utf8')).toContain('3,minor,age')
  expect((await trill('list')).out).toContain('1 customer, imported, as of 2026-02-03')
  expect((await trill(...asked)).out).toContain('already')
})

test('what cannot be understood is said before anything is sent', async () => {
  const file = join(directory, 'crm.csv')
  expect((await trill('import', file, '--map', 'customer_id')).failure?.message).toContain('Not a pair of columns')
  expect((await trill('import', file, '--observed-on', '2026-02-31', '--again')).failure?.message).toContain('2026-02-31')
  expect((await trill('list', '--sort', 'churn_probability')).failure).toBeDefined()
  expect((await trill('simulate', '--count', '0')).failure).toBeDefined()
})
