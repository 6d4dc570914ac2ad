import { execFileSync } from 'node:child_process'
import { readFileSync, readlinkSync } from 'node:fs'
import { hostname } from 'node:os'

/** A process that can be told from a later one with the same number. */
export interface ProcessIdentity {
  readonly pid: number
  /** When it started, in the system’s own words; empty where that cannot be known. */
  readonly started: string
  readonly host: string
  /** Start of the machine and space of process numbers: in another one, a pid means another process. */
  readonly space: string
}

export type Liveness = 'alive' | 'dead' | 'unknown'

export function ownIdentity(): ProcessIdentity {
  return { pid: process.pid, started: startOf(process.pid) ?? '', host: hostname(), space: processSpace() }
}

/** Whether that very process still runs. Unknown when it belongs to another machine or container. */
export function livenessOf({ pid, started, host, space }: ProcessIdentity): Liveness {
  if (host !== hostname() || space !== processSpace()) return 'unknown'
  const present = startOf(pid)
  return present === undefined || present !== started ? 'dead' : 'alive'
}

/** Undefined when there is no such process, or only what its parent has not yet cleared away. */
function startOf(pid: number): string | undefined {
  try {
    if (process.platform === 'linux') return startOnLinux(readFileSync(`/proc/${pid}/stat`, 'utf8'))
    if (process.platform === 'darwin') return startOnMacOS(pid)
    process.kill(pid, 0)
    return ''
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM' ? '' : undefined
  }
}

/** The name, in parentheses, may hold anything; behind it the state is the first field and the start, in ticks, the 20th. */
function startOnLinux(stat: string): string | undefined {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return /^[ZXx]$/.test(fields[0] ?? '') ? undefined : fields[19]
}

function startOnMacOS(pid: number): string | undefined {
  const env = { LC_ALL: 'C', TZ: 'UTC' }
  const said = execFileSync('/bin/ps', ['-o', 'stat=', '-o', 'lstart=', '-p', String(pid)], {
    encoding: 'utf8',
    env,
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const [state = '', ...start] = said.trim().split(/\s+/)
  return state === '' || state.startsWith('Z') ? undefined : start.join(' ')
}

function processSpace(): string {
  if (process.platform !== 'linux') return ''
  try {
    return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()} ${readlinkSync('/proc/self/ns/pid')}`
  } catch {
    return ''
  }
}
