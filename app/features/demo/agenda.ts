/** What is still to come, handed out in the order of time; a binary heap. What falls on one moment comes in any, but always the same, order. */
export class Agenda<T> {
  readonly #times: number[] = []
  readonly #items: T[] = []

  /** @param at milliseconds since 1970. */
  add(at: number, item: T): void {
    let place = this.#times.length
    while (place > 0) {
      const parent = (place - 1) >> 1
      if ((this.#times[parent] as number) <= at) break
      this.#move(parent, place)
      place = parent
    }
    this.#times[place] = at
    this.#items[place] = item
  }

  /** Takes the earliest out, if it lies before the end. */
  takeBefore(end: number): { at: number; item: T } | undefined {
    const [at] = this.#times
    if (at === undefined || at >= end) return undefined
    const item = this.#items[0] as T
    const lastTime = this.#times.pop() as number
    const lastItem = this.#items.pop() as T
    if (this.#times.length > 0) this.#sink(lastTime, lastItem)
    return { at, item }
  }

  #sink(at: number, item: T): void {
    const { length } = this.#times
    let place = 0
    for (;;) {
      let child = 2 * place + 1
      if (child >= length) break
      if (child + 1 < length && (this.#times[child + 1] as number) < (this.#times[child] as number)) child += 1
      if ((this.#times[child] as number) >= at) break
      this.#move(child, place)
      place = child
    }
    this.#times[place] = at
    this.#items[place] = item
  }

  #move(from: number, to: number): void {
    this.#times[to] = this.#times[from] as number
    this.#items[to] = this.#items[from] as T
  }
}
