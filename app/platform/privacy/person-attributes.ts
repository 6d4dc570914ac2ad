import type { Metadata } from '../postgres/metadata.ts'
import type { Vault } from '../secrets/vault.ts'
import { changeSheets, openRows, type SheetChange, type StoredPerson } from './attribute-rows.ts'
import { merged, type Saying, type Sheet, withSaying } from './attribute-sheet.ts'
import { identityKey, type Pseudonymise, pseudonyms } from './identity-key.ts'
import type { Link } from './link-file.ts'
import { isMinorsName } from './people.ts'

/** People who are written in one transaction: embedded, a larger one would hold everything else up for too long. */
const BATCH_MAX = 250
const VERSION = /^p([1-9]\d{0,8})\.[\w-]{22}$/

/** What one message says about somebody who is stored. */
export interface PersonTraits extends Saying {
  /** The name that the person’s events bear. */
  readonly person: string
  /** Milliseconds since 1970, UTC. */
  readonly receivedAt: number
}

/** Rows of one kind, and how old they are; times in milliseconds since 1970. */
export interface AttributeAges {
  readonly isMinors: boolean
  readonly rows: number
  readonly oldestAt: number
  /** Rows that were updated last before the time up to which they are kept, or a day before that. */
  readonly due: number
  readonly overdue: number
}

/** How long attributes are kept after the latest word, in milliseconds. */
export interface AttributeTimes {
  readonly adults: number
  readonly minors: number
}

interface Options {
  readonly metadata: Metadata
  readonly vault: Vault
  readonly dataDir: string
}

interface Waiting {
  readonly workspaceId: string
  readonly said: readonly PersonTraits[]
  readonly resolve: () => void
  readonly reject: (error: unknown) => void
}

const ERASE = 'DELETE FROM person_keys WHERE workspace_id = $1 AND person = ANY($2::text[])'
const COUNT =
  'SELECT coalesce(sum(greatest(attributes, 1)), 0)::integer AS found FROM person_attributes WHERE workspace_id = $1 AND person = ANY($2::text[])'
const ERASE_VERSION = 'DELETE FROM person_keys WHERE workspace_id = $1 AND pseudonym_version = $2'
const AGES = `SELECT is_minor, count(*)::integer AS rows, min(updated_at) AS oldest_at,
    (count(*) FILTER (WHERE updated_at <= CASE WHEN is_minor THEN $3 ELSE $2 END::timestamptz))::integer AS due,
    (count(*) FILTER (WHERE updated_at < CASE WHEN is_minor THEN $5 ELSE $4 END::timestamptz))::integer AS overdue
  FROM person_attributes JOIN person_keys USING (workspace_id, person) WHERE workspace_id = $1 GROUP BY is_minor`
const ERASE_DUE = `DELETE FROM person_keys USING person_attributes AS a
  WHERE person_keys.workspace_id = $1 AND a.workspace_id = $1 AND a.person = person_keys.person
    AND a.updated_at <= CASE WHEN is_minor THEN $3 ELSE $2 END::timestamptz`

/**
 * What senders say about people, sealed under a key of each person. People are named as their events name them; the tables hold a
 * keyed hash of that name.
 */
export class PersonAttributes {
  readonly #options: Options
  readonly #identityKey: Buffer
  readonly #hashing = new Map<string, Pseudonymise>()
  #waiting: Waiting[] = []
  #isWriting = false
  #last: Promise<unknown> = Promise.resolve()

  constructor(options: Options) {
    this.#options = options
    this.#identityKey = identityKey(options.dataDir)
  }

  /** Keeps what messages say: durable once this resolves. What waits meanwhile is written together. @throws SecretKeyMissing */
  keep(workspaceId: string, said: readonly PersonTraits[]): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ workspaceId, said, resolve, reject })
      if (!this.#isWriting) void this.#writeAll()
    })
  }

  /** What is kept about a person, one sheet for each of their names, the latest last. @throws SecretKeyMissing */
  async of(workspaceId: string, names: readonly string[]): Promise<Sheet[]> {
    const { metadata, vault } = this.#options
    const rows = await openRows(metadata, workspaceId, { hashes: this.#hashes(workspaceId, names), vault })
    return rows.sort((one, other) => one.updatedAt - other.updatedAt).map(({ sheet }) => sheet)
  }

  /** How many attributes are kept, those that were taken back included; at least one for each name under which there are any. */
  async count(workspaceId: string, names: readonly string[]): Promise<number> {
    const { rows } = await this.#options.metadata.query<{ found: number }>(COUNT, [workspaceId, this.#hashes(workspaceId, names)])
    return rows[0]?.found ?? 0
  }

  /** Changes what is kept about a person, in each of their rows; for how long it is kept stays. @returns the rows as they are then */
  correct(workspaceId: string, names: readonly string[], change: (sheet: Sheet) => Sheet): Promise<readonly Sheet[]> {
    const { metadata, vault } = this.#options
    return this.#inTurn(() =>
      metadata.transaction(async (connection) => {
        const rows = await openRows(connection, workspaceId, { hashes: this.#hashes(workspaceId, names), vault })
        const people = new Map(names.map((name) => this.#personOf(workspaceId, name)).map((person) => [person.hash, person]))
        const changes = rows.flatMap(({ hash, updatedAt }): SheetChange[] => {
          const person = people.get(hash)
          return person === undefined ? [] : [{ ...person, change, arrivedAt: updatedAt }]
        })
        await changeSheets(connection, workspaceId, { changes, vault })
        return rows.map(({ sheet }) => change(sheet))
      }),
    )
  }

  /** Destroys the keys of people, and with them what is kept about them. @returns how many */
  erase(workspaceId: string, names: readonly string[]): Promise<number> {
    const hashes = this.#hashes(workspaceId, names)
    return this.#inTurn(async () => (await this.#options.metadata.query(ERASE, [workspaceId, hashes])).rowCount)
  }

  /** Removes destroyed keys from the files of the table, in which a deleted row stays until it is written anew. */
  async forgetKeys(): Promise<void> {
    await this.#options.metadata.query('VACUUM FULL person_keys')
  }

  /** Brings people under the names their events bear from now on. @returns the older names under which something was kept */
  async rename(workspaceId: string, links: readonly Link[]): Promise<string[]> {
    const renamed: string[] = []
    for (let from = 0; from < links.length; from += BATCH_MAX)
      renamed.push(...(await this.#inTurn(() => this.#rename(workspaceId, links.slice(from, from + BATCH_MAX)))))
    return renamed
  }

  /** Destroys what is kept about people under a pseudonym key that is about to be destroyed: nobody could find it any more. */
  eraseVersion(workspaceId: string, version: number): Promise<number> {
    return this.#inTurn(async () => (await this.#options.metadata.query(ERASE_VERSION, [workspaceId, version])).rowCount)
  }

  /** How many rows there are and how old they are, those of minors apart. */
  async ages(workspaceId: string, times: AttributeTimes, now: { readonly due: number; readonly late: number }): Promise<AttributeAges[]> {
    const before = (moment: number) => [iso(moment - times.adults), iso(moment - times.minors)]
    const { rows } = await this.#options.metadata.query<AgeRow>(AGES, [workspaceId, ...before(now.due), ...before(now.late)])
    return rows.map(({ is_minor, oldest_at, ...counts }) => ({ isMinors: is_minor, oldestAt: oldest_at.getTime(), ...counts }))
  }

  /** Destroys what is due. @returns the number of people */
  eraseDue(workspaceId: string, times: AttributeTimes, now: number): Promise<number> {
    const values = [workspaceId, iso(now - times.adults), iso(now - times.minors)]
    return this.#inTurn(async () => (await this.#options.metadata.query(ERASE_DUE, values)).rowCount)
  }

  async #writeAll(): Promise<void> {
    this.#isWriting = true
    while (this.#waiting.length > 0) await this.#writeGroup(this.#takeGroup())
    this.#isWriting = false
  }

  /** Requests of one workspace, as many as fit into one transaction. */
  #takeGroup(): Waiting[] {
    const workspaceId = this.#waiting[0]?.workspaceId
    const group: Waiting[] = []
    let people = 0
    for (const waiting of this.#waiting) {
      people += waiting.said.length
      if (waiting.workspaceId !== workspaceId || (group.length > 0 && people > BATCH_MAX)) break
      group.push(waiting)
    }
    this.#waiting = this.#waiting.slice(group.length)
    return group
  }

  /** One that cannot be written must not take the others along. */
  async #writeGroup(group: readonly Waiting[]): Promise<void> {
    try {
      const [first] = group
      const said = group.flatMap((waiting) => waiting.said)
      if (first !== undefined) await this.#inTurn(() => this.#write(first.workspaceId, said))
      for (const { resolve } of group) resolve()
    } catch (error) {
      if (group.length === 1) group[0]?.reject(error)
      else for (const waiting of group) await this.#writeGroup([waiting])
    }
  }

  async #write(workspaceId: string, said: readonly PersonTraits[]): Promise<void> {
    const { metadata, vault } = this.#options
    const changes = this.#changesOf(workspaceId, said)
    for (let from = 0; from < changes.length; from += BATCH_MAX) {
      const batch = changes.slice(from, from + BATCH_MAX)
      await metadata.transaction((connection) => changeSheets(connection, workspaceId, { changes: batch, vault }))
    }
  }

  /** Each person once, with all that is said about them in the order in which it came. */
  #changesOf(workspaceId: string, said: readonly PersonTraits[]): SheetChange[] {
    const byName = new Map<string, PersonTraits[]>()
    for (const one of said) {
      const known = byName.get(one.person)
      if (known === undefined) byName.set(one.person, [one])
      else known.push(one)
    }
    return [...byName].map(([name, sayings]) => ({
      ...this.#personOf(workspaceId, name),
      change: (sheet) => sayings.reduce(withSaying, sheet),
      arrivedAt: sayings.reduce((latest, { receivedAt }) => Math.max(latest, receivedAt), 0),
    }))
  }

  /** What stands under both names becomes one; the key of the older name is destroyed. */
  #rename(workspaceId: string, links: readonly Link[]): Promise<string[]> {
    const { metadata, vault } = this.#options
    const byHash = new Map(links.map((link) => [this.#personOf(workspaceId, link[0]).hash, link]))
    return metadata.transaction(async (connection) => {
      const rows = await openRows(connection, workspaceId, { hashes: [...byHash.keys()], vault })
      for (const { hash, sheet, updatedAt } of rows) {
        const [, now] = byHash.get(hash) as Link
        const change = (present: Sheet) => merged(sheet, present)
        await changeSheets(connection, workspaceId, {
          changes: [{ ...this.#personOf(workspaceId, now), change, arrivedAt: updatedAt }],
          vault,
        })
      }
      await connection.query(ERASE, [workspaceId, rows.map(({ hash }) => hash)])
      return rows.map(({ hash }) => (byHash.get(hash) as Link)[0])
    })
  }

  #hashes(workspaceId: string, names: readonly string[]): string[] {
    return [...new Set(names.map((name) => this.#personOf(workspaceId, name).hash))]
  }

  #personOf(workspaceId: string, name: string): StoredPerson {
    const pseudonymise = this.#hashing.get(workspaceId) ?? pseudonyms(this.#identityKey, workspaceId)
    this.#hashing.set(workspaceId, pseudonymise)
    const pseudonymVersion = Number(VERSION.exec(name)?.[1] ?? 0)
    return { hash: pseudonymise(`attributes ${name}`), pseudonymVersion, isMinor: isMinorsName(name) }
  }

  /** One change after the other: two that met would each overwrite what the other had kept. */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(work)
    this.#last = turn.catch(() => undefined)
    return turn
  }
}

interface AgeRow extends Pick<AttributeAges, 'rows' | 'due' | 'overdue'> {
  readonly is_minor: boolean
  readonly oldest_at: Date
}

function iso(milliseconds: number): string {
  return new Date(milliseconds).toISOString()
}
