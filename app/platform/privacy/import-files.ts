import { createReadStream, createWriteStream, existsSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { parse } from 'csv-parse'
import type { Queryable } from '../postgres/metadata.ts'

/** Somebody whose rows are taken out of files. */
interface Wanted {
  readonly id: string
  readonly identifiers: readonly string[]
}

/** What was done to files of imports. */
export interface ErasedFromFiles {
  /** Files that were read from beginning to end, by their place in the data directory. */
  readonly searched: readonly string[]
  /** Rows taken out, by person; a row that names two people counts for both. */
  readonly rows: ReadonlyMap<string, number>
}

/** Whether an import of a workspace is under way: its file still lies in the data directory, and rows of it still arrive. */
export async function isImporting(metadata: Queryable, workspaceId: string): Promise<boolean> {
  const sql = "SELECT 1 FROM imports WHERE workspace_id = $1 AND status = 'running' LIMIT 1"
  return (await metadata.query(sql, [workspaceId])).rows.length > 0
}

/** Takes the rows that name somebody out of what finished imports of a workspace refused: the only files of theirs that stay. */
export async function eraseFromRejects(
  { metadata, dataDir, workspaceId }: { metadata: Queryable; dataDir: string; workspaceId: string },
  people: readonly Wanted[],
): Promise<ErasedFromFiles> {
  const { rows: imports } = await metadata.query<{ id: string }>('SELECT id FROM imports WHERE workspace_id = $1 ORDER BY id', [
    workspaceId,
  ])
  const searched: string[] = []
  const rows = new Map<string, number>()
  for (const { id } of imports) {
    const name = join('imports', `${id}.rejects.csv`)
    if (!existsSync(join(dataDir, name))) continue
    await eraseFromFile(join(dataDir, name), people, rows)
    searched.push(name)
  }
  return { searched, rows }
}

/** A crash leaves the file as it was or without the rows. */
async function eraseFromFile(path: string, people: readonly Wanted[], rows: Map<string, number>): Promise<void> {
  let erased = 0
  const records = createReadStream(path).pipe(parse({ raw: true, relax_column_count: true, relax_quotes: true }))
  async function* kept(): AsyncGenerator<string> {
    for await (const { raw } of records as AsyncIterable<{ raw: string }>) {
      const named = people.filter(({ identifiers }) => identifiers.some((identifier) => names(raw, identifier)))
      for (const { id } of named) rows.set(id, (rows.get(id) ?? 0) + 1)
      if (named.length === 0) yield `${raw.replace(/\r?\n$/, '')}\n`
      else erased += 1
    }
  }
  await pipeline(Readable.from(kept()), createWriteStream(`${path}.part`, { mode: 0o600, flush: true }))
  if (erased > 0) renameSync(`${path}.part`, path)
  else rmSync(`${path}.part`)
}

/** Shorter identifiers are looked for as whole words: as part of words they would be found everywhere. */
const DISTINCT_LENGTH = 6

function names(row: string, identifier: string): boolean {
  const forms = new Set([identifier, JSON.stringify(identifier).slice(1, -1), identifier.replaceAll('"', '""')])
  if (identifier.length >= DISTINCT_LENGTH) return [...forms].some((form) => row.includes(form))
  return row.split(/[^\p{L}\p{N}_-]+/u).includes(identifier)
}
