/** Failures one after the other until nothing is asked for a while. */
const FAILURES_MAX = 5
const FIRST_PAUSE_MILLISECONDS = 30_000
const LAST_PAUSE_MILLISECONDS = 600_000

/**
 * Leaves a platform in peace that fails again and again: after five failures in a row nothing is asked for 30 seconds, then one request
 * tries; each further failure doubles the pause, up to ten minutes, and one success ends it.
 */
export class CircuitBreaker {
  readonly #now: () => number
  #failures = 0
  #openUntil = 0
  #pause = FIRST_PAUSE_MILLISECONDS
  #isTrying = false

  /** @param now milliseconds since 1970. */
  constructor(now: () => number) {
    this.#now = now
  }

  /** Milliseconds until something may be asked; 0 for now. Whoever gets 0 tells how it went. */
  wait(): number {
    if (this.#failures < FAILURES_MAX) return 0
    const left = this.#openUntil - this.#now()
    if (left > 0) return left
    if (this.#isTrying) return FIRST_PAUSE_MILLISECONDS
    this.#isTrying = true
    return 0
  }

  succeeded(): void {
    this.#failures = 0
    this.#pause = FIRST_PAUSE_MILLISECONDS
    this.#isTrying = false
  }

  failed(): void {
    this.#failures += 1
    this.#isTrying = false
    if (this.#failures < FAILURES_MAX) return
    this.#openUntil = this.#now() + this.#pause
    this.#pause = Math.min(this.#pause * 2, LAST_PAUSE_MILLISECONDS)
  }

  /** It was not asked after all. */
  withdrew(): void {
    this.#isTrying = false
  }
}
