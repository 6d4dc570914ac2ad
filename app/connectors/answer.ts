import { type Static, type TSchema, Type } from 'typebox'
import { Compile } from 'typebox/compile'
import type { Answer } from './client.ts'
import type { Post, PostPage, Skipped } from './connector.ts'
import type { ConnectorFailure } from './failure.ts'

/** A field that may be left out or null. */
export function maybe<S extends TSchema>(schema: S) {
  return Type.Optional(Type.Union([schema, Type.Null()]))
}

/** A schema of what a platform documents, ready to read its answers. What it does not name is ignored. */
export interface Reader<T> {
  /** @returns the value, or the first field that is not as documented. */
  read(value: unknown): { readonly status: 'read'; readonly value: T } | ConnectorFailure
  /** The same for the text of an answer. */
  readJson(answer: Pick<Answer, 'text'>): { readonly status: 'read'; readonly value: T } | ConnectorFailure
}

/** @param label how the platform is called in messages. */
export function readerOf<S extends TSchema>(label: string, schema: S): Reader<Static<S>> {
  const checker = Compile(schema)
  const read: Reader<Static<S>>['read'] = (value) => {
    if (checker.Check(value)) return { status: 'read', value: value as Static<S> }
    const [error] = checker.Errors(value)
    const missing = (error?.params as { requiredProperties?: string[] } | undefined)?.requiredProperties?.[0]
    const place = (error?.instancePath ?? '').split('/').slice(1)
    const field = [...place, ...(missing === undefined ? [] : [missing])].join('.')
    const what = missing === undefined ? (error?.message ?? 'has another form') : 'is missing'
    return { status: 'unreadable_answer', message: `${label}: ${field === '' ? 'the answer' : field} ${what}`, field }
  }
  return {
    read,
    readJson: ({ text }) => {
      try {
        return read(parseJson(text))
      } catch {
        return { status: 'unreadable_answer', message: `${label}: the answer is no whole JSON`, field: '' }
      }
    },
  }
}

/** Texts are passed over; the other branch is a number that stands for itself. */
const TEXT_OR_LONG_INTEGER = /"(?:\\.|[^"\\])*"|-?\b\d{16,}\b(?![.eE])/g

/** JSON whose integers stay exact: those that a number cannot hold, as some platforms write their ids, become text. */
export function parseJson(text: string): unknown {
  const exact = text.replace(TEXT_OR_LONG_INTEGER, (part) =>
    part.startsWith('"') || Number.isSafeInteger(Number(part)) ? part : `"${part}"`,
  )
  return JSON.parse(exact) as unknown
}

/**
 * The posts among the entries of an answer. What cannot be read is left out and named; where nothing can be read, the form of the
 * platform’s answers has changed.
 */
export function postsOf<T>(
  entries: readonly unknown[],
  reader: Reader<T>,
  place: string,
  toPost: (entry: T) => Post | undefined,
): PostPage | ConnectorFailure {
  const posts: Post[] = []
  const skipped: Skipped[] = []
  let firstFailure: ConnectorFailure | undefined
  for (const [index, entry] of entries.entries()) {
    const read = reader.read(entry)
    if (read.status === 'read') {
      const post = toPost(read.value)
      if (post !== undefined) posts.push(post)
      continue
    }
    const field = [place, String(index), 'field' in read ? read.field : ''].filter((part) => part !== '').join('.')
    firstFailure ??= { ...read, ...('field' in read && { field }) }
    skipped.push({ field, message: read.message })
  }
  if (firstFailure !== undefined && skipped.length === entries.length) return firstFailure
  return { status: 'page', posts, skipped }
}
