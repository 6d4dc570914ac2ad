import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { afterAll, expect, test } from 'vitest'
import { prepareDataDirectory } from '../test/store-templates.ts'
import { openPlatform } from './main.ts'
import { addPerson } from './platform/access/people.ts'
import { readConfig } from './platform/config.ts'
import { openMetadata } from './platform/postgres/open.ts'

const dataDir = mkdtempSync(join(tmpdir(), 'trill-main-'))
afterAll(() => rmSync(dataDir, { recursive: true, force: true }))

test('the first start after an update seals the second factors that an older Trill stored readable', async () => {
  await prepareDataDirectory(dataDir)
  const old = await openMetadata({ dataDir, postgresUrl: '' })
  const [id, secret] = [await addPerson(old, { email: 'ada@example.org', name: 'Ada', now: 0 }), randomBytes(20)]
  await old.query('UPDATE people SET totp_secret = $2 WHERE id = $1', [id, secret])
  await old.close()

  const { platform, close } = await openPlatform(readConfig({ TRILL_DATA_DIR: dataDir, TRILL_DEMO: 'off' }), pino({ level: 'silent' }))
  const sql = 'SELECT totp_secret AS plain, totp_sealed AS sealed FROM people WHERE id = $1'
  const [row] = (await platform.metadata.query<{ plain: Buffer | null; sealed: Buffer }>(sql, [id])).rows
  expect(row?.plain).toBeNull()
  expect(platform.vault.open({ purpose: 'second factor', ownerId: id }, row?.sealed ?? Buffer.of())).toEqual(secret)
  await close()
}, 60_000)
