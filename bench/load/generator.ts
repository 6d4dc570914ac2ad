import { setTimeout as pause } from 'node:timers/promises'
import { type Body, makeBody, type People } from './bodies.ts'
import { Connection } from './connection.ts'
import { summarise } from './percentiles.ts'

/** What the generator is asked to do, as JSON in its first argument. */
export interface Load {
  readonly url: string
  readonly key: string
  /** Events in one request. */
  readonly batch: number
  readonly connections: number
  /** Events to send in all. */
  readonly events: number
  /** Events a second; 0 sends as fast as the answers come. */
  readonly rate: number
  /** Different for each load, so that no message id is used twice. */
  readonly series: number
  readonly people: People
}

/** What it found, as JSON on its standard output. */
export interface LoadResult {
  readonly acknowledged_events: number
  readonly requests: number
  /** Requests that were answered with something else than success, and repeated. */
  readonly repeated_requests: number
  readonly seconds: number
  readonly events_per_second: number
  readonly requests_per_second: number
  /** What the generator itself took of the machine, for each event. */
  readonly generator_processor_microseconds_per_event: number
  readonly latency_milliseconds: { readonly p50: number; readonly p95: number; readonly p99: number; readonly max: number }
}

/** Bodies each connection takes in turn. */
const BODIES_MAX = 16
const LARGEST_SERIES = 1e8

async function generate({ url, key, batch, connections, events, rate, series, people }: Load): Promise<LoadResult> {
  const address = new URL('/v1/events', url)
  const opened = await Promise.all(Array.from({ length: connections }, () => Connection.open(address, key)))
  const bodies = opened.map((_, index) => makeBodies(batch, connections, series * 1000 + index, people))
  const requests = Math.ceil(events / batch)
  const latencies = new Float64Array(requests)
  let next = 0
  let repeated = 0
  const before = process.cpuUsage()
  const started = performance.now()
  const work = async (connection: Connection, own: readonly Body[]) => {
    for (let request = next++; request < requests; request = next++) {
      const due = rate === 0 ? performance.now() : started + (request * batch * 1000) / rate
      const wait = due - performance.now()
      if (wait > 0) await pause(wait)
      const body = own[request % own.length] as Body
      body.stamp(series * LARGEST_SERIES + request)
      repeated += await untilAcknowledged(connection, body.bytes)
      latencies[request] = performance.now() - due
    }
  }
  await Promise.all(opened.map((connection, index) => work(connection, bodies[index] as readonly Body[])))
  const seconds = (performance.now() - started) / 1000
  const { user, system } = process.cpuUsage(before)
  for (const connection of opened) connection.close()
  return {
    acknowledged_events: requests * batch,
    requests,
    repeated_requests: repeated,
    seconds,
    events_per_second: Math.round((requests * batch) / seconds),
    requests_per_second: Math.round(requests / seconds),
    generator_processor_microseconds_per_event: Math.round(((user + system) / (requests * batch)) * 100) / 100,
    latency_milliseconds: summarise(latencies),
  }
}

function makeBodies(batch: number, connections: number, seed: number, people: People): Body[] {
  const count = Math.max(1, Math.min(BODIES_MAX, Math.floor(256 / connections)))
  return Array.from({ length: count }, (_, index) => makeBody(batch, seed * BODIES_MAX + index, Date.now(), people))
}

/** @returns how often the server asked to wait. */
async function untilAcknowledged(connection: Connection, body: Buffer): Promise<number> {
  for (let tries = 0; ; tries += 1) {
    const answer = await connection.post(body)
    if (answer.status === 200) {
      if (!answer.body.includes('"rejected":[]')) throw new Error(`Events were refused: ${answer.body.slice(0, 300)}`)
      return tries
    }
    if (answer.status !== 503 && answer.status !== 429)
      throw new Error(`The server answered ${answer.status}: ${answer.body.slice(0, 300)}`)
    await pause(100)
  }
}

const result = await generate(JSON.parse(process.argv[2] ?? '{}') as Load)
console.log(JSON.stringify(result))
