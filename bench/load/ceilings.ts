import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { EVENT_COLUMNS } from '@trill/contract/event'
import { judge } from '../../app/features/ingest/accept.ts'
import { openEmbedded } from '../../app/platform/clickhouse/embedded.ts'
import { eventTableColumns } from '../../contract/derive/ddl.ts'
import { makeBody } from './bodies.ts'

const PARSE_SECONDS = 3
const BLOCKS = 16
const BLOCK_EVENTS = 60_000
const BATCH = 500

export interface Ceilings {
  /** Events a second that JSON.parse alone reads from the same bodies, in one thread. */
  readonly json_parse_events_per_second: number
  /** Events a second that the store takes in bulk: the same rows into one plain synced table, no views, no HTTP. */
  readonly store_insert_events_per_second: number
  readonly clickhouse: string
}

/** What the parts could do at best, measured before the server runs. */
export async function measureCeilings(): Promise<Ceilings> {
  return { json_parse_events_per_second: parseOnly(), ...(await insertOnly()) }
}

function parseOnly(): number {
  const texts = Array.from({ length: 16 }, (_, seed) => makeBody(BATCH, seed, Date.now(), 'strangers').bytes)
  let events = 0
  const started = performance.now()
  while (performance.now() - started < PARSE_SECONDS * 1000) {
    for (const bytes of texts) events += (JSON.parse(bytes.toString('utf8')) as unknown[]).length
  }
  return Math.round((events * 1000) / (performance.now() - started))
}

async function insertOnly(): Promise<{ store_insert_events_per_second: number; clickhouse: string }> {
  const directory = mkdtempSync(join(tmpdir(), 'trill-bench-'))
  const store = await openEmbedded(join(directory, 'clickhouse'))
  try {
    const columns = eventTableColumns().map(({ name, type }) => `${name} ${type}`)
    await store.command(
      `CREATE TABLE plain (${columns.join(', ')}) ENGINE = MergeTree ORDER BY (workspace_id, toDate(occurred_at), type, occurred_at) SETTINGS fsync_after_insert = 1`,
    )
    const blocks = Array.from({ length: 2 }, (_, series) => rowsOf(series))
    let milliseconds = 0
    for (let block = 0; block < BLOCKS; block += 1) {
      const started = performance.now()
      await store.insertText({
        table: 'plain',
        columns: EVENT_COLUMNS,
        body: blocks[block % blocks.length] as Buffer,
        token: `ceiling-${block}`,
      })
      milliseconds += performance.now() - started
    }
    return { store_insert_events_per_second: Math.round((BLOCKS * BLOCK_EVENTS * 1000) / milliseconds), clickhouse: await store.version() }
  } finally {
    await store.close()
    rmSync(directory, { recursive: true, force: true })
  }
}

function rowsOf(series: number): Buffer {
  const parts: Buffer[] = []
  for (let batch = 0; batch < BLOCK_EVENTS / BATCH; batch += 1) {
    const body = makeBody(BATCH, series * 1000 + batch, Date.now(), 'strangers')
    body.stamp(series * 1000 + batch)
    const source = { endpoint: 'events' as const, workspaceId: 'main', receivedAt: Date.now(), provenance: 'measured' as const }
    parts.push(judge(JSON.parse(body.bytes.toString('utf8')) as unknown[], source, false).entry.events)
  }
  return Buffer.concat(parts)
}
