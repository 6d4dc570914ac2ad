import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { tabSeparated } from '../../platform/clickhouse/text-rows.ts'
import type { Platform } from '../../platform/platform.ts'
import type { Link, LinkBatch } from '../../platform/privacy/link-file.ts'

/** How long the event store may take to catch up with what was acknowledged; milliseconds. */
const SETTLE_MILLISECONDS = 120_000
/** Names that are rewritten in one pass over the store. */
const PASS_MAX = 20_000

const sql = (name: string) => readFileSync(new URL(`${name}.sql`, import.meta.url), 'utf8')
const STORED_NAMES = sql('stored-names')
const FORGET_LINKS = sql('forget-links')

/** In this order: what is made anew is read from the events, which come last, as they say what is left to be done after a crash. */
const STEPS = [
  { sql: sql('relink-uniques-delete') },
  { sql: sql('relink-uniques'), always: true },
  { sql: sql('relink-content-people-delete') },
  { sql: sql('relink-content-people'), always: true },
  { sql: sql('relink-actor-days'), once: 'actor-days' },
  { sql: sql('relink-actor-days-delete') },
  { sql: sql('relink-customers'), once: 'customers' },
  { sql: sql('relink-customers-delete') },
  { sql: sql('relink-share-edges') },
  { sql: sql('relink-content') },
  { sql: sql('relink-quarantine') },
  { sql: sql('relink-events') },
] as const

/**
 * Brings the history of people who were seen again under their present names. After a crash the same batch again does what was left:
 * inserts bear tokens, and what has its present name already is not touched.
 * @returns the older names that were stored somewhere
 */
export async function relink(workspaceId: string, batch: LinkBatch, platform: Platform): Promise<readonly string[]> {
  if (!(await platform.log.settle(SETTLE_MILLISECONDS))) throw new Error('The event store lags behind what was acknowledged')
  const relinked = new Set(await platform.personAttributes.rename(workspaceId, batch.links))
  for (let from = 0; from < batch.links.length; from += PASS_MAX) {
    const id = `${batch.id}-${from}`
    for (const name of await pass(workspaceId, id, batch.links.slice(from, from + PASS_MAX), platform)) relinked.add(name)
  }
  return [...relinked]
}

async function pass(workspaceId: string, id: string, links: readonly Link[], platform: Platform): Promise<readonly string[]> {
  const { events } = platform
  const parameters = { workspace_id: workspaceId, batch_id: id }
  const stored = await naming(id, links, platform, () => events.rows<{ name: string }>(STORED_NAMES, parameters))
  const names = new Set(stored.map(({ name }) => name))
  if (names.size === 0) return []
  const left = links.filter(([before]) => names.has(before))
  await naming(id, left, platform, async () => {
    for (const step of STEPS) await events.command(step.sql, parameters, tokenOf(step, id))
  })
  return [...names]
}

/** Without a token of its own, an insert that is the same as one before, whose rows went meanwhile, would change nothing. */
function tokenOf(step: (typeof STEPS)[number], id: string): string | undefined {
  if ('once' in step) return `relink-${id}-${step.once}`
  return 'always' in step ? randomUUID() : undefined
}

/** Puts the names where the statements look for them. */
async function naming<T>(id: string, links: readonly Link[], { events }: Platform, work: () => Promise<T>): Promise<T> {
  const parameters = { batch_id: id }
  await events.command(FORGET_LINKS, parameters)
  const body = Buffer.from(links.map(([before, now]) => tabSeparated([id, before, now])).join(''))
  await events.insertText({ table: 'pseudonyms_links', columns: ['batch_id', 'old_name', 'new_name'], body, token: '' })
  try {
    return await work()
  } finally {
    await events.command(FORGET_LINKS, parameters)
  }
}
