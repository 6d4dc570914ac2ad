import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Logger } from 'pino'
import type { Config } from '../config.ts'
import { openEmbedded } from './embedded.ts'
import type { EventStore } from './event-store.ts'
import { openServer } from './server.ts'

/** Opens ClickHouse: embedded under the data directory, or the server that is set. */
export async function openEventStore({ config }: { config: Config; logger: Logger }): Promise<EventStore> {
  if (config.clickhouseUrl !== '') return openServer(config.clickhouseUrl)
  const path = join(config.dataDir, 'clickhouse')
  mkdirSync(path, { recursive: true, mode: 0o700 })
  return openEmbedded(path)
}
