/** A day as the file writes it: `13.09`, or `10.1` where a spreadsheet took the tenth of October for a number and lost its zero. */
export interface WrittenDay {
  readonly day: number
  /** Months it may stand for; two where the zero may be lost. */
  readonly months: readonly number[]
}

const YEAR_IN_NAME = /(?<!\d)(20\d\d)(?!\d)/
const DAY_AND_MONTH = /^(\d{1,2})\.(\d{1,2})$/
const YEAR_DAY_MONTH = /^(\d{2})\.(\d{2})\.(\d{2})$/
const ISO_DAY = /^(\d{4})-(\d{2})-(\d{2})(T[\d:.]+Z)?$/
const DAY = 24 * 3600 * 1000
/** Length of a leap year: wide enough for every day of any year. */
const YEAR = 366
/** The error values of spreadsheets, and the identifiers of videos. */
const NEXT_ID = /(#[A-Z/0]+[?!]?|[\w-]{11})$/

/** The year that the name of a file tells: 2017 in `GBvideos_2017.csv`. */
export function yearInName(fileName: string): number | undefined {
  const [, year] = YEAR_IN_NAME.exec(fileName) ?? []
  return year === undefined ? undefined : Number(year)
}

/** Reads `DD.MM` without a year; undefined when it is none. */
export function readDayAndMonth(text: string): WrittenDay | undefined {
  const [, day, month] = DAY_AND_MONTH.exec(text) ?? []
  if (day === undefined || month === undefined) return undefined
  const months = (month === '1' ? [10, 1] : [Number(month)]).filter((candidate) => isDay(2024, candidate, Number(day)))
  return months.length === 0 ? undefined : { day: Number(day), months }
}

/** Takes off the identifier of the next row that lost its line break: `24.09l7yxJDFvTRM` is 24.09. */
export function withoutNextId(text: string): { text: string; nextId: string } | undefined {
  const [nextId] = NEXT_ID.exec(text) ?? []
  if (nextId === undefined) return undefined
  const date = text.slice(0, -nextId.length)
  return readDayAndMonth(date) === undefined ? undefined : { text: date, nextId }
}

/** Reads a date that names its year, `17.14.11` (year, day, month) or `2017-11-14`; milliseconds UTC of its midnight. */
export function readFullDate(text: string): number | undefined {
  const [, shortYear, day, month] = YEAR_DAY_MONTH.exec(text) ?? []
  if (shortYear !== undefined) return midnight(2000 + Number(shortYear), Number(month), Number(day))
  const [, year, isoMonth, isoDay] = ISO_DAY.exec(text) ?? []
  return year === undefined ? undefined : midnight(Number(year), Number(isoMonth), Number(isoDay))
}

/**
 * Decides which day each date of a file is, from the order in which they first appear: of the months a date may stand for,
 * those are taken that let the file move the fewest days back and forth. Where both are as near, October: a January of this
 * layout keeps the zero it begins with, `01`.
 * @param days The file’s different dates in the order of their first row; less than a year in all.
 * @param year Year of the first; it changes where December meets January.
 * @returns milliseconds UTC of each day’s midnight; undefined for a 29 February in a year that has none.
 */
export function resolveDays(days: readonly WrittenDay[], year: number): (number | undefined)[] {
  const months = nearestMonths(days)
  let current = year
  return days.map(({ day }, index) => {
    const month = months[index] as number
    const before = months[index - 1]
    if (before === 12 && month === 1) current += 1
    if (before === 1 && month === 12) current -= 1
    return midnight(current, month, day)
  })
}

/** Shortest path through the candidates (Viterbi, 1967); the cost of a step is the days between, around the year’s end. */
function nearestMonths(days: readonly WrittenDay[]): number[] {
  let costs: number[] = []
  const origins: number[][] = []
  for (const [index, written] of days.entries()) {
    const before = days[index - 1]
    const steps = written.months.map((month) => cheapest(before, costs, written.day, month))
    costs = steps.map(({ cost }) => cost)
    origins.push(steps.map(({ origin }) => origin))
  }
  let choice = costs.indexOf(Math.min(...costs))
  const chosen: number[] = []
  for (let index = days.length - 1; index >= 0; index -= 1) {
    chosen.push((days[index] as WrittenDay).months[choice] as number)
    choice = (origins[index] as number[])[choice] as number
  }
  return chosen.reverse()
}

function cheapest(before: WrittenDay | undefined, costs: readonly number[], day: number, month: number): { cost: number; origin: number } {
  let best = { cost: before === undefined ? 0 : Number.POSITIVE_INFINITY, origin: 0 }
  for (const [origin, earlier] of (before?.months ?? []).entries()) {
    const cost = (costs[origin] as number) + daysBetween((before as WrittenDay).day, earlier, day, month)
    if (cost < best.cost) best = { cost, origin }
  }
  return best
}

function daysBetween(day: number, month: number, otherDay: number, otherMonth: number): number {
  const apart = Math.abs(Date.UTC(2024, month - 1, day) - Date.UTC(2024, otherMonth - 1, otherDay)) / DAY
  return Math.min(apart, YEAR - apart)
}

function midnight(year: number, month: number, day: number): number | undefined {
  return isDay(year, month, day) ? Date.UTC(year, month - 1, day) : undefined
}

function isDay(year: number, month: number, day: number): boolean {
  const date = new Date(Date.UTC(year, month - 1, day))
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day
}
