import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { preparePostgres } from '../../../test/store-templates.ts'
import { openEmbedded } from './embedded.ts'
import { MetadataUnavailable, QueryFailed } from './errors.ts'
import type { Metadata } from './metadata.ts'
import { migrateMetadata } from './migrate.ts'
import { openMetadata } from './open.ts'
import { openServer, refuseOld } from './server.ts'

const SERVER = process.env.TRILL_TEST_POSTGRES_URL ?? ''
const temporary: string[] = []
const databases: string[] = []

/** A directory of its own, or a database of its own on the server. */
async function place(engine: 'embedded' | 'server'): Promise<{ dataDir: string; postgresUrl: string }> {
  const dataDir = mkdtempSync(join(tmpdir(), 'trill-metadata-'))
  temporary.push(dataDir)
  if (engine === 'embedded') {
    await preparePostgres(dataDir)
    return { dataDir, postgresUrl: '' }
  }
  const name = `trill_${process.pid}_${temporary.length}`
  databases.push(name)
  await onServer(`CREATE DATABASE ${name}`)
  const url = new URL(SERVER)
  url.pathname = name
  return { dataDir, postgresUrl: url.href }
}

async function onServer(sql: string): Promise<void> {
  const client = new Client({ connectionString: SERVER })
  await client.connect()
  await client.query(sql)
  await client.end()
}

afterAll(async () => {
  for (const path of temporary) rmSync(path, { recursive: true, force: true })
  for (const name of databases) await onServer(`DROP DATABASE ${name} WITH (FORCE)`)
})

describe.each(['embedded', 'server'] as const)('metadata on the %s engine', (engine) => {
  describe.skipIf(engine === 'server' && SERVER === '')(engine === 'server' ? 'with TRILL_TEST_POSTGRES_URL' : 'in the process', () => {
    let options: { dataDir: string; postgresUrl: string }
    let metadata: Metadata

    beforeAll(async () => {
      options = await place(engine)
      metadata = await openMetadata(options)
      await metadata.query('CREATE TABLE notes (id int PRIMARY KEY, body text)')
    })
    afterAll(() => metadata?.close())

    const failure = (work: Promise<unknown>) =>
      work.then(
        () => undefined,
        (error: QueryFailed) => error,
      )

    test('says what it is', async () => {
      expect(metadata.kind).toBe(engine)
      expect(await metadata.version()).toMatch(/^1[5-9]|^[2-9]\d/)
    })

    test('values come back as they went in, in the types both engines share', async () => {
      const at = new Date('2024-03-31T01:30:00.123Z')
      const { rows, rowCount } = await metadata.query(
        `SELECT $1::int8 AS whole, $2::int4 AS small, $3::float8 AS real, $4::numeric AS exact, $5::bool AS yes, $6::text AS words,
          $7::bytea AS bytes, $8::timestamptz AS moment, $9::date AS day, $10::jsonb AS data, $11::uuid AS id, $12::text[] AS list,
          $13::int4[] AS numbers, $14::text AS nothing, $15::timestamptz[] AS moments`,
        [
          Number.MAX_SAFE_INTEGER,
          -7,
          0.1,
          '12345678901234567890.5',
          true,
          'ñ "quoted" \\ 😀',
          Buffer.from([0, 255, 92]),
          at,
          '2024-02-29',
          { a: [1, null, 'x'], b: { c: true } },
          '6f1c2e1e-3b1c-4f5e-9b5a-0d6c7e8f9a0b',
          ['plain', 'with "quotes", commas', 'back\\slash', null],
          [1, 2, 3],
          undefined,
          [at],
        ],
      )
      expect(rowCount).toBe(1)
      expect(rows[0]).toEqual({
        whole: Number.MAX_SAFE_INTEGER,
        small: -7,
        real: 0.1,
        exact: '12345678901234567890.5',
        yes: true,
        words: 'ñ "quoted" \\ 😀',
        bytes: Buffer.from([0, 255, 92]),
        moment: at,
        day: '2024-02-29',
        data: { a: [1, null, 'x'], b: { c: true } },
        id: '6f1c2e1e-3b1c-4f5e-9b5a-0d6c7e8f9a0b',
        list: ['plain', 'with "quotes", commas', 'back\\slash', null],
        numbers: [1, 2, 3],
        nothing: null,
        moments: [at],
      })
      expect(Buffer.isBuffer(rows[0]?.bytes)).toBe(true)
    })

    test('a count is a number, and one too large to be exact is refused instead of rounded', async () => {
      const { rows } = await metadata.query<{ count: number }>('SELECT count(*) FROM generate_series(1, 3)')
      expect(rows).toEqual([{ count: 3 }])
      await expect(metadata.query('SELECT 9007199254740993::int8')).rejects.toThrow(/beyond the whole numbers/)
    })

    test('days begin in UTC wherever the process runs', async () => {
      const { rows } = await metadata.query("SELECT '2024-06-01 00:00'::timestamptz AS moment")
      expect(rows).toEqual([{ moment: new Date('2024-06-01T00:00:00Z') }])
    })

    test('counts the rows that a statement changed', async () => {
      expect((await metadata.query('INSERT INTO notes VALUES ($1, $2), ($3, $4)', [101, 'a', 102, 'b'])).rowCount).toBe(2)
      expect((await metadata.query("UPDATE notes SET body = 'c' WHERE id > $1", [100])).rowCount).toBe(2)
      expect((await metadata.query('DELETE FROM notes WHERE id > $1 RETURNING id', [100])).rows).toHaveLength(2)
      expect(await metadata.query('CREATE TEMP TABLE passing (id int); DROP TABLE passing')).toEqual({ rows: [], rowCount: 0 })
    })

    test('after a refused statement the next one works', async () => {
      const error = await failure(metadata.query('SELECT 1 / $1::int', [0]))
      expect(error).toBeInstanceOf(QueryFailed)
      expect(error?.code).toBe('22012')
      expect((await failure(metadata.query('SELECT nonsense')))?.code).toBe('42703')
      expect((await metadata.query('SELECT $1::int AS one', [1])).rows).toEqual([{ one: 1 }])
    })

    test('a value that is there already is told by its code and constraint, without the statement or its parameters', async () => {
      await metadata.query('INSERT INTO notes VALUES ($1, $2)', [1, 'first'])
      const error = await failure(metadata.query('INSERT INTO notes VALUES ($1, $2)', [1, 'a private word']))
      expect(error).toMatchObject({ name: 'QueryFailed', code: '23505', constraint: 'notes_pkey' })
      expect(JSON.stringify(Object.entries(error ?? {})) + error?.stack).not.toContain('a private word')
    })

    test('a transaction that fails leaves nothing behind', async () => {
      const work = metadata.transaction(async (connection) => {
        await connection.query('INSERT INTO notes VALUES (2, $1)', ['lost'])
        throw new Error('changed my mind')
      })
      await expect(work).rejects.toThrow('changed my mind')
      expect((await metadata.query('SELECT * FROM notes WHERE id = 2')).rows).toEqual([])
    })

    test('a transaction that swallows an error is not reported as committed', async () => {
      const work = metadata.transaction(async (connection) => {
        await connection.query('INSERT INTO notes VALUES (3, $1)', ['lost'])
        await connection.query('SELECT 1 / 0').catch(() => undefined)
      })
      expect((await failure(work))?.code).toBe('25P02')
      expect((await metadata.query('SELECT * FROM notes WHERE id = 3')).rows).toEqual([])
    })

    test('fifty transactions at once lose no update', async () => {
      await metadata.query('CREATE TABLE tally (n int)')
      await metadata.query('INSERT INTO tally VALUES (0)')
      const increment = () =>
        metadata.transaction(async (connection) => {
          const { rows } = await connection.query<{ n: number }>('SELECT n FROM tally FOR UPDATE')
          await connection.query('UPDATE tally SET n = $1', [(rows[0]?.n ?? 0) + 1])
        })
      const reads = Array.from({ length: 50 }, () => metadata.query('SELECT n FROM tally'))
      await Promise.all([...Array.from({ length: 50 }, increment), ...reads])
      expect((await metadata.query('SELECT n FROM tally')).rows).toEqual([{ n: 50 }])
    })

    describe('migrations', () => {
      const directory = mkdtempSync(join(tmpdir(), 'trill-migrations-'))
      const url = pathToFileURL(`${directory}/`)
      temporary.push(directory)
      const write = (name: string, sql: string) => writeFileSync(join(directory, name), sql)
      let own: Metadata

      beforeAll(async () => {
        const target = await place(engine)
        own = engine === 'server' ? await openServer(target.postgresUrl) : await openMetadata(target)
        await own.query('DROP TABLE IF EXISTS schema_migrations')
        write('0001_first.sql', "CREATE TABLE first (id int);\nINSERT INTO first VALUES (1);\n-- a comment; with a semicolon\nSELECT ';'")
        write('notes.txt', 'not a migration')
      })
      afterAll(() => own?.close())

      test('are applied once, however often and from however many sides they are asked for', async () => {
        await Promise.all([migrateMetadata(own, url), migrateMetadata(own, url), migrateMetadata(own, url)])
        await migrateMetadata(own, url)
        expect((await own.query('SELECT id FROM first')).rows).toEqual([{ id: 1 }])
        expect((await own.query('SELECT name FROM schema_migrations')).rows).toEqual([{ name: '0001_first.sql' }])
      })

      test('that fail leave nothing behind and can be mended', async () => {
        write('0002_second.sql', 'CREATE TABLE second (id int); SELECT 1 / 0;')
        await expect(migrateMetadata(own, url)).rejects.toThrow('division by zero')
        write('0002_second.sql', 'CREATE TABLE second (id int);')
        await migrateMetadata(own, url)
        expect((await own.query('SELECT * FROM second')).rows).toEqual([])
      })

      test('that were changed after they had been applied are refused by name', async () => {
        write('0002_second.sql', 'CREATE TABLE second (id bigint);')
        await expect(migrateMetadata(own, url)).rejects.toThrow('Migration 0002_second.sql was changed')
      })

      test('of a newer Trill are refused by name', async () => {
        rmSync(join(directory, '0002_second.sql'))
        await expect(migrateMetadata(own, url)).rejects.toThrow('newer Trill (migration 0002_second.sql)')
      })
    })

    test('the tables of Trill are there, also when it is opened again', async () => {
      await metadata.close()
      await metadata.close().catch(() => undefined)
      metadata = await openMetadata(options)
      const { rows } = await metadata.query<{ table_name: string }>(
        "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public' ORDER BY table_name",
      )
      const tables = ['api_keys', 'imports', 'schema_migrations', 'sessions', 'sign_in_links', 'workspaces']
      expect(rows.map((row) => row.table_name)).toEqual(expect.arrayContaining(tables))
      expect((await metadata.query('SELECT n FROM tally')).rows).toEqual([{ n: 50 }])
    })

    test('once closed it says so', async () => {
      const other = await openMetadata(engine === 'server' ? options : await place(engine))
      await other.close()
      await expect(other.query('SELECT 1')).rejects.toThrow(/closed|end on the pool/)
      await expect(other.transaction(async () => 1)).rejects.toThrow(/closed|end on the pool/)
    })
  })
})

describe('the one connection of the embedded engine', () => {
  let metadata: Metadata
  let free = 1e9

  beforeAll(async () => {
    const { dataDir } = await place('embedded')
    metadata = await openEmbedded(join(dataDir, 'postgres'), { patienceMilliseconds: 300, freeBytes: () => free })
  })
  afterAll(() => metadata?.close())

  test('is not waited for for ever by a transaction that asks the store instead of the connection it was given', async () => {
    await expect(metadata.transaction(() => metadata.query('SELECT 1'))).rejects.toThrow('use the connection that it was given')
    await expect(metadata.transaction(() => metadata.transaction(async () => 1))).rejects.toThrow('use the connection that it was given')
    expect((await metadata.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }])
  })

  test('refuses to write to a disk that is nearly full, and to read from one that is full, until there is room again', async () => {
    await metadata.query('CREATE TABLE scarce (n int)')
    free = 20e6
    await expect(metadata.query('INSERT INTO scarce VALUES (1)')).rejects.toMatchObject({
      code: '53100',
      message: expect.stringContaining('Only 20 MB are free'),
    })
    await expect(metadata.transaction((connection) => connection.query('SELECT 1'))).rejects.toMatchObject({ code: '53100' })
    expect((await metadata.query('SELECT * FROM scarce')).rows).toEqual([])
    free = 1e6
    await expect(metadata.query('SELECT * FROM scarce')).rejects.toMatchObject({ code: '53100' })
    free = 1e9
    expect((await metadata.query('INSERT INTO scarce VALUES (1)')).rowCount).toBe(1)
  })

  test('goes to each in the order asked for, also after one gave up or failed', async () => {
    const order: string[] = []
    const note = (name: string) => () => void order.push(name)
    const long = metadata.transaction(async (connection) => {
      await new Promise((resolve) => setTimeout(resolve, 500))
      await connection.query('SELECT 1')
    })
    const impatient = metadata.query('SELECT 2').catch(note('gave up'))
    await new Promise((resolve) => setTimeout(resolve, 400))
    const rest = [
      metadata.query('SELECT nonsense').catch(note('failed')),
      metadata.query('SELECT 3').then(note('third')),
      metadata.query('SELECT 4').then(note('fourth')),
    ]
    await Promise.all([long.then(note('long')), impatient, ...rest])
    expect(order).toEqual(['gave up', 'long', 'failed', 'third', 'fourth'])
  })
})

test('a server that does not answer is told from a statement that failed', async () => {
  await expect(openServer('postgres://trill@127.0.0.1:1/trill')).rejects.toBeInstanceOf(MetadataUnavailable)
})

test('a PostgreSQL older than 15 is refused by its version', () => {
  expect(() => refuseOld({ number: 140_011, name: '14.11' })).toThrow('PostgreSQL 14.11; Trill needs 15 or newer')
  expect(() => refuseOld({ number: 150_000, name: '15.0' })).not.toThrow()
})

test('a creation that was interrupted is begun again', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'trill-metadata-'))
  temporary.push(dataDir)
  mkdirSync(join(dataDir, 'postgres'))
  writeFileSync(join(dataDir, 'postgres', 'PG_VERSION'), '18\n')
  writeFileSync(join(dataDir, 'postgres.creating'), '')
  const metadata = await openMetadata({ dataDir, postgresUrl: '' })
  expect((await metadata.query('SELECT count(*) AS n FROM workspaces')).rows).toEqual([{ n: 0 }])
  await metadata.close()
})

test('a directory that holds something else is named in the error', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'trill-metadata-'))
  temporary.push(dataDir)
  mkdirSync(join(dataDir, 'postgres'))
  writeFileSync(join(dataDir, 'postgres', 'PG_VERSION'), '9\n')
  await expect(openMetadata({ dataDir, postgresUrl: '' })).rejects.toThrow(
    `The embedded PostgreSQL in ${dataDir}/postgres could not be opened`,
  )
})
