import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { ROOT } from './repository.ts'

/** The server as a process of its own, as `trill start` runs it. */
export interface TrillProcess {
  readonly pid: number
  /** Resolves with the address once it answers; rejects when the process ends before. */
  readonly ready: Promise<string>
  /** Resolves when the process has ended. */
  readonly ended: Promise<void>
  kill(signal: NodeJS.Signals): void
}

interface Options {
  readonly environment?: Readonly<Record<string, string>>
  /** Options of Node itself. */
  readonly nodeOptions?: readonly string[]
}

/** Of Node: what runs for seconds is not optimised, as in the tests themselves. */
export const QUICK = '--liftoff-only'

/** Starts the server on a data directory, without the demo, on a port the system chooses. */
export function startTrill(dataDir: string, { environment = {}, nodeOptions = [] }: Options = {}): TrillProcess {
  const env = { ...process.env, TRILL_DEMO: 'off', TRILL_PORT: '0', TRILL_DATA_DIR: dataDir, TRILL_LOG_LEVEL: 'warn', ...environment }
  const child = spawn(process.execPath, [QUICK, ...nodeOptions, join(ROOT, 'bin/trill.mjs'), 'start', '--json'], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const ended = once(child, 'exit').then(() => undefined)
  const ready = addressOf(child, ended)
  // Whoever kills a process that is starting does not ask for its address.
  ready.catch(() => undefined)
  return { pid: child.pid ?? 0, ready, ended, kill: (signal) => void child.kill(signal) }
}

async function addressOf(child: ChildProcess, ended: Promise<void>): Promise<string> {
  const { stdout, stderr } = child
  if (stdout === null || stderr === null) throw new Error('The process has no output')
  let said = ''
  stderr.setEncoding('utf8').on('data', (text: string) => {
    said = `${said}${text}`.slice(-4000)
  })
  const firstLine = once(createInterface({ input: stdout }), 'line').then(([line]) => String(line))
  const died = ended.then(() => Promise.reject(new Error(`The server ended before it was ready: ${said}`)))
  died.catch(() => undefined)
  const line = await Promise.race([firstLine, died])
  return (JSON.parse(line) as { url: string }).url
}

/** A write key for a workspace of a running server. */
export async function createWriteKey(url: string, dataDir: string, workspaceId = 'main'): Promise<string> {
  const secret = readFileSync(join(dataDir, 'secret'), 'utf8').trim()
  const response = await fetch(`${url}/v1/keys`, {
    method: 'POST',
    headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'test', scope: 'write', workspace_id: workspaceId }),
  })
  const { key, detail } = (await response.json()) as { key?: string; detail?: string }
  if (key === undefined) throw new Error(`No key could be made: ${detail}`)
  return key
}
