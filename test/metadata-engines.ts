import { Client } from 'pg'

const SERVER = process.env.TRILL_TEST_POSTGRES_URL ?? ''

/** Where the metadata of a test is kept: embedded, and in a new database of the PostgreSQL server where there is one. */
export const ENGINES = ['embedded', 'server'] as const

/** Why tests on an engine cannot run here. */
export function lacksEngine(engine: (typeof ENGINES)[number]): boolean {
  return engine === 'server' && SERVER === ''
}

/** Makes a database for a test. Its address is empty for the embedded engine, which needs none. */
export async function openDatabase(engine: (typeof ENGINES)[number]): Promise<{ postgresUrl: string; drop: () => Promise<void> }> {
  if (engine === 'embedded') return { postgresUrl: '', drop: async () => undefined }
  const name = `trill_${process.pid}_${Date.now()}`
  await onServer(`CREATE DATABASE ${name}`)
  const url = new URL(SERVER)
  url.pathname = name
  return { postgresUrl: url.href, drop: () => onServer(`DROP DATABASE ${name} WITH (FORCE)`) }
}

async function onServer(sql: string): Promise<void> {
  const client = new Client({ connectionString: SERVER })
  await client.connect()
  await client.query(sql)
  await client.end()
}
