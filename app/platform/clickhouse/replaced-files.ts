import { readFileSync } from 'node:fs'
import type { EventStore } from './event-store.ts'

const REPLACED_FILES = readFileSync(new URL('replaced-files.sql', import.meta.url), 'utf8')

/**
 * Tables that still have files of rows changed or deleted before a moment: the engine keeps a replaced file for eight minutes.
 * @param until milliseconds since 1970
 */
export async function heldTables(events: EventStore, tables: readonly string[], until: number): Promise<string[]> {
  // Dropping a partition that is not there makes the engine tidy up at once; else it may do so minutes later.
  for (const table of tables) await events.command(`ALTER TABLE ${table} DROP PARTITION ID 'none'`)
  const rows = await events.rows<{ table: string }>(REPLACED_FILES, { tables, changed_seconds: Math.ceil(until / 1000) })
  return rows.map(({ table }) => table)
}
