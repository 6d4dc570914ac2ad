import type { Queryable } from '../postgres/metadata.ts'
import { identityKey, type Pseudonymise, pseudonyms } from './identity-key.ts'

/** How long events of an erased person are turned away: as long as a phone may be without a network. Afterwards they may come anew. */
export const ERASED_FOR_MILLISECONDS = 30 * 86_400_000

/** Tells whether a stored identifier belongs to somebody who was erased lately. */
export type WasErased = (identifier: string) => boolean

/** Who was erased lately, known by keyed hashes only. */
export interface ErasedPeople {
  /** Undefined while nobody of the workspace was erased lately: then an event costs nothing more. */
  of(workspaceId: string, now: number): WasErased | undefined
  /** Holds from the next event on, and after the next start. Identifiers as they are stored. */
  add(workspaceId: string, identifiers: readonly string[], now: number): Promise<void>
}

/** Reads who was erased lately. */
export async function openErasedPeople(metadata: Queryable, dataDir: string): Promise<ErasedPeople> {
  const lists = new Map<string, ErasedList>()
  const key = identityKey(dataDir)
  const listOf = (workspaceId: string) => {
    const list = lists.get(workspaceId) ?? new ErasedList(pseudonyms(key, workspaceId))
    lists.set(workspaceId, list)
    return list
  }
  const { rows } = await metadata.query<{ workspace_id: string; hash: string; until: Date }>('SELECT * FROM erased_people')
  for (const { workspace_id, hash, until } of rows) listOf(workspace_id).addHash(hash, until.getTime())
  return {
    of: (workspaceId, now) => lists.get(workspaceId)?.test(now),
    add: async (workspaceId, identifiers, now) => {
      const list = listOf(workspaceId)
      const hashes = identifiers.map((identifier) => list.hash(identifier))
      const until = now + ERASED_FOR_MILLISECONDS
      await metadata.query('DELETE FROM erased_people WHERE until <= $1', [new Date(now).toISOString()])
      await metadata.query(
        `INSERT INTO erased_people (workspace_id, hash, until) SELECT $1, unnest($2::text[]), $3
         ON CONFLICT (workspace_id, hash) DO UPDATE SET until = excluded.until`,
        [workspaceId, [...new Set(hashes)], new Date(until).toISOString()],
      )
      for (const hash of hashes) list.addHash(hash, until)
    },
  }
}

class ErasedList {
  readonly #untils = new Map<string, number>()
  readonly #pseudonymise: Pseudonymise
  #last = 0

  constructor(pseudonymise: Pseudonymise) {
    this.#pseudonymise = pseudonymise
  }

  hash(identifier: string): string {
    return this.#pseudonymise(`erased ${identifier}`)
  }

  addHash(hash: string, until: number): void {
    this.#untils.set(hash, until)
    this.#last = Math.max(this.#last, until)
  }

  test(now: number): WasErased | undefined {
    if (this.#last <= now) return undefined
    return (identifier) => identifier !== '' && (this.#untils.get(this.hash(identifier)) ?? 0) > now
  }
}
