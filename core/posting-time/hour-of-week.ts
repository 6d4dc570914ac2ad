const MINUTE_MILLISECONDS = 60_000
/** One formatter a time zone: to make one takes longer than to use it. */
const formatters = new Map<string, Intl.DateTimeFormat>()

/** A moment as clocks on a wall of a time zone show it. */
export interface LocalHour {
  /** Monday is 1, Sunday 7. */
  readonly isoWeekday: number
  /** 0 – 23. */
  readonly hour: number
  /** 0 – 167, from Monday at midnight. */
  readonly hourOfWeek: number
  /** ISO 8601 with the offset that was in force. */
  readonly local: string
}

/**
 * Hour of the week of a moment where an audience lives. Where clocks go forward an hour is missing, where they go back one comes twice.
 * @param instant Milliseconds since 1970.
 * @param timeZone Name of the IANA database, such as `Europe/Berlin`.
 * @throws RangeError when the moment is no date or the time zone is not known.
 */
export function hourOfWeek(instant: number, timeZone: string): LocalHour {
  const whole = Math.floor(instant / 1000) * 1000
  if (Number.isNaN(new Date(whole).getTime())) throw new RangeError(`hourOfWeek requires a date, got ${instant}`)
  const parts = new Map(
    formatterOf(timeZone)
      .formatToParts(whole)
      .map(({ type, value }) => [type, Number(value)]),
  )
  const part = (name: Intl.DateTimeFormatPartTypes) => parts.get(name) as number
  const hour = part('hour')
  const wall = Date.UTC(part('year'), part('month') - 1, part('day'), hour, part('minute'), part('second'))
  const isoWeekday = new Date(wall).getUTCDay() || 7
  return {
    isoWeekday,
    hour,
    hourOfWeek: (isoWeekday - 1) * 24 + hour,
    local: new Date(wall).toISOString().slice(0, -5) + offsetText(Math.round((wall - whole) / MINUTE_MILLISECONDS)),
  }
}

function formatterOf(timeZone: string): Intl.DateTimeFormat {
  const known = formatters.get(timeZone)
  if (known !== undefined) return known
  const numeric = 'numeric'
  const formatter = new Intl.DateTimeFormat('en-u-ca-iso8601-nu-latn', {
    timeZone,
    hourCycle: 'h23',
    year: numeric,
    month: numeric,
    day: numeric,
    hour: numeric,
    minute: numeric,
    second: numeric,
  })
  formatters.set(timeZone, formatter)
  return formatter
}

function offsetText(minutes: number): string {
  const two = (value: number) => String(value).padStart(2, '0')
  const size = Math.abs(minutes)
  return `${minutes < 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`
}
