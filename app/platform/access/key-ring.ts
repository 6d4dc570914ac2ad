import { hash } from 'node:crypto'
import type { KeyScope } from '@trill/contract/permissions'
import type { Logger } from 'pino'
import { MetadataUnavailable } from '../postgres/errors.ts'
import type { Metadata } from '../postgres/metadata.ts'
import { type Access, keyAccess } from './caller.ts'

/** How long a key that another process revoked still opens here. */
const KNOWN_MILLISECONDS = 10_000
/** An unknown key asks the store again, but not more often: guessing must not load it. */
const UNKNOWN_MILLISECONDS = 1000
/** How long known keys go on opening while the store does not answer. */
const CUT_OFF_MILLISECONDS = 300_000
/** `last_used_at` is written at most this often for a key. */
const TOUCH_MILLISECONDS = 60_000

export interface KnownKey {
  readonly id: string
  readonly access: Access
  /** What a token that stands for the key opens. */
  readonly tokenAccess: Access
  /** Milliseconds since 1970, UTC; infinite for a key that does not expire. */
  readonly expiresAt: number
}

interface Row {
  readonly id: string
  readonly workspaceId: string
  readonly scope: KeyScope
  readonly hash: Buffer
  readonly expiresAt: Date | null
}

const KEYS = 'SELECT id, workspace_id AS "workspaceId", scope, hash, expires_at AS "expiresAt" FROM api_keys WHERE revoked_at IS NULL'

interface Options {
  readonly metadata: Metadata
  readonly logger: Logger
  /** Milliseconds since 1970, UTC. */
  readonly now: () => number
}

/**
 * The keys that open and the workspaces there are, held in memory and read again every few seconds,
 * so that no request waits for PostgreSQL.
 */
export class KeyRing {
  readonly #options: Options
  #keys: ReadonlyMap<string, KnownKey> = new Map()
  #keysById: ReadonlyMap<string, KnownKey> = new Map()
  #workspaces: ReadonlySet<string> = new Set()
  /** When the state that is held was read, and when reading was last tried. */
  #readAt = Number.NEGATIVE_INFINITY
  #triedAt = Number.NEGATIVE_INFINITY
  /** Changes by this process, and how many of them are in what is held. */
  #changes = 1
  #held = 0
  #reading: Promise<void> | undefined
  readonly #touched = new Map<string, number>()
  readonly #touching = new Set<Promise<unknown>>()

  constructor(options: Options) {
    this.#options = options
  }

  /** Resolves when what is held is recent enough. @throws MetadataUnavailable when it cannot be made so. */
  async ready(): Promise<void> {
    while (this.#held < this.#changes || this.#options.now() - this.#triedAt >= KNOWN_MILLISECONDS) await this.#read()
  }

  /** Looks among the keys that are held. */
  find(key: string): KnownKey | undefined {
    return this.#valid(this.#keys.get(hash('sha256', key, 'base64')))
  }

  /** Looks among the keys that are held, by id. */
  findById(id: string): KnownKey | undefined {
    return this.#valid(this.#keysById.get(id))
  }

  /** Looks among the keys that are held, then once more in the store. */
  async seek(key: string): Promise<KnownKey | undefined> {
    await this.ready()
    const known = this.find(key)
    if (known !== undefined || this.#options.now() - this.#triedAt < UNKNOWN_MILLISECONDS) return known
    await this.#read()
    return this.find(key)
  }

  hasWorkspace(id: string): boolean {
    return this.#workspaces.has(id)
  }

  /** Keys or workspaces were changed by this process: the next request sees it. */
  changed(): void {
    this.#changes += 1
  }

  /** Notes that a key was used. */
  touch({ id }: KnownKey): void {
    const now = this.#options.now()
    if (now - (this.#touched.get(id) ?? Number.NEGATIVE_INFINITY) < TOUCH_MILLISECONDS) return
    this.#touched.set(id, now)
    const sql = 'UPDATE api_keys SET last_used_at = $2 WHERE id = $1'
    const writing = this.#options.metadata.query(sql, [id, new Date(now)]).catch((error) => {
      this.#options.logger.warn({ err: error }, 'The last use of a key could not be noted')
    })
    this.#touching.add(writing)
    writing.finally(() => this.#touching.delete(writing))
  }

  /** Resolves when nothing is being written any more. */
  async close(): Promise<void> {
    await Promise.all(this.#touching)
  }

  #valid(known: KnownKey | undefined): KnownKey | undefined {
    return known !== undefined && this.#options.now() < known.expiresAt ? known : undefined
  }

  #read(): Promise<void> {
    this.#reading ??= this.#readAll().finally(() => {
      this.#reading = undefined
    })
    return this.#reading
  }

  async #readAll(): Promise<void> {
    const { metadata, now } = this.#options
    const changes = this.#changes
    try {
      const keys = await metadata.query<Row>(KEYS)
      const workspaces = await metadata.query<{ id: string }>('SELECT id FROM workspaces')
      this.#keys = new Map(keys.rows.map((row) => [row.hash.toString('base64'), knownKey(row)]))
      this.#keysById = new Map([...this.#keys.values()].map((key) => [key.id, key]))
      this.#workspaces = new Set(workspaces.rows.map(({ id }) => id))
      this.#readAt = now()
      this.#held = changes
    } catch (error) {
      this.#goOn(error)
    } finally {
      this.#triedAt = now()
    }
  }

  /** Events keep coming in while PostgreSQL is away for a moment; a revocation by this process is never overlooked. */
  #goOn(error: unknown): void {
    if (this.#held < this.#changes || this.#options.now() - this.#readAt > CUT_OFF_MILLISECONDS) {
      throw error instanceof Error ? error : new MetadataUnavailable(String(error))
    }
    this.#options.logger.warn({ err: error }, 'Keys could not be read again; the known ones go on opening')
  }
}

function knownKey(row: Row): KnownKey {
  const access = keyAccess(row)
  return { id: row.id, access, tokenAccess: { ...access, kind: 'token' }, expiresAt: row.expiresAt?.getTime() ?? Number.POSITIVE_INFINITY }
}
