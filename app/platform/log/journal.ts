import { closeSync, fdatasync, fsyncSync, ftruncateSync, mkdirSync, openSync, readdirSync, readFileSync, rmSync, writev } from 'node:fs'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'
import { StorageFull } from './event-log.ts'

/** Bytes before each record: length and CRC-32 of what follows (u32, u32), sequence number (f64), kind (u8). */
const HEADER = 17
/** A segment is closed when it is larger. */
const SEGMENT_BYTES = 64 * 1024 * 1024
/** Named by its first record; 16 digits hold every whole number that a double can. */
const NAME = /^(\d{16})\.journal$/

/** What a record holds: rows to be stored, the decision on a block, or that the block is in the store. */
export const RECORD = { rows: 1, intent: 2, done: 3 } as const
export type RecordKind = (typeof RECORD)[keyof typeof RECORD]

export interface JournalRecord {
  readonly sequence: number
  readonly kind: RecordKind
  readonly payload: Buffer
}

export interface OpenedJournal {
  readonly journal: Journal
  readonly records: JournalRecord[]
  /** Bytes between whole records that could not be read: the disk lost what it had confirmed. */
  readonly damagedBytes: number
}

interface Waiting {
  readonly record: Buffer[]
  readonly sequence: number
  readonly durable: boolean
  readonly resolve: (sequence: number) => void
  readonly reject: (error: Error) => void
}

interface Segment {
  readonly path: string
  /** Sequence number of its last record. */
  last: number
}

/**
 * An append-only file of records, synced to disk in groups: many requests share one fdatasync.
 * A torn tail, as a crash leaves it, is left out on opening: it was never acknowledged.
 */
export class Journal {
  readonly #directory: string
  readonly #segmentBytes: number
  readonly #segments: Segment[] = []
  #descriptor = -1
  #size = 0
  #next = 1
  #queue: Waiting[] = []
  #writing: Promise<void> | undefined
  #closed = false
  #turn = false

  private constructor(directory: string, segmentBytes: number) {
    this.#directory = directory
    this.#segmentBytes = segmentBytes
  }

  /** Opens the journal and reads what is in it, oldest first. */
  static open(directory: string, { segmentBytes = SEGMENT_BYTES }: { segmentBytes?: number } = {}): OpenedJournal {
    mkdirSync(directory, { recursive: true, mode: 0o700 })
    const journal = new Journal(directory, segmentBytes)
    const records: JournalRecord[] = []
    const names = readdirSync(directory)
      .filter((name) => NAME.test(name))
      .sort()
    let damagedBytes = 0
    for (const name of names) {
      const path = join(directory, name)
      const read = readSegment(path, Math.max(records.at(-1)?.sequence ?? 0, numberOf(name) - 1))
      damagedBytes += read.damagedBytes
      for (const record of read.records) records.push(record)
      const last = read.records.at(-1)
      if (last === undefined) rmSync(path)
      else journal.#segments.push({ path, last: last.sequence })
    }
    journal.#next = Math.max((records.at(-1)?.sequence ?? 0) + 1, numberOf(names.at(-1)))
    journal.#startSegment(journal.#next)
    return { journal, records, damagedBytes }
  }

  /**
   * Appends one record.
   * @param durable Wait for the disk; false only where losing the record is harmless.
   * @returns its sequence number.
   * @throws StorageFull when the disk is full; nothing of the record is kept.
   */
  append(kind: RecordKind, payload: readonly Buffer[], durable = true): Promise<number> {
    if (this.#closed) return Promise.reject(new Error('The journal is closed'))
    const sequence = this.#next
    this.#next += 1
    return new Promise((resolve, reject) => {
      this.#queue.push({ record: frame(sequence, kind, payload), sequence, durable, resolve, reject })
      this.#writing ??= this.#drain()
    })
  }

  /** What is appended from now on goes into a new segment, so that the present one can be forgotten. */
  turn(): void {
    this.#turn = true
  }

  /** Deletes the segments whose records all come before `sequence`. */
  forget(sequence: number): void {
    while (this.#segments.length > 1 && (this.#segments[0] as Segment).last < sequence) {
      rmSync((this.#segments.shift() as Segment).path, { force: true })
    }
  }

  async close(): Promise<void> {
    this.#closed = true
    await this.#writing
    if (this.#descriptor >= 0) closeSync(this.#descriptor)
    this.#descriptor = -1
  }

  async #drain(): Promise<void> {
    await Promise.resolve()
    while (this.#queue.length > 0) {
      const group = this.#queue
      this.#queue = []
      try {
        await this.#write(group)
        for (const { resolve, sequence } of group) resolve(sequence)
      } catch (error) {
        for (const { reject } of group) reject(asStorageError(error))
      }
    }
    this.#writing = undefined
  }

  async #write(group: readonly Waiting[]): Promise<void> {
    if (this.#size > this.#segmentBytes || this.#turn) this.#startSegment((group[0] as Waiting).sequence)
    this.#turn = false
    const buffers = group.flatMap(({ record }) => record)
    try {
      const written = await writeAll(this.#descriptor, buffers, this.#size)
      if (group.some(({ durable }) => durable)) await sync(this.#descriptor)
      this.#size += written
      ;(this.#segments.at(-1) as Segment).last = (group.at(-1) as Waiting).sequence
    } catch (error) {
      ftruncateSync(this.#descriptor, this.#size)
      throw error
    }
  }

  /** Named by its first record, so that no later segment can bear the same name. The old one stays open until the new one is. */
  #startSegment(first: number): void {
    const path = join(this.#directory, `${String(first).padStart(16, '0')}.journal`)
    const descriptor = openSync(path, 'w', 0o600)
    try {
      syncDirectory(this.#directory)
    } catch (error) {
      closeSync(descriptor)
      throw error
    }
    if (this.#descriptor >= 0) closeSync(this.#descriptor)
    this.#descriptor = descriptor
    this.#size = 0
    this.#segments.push({ path, last: first - 1 })
  }
}

function numberOf(name: string | undefined): number {
  return Number(NAME.exec(name ?? '')?.[1] ?? 1)
}

function frame(sequence: number, kind: RecordKind, payload: readonly Buffer[]): Buffer[] {
  const header = Buffer.allocUnsafe(HEADER)
  header.writeDoubleLE(sequence, 8)
  header.writeUInt8(kind, 16)
  let checksum = crc32(header.subarray(8))
  let length = 0
  for (const part of payload) {
    // zlib's crc32 of no memory is 0, whatever came before; an empty buffer may have none.
    if (part.length > 0) checksum = crc32(part, checksum)
    length += part.length
  }
  header.writeUInt32LE(length, 0)
  header.writeUInt32LE(checksum, 4)
  return [header, ...payload]
}

/** Reads whole records; where one is damaged, looks for the next whole one. What follows the last one was never acknowledged. */
function readSegment(path: string, after: number): { records: JournalRecord[]; damagedBytes: number } {
  const bytes = readFileSync(path)
  const records: JournalRecord[] = []
  let damagedBytes = 0
  let end = 0
  for (let offset = 0; offset + HEADER <= bytes.length; ) {
    const record = recordAt(bytes, offset, records.at(-1)?.sequence ?? after)
    if (record === undefined) {
      offset += 1
      continue
    }
    damagedBytes += offset - end
    records.push(record)
    end = offset + HEADER + record.payload.length
    offset = end
  }
  return { records, damagedBytes }
}

/** Sequence numbers grow, and never by so much within a journal. */
const LARGEST_GAP = 2 ** 32

function recordAt(bytes: Buffer, offset: number, after: number): JournalRecord | undefined {
  const end = offset + HEADER + bytes.readUInt32LE(offset)
  const sequence = bytes.readDoubleLE(offset + 8)
  if (end > bytes.length || !(sequence > after && sequence < after + LARGEST_GAP)) return undefined
  if (crc32(bytes.subarray(offset + 8, end)) !== bytes.readUInt32LE(offset + 4)) return undefined
  return { sequence, kind: bytes.readUInt8(offset + 16) as RecordKind, payload: bytes.subarray(offset + HEADER, end) }
}

async function writeAll(descriptor: number, buffers: readonly Buffer[], position: number): Promise<number> {
  let written = 0
  for (let i = 0; i < buffers.length; i += 512) {
    const part = buffers.slice(i, i + 512)
    const wanted = part.reduce((sum, { length }) => sum + length, 0)
    const done = await write(descriptor, part, position + written)
    if (done < wanted) throw Object.assign(new Error('The journal could not be written whole'), { code: 'ENOSPC' })
    written += wanted
  }
  return written
}

function write(descriptor: number, buffers: Buffer[], position: number): Promise<number> {
  return new Promise((resolve, reject) => {
    writev(descriptor, buffers, position, (error, written) => (error === null ? resolve(written) : reject(error)))
  })
}

function sync(descriptor: number): Promise<void> {
  return new Promise((resolve, reject) => fdatasync(descriptor, (error) => (error === null ? resolve() : reject(error))))
}

function syncDirectory(directory: string): void {
  const descriptor = openSync(directory, 'r')
  fsyncSync(descriptor)
  closeSync(descriptor)
}

function asStorageError(error: unknown): Error {
  const { code } = error as NodeJS.ErrnoException
  if (code === 'ENOSPC' || code === 'EDQUOT' || code === 'EFBIG')
    return new StorageFull('The disk that holds the journal is full', { cause: error })
  return error instanceof Error ? error : new Error(String(error))
}
