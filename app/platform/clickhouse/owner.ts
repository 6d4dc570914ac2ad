import { readFileSync } from 'node:fs'
import type { EventStore } from './event-store.ts'

const OWNER = readFileSync(new URL('owner.sql', import.meta.url), 'utf8')

/** A data directory, as the event store knows it. */
export interface Claimant {
  /** Made with the directory, and never changed. */
  readonly id: string
  readonly host: string
  readonly path: string
}

interface Owner extends Claimant {
  readonly term: number
  readonly since: string
}

/**
 * Makes the directory the only writer of an event store that belongs to none: two that did not know of each other’s
 * messages would count some twice.
 * @throws Error naming the owner when it is another one.
 */
export async function claimEventStore(events: EventStore, claimant: Claimant): Promise<void> {
  if ((await ownerOf(events)) === undefined) await inscribe(events, claimant, 1)
  const owner = await ownerOf(events)
  if (owner === undefined || owner.id === claimant.id) return
  throw new Error(
    `The ClickHouse server is written by another Trill, with the data directory ${owner.path} on ${owner.host} since ${owner.since}. Set TRILL_CLICKHOUSE_URL to a database of its own; or, if that Trill will never run again, run \`trill adopt\` here`,
  )
}

/** Makes the directory the writer from now on, whoever was it before. Answers who that was. */
export async function adoptEventStore(events: EventStore, claimant: Claimant): Promise<Owner | undefined> {
  const owner = await ownerOf(events)
  if (owner?.id !== claimant.id) await inscribe(events, claimant, (owner?.term ?? 0) + 1)
  return owner
}

async function ownerOf(events: EventStore): Promise<Owner | undefined> {
  const [owner] = await events.rows<Owner>(OWNER)
  return owner
}

async function inscribe(events: EventStore, { id, host, path }: Claimant, term: number): Promise<void> {
  await events.command(
    `INSERT INTO event_store_owners (term, directory_id, host, path, since)
    SELECT {term:UInt32}, {id:String}, {host:String}, {path:String}, now64(3)`,
    { term, id, host, path },
  )
}
