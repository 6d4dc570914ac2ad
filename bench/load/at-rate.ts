import { setTimeout as pause } from 'node:timers/promises'

/** One after the other. */
export async function timed(runs: number, work: (n: number) => Promise<void>): Promise<Spread> {
  const times: number[] = []
  for (let n = 0; n < runs; n += 1) {
    const start = performance.now()
    await work(n)
    times.push(performance.now() - start)
  }
  return spreadOf(times)
}

/** Requests leave by the clock, whether or not those before are answered. */
export async function atRate({ rate, seconds }: { rate: number; seconds: number }, work: (n: number) => Promise<void>): Promise<Spread> {
  const times: number[] = []
  const under: Promise<void>[] = []
  const start = performance.now()
  for (let n = 0; n < rate * seconds; n += 1) {
    const due = start + (1000 * n) / rate
    const wait = due - performance.now()
    if (wait > 0) await pause(wait)
    under.push(work(n).then(() => void times.push(performance.now() - due)))
  }
  await Promise.all(under)
  return spreadOf(times)
}

/** Of durations, milliseconds. */
export interface Spread {
  readonly p50: number
  readonly p95: number
  readonly p99: number
}

function spreadOf(times: number[]): Spread {
  times.sort((one, other) => one - other)
  const at = (share: number) => Math.round(10 * (times[Math.min(times.length - 1, Math.floor(share * times.length))] ?? 0)) / 10
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99) }
}
