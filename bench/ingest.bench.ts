import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { PERSONAL_DATA_KINDS } from '@trill/core/personal-data/kinds'
import { openEmbedded } from '../app/platform/clickhouse/embedded.ts'
import { createWriteKey, startTrill, type TrillProcess } from '../test/trill-process.ts'
import { PEOPLE, type People } from './load/bodies.ts'
import { type Ceilings, measureCeilings } from './load/ceilings.ts'
import type { Load, LoadResult } from './load/generator.ts'
import { machine, versions } from './load/machine.ts'
import { MemoryWatch, processorSeconds } from './load/memory.ts'

const GENERATOR = fileURLToPath(new URL('load/generator.ts', import.meta.url))
const BATCH = 500
const SINGLE_CONNECTIONS = 256
const SINGLE_REQUESTS = 100_000
const RATE_SECONDS = 30
const SETTLE_SECONDS = 600
const PRIVACY = ['on', 'off', 'everything', 'both'] as const

interface Options {
  /** Events sent as fast as they are acknowledged. */
  readonly events: number
  /** Events a second of the scenario with a fixed rate. */
  readonly rate: number
  readonly connections: number
  /** Only this scenario. */
  readonly only: string | undefined
  /** Options of the server’s Node, such as `--cpu-prof`. */
  readonly nodeOptions: readonly string[]
  /**
   * `on`: as installed; `off`: personal data is not looked for and nobody is slowed down; `everything`: pseudonymous ids
   * and a tracking plan as well; `both`: all three, one after the other.
   */
  readonly privacy: (typeof PRIVACY)[number]
  readonly people: People
}

/**
 * Events through the real server, in a process of its own, with real keys and everything on disk, from a generator in
 * another process; beside each figure what JSON.parse and the store alone could do on the same machine in the same run.
 */
export async function run(argv: readonly string[]): Promise<void> {
  const options = readOptions(argv)
  const place = machine()
  const ceilings = await measureCeilings()
  const beside = async (privacy: 'off' | 'everything') =>
    options.privacy === 'both' ? await measureApart({ ...options, privacy, only: 'batches_at_saturation' }) : undefined
  const without = await beside('off')
  const everything = await beside('everything')
  const figures = await measureApart(options)
  const { clickhouse, ...raw } = ceilings
  const ratios = ratiosOf(figures, ceilings, without, everything)
  const report = {
    bench: 'ingest',
    privacy: options.privacy,
    people: options.people,
    figures,
    ...(without && { without_privacy: without }),
    ...(everything && { with_everything: everything }),
    ceilings: raw,
    ratios,
  }
  console.log(JSON.stringify({ ...report, machine: place, versions: versions(clickhouse) }, null, 2))
  if (!figures.exactly_once.holds) process.exitCode = 1
}

async function measureApart(options: Options) {
  const dataDir = mkdtempSync(join(tmpdir(), 'trill-bench-'))
  try {
    return await measure(dataDir, options)
  } finally {
    rmSync(dataDir, { recursive: true, force: true })
  }
}

function readOptions(argv: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      events: { type: 'string', default: '3000000' },
      rate: { type: 'string', default: '50000' },
      connections: { type: 'string', default: '16' },
      only: { type: 'string' },
      privacy: { type: 'string', default: 'on' },
      people: { type: 'string', default: 'strangers' },
      'node-option': { type: 'string', multiple: true, default: [] },
    },
  })
  const count = (name: 'events' | 'rate' | 'connections') => {
    const number = Number(values[name])
    if (!Number.isInteger(number) || number < 1) throw new RangeError(`--${name} must be a whole number from 1 on, got "${values[name]}"`)
    return number
  }
  return {
    events: count('events'),
    rate: count('rate'),
    connections: count('connections'),
    only: values.only,
    privacy: choice('privacy', PRIVACY, values.privacy),
    people: choice('people', PEOPLE, values.people),
    nodeOptions: values['node-option'],
  }
}

function choice<T extends string>(name: string, from: readonly T[], text: string): T {
  const known = from.find((value) => value === text)
  if (known === undefined) throw new RangeError(`--${name} must be one of ${from.join(', ')}, got "${text}"`)
  return known
}

type Figures = Readonly<Record<string, unknown>>

type Scenario = LoadResult & {
  /** Until the last event can be queried: from the first request, and what that makes a second. */
  readonly settled_seconds: number
  readonly settled_events_per_second: number
  /** Of all threads of the server, until the last event can be queried; null where the system does not tell. */
  readonly server_processor_microseconds_per_event: number | null
}

async function measure(dataDir: string, { events, rate, connections, only, nodeOptions, privacy, people }: Options) {
  const server = startTrill(dataDir, { nodeOptions, environment: privacy === 'off' ? { TRILL_RATE_INGEST: '0' } : {} })
  const url = await server.ready
  if (privacy === 'off') await keepPersonalData(url, dataDir)
  if (privacy === 'everything') await protectEverything(url, dataDir)
  const key = await createWriteKey(url, dataDir)
  const memory = new MemoryWatch(server.pid)
  const idle = memory.now()
  const figures: Record<string, Scenario> = {}
  const scenario = async (name: string, series: number, load: Pick<Load, 'batch' | 'connections' | 'events' | 'rate'>) => {
    if (only === undefined || only === name) figures[name] = await runScenario({ url, key, series, people, ...load }, server.pid)
  }
  await scenario('batches_at_saturation', 1, { batch: BATCH, connections, events, rate: 0 })
  await scenario('batches_at_fixed_rate', 2, { batch: BATCH, connections, events: rate * RATE_SECONDS, rate })
  await scenario('single_events', 3, { batch: 1, connections: SINGLE_CONNECTIONS, events: SINGLE_REQUESTS, rate: 0 })
  const resident_megabytes = { idle, ...memory.stop() }
  await stop(server)
  const sent = Object.values(figures).reduce((sum, { acknowledged_events }) => sum + acknowledged_events, 0)
  return { ...figures, resident_megabytes, exactly_once: await checkOnce(dataDir, sent) }
}

function keepPersonalData(url: string, dataDir: string): Promise<void> {
  const policy = Object.fromEntries(Object.keys(PERSONAL_DATA_KINDS).map((kind) => [kind, 'keep']))
  return change(url, dataDir, 'personal-data', { policy })
}

/** Nobody is known to the server before the events come, which is the dearer case. */
async function protectEverything(url: string, dataDir: string): Promise<void> {
  await change(url, dataDir, 'settings', {
    people_without_record: 'store',
    without_permission: 'suppress',
    legitimate_interest: true,
    pseudonymous_ids: true,
    basis: 'benchmark',
  })
  await change(url, dataDir, 'tracking-plan', { mode: 'learning' })
}

async function change(url: string, dataDir: string, of: string, body: object): Promise<void> {
  const answer = await fetch(`${url}/v1/privacy/${of}`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${readFileSync(join(dataDir, 'secret'), 'utf8').trim()}`, 'content-type': 'application/json' },
    body: JSON.stringify({ workspace_id: 'main', ...body }),
  })
  if (!answer.ok) throw new Error(`${of} could not be set: ${await answer.text()}`)
}

async function runScenario(load: Load, pid: number): Promise<Scenario> {
  const started = performance.now()
  const before = processorSeconds(pid)
  const result = await runGenerator(load)
  while (await backlog(load.url)) {
    if (performance.now() - started > SETTLE_SECONDS * 1000) throw new Error('The events did not become visible in time')
    await pause(50)
  }
  const settled = (performance.now() - started) / 1000
  const after = processorSeconds(pid)
  const used = before === null || after === null ? null : Math.round(((after - before) * 1e8) / result.acknowledged_events) / 100
  return {
    ...result,
    server_processor_microseconds_per_event: used,
    settled_seconds: settled,
    settled_events_per_second: Math.round(result.acknowledged_events / settled),
  }
}

function runGenerator(load: Load): Promise<LoadResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--import', 'tsx', GENERATOR, JSON.stringify(load)], { stdio: ['ignore', 'pipe', 'inherit'] })
    let said = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      said += text
    })
    child.once('error', reject)
    child.once('exit', (code) =>
      code === 0 ? resolve(JSON.parse(said) as LoadResult) : reject(new Error(`The generator ended with ${code}`)),
    )
  })
}

/** Acknowledged events that cannot be queried yet. */
async function backlog(url: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text()
  return Number(/^trill_log_backlog_events (\d+)/m.exec(text)?.[1] ?? 0)
}

async function stop(server: TrillProcess): Promise<void> {
  server.kill('SIGTERM')
  await server.ended
}

/** Counts what is in the store after the server has gone: every event once, in the table and in the views. */
async function checkOnce(dataDir: string, sent: number) {
  const store = await openEmbedded(join(dataDir, 'clickhouse'))
  try {
    const [row] = await store.rows<{ events: number; messages: number; hourly: number; daily: number }>(
      `SELECT (SELECT count() FROM events) AS events, (SELECT uniqExact(hash, check_hash) FROM event_ids) AS messages,
        (SELECT sum(events) FROM content_hourly) AS hourly, (SELECT sum(events) FROM actor_daily) AS daily`,
      {},
      { maxSeconds: 300 },
    )
    return { sent, ...row, holds: row !== undefined && [row.events, row.messages, row.hourly, row.daily].every((count) => count === sent) }
  } finally {
    await store.close()
  }
}

function ratiosOf(figures: Figures, ceilings: Ceilings, without: Figures | undefined, everything: Figures | undefined) {
  const saturation = figures.batches_at_saturation as Scenario | undefined
  if (saturation === undefined) return {}
  const unprotected = without?.batches_at_saturation as Scenario | undefined
  const protectedMost = everything?.batches_at_saturation as Scenario | undefined
  const share = (part: number, whole: number) => Math.round((part / whole) * 1000) / 1000
  return {
    acknowledged_to_json_parse: share(saturation.events_per_second, ceilings.json_parse_events_per_second),
    acknowledged_to_store_insert: share(saturation.events_per_second, ceilings.store_insert_events_per_second),
    settled_to_store_insert: share(saturation.settled_events_per_second, ceilings.store_insert_events_per_second),
    ...(unprotected && { with_privacy_to_without: share(saturation.events_per_second, unprotected.events_per_second) }),
    ...(protectedMost && { with_everything_to_with_privacy: share(protectedMost.events_per_second, saturation.events_per_second) }),
  }
}
