import type { Random } from '../random/xoshiro256.ts'

/** People whom each customer remembers. */
const REMEMBERED = 4

interface Arranged {
  readonly partner: number
  readonly at: number
}

/** Who showed interest in whom, who matched with whom, and which dates are arranged; of each customer the latest few. */
export class Acquaintances {
  readonly #admirers: Int32Array
  readonly #matched: Int32Array
  readonly #dates = new Map<number, Arranged[]>()

  constructor(customers: number) {
    this.#admirers = new Int32Array(customers * REMEMBERED).fill(-1)
    this.#matched = new Int32Array(customers * REMEMBERED).fill(-1)
  }

  admire(actor: number, target: number): void {
    remember(this.#admirers, target, actor)
  }

  /** The latest to show interest in a customer of whom it is said that they will do, and with whom there is no match yet; forgotten then. */
  takeAdmirer(of: number, willDo: (row: number) => boolean): number | undefined {
    for (let place = of * REMEMBERED; place < (of + 1) * REMEMBERED; place += 1) {
      const admirer = this.#admirers[place] as number
      if (admirer < 0 || admirer === of || !willDo(admirer) || this.#isMatched(of, admirer)) continue
      this.#admirers[place] = -1
      return admirer
    }
    return undefined
  }

  match(one: number, other: number): void {
    remember(this.#matched, one, other)
    remember(this.#matched, other, one)
  }

  /** One of the latest matches of a customer; undefined where there is none. */
  chooseMatch(of: number, random: Random): number | undefined {
    const found = this.#matched[of * REMEMBERED + random.integer(REMEMBERED)] as number
    const newest = this.#matched[of * REMEMBERED] as number
    return found >= 0 ? found : newest >= 0 ? newest : undefined
  }

  arrange(actor: number, partner: number, at: number): void {
    const dates = this.#dates.get(actor)
    if (dates === undefined) this.#dates.set(actor, [{ partner, at }])
    else dates.push({ partner, at })
  }

  /** Partners of dates that were to take place before a moment; forgotten then. */
  takeDates(of: number, before: number): readonly number[] {
    const dates = this.#dates.get(of)
    if (dates === undefined) return []
    const left = dates.filter(({ at }) => at >= before)
    if (left.length === 0) this.#dates.delete(of)
    else this.#dates.set(of, left)
    return dates.filter(({ at }) => at < before).map(({ partner }) => partner)
  }

  #isMatched(one: number, other: number): boolean {
    return this.#matched.subarray(one * REMEMBERED, (one + 1) * REMEMBERED).includes(other)
  }
}

/** The newest stands first. */
function remember(memory: Int32Array, of: number, who: number): void {
  const from = of * REMEMBERED
  memory.copyWithin(from + 1, from, from + REMEMBERED - 1)
  memory[from] = who
}
