import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Logger } from 'pino'
import type { Config } from '../config.ts'
import { takeBackUnkeptNotes } from './deduplication-logs.ts'
import { openEmbedded } from './embedded.ts'
import type { EventStore } from './event-store.ts'
import { openServer } from './server.ts'

/** Opens ClickHouse: embedded under the data directory, which must be locked, or the server that is set. */
export async function openEventStore({ config, logger }: { config: Config; logger: Logger }): Promise<EventStore> {
  if (config.clickhouseUrl !== '') return openServer(config.clickhouseUrl)
  const path = join(config.dataDir, 'clickhouse')
  mkdirSync(path, { recursive: true, mode: 0o700 })
  const notes = takeBackUnkeptNotes(path)
  if (notes > 0) logger.warn({ notes }, 'The last run was killed while it stored a block; what was not stored yet is stored again')
  return openEmbedded(path)
}
