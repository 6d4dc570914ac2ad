import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { copyFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { textAt } from '@trill/core/tabular/raw-table'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Session } from './command.ts'
import { failureOf } from './failure.ts'
import { buildProgram } from './program.ts'
import { openTable, readWhole } from './table-file.ts'

const TRILL = fileURLToPath(new URL('../../bin/trill.mjs', import.meta.url))
/** 40 rows in two groups, Snappy: x (one missing), n of 64 bits, colour, at (a time) and yes; made with hyparquet-writer 0.17. */
const PARQUET = fileURLToPath(new URL('table-file.case.parquet', import.meta.url))
const directory = mkdtempSync(join(tmpdir(), 'trill-tables-'))
const path = (name: string) => join(directory, name)

beforeAll(() => {
  writeFileSync(path('visits.csv'), customers(','))
})
afterAll(() => rmSync(directory, { recursive: true, force: true }))

/** Runs a command in this process. */
async function trill(...words: readonly string[]) {
  const ran = { out: '', err: '' }
  const session: Session = {
    terminal: {
      out: (text) => {
        ran.out += `${text}\n`
      },
      err: (text) => {
        ran.err += `${text}\n`
      },
      isWatched: false,
    },
    status: 0,
  }
  const failure = await (await buildProgram(session)).parseAsync(['node', 'trill', ...words]).then(() => undefined, failureOf)
  return { ...ran, status: session.status, failure }
}

const train = (out: string, ...more: readonly string[]) =>
  trill(
    'train',
    '--data',
    path('visits.csv'),
    '--target',
    'bought',
    '--task',
    'binary',
    '--algorithm',
    'logistic',
    '--out',
    path(out),
    ...more,
  )

describe('a model', () => {
  test('is trained, predicts, is judged and explained', { timeout: 60_000 }, async () => {
    const trained = await train('model.json', '--json')
    expect(trained).toMatchObject({ status: 0, err: '', failure: undefined })
    const told = JSON.parse(trained.out)
    expect(told).toMatchObject({ task: 'binary', positive: 'yes', out: path('model.json'), split: { kind: 'random', folds: 5 } })
    expect(told.trained.fingerprint).toMatch(/^[0-9a-f]{64}$/)
    expect(told.metrics.auc.value).toBeGreaterThan(0.8)
    expect(told.baseline.auc).toBeLessThan(0.6)

    const predicted = await trill(
      'predict',
      '--model',
      path('model.json'),
      '--data',
      path('visits.csv'),
      '--out',
      path('p.csv'),
      '--with',
      'name',
    )
    expect(predicted.failure).toBeUndefined()
    const lines = readFileSync(path('p.csv'), 'utf8').trimEnd().split('\n')
    expect(lines).toHaveLength(121)
    expect(lines[0]).toBe('row,prediction,probability_no,probability_yes,name')
    const [row, called, no, yes] = (lines[2] as string).split(',')
    expect([row, called, Number(no) + Number(yes)]).toEqual(['2', Number(yes) >= 0.5 ? 'yes' : 'no', 1])
    expect(lines[2]).toMatch(/,"Ada, 1"$/)

    const shown = await trill('evaluate', '--model', path('model.json'), '--data', path('visits.csv'))
    expect(shown.out).toMatch(/FIGURE +THESE ROWS +95 % +WITHOUT COLUMNS\n/)
    const judged = JSON.parse((await trill('evaluate', '--model', path('model.json'), '--data', path('visits.csv'), '--json')).out)
    expect(judged).toMatchObject({ target: 'bought', rows: 120, judged_rows: 120 })
    expect(judged.notes[0]).toContain('has learned from this very file')
    const explained = JSON.parse(
      (await trill('explain', '--model', path('model.json'), '--data', path('visits.csv'), '--row', '2', '--top', '1', '--json')).out,
    )
    expect(explained).toMatchObject({ row: 2, prediction: called, class: 'yes', scale: 'log_odds' })
    const [first] = explained.contributions
    expect(explained.base + first.contribution + explained.others).toBeCloseTo(explained.score, 10)
    expect(1 / (1 + Math.exp(-explained.score))).toBeCloseTo(Number(yes), 10)
    expect(first.words).toMatch(/^“visits” = [\d.]+ (raises|lowers) the log odds of “yes” by [\d.]+$/)
    expect((await trill('explain', '--model', path('model.json'), '--data', path('visits.csv'))).out).toMatch(
      /^COLUMN +MOVES THE LOG ODDS BY\nvisits/,
    )
  })

  test('leaves out what gives the target away, with the formula, unless it is asked for, and says whether it is more than noise', {
    timeout: 60_000,
  }, async () => {
    const rows = Array.from({ length: 200 }, (_, row) => [1 + ((row * 37) % 101), 1 + ((row * 53) % 89), (row * 29) % 97] as const)
    writeFileSync(path('sums.csv'), ['a,b,other,total', ...rows.map(([a, b, other]) => [a, b, other, a + 2 * b].join())].join('\n'))
    const sums = (...more: readonly string[]) =>
      trill('train', '--data', path('sums.csv'), '--target', 'total', '--task', 'regression', '--algorithm', 'linear', ...more)
    const told = JSON.parse((await sums('--out', path('sums.json'), '--json')).out)
    expect(told.leaks).toMatchObject([{ kind: 'sum', columns: ['a', 'b'], formula: { factors: [expect.closeTo(1), expect.closeTo(2)] } }])
    expect(told.left_out).toEqual(expect.arrayContaining([{ name: 'a', reason: 'leak' }]))
    expect(told.noise).toMatchObject({ verdict: 'unlearnable' })
    const text = await sums('--out', path('sums.json'))
    expect(text.out).toContain('“a” and “b” make up “total”: a + 2 × b (R² 1.0000).')
    expect(text.out).toContain('Not learnable from these columns')
    const kept = JSON.parse((await sums('--out', path('sums.json'), '--json', '--keep-leaks')).out)
    expect(kept.metrics.r2.value).toBeGreaterThan(0.999)
    expect(kept.noise).toMatchObject({ verdict: 'learnable' })
  })

  test('of Parquet, judged by time, gives numbers with an interval, and says figures and notes as text', { timeout: 60_000 }, async () => {
    const trained = await trill(
      'train',
      '--data',
      PARQUET,
      '--target',
      'x',
      '--task',
      'regression',
      '--algorithm',
      'linear',
      '--time',
      'at',
      '--out',
      path('x.json'),
    )
    expect(trained.failure).toBeUndefined()
    expect(trained.out).toMatch(/FIGURE +HELD OUT +95 % +WITHOUT COLUMNS\nr2 /)
    expect(trained.out).toContain(
      '- Judged on the newest 28 % of the rows, learned from those before.\n- 1 row has no target and is left out.',
    )
    await trill('predict', '--model', path('x.json'), '--data', PARQUET, '--out', path('x.csv'))
    const [heading, line = ''] = readFileSync(path('x.csv'), 'utf8').split('\n')
    expect(heading).toBe('row,prediction,lower_80,upper_80')
    const [, value, lower, upper] = line.split(',').map(Number)
    expect(lower).toBeLessThan(value as number)
    expect(upper).toBeGreaterThan(value as number)
  })
})

describe('a file', () => {
  test('of Parquet is read with its types and missing cells', async () => {
    const { rows, columns } = await readWhole(await openTable(PARQUET), new AbortController().signal)
    expect(rows).toBe(40)
    const first = columns.map((column) => [column.name, ...[0, 3, 26].map((row) => textAt(column, row))])
    expect(first).toEqual([
      ['x', '0.5', null, '22.5'],
      ['n', '0', '3', '1'],
      ['colour', 'red', 'red', null],
      ['at', '1700000000000', '1700259200000', '1702246400000'],
      ['yes', 'false', 'true', 'true'],
    ])
  })

  test('of text is the same with commas, semicolons, tabs and bars, gzip or not', async () => {
    const names = { 'semicolons.csv': ';', 'tabs.tsv': '\t', 'bars.csv': '|' }
    for (const [name, delimiter] of Object.entries(names)) writeFileSync(path(name), customers(delimiter))
    writeFileSync(path('visits.csv.gz'), gzipSync(customers(',')))
    const read = async (name: string) => readWhole(await openTable(path(name)), new AbortController().signal)
    const expected = await read('visits.csv')
    expect(expected.rows).toBe(120)
    for (const name of [...Object.keys(names), 'visits.csv.gz']) expect(await read(name)).toEqual(expected)
  })

  test('of text may have only a heading', async () => {
    writeFileSync(path('heading.csv'), 'visits,,bought\n')
    const { rows, columns } = await readWhole(await openTable(path('heading.csv')), new AbortController().signal)
    expect([rows, columns.map(({ name }) => name)]).toEqual([0, ['visits', 'column 2', 'bought']])
  })

  test.each([
    ['is empty', 'empty.csv', () => '', /empty\.csv is empty/],
    [
      'has a row that is too short',
      'short.csv',
      () => 'visits,bought\n1,yes\n2\n',
      /short\.csv, line 3: The row has 1 values, the heading has 2/,
    ],
    ['has a quote that never closes', 'quote.csv', () => 'visits,bought\n1,"yes\n', /quote\.csv, line 2: A quote opens/],
    ['has a column twice', 'twice.csv', () => 'bought,bought\n', /more than one column called “bought”/],
    [
      'is a damaged gzip',
      'cut.csv.gz',
      () => gzipSync('visits,bought\n1,yes\n'.repeat(1000)).subarray(0, 60),
      /cut\.csv\.gz cannot be read: The gzip data is damaged/,
    ],
    ['is no Parquet', 'text.parquet', () => 'visits,bought\n', /text\.parquet cannot be read as Parquet/],
  ])('%s', async (_, name, content, message) => {
    writeFileSync(path(name), content())
    const { failure } = await train('none.json', '--data', path(name))
    expect(failure?.detail).toMatch(message)
    expect(failure?.remedy).not.toBe('')
    expect(leftovers('none.json')).toEqual([])
  })

  test('of Parquet that is cut off is refused', async () => {
    copyFileSync(PARQUET, path('cut.parquet'))
    truncateSync(path('cut.parquet'), 900)
    const { failure } = await train('none.json', '--data', path('cut.parquet'))
    expect(failure?.detail).toMatch(/cut\.parquet cannot be read as Parquet/)
  })

  test('that is not there, or no model, is refused', async () => {
    expect((await train('none.json', '--data', path('nowhere.csv'))).failure?.detail).toMatch(/There is no file/)
    const { failure } = await trill('predict', '--model', path('visits.csv'), '--data', path('visits.csv'), '--out', path('none.csv'))
    expect(failure?.detail).toBe('The file is no model of Trill, and none in LightGBM’s text format.')
    expect((await train('no/such/place.json')).failure?.detail).toMatch(/ENOENT/)
  })
})

describe('predictions', () => {
  test('tell of values that training never saw, and name the row of what cannot be used', { timeout: 60_000 }, async () => {
    const head = 'name,colour,visits\n'
    const usable = Array.from({ length: 25_000 }, (_, row) => `n${row},${row === 20_500 ? 'mauve' : 'red'},${row % 9}\n`)
    writeFileSync(path('new.csv'), head + usable.join(''))
    const predict = () => trill('predict', '--model', path('model.json'), '--data', path('new.csv'), '--out', path('new-p.csv'), '--json')
    expect(JSON.parse((await predict()).out)).toMatchObject({ rows: 25_000, unseen: [{ column: 'colour', rows: 1, example: 'mauve' }] })
    usable[24_000] = 'n,red,many\n'
    writeFileSync(path('new.csv'), head + usable.join(''))
    rmSync(path('new-p.csv'))
    expect((await predict()).failure?.detail).toBe('The column “visits” is one of numbers to the model, and holds “many” in row 24001.')
    expect(leftovers('new-p.csv')).toEqual([])
  })
})

describe('a model of ONNX', () => {
  /** sigmoid(a / 2 − b + 1 / 4) of [rows, 2] as `features`, encoded by hand. */
  const ONNX =
    'CAhCBAoAEA06qQEKGAoIZmVhdHVyZXMKAVcSAW0iBk1hdE11bAoOCgFtCgFiEgFzIgNBZGQKGQoBcxILcHJvYmFiaWxpdHkiB1NpZ21vaWQSAWcqEwgCCAEQAUIBV0oIAAAAPwAAgL8qDQgBEAFCAWJKBAAAgD5aGwoIZmVhdHVyZXMSDwoNCAESCQoDEgFOCgIIAmIeCgtwcm9iYWJpbGl0eRIPCg0IARIJCgMSAU4KAggB'
  const RUNTIME = process.env.TRILL_ONNX_RUNTIME ?? ''

  beforeAll(() => {
    writeFileSync(path('model.onnx'), Buffer.from(ONNX, 'base64'))
    writeFileSync(path('ab.csv'), 'id,b,a\nx,2,1\ny,1,-3.5\n')
  })

  test('asks for the runtime where none is installed', async () => {
    const { failure } = await trill('predict', '--model', path('model.onnx'), '--data', path('ab.csv'), '--out', path('ab-p.csv'))
    expect(failure).toMatchObject({
      title: 'ONNX Runtime is not installed',
      remedy: expect.stringContaining('npm install onnxruntime-web@'),
    })
    expect(leftovers('ab-p.csv')).toEqual([])
  })

  test.runIf(RUNTIME !== '')('predicts where one is', { timeout: 60_000 }, async () => {
    const words = ['predict', '--model', path('model.onnx'), '--data', path('ab.csv'), '--out', path('ab-p.csv'), '--with', 'id']
    const predict = async (...more: readonly string[]) => {
      const child = spawn(process.execPath, [TRILL, ...words, ...more], { cwd: RUNTIME, stdio: ['ignore', 'ignore', 'pipe'] })
      let said = ''
      child.stderr.setEncoding('utf8').on('data', (text: string) => {
        said += text
      })
      return [...(await once(child, 'close')), said]
    }
    expect((await predict())[2]).toContain('The model takes 2 columns, and 3 are given: “id”, “b”, “a”')
    expect((await predict('--columns', 'a,b'))[0]).toBe(0)
    const lines = readFileSync(path('ab-p.csv'), 'utf8').trimEnd().split('\n')
    expect(lines[0]).toBe('row,probability,id')
    expect(lines.slice(1).map((line) => Number(line.split(',')[1]))).toEqual([
      expect.closeTo(1 / (1 + Math.exp(1.25)), 6),
      expect.closeTo(1 / (1 + Math.exp(2.5)), 6),
    ])
  })
})

test('Ctrl-C ends a training, and nothing of a file is left', { timeout: 60_000 }, async () => {
  const rows = Array.from({ length: 40_000 }, (_, row) => `${Math.sin(row)},${Math.cos(row * row)},${(row * 7919) % 101},${row % 2}\n`)
  writeFileSync(path('long.csv'), `a,b,c,y\n${rows.join('')}`)
  const child = spawn(process.execPath, [
    TRILL,
    'train',
    '--data',
    path('long.csv'),
    '--target',
    'y',
    '--task',
    'binary',
    '--out',
    path('long.json'),
  ])
  let said = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text))
  while (leftovers('long.json').length === 0) await pause(20)
  await pause(300)
  child.kill('SIGINT')
  const [status] = (await once(child, 'close')) as [number | null]
  expect([status, said]).toEqual([130, expect.stringContaining('Cancelled; nothing was written.')])
  expect(leftovers('long.json')).toEqual([])
})

function leftovers(name: string): string[] {
  return readdirSync(directory).filter((file) => file.startsWith(name) && existsSync(path(file)))
}

/** Who visits often has bought; names hold commas. */
function customers(delimiter: string): string {
  const rows = Array.from({ length: 120 }, (_, row) => {
    const visits = ((row * 37) % 120) / 12
    const bought = visits + 3 * Math.sin(row) > 5 ? 'yes' : 'no'
    return [`"Ada, ${row}"`, ['red', 'green', 'NA'][row % 3], visits.toFixed(2), bought].join(delimiter)
  })
  return `${[['name', 'colour', 'visits', 'bought'].join(delimiter), ...rows].join('\n')}\n`
}
