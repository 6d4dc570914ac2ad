import { crc32 } from 'node:zlib'

/** 32-bit words of one block; a key touches one block only, so one cache line. */
const BLOCK_WORDS = 16
/** Bits set for each key. */
const BITS_PER_KEY = 8
/** Memory for each key the generation is made for: about 0.2 % of new keys are mistaken for old ones. */
const BITS_OF_MEMORY_PER_KEY = 16
const FIRST_CAPACITY = 1 << 20
const LARGEST_CAPACITY = 1 << 24
const MAGIC = 0x54534632
const HEAD_BYTES = 8
/** Before each generation: a checksum of the rest of these bytes, capacity, keys, newest time, checksum of the words. */
const ABOUT_BYTES = 24

interface Generation {
  readonly words: Uint32Array
  readonly capacity: number
  keys: number
  /** Time of the newest key, milliseconds since 1970. */
  newestAt: number
  /** Of its words, once it is full. */
  checksum?: number
}

/**
 * Remembers which keys were seen within a window: blocked Bloom filters in generations that are dropped when
 * their newest key is older than the window. “Not seen” is certain; “seen” needs an exact look-up.
 * Two bytes a key. Blocked Bloom filters: Putze, Sanders, Singler, 2007.
 */
export class SeenFilter {
  readonly #windowMilliseconds: number
  #generations: Generation[] = []

  constructor(windowMilliseconds: number) {
    this.#windowMilliseconds = windowMilliseconds
  }

  /** Number of keys added and not yet dropped. */
  get size(): number {
    return this.#generations.reduce((sum, generation) => sum + generation.keys, 0)
  }

  /**
   * Adds a key and tells whether it may have been there before.
   * @param high,low The key’s 64-bit hash in two unsigned halves.
   * @param at Milliseconds since 1970.
   */
  addAndTest(high: number, low: number, at: number): boolean {
    for (let i = this.#generations.length - 1; i >= 0; i -= 1) {
      if (has(this.#generations[i] as Generation, high, low)) return true
    }
    const generation = this.#writable(at)
    set(generation, high, low)
    generation.keys += 1
    if (at > generation.newestAt) generation.newestAt = at
    return false
  }

  #writable(at: number): Generation {
    const newest = this.#generations.at(-1)
    if (newest !== undefined && newest.keys < newest.capacity) return newest
    this.#generations = this.#generations.filter((generation) => generation.newestAt >= at - this.#windowMilliseconds)
    const capacity = Math.min(newest === undefined ? FIRST_CAPACITY : newest.capacity * 2, LARGEST_CAPACITY)
    const words = new Uint32Array((capacity * BITS_OF_MEMORY_PER_KEY) / 32)
    const generation = { words, capacity, keys: 0, newestAt: at }
    this.#generations.push(generation)
    return generation
  }

  /** The filter as bytes in parts, to be kept over a restart. They do not change when keys are added meanwhile. */
  serialise(): Buffer[] {
    const head = Buffer.alloc(HEAD_BYTES)
    head.writeUInt32LE(MAGIC, 0)
    head.writeUInt32LE(this.#generations.length, 4)
    return [head, ...this.#generations.flatMap(serialiseGeneration)]
  }

  /** @throws Error when the bytes are not those of a filter, or have changed. */
  static deserialise(bytes: Buffer, windowMilliseconds: number): SeenFilter {
    if (bytes.length < HEAD_BYTES || bytes.readUInt32LE(0) !== MAGIC) throw new Error('The filter has another form')
    const filter = new SeenFilter(windowMilliseconds)
    let offset = HEAD_BYTES
    for (let i = bytes.readUInt32LE(4); i > 0; i -= 1) {
      const { generation, end } = deserialiseGeneration(bytes, offset)
      filter.#generations.push(generation)
      offset = end
    }
    return filter
  }
}

/** A full generation changes no more: only the one that is being filled is copied. */
function serialiseGeneration(generation: Generation): Buffer[] {
  const { words, capacity, keys, newestAt } = generation
  const bytes = Buffer.from(words.buffer, words.byteOffset, words.byteLength)
  const isFull = keys >= capacity
  const content = isFull ? bytes : Buffer.from(bytes)
  if (isFull) generation.checksum ??= crc32(content)
  const about = Buffer.alloc(ABOUT_BYTES)
  about.writeUInt32LE(capacity, 4)
  about.writeUInt32LE(keys, 8)
  about.writeDoubleLE(newestAt, 12)
  about.writeUInt32LE(generation.checksum ?? crc32(content), 20)
  about.writeUInt32LE(crc32(about.subarray(4)), 0)
  return [about, content]
}

function deserialiseGeneration(bytes: Buffer, offset: number): { generation: Generation; end: number } {
  const about = bytes.subarray(offset, offset + ABOUT_BYTES)
  if (about.length < ABOUT_BYTES || crc32(about.subarray(4)) !== about.readUInt32LE(0)) throw new Error('The filter is damaged')
  const capacity = about.readUInt32LE(4)
  const words = new Uint32Array((capacity * BITS_OF_MEMORY_PER_KEY) / 32)
  const end = offset + ABOUT_BYTES + words.byteLength
  const content = bytes.subarray(offset + ABOUT_BYTES, end)
  if (content.length < words.byteLength || crc32(content) !== about.readUInt32LE(20)) throw new Error('The filter is damaged')
  Buffer.from(words.buffer).set(content)
  return { generation: { words, capacity, keys: about.readUInt32LE(8), newestAt: about.readDoubleLE(12) }, end }
}

function has({ words }: Generation, high: number, low: number): boolean {
  const block = (high % (words.length / BLOCK_WORDS)) * BLOCK_WORDS
  let bits = low
  for (let i = 0; i < BITS_PER_KEY; i += 1) {
    const bit = bits & 511
    if (((words[block + (bit >>> 5)] as number) & (1 << (bit & 31))) === 0) return false
    bits = (Math.imul(bits, 0x9e3779b1) ^ (high + i)) >>> 0
    bits = (bits ^ (bits >>> 15)) >>> 0
  }
  return true
}

function set({ words }: Generation, high: number, low: number): void {
  const block = (high % (words.length / BLOCK_WORDS)) * BLOCK_WORDS
  let bits = low
  for (let i = 0; i < BITS_PER_KEY; i += 1) {
    const bit = bits & 511
    words[block + (bit >>> 5)] = (words[block + (bit >>> 5)] as number) | (1 << (bit & 31))
    bits = (Math.imul(bits, 0x9e3779b1) ^ (high + i)) >>> 0
    bits = (bits ^ (bits >>> 15)) >>> 0
  }
}
