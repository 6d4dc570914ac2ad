import { readFileSync } from 'node:fs'
import { tabSeparated } from '../../platform/clickhouse/text-rows.ts'
import type { Platform } from '../../platform/platform.ts'

/** Shorter identifiers are looked for in texts only where they stand in quotes: as part of words they would be found everywhere. */
const DISTINCT_LENGTH = 6

export const FORGET_SUBJECTS = readFileSync(new URL('forget-subjects.sql', import.meta.url), 'utf8')

/** People of one workspace, under a name of their own while they are looked for. */
export interface Search {
  readonly id: string
  readonly workspaceId: string
  readonly identifiers: readonly string[]
}

/** Puts the people where the queries look for them: neither a query’s text nor the store’s log of changes names them. */
export async function searching<T>(
  { id, workspaceId, identifiers }: Search,
  { events }: Platform,
  work: (parameters: { workspace_id: string; batch_id: string }) => Promise<T>,
): Promise<T> {
  const parameters = { workspace_id: workspaceId, batch_id: id }
  await events.command(FORGET_SUBJECTS, parameters)
  const body = Buffer.from(identifiers.flatMap((identifier) => subjectsOf(id, identifier)).join(''))
  await events.insertText({ table: 'erasures_subjects', columns: ['batch_id', 'id', 'needle', 'replacement'], body, token: '' })
  try {
    return await work(parameters)
  } finally {
    await events.command(FORGET_SUBJECTS, parameters)
  }
}

/** An identifier may stand in a text as it is, or as JSON writes it. */
function subjectsOf(batchId: string, identifier: string): string[] {
  const written = JSON.stringify(identifier)
  if (identifier.length < DISTINCT_LENGTH) return [tabSeparated([batchId, identifier, written, '"erased"'])]
  const needles = new Set([identifier, written.slice(1, -1)])
  return [...needles].map((needle) => tabSeparated([batchId, identifier, needle, 'erased']))
}
