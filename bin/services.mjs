import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chownSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'

/**
 * The optional services of the tests. `open` answers the variables to set and how to close what it
 * started, or undefined where the service is not found.
 */
const SERVICES = [
  { name: 'browser', open: findBrowser, skips: 'the browser tests', remedy: 'install Chromium or set TRILL_CHROMIUM to its path' },
  {
    name: 'postgres',
    open: openPostgres,
    skips: 'the PostgreSQL server tests',
    remedy: 'install PostgreSQL 15 or newer or set TRILL_TEST_POSTGRES_URL',
  },
  { name: 'redis', open: openRedis, skips: 'the Redis tests', remedy: 'install redis-server or set TRILL_TEST_REDIS_URL' },
  {
    name: 'kafka',
    open: addressIn('TRILL_TEST_KAFKA_BROKERS'),
    skips: 'the Kafka tests',
    remedy: 'set TRILL_TEST_KAFKA_BROKERS to host:port',
  },
  {
    name: 'clickhouse',
    open: addressIn('TRILL_TEST_CLICKHOUSE_URL'),
    skips: 'the ClickHouse server tests',
    remedy: 'set TRILL_TEST_CLICKHOUSE_URL',
  },
  {
    name: 'onnx',
    open: addressIn('TRILL_ONNX_RUNTIME'),
    skips: 'the tests of ONNX models',
    remedy: 'set TRILL_ONNX_RUNTIME to a folder in which onnxruntime-web is installed',
  },
]

/** What `TRILL_TEST_REQUIRE` may list. */
export const SERVICE_NAMES = SERVICES.map(({ name }) => name)

const POSTGRES_MAJOR_MIN = 15
const START_SECONDS = 60

/** Finds or starts every service. What cannot be found is listed in `missing`. */
export async function openServices(environment) {
  const opened = { environment: {}, missing: [], closers: [] }
  try {
    for (const service of SERVICES) {
      const found = await service.open(environment)
      if (found === undefined) opened.missing.push(service)
      else Object.assign(opened.environment, found.environment)
      if (found?.close) opened.closers.push(found.close)
    }
  } catch (error) {
    await closeServices(opened)
    throw error
  }
  return opened
}

/** Stops and removes whatever `openServices` started. */
export async function closeServices({ closers }) {
  await Promise.all(closers.map((close) => close()))
}

function addressIn(variable) {
  return (environment) => (environment[variable] ? { environment: { [variable]: environment[variable] } } : undefined)
}

function findBrowser({ TRILL_CHROMIUM, PATH }) {
  if (TRILL_CHROMIUM && !existsSync(TRILL_CHROMIUM)) throw new Error(`TRILL_CHROMIUM names ${TRILL_CHROMIUM}, which does not exist`)
  const path =
    TRILL_CHROMIUM ||
    [
      '/usr/bin/chromium',
      '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
      '/Applications/Chromium.app/Contents/MacOS/Chromium',
    ].find(existsSync) ||
    onPath(['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'], PATH)
  return path && { environment: { TRILL_CHROMIUM: path } }
}

async function openPostgres({ TRILL_TEST_POSTGRES_URL, PATH }) {
  if (TRILL_TEST_POSTGRES_URL) return { environment: { TRILL_TEST_POSTGRES_URL } }
  const binaries = postgresBinaries(PATH)
  if (binaries === undefined) return undefined
  const directory = mkdtempSync(join(tmpdir(), 'trill-postgres-'))
  const remove = () => rmSync(directory, { recursive: true, force: true })
  try {
    const { server, port } = await startPostgres(binaries, directory)
    const environment = { TRILL_TEST_POSTGRES_URL: `postgres://trill@127.0.0.1:${port}/postgres` }
    return { environment, close: () => stop(server, 'SIGINT').then(remove) }
  } catch (error) {
    remove()
    throw error
  }
}

/** Durability is off: the cluster lives no longer than the tests. */
async function startPostgres(binaries, directory) {
  const data = join(directory, 'data')
  const options = { cwd: directory, env: { LC_ALL: 'C', HOME: directory }, ...unprivileged(directory) }
  const initdb = ['-D', data, '-U', 'trill', '--auth=trust', '--encoding=UTF8', '--no-locale', '--no-sync']
  execFileSync(join(binaries, 'initdb'), initdb, { ...options, stdio: ['ignore', 'ignore', 'pipe'] })
  const port = await freePort()
  const fast = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off', 'max_connections=200']
  const settings = fast.flatMap((setting) => ['-c', setting])
  const server = spawn(join(binaries, 'postgres'), ['-D', data, '-h', '127.0.0.1', '-p', String(port), '-k', directory, ...settings], {
    ...options,
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  await ready(server, server.stderr, 'SIGINT')
  return { server, port }
}

async function openRedis({ TRILL_TEST_REDIS_URL, PATH }) {
  if (TRILL_TEST_REDIS_URL) return { environment: { TRILL_TEST_REDIS_URL } }
  const binary = onPath(['redis-server', 'valkey-server'], PATH)
  if (binary === undefined) return undefined
  const port = await freePort()
  const server = spawn(binary, ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'], {
    cwd: tmpdir(),
    detached: true,
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  await ready(server, server.stdout, 'SIGTERM')
  return { environment: { TRILL_TEST_REDIS_URL: `redis://127.0.0.1:${port}` }, close: () => stop(server, 'SIGTERM') }
}

/** The directory with `initdb` and `postgres` of a version that Trill supports, the newest first. */
function postgresBinaries(path) {
  const versioned = (parent, bin) => (existsSync(parent) ? readdirSync(parent).map((version) => join(parent, version, bin)) : [])
  const homebrew = ['/opt/homebrew/opt', '/usr/local/opt'].flatMap((parent) =>
    versioned(parent, 'bin').filter((bin) => bin.includes('/postgresql')),
  )
  const configured = onPath(['pg_config'], path)
  const candidates = [
    ...(path ?? '').split(delimiter),
    ...versioned('/usr/lib/postgresql', 'bin').sort().reverse(),
    ...(configured ? [execFileSync(configured, ['--bindir'], { encoding: 'utf8' }).trim()] : []),
    ...homebrew.sort().reverse(),
  ]
  return candidates.find(
    (bin) => existsSync(join(bin, 'initdb')) && existsSync(join(bin, 'postgres')) && postgresMajor(bin) >= POSTGRES_MAJOR_MIN,
  )
}

function postgresMajor(bin) {
  const version = execFileSync(join(bin, 'postgres'), ['--version'], { encoding: 'utf8' })
  return Number(version.match(/\) (\d+)/)?.[1] ?? 0)
}

/** PostgreSQL refuses to run as root: for root the directory and the process go to an ordinary user. */
function unprivileged(directory) {
  if (process.getuid?.() !== 0) return {}
  const users = new Map(
    readFileSync('/etc/passwd', 'utf8')
      .split('\n')
      .map((line) => line.split(':'))
      .map(([name, , uid, gid]) => [name, { uid: Number(uid), gid: Number(gid) }]),
  )
  const user = users.get('postgres') ?? users.get('nobody')
  if (user === undefined)
    throw new Error('PostgreSQL does not run as root and there is no user postgres or nobody; set TRILL_TEST_POSTGRES_URL')
  chownSync(directory, user.uid, user.gid)
  return user
}

/** Waits for the words with which both PostgreSQL and Redis say that they are up; stops a server that does not say them. */
async function ready(server, output, stopSignal) {
  let said = ''
  const spoken = new Promise((resolve) => {
    output.setEncoding('utf8').on('data', (chunk) => {
      said = (said + chunk).slice(-4000)
      if (/ready to accept connections/i.test(said)) resolve('ready')
    })
  })
  const ended = once(server, 'exit').then(() => 'ended')
  const outcome = await Promise.race([spoken, ended, wait(START_SECONDS * 1000, 'late', { ref: false })])
  if (outcome === 'ready') return
  await stop(server, stopSignal)
  throw new Error(`${server.spawnfile} ${outcome === 'ended' ? 'ended' : `was not ready in ${START_SECONDS} s`}:\n${said}`)
}

async function stop(server, signal) {
  if (server.exitCode !== null || server.signalCode !== null) return
  const ended = once(server, 'exit')
  server.kill(signal)
  if ((await Promise.race([ended, wait(10_000, 'late', { ref: false })])) !== 'late') return
  server.kill('SIGKILL')
  await ended
}

async function freePort() {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const { port } = probe.address()
  probe.close()
  await once(probe, 'close')
  return port
}

function onPath(names, path) {
  return names.flatMap((name) => (path ?? '').split(delimiter).map((directory) => join(directory, name))).find(existsSync)
}
