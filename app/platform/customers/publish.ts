import { readFileSync } from 'node:fs'
import type { Platform } from '../platform.ts'
import type { CustomerLoad } from './customer-writer.ts'

const sql = (name: string) => readFileSync(new URL(`${name}.sql`, import.meta.url), 'utf8')
const PUBLISH = sql('publish-load')
const REMOVE_REPLACED = sql('remove-replaced')
const REMOVE_LOAD = sql('remove-load')

type Load = Pick<CustomerLoad, 'workspaceId' | 'provenance' | 'loadId'>

/**
 * What a load wrote takes the place, all at once, of what was there of its provenance and its days, which is removed. Again it changes nothing.
 * To be called when all of the load is written.
 */
export async function publishCustomers({ events, now }: Pick<Platform, 'events' | 'now'>, load: Load): Promise<void> {
  const parameters = { workspace_id: load.workspaceId, provenance: load.provenance, load_id: load.loadId }
  await events.command(PUBLISH, { ...parameters, published_milliseconds: now() })
  await events.command(REMOVE_REPLACED, parameters)
}

/** Removes what a load wrote, whether it was published or not. */
export async function removeCustomers(
  { events }: Pick<Platform, 'events'>,
  { workspaceId, loadId }: Omit<Load, 'provenance'>,
): Promise<void> {
  await events.command(REMOVE_LOAD, { workspace_id: workspaceId, load_id: loadId })
}
