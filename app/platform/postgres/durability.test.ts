import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fsyncSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { preparePostgres } from '../../../test/store-templates.ts'
import { openEmbedded } from './embedded.ts'
import { openMetadata } from './open.ts'

const KILLS = 3
/** Inserts one row after the other and says each number once it is acknowledged; every tenth goes through a transaction. */
const WRITER = `
  import { openMetadata } from ${JSON.stringify(import.meta.resolve('./open.ts'))}
  const metadata = await openMetadata({ dataDir: process.argv[1], postgresUrl: '' })
  await metadata.query('CREATE TABLE IF NOT EXISTS kept (n int PRIMARY KEY, body text)')
  const { rows } = await metadata.query('SELECT coalesce(max(n), 0) AS last FROM kept')
  for (let n = rows[0].last + 1; ; n += 1) {
    const insert = (on) => on.query('INSERT INTO kept VALUES ($1, $2)', [n, 'x'.repeat(n % 500)])
    await (n % 10 === 0 ? metadata.transaction(insert) : insert(metadata))
    process.stdout.write(n + '\\n')
  }
`
const dataDir = mkdtempSync(join(tmpdir(), 'trill-durability-'))

beforeAll(() => preparePostgres(dataDir))
afterAll(() => rmSync(dataDir, { recursive: true, force: true }))

async function acknowledgedBeforeKill(enough: number): Promise<number[]> {
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '--eval', WRITER, dataDir], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const acknowledged: number[] = []
  for await (const line of createInterface({ input: child.stdout })) {
    acknowledged.push(Number(line))
    if (acknowledged.length === enough) child.kill('SIGKILL')
  }
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
  return acknowledged
}

test(`every row acknowledged before a SIGKILL is there afterwards, ${KILLS} times`, { timeout: 120_000 }, async () => {
  const acknowledged: number[] = []
  for (let kill = 1; kill <= KILLS; kill += 1) acknowledged.push(...(await acknowledgedBeforeKill(100 * kill)))
  expect(acknowledged.length).toBeGreaterThanOrEqual(100 + 200 + 300)
  const metadata = await openMetadata({ dataDir, postgresUrl: '' })
  const { rows } = await metadata.query<{ n: number; length: number }>('SELECT n, length(body) AS length FROM kept ORDER BY n')
  await metadata.close()
  const found = new Map(rows.map(({ n, length }) => [n, length]))
  expect(acknowledged.filter((n) => found.get(n) !== n % 500)).toEqual([])
})

test('the embedded engine forces its journal to the disk', async () => {
  let forced = 0
  const sync = (descriptor: number) => {
    forced += 1
    fsyncSync(descriptor)
  }
  const metadata = await openEmbedded(join(dataDir, 'postgres'), { sync })
  const { rows } = await metadata.query("SELECT current_setting('fsync') AS fsync, current_setting('wal_sync_method') AS method")
  expect(rows).toEqual([{ fsync: 'on', method: 'fsync' }])
  const before = forced
  for (let n = -1; n >= -5; n -= 1) await metadata.query('INSERT INTO kept VALUES ($1, $2)', [n, ''])
  expect(forced - before).toBeGreaterThanOrEqual(5)
  await metadata.close()
})
