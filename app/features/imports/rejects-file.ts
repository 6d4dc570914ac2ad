import { createWriteStream, type WriteStream } from 'node:fs'
import { open } from 'node:fs/promises'
import type { ReadRow } from './format.ts'
import type { Refusal } from './rejections.ts'

const HEADER = 'line,reason,field,message,row\n'
const NEEDS_QUOTES = /[",\n\r]|^\s|\s$/
/** Longest piece of a refused row that is written, in characters. */
const ROW_MAX = 64 * 1024

/** The refused rows of one import, as CSV: where, why, and the row as it was. */
export class RejectsFile {
  readonly #stream: WriteStream
  #bytes: number

  private constructor(stream: WriteStream, bytes: number) {
    this.#stream = stream
    this.#bytes = bytes
  }

  /** @param bytes What of it counts; anything after was written by a batch that is repeated. */
  static async open(path: string, bytes: number): Promise<RejectsFile> {
    const file = await open(path, bytes === 0 ? 'w' : 'r+', 0o600)
    await file.truncate(bytes)
    await file.close()
    const rejects = new RejectsFile(createWriteStream(path, { flags: 'r+', start: bytes }), bytes)
    if (bytes === 0) await rejects.#write(HEADER)
    return rejects
  }

  get bytes(): number {
    return this.#bytes
  }

  async add(refused: readonly { readonly row: ReadRow<unknown>; readonly refusal: Refusal }[]): Promise<void> {
    if (refused.length === 0) return
    const lines = refused.map(({ row, refusal: { reason, field, message } }) =>
      asCsv([String(row.line), reason, field, message, asWritten(row.raw)]),
    )
    await this.#write(`${lines.join('\n')}\n`)
  }

  close(): Promise<void> {
    return new Promise((resolve) => this.#stream.end(() => resolve()))
  }

  async #write(text: string): Promise<void> {
    const bytes = Buffer.from(text)
    await new Promise<void>((resolve, reject) => this.#stream.write(bytes, (error) => (error ? reject(error) : resolve())))
    this.#bytes += bytes.length
  }
}

function asWritten(raw: readonly string[] | string): string {
  return (typeof raw === 'string' ? raw : asCsv(raw)).slice(0, ROW_MAX)
}

function asCsv(values: readonly string[]): string {
  return values.map((value) => (NEEDS_QUOTES.test(value) ? `"${value.replaceAll('"', '""')}"` : value)).join(',')
}
