import type { Source } from './connector.ts'

/** Where a sync stands: what is kept between its pages and between two of them. */
export interface Cursor {
  /** When the newest post was published that was read of each source; milliseconds since 1970. */
  readonly newest: Readonly<Record<string, number>>
  /** Sources of this round that were read to their end. */
  readonly done: readonly string[]
  /** The source that is being read. */
  readonly at: { readonly key: string; readonly after: string; readonly newest: number } | null
}

const BEGINNING: Cursor = { newest: {}, done: [], at: null }

/** How a source is called in a cursor. */
export function sourceKey({ kind, value }: Source): string {
  return `${kind} ${value}`
}

/** A cursor that cannot be read, of an older version say, is the beginning: repeats change nothing. */
export function readCursor(text: string | null): Cursor {
  if (text === null) return BEGINNING
  try {
    const { newest = {}, done = [], at = null } = JSON.parse(text) as Partial<Cursor>
    return { newest, done, at }
  } catch {
    return BEGINNING
  }
}

export function writeCursor(cursor: Cursor): string {
  return JSON.stringify(cursor)
}

/** Goes on with a round that was left, or begins the next one; sources that are gone are forgotten. */
export function beginRound({ newest, done, at }: Cursor, sources: readonly Source[]): Cursor {
  const keys = new Set(sources.map(sourceKey))
  const known = Object.fromEntries(Object.entries(newest).filter(([key]) => keys.has(key)))
  const left = done.filter((key) => keys.has(key))
  const isOver = left.length === keys.size
  return { newest: known, done: isOver ? [] : left, at: at !== null && keys.has(at.key) && !isOver ? at : null }
}
