import { join } from 'node:path'
import type { Logger } from 'pino'
import { openEmbedded } from './embedded.ts'
import type { Metadata } from './metadata.ts'
import { migrateMetadata } from './migrate.ts'
import { openServer } from './server.ts'

interface Options {
  readonly dataDir: string
  /** Embedded in `{dataDir}/postgres` when empty. */
  readonly postgresUrl: string
  readonly logger?: Logger
}

/** Opens PostgreSQL, embedded or the server that is set, and brings its tables to the present form. */
export async function openMetadata({ dataDir, postgresUrl, logger }: Options): Promise<Metadata> {
  const embedded = postgresUrl === ''
  const metadata = embedded ? await openEmbedded(join(dataDir, 'postgres'), { logger }) : await openServer(postgresUrl, logger)
  try {
    await migrateMetadata(metadata)
    return metadata
  } catch (error) {
    await metadata.close()
    throw error
  }
}
