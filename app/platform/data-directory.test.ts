import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type DataDirectory, findServer, openDataDirectory, readSecret } from './data-directory.ts'
import { DataDirectoryInUse, lockDirectory, readLockOwner } from './directory-lock.ts'
import { livenessOf, ownIdentity } from './process-identity.ts'

/** Opens the directory, says how that went, and then holds it until it is told to go or is killed. */
const HOLDER = `
  import { openDataDirectory } from ${JSON.stringify(import.meta.resolve('./data-directory.ts'))}
  try {
    const directory = await openDataDirectory(process.argv[1])
    directory.announce({ url: 'http://127.0.0.1:4400' })
    process.stdin.on('data', () => { directory.close(); process.exit(0) })
    console.log('held')
  } catch (error) {
    console.log(error.name + ': ' + error.message)
    process.exit(1)
  }
`

let parent: string
let path: string
const children: ChildProcess[] = []
const open: DataDirectory[] = []

beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'trill-directory-'))
  path = join(parent, 'data')
})
afterEach(() => {
  for (const directory of open.splice(0)) directory.close()
  for (const child of children.splice(0)) child.kill('SIGKILL')
  rmSync(parent, { recursive: true, force: true })
})

async function hold(): Promise<{ child: ChildProcess; said: string }> {
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '--eval', HOLDER, path], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  children.push(child)
  const [said] = (await once(createInterface({ input: child.stdout }), 'line')) as [string]
  return { child, said }
}

async function take(): Promise<DataDirectory> {
  const directory = await openDataDirectory(path)
  open.push(directory)
  return directory
}

async function end(child: ChildProcess, signal: 'SIGKILL' | 'stop'): Promise<void> {
  const ended = once(child, 'exit')
  if (signal === 'stop') child.stdin?.write('stop\n')
  else child.kill(signal)
  await ended
}

describe('the lock of a data directory', () => {
  test('is refused to a second process, and the message names the first and the remedy', async () => {
    const { child } = await hold()
    const failure = take()
    await expect(failure).rejects.toBeInstanceOf(DataDirectoryInUse)
    await expect(failure).rejects.toThrow(
      new RegExp(`${path} is in use by process ${child.pid} on .+ since 20\\d\\d-.+Z.*kill ${child.pid}.*TRILL_DATA_DIR`),
    )
    expect((await hold()).said).toContain(`in use by process ${child.pid}`)
  })

  test('is refused to the same process twice', async () => {
    await take()
    await expect(take()).rejects.toThrow(`in use by process ${process.pid}`)
  })

  test('is free again after a clean stop', async () => {
    const { child } = await hold()
    await end(child, 'stop')
    expect(readdirSync(path).sort()).toEqual(['format', 'id', 'secret'])
    await take()
  })

  test('is taken over from a process that was killed', async () => {
    const { child } = await hold()
    await end(child, 'SIGKILL')
    expect(readLockOwner(path)?.pid).toBe(child.pid)
    await take()
    expect(readLockOwner(path)?.pid).toBe(process.pid)
  })

  test('is taken over from a process whose number went to another one', async () => {
    mkdirSync(path)
    writeFileSync(join(path, 'lock'), JSON.stringify({ ...ownIdentity(), started: 'long ago', since: '2020-01-01T00:00:00Z', token: 'x' }))
    await take()
  })

  test('goes to exactly one of several that come for an abandoned one at once', async () => {
    const { child } = await hold()
    await end(child, 'SIGKILL')
    const outcomes = await Promise.all(Array.from({ length: 5 }, () => hold()))
    const holders = outcomes.filter(({ said }) => said === 'held')
    expect(holders).toHaveLength(1)
    expect(readLockOwner(path)?.pid).toBe(holders[0]?.child.pid)
    expect(outcomes.filter(({ said }) => said.startsWith('DataDirectoryInUse: '))).toHaveLength(4)
  })

  test('of another machine is respected as long as it shows itself', async () => {
    mkdirSync(path)
    const elsewhere = { ...ownIdentity(), host: 'elsewhere', since: '2026-01-01T00:00:00Z', token: 'x' }
    writeFileSync(join(path, 'lock'), JSON.stringify(elsewhere))
    const beat = setInterval(() => utimesSync(join(path, 'lock'), new Date(), new Date()), 20)
    await expect(lockDirectory(path, 200)).rejects.toThrow('on elsewhere since 2026')
    clearInterval(beat)
    const lock = await lockDirectory(path, 200)
    expect(readLockOwner(path)?.pid).toBe(process.pid)
    lock.release()
    expect(existsSync(join(path, 'lock'))).toBe(false)
  })

  test('of another machine that fell silent long ago is taken over at once', async () => {
    mkdirSync(path)
    writeFileSync(join(path, 'lock'), JSON.stringify({ ...ownIdentity(), host: 'elsewhere', since: '2026-01-01T00:00:00Z', token: 'x' }))
    utimesSync(join(path, 'lock'), new Date(0), new Date(0))
    ;(await lockDirectory(path, 60_000)).release()
  })

  test('whose writer died before the first word is taken over', async () => {
    mkdirSync(path)
    writeFileSync(join(path, 'lock'), '')
    utimesSync(join(path, 'lock'), new Date(0), new Date(0))
    await take()
  })

  test('is not given back by whoever lost it', async () => {
    mkdirSync(path)
    const lock = await lockDirectory(path)
    writeFileSync(join(path, 'lock'), JSON.stringify({ ...lock.owner, token: 'somebody else' }))
    lock.release()
    expect(readLockOwner(path)?.token).toBe('somebody else')
  })
})

describe('what a data directory holds', () => {
  test('is for its owner only', async () => {
    const { secret } = await take()
    expect(statSync(path).mode & 0o777).toBe(0o700)
    for (const name of ['secret', 'format', 'lock']) expect(statSync(join(path, name)).mode & 0o077).toBe(0)
    expect(secret).toMatch(/^[\w-]{43}$/)
  })

  test('keeps its secret from one start to the next', async () => {
    const { secret, close } = await take()
    close()
    expect((await take()).secret).toBe(secret)
    expect(readSecret(path)).toBe(secret)
  })

  test('of a newer format is refused', async () => {
    ;(await take()).close()
    writeFileSync(join(path, 'format'), '2\n')
    await expect(take()).rejects.toThrow('written by a newer Trill (format 2')
    expect(readLockOwner(path)).toBeUndefined()
    writeFileSync(join(path, 'format'), 'abc')
    await expect(take()).rejects.toThrow('should hold a number')
  })

  test('is not mixed with somebody’s other files', async () => {
    mkdirSync(path)
    writeFileSync(join(path, 'thesis.tex'), '')
    await expect(take()).rejects.toThrow('not of Trill (thesis.tex)')
    expect(readdirSync(path)).toEqual(['thesis.tex'])
  })
})

describe('the server of a data directory', () => {
  test('is found while it runs, with the secret', async () => {
    const { child } = await hold()
    expect(findServer(path)).toEqual({ url: 'http://127.0.0.1:4400', secret: readSecret(path), pid: child.pid })
    expect(readFileSync(join(path, 'secret'), 'utf8').trim()).toBe(findServer(path)?.secret)
  })

  test('is not found after it stopped or was killed, nor where there never was one', async () => {
    expect(findServer(path)).toBeUndefined()
    const { child } = await hold()
    await end(child, 'SIGKILL')
    expect(existsSync(join(path, 'server.json'))).toBe(true)
    expect(findServer(path)).toBeUndefined()
    const directory = await take()
    expect(findServer(path)).toBeUndefined()
    directory.announce({ url: 'http://127.0.0.1:1' })
    expect(findServer(path)?.url).toBe('http://127.0.0.1:1')
    directory.close()
    expect(findServer(path)).toBeUndefined()
  })
})

test('a process that is gone is told from one that runs and from one that cannot be seen', () => {
  expect(livenessOf(ownIdentity())).toBe('alive')
  expect(livenessOf({ ...ownIdentity(), pid: 2 ** 22 + 1 })).toBe('dead')
  expect(livenessOf({ ...ownIdentity(), host: 'elsewhere' })).toBe('unknown')
  expect(livenessOf({ ...ownIdentity(), space: 'another container' })).toBe('unknown')
})
