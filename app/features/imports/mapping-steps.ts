import { type Refusal, refuse, UnusableImport } from './rejections.ts'

/** What runs through an expression: text, a number, a moment, or nothing, which leaves the field out. */
export type Value = string | number | Moment | undefined
/** A point in time while it is computed with. */
export class Moment {
  readonly milliseconds: number
  constructor(milliseconds: number) {
    this.milliseconds = milliseconds
  }
}

export type Cells = readonly string[]
/** One step of a placeholder: takes the value so far and the row. */
export type Step = (value: Value, cells: Cells) => Value | Refusal
export type KindOfValue = 'text' | 'number' | 'time'

interface StepDefinition {
  readonly usage: string
  readonly about: string
  readonly from: KindOfValue
  readonly to: KindOfValue
  /** @param words What stands after the step’s name. @param field The field that is mapped, for messages. */
  readonly make: (words: string, columnAt: (name: string) => number, field: string) => Step
}

const UNITS = { milliseconds: 1, seconds: 1000, minutes: 60_000, hours: 3_600_000, days: 86_400_000 } as const
/** Time zero of X’s (Twitter’s) identifiers, 4 November 2010. */
const SNOWFLAKE_EPOCH = 1_288_834_974_657n
const WHOLE = /^\d{1,20}$/
const DECIMAL = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i
const PLAIN_TIME = /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?)?$/

/** The steps of the mapping language. */
export const STEPS: Readonly<Record<string, StepDefinition>> = {
  snowflake: {
    usage: 'snowflake',
    about: 'the time within an identifier of X (Twitter)',
    from: 'text',
    to: 'time',
    make: (_, __, field) => (value) => snowflake(String(value), field),
  },
  seconds: {
    usage: 'seconds',
    about: 'a time given in seconds since 1970',
    from: 'text',
    to: 'time',
    make: (_, __, field) => (value) => sinceEpoch(String(value), 1000, field),
  },
  milliseconds: {
    usage: 'milliseconds',
    about: 'a time given in milliseconds since 1970',
    from: 'text',
    to: 'time',
    make: (_, __, field) => (value) => sinceEpoch(String(value), 1, field),
  },
  utc: {
    usage: 'utc',
    about: 'a time without a zone, 2017-11-14 09:30:00, taken as UTC',
    from: 'text',
    to: 'time',
    make: (_, __, field) => (value) => plainTime(String(value), field),
  },
  plus: {
    usage: 'plus COLUMN UNIT',
    about: 'moves a time on by a delay of 0 or more milliseconds, seconds, minutes, hours or days',
    from: 'time',
    to: 'time',
    make: plus,
  },
  number: {
    usage: 'number',
    about: 'a number instead of text',
    from: 'text',
    to: 'number',
    make: (_, __, field) => (value) => number(String(value), field),
  },
  lower: { usage: 'lower', about: 'lower case', from: 'text', to: 'text', make: () => (value) => String(value).toLowerCase() },
  upper: { usage: 'upper', about: 'upper case', from: 'text', to: 'text', make: () => (value) => String(value).toUpperCase() },
  not: {
    usage: 'not VALUE',
    about: 'nothing where the column holds VALUE',
    from: 'text',
    to: 'text',
    make: (unwanted) => (value) => (value === unwanted ? undefined : value),
  },
  choose: {
    usage: 'choose A=X B=Y *=Z',
    about: 'X where the column holds A, Y where it holds B, else Z',
    from: 'text',
    to: 'text',
    make: choose,
  },
  default: {
    usage: 'default TEXT',
    about: 'TEXT where there is nothing so far',
    from: 'text',
    to: 'text',
    make: (text) => (value) => value ?? text,
  },
}

/** Steps that are to see that there is nothing. All others pass nothing on. */
export const SEES_NOTHING = new Set(['default'])

function snowflake(id: string, field: string): Moment | Refusal {
  if (!WHOLE.test(id)) return refuse('invalid_number', field, `"${id.slice(0, 64)}" is no identifier of X, which is a whole number`)
  return new Moment(Number((BigInt(id) >> 22n) + SNOWFLAKE_EPOCH))
}

function sinceEpoch(text: string, unit: number, field: string): Moment | Refusal {
  const value = number(text, field)
  return typeof value === 'number' ? new Moment(Math.round(value * unit)) : value
}

function plainTime(text: string, field: string): Moment | Refusal {
  const [, year, month, day, hour = '00', minute = '00', second = '00', fraction = '0'] = PLAIN_TIME.exec(text) ?? []
  const time = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}.${fraction.slice(0, 3).padEnd(3, '0')}Z`)
  if (Number.isNaN(time)) return refuse('invalid_date', field, `"${text.slice(0, 64)}" is no time like 2017-11-14 09:30:00`)
  return new Moment(time)
}

function number(text: string, field: string): number | Refusal {
  const value = Number(text)
  if (DECIMAL.test(text.trim()) && Number.isFinite(value)) return value
  return refuse('invalid_number', field, `"${text.slice(0, 64)}" is no number`)
}

function plus(words: string, columnAt: (name: string) => number, field: string): Step {
  const [, column = '', unit = ''] = /^(.*\S)\s+(\S+)$/.exec(words) ?? []
  if (!Object.hasOwn(UNITS, unit))
    throw new UnusableImport(`"plus ${words}" must be "plus COLUMN UNIT" with a unit of ${Object.keys(UNITS).join(', ')}.`)
  const at = columnAt(column)
  const size = UNITS[unit as keyof typeof UNITS]
  return (value, cells) => {
    const text = cells[at] ?? ''
    const delay = number(text, field)
    if (typeof delay !== 'number') return delay
    if (delay < 0) return refuse('negative_delay', field, `${column} is ${text}; it must be 0 or more`)
    return new Moment((value as Moment).milliseconds + Math.round(delay * size))
  }
}

function choose(words: string, _columnAt: (name: string) => number, field: string): Step {
  const pairs = words
    .split(/\s+/)
    .map((pair) => pair.split('='))
    .filter(([from]) => from !== '')
  const wrong = pairs.find((pair) => pair.length !== 2 || pair[1] === '')
  if (wrong !== undefined || pairs.length === 0) throw new UnusableImport(`"choose ${words}" must be "choose A=X B=Y *=Z".`)
  const table = new Map(pairs as [string, string][])
  return (value) =>
    table.get(String(value)) ??
    table.get('*') ??
    refuse('unknown_value', field, `"${String(value).slice(0, 64)}" is not among the values of choose, and there is no *`)
}
