import { randomUUID } from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { newSecret } from './access/secret.ts'
import { lockDirectory, readLockOwner } from './directory-lock.ts'
import { livenessOf } from './process-identity.ts'

/** Layout of the data directory. A change that an older Trill cannot read counts it up. */
const FORMAT = 1
const SECRET = /^[\w-]{43}$/
/** What may lie in a directory that holds no data yet. */
const HARMLESS = /^(\.|lost\+found$|lock$|lock\.takeover$)/

/** The data directory, held by this process. */
export interface DataDirectory {
  readonly path: string
  /** Made with the directory: tells it from every other. */
  readonly id: string
  /** Opens everything to whoever can read the directory: the command line shows it to the server. */
  readonly secret: string
  /** Tells the command line where the server that holds the directory listens. */
  announce(server: Announced): void
  /** Lets the directory go. */
  close(): void
}

interface Announced {
  readonly url: string
  /** SHA-256 of its certificate, where it speaks HTTPS. */
  readonly fingerprint?: string | undefined
}

/** A server that holds a data directory, and the secret it knows its owner by. */
export interface FoundServer extends Announced {
  readonly secret: string
  readonly pid: number
}

/**
 * Creates the directory if need be, takes its lock and checks its format.
 * @throws DataDirectoryInUse when another process holds it, Error when it holds something else or was written by a newer Trill.
 */
export async function openDataDirectory(path: string): Promise<DataDirectory> {
  mkdirSync(path, { recursive: true, mode: 0o700 })
  refuseForeign(path)
  const lock = await lockDirectory(path)
  try {
    checkFormat(path)
    rmSync(serverFile(path), { force: true })
    return {
      path,
      id: keepId(path),
      secret: keepSecret(path),
      announce: (server) => writeWhole(serverFile(path), JSON.stringify({ pid: process.pid, ...server })),
      close: () => {
        rmSync(serverFile(path), { force: true })
        lock.release()
      },
    }
  } catch (error) {
    lock.release()
    throw error
  }
}

/** The server that holds the directory at this moment, if one does. */
export function findServer(dataDir: string): FoundServer | undefined {
  const owner = readLockOwner(dataDir)
  const secret = readSecret(dataDir)
  if (owner === undefined || secret === undefined || livenessOf(owner) !== 'alive') return undefined
  try {
    const { pid, ...server } = JSON.parse(readFileSync(serverFile(dataDir), 'utf8')) as Announced & { pid: number }
    return pid === owner.pid ? { ...server, secret, pid } : undefined
  } catch {
    return undefined
  }
}

/** The secret of a data directory; undefined when there is none. */
export function readSecret(dataDir: string): string | undefined {
  try {
    const secret = readFileSync(secretFile(dataDir), 'utf8').trim()
    return SECRET.test(secret) ? secret : undefined
  } catch {
    return undefined
  }
}

function keepId(path: string): string {
  const file = join(path, 'id')
  if (!existsSync(file)) writeWhole(file, `${randomUUID()}\n`)
  return readFileSync(file, 'utf8').trim()
}

function keepSecret(path: string): string {
  const kept = readSecret(path)
  if (kept === undefined) writeWhole(secretFile(path), `${newSecret()}\n`)
  chmodSync(secretFile(path), 0o600)
  const secret = readSecret(path)
  if (secret === undefined) throw new Error(`The local secret ${secretFile(path)} cannot be read back`)
  return secret
}

/** A home directory given by mistake must not be filled with stores. */
function refuseForeign(path: string): void {
  if (existsSync(formatFile(path))) return
  const foreign = readdirSync(path).find((name) => !HARMLESS.test(name))
  if (foreign === undefined) return
  throw new Error(
    `The data directory ${path} holds something that is not of Trill (${foreign}); set TRILL_DATA_DIR to an empty or new directory`,
  )
}

function checkFormat(path: string): void {
  if (!existsSync(formatFile(path))) writeWhole(formatFile(path), `${FORMAT}\n`)
  const said = readFileSync(formatFile(path), 'utf8').trim()
  const format = Number(said)
  if (!Number.isInteger(format) || format < 1)
    throw new Error(`The file ${formatFile(path)} should hold a number, it holds "${said.slice(0, 20)}"`)
  if (format > FORMAT)
    throw new Error(
      `The data directory ${path} was written by a newer Trill (format ${format}, this one reads up to ${FORMAT}); update Trill`,
    )
}

/** A crash leaves the old file or the new one, never a part. */
export function writeWhole(path: string, content: string): void {
  const part = `${path}.${randomUUID()}`
  writeFileSync(part, content, { mode: 0o600, flush: true })
  renameSync(part, path)
}

function serverFile(path: string): string {
  return join(path, 'server.json')
}

function secretFile(path: string): string {
  return join(path, 'secret')
}

function formatFile(path: string): string {
  return join(path, 'format')
}
