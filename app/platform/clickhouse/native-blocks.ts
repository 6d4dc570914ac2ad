/** Texts of one column, as they came; each is decoded when it is asked for. */
export class TextColumn {
  readonly #bytes: Buffer
  readonly #ends: Uint32Array
  readonly #starts: Uint32Array

  constructor(bytes: Buffer, starts: Uint32Array, ends: Uint32Array) {
    this.#bytes = bytes
    this.#starts = starts
    this.#ends = ends
  }

  get length(): number {
    return this.#ends.length
  }

  at(index: number): string {
    return this.#bytes.toString('utf8', this.#starts[index], this.#ends[index])
  }
}

/** Some rows of an answer, column by column. */
export interface ColumnBlock {
  readonly rows: number
  /** @throws RangeError when the answer has no such column, or it holds something else. */
  numbers(name: string): Float64Array
  /** @throws RangeError when the answer has no such column, or it holds something else. */
  texts(name: string): TextColumn
}

/** The part of the block that is still to come has not arrived. */
const INCOMPLETE = Symbol('incomplete')

/** Puts blocks of ClickHouse’s Native format together from pieces of any size. */
export async function* nativeBlocks(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<ColumnBlock> {
  let waiting: Uint8Array[] = []
  let [size, enough] = [0, 0]
  for await (const piece of readAhead(pieces)) {
    waiting.push(piece)
    size += piece.length
    if (size < enough) continue
    const rest = yield* blocksIn(joined(waiting))
    waiting = rest.length === 0 ? [] : [rest]
    // A block that has not arrived is not tried again with every small piece of it.
    ;[size, enough] = [rest.length, 2 * rest.length]
  }
  const rest = yield* blocksIn(joined(waiting))
  if (rest.length > 0) throw new Error(`The event store’s answer broke off: ${rest.length} bytes of a block are left`)
}

/** Asks for the next piece before the present one is worked on: the store goes on meanwhile. */
async function* readAhead<T>(pieces: AsyncIterable<T>): AsyncGenerator<T> {
  const iterator = pieces[Symbol.asyncIterator]()
  const ask = () => {
    const next = iterator.next()
    // Whoever waits for it hears of a failure, which may be some time after it.
    next.catch(() => undefined)
    return next
  }
  let next = ask()
  try {
    for (let piece = await next; piece.done !== true; piece = await next) {
      next = ask()
      yield piece.value
    }
  } finally {
    await next.catch(() => undefined)
    await iterator.return?.()
  }
}

function joined(pieces: readonly Uint8Array[]): Buffer {
  const [only] = pieces
  return pieces.length === 1 && only !== undefined ? Buffer.from(only.buffer, only.byteOffset, only.byteLength) : Buffer.concat(pieces)
}

/** The blocks that are there as a whole; returns what is left. */
function* blocksIn(bytes: Buffer): Generator<ColumnBlock, Buffer> {
  const reader = new Reader(bytes)
  let read = 0
  for (let block = readBlock(reader); block !== INCOMPLETE; block = readBlock(reader)) {
    read = reader.place
    if (block.rows > 0) yield block
  }
  return bytes.subarray(read)
}

function readBlock(reader: Reader): ColumnBlock | typeof INCOMPLETE {
  if (reader.atEnd) return INCOMPLETE
  try {
    const [columns, rows] = [reader.count(), reader.count()]
    const values = new Map<string, Float64Array | TextColumn>()
    for (let n = 0; n < columns; n += 1) {
      const [name, type] = [reader.text(), reader.text()]
      values.set(name, columnOf(type, rows, reader))
    }
    return blockOf(rows, values)
  } catch (error) {
    if (error === INCOMPLETE) return INCOMPLETE
    throw error
  }
}

function columnOf(type: string, rows: number, reader: Reader): Float64Array | TextColumn {
  if (type === 'Float64') return new Float64Array(reader.copy(rows * 8))
  if (type === 'UInt8') return Float64Array.from(new Uint8Array(reader.copy(rows)))
  if (type === 'UInt32') return Float64Array.from(new Uint32Array(reader.copy(rows * 4)))
  if (type === 'String') return reader.texts(rows)
  throw new RangeError(`nativeBlocks reads Float64, UInt8, UInt32 and String, got ${type}`)
}

function blockOf(rows: number, values: ReadonlyMap<string, Float64Array | TextColumn>): ColumnBlock {
  const column = <T>(name: string, kind: abstract new (...given: never[]) => T): T => {
    const found = values.get(name)
    if (!(found instanceof kind)) throw new RangeError(`The answer has no such column of ${kind.name}: ${name}`)
    return found
  }
  return { rows, numbers: (name) => column(name, Float64Array), texts: (name) => column(name, TextColumn) }
}

/** Reads what is there; @throws INCOMPLETE where it ends too early. */
class Reader {
  readonly #bytes: Buffer
  place = 0

  constructor(bytes: Buffer) {
    this.#bytes = bytes
  }

  get atEnd(): boolean {
    return this.place >= this.#bytes.length
  }

  /** A length: seven bits a byte, the least first. */
  count(): number {
    let [value, factor] = [0, 1]
    for (;;) {
      const byte = this.#bytes[this.place]
      if (byte === undefined) throw INCOMPLETE
      this.place += 1
      value += (byte & 127) * factor
      if (byte < 128) return value
      factor *= 128
    }
  }

  text(): string {
    const length = this.count()
    this.#require(length)
    this.place += length
    return this.#bytes.toString('utf8', this.place - length, this.place)
  }

  texts(rows: number): TextColumn {
    const [starts, ends] = [new Uint32Array(rows), new Uint32Array(rows)]
    for (let row = 0; row < rows; row += 1) {
      const length = this.count()
      this.#require(length)
      starts[row] = this.place
      this.place += length
      ends[row] = this.place
    }
    return new TextColumn(this.#bytes, starts, ends)
  }

  /** Bytes in memory of their own, which begins where numbers may begin. */
  copy(length: number): ArrayBuffer {
    this.#require(length)
    const own = new Uint8Array(length)
    own.set(this.#bytes.subarray(this.place, this.place + length))
    this.place += length
    return own.buffer
  }

  #require(length: number): void {
    if (this.place + length > this.#bytes.length) throw INCOMPLETE
  }
}
