import { isMissing } from '@trill/contract/customer-row'

/** First and last day that a column of days holds. */
const FIRST_DAY = '1970-01-01'
const LAST_DAY = '2149-06-06'
const DAY = /^\d{4}-\d{2}-\d{2}$/
/** A day, or a moment without a time zone: the day is as it is written. */
const WRITTEN = /^(\d{4}-\d{2}-\d{2})([T ][\d:.]*)?$/
/** A day that goes on with a time and a zone. */
const ZONED = /^\d{4}-\d{2}-\d{2}(?=[T ])/

/** Whether a text is a day of the calendar, YYYY-MM-DD, that the store holds. */
export function isStorableDay(text: string): boolean {
  return DAY.test(text) && text >= FIRST_DAY && text <= LAST_DAY && dayOf(new Date(`${text}T00:00:00Z`)) === text
}

/** The day (UTC) that a file says; null where it says nothing, undefined where what it says is no day that the store holds. */
export function dayIn(value: unknown): string | null | undefined {
  if (typeof value === 'number' || value instanceof Date) return storable(dayOf(new Date(value)))
  const text = value === undefined || value === null ? '' : String(value).trim()
  if (isMissing(text)) return null
  const zoned = ZONED.exec(text)?.[0]
  if (zoned !== undefined && !isStorableDay(zoned)) return undefined
  return storable(WRITTEN.exec(text)?.[1] ?? dayOf(new Date(text)))
}

function storable(day: string | undefined): string | undefined {
  return day !== undefined && isStorableDay(day) ? day : undefined
}

function dayOf(moment: Date): string | undefined {
  return Number.isNaN(moment.getTime()) ? undefined : moment.toISOString().slice(0, 10)
}
