import { statfsSync } from 'node:fs'
import { DISK_FULL, QueryFailed } from './errors.ts'

/** Below this nothing is written, */
const WRITE_BYTES_MIN = 32 * 1024 * 1024
/** and below this nothing is read: reading tidies pages up, and that is written too. */
const READ_BYTES_MIN = 2 * 1024 * 1024
const READS = /^\s*(SELECT|SHOW)\b/i

/** Bytes that this process may still write to a directory’s disk. */
export function freeBytesIn(directory: string): number {
  const { bavail, bsize } = statfsSync(directory)
  return bavail * bsize
}

/**
 * PGlite 0.5 repeats for ever, and with it the whole process stands still, when its journal finds no room on the disk.
 * So it must not get there.
 * @throws QueryFailed with `DISK_FULL`.
 */
export function requireSpace(freeBytes: number, sql: string): void {
  if (freeBytes >= WRITE_BYTES_MIN) return
  if (freeBytes >= READ_BYTES_MIN && READS.test(sql)) return
  throw new QueryFailed(`Only ${Math.floor(freeBytes / 1e6)} MB are free on the disk of the metadata store`, DISK_FULL, '')
}
