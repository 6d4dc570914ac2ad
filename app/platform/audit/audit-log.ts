import type { AuditAction, AuditActor, AuditOutcome } from '@trill/contract/audit-actions'
import type { Logger } from 'pino'
import type { Metadata, Queryable } from '../postgres/metadata.ts'
import { BEGINNING, type ChainedEntry, canonicalJson, chained, type Entry, type Link } from './chain.ts'
import { HeadFile, openAuditKey } from './seal-files.ts'
import { type Verification, verifyLog } from './verify.ts'

/** Any number, as long as it is always the same: the advisory lock of whoever adds to the log. */
const LOCK = 7_411_820_261
/** Records that are written in one transaction. */
const BATCH_MAX = 100
const TEXT_MAX_LENGTH = 200
const DETAILS_MAX_LENGTH = 4000

/** Something that somebody did, or tried to do. */
export interface AuditEvent {
  readonly action: AuditAction
  readonly actor: { readonly kind: AuditActor; readonly id?: string | undefined }
  readonly outcome: AuditOutcome
  /** Null for what concerns no single workspace. */
  readonly workspaceId?: string | null
  /** Id of what it was done to. */
  readonly target?: string | undefined
  /** Network address it came from. */
  readonly address?: string | undefined
  /** Facts for an auditor: ids, roles, numbers, hashes. Never a secret, an e-mail address or the text of a query. */
  readonly details?: Readonly<Record<string, unknown>> | undefined
}

interface Options {
  readonly metadata: Metadata
  /** Where the key and the sealed head are kept. */
  readonly dataDir: string
  readonly logger: Logger
  /** Milliseconds since 1970, UTC. */
  readonly now: () => number
}

interface Waiting {
  readonly entry: Entry
  readonly resolve: (sequence: number) => void
  readonly reject: (error: unknown) => void
}

/** The audit log: records are added one behind the other and never changed. */
export class AuditLog {
  readonly #options: Options
  readonly #key: Buffer
  readonly #head: HeadFile
  #waiting: Waiting[] = []
  #isWriting = false
  #verifying: Promise<Verification> | undefined

  /** @throws Error when the key in the data directory cannot be read. */
  constructor(options: Options) {
    this.#options = options
    this.#key = openAuditKey(options.dataDir)
    this.#head = new HeadFile(options.dataDir, this.#key)
  }

  /**
   * Adds a record. Not within a transaction of the metadata store: the log takes one of its own.
   * @returns its sequence, once it is durable. @throws RangeError when the details are longer than 4,000 characters.
   */
  record(event: AuditEvent): Promise<number> {
    const entry = entryOf(event, this.#options.now())
    return new Promise((resolve, reject) => {
      this.#waiting.push({ entry, resolve, reject })
      if (!this.#isWriting) void this.#writeAll()
    })
  }

  /** Reads the whole log and compares each record with its hash, its seal and the one before it. One run serves all who ask meanwhile. */
  verify(): Promise<Verification> {
    const { metadata, now } = this.#options
    this.#verifying ??= verifyLog(metadata, this.#key, this.#head.read(), now()).finally(() => {
      this.#verifying = undefined
    })
    return this.#verifying
  }

  async #writeAll(): Promise<void> {
    this.#isWriting = true
    while (this.#waiting.length > 0) await this.#write(this.#waiting.splice(0, BATCH_MAX))
    this.#isWriting = false
  }

  async #write(batch: readonly Waiting[]): Promise<void> {
    try {
      const entries = batch.map(({ entry }) => entry)
      const written = await this.#options.metadata.transaction((connection) => this.#append(connection, entries))
      const newest = written.at(-1)
      if (newest !== undefined) this.#keepHead(newest)
      batch.forEach(({ resolve }, index) => {
        resolve(written[index]?.sequence ?? 0)
      })
    } catch (error) {
      for (const { reject } of batch) reject(error)
    }
  }

  async #append(connection: Queryable, entries: readonly Entry[]): Promise<ChainedEntry[]> {
    await connection.query('SELECT pg_advisory_xact_lock($1)', [LOCK])
    const { rows } = await connection.query<Link>('SELECT sequence, hash FROM audit_log ORDER BY sequence DESC LIMIT 1')
    let previous = this.#end(rows[0] ?? BEGINNING)
    const written: ChainedEntry[] = []
    for (const entry of entries) {
      const next = chained(entry, previous, this.#key)
      await insert(connection, next)
      written.push(next)
      previous = next
    }
    return written
  }

  /** Where the table was cut the log goes on behind the newest record there was, so that the gap stays to be seen. */
  #end(newest: Link): Link {
    const head = this.#head.read()
    return typeof head === 'object' && head.sequence > newest.sequence ? head : newest
  }

  /** The records are durable and sealed already; a head that is one behind is brought up by the next. */
  #keepHead(newest: Link): void {
    try {
      this.#head.write(newest)
    } catch (error) {
      this.#options.logger.error({ err: error }, 'The end of the audit log could not be written to the data directory')
    }
  }
}

const INSERT = `INSERT INTO audit_log
  (sequence, at, workspace_id, actor_kind, actor_id, action, target, outcome, address, details, previous_hash, hash, seal)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`

async function insert(connection: Queryable, entry: ChainedEntry): Promise<void> {
  const { sequence, at, workspaceId, actorKind, actorId, action, target, outcome, address, details, previousHash, hash, seal } = entry
  const who = [workspaceId, actorKind, actorId]
  await connection.query(INSERT, [sequence, at, ...who, action, target, outcome, address, details, previousHash, hash, seal])
}

function entryOf(event: AuditEvent, now: number): Entry {
  const { action, actor, outcome, workspaceId = null, target = '', address = '', details = {} } = event
  const json = canonicalJson(details)
  if (json.length > DETAILS_MAX_LENGTH)
    throw new RangeError(`Details of an audit record hold at most ${DETAILS_MAX_LENGTH} characters, got ${json.length}`)
  return {
    at: new Date(now).toISOString().replace('Z', '000Z'),
    workspaceId: workspaceId === null ? null : storable(workspaceId),
    actorKind: actor.kind,
    actorId: storable(actor.id ?? ''),
    action,
    target: storable(target),
    outcome,
    address: storable(address),
    details: json,
  }
}

/** PostgreSQL takes neither NUL nor half of a surrogate pair; the hash must be of what it gives back. */
function storable(text: string): string {
  return Buffer.from(text.slice(0, TEXT_MAX_LENGTH), 'utf8').toString('utf8').replaceAll('\0', '\uFFFD')
}
