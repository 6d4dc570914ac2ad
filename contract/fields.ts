import { type TSchema, Type } from 'typebox'

/**
 * How close a field is to a person.
 * `none` says nothing about anybody; `pseudonym` points at one person through a code;
 * `personal` may hold what a person wrote or where they came from.
 */
export type PrivacyClass = 'none' | 'pseudonym' | 'personal'

/** One field of a row, defined once: what it means, its JSON form, its column and how private it is. */
export interface Field<S extends TSchema = TSchema> {
  readonly about: string
  readonly schema: S
  /** ClickHouse column type. */
  readonly column: string
  readonly privacy: PrivacyClass
}

interface Options {
  readonly privacy?: PrivacyClass
}

/**
 * An opaque identifier chosen by the sender, 1–`maxLength` characters.
 * Absent is the empty string in the store, so that no column needs a null map.
 */
export function identifier(about: string, maxLength: number, { privacy = 'none' }: Options = {}) {
  return field(about, Type.String({ minLength: 1, maxLength }), 'String', privacy)
}

/** A word from a small set (tens to thousands of values over the life of a workspace). */
export function category(about: string, maxLength: number, options: { pattern?: string; dictionary?: boolean } = {}) {
  const { pattern, dictionary = false } = options
  const schema = Type.String({ minLength: 1, maxLength, ...(pattern === undefined ? {} : { pattern }) })
  return field(about, schema, dictionary ? 'LowCardinality(String)' : 'String', 'none')
}

/** Free text up to `maxLength` characters. */
export function text(about: string, maxLength: number, { privacy = 'personal' }: Options = {}) {
  return field(about, Type.String({ maxLength }), 'String', privacy)
}

/** A point in time, ISO 8601 with a time zone on the wire, milliseconds UTC in the store. */
export function instant(about: string, { nullable = false }: { nullable?: boolean } = {}) {
  const column = "DateTime64(3, 'UTC')"
  return field(about, Type.String({ format: 'date-time' }), nullable ? `Nullable(${column})` : column, 'none')
}

/** A point in time to the second, UTC. */
export function second(about: string) {
  return field(about, Type.String({ format: 'date-time' }), "DateTime('UTC')", 'none')
}

/** A finite number. Absent is NULL, because zero is a value. */
export function amount(about: string) {
  return field(about, Type.Number(), 'Nullable(Float64)', 'none')
}

/** Anything else the sender wants to keep: a JSON object, stored as its text. */
export function properties(about: string) {
  return field(about, Type.Record(Type.String(), Type.Unknown()), 'String', 'personal')
}

function field<S extends TSchema>(about: string, schema: S, column: string, privacy: PrivacyClass): Field<S> {
  return { about, schema: { ...schema, description: about }, column, privacy }
}
