/**
 * Things of which each serves one user at a time; whoever comes when none is free waits in line.
 * A connection of the embedded engine answers one query at a time. A second query on it would not be faster, but hold a
 * thread of Node’s while it waits, and the journal needs those threads to write: forty waiting queries would stop it.
 */
export class Turns<T> {
  readonly #free: T[]
  readonly #count: number
  readonly #waiting: ((thing: T) => void)[] = []
  #ended = false

  constructor(things: readonly T[]) {
    this.#free = [...things]
    this.#count = things.length
  }

  /** @throws Error when the things have been ended. */
  async use<R>(work: (thing: T) => Promise<R>): Promise<R> {
    const thing = await this.#take()
    try {
      return await work(thing)
    } finally {
      this.#giveBack(thing)
    }
  }

  /** The same for work that answers bit by bit; the thing is kept until the reader has all, or stops. */
  async *each<R>(work: (thing: T) => AsyncIterable<R>): AsyncGenerator<R> {
    const thing = await this.#take()
    try {
      yield* work(thing)
    } finally {
      this.#giveBack(thing)
    }
  }

  /** Ends every thing, once all who wait have been served. Nobody is let in any more. */
  async end(work: (thing: T) => Promise<void>): Promise<void> {
    if (this.#ended) return
    this.#ended = true
    for (let left = this.#count; left > 0; left -= 1) await work(await this.#next())
  }

  async #take(): Promise<T> {
    if (this.#ended) throw new Error('The store is closed')
    return this.#next()
  }

  async #next(): Promise<T> {
    return this.#free.pop() ?? new Promise<T>((resolve) => this.#waiting.push(resolve))
  }

  #giveBack(thing: T): void {
    const next = this.#waiting.shift()
    if (next === undefined) this.#free.push(thing)
    else next(thing)
  }
}
