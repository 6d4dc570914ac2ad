import { MISSING } from '@trill/core/population/columns'

const ZERO = 48
const POINT = 46
/** A cell is shorter than this, whatever it holds. */
const CELL_MAX = 256
const BEGIN_BYTES = 1 << 20

/** Text that is gathered as bytes; numbers are written digit by digit, which is several times as fast as making strings of them. */
export class CellBytes {
  #buffer = Buffer.allocUnsafe(BEGIN_BYTES)
  #at = 0
  readonly #missing: Buffer

  /** @param missing What stands for a missing number. */
  constructor(missing: string) {
    this.#missing = Buffer.from(missing)
  }

  put(text: Buffer): void {
    this.#makeRoom(text.length)
    for (let index = 0; index < text.length; index += 1) this.#buffer[this.#at + index] = text[index] as number
    this.#at += text.length
  }

  /** A whole multiple of 10^−decimals, without zeros at the end. */
  putScaled(value: number, decimals: number): void {
    if (value === MISSING) this.put(this.#missing)
    else this.#putNumber(value, decimals)
  }

  /** All bytes so far, in a buffer of their own; begins anew. */
  take(): Buffer {
    const taken = Buffer.from(this.#buffer.subarray(0, this.#at))
    this.#at = 0
    return taken
  }

  #putNumber(value: number, decimals: number): void {
    this.#makeRoom(CELL_MAX)
    const scale = 10 ** decimals
    const whole = Math.floor(value / scale)
    this.#putDigits(whole, digitsOf(whole))
    let [rest, places] = [value - whole * scale, decimals]
    if (rest === 0) return
    for (; rest % 10 === 0; rest /= 10) places -= 1
    this.#buffer[this.#at++] = POINT
    this.#putDigits(rest, places)
  }

  #putDigits(whole: number, places: number): void {
    let rest = whole
    for (let place = places - 1; place >= 0; place -= 1) {
      const next = Math.floor(rest / 10)
      this.#buffer[this.#at + place] = ZERO + rest - 10 * next
      rest = next
    }
    this.#at += places
  }

  #makeRoom(bytes: number): void {
    if (this.#at + bytes <= this.#buffer.length) return
    const larger = Buffer.allocUnsafe(2 * this.#buffer.length + bytes)
    this.#buffer.copy(larger, 0, 0, this.#at)
    this.#buffer = larger
  }
}

function digitsOf(whole: number): number {
  let places = 1
  for (let limit = 10; whole >= limit; limit *= 10) places += 1
  return places
}
