import { randomUUID } from 'node:crypto'
import { mkdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { livenessOf, ownIdentity, type ProcessIdentity } from './process-identity.ts'

/** The owner shows this often that it lives, for those that cannot see its process. */
const BEAT_MILLISECONDS = 5000
/** An owner that cannot be seen and does not show itself for this long while we watch is gone, */
const SILENCE_MILLISECONDS = 15_000
/** and so is one that has not shown itself for this long when we come. */
const ABSENCE_MILLISECONDS = 120_000
/** A take-over lasts microseconds: one this old was interrupted. */
const TAKE_OVER_MILLISECONDS = 5000
const RETRY_MILLISECONDS = 50

/** Who holds a data directory. */
export interface LockOwner extends ProcessIdentity {
  /** ISO 8601. */
  readonly since: string
  readonly token: string
}

export interface DirectoryLock {
  readonly owner: LockOwner
  release(): void
}

/** Another process holds the data directory. */
export class DataDirectoryInUse extends Error {
  override readonly name = 'DataDirectoryInUse'
  readonly owner: LockOwner

  constructor(directory: string, owner: LockOwner) {
    const { pid, host, since } = owner
    super(
      `The data directory ${directory} is in use by process ${pid} on ${host} since ${since}. ` +
        `Stop that one (Ctrl-C where it runs, or kill ${pid}), or set TRILL_DATA_DIR to another directory.`,
    )
    this.owner = owner
  }
}

/**
 * Takes the lock of a directory. A lock whose owner is gone is taken over: its pid is dead or belongs to a later process;
 * or, when it ran on another machine or in another container, its file stays silent.
 * @throws DataDirectoryInUse naming the owner.
 */
export async function lockDirectory(directory: string, silenceMilliseconds = SILENCE_MILLISECONDS): Promise<DirectoryLock> {
  const path = join(directory, 'lock')
  const owner: LockOwner = { ...ownIdentity(), since: new Date().toISOString(), token: randomUUID() }
  while (!create(path, owner)) {
    const found = readLockOwner(directory)
    if (found !== undefined && !(await isGone(path, found, silenceMilliseconds))) throw new DataDirectoryInUse(directory, found)
    if (takeOver(path, owner, found)) break
    await wait(RETRY_MILLISECONDS)
  }
  const beat = setInterval(() => show(path, owner), BEAT_MILLISECONDS).unref()
  return {
    owner,
    release: () => {
      clearInterval(beat)
      if (readLockOwner(directory)?.token === owner.token) rmSync(path, { force: true })
    },
  }
}

/** What the lock says, whether or not its owner lives. Undefined when there is none, or it is still being written. */
export function readLockOwner(directory: string): LockOwner | undefined {
  try {
    const owner = JSON.parse(readFileSync(join(directory, 'lock'), 'utf8')) as LockOwner
    return typeof owner.pid === 'number' && typeof owner.token === 'string' ? owner : undefined
  } catch {
    return undefined
  }
}

function create(path: string, owner: LockOwner): boolean {
  try {
    writeFileSync(path, JSON.stringify(owner), { flag: 'wx', mode: 0o600 })
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}

async function isGone(path: string, owner: LockOwner, silenceMilliseconds: number): Promise<boolean> {
  const liveness = livenessOf(owner)
  if (liveness !== 'unknown') return liveness === 'dead'
  const before = changedAt(path)
  if (Date.now() - before < ABSENCE_MILLISECONDS) await wait(silenceMilliseconds)
  return changedAt(path) === before
}

/**
 * Replaces a lock whose owner is gone. One process at a time gets into the `.takeover` directory, and looks again once it is in:
 * so nobody can replace the lock of somebody who was faster.
 */
function takeOver(path: string, owner: LockOwner, found: LockOwner | undefined): boolean {
  const door = `${path}.takeover`
  try {
    mkdirSync(door)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    if (Date.now() - changedAt(door) > TAKE_OVER_MILLISECONDS) rmSync(door, { recursive: true, force: true })
    return false
  }
  try {
    const unchanged = found === undefined ? isAbandoned(path) : readText(path) === JSON.stringify(found)
    if (!unchanged) return false
    writeFileSync(join(door, 'lock'), JSON.stringify(owner), { mode: 0o600 })
    renameSync(join(door, 'lock'), path)
    return true
  } finally {
    rmSync(door, { recursive: true, force: true })
  }
}

/** A lock without readable words was either just created, or its writer died before the words. */
function isAbandoned(path: string): boolean {
  return readText(path) !== undefined && Date.now() - changedAt(path) > TAKE_OVER_MILLISECONDS
}

function show(path: string, owner: LockOwner): void {
  try {
    const now = new Date()
    if ((JSON.parse(readText(path) ?? 'null') as LockOwner | null)?.token === owner.token) utimesSync(path, now, now)
  } catch {
    // The directory is away for a moment; the next beat tries again.
  }
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}

function changedAt(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0
}
