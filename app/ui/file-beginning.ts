/** Bytes of text that are looked at, once decompressed. */
const PEEK_BYTES = 256 * 1024
/** Compressed bytes that are read for them. */
const PEEK_COMPRESSED = 64 * 1024
/** Rows that are shown and judged by. */
const PEEK_ROWS = 20

/** Signs that separate values, commonest first. */
export const DELIMITERS = { ',': 'Comma', ';': 'Semicolon', '\t': 'Tab', '|': 'Bar' } as const

/** The first rows of a file of values. */
export interface TableBeginning {
  readonly columns: readonly string[]
  readonly rows: readonly (readonly string[])[]
}

/** The first bytes of a file, gzip or not. */
export async function beginningOf(file: Blob): Promise<Uint8Array> {
  const head = new Uint8Array(await file.slice(0, PEEK_BYTES).arrayBuffer())
  if (head[0] !== 0x1f || head[1] !== 0x8b) return head
  const reader = file.slice(0, PEEK_COMPRESSED).stream().pipeThrough(new DecompressionStream('gzip')).getReader()
  const parts: Uint8Array[] = []
  try {
    for (let part = await reader.read(); !part.done && lengthOf(parts) < PEEK_BYTES; part = await reader.read()) parts.push(part.value)
  } catch {
    // Only the beginning was given: the end of the gzip stream is missing.
  }
  void reader.cancel().catch(() => undefined)
  return joined(parts)
}

/** The encoding a text seems to have, by its mark, its zeros, and whether it is UTF-8: a WHATWG label. */
export function guessEncoding(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le'
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be'
  const zeros = [0, 0]
  for (const [index, byte] of bytes.subarray(0, 1000).entries()) if (byte === 0) zeros[index % 2] = (zeros[index % 2] ?? 0) + 1
  const [even = 0, odd = 0] = zeros
  if (even + odd > bytes.subarray(0, 1000).length / 4) return odd > even ? 'utf-16le' : 'utf-16be'
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true })
    return 'utf-8'
  } catch {
    return 'windows-1252'
  }
}

/** The text without its mark; its last character may be cut off. */
export function decode(bytes: Uint8Array, encoding: string): string {
  return new TextDecoder(encoding).decode(bytes, { stream: true })
}

/** The sign that cuts the first line into the most values, quotes left out of account; a comma where none does. */
export function guessDelimiter(text: string): string {
  const line = /^(?:[^"\r\n]|"(?:[^"]|"")*")*/.exec(text)?.[0].replace(/"(?:[^"]|"")*"/g, '') ?? ''
  const counts = Object.keys(DELIMITERS).map((sign) => [sign, line.split(sign).length] as const)
  const [best] = counts.reduce((most, next) => (next[1] > most[1] ? next : most))
  return best
}

/** Reads the first rows as the server will, with the same parser. Without columns it is no table. */
export async function tableBeginning(text: string, delimiter: string): Promise<TableBeginning> {
  const { parse } = await import('csv-parse/browser/esm/sync')
  let records: string[][] = []
  try {
    records = parse(text, { delimiter, relax_quotes: true, relax_column_count: true, skip_empty_lines: true, to: PEEK_ROWS + 1 })
  } catch {
    // A quote that never closes: the server refuses its row alone, the beginning of the file says too little.
    records = text
      .split(/\r?\n/)
      .slice(0, PEEK_ROWS)
      .map((line) => line.split(delimiter))
  }
  const [header = [], ...rows] = records
  return { columns: header.map((name) => name.trim()), rows }
}

function lengthOf(parts: readonly Uint8Array[]): number {
  return parts.reduce((sum, { length }) => sum + length, 0)
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(lengthOf(parts))
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all
}
