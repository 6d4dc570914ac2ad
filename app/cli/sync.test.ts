import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { prepareDataDirectory } from '../../test/store-templates.ts'
import { type PlatformServer, startPlatformServer } from '../connectors/platform-server.ts'
import { connectorsAt, keylessPlatforms } from '../features/connections/testing.ts'
import { type RunningServer, startServer } from '../main.ts'
import { readConfig } from '../platform/config.ts'
import type { Session } from './command.ts'
import { buildProgram } from './program.ts'

/** The command asks the server of this process, whose platforms are on loopback. */
const dataDir = mkdtempSync(join(tmpdir(), 'trill-sync-'))
const settings = {
  TRILL_DATA_DIR: dataDir,
  TRILL_DEMO: 'off',
  TRILL_PORT: '0',
  TRILL_LOG_LEVEL: 'silent',
  TRILL_OUTGOING_ALLOW: '127.0.0.1',
}
let platforms: PlatformServer
let server: RunningServer

beforeAll(async () => {
  await prepareDataDirectory(dataDir)
  Object.assign(process.env, settings)
  platforms = await startPlatformServer(keylessPlatforms)
  server = await startServer(readConfig(settings), { connectorKinds: connectorsAt(platforms.url) })
}, 120_000)
afterAll(async () => {
  await server?.close()
  await platforms?.close()
  rmSync(dataDir, { recursive: true, force: true })
})

async function trill(...words: string[]) {
  const written = { out: '', err: '' }
  const session: Session = {
    terminal: {
      out: (text) => {
        written.out += `${text}\n`
      },
      err: (text) => {
        written.err += `${text}\n`
      },
      isWatched: false,
    },
    status: 0,
  }
  let failure: Error | undefined
  await (await buildProgram(session)).parseAsync(['node', 'trill', ...words]).catch((error: Error) => {
    failure = error
  })
  return { ...written, status: session.status, failure }
}

test('a platform that is not connected, or that there is no connector for, is said with what to do', async () => {
  expect((await trill('sync')).failure).toMatchObject({ title: 'Nothing to read', remedy: expect.stringContaining('--topics') })
  expect((await trill('sync', 'news')).failure).toMatchObject({ title: 'Not connected' })
  expect((await trill('sync', 'friendster')).failure).toMatchObject({ remedy: expect.stringContaining('bluesky, mastodon') })
})

test('topics connect the platforms that need no key and read them', async () => {
  const { out, status } = await trill('sync', '--topics', 'measure', '--json')
  const { syncs } = JSON.parse(out) as { syncs: { platform: string; status: string; posts: number }[] }
  expect(syncs.map(({ platform, status: end }) => [platform, end])).toEqual([
    ['bluesky', 'done'],
    ['mastodon', 'done'],
    ['hackernews', 'done'],
    ['news', 'done'],
  ])
  expect(status).toBe(0)
  expect(syncs.find(({ platform }) => platform === 'mastodon')?.posts).toBeGreaterThan(0)
})

test('a platform that cannot be reached is named, and the others are read', async () => {
  platforms.fault = ({ path }) => (path.startsWith('/api/v1/trends') ? { status: 503, body: '' } : undefined)
  const { out, status } = await trill('sync', 'news', '--topics', 'measure', '--json')
  platforms.fault = undefined
  expect([status, JSON.parse(out)]).toMatchObject([
    3,
    { syncs: [{ platform: 'news', status: 'done' }], unreachable: [{ platform: 'mastodon', message: expect.stringContaining('503') }] },
  ])
}, 30_000)

test('one platform is read again, and what failed sets the exit status', async () => {
  const { out, status } = await trill('sync', 'hackernews')
  expect([out, status]).toEqual([expect.stringContaining('hackernews: done. 1 posts read, 0 of them new.'), 0])
  platforms.fault = () => ({ status: 401, body: '{}' })
  const failed = await trill('sync', 'news')
  expect([failed.status, failed.out]).toEqual([1, expect.stringContaining('Check the credentials')])
  platforms.fault = undefined
})
