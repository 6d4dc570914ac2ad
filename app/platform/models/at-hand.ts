import type { Platform } from '../platform.ts'

/** Between two readings of everything, at least; milliseconds. */
const PAUSE_MILLISECONDS = 60_000
/** The share of the time that is spent reading everything, at most. */
const READING_SHARE = 0.05
/** How long after that what was read is told while it is read anew. */
const LEEWAY_MILLISECONDS = 15 * 60_000
/** Names in one question. */
const ASKED_MAX = 200

/** Everything that is asked about commonly, as of one moment. */
export interface Whole<T> {
  readonly found: Map<string, T>
  /** Whether the store may know of a name that was not found. */
  readonly mayKnow: (name: string) => boolean
}

/** Where what is at hand comes from. */
export interface Source<T> {
  readonly whole: () => Promise<Whole<T>>
  /** Some, at once; those of whom nothing is known are not there. */
  readonly some: (names: readonly string[]) => Promise<ReadonlyMap<string, T>>
  /** Whether what is at hand still says how it is. */
  readonly isCurrent?: (known: T) => boolean
  /** How much is held in memory. */
  readonly max: number
}

interface Shelf<T> extends Whole<T> {
  /** When everything is read anew, and until when what is here is told meanwhile. */
  readonly dueAt: number
  readonly until: number
}

interface Waiting<T> {
  readonly names: readonly string[]
  readonly resolve: (found: ReadonlyMap<string, T>) => void
  readonly reject: (error: unknown) => void
}

/**
 * What models are asked about, at hand. Everything is read anew as often as a twentieth of the time allows, once a minute at most, and
 * only while somebody asks; what is not there is asked for at once, together with whatever else is waited for.
 */
export class AtHand<T> {
  readonly #source: Source<T>
  readonly #platform: Pick<Platform, 'now' | 'logger'>
  #shelf: Shelf<T> = { found: new Map(), mayKnow: () => true, dueAt: 0, until: 0 }
  #filling: Promise<void> | undefined
  #forgetting: NodeJS.Timeout | undefined
  #waiting: Waiting<T>[] = []
  #isAsking = false

  constructor(source: Source<T>, platform: Pick<Platform, 'now' | 'logger'>) {
    this.#source = source
    this.#platform = platform
  }

  /** What is known of these names; those of which nothing is known are not there. */
  async of(names: readonly string[]): Promise<ReadonlyMap<string, T>> {
    this.#refill()
    const { found, mayKnow } = this.#shelf
    const known = new Map<string, T>()
    for (const name of names) {
      const one = found.get(name)
      if (one !== undefined && this.#source.isCurrent?.(one) !== false) known.set(name, one)
    }
    const missing = names.filter((name) => !known.has(name) && (found.has(name) || mayKnow(name)))
    return missing.length === 0 ? known : new Map([...known, ...(await this.#ask(missing))])
  }

  /** Waits for what is being read. */
  async settle(): Promise<void> {
    await this.#filling
  }

  /** What is here is told until the new is there, unless it is too old. */
  #refill(): void {
    const now = this.#platform.now()
    if (now >= this.#shelf.until) this.#shelf = { ...this.#shelf, found: new Map(), mayKnow: () => true }
    if (this.#filling !== undefined || now < this.#shelf.dueAt) return
    this.#shelf = { ...this.#shelf, dueAt: now + PAUSE_MILLISECONDS }
    this.#filling = this.#fill()
      .catch((error: unknown) => this.#platform.logger.warn({ err: error }, 'What predictions are made from could not be read'))
      .finally(() => {
        this.#filling = undefined
      })
  }

  async #fill(): Promise<void> {
    const start = performance.now()
    const whole = await this.#source.whole()
    const dueAt = this.#platform.now() + Math.max(PAUSE_MILLISECONDS, (performance.now() - start) / READING_SHARE)
    this.#shelf = { ...whole, dueAt, until: dueAt + LEEWAY_MILLISECONDS }
    clearTimeout(this.#forgetting)
    this.#forgetting = setTimeout(() => this.#forget(), this.#shelf.until - this.#platform.now()).unref()
  }

  /** Of what nobody asks about, nothing is held in memory. */
  #forget(): void {
    this.#shelf = { found: new Map(), mayKnow: () => true, dueAt: 0, until: 0 }
  }

  #ask(names: readonly string[]): Promise<ReadonlyMap<string, T>> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ names, resolve, reject })
      if (!this.#isAsking) void this.#askAll()
    })
  }

  /** Whoever comes while a question is answered is in the next. */
  async #askAll(): Promise<void> {
    this.#isAsking = true
    while (this.#waiting.length > 0) {
      const group = this.#waiting.splice(0, ASKED_MAX)
      try {
        const found = await this.#askFor([...new Set(group.flatMap(({ names }) => names))])
        for (const { names, resolve } of group) resolve(new Map([...found].filter(([name]) => names.includes(name))))
      } catch (error) {
        for (const { reject } of group) reject(error)
      }
    }
    this.#isAsking = false
  }

  async #askFor(names: readonly string[]): Promise<ReadonlyMap<string, T>> {
    const some = await this.#source.some(names)
    const { found } = this.#shelf
    for (const [name, known] of some) if (found.has(name) || found.size < this.#source.max) found.set(name, known)
    return some
  }
}
