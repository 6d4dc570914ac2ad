import type { Queryable } from '../postgres/metadata.ts'
import { readCompressed } from './compressed.ts'
import type { ModelAddress } from './model-record.ts'
import type { ModelTask } from './trainer.ts'

/** How long a version that another process replaced still answers here; milliseconds. */
const KNOWN_MILLISECONDS = 5000

/** The version that answers. The same object as long as it is live, so that what is derived from it can be kept in a WeakMap. */
export interface LiveModel extends ModelAddress {
  readonly id: string
  readonly version: number
  readonly task: ModelTask
  readonly algorithm: string
  /** Columns that it takes, in their order. */
  readonly features: readonly string[]
  readonly document: object
  readonly promotedAt: Date
}

interface Known {
  readonly model: LiveModel | undefined
  readonly readAt: number
}

const WHICH = `SELECT id::text AS id FROM models WHERE workspace_id = $1 AND name = $2 AND state = 'live'`
const WHOLE = `SELECT id::text AS id, workspace_id AS "workspaceId", name, version, task, algorithm, features, document, promoted_at AS "promotedAt"
  FROM models WHERE id = $1 AND document IS NOT NULL`

/** Live versions, held in memory; every few seconds it is looked whether another process has promoted one. */
export class LiveModels {
  readonly #metadata: Queryable
  readonly #now: () => number
  readonly #known = new Map<string, Known>()
  readonly #reading = new Map<string, Promise<LiveModel | undefined>>()
  /** What was read before a change of this process is not kept. */
  #changes = 0

  constructor({ metadata, now }: { readonly metadata: Queryable; readonly now: () => number }) {
    this.#metadata = metadata
    this.#now = now
  }

  /** The live version of a model; undefined where none is. */
  async of(address: ModelAddress): Promise<LiveModel | undefined> {
    const key = keyOf(address)
    const known = this.#known.get(key)
    if (known !== undefined && this.#now() - known.readAt < KNOWN_MILLISECONDS) return known.model
    const under = this.#reading.get(key)
    if (under !== undefined) return under
    const reading = this.#read(key, address, known?.model).finally(() => {
      if (this.#reading.get(key) === reading) this.#reading.delete(key)
    })
    this.#reading.set(key, reading)
    return reading
  }

  /** This process changed what is live: the next who asks sees it. */
  changed(address: ModelAddress): void {
    this.#changes += 1
    this.#known.delete(keyOf(address))
    this.#reading.delete(keyOf(address))
  }

  async #read(key: string, { workspaceId, name }: ModelAddress, held: LiveModel | undefined): Promise<LiveModel | undefined> {
    const changes = this.#changes
    const { rows } = await this.#metadata.query<{ id: string }>(WHICH, [workspaceId, name])
    const id = rows[0]?.id
    const model = id === held?.id ? held : await this.#readWhole(id)
    if (changes === this.#changes) this.#known.set(key, { model, readAt: this.#now() })
    return model
  }

  async #readWhole(id: string | undefined): Promise<LiveModel | undefined> {
    if (id === undefined) return undefined
    const { rows } = await this.#metadata.query<Omit<LiveModel, 'document'> & { readonly document: Buffer }>(WHOLE, [id])
    return rows[0] === undefined ? undefined : { ...rows[0], document: await readCompressed<object>(rows[0].document) }
  }
}

function keyOf({ workspaceId, name }: ModelAddress): string {
  return JSON.stringify([workspaceId, name])
}
