/** Signs of nothing in exports. */
const NOTHING = new Set(['', '-', '–', '—', '--', 'n/a', 'na', 'null', 'none'])
const MULTIPLES: Readonly<Record<string, number>> = { k: 1e3, m: 1e6, b: 1e9, 千: 1e3, 万: 1e4, 億: 1e8, 亿: 1e8, mil: 1e3, mio: 1e6 }
const NUMBER = /^([+-]?\d[\d.,' ]*)(k|m|b|千|万|億|亿|mil|mio)?\.?\s*(%)?$/iu
const MONTHS = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ')
/** Milliseconds since 1970 of the first identifier of X that holds a time. */
const SNOWFLAKE_EPOCH = 1_288_834_974_657n
/** What a spreadsheet keeps of a number. */
const SPREADSHEET_DIGITS = 15

/** A number as an export writes it; null is nothing, undefined is no number. A share with a per cent sign comes as a part of 1. */
export function readNumber(written: string, decimalComma: boolean): number | null | undefined {
  const text = written
    .normalize('NFKC')
    .replaceAll(/[\s\u00a0\u202f]+/gu, ' ')
    .trim()
    .toLowerCase()
  if (NOTHING.has(text)) return null
  const [, digits, multiple = '', percent] = NUMBER.exec(text) ?? []
  if (digits === undefined) return undefined
  const value = plainNumber(digits.replaceAll(/[' ]/g, ''), decimalComma)
  if (value === undefined) return undefined
  return (value * (MULTIPLES[multiple] ?? 1)) / (percent === undefined ? 1 : 100)
}

/** Whole counts group by three; which sign is decimal, where only one stands, the language of the file says. */
function plainNumber(text: string, decimalComma: boolean): number | undefined {
  const last = Math.max(text.lastIndexOf('.'), text.lastIndexOf(','))
  if (last < 0) return Number(text)
  const sign = text[last]
  const other = sign === '.' ? ',' : '.'
  const isDecimal = text.includes(other)
    ? text.indexOf(other) < last && text.indexOf(sign ?? '') === last
    : isDecimalAlone(text, sign === ',', decimalComma)
  const grouped = isDecimal ? text.slice(0, last) : text
  if (!/^[+-]?(?:\d+|\d{1,3}(?:[.,]\d{3})+)$/.test(grouped)) return undefined
  return Number(grouped.replaceAll(/[.,]/g, '') + (isDecimal ? `.${text.slice(last + 1)}` : ''))
}

function isDecimalAlone(text: string, isComma: boolean, decimalComma: boolean): boolean {
  const parts = text.split(isComma ? ',' : '.')
  if (parts.length > 2) return false
  return parts[1]?.length !== 3 || isComma === decimalComma
}

/** A whole counter: a number with groups of three, never with a part. */
export function readCount(written: string, decimalComma: boolean): number | null | undefined {
  // 1.234 and 1,234 are both a thousand and more: nothing is counted in thousandths.
  const grouped = /^[+-]?\d{1,3}(?:[.,]\d{3})+$/.test(written.trim()) ? written.replaceAll(/[.,]/g, '') : written
  const value = readNumber(grouped, decimalComma)
  if (value === null || value === undefined) return value
  return Number.isFinite(value) && value >= 0 && value < 2 ** 53 ? Math.round(value) : undefined
}

/** `1:02:03`, `0:12`, `12s` or `12.5` as seconds; null is nothing, undefined is no time. */
export function readSeconds(written: string, decimalComma: boolean): number | null | undefined {
  const text = written.trim().toLowerCase()
  const parts = text.split(':')
  if (parts.length > 1 && parts.length <= 3 && parts.every((part) => /^\d{1,4}(?:\.\d+)?$/.test(part))) {
    return parts.reduce((seconds, part) => 60 * seconds + Number(part), 0)
  }
  return readNumber(text.replace(/\s*s(?:ec(?:onds)?)?$/, ''), decimalComma)
}

/** A moment as exports write it, in UTC where no zone is given; null is nothing, undefined cannot be told. */
export function readMoment(written: string): { readonly at: number; readonly hasTime: boolean } | null | undefined {
  const text = written.normalize('NFKC').trim()
  if (NOTHING.has(text.toLowerCase())) return null
  return isoMoment(text) ?? slashedMoment(text) ?? namedMoment(text)
}

function isoMoment(text: string) {
  const [, year, month, day, hours, minutes, seconds = '0', zone = 'Z'] =
    /^(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:[T ](\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?\s*(Z|[+-]\d{2}:?\d{2})?)?$/.exec(text) ?? []
  if (year === undefined) return undefined
  const at = momentOf([year, month, day, hours, minutes, seconds].map(Number))
  return at === undefined ? undefined : { at: at - offsetOf(zone), hasTime: hours !== undefined }
}

/** Meta writes the month first. */
function slashedMoment(text: string) {
  const [, month, day, year, hours, minutes] = /^(\d{1,2})\/(\d{1,2})\/(\d{4})(?:,? (\d{1,2}):(\d{2}))?$/.exec(text) ?? []
  if (year === undefined) return undefined
  const at = momentOf([year, month, day, hours, minutes].map(Number))
  return at === undefined ? undefined : { at, hasTime: hours !== undefined }
}

/** `Oct 7, 2026` and `Sat, Sep 12, 2026`. */
function namedMoment(text: string) {
  const [, name = '', day, year] = /^(?:\p{L}+, )?(\p{L}{3})\p{L}*\.? (\d{1,2}), (\d{4})$/u.exec(text) ?? []
  const month = MONTHS.indexOf(name.toLowerCase()) + 1
  if (year === undefined || month === 0) return undefined
  const at = momentOf([year, month, day].map(Number))
  return at === undefined ? undefined : { at, hasTime: false }
}

function momentOf([year = 0, month = 0, day = 0, hours, minutes, seconds]: readonly number[]): number | undefined {
  const at = Date.UTC(year, month - 1, day, hours || 0, minutes || 0, seconds || 0)
  const date = new Date(at)
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day ? at : undefined
}

function offsetOf(zone: string): number {
  const [, sign, hours = '0', minutes = '0'] = /^([+-])(\d{2}):?(\d{2})$/.exec(zone) ?? []
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000
}

/** Whether a spreadsheet rounded an identifier: written with an exponent, or with zeros where digits were. */
export function isRounded(id: string): boolean {
  if (/e\+?\d+$/i.test(id)) return true
  return /^\d+$/.test(id) && id.length > SPREADSHEET_DIGITS && /^0+$/.test(id.slice(SPREADSHEET_DIGITS))
}

/** The moment within an identifier of X, milliseconds since 1970; undefined for those of before 2010, which hold none. */
export function snowflakeTime(id: string): number | undefined {
  const at = Number((BigInt(id) >> 22n) + SNOWFLAKE_EPOCH)
  return BigInt(id) >= 1n << 52n ? at : undefined
}

/** The moment of creation within an identifier of TikTok, milliseconds since 1970. */
export function tiktokTime(id: string): number | undefined {
  const seconds = Number(BigInt(id) >> 32n)
  return seconds > 1_400_000_000 && seconds < 4_000_000_000 ? 1000 * seconds : undefined
}

/** First and last day that the name of an export tells, milliseconds UTC of their midnights. */
export function periodInName(fileName: string): { readonly from: number; readonly to: number } | undefined {
  const iso = [...fileName.matchAll(/(?<!\d)(\d{4})-(\d{2})-(\d{2})(?!\d)/g)].map(([, year, month, day]) =>
    momentOf([year, month, day].map(Number)),
  )
  const named = [...fileName.matchAll(/(?<!\p{L})(\p{L}{3})-(\d{2})-(\d{4})(?!\d)/gu)].map(([, name = '', day, year]) =>
    momentOf([Number(year), MONTHS.indexOf(name.toLowerCase()) + 1, Number(day)]),
  )
  const days = (iso.length >= 2 ? iso : named).filter((day) => day !== undefined)
  const [from, to] = days
  return from === undefined || to === undefined || to < from ? undefined : { from, to }
}
