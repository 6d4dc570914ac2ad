import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startClickHouseOverHttp } from '../../../test/clickhouse-over-http.ts'
import { openEmbedded } from './embedded.ts'
import type { EventStore } from './event-store.ts'
import { migrateEventStore, statements } from './migrate.ts'
import { RefusedSql } from './restricted-sql.ts'
import { openServer } from './server.ts'

const path = mkdtempSync(join(tmpdir(), 'trill-event-store-'))
const server = process.env.TRILL_TEST_CLICKHOUSE_URL

const ENGINES: { name: string; open: () => Promise<{ store: EventStore; stop: () => Promise<void> }> }[] = [
  {
    name: 'embedded',
    open: async () => {
      const store = await openEmbedded(join(path, 'embedded'))
      return { store, stop: () => store.close() }
    },
  },
  {
    name: server === undefined ? 'the server’s client, over the embedded engine' : 'a server',
    open: async () => {
      const own = server === undefined ? await startClickHouseOverHttp(join(path, 'embedded')) : undefined
      const store = await openServer(server ?? own?.url ?? '')
      return {
        store,
        stop: async () => {
          await store.close()
          await own?.close()
        },
      }
    },
  },
]

afterAll(() => rmSync(path, { recursive: true, force: true }))

const migrations = readdirSync(new URL('../../warehouse/migrations', import.meta.url)).filter((name) => name.endsWith('.sql'))

describe.each(ENGINES)('the event store: $name', ({ open }) => {
  let store: EventStore
  let stop: () => Promise<void>
  beforeAll(async () => {
    ;({ store, stop } = await open())
    await store.command('DROP TABLE IF EXISTS insert_check')
    await store.command(
      'CREATE TABLE insert_check (id UInt64, word String) ENGINE = MergeTree ORDER BY id SETTINGS non_replicated_deduplication_window = 100',
    )
  })
  afterAll(() => stop())

  it('applies the migrations once and again without change', async () => {
    await migrateEventStore(store)
    await migrateEventStore(store)
    const [row] = await store.rows<{ count: number }>('SELECT count() AS count FROM schema_migrations')
    expect(row?.count).toBe(migrations.length)
  })

  it('binds text, lists, numbers and null as parameters', async () => {
    const word = "it's \\ a\ttab\nand “quotes” 🎉"
    const rows = await store.rows(
      'SELECT {word:String} AS word, {ids:Array(String)} AS ids, {n:UInt64} AS n, {absent:Nullable(Float64)} AS absent',
      { word, ids: ["a'b", 'c\\d'], n: 42, absent: null },
    )
    expect(rows).toEqual([{ word, ids: ["a'b", 'c\\d'], n: 42, absent: null }])
  })

  it('gives a long answer in batches, in order, with the parameters bound', async () => {
    let [next, batches] = [0, 0]
    for await (const rows of store.batches<{ n: number; word: string }>(
      'SELECT number AS n, {word:String} AS word FROM numbers({count:UInt64}) ORDER BY n',
      { word: "it's", count: 300_000 },
    )) {
      batches += 1
      for (const { n, word } of rows) if (n === next && word === "it's") next += 1
    }
    expect(next).toBe(300_000)
    expect(batches).toBeGreaterThan(1)
  })

  it('ends a long answer that nobody reads on, and tells what is wrong with one', async () => {
    for (let time = 0; time < 4; time += 1) {
      for await (const rows of store.batches<{ number: number }>('SELECT number FROM numbers(3000000)')) {
        expect(rows[0]?.number).toBe(0)
        break
      }
    }
    await expect(store.batches('SELECT no_such_column FROM insert_check')[Symbol.asyncIterator]().next()).rejects.toThrow(/no_such_column/)
    expect(await store.rows('SELECT 1 AS one')).toEqual([{ one: 1 }])
  })

  it('gives a long answer column by column, numbers as numbers and texts as they are', async () => {
    let [next, blocks] = [0, 0]
    const sql = `SELECT toFloat64(number) AS n, if(number % 2 = 0, nan, 0.5) AS half, concat({word:String}, toString(number), repeat('é', number % 200)) AS word,
      toUInt8(number % 256) AS byte, toUInt32(number * 3) AS triple FROM numbers({count:UInt64}) ORDER BY n`
    for await (const block of store.columns(sql, { word: '\t“', count: 200_000 })) {
      blocks += 1
      const [numbers, halves, words, bytes] = [block.numbers('n'), block.numbers('half'), block.texts('word'), block.numbers('byte')]
      expect([numbers.length, words.length, block.numbers('triple')[1]]).toEqual([block.rows, block.rows, (next + 1) * 3])
      for (let i = 0; i < block.rows; i += 1) {
        const expected = `\t“${next}${'é'.repeat(next % 200)}`
        if (numbers[i] !== next || words.at(i) !== expected || bytes[i] !== next % 256) throw new Error(`row ${next}: ${words.at(i)}`)
        if (Number.isNaN(halves[i]) !== (next % 2 === 0)) throw new Error(`row ${next}: ${halves[i]}`)
        next += 1
      }
      expect(() => block.numbers('word')).toThrow(/no such column/)
    }
    expect(next).toBe(200_000)
    expect(blocks).toBeGreaterThan(1)
    for await (const _ of store.columns('SELECT toFloat64(1) AS n WHERE false')) throw new Error('a block without rows')
    await expect(store.columns('SELECT toDate(1) AS day')[Symbol.asyncIterator]().next()).rejects.toThrow(/got Date/)
    await expect(store.columns('SELECT no_such_column')[Symbol.asyncIterator]().next()).rejects.toThrow(/no_such_column/)
  })

  it('inserts a block once for each token', async () => {
    const body = Buffer.from('1\tone\n2\ttab\\there\n')
    for (const token of ['a', 'a', 'b']) await store.insertText({ table: 'insert_check', columns: ['id', 'word'], body, token })
    expect(await store.rows('SELECT id, word, count() AS n FROM insert_check GROUP BY id, word ORDER BY id')).toEqual([
      { id: 1, word: 'one', n: 2 },
      { id: 2, word: 'tab\there', n: 2 },
    ])
  })

  it('tells what a failing query did wrong', async () => {
    await expect(store.rows('SELECT no_such_column FROM events')).rejects.toThrow(/no_such_column/)
  })

  it('runs a person’s SELECT, with WITH, ORDER BY, comments and a final semicolon', async () => {
    expect((await store.restricted('WITH 2 AS two SELECT two * number AS n FROM numbers(3) ORDER BY n DESC -- last\n;')).rows).toEqual([
      { n: 4 },
      { n: 2 },
      { n: 0 },
    ])
  })

  it('keeps every digit of a person’s integers, and names the columns of no row', async () => {
    const { rows } = await store.restricted(
      `SELECT toUInt64(18446744073709551615) AS a, toInt64(7) AS b, [toUInt64(9007199254740993), 1] AS c, toUInt256(5) AS d, 'x' AS e`,
    )
    expect(rows).toEqual([{ a: '18446744073709551615', b: 7, c: ['9007199254740993', '1'], d: 5, e: 'x' }])
    expect(await store.restricted('SELECT 1 AS one, 2 AS two WHERE 0')).toEqual({ columns: ['one', 'two'], rows: [] })
  })

  it('stops at the row limit instead of filling the memory', async () => {
    expect((await store.restricted('SELECT number FROM numbers(1000000)', { maxRows: 10 })).rows).toHaveLength(10)
  })

  it.each([
    'DROP TABLE insert_check',
    'SELECT 1; DROP TABLE insert_check',
    "INSERT INTO insert_check VALUES (3, 'x')",
    "SELECT 1 INTO OUTFILE '/tmp/never'",
    'SELECT 1) SETTINGS readonly = 0 --',
    "SELECT * FROM url('http://127.0.0.1:9/', 'LineAsString') SETTINGS readonly = 0",
    "SELECT * FROM url('http://127.0.0.1:9/', 'LineAsString')",
    "SELECT * FROM file('/etc/hostname', 'LineAsString')",
    'ALTER TABLE insert_check DELETE WHERE 1',
    'SYSTEM SHUTDOWN',
  ])('refuses %s', async (sql) => {
    await expect(store.restricted(sql)).rejects.toThrow()
    expect(await store.rows('SELECT count() AS n FROM insert_check')).toEqual([{ n: 4 }])
  })

  it.each(["SELECT file('/etc/hostname')", "SELECT `file`('/etc/hostname')", "SELECT/**/FILE ('/etc/hostname')", 'SELECT sleep(3)'])(
    'refuses the function in %s',
    async (sql) => {
      await expect(store.restricted(sql)).rejects.toThrow(sql.toLowerCase().includes('sleep') || !sql.includes('FILE') ? RefusedSql : Error)
    },
  )
})

describe('many queries at once', () => {
  it('leave a thread to the disk: a sync does not wait until all of them are done', async () => {
    const store = await openEmbedded(join(path, 'embedded'))
    const file = await open(join(path, 'synced'), 'w')
    let answered = 0
    const queries = Array.from({ length: 30 }, async () => {
      await store.rows('SELECT sum(cityHash64(number)) AS sum FROM numbers(20000000)')
      answered += 1
    })
    await file.write('x')
    await file.datasync()
    expect(answered).toBeLessThan(queries.length / 2)
    await Promise.all(queries)
    await file.close()
    await store.close()
  })

  it('are answered each, the failing ones too', async () => {
    const store = await openEmbedded(join(path, 'embedded'))
    const asked = Array.from({ length: 20 }, (_, n) => store.rows(n % 4 === 0 ? 'SELECT nothing' : 'SELECT {n:UInt8} AS n', { n }))
    const outcomes = await Promise.allSettled(asked)
    expect(outcomes.map((outcome) => (outcome.status === 'fulfilled' ? outcome.value : 'failed'))).toEqual(
      asked.map((_, n) => (n % 4 === 0 ? 'failed' : [{ n }])),
    )
    await store.close()
  })
})

describe('a migration', () => {
  it('is split at the semicolons that end a line, comments kept with their statement', () => {
    expect(statements("-- a; b\nCREATE TABLE a (x String DEFAULT ';');\n\n-- only a comment\n;\nSELECT 1;\n")).toEqual([
      "-- a; b\nCREATE TABLE a (x String DEFAULT ';')",
      'SELECT 1',
    ])
  })
})
