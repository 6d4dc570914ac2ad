import { createHmac, hkdfSync } from 'node:crypto'
import type { Logger } from 'pino'
import type { Metadata, Queryable } from '../postgres/metadata.ts'
import type { People } from './people.ts'
import type { PseudonymKeys } from './pseudonym-keys.ts'
import { isNameless, type PseudonymKey, pseudonymOf } from './pseudonymiser.ts'
import { UNRECORDED } from './standing.ts'

/** Names that are read, or written, at once. */
const PAGE = 10_000

/** The two words of a hash. */
type Hash = readonly [high: number, low: number]

interface Options {
  readonly metadata: Metadata
  readonly pseudonymKeys: Pick<PseudonymKeys, 'heldOf' | 'watch'>
  readonly peopleOf: (workspaceId: string) => People
  readonly logger: Logger
}

/** Somebody of whom something is recorded, as they are named by the sender. */
interface Person {
  readonly workspaceId: string
  readonly subject: string
  readonly id: string
}

interface NameRow {
  readonly workspace_id: string
  readonly subject: string
  readonly version: number
  readonly masked: string
}

const NOTE = `INSERT INTO consent_names (workspace_id, subject, version, masked)
  SELECT workspace_id, subject, version, decode(masked, 'hex')
  FROM unnest($1::text[], $2::text[], $3::integer[], $4::text[]) AS n (workspace_id, subject, version, masked) ON CONFLICT DO NOTHING`
const NAMES = `SELECT n.workspace_id, n.subject, n.version, encode(n.masked, 'hex') AS masked, s.standing
  FROM consent_names n JOIN consent_standings s USING (workspace_id, subject)
  WHERE (n.workspace_id, n.subject, n.version) > ($1, $2, $3) ORDER BY n.workspace_id, n.subject, n.version LIMIT $4`
const FORGET = 'DELETE FROM consent_names WHERE workspace_id = $1 AND version = $2'

/**
 * The pseudonyms of recorded people, so that what they said counts for what is stored of them. A pseudonym is known while its key is held:
 * from the moment something is recorded of its person, or, where that was before the key was made, from when the person is seen again.
 */
export class ConsentNames {
  readonly #options: Options
  #unwritten: NameRow[] = []
  #writing: Promise<void> | undefined

  constructor(options: Options) {
    this.#options = options
    options.pseudonymKeys.watch({
      named: (workspaceId, key, id, name) => this.#see(workspaceId, key, id, name),
      destroyed: (workspaceId, version) => this.#forget(workspaceId, version),
    })
  }

  /** Writes by which names somebody is found. @returns what has them found so, to be called once it is written. */
  async stand(connection: Queryable, { workspaceId, subject, id }: Person): Promise<(word: number) => void> {
    const people = this.#options.peopleOf(workspaceId)
    const keys = isNameless(id) ? [] : this.#options.pseudonymKeys.heldOf(workspaceId)
    const names = keys.map((key) => ({ key, hash: people.hashOf(pseudonymOf(key, id)) }))
    await note(
      connection,
      names.map(({ key, hash }) => rowOf(workspaceId, subject, key, hash)),
    )
    return (word) => {
      for (const { key, hash } of names) people.putName(key.version, hash, word)
    }
  }

  /** Reads the names under all keys that are held. */
  async load(): Promise<void> {
    const { metadata, pseudonymKeys, peopleOf } = this.#options
    for (let after: readonly [string, string, number] = ['', '', 0]; ; ) {
      const { rows } = await metadata.query<NameRow & { readonly standing: number }>(NAMES, [...after, PAGE])
      for (const { workspace_id, subject, version, masked, standing } of rows) {
        const key = pseudonymKeys.heldOf(workspace_id).find((one) => one.version === version)
        if (key !== undefined) peopleOf(workspace_id).putName(version, unmasked(key, subject, masked), standing)
      }
      const last = rows.at(-1)
      if (last === undefined || rows.length < PAGE) return
      after = [last.workspace_id, last.subject, last.version]
    }
  }

  /** Resolves when what was seen is written. */
  async close(): Promise<void> {
    await this.#writing
  }

  #see(workspaceId: string, key: PseudonymKey, id: string, name: string): void {
    const people = this.#options.peopleOf(workspaceId)
    const word = people.wordOf(id)
    if (word === UNRECORDED || people.wordOf(name) !== UNRECORDED) return
    const hash = people.hashOf(name)
    people.putName(key.version, hash, word)
    this.#unwritten.push(rowOf(workspaceId, people.subjectOf(id), key, hash))
    this.#writing ??= this.#write().finally(() => {
      this.#writing = undefined
    })
  }

  /** What cannot be written is seen again after the next start. */
  async #write(): Promise<void> {
    await null
    while (this.#unwritten.length > 0) {
      const rows = this.#unwritten.splice(0, PAGE)
      try {
        await note(this.#options.metadata, rows)
      } catch (error) {
        this.#options.logger.warn({ err: error, names: rows.length }, 'Pseudonyms of recorded people could not be noted')
      }
    }
  }

  async #forget(workspaceId: string, version: number): Promise<void> {
    this.#options.peopleOf(workspaceId).forgetNames(version)
    await this.#options.metadata.query(FORGET, [workspaceId, version])
  }
}

async function note(connection: Queryable, rows: readonly NameRow[]): Promise<void> {
  if (rows.length === 0) return
  const columns = [
    rows.map(({ workspace_id }) => workspace_id),
    rows.map(({ subject }) => subject),
    rows.map(({ version }) => version),
    rows.map(({ masked }) => masked),
  ]
  await connection.query(NOTE, columns)
}

function rowOf(workspaceId: string, subject: string, key: PseudonymKey, [high, low]: Hash): NameRow {
  const masked = Buffer.alloc(8)
  masked.writeUInt32BE(high >>> 0, 0)
  masked.writeUInt32BE(low >>> 0, 4)
  return { workspace_id: workspaceId, subject, version: key.version, masked: withMask(key, subject, masked).toString('hex') }
}

function unmasked(key: PseudonymKey, subject: string, masked: string): Hash {
  const plain = withMask(key, subject, Buffer.from(masked, 'hex'))
  return [plain.readUInt32BE(0), plain.readUInt32BE(4)]
}

const MASK_KEYS = new WeakMap<PseudonymKey, Buffer>()

/** The mask is used once: a person has one pseudonym under a key. */
function withMask(key: PseudonymKey, subject: string, bytes: Buffer): Buffer {
  const own = MASK_KEYS.get(key) ?? Buffer.from(hkdfSync('sha256', key.bytes, '', 'trill names of recorded people', 32))
  MASK_KEYS.set(key, own)
  const mask = createHmac('sha256', own).update(subject).digest()
  return bytes.map((byte, at) => byte ^ (mask[at] as number)) as Buffer
}
