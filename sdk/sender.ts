import type { Settings } from './options.ts'
import { type Entry, MAX_REQUEST_BYTES, type Queue } from './queue.ts'
import { post, postBeacon, retryDelay } from './transport.ts'

/** Largest beacon, in bytes: browsers allow 64 KiB for all that are under way. */
export const MAX_BEACON_BYTES = 60_000

/** Empties the queue: at `flushAt` events, after `flushIntervalMilliseconds`, on `flush` and when the page goes away. */
export interface Sender {
  /** Sends soon, or at once when enough events wait. */
  wake(): void
  /** Resolves with the number still waiting: those the server could not take now, which are tried again by themselves. */
  flush(): Promise<number>
  /** Sends a copy of what waits while the page goes away; the queue keeps it until a request is answered. */
  beacon(): void
  /** Sends and tries again until nothing waits or the time is over, then stops. Resolves with the number still waiting. */
  close(timeoutMilliseconds: number): Promise<number>
}

export function createSender(queue: Queue, settings: Settings): Sender {
  const { flushAt, flushIntervalMilliseconds, random } = settings
  let timer: ReturnType<typeof setTimeout> | undefined
  let running: Promise<number> | undefined
  let waiting: Promise<void> | undefined
  let again = false
  let stopped = false
  let failures = 0

  function wake(): void {
    if (stopped) return
    if (queue.size() >= flushAt) void flush()
    else timer ??= setTimeout(flush, flushIntervalMilliseconds)
  }

  function flush(): Promise<number> {
    if (waiting || stopped) return Promise.resolve(queue.size())
    again = true
    running ??= run()
    return running
  }

  async function run(): Promise<number> {
    while (again && !waiting && !stopped) {
      again = false
      clearTimeout(timer)
      timer = undefined
      const afterMilliseconds = await sendAll(queue, settings)
      if (afterMilliseconds === undefined) failures = 0
      else backOff(afterMilliseconds)
    }
    running = undefined
    if (queue.size()) wake()
    return queue.size()
  }

  function backOff(afterMilliseconds: number): void {
    clearTimeout(timer)
    waiting = new Promise((resolve) => {
      timer = setTimeout(
        () => {
          waiting = undefined
          void flush()
          resolve()
        },
        retryDelay(failures++, afterMilliseconds, random),
      )
      letProcessEnd(timer)
    })
  }

  async function close(timeoutMilliseconds: number): Promise<number> {
    let deadline: ReturnType<typeof setTimeout> | undefined
    const overdue = new Promise<void>((resolve) => {
      deadline = setTimeout(resolve, timeoutMilliseconds)
    })
    const emptied = (async () => {
      while ((await flush()) && waiting && !stopped) await waiting
    })()
    await Promise.race([overdue, emptied])
    stopped = true
    clearTimeout(deadline)
    clearTimeout(timer)
    return queue.size()
  }

  return { wake, flush, close, beacon: createBeacon(queue, settings) }
}

/** Sends one request after another; the time to wait when the server cannot take one now, else undefined. */
async function sendAll(queue: Queue, settings: Settings): Promise<number | undefined> {
  const names = queue.names()
  while (names.length) {
    const afterMilliseconds = await send(queue.read(names, MAX_REQUEST_BYTES), queue, settings)
    if (afterMilliseconds !== undefined) return afterMilliseconds
  }
  return undefined
}

async function send(batch: readonly Entry[], queue: Queue, settings: Settings): Promise<number | undefined> {
  const entries = batch.filter(queue.has)
  const { report } = settings
  if (!entries.length) return undefined
  const { status, answer, afterMilliseconds } = await post(entries, settings)
  if (afterMilliseconds !== undefined) return afterMilliseconds
  if (status === 413 && entries.length > 1) {
    const half = Math.ceil(entries.length / 2)
    return (await send(entries.slice(0, half), queue, settings)) ?? (await send(entries.slice(half), queue, settings))
  }
  queue.remove(entries)
  const messageIds = entries.map(({ event }) => event.message_id)
  const rejected = [answer?.rejected ?? []].flat().flatMap((rejection) => messageIds[rejection?.index] ?? [])
  if (status >= 300) report(status === 413 ? 'too_large' : answer?.errors ? 'rejected' : 'refused', messageIds, { status, answer })
  else if (rejected.length) report('rejected', rejected, { status, answer })
  return undefined
}

function createBeacon(queue: Queue, settings: Settings): () => void {
  let handedOver = new Set<string>()
  return () => {
    const all = queue.names()
    handedOver = new Set(all.filter((name) => handedOver.has(name)))
    const names = all.filter((name) => !handedOver.has(name))
    while (names.length) {
      const entries = queue.read(names, MAX_BEACON_BYTES)
      if (entries.length && !postBeacon(entries, settings)) return
      for (const { name } of entries) handedOver.add(name)
    }
  }
}

function letProcessEnd(timer: unknown): void {
  ;(timer as { unref?(): void }).unref?.()
}
