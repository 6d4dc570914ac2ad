import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { pipeline, Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { UnusableImport } from './rejections.ts'

/** Bytes read at once. Small, because gzip may hold a thousand times as much. */
const READ_BYTES = 32 * 1024
const CARRIAGE_RETURN = 13
const LINE_FEED = 10
const UTF8_MARK = Buffer.from([0xef, 0xbb, 0xbf])

/** A file as UTF-8 text in pieces: decompressed, decoded, without a byte order mark, with `\n` ending every line. */
export interface Source {
  /** Of the file itself, for formats that are not read from the front. */
  readonly path: string
  readonly bytesTotal: number
  /** Bytes of the file, as it is on disk, that were read so far. */
  bytesRead(): number
  /** Says how much of the file has been used, 0 – 1, by who does not read it from the front. */
  pass(share: number): void
  /** Reads the file from its beginning. */
  chunks(): AsyncGenerator<Buffer>
  /**
   * Decompresses the file once, before anything of it is used: gzip says only at its end whether it is whole.
   * @throws UnusableImport when it is damaged or cut off.
   */
  verify(): Promise<void>
}

/**
 * @param encoding A WHATWG label: `utf-8`, `latin1`, `windows-1252`, `utf-16le` …; a file with the mark of UTF-16 is read as such anyway.
 * @throws UnusableImport when the encoding is not known.
 */
export async function openSource(path: string, encoding = 'utf-8'): Promise<Source> {
  const label = encodingOf(encoding)
  const { size, head } = await look(path)
  const compressed = head[0] === 0x1f && head[1] === 0x8b
  let read = 0
  async function* raw(): AsyncGenerator<Buffer> {
    read = 0
    for await (const part of createReadStream(path, { highWaterMark: READ_BYTES })) {
      read += (part as Buffer).length
      yield part as Buffer
    }
  }
  return {
    path,
    bytesTotal: size,
    bytesRead: () => read,
    pass: (share) => {
      read = Math.round(share * size)
    },
    chunks: () => withPlainLineEnds(decoded(compressed ? gunzipped(raw()) : raw(), label)),
    verify: async () => {
      if (compressed) for await (const _ of gunzipped(raw()));
    },
  }
}

function encodingOf(label: string): string {
  try {
    return new TextDecoder(label).encoding
  } catch {
    throw new UnusableImport(`The encoding "${label}" is not known; utf-8, windows-1252 and utf-16le are.`)
  }
}

async function look(path: string): Promise<{ size: number; head: Buffer }> {
  const file = await open(path)
  try {
    const { size } = await file.stat()
    const head = Buffer.alloc(4)
    await file.read(head, 0, 4, 0)
    return { size, head }
  } finally {
    await file.close()
  }
}

async function* gunzipped(parts: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const gunzip = createGunzip()
  pipeline(Readable.from(parts), gunzip, () => undefined)
  try {
    for await (const part of gunzip) yield part as Buffer
  } catch (error) {
    if (!String((error as NodeJS.ErrnoException).code).startsWith('Z_')) throw error
    throw new UnusableImport(
      `The gzip data is damaged or cut off (${(error as Error).message}); nothing of it was imported. Fetch the file again, or save what can still be read with \`zcat FILE > FILE.csv\` and import that.`,
    )
  }
}

async function* decoded(parts: AsyncIterable<Buffer>, encoding: string): AsyncGenerator<Buffer> {
  let decoder = encoding === 'utf-8' ? undefined : new TextDecoder(encoding)
  let first = true
  for await (const part of parts) {
    let bytes = part
    if (first && decoder === undefined) {
      const marked = markedUtf16(part)
      if (marked !== undefined) decoder = new TextDecoder(marked)
      else if (part.subarray(0, 3).equals(UTF8_MARK)) bytes = part.subarray(3)
    }
    first = false
    yield decoder === undefined ? bytes : Buffer.from(decoder.decode(bytes, { stream: true }))
  }
  if (decoder !== undefined) yield Buffer.from(decoder.decode())
}

/** Spreadsheets save “Unicode text” so; no text in UTF-8 begins with these bytes. */
function markedUtf16(head: Buffer): 'utf-16le' | 'utf-16be' | undefined {
  const mark = head.subarray(0, 2).toString('hex')
  return mark === 'fffe' ? 'utf-16le' : mark === 'feff' ? 'utf-16be' : undefined
}

/** One way to end a line, so that line numbers are exact however the file ends its own. */
async function* withPlainLineEnds(parts: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let held = false
  for await (const part of parts) {
    if (part.length === 0) continue
    const afterReturn = held
    held = part.at(-1) === CARRIAGE_RETURN
    if (!afterReturn && !part.includes(CARRIAGE_RETURN)) yield part
    else yield plain(held ? part.subarray(0, -1) : part, afterReturn)
  }
  if (held) yield Buffer.from('\n')
}

function plain(part: Buffer, afterReturn: boolean): Buffer {
  const bytes = Buffer.allocUnsafe(part.length + 1)
  let length = 0
  if (afterReturn && part[0] !== LINE_FEED) bytes[length++] = LINE_FEED
  for (let i = 0; i < part.length; i += 1) {
    const byte = part[i] as number
    if (byte !== CARRIAGE_RETURN) bytes[length++] = byte
    else if (part[i + 1] !== LINE_FEED) bytes[length++] = LINE_FEED
  }
  return bytes.subarray(0, length)
}
