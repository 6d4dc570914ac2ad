import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { markModels, type Span } from '../../platform/models/marks.ts'
import type { Platform } from '../../platform/platform.ts'
import { type Batch, type Counts, keepFindings } from './erasure-record.ts'
import { removeExportsOf } from './export-record.ts'
import { type Search, searching } from './searching.ts'
import { spansOf } from './trained-models.ts'

/** How long the event store may take to catch up with what was acknowledged; milliseconds. */
const SETTLE_MILLISECONDS = 120_000

/** The place that is no table of the event store. */
export const ATTRIBUTES = 'person_attributes'

const sql = (name: string) => readFileSync(new URL(`${name}.sql`, import.meta.url), 'utf8')
const LINKED = sql('linked')
export const LOCATED = sql('located')

/** In this order: what is counted backwards or anew is read from the events; what others did loses its names when the people’s own events are gone. */
export const STEPS = [
  { sql: sql('take-back-hours'), once: 'hours' },
  { sql: sql('take-back-quarter-hours'), once: 'quarter-hours' },
  { sql: sql('erase-uniques') },
  { sql: sql('recount-uniques'), again: true },
  { sql: sql('erase-content-people') },
  { sql: sql('recount-content-people'), again: true },
  { sql: sql('erase-actor-days') },
  { sql: sql('erase-share-edges') },
  { sql: sql('erase-customers') },
  { sql: sql('erase-quarantine') },
  { sql: sql('erase-trend-scores') },
  { sql: sql('erase-trend-analyses') },
  { sql: sql('erase-trend-matches') },
  { sql: sql('erase-snapshots') },
  { sql: sql('erase-creators') },
  { sql: sql('erase-topics') },
  { sql: sql('erase-content') },
  { sql: sql('erase-events') },
  { sql: sql('erase-mentions') },
] as const

/**
 * Erases the people of a batch from every table of the warehouse, physically, and corrects what was added up from them.
 * After a crash the same batch again does what was left: inserts bear tokens, and deleting twice deletes once.
 */
export async function eraseBatch(batch: Batch, platform: Platform): Promise<void> {
  await platform.log.purge(SETTLE_MILLISECONDS)
  const identifiers: string[] = []
  const spans = new Map<string, readonly Span[]>()
  for (const erasure of batch.erasures) {
    const found = await findPerson({ ...erasure, workspaceId: batch.workspaceId }, platform)
    spans.set(
      erasure.id,
      await spansOf({ id: erasure.id, workspaceId: batch.workspaceId, identifiers: found.identifiers }, found.rows, platform),
    )
    await keepFindings(platform, erasure.id, found)
    await removeExportsOf(platform, batch.workspaceId, found.identifiers)
    await platform.personAttributes.erase(batch.workspaceId, found.identifiers)
    // Of whom nothing is held, nothing is rewritten: the proof searches the same places and finds what arrives until then.
    if (Object.entries(found.rows).some(([place, rows]) => place !== ATTRIBUTES && rows > 0)) identifiers.push(...found.identifiers)
  }
  if (identifiers.length === 0) return
  await markAll(batch, spans, platform)
  await searching({ id: batch.id, workspaceId: batch.workspaceId, identifiers }, platform, async (people) => {
    const parameters = { ...people, until_milliseconds: batch.until }
    for (const step of STEPS) await platform.events.command(step.sql, parameters, tokenOf(step, batch.id))
  })
  // What began to learn while the rows went may have read some of them.
  await markAll(batch, spans, platform)
}

async function markAll({ workspaceId }: Batch, spans: ReadonlyMap<string, readonly Span[]>, { metadata, now }: Platform): Promise<void> {
  for (const [erasureId, held] of spans) await markModels(metadata, { workspaceId, erasureId, spans: held, now: now() })
}

/** What is made anew after a crash is the same block again, and must not be taken for a repeat: what was there of it was deleted. */
function tokenOf(step: (typeof STEPS)[number], batchId: string): string | undefined {
  if ('again' in step) return randomUUID()
  return 'once' in step ? `erasure-${batchId}-${step.once}` : undefined
}

/** All identifiers of a person, and the rows that hold something of them. */
export async function findPerson(search: Search, platform: Platform): Promise<{ identifiers: readonly string[]; rows: Counts }> {
  const identifiers = await linkedIdentifiers(search, platform)
  return { identifiers, rows: await countRows({ ...search, identifiers }, platform) }
}

/** All identifiers of a person: those given, and those that stood beside them and beside nobody else's. */
export async function linkedIdentifiers({ id, workspaceId, identifiers }: Search, platform: Platform): Promise<readonly string[]> {
  // Identifiers that are addresses are stored as pseudonyms, in some workspaces all are: each is looked for.
  const known = platform.consents.adultNamesOf(workspaceId, identifiers)
  const linked = await searching({ id, workspaceId, identifiers: known }, platform, (parameters) =>
    platform.events.rows<{ id: string }>(LINKED, parameters),
  )
  return [...new Set([...known, ...linked.map((row) => row.id)])]
}

/** Rows that hold something of the people, by place. */
export async function countRows(search: Search, platform: Platform): Promise<Counts> {
  const rows = await searching(search, platform, (parameters) =>
    platform.events.rows<{ place: string; found: number }>(LOCATED, parameters),
  )
  const attributes = await platform.personAttributes.count(search.workspaceId, search.identifiers)
  return { ...Object.fromEntries(rows.map(({ place, found }) => [place, found])), [ATTRIBUTES]: attributes }
}
