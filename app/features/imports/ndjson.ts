import { isUtf8 } from 'node:buffer'
import { type Refusal, refuse } from './rejections.ts'
import type { Source } from './source.ts'

/** Longest line, in bytes. */
const LINE_MAX_BYTES = 1024 * 1024
const LINE_FEED = 10

export interface TextLine {
  /** From 1. */
  readonly line: number
  readonly text: string
  readonly fault?: Refusal
}

/** Reads lines in file order, blank ones left out. A line beyond the limit is cut and refused; memory stays flat. */
export async function* readLines(source: Source): AsyncGenerator<readonly TextLine[]> {
  let number = 0
  let held: Buffer[] = []
  let heldBytes = 0
  for await (const part of source.chunks()) {
    const lines: TextLine[] = []
    let start = 0
    for (let end = part.indexOf(LINE_FEED); end >= 0; end = part.indexOf(LINE_FEED, start)) {
      number += 1
      const bytes = held.length === 0 ? part.subarray(start, end) : Buffer.concat([...held, part.subarray(start, end)])
      pushLine(lines, number, bytes, heldBytes + end - start)
      held = []
      heldBytes = 0
      start = end + 1
    }
    if (start < part.length) {
      if (heldBytes <= LINE_MAX_BYTES) held.push(part.subarray(start))
      heldBytes += part.length - start
    }
    if (lines.length > 0) yield lines
  }
  if (heldBytes === 0) return
  const last: TextLine[] = []
  pushLine(last, number + 1, Buffer.concat(held), heldBytes)
  yield last
}

function pushLine(lines: TextLine[], line: number, bytes: Buffer, length: number): void {
  if (length > LINE_MAX_BYTES) {
    const text = bytes.toString('utf8', 0, 1000)
    lines.push({ line, text, fault: refuse('line_too_long', '', `The line has ${length} bytes; at most ${LINE_MAX_BYTES} are taken`) })
    return
  }
  const text = bytes.toString('utf8')
  if (text.trim() === '') return
  lines.push(isUtf8(bytes) ? { line, text } : { line, text, fault: refuse('invalid_utf8', '', 'The line holds bytes that are not UTF-8') })
}

/** The object in a line; undefined where there is none. */
export function objectIn(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : undefined
  } catch {
    return undefined
  }
}
