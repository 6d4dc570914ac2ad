const SPECIAL = /[\\\t\n\r\0\b\f]/
const ESCAPED: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  '\t': '\\t',
  '\n': '\\n',
  '\r': '\\r',
  '\0': '\\0',
  '\b': '\\b',
  '\f': '\\f',
}

/** ClickHouse’s TabSeparated escapes. */
export function escapeText(text: string): string {
  return SPECIAL.test(text) ? text.replace(/[\\\t\n\r\0\b\f]/g, (letter) => ESCAPED[letter] as string) : text
}

const PLAIN = new Map(Object.entries(ESCAPED).map(([letter, escaped]) => [escaped, letter]))

/** The text that was escaped. */
export function plainText(escaped: string): string {
  return escaped.includes('\\') ? escaped.replace(/\\./g, (pair) => PLAIN.get(pair) ?? pair) : escaped
}

/** What ClickHouse reads as seconds with a fraction: nine or ten digits before the point. Other lengths mean other things to it. */
const SECONDS_MIN = 100_000_000_000
const SECONDS_END = 10_000_000_000_000

/** Milliseconds since 1970 as text that a DateTime64(3) column reads. */
export function storeTime(milliseconds: number): string {
  const whole = Math.trunc(milliseconds)
  if (whole < SECONDS_MIN || whole >= SECONDS_END) return new Date(whole).toISOString()
  const text = String(whole)
  return `${text.slice(0, -3)}.${text.slice(-3)}`
}

const DAY_SECONDS = 86_400
/** What a DateTime column can hold, in seconds since 1970. */
const SECONDS_MAX = 2 ** 32 - 1

/** So many days after a time in milliseconds since 1970, as text that a DateTime column reads. */
export function expiryOf(milliseconds: number, days: number): string {
  return String(Math.min(SECONDS_MAX, Math.max(0, Math.floor(milliseconds / 1000) + days * DAY_SECONDS)))
}

/** One row in ClickHouse’s TabSeparated format. Numbers are written as they are, null as `\N`, lists as arrays of text. */
export function tabSeparated(values: readonly (string | number | null | readonly string[])[]): string {
  let row = ''
  for (let index = 0; index < values.length; index += 1) {
    if (index > 0) row += '\t'
    row += column(values[index] as (typeof values)[number])
  }
  return `${row}\n`
}

function column(value: string | number | null | readonly string[]): string {
  if (value === null) return '\\N'
  if (typeof value === 'number') return String(value)
  if (typeof value === 'string') return escapeText(value)
  return `[${value.map((text) => `'${escapeText(text).replaceAll("'", "\\'")}'`).join(',')}]`
}
