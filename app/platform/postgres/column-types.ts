import { types } from 'pg'

const INT8 = 20
const DATE = 1082

/**
 * Reads a column’s text as node-postgres does (timestamptz as Date, jsonb parsed, numeric and uuid as text, bytea as Buffer),
 * but int8 as a number, which `count(*)` is, and a calendar day as its text, because a Date would depend on this machine’s time zone.
 * Elements of int8 arrays stay text.
 * @throws RangeError for an int8 that a number cannot hold exactly.
 */
export function parserOf(typeId: number): (text: string) => unknown {
  if (typeId === INT8) return parseWholeNumber
  if (typeId === DATE) return asText
  return types.getTypeParser(typeId)
}

/** A parameter in PostgreSQL’s text form; bytes stay bytes. Arrays become arrays, other objects JSON. */
export function parameter(value: unknown): string | Buffer | null {
  if (value === null || value === undefined) return null
  if (value instanceof Date) return value.toISOString()
  if (Buffer.isBuffer(value)) return value
  if (ArrayBuffer.isView(value)) return Buffer.from(value.buffer, value.byteOffset, value.byteLength)
  if (Array.isArray(value)) return `{${value.map(element).join(',')}}`
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

function element(value: unknown): string {
  const text = parameter(value)
  if (text === null) return 'NULL'
  if (Array.isArray(value)) return String(text)
  const escaped = Buffer.isBuffer(text) ? `\\\\x${text.toString('hex')}` : text.replace(/[\\"]/g, '\\$&')
  return `"${escaped}"`
}

function parseWholeNumber(text: string): number {
  const number = Number(text)
  if (Number.isSafeInteger(number)) return number
  throw new RangeError(`int8 ${text} is beyond the whole numbers that can be held exactly; select it as text`)
}

export function asText(text: string): string {
  return text
}
