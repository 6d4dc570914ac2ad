import { randomBytes } from 'node:crypto'
import type { Metadata, Queryable } from '../postgres/metadata.ts'
import type { SecretPlace } from '../secrets/envelope.ts'
import { SecretKeyMissing, type Vault } from '../secrets/vault.ts'
import { LinkFile } from './link-file.ts'
import { createPseudonymiser, isNameless, type Pseudonymiser, type PseudonymKey, pseudonymOf } from './pseudonymiser.ts'

const KEY_BYTES = 32
const DAY_MILLISECONDS = 86_400_000

/** What is known of a key, held or destroyed; times in milliseconds since 1970, UTC. */
export interface KeyVersion {
  readonly version: number
  readonly madeAt: number
  /** When a newer one took its place; null for the present one. */
  readonly retiredAt: number | null
  /** When it is to be destroyed; null for the present one. */
  readonly destroyAt: number | null
  readonly destroyedAt: number | null
  /** Names under it that were brought under a newer one. */
  readonly relinked: number
}

/** Who wants to know what becomes of names. */
export interface NameWatcher {
  /** A person who was not seen lately was given the name they are stored under. */
  readonly named: (workspaceId: string, key: PseudonymKey, id: string, name: string) => void
  /** Nobody is found any more by names under the key. */
  readonly destroyed: (workspaceId: string, version: number) => Promise<void>
}

interface Options {
  readonly metadata: Metadata
  readonly vault: Vault
  readonly dataDir: string
  readonly now: () => number
}

/** The keys under which workspaces store people: made at random, kept sealed, destroyed when their time is over. */
export class PseudonymKeys {
  readonly #options: Options
  readonly #workspaces = new Map<string, WorkspaceKeys>()
  #watcher: NameWatcher | undefined

  constructor(options: Options) {
    this.#options = options
  }

  /** Workspaces that have or had keys. */
  workspaces(): string[] {
    return [...this.#workspaces].filter(([, { versions }]) => versions.length > 0).map(([id]) => id)
  }

  /** All keys of a workspace, the newest first, the destroyed ones too. */
  versionsOf(workspaceId: string): readonly KeyVersion[] {
    return this.#of(workspaceId).versions
  }

  linksOf(workspaceId: string): LinkFile {
    return this.#of(workspaceId).links
  }

  /** Stores identifiers under the present key. @throws SecretKeyMissing when it cannot be opened: nothing may be stored then. */
  pseudonymiserOf(workspaceId: string): Pseudonymiser {
    return this.#of(workspaceId).pseudonymiser()
  }

  /** Every pseudonym that somebody may have under keys that are held. @throws SecretKeyMissing when one cannot be opened. */
  namesOf(workspaceId: string, id: string): string[] {
    if (isNameless(id)) return []
    return this.#of(workspaceId)
      .held()
      .map((key) => pseudonymOf(key, id))
  }

  /** The keys that are held, the newest first; none where one cannot be opened. */
  heldOf(workspaceId: string): readonly PseudonymKey[] {
    return this.#of(workspaceId).opened
  }

  /** One at most is told. */
  watch(watcher: NameWatcher): void {
    this.#watcher = watcher
  }

  /** Makes the first key of a workspace, unless it has one. */
  async begin(workspaceId: string): Promise<void> {
    if (this.versionsOf(workspaceId).length > 0) return
    await this.#options.metadata.transaction(async (connection) => {
      await lock(connection, workspaceId)
      const { rows } = await connection.query('SELECT 1 FROM pseudonym_keys WHERE workspace_id = $1', [workspaceId])
      if (rows.length === 0) await this.#add(connection, workspaceId, 1)
    })
    await this.load(workspaceId)
  }

  /** A new key takes the place of the present one, which is destroyed after some days. @returns the version of the new one */
  async rotate(workspaceId: string, reLinkDays: number): Promise<number> {
    const now = this.#options.now()
    const version = await this.#options.metadata.transaction(async (connection) => {
      await lock(connection, workspaceId)
      await connection.query(RETIRE, [workspaceId, iso(now), iso(now + reLinkDays * DAY_MILLISECONDS)])
      const { rows } = await connection.query<{ next: number }>(NEXT, [workspaceId])
      const next = rows[0]?.next ?? 1
      await this.#add(connection, workspaceId, next)
      return next
    })
    await this.load(workspaceId)
    return version
  }

  /** Counts names that were brought under a newer key. */
  async addRelinked(workspaceId: string, version: number, names: number): Promise<void> {
    const sql = 'UPDATE pseudonym_keys SET relinked = relinked + $3 WHERE workspace_id = $1 AND version = $2'
    await this.#options.metadata.query(sql, [workspaceId, version, names])
    await this.load(workspaceId)
  }

  /** Nobody finds anybody again by this key from now on. */
  async destroy(workspaceId: string, version: number): Promise<void> {
    const { metadata, now } = this.#options
    const sql = 'UPDATE pseudonym_keys SET sealed = NULL, destroyed_at = $3 WHERE workspace_id = $1 AND version = $2 AND sealed IS NOT NULL'
    await metadata.query(sql, [workspaceId, version, iso(now())])
    // A row that was replaced stays in the table’s files until it is written anew.
    await metadata.query('VACUUM FULL pseudonym_keys')
    await this.load(workspaceId)
    await this.#watcher?.destroyed(workspaceId, version)
  }

  /** Reads the keys of one workspace, or of all. */
  async load(workspaceId: string | null = null): Promise<void> {
    const { rows } = await this.#options.metadata.query<Row>(LOAD, [workspaceId])
    const read = new Map<string, Row[]>(workspaceId === null ? [] : [[workspaceId, []]])
    for (const row of rows) read.set(row.workspace_id, [...(read.get(row.workspace_id) ?? []), row])
    for (const [id, keys] of read) this.#of(id).take(keys, this.#options.vault, this.#options.now())
  }

  /** Ends the writing of links. */
  close(): void {
    for (const { links } of this.#workspaces.values()) links.close()
  }

  #of(workspaceId: string): WorkspaceKeys {
    const known = this.#workspaces.get(workspaceId)
    if (known !== undefined) return known
    const named: Named = (key, id, name) => this.#watcher?.named(workspaceId, key, id, name)
    const keys = new WorkspaceKeys(new LinkFile(this.#options.dataDir, workspaceId), named)
    this.#workspaces.set(workspaceId, keys)
    return keys
  }

  async #add(connection: Queryable, workspaceId: string, version: number): Promise<void> {
    const bytes = randomBytes(KEY_BYTES)
    const sealed = this.#options.vault.seal(placeOf(workspaceId, version), bytes)
    bytes.fill(0)
    await connection.query('INSERT INTO pseudonym_keys (workspace_id, version, sealed, made_at) VALUES ($1, $2, $3, $4)', [
      workspaceId,
      version,
      sealed,
      iso(this.#options.now()),
    ])
  }
}

type Named = (key: PseudonymKey, id: string, name: string) => void

/** The keys of one workspace, opened. */
class WorkspaceKeys {
  readonly links: LinkFile
  versions: readonly KeyVersion[] = []
  #held: readonly PseudonymKey[] = []
  #missing: SecretKeyMissing | undefined
  #pseudonymiser: Pseudonymiser | undefined

  readonly #named: Named

  constructor(links: LinkFile, named: Named) {
    this.links = links
    this.#named = named
  }

  get opened(): readonly PseudonymKey[] {
    return this.#held
  }

  held(): readonly PseudonymKey[] {
    if (this.#missing !== undefined) throw this.#missing
    return this.#held
  }

  pseudonymiser(): Pseudonymiser {
    if (this.#missing !== undefined) throw this.#missing
    if (this.#pseudonymiser === undefined) throw new RangeError('pseudonymiser requires a workspace with a key')
    return this.#pseudonymiser
  }

  take(rows: readonly Row[], vault: Vault, now: number): void {
    const before = this.#held
    this.versions = rows.map(versionOf)
    this.#missing = undefined
    try {
      this.#held = rows.flatMap(({ workspace_id, version, sealed }) =>
        sealed === null ? [] : [{ version, bytes: vault.open(placeOf(workspace_id, version), sealed) }],
      )
    } catch (error) {
      if (!(error instanceof SecretKeyMissing)) throw error
      this.#missing = error
      this.#held = []
    }
    if (before.length === this.#held.length && before.every((key, at) => isSameKey(key, this.#held[at]))) return
    const [present, ...older] = this.#held
    const ends = new Map(this.versions.map(({ version, destroyAt }) => [version, destroyAt ?? now]))
    const linked = older.filter(({ version }) => (ends.get(version) ?? now) > now)
    const { links } = this
    this.#pseudonymiser = present && createPseudonymiser(present, linked, { links, onNamed: (id, name) => this.#named(present, id, name) })
  }
}

function isSameKey(one: PseudonymKey, other: PseudonymKey | undefined): boolean {
  return one.version === other?.version && one.bytes.equals(other.bytes)
}

interface Row {
  readonly workspace_id: string
  readonly version: number
  readonly sealed: Buffer | null
  readonly made_at: Date
  readonly retired_at: Date | null
  readonly destroy_at: Date | null
  readonly destroyed_at: Date | null
  readonly relinked: number | string
}

const LOAD = 'SELECT * FROM pseudonym_keys WHERE $1::text IS NULL OR workspace_id = $1 ORDER BY workspace_id, version DESC'
const NEXT = 'SELECT coalesce(max(version), 0) + 1 AS next FROM pseudonym_keys WHERE workspace_id = $1'
const RETIRE = 'UPDATE pseudonym_keys SET retired_at = $2, destroy_at = $3 WHERE workspace_id = $1 AND retired_at IS NULL'

/** Where a key is sealed for; its row bears the same name. */
function placeOf(workspaceId: string, version: number): SecretPlace {
  return { purpose: 'pseudonym key', ownerId: `${workspaceId} ${version}` }
}

/** Two changes at once would make the same version. */
async function lock(connection: Queryable, workspaceId: string): Promise<void> {
  await connection.query('SELECT 1 FROM workspaces WHERE id = $1 FOR UPDATE', [workspaceId])
}

function versionOf({ version, made_at, retired_at, destroy_at, destroyed_at, relinked }: Row): KeyVersion {
  return {
    version,
    madeAt: made_at.getTime(),
    retiredAt: retired_at?.getTime() ?? null,
    destroyAt: destroy_at?.getTime() ?? null,
    destroyedAt: destroyed_at?.getTime() ?? null,
    relinked: Number(relinked),
  }
}

function iso(milliseconds: number): string {
  return new Date(milliseconds).toISOString()
}

/** Reads and opens the keys of all workspaces. */
export async function openPseudonymKeys(options: Options): Promise<PseudonymKeys> {
  const keys = new PseudonymKeys(options)
  await keys.load()
  return keys
}
