import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { existsSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { CUSTOMER_COLUMNS, type CustomerColumn } from '@trill/contract/customers'
import { EventInput } from '@trill/contract/event'
import { EVENT_TYPES } from '@trill/contract/event-types'
import { MISSING } from '@trill/core/population/columns'
import { createPopulation } from '@trill/core/population/population'
import { type RawTable, textAt } from '@trill/core/tabular/raw-table'
import type { Command } from 'commander'
import { Check } from 'typebox/value'
import { afterAll, describe, expect, test } from 'vitest'
import type { Session } from './command.ts'
import { failureOf } from './failure.ts'
import { buildProgram } from './program.ts'
import { openTable, readWhole } from './table-file.ts'

const TRILL = fileURLToPath(new URL('../../bin/trill.mjs', import.meta.url))
/** SHA-256 of 2,000 customers from seed 42 as CSV. It changes when the model does, and then CHANGELOG says so. */
const DIGEST = '02f663e0ea5e28377893e893561916af3921f5a37262fa865e4ec1fb5620a451'
const directory = mkdtempSync(join(tmpdir(), 'trill-generate-'))
const path = (name: string) => join(directory, name)
const whole = async (name: string) => readWhole(await openTable(path(name)), new AbortController().signal)

afterAll(() => rmSync(directory, { recursive: true, force: true }))

describe('generated customers', () => {
  test('are the same in every format, with the columns of the catalogue, and reach their targets', async () => {
    for (const format of ['csv', 'ndjson', 'parquet']) {
      const made = await trill('generate', 'customers', '--count', '3000', '--seed', '5', '--out', path(`c.${format}`), '--json')
      expect(made).toMatchObject({ status: 0, err: '', failure: undefined })
      expect(JSON.parse(made.out)).toMatchObject({ customers: 3000, seed: 5, format, provenance: 'simulated' })
      const checked = await trill('generate', 'check', path(`c.${format}`), '--json')
      expect([checked.status, JSON.parse(checked.out).missed]).toEqual([0, 0])
    }
    const [csv, ndjson, parquet] = [await whole('c.csv'), await whole('c.ndjson'), await whole('c.parquet')]
    expect(csv.columns.map(({ name }) => name)).toEqual(Object.keys(CUSTOMER_COLUMNS))
    expect(cells(ndjson)).toEqual(cells(csv))
    expect(cells(parquet)).toEqual(
      cells(csv).map((column) => (column[0] === 'data_generated_at' ? [column[0], ...numbersOf(parquet)] : column)),
    )
  })

  test('are the same bytes from the same seed, on every machine', async () => {
    await trill('generate', 'customers', '--count', '2000', '--out', path('digest.csv'))
    expect(
      createHash('sha256')
        .update(readFileSync(path('digest.csv')))
        .digest('hex'),
    ).toBe(DIGEST)
  })

  test('have the decimals of the catalogue, and are missing only where it says so', () => {
    const { columns } = createPopulation(3, 3000).block(0)
    for (const [name, { type, decimals, nullWhen }] of Object.entries<CustomerColumn>(CUSTOMER_COLUMNS)) {
      const column = columns[name]
      if (column === undefined) expect(['customer_id', 'data_generated_at']).toContain(name)
      else if (column.kind === 'word') expect(type).toBe('text')
      else {
        expect({ name, type, decimals: decimals ?? 0 }).toEqual({
          name,
          type: column.decimals === 0 ? 'integer' : 'decimal',
          decimals: column.decimals,
        })
        expect([name, column.scaled.includes(MISSING)]).toEqual([name, nullWhen !== undefined])
      }
    }
  })

  test('may be none, or one', async () => {
    await trill('generate', 'customers', '--count', '0', '--out', path('none.parquet'))
    await trill('generate', 'customers', '--count', '0', '--out', path('none.csv'))
    for (const name of ['none.parquet', 'none.csv']) {
      expect(await whole(name)).toMatchObject({ rows: 0, columns: { length: 72 } })
      const checked = await trill('generate', 'check', path(name))
      expect(checked).toMatchObject({ status: 1, out: expect.stringContaining('0 customers are too few to tell; 1,000 are needed.') })
    }
    await trill('generate', 'customers', '--count', '1', '--out', path('one.ndjson'))
    expect(JSON.parse(readFileSync(path('one.ndjson'), 'utf8'))).toMatchObject({
      customer_id: 'c42-00000001',
      data_generated_at: '2026-01-01T00:00:00Z',
    })
  })
})

describe('a check', () => {
  test('finds what is not as it is to be', async () => {
    await trill('generate', 'customers', '--count', '3000', '--out', path('changed.csv'))
    writeFileSync(path('changed.csv'), readFileSync(path('changed.csv'), 'utf8').replaceAll(',Female,', ',Male,'))
    const { status, out } = await trill('generate', 'check', path('changed.csv'))
    expect(status).toBe(1)
    expect(out).toMatch(/^women +48 +0 .*missed$/m)
    expect(out).toMatch(/^match rate of women against men +3 +- .*insufficient data$/m)
    expect(out).toContain('45 of 48 reached, by 3,000 customers. Tolerances are wider than those stated for 100,000')
  })

  test('names the column that is missing, and the line that is broken', async () => {
    writeFileSync(path('other.csv'), 'customer_id,age\nc1,20\n')
    expect((await trill('generate', 'check', path('other.csv'))).failure?.detail).toContain(
      'has no column “engagement_score” for the check',
    )
    writeFileSync(path('broken.ndjson'), '{"a":1}\n{"a":\n')
    expect((await trill('generate', 'check', path('broken.ndjson'))).failure?.detail).toContain('line 2: The line is no JSON object.')
    writeFileSync(path('more.ndjson'), '{"a":1}\n{"a":2,"b":3}\n')
    expect((await trill('generate', 'check', path('more.ndjson'))).failure?.detail).toContain('line 2: The object has “b”')
  })
})

describe('generated events', () => {
  test('are events that ingest takes, with their truths beside them', async () => {
    const options = ['--days', '3', '--customers', '300', '--activity', '0.2', '--start', '2026-02-02', '--out', path('events.ndjson')]
    const made = await trill('generate', 'events', ...options, '--json')
    expect(made).toMatchObject({ status: 0, err: '', failure: undefined })
    const lines = readFileSync(path('events.ndjson'), 'utf8').trimEnd().split('\n')
    const told = JSON.parse(made.out)
    expect(told).toMatchObject({ events: lines.length, customers: 300, days: 3, provenance: 'simulated' })
    const events = lines.map((line) => JSON.parse(line))
    expect(events.filter((event) => !Check(EventInput, event))).toEqual([])
    expect(events.filter(({ type }) => !(type in EVENT_TYPES))).toEqual([])
    expect(events[0].occurred_at.slice(0, 10)).toBe('2026-02-02')
    expect(JSON.parse(readFileSync(told.truths, 'utf8'))).toMatchObject({ provenance: 'simulated', events: lines.length })
    const first = readFileSync(path('events.ndjson'))
    await trill('generate', 'events', ...options)
    expect(readFileSync(path('events.ndjson')).equals(first)).toBe(true)
  })

  test.each([
    [['--days', '0'], 'It must be a whole number from 1 to 3660.'],
    [['--to', 'ftp://example.com'], 'It must be an address as in https://trill.example.com.'],
    [['--customers', '0'], 'It must be a whole number from 1 to 1000000.'],
    [['--activity', '1.5'], 'It must be a number above 0 and at most 1.'],
    [['--start', 'today'], 'It must be a day as in 2026-01-05.'],
  ])('%j is refused with the reason', async (options, reason) => {
    expect((await trill('generate', 'events', ...options, '--out', path('x.ndjson'))).err).toContain(reason)
  })
})

describe('what cannot be made', () => {
  const limit = 'It must be a whole number from 0 to 100000000: customers are numbered with eight digits.'
  test.each([
    [['--count', '-5', '--out', 'x.csv'], limit],
    [['--count', '1000000000', '--out', 'x.csv'], limit],
    [['--count', '1e9', '--out', 'x.csv'], limit],
    [['--format', 'xml', '--out', 'x.csv'], 'Allowed choices are parquet, csv, ndjson.'],
    [['--generated-at', 'soon', '--out', 'x.csv'], 'It must be a time as in 2026-01-01T00:00:00Z.'],
    [['--count', '5'], "required option '--out <file>' not specified"],
  ])('%j is refused with the reason', async (options, reason) => {
    expect((await trill('generate', 'customers', ...options)).err).toContain(reason)
  })

  test.each([
    [['--out', '/tmp/customers'], 'The name /tmp/customers does not say in which format to write.'],
    [['--out', '/tmp/customers.constructor'], 'The name /tmp/customers.constructor does not say in which format to write.'],
    [['--format', 'parquet', '--out', '-'], 'Parquet is not text for a standard output.'],
    [['--out', '/nowhere/at/all.csv'], 'no such file or directory'],
  ])('%j fails with the reason', async (options, reason) => {
    expect((await trill('generate', 'customers', '--count', '5', ...options)).failure?.detail).toContain(reason)
  })

  test('Ctrl-C leaves no file behind, and a reader that has enough no error', { timeout: 60_000 }, async () => {
    const long = start(['--count', '5000000', '--out', path('long.csv')], 'pipe')
    while (files('long.csv').length === 0) await pause(20)
    await pause(300)
    long.child.kill('SIGINT')
    expect(await long.end()).toEqual([130, expect.stringContaining('Cancelled; nothing was written.')])
    expect(files('long.csv')).toEqual([])

    const head = start(['--count', '5000000', '--format', 'csv', '--out', '-'], 'pipe')
    await once(head.child.stdout as NonNullable<typeof head.child.stdout>, 'data')
    head.child.stdout?.destroy()
    expect((await head.end())[0]).toBe(0)
  })

  test.skipIf(!existsSync('/dev/full'))('a full disk is told', { timeout: 60_000 }, async () => {
    const [status, said] = await start(['--count', '20000', '--format', 'csv', '--out', '-'], openSync('/dev/full', 'w')).end()
    expect(status).toBe(1)
    expect(said).toMatch(/no space left on device[\s\S]*Free disk space and repeat\./)
  })
})

/** Runs a command in this process. */
async function trill(...words: readonly string[]) {
  const ran = { out: '', err: '' }
  const err = (text: string) => {
    ran.err += `${text}\n`
  }
  const out = (text: string) => {
    ran.out += `${text}\n`
  }
  const session: Session = { terminal: { out, err, isWatched: false }, status: 0 }
  const program = await buildProgram(session)
  for (const command of everyCommandOf(program)) command.exitOverride().configureOutput({ writeErr: err })
  const failure = await program.parseAsync(['node', 'trill', ...words]).then(() => undefined, failureOf)
  return { ...ran, status: session.status, failure }
}

function everyCommandOf(command: Command): Command[] {
  return [command, ...command.commands.flatMap(everyCommandOf)]
}

/** Runs `trill generate customers` in a process of its own. */
function start(options: readonly string[], stdout: 'pipe' | number) {
  const child = spawn(process.execPath, [TRILL, 'generate', 'customers', ...options], { stdio: ['ignore', stdout, 'pipe'] })
  let said = ''
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    said += text
  })
  const closed = once(child, 'close')
  return { child, end: async () => [((await closed) as [number | null])[0], said] as const }
}

function files(name: string): string[] {
  return readdirSync(directory).filter((file) => file.startsWith(name))
}

function cells({ columns, rows }: RawTable) {
  return columns.map((column) => [column.name, ...Array.from({ length: rows }, (_, row) => textAt(column, row))])
}

/** Moments of a Parquet file are numbers, milliseconds since 1970. */
function numbersOf({ columns, rows }: RawTable): string[] {
  expect(columns.at(-1)?.numbers[0]).toBe(Date.parse('2026-01-01T00:00:00Z'))
  return new Array<string>(rows).fill(String(Date.parse('2026-01-01T00:00:00Z')))
}
