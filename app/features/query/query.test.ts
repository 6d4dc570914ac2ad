import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestPlatform, type TestPlatform } from '../../../test/platform.ts'
import { ingest } from '../ingest/feature.ts'
import { query } from './feature.ts'

let test: TestPlatform
beforeAll(async () => {
  test = await startTestPlatform([ingest, query])
  await test.addWorkspace({ id: 'main' })
})
afterAll(() => test.close())

function ask(sql: string, more: object = {}) {
  return test.inject({ method: 'POST', url: '/v1/query', headers: { authorization: `Bearer ${test.secret}` }, payload: { sql, ...more } })
}

describe('a query', () => {
  it('answers rows by column, in the order of the SELECT', async () => {
    const answer = await ask("SELECT number AS n, concat('row ', toString(number)) AS name FROM numbers(2)")
    expect(answer.json()).toEqual({
      columns: ['n', 'name'],
      rows: [
        { n: 0, name: 'row 0' },
        { n: 1, name: 'row 1' },
      ],
      truncated: false,
      elapsed_seconds: expect.any(Number),
    })
  })

  it('answers integers beyond 2^53 as text, digit for digit, the whole column alike', async () => {
    const answer = await ask(
      `SELECT [9007199254740991, 9007199254740992, -1][number + 1] AS wide, toInt64(number) AS narrow FROM numbers(3) ORDER BY number`,
    )
    expect(answer.json().rows).toEqual([
      { wide: '9007199254740991', narrow: 0 },
      { wide: '9007199254740992', narrow: 1 },
      { wide: '-1', narrow: 2 },
    ])
  })

  it('without rows still names its columns', async () => {
    expect((await ask('SELECT 1 AS one WHERE 0')).json()).toMatchObject({ columns: ['one'], rows: [] })
  })

  it('sees what was acknowledged just before', async () => {
    const key = await test.createKey('write', 'main')
    await test.inject({
      method: 'POST',
      url: '/v1/events',
      headers: { authorization: `Bearer ${key}` },
      payload: [{ message_id: 'just now', type: 'view', actor_id: 'a', occurred_at: '2026-11-01T00:00:00Z' }],
    })
    expect((await ask("SELECT message_id FROM events WHERE workspace_id = 'main'")).json().rows).toEqual([{ message_id: 'just now' }])
  })

  it('is cut at 10,000 rows, and says so', async () => {
    const { rows, truncated } = (await ask('SELECT number FROM numbers(1000000)')).json()
    expect([rows.length, truncated]).toEqual([10_000, true])
    expect((await ask('SELECT number FROM numbers(10000)')).json()).toMatchObject({ truncated: false, rows: { length: 10_000 } })
  })

  it.each([
    ['SELECT no_such_column FROM events', /no_such_column/],
    ['SELEC 1', /Syntax error/],
    ['SELECT 1; DROP TABLE events', /Syntax error/],
    ['DROP TABLE events', /Syntax error/],
    ["SELECT * FROM url('http://127.0.0.1:9/', 'LineAsString')", /readonly|not allowed|Cannot|privilege/i],
    ["SELECT file('/etc/hostname')", /file\(\) is not allowed/],
    ['   ', /empty/],
  ])('%s is refused with what is wrong, without a stack', async (sql, reason) => {
    const answer = await ask(sql)
    expect(answer.statusCode).toBe(400)
    expect(answer.json()).toMatchObject({ code: 'invalid_sql', detail: expect.stringMatching(reason) })
    expect(answer.json().detail).not.toMatch(/^Code:|DB::Exception|\bat \/|version 26/)
    expect((await ask('SELECT count() AS n FROM events')).statusCode).toBe(200)
  })

  it('is for the owner: keys belong to one workspace', async () => {
    const key = await test.createKey('admin', 'main')
    const answer = await test.inject({
      method: 'POST',
      url: '/v1/query',
      headers: { authorization: `Bearer ${key}` },
      payload: { sql: 'SELECT 1' },
    })
    expect(answer.statusCode).toBe(403)
    const cookie = await test.signInCookie()
    const owner = await test.inject({
      method: 'POST',
      url: '/v1/query',
      headers: { cookie, 'x-trill-csrf': '1' },
      payload: { sql: 'SELECT 1 AS one' },
    })
    expect(owner.json().rows).toEqual([{ one: 1 }])
  })

  it('about a workspace that is not there is refused', async () => {
    expect((await ask('SELECT 1', { workspace_id: 'nowhere' })).statusCode).toBe(404)
    expect((await ask('SELECT 1', { workspace_id: 'main' })).statusCode).toBe(200)
  })
})
