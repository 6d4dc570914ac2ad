import { createHash, randomUUID } from 'node:crypto'
import { createWriteStream, mkdirSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { type Readable, Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'

/** Largest file, in bytes. Larger ones are split: `split -l`, or by day. */
export const FILE_MAX_BYTES = 20 * 1024 ** 3
const UNFINISHED = /^upload-/

/** The file is larger than the limit. */
export class FileTooLarge extends Error {
  override readonly name = 'FileTooLarge'
}

/** A file that was received whole. */
export interface Upload {
  readonly path: string
  readonly bytes: number
  /** SHA-256 of its content, in hexadecimal. */
  readonly digest: string
}

/** Directory of the imports’ files. */
export function importsDirectory(dataDir: string): string {
  return join(dataDir, 'imports')
}

/** Writes the file to the data directory as it comes. Nothing is left of one that breaks off. */
export async function receive(body: Readable, dataDir: string): Promise<Upload> {
  const directory = importsDirectory(dataDir)
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  const path = join(directory, `upload-${randomUUID()}`)
  const hash = createHash('sha256')
  let bytes = 0
  const measure = new Transform({
    transform(part: Buffer, _encoding, done) {
      bytes += part.length
      hash.update(part)
      done(bytes > FILE_MAX_BYTES ? new FileTooLarge(`The file is larger than ${FILE_MAX_BYTES} bytes`) : null, part)
    },
  })
  try {
    await pipeline(body, measure, createWriteStream(path, { mode: 0o600 }))
    return { path, bytes, digest: hash.digest('hex') }
  } catch (error) {
    rmSync(path, { force: true })
    throw error
  }
}

/** Removes what uploads left behind that broke off with the process. */
export function removeUnfinishedUploads(dataDir: string): void {
  const directory = importsDirectory(dataDir)
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  for (const name of readdirSync(directory)) if (UNFINISHED.test(name)) rmSync(join(directory, name), { force: true })
}
