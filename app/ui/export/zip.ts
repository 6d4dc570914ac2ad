/** A file of an archive, piece by piece. */
export interface ZipEntry {
  readonly name: string
  readonly pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array>
}

/** Sizes are written in four bytes. */
const BYTES_MAX = 2 ** 32 - 1
/** 1 January 1980, the first day that the format knows: the same content makes the same bytes. */
const DATE = 0x21
/** Sizes follow the content, and names are UTF-8. */
const FLAGS = 0x0808
const VERSION = 20
const DEFLATED = 8

interface Written {
  readonly name: Uint8Array
  readonly crc: number
  readonly packed: number
  readonly size: number
  readonly offset: number
}

/** More than an archive of this form holds. */
export class TooLargeForZip extends RangeError {
  override readonly name = 'TooLargeForZip'
}

/**
 * An archive (PKWARE APPNOTE 6.3, without ZIP64), of which only a piece is in memory.
 * @throws TooLargeForZip when a file or the archive is larger than 4 GiB.
 */
export async function* zip(entries: AsyncIterable<ZipEntry> | Iterable<ZipEntry>): AsyncGenerator<Uint8Array> {
  const written: Written[] = []
  let offset = 0
  for await (const { name, pieces } of entries) {
    const encoded = new TextEncoder().encode(name)
    const start = offset
    const header = record(
      0x04034b50,
      [2, VERSION],
      [2, FLAGS],
      [2, DEFLATED],
      [2, 0],
      [2, DATE],
      [4, 0],
      [4, 0],
      [4, 0],
      [2, encoded.length],
      [2, 0],
    )
    yield header
    yield encoded
    const sums = { crc: 0, size: 0 }
    let packed = 0
    for await (const piece of deflated(counted(pieces, sums))) {
      packed += piece.length
      yield piece
    }
    yield record(0x08074b50, [4, sums.crc], [4, packed], [4, sums.size])
    offset += header.length + encoded.length + packed + 16
    if (sums.size > BYTES_MAX || offset > BYTES_MAX) throw new TooLargeForZip(`zip holds 4 GiB, and ${name} is beyond it`)
    written.push({ name: encoded, crc: sums.crc, packed, size: sums.size, offset: start })
  }
  yield* directory(written, offset)
}

function* directory(written: readonly Written[], start: number): Generator<Uint8Array> {
  let size = 0
  for (const { name, crc, packed, size: whole, offset } of written) {
    const entry = record(
      0x02014b50,
      ...([
        [2, VERSION],
        [2, VERSION],
        [2, FLAGS],
        [2, DEFLATED],
        [2, 0],
        [2, DATE],
      ] as const),
      ...([
        [4, crc],
        [4, packed],
        [4, whole],
        [2, name.length],
        [2, 0],
        [2, 0],
        [2, 0],
        [2, 0],
        [4, 0],
        [4, offset],
      ] as const),
    )
    yield entry
    yield name
    size += entry.length + name.length
  }
  yield record(0x06054b50, [2, 0], [2, 0], [2, written.length], [2, written.length], [4, size], [4, start], [2, 0])
}

/** Numbers of two or four bytes, the least first, after a signature. */
function record(signature: number, ...fields: readonly (readonly [width: 2 | 4, value: number])[]): Uint8Array {
  const view = new DataView(new ArrayBuffer(4 + fields.reduce((sum, [width]) => sum + width, 0)))
  view.setUint32(0, signature, true)
  let place = 4
  for (const [width, value] of fields) {
    if (width === 2) view.setUint16(place, value, true)
    else view.setUint32(place, value, true)
    place += width
  }
  return new Uint8Array(view.buffer)
}

async function* counted(pieces: ZipEntry['pieces'], sums: { crc: number; size: number }): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  for await (const piece of pieces) {
    sums.crc = crc32(piece, sums.crc)
    sums.size += piece.length
    yield piece as Uint8Array<ArrayBuffer>
  }
}

async function* deflated(pieces: AsyncGenerator<Uint8Array<ArrayBuffer>>): AsyncGenerator<Uint8Array> {
  const source = new ReadableStream<Uint8Array<ArrayBuffer>>({
    pull: async (controller) => {
      const { value, done } = await pieces.next()
      if (done === true) controller.close()
      else controller.enqueue(value)
    },
    cancel: async () => void (await pieces.return(undefined)),
  })
  const reader = source.pipeThrough(new CompressionStream('deflate-raw')).getReader()
  try {
    for (let read = await reader.read(); !read.done; read = await reader.read()) yield read.value
  } finally {
    await reader.cancel().catch(() => undefined)
  }
}

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1
  return value
})

/** CRC-32 (ISO 3309) of bytes that follow those of `before`. */
function crc32(bytes: Uint8Array, before: number): number {
  let value = ~before
  for (const byte of bytes) value = (value >>> 8) ^ (CRC_TABLE[(value ^ byte) & 255] as number)
  return ~value >>> 0
}
