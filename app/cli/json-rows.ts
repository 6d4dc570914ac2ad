import type { Cell } from '@trill/core/tabular/raw-table'
import { objectIn, readLines, type TextLine } from '../features/imports/ndjson.ts'
import type { Source } from '../features/imports/source.ts'

/** A row of a file with an object in each line. */
export interface JsonRow {
  readonly line: number
  readonly cells: readonly Cell[]
  /** Why it cannot be read. */
  readonly fault?: { readonly message: string }
}

/** Keys of the object in a line, in their order; undefined where there is none. */
export function keysOf(line: string): readonly string[] | undefined {
  const found = objectIn(line)
  return found === undefined ? undefined : Object.keys(found)
}

/** Reads one object a line, its values in the order of the names; a key that is not there is a missing cell. */
export async function* readObjects(source: Source, names: readonly string[]): AsyncGenerator<readonly JsonRow[]> {
  const known = new Set(names)
  for await (const lines of readLines(source)) yield lines.map((line) => rowOf(line, names, known))
}

function rowOf({ line, text, fault }: TextLine, names: readonly string[], known: ReadonlySet<string>): JsonRow {
  if (fault !== undefined) return { line, cells: [], fault }
  const found = objectIn(text)
  if (found === undefined) return { line, cells: [], fault: { message: 'The line is no JSON object' } }
  const other = Object.keys(found).find((key) => !known.has(key))
  if (other !== undefined) return { line, cells: [], fault: { message: `The object has “${other}”, which that of the first line lacks` } }
  return { line, cells: names.map((name) => cellOf(found[name])) }
}

function cellOf(value: unknown): Cell {
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : (value as Cell)
}
