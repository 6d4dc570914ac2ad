import { createWriteStream } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { finished } from 'node:stream/promises'

/** A file that is there whole or not at all: it is written beside its place, and takes it once it is done. */
export interface WholeFile {
  write(content: string | Uint8Array): Promise<void>
  /** Puts the file in its place. */
  finish(): Promise<void>
  /** Takes away what was written; harmless after `finish`. */
  drop(): Promise<void>
}

/** Fails at once where the place cannot be written to. */
export async function beginFile(path: string): Promise<WholeFile> {
  const beside = `${path}.${process.pid}.part`
  const stream = createWriteStream(beside)
  await new Promise<void>((resolve, reject) => stream.once('open', () => resolve()).once('error', reject))
  return {
    write: (content) => new Promise((resolve, reject) => stream.write(content, (error) => (error ? reject(error) : resolve()))),
    finish: async () => {
      stream.end()
      await finished(stream)
      await rename(beside, path)
    },
    drop: async () => {
      stream.destroy()
      await rm(beside, { force: true })
    },
  }
}

/** The standard output as such a file: what was written stays, whatever happens then. */
export function standardOutput(): WholeFile {
  const stream = createWriteStream('', { fd: 1, autoClose: false })
  stream.on('error', () => undefined)
  return {
    write: (content) => new Promise((resolve, reject) => stream.write(content, (error) => (error ? reject(error) : resolve()))),
    finish: async () => undefined,
    drop: async () => undefined,
  }
}
