import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { afterAll, describe, expect, test } from 'vitest'
import { type CsvRow, readCsv } from './csv.ts'
import { readLines, type TextLine } from './ndjson.ts'
import { openSource } from './source.ts'

const directory = mkdtempSync(join(tmpdir(), 'trill-csv-'))
const file = join(directory, 'rows.csv')
afterAll(() => rmSync(directory, { recursive: true, force: true }))

async function csv(content: string | Buffer, { encoding, delimiter }: { encoding?: string; delimiter?: string } = {}): Promise<CsvRow[]> {
  writeFileSync(file, content)
  const rows: CsvRow[] = []
  for await (const part of readCsv(await openSource(file, encoding), delimiter)) rows.push(...part)
  return rows
}

async function lines(content: string | Buffer): Promise<TextLine[]> {
  writeFileSync(file, content)
  const all: TextLine[] = []
  for await (const part of readLines(await openSource(file))) all.push(...part)
  return all
}

const plain = (rows: readonly CsvRow[]) => rows.map(({ line, cells }) => [line, ...cells])

describe('rows of a CSV file', () => {
  test('know the line they begin on, over quoted line breaks, blank lines and every way to end a line', async () => {
    expect(plain(await csv('a,b\r\n1,"x\r\ny\r\nz"\r\n\r\n2,w\r\n'))).toEqual([
      [1, 'a', 'b'],
      [2, '1', 'x\ny\nz'],
      [6, '2', 'w'],
    ])
    expect(plain(await csv('a\rb\r\r\nc'))).toEqual([
      [1, 'a'],
      [2, 'b'],
      [4, 'c'],
    ])
  })

  test('lose the byte order mark, keep stray quotes and unequal widths', async () => {
    expect(plain(await csv('\ufeffa,b\n1,5" wide\n2,"he said "no"",x\n3\n'))).toEqual([
      [1, 'a', 'b'],
      [2, '1', '5" wide'],
      [3, '2', '"he said "no""', 'x'],
      [4, '3'],
    ])
  })

  test('are read from gzip, also of several members', async () => {
    expect(plain(await csv(Buffer.concat([gzipSync('a,b\n1,'), gzipSync('x\n2,y\n')])))).toEqual([
      [1, 'a', 'b'],
      [2, '1', 'x'],
      [3, '2', 'y'],
    ])
  })

  test('with bytes that are not UTF-8 are refused by column, and only they', async () => {
    const [, bad, good] = await csv(Buffer.concat([Buffer.from('a,b\n1,'), Buffer.from([0x63, 0xff, 0x64]), Buffer.from('\n2,ñandú 🎬\n')]))
    expect(bad).toMatchObject({ line: 2, cells: ['1', 'c\ufffdd'], fault: { reason: 'invalid_utf8', field: 'column 2' } })
    expect(good).toEqual({ line: 3, cells: ['2', 'ñandú 🎬'] })
  })

  test('are read in another encoding when it is named', async () => {
    expect(plain(await csv(Buffer.from('a\nñ\n', 'latin1'), { encoding: 'windows-1252' }))).toEqual([
      [1, 'a'],
      [2, 'ñ'],
    ])
    expect(plain(await csv(Buffer.from('\ufeffa\nñ\n', 'utf16le'), { encoding: 'utf-16le' }))).toEqual([
      [1, 'a'],
      [2, 'ñ'],
    ])
    const marked = Buffer.from('\ufeffa\nñ\n', 'utf16le')
    for (const bytes of [marked, Buffer.from(marked).swap16()])
      expect(plain(await csv(bytes))).toEqual([
        [1, 'a'],
        [2, 'ñ'],
      ])
    await expect(csv('a', { encoding: 'klingon' })).rejects.toThrow('The encoding "klingon" is not known')
  })

  test('whose quote never closes are refused alone; the rows after are read', async () => {
    const rows = await csv('a,b\n1,"open\n2,x\n3,y\n')
    expect(plain(rows)).toEqual([
      [1, 'a', 'b'],
      [2, '1,"open'],
      [3, '2', 'x'],
      [4, '3', 'y'],
    ])
    expect(rows[1]?.fault).toMatchObject({ reason: 'unclosed_quote' })
  })

  test('longer than a megabyte are refused alone', async () => {
    const rows = await csv(`a,b\n1,"${'x\n'.repeat(600_000)}"\n2,y\n`.replace('x\n'.repeat(600_000), 'x'.repeat(1_200_000)))
    expect(rows.map(({ line, fault }) => [line, fault?.reason])).toEqual([
      [1, undefined],
      [2, 'line_too_long'],
      [3, undefined],
    ])
  })

  test('are what csv-parse makes of the whole text at once, however it falls into pieces', async () => {
    const cell = fc.string({ unit: fc.constantFrom('a', 'é', '"', ',', '\n', '\r', ' ', '0'), maxLength: 6 })
    const row = fc.array(cell, { minLength: 2, maxLength: 4 })
    await fc.assert(
      fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 20 }), async (rows) => {
        const text = rows.map((cells) => cells.map((value) => `"${value.replaceAll('"', '""')}"`).join(',')).join('\r\n')
        const unified = text.replaceAll(/\r\n?/g, '\n')
        const expected = parse(unified, { relax_column_count: true }) as string[][]
        expect((await csv(text)).map(({ cells }) => cells)).toEqual(expected)
      }),
      { numRuns: 60 },
    )
  })
})

describe('a gzip file', () => {
  const whole = gzipSync(Array.from({ length: 20_000 }, (_, i) => `row ${Math.sin(i)}`).join('\n'))

  test.each([
    ['cut off', whole.subarray(0, whole.length - 1000)],
    ['changed', Buffer.concat([whole.subarray(0, 5000), Buffer.alloc(50), whole.subarray(5050)])],
  ])('that is %s is refused before anything of it is used', async (_how, content) => {
    writeFileSync(file, content)
    const source = await openSource(file)
    await expect(source.verify()).rejects.toThrow('The gzip data is damaged or cut off')
  })

  test('that is whole passes, and says how much of it was read', async () => {
    writeFileSync(file, whole)
    const source = await openSource(file)
    await source.verify()
    expect(source.bytesRead()).toBe(whole.length)
    expect(source.bytesTotal).toBe(whole.length)
  })
})

describe('lines', () => {
  test('are read over pieces, blank ones left out, the last without its end too', async () => {
    const long = 'x'.repeat(100_000)
    expect(await lines(`one\r\n\r\n${long}\n  \nlast`)).toEqual([
      { line: 1, text: 'one' },
      { line: 3, text: long },
      { line: 5, text: 'last' },
    ])
    expect(await lines('')).toEqual([])
  })

  test('that are too long or not UTF-8 are refused alone', async () => {
    const found = await lines(Buffer.concat([Buffer.from(`${'x'.repeat(1_100_000)}\n`), Buffer.from([0xff, 10]), Buffer.from('good')]))
    expect(found.map(({ line, fault }) => [line, fault?.reason])).toEqual([
      [1, 'line_too_long'],
      [2, 'invalid_utf8'],
      [3, undefined],
    ])
  })
})
