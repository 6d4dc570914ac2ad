import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { startClickHouseOverHttp } from '../../../test/clickhouse-over-http.ts'
import { adopt, openPlatform } from '../../main.ts'
import { readConfig } from '../config.ts'
import { openEmbedded } from './embedded.ts'
import { migrateEventStore } from './migrate.ts'
import { adoptEventStore, claimEventStore } from './owner.ts'

const path = mkdtempSync(join(tmpdir(), 'trill-owner-'))
const ONE = { id: 'one', host: 'alpha', path: '/srv/one' }
const OTHER = { id: 'other', host: 'beta', path: '/srv/other' }

afterAll(() => rmSync(path, { recursive: true, force: true }))

test('a store belongs to the directory that first wrote to it, until another adopts it', async () => {
  const events = await openEmbedded(join(path, 'embedded'))
  await migrateEventStore(events)
  await claimEventStore(events, ONE)
  await claimEventStore(events, ONE)
  await expect(claimEventStore(events, OTHER)).rejects.toThrow(/\/srv\/one on alpha since 20.*trill adopt/)

  expect(await adoptEventStore(events, OTHER)).toMatchObject(ONE)
  await claimEventStore(events, OTHER)
  await expect(claimEventStore(events, ONE)).rejects.toThrow('/srv/other on beta')

  expect(await adoptEventStore(events, OTHER)).toMatchObject(OTHER)
  expect(await adoptEventStore(events, ONE)).toMatchObject(OTHER)
  await claimEventStore(events, ONE)
  await events.close()
})

test('a second data directory on the same server does not start, until it has adopted the server', async () => {
  const server = await startClickHouseOverHttp(join(path, 'served'))
  const configOf = (name: string) =>
    readConfig({ TRILL_DATA_DIR: join(path, name), TRILL_CLICKHOUSE_URL: server.url, TRILL_DEMO: 'off', TRILL_LOG_LEVEL: 'silent' })
  const start = async (name: string) => (await openPlatform(configOf(name))).close()
  try {
    await start('first')
    await expect(start('second')).rejects.toThrow(`the data directory ${join(path, 'first')} on`)
    expect((await adopt(configOf('second')))?.path).toBe(join(path, 'first'))
    await start('second')
    await expect(start('first')).rejects.toThrow(join(path, 'second'))
    await expect(start('first')).rejects.toThrow('trill adopt')
  } finally {
    await server.close()
  }
}, 60_000)
