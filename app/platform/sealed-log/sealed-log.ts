import type { Logger } from 'pino'
import type { Metadata, Queryable } from '../postgres/metadata.ts'
import { BEGINNING, breakOf, type Link, type Sealed, sealed } from './chain.ts'
import { HeadFile, openSealKey } from './seal-files.ts'
import { type Verification, verifyChain } from './verify.ts'

/** Records that are written in one transaction. */
const BATCH_MAX = 100
/** Records that are read at once when the log is verified. */
const PAGE = 1000

/** How the records of one log are hashed and where they are kept. */
export interface LogForm<E> {
  /** Of the file that holds its sealed end. */
  readonly name: string
  /** Stands in what is hashed, so that another form can be told apart one day. */
  readonly form: string
  readonly headForm: string
  /** Any number, as long as it is always the same: the advisory lock of whoever adds to the log. */
  readonly lock: number
  /** Fields in the order in which they are hashed and inserted. */
  readonly fieldsOf: (entry: E) => readonly unknown[]
  /** Answers sequence and hash of the newest record. */
  readonly newest: string
  /** Takes sequence, the fields, hash before, hash and seal. */
  readonly insert: string
  /** Answers records after `$1` in order, at most `$2`, with the names of the entry. */
  readonly read: string
}

interface Options<E> {
  readonly metadata: Metadata
  /** Where the key and the sealed head are kept. */
  readonly dataDir: string
  readonly logger: Logger
  /** Milliseconds since 1970, UTC. */
  readonly now: () => number
  /** What is written in the same transaction; the function it answers is called once all is durable. */
  readonly beside?: (connection: Queryable, written: readonly (E & Sealed)[]) => Promise<() => void>
}

interface Waiting<E> {
  readonly entry: E
  readonly resolve: (sequence: number) => void
  readonly reject: (error: unknown) => void
}

/** Records that are added one behind the other and never changed, each with the hash of the one before. */
export class SealedLog<E> {
  readonly #form: LogForm<E>
  readonly #options: Options<E>
  readonly #key: Buffer
  readonly #head: HeadFile
  #waiting: Waiting<E>[] = []
  #isWriting = false
  #verifying: Promise<Verification> | undefined

  /** @throws Error when the key in the data directory cannot be read. */
  constructor(form: LogForm<E>, options: Options<E>) {
    this.#form = form
    this.#options = options
    this.#key = openSealKey(options.dataDir)
    this.#head = new HeadFile(options.dataDir, { name: form.name, form: form.headForm, key: this.#key })
  }

  /** Adds a record. Not within a transaction of the metadata store: the log takes one of its own. @returns its sequence, once it is durable. */
  record(entry: E): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ entry, resolve, reject })
      if (!this.#isWriting) void this.#writeAll()
    })
  }

  /** Reads the whole log and compares each record with its hash, its seal and the one before it. One run serves all who ask meanwhile. */
  verify(): Promise<Verification> {
    const { metadata, now } = this.#options
    const { form, fieldsOf, read } = this.#form
    const chain = {
      read: async (after: number) => (await metadata.query<E & Sealed>(read, [after, PAGE])).rows,
      breakOf: (row: E & Sealed, previous: Link) => breakOf({ form, fields: fieldsOf(row) }, row, previous, this.#key),
      head: this.#head.read(),
    }
    this.#verifying ??= verifyChain(chain, now()).finally(() => {
      this.#verifying = undefined
    })
    return this.#verifying
  }

  async #writeAll(): Promise<void> {
    this.#isWriting = true
    while (this.#waiting.length > 0) await this.#write(this.#waiting.splice(0, BATCH_MAX))
    this.#isWriting = false
  }

  async #write(batch: readonly Waiting<E>[]): Promise<void> {
    const { metadata, beside } = this.#options
    try {
      const entries = batch.map(({ entry }) => entry)
      const { written, done } = await metadata.transaction(async (connection) => {
        const appended = await this.#append(connection, entries)
        return { written: appended, done: await beside?.(connection, appended) }
      })
      const newest = written.at(-1)
      if (newest !== undefined) this.#keepHead(newest)
      done?.()
      batch.forEach(({ resolve }, index) => {
        resolve(written[index]?.sequence ?? 0)
      })
    } catch (error) {
      for (const { reject } of batch) reject(error)
    }
  }

  async #append(connection: Queryable, entries: readonly E[]): Promise<(E & Sealed)[]> {
    const { form, fieldsOf, insert, lock, newest } = this.#form
    await connection.query('SELECT pg_advisory_xact_lock($1)', [lock])
    const { rows } = await connection.query<Link>(newest)
    let previous = this.#end(rows[0] ?? BEGINNING)
    const written: (E & Sealed)[] = []
    for (const entry of entries) {
      const fields = fieldsOf(entry)
      const link = sealed({ form, fields }, previous, this.#key)
      await connection.query(insert, [link.sequence, ...fields, link.previousHash, link.hash, link.seal])
      written.push({ ...entry, ...link })
      previous = link
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
      this.#options.logger.error({ err: error }, `The end of the log ${this.#form.name} could not be written to the data directory`)
    }
  }
}
