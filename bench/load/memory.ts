import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

const SAMPLE_MILLISECONDS = 500
/** Of Linux’ accounting. */
const TICKS_A_SECOND = 100

/** Watches the resident memory of a process. */
export class MemoryWatch {
  readonly #pid: number
  readonly #timer: NodeJS.Timeout
  readonly #samples: number[] = []

  constructor(pid: number) {
    this.#pid = pid
    this.#timer = setInterval(() => this.#samples.push(residentMegabytes(pid)), SAMPLE_MILLISECONDS)
  }

  /** Megabytes now. */
  now(): number {
    return residentMegabytes(this.#pid)
  }

  /** Ends watching. Half-way and end tell whether it grows. */
  stop(): { median: number; max: number; half_way: number; end: number } {
    clearInterval(this.#timer)
    const sorted = [...this.#samples].sort((a, b) => a - b)
    const at = (list: readonly number[], share: number) => list[Math.min(list.length - 1, Math.floor(share * list.length))] ?? 0
    return { median: at(sorted, 0.5), max: at(sorted, 1), half_way: at(this.#samples, 0.5), end: at(this.#samples, 1) }
  }
}

function residentMegabytes(pid: number): number {
  return Math.round(residentKilobytes(pid) / 1024)
}

function residentKilobytes(pid: number): number {
  try {
    return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0)
  } catch {
    return Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' }).trim())
  }
}

/** Processor time a process has used so far, in seconds, over all its threads; null where the system does not tell. */
export function processorSeconds(pid: number): number | null {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
    return (Number(fields[11]) + Number(fields[12])) / TICKS_A_SECOND
  } catch {
    return null
  }
}
