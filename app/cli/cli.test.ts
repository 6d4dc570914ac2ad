import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { Command } from 'commander'
import { pino } from 'pino'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { prepareDataDirectory } from '../../test/store-templates.ts'
import { QUICK } from '../../test/trill-process.ts'
import { openMetadata } from '../platform/postgres/open.ts'
import { EXIT_CODES } from './exit-codes.ts'
import { buildProgram, run } from './program.ts'

const TRILL = fileURLToPath(new URL('../../bin/trill.mjs', import.meta.url))
const directory = mkdtempSync(join(tmpdir(), 'trill-cli-'))
const dataDir = join(directory, 'data')
const started = new Set<ChildProcess>()

beforeAll(async () => {
  await prepareDataDirectory(dataDir)
})
afterEach(async () => {
  for (const process of started) await stop(process)
  vi.unstubAllEnvs()
  vi.restoreAllMocks()
})
afterAll(() => rmSync(directory, { recursive: true, force: true }))

const settings = (more: Readonly<Record<string, string>> = {}) => ({
  ...process.env,
  TRILL_DATA_DIR: dataDir,
  TRILL_DEMO: 'off',
  TRILL_PORT: '0',
  TRILL_LOG_LEVEL: 'error',
  ...more,
})

interface Ran {
  readonly status: number | null
  readonly out: string
  readonly err: string
}

async function trill(arguments_: readonly string[], environment: Readonly<Record<string, string>> = {}, input = ''): Promise<Ran> {
  const child = spawn(process.execPath, [QUICK, TRILL, ...arguments_], { cwd: directory, env: settings(environment) })
  const ran = { out: '', err: '' }
  child.stdout.setEncoding('utf8').on('data', (text: string) => (ran.out += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (ran.err += text))
  child.stdin.end(input)
  const [status] = (await once(child, 'close')) as [number | null]
  return { status, ...ran }
}

/** The same in this process, for what is refused before any store is opened. */
async function refused(arguments_: readonly string[], environment: Readonly<Record<string, string>> = {}): Promise<Ran> {
  for (const [name, value] of Object.entries({ TRILL_DATA_DIR: dataDir, ...environment })) vi.stubEnv(name, value)
  const out: string[] = []
  const err: string[] = []
  const terminal = { out: (text: string) => void out.push(text), err: (text: string) => void err.push(text), isWatched: false }
  // What the parser of the command line refuses it writes itself.
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => err.push(String(text)) !== 0)
  const status = await run(['node', 'trill', ...arguments_], terminal)
  return { status, out: out.join(''), err: err.join('') }
}

async function startServer(): Promise<{ child: ChildProcess; url: string; sign_in_link: string }> {
  const child = spawn(process.execPath, [TRILL, 'start', '--json'], {
    cwd: directory,
    env: settings(),
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  started.add(child)
  for await (const line of createInterface({ input: child.stdout })) if (line.startsWith('{')) return { child, ...JSON.parse(line) }
  throw new Error('The server ended before it was ready')
}

async function stop(child: ChildProcess): Promise<number | null> {
  started.delete(child)
  if (child.exitCode !== null) return child.exitCode
  child.kill('SIGINT')
  const [status] = (await once(child, 'exit')) as [number | null]
  return status
}

function file(name: string, content: string): string {
  const path = join(directory, name)
  writeFileSync(path, content)
  return path
}

const MAP = 'message_id=id,type=:share,actor_id=user,occurred_at=at'
const SHARES = 'id,user,at\ns1,ada,2020-01-01T00:00:00Z\ns2,bob,2020-01-01T00:01:00Z\ns3,bob,yesterday\n'

describe('every command', () => {
  test('opens the stores itself where no server runs', { timeout: 120_000 }, async () => {
    const created = await trill(['keys', 'create', '--scope', 'write', '--json'])
    expect(created).toMatchObject({ status: 0, err: '' })
    expect(JSON.parse(created.out)).toMatchObject({ key: expect.stringMatching(/^trill_write_/), scope: 'write', workspace_id: 'main' })
    const shares = file('shares.csv', SHARES)
    const imported = await trill(['import', 'events', shares, '--map', MAP, '--json'])
    expect(imported).toMatchObject({ status: 3, err: '' })
    const counts = { rows_read: 3, rows_accepted: 2, rows_duplicate: 0, rows_rejected: 1 }
    expect(JSON.parse(imported.out).imports).toMatchObject([
      { file: shares, begun: 'started', status: 'done', ...counts, rejects_file: `${shares}.rejects.csv` },
    ])
    expect(readFileSync(`${shares}.rejects.csv`, 'utf8')).toMatch(
      /^line,reason,field,message,row\n4,invalid_time,occurred_at,.*"s3,bob,yesterday"\n$/,
    )
    const counted = await trill(['query', '--json', "SELECT count() AS n FROM events WHERE workspace_id = 'main'"])
    expect(JSON.parse(counted.out)).toMatchObject({ rows: [{ n: 2 }] })
    const tail = await trill(['events', 'tail', '--follow'])
    expect([tail.status, tail.err]).toEqual([0, expect.stringContaining('No server is running')])
    expect(tail.out.trim().split('\n')).toHaveLength(2)
  })

  test('asks the server where one runs', { timeout: 120_000 }, async () => {
    const { child, url, sign_in_link } = await startServer()
    expect(sign_in_link).toContain('/sign-in?token=')
    expect((await trill(['query', '-'], {}, "SELECT 'x' AS letter, 2 AS number")).out).toBe('letter  number\nx            2\n')
    const tail = await trill(['events', 'tail', '--json', '--limit', '5'])
    expect(
      tail.out
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line).message_id),
    ).toEqual(['s1', 's2'])
    const doctor = JSON.parse((await trill(['doctor', '--json'])).out)
    expect([doctor.ok, doctor.checks.filter(({ ok }: { ok: boolean }) => !ok)]).toEqual([true, []])
    expect(doctor.checks.find(({ name }: { name: string }) => name === 'Data directory').detail).toContain(`held by the server at ${url}`)
    const sources = new Map(doctor.settings.map(({ variable, source }: { variable: string; source: string }) => [variable, source]))
    expect([sources.get('TRILL_PORT'), sources.get('TRILL_DATA_DIR'), sources.get('TRILL_HOST')]).toEqual([
      'environment',
      'environment',
      'default',
    ])
    expect(await stop(child)).toBe(0)
  })

  test('doctor reminds of a review that nobody made, though nothing is wrong with the installation', { timeout: 60_000 }, async () => {
    const metadata = await openMetadata({ dataDir, postgresUrl: '', logger: pino({ level: 'silent' }) })
    await metadata.query("UPDATE workspaces SET created_at = now() - interval '2 months' WHERE id = 'main'")
    await metadata.close()
    const { out, status } = await trill(['doctor'])
    expect(out).toMatch(/^DUE +Privacy reviews +overdue: main since \d{4}-\d\d-\d\d$/m)
    expect(status).toBe(0)
  })

  test('Ctrl-C while the demo is loaded stops the start, and the next start goes on', { timeout: 120_000 }, async () => {
    const demo = join(directory, 'demo')
    await prepareDataDirectory(demo)
    const child = spawn(process.execPath, [TRILL, 'start'], {
      cwd: directory,
      env: settings({ TRILL_DEMO: 'on', TRILL_DATA_DIR: demo }),
    })
    let said = ''
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said += text
    })
    while (journalBytes(demo) < 100_000 && child.exitCode === null) await pause(5)
    child.kill('SIGINT')
    expect([(await once(child, 'close'))[0], said]).toEqual([0, expect.stringContaining('the next start goes on')])
    const count = await trill(['query', '--json', 'SELECT count() AS n FROM events'], { TRILL_DATA_DIR: demo })
    expect(JSON.parse(count.out).rows[0].n).toBeGreaterThan(0)
  })

  test('has a help with an example, and the exit statuses stand in the first', async () => {
    const program = await buildProgram()
    const helps = everyCommand(program).filter(({ commands }) => commands.length === 0)
    expect(helps.length).toBeGreaterThan(10)
    expect(helps.filter((command) => !helpOf(command).includes('Examples:\n  $ ')).map((command) => command.name())).toEqual([])
    expect(helps.filter((command) => !helpOf(command).includes('--json')).map((command) => command.name())).toEqual([])
    for (const meaning of Object.values(EXIT_CODES)) expect(helpOf(program)).toContain(meaning)
  })
})

describe('an import', () => {
  test('that is killed, then cancelled with Ctrl-C, goes on each time with the same command and counts every row once', {
    timeout: 180_000,
  }, async () => {
    const rows = 200_000
    const long = file(
      'long.csv',
      `type,actor_id,message_id,occurred_at\n${Array.from({ length: rows }, (_, i) => `view,a${i % 99},long${i},2020-01-01T00:00:00Z`).join('\n')}\n`,
    )
    const killed = await interrupted(long, 'SIGKILL')
    expect([killed.status, killed.out]).toEqual([null, ''])
    const cancelled = await interrupted(long, 'SIGINT')
    expect(cancelled.status).toBe(130)
    expect(JSON.parse(cancelled.out).imports).toMatchObject([{ begun: 'resumed', status: 'cancelled' }])
    const done = await trill(['import', 'events', long])
    expect([done.status, done.err]).toEqual([0, expect.stringMatching(/^long\.csv: going on after row \d+,000\.\n/)])
    expect(done.out).toMatch(/200,000 {2}rows read\n +200,000 {2}accepted\n +0 {2}duplicate/)
    const counted = await trill(['query', '--json', "SELECT count() AS n, uniqExact(message_id) AS ids FROM events WHERE type = 'view'"])
    expect(JSON.parse(counted.out)).toMatchObject({ rows: [{ n: rows, ids: rows }] })
  })

  test.each<[string, string[], number, string]>([
    ['of no file', ['import', 'events', 'gone.csv'], 1, 'The file cannot be read.\nThere is no file gone.csv'],
    ['of a directory', ['import', 'events', '.'], 1, '. is no file'],
    ['of an unknown format', ['import', 'excel', 'x.csv'], 2, 'It must be one of youtube-trending, analytics, events, customers, consents'],
    ['of categories alone', ['import', 'youtube-trending', 'US_category_id.json'], 1, 'only names categories'],
    [
      'of several files into one rejects file',
      ['import', 'events', 'a.csv', 'b.csv', '--rejects', 'r.csv'],
      1,
      '--rejects takes the refused rows of one file',
    ],
    ['with an odd year', ['import', 'youtube-trending', 'x.csv', '--year', 'MMXVII'], 2, 'It must be a whole number'],
  ])('%s is refused', async (_what, arguments_, status, reason) => {
    const ran = await refused(arguments_)
    expect([ran.status, ran.out]).toEqual([status, ''])
    expect(ran.err).toContain(reason)
  })
})

describe('a failure', () => {
  test('of a setting names it', async () => {
    const ran = await refused(['workspaces', 'list'], { TRILL_PORT: 'http' })
    expect([ran.status, ran.err]).toEqual([1, expect.stringContaining('A setting is wrong.\nTRILL_PORT must be a whole number')])
  })

  test('of the command line has the status 2', async () => {
    expect(await trill(['keys', 'create', '--scope', 'everything'])).toMatchObject({
      status: 2,
      out: '',
      err: expect.stringContaining('It must be one of write, read, admin'),
    })
    expect((await trill(['fly'])).status).toBe(2)
    expect(await trill(['--help'])).toMatchObject({ status: 0, err: '' })
  })
})

/** Starts an import and sends it a signal once some rows are stored. */
async function interrupted(path: string, signal: NodeJS.Signals): Promise<{ status: number | null; out: string }> {
  const child = spawn(process.execPath, [QUICK, TRILL, 'import', 'events', path, '--json'], {
    cwd: directory,
    env: settings(),
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const closed = once(child, 'close')
  let out = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text
  })
  const before = journalBytes()
  while (journalBytes() < before + 2_000_000 && child.exitCode === null) await pause(5)
  child.kill(signal)
  const [status] = (await closed) as [number | null]
  return { status, out }
}

function journalBytes(data = dataDir): number {
  const journal = join(data, 'journal')
  const names = existsSync(journal) ? readdirSync(journal).filter((name) => name.endsWith('.journal')) : []
  return names.reduce((sum, name) => sum + (statSync(join(journal, name), { throwIfNoEntry: false })?.size ?? 0), 0)
}

function everyCommand(command: Command): Command[] {
  return [command, ...command.commands.flatMap(everyCommand)]
}

function helpOf(command: Command): string {
  let text = ''
  command.configureOutput({ writeOut: (part) => (text += part), getOutHelpWidth: () => 200 })
  command.outputHelp()
  return text
}
