import {
  CUSTOMER_AGE_MIN,
  CUSTOMER_COLUMN_NAMES,
  CUSTOMER_COLUMNS,
  type CustomerColumnName,
  type CustomerNumberName,
  type CustomerRefusal,
  customerLimits,
  isCustomerNumber,
} from './customers.ts'

/** What a file or the generator says of a customer. What is not given is missing. */
export type CustomerValues = Readonly<Partial<Record<CustomerColumnName, unknown>>>

/** Columns of the table that come from rows, in its order. */
export const STORED_COLUMNS = CUSTOMER_COLUMN_NAMES.filter((name) => name !== 'data_generated_at')

/** A customer as it is stored: values in the order of `STORED_COLUMNS`; null is missing, for words the empty text. */
export interface CustomerRow {
  readonly id: string
  readonly cells: (string | number | null)[]
  /** Numbers with a fraction, in columns of whole ones. */
  readonly rounded: number
}

export interface RefusedCustomer {
  readonly reason: CustomerRefusal
  /** Empty where the row as a whole is meant. */
  readonly column: CustomerColumnName | ''
  readonly message: string
}

const ID_MAX = 256
const WORD_MAX = 100
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i
const MISSING = new Set(['', 'null', 'nan', 'na', 'n/a', 'none', '\\n', '-'])
const YES_OR_NO: Readonly<Record<string, number>> = { true: 1, yes: 1, false: 0, no: 0 }
/** Words that pages and models know; of others a column may have any. */
const WORDS: Readonly<Partial<Record<CustomerColumnName, readonly string[]>>> = {
  account_type: ['Free', 'Premium'],
  premium_tier: ['Free', 'Gold', 'Platinum'],
  platform_primary: ['Social_Media', 'Dating', 'Both'],
}
const GENDERS: Readonly<Record<string, string>> = {
  ...{ m: 'Male', male: 'Male', man: 'Male', f: 'Female', female: 'Female', woman: 'Female', w: 'Female' },
  ...{ nonbinary: 'Non-binary', nb: 'Non-binary', diverse: 'Non-binary' },
}

/** What a column of numbers takes, looked up once. */
interface NumberColumn {
  readonly name: CustomerNumberName
  readonly least: number
  readonly most: number
  readonly isWhole: boolean
  readonly isPercent: boolean
  readonly isYesOrNo: boolean
}

/** A column of words; those read before are known, for there are few. */
interface WordColumn {
  readonly name: CustomerColumnName
  readonly read: Map<string, string | RefusedCustomer>
}

const READ_WORDS_MAX = 1000
const COLUMNS = STORED_COLUMNS.slice(1).map((name): NumberColumn | WordColumn =>
  isCustomerNumber(name) ? numberColumn(name) : { name, read: new Map() },
)

function numberColumn(name: CustomerNumberName): NumberColumn {
  const { type, unit, range } = CUSTOMER_COLUMNS[name]
  const [least, most] = customerLimits(name)
  return { name, least, most, isWhole: type === 'integer', isPercent: unit === '%', isYesOrNo: range === '0 or 1' }
}

/** Reads one row; what makes it impossible is named, the first of it only. */
export function readCustomer(values: CustomerValues): CustomerRow | RefusedCustomer {
  const id = textOf(values.customer_id)
  if (isMissing(id) || id.length > ID_MAX)
    return refuse('missing_id', 'customer_id', `customer_id is ${id === '' ? 'missing' : quoted(id)}`)
  const cells: (string | number | null)[] = [id]
  let rounded = 0
  for (const column of COLUMNS) {
    const value = values[column.name]
    if ('read' in column) {
      const word = wordOf(column, value)
      if (typeof word !== 'string') return word
      cells.push(word)
      continue
    }
    const number = numberIn(column, value)
    if (typeof number === 'object' && number !== null) return number
    const whole = number !== null && column.isWhole ? Math.round(number) : number
    if (whole !== number) rounded += 1
    cells.push(whole)
  }
  return { id, cells, rounded }
}

function numberIn(column: NumberColumn, value: unknown): number | null | RefusedCustomer {
  const { name, least, most } = column
  const number = typeof value === 'number' ? value : numberOf(column, value)
  if (number === undefined) return refuse('not_a_number', name, `${name} is ${quoted(textOf(value))}, which is not a number`)
  if (number === null || Number.isNaN(number)) return null
  if (number < least || number > most) return refuse('out_of_range', name, `${name} is ${number}; possible is ${least} to ${most}`)
  if (name === 'age' && number < CUSTOMER_AGE_MIN) return refuse('minor', name, 'The customer is under 18')
  return number
}

/** Null where the value is missing, undefined where it is no number. */
function numberOf({ isPercent, isYesOrNo }: NumberColumn, value: unknown): number | null | undefined {
  if (typeof value === 'bigint' || typeof value === 'boolean') return Number(value)
  const plain = typeof value === 'string' ? plainNumber(value) : undefined
  if (plain !== undefined) return plain
  const text = textOf(value)
  if (isMissing(text)) return null
  const bare = isPercent && text.endsWith('%') ? text.slice(0, -1).trim() : text
  if (NUMBER.test(bare)) return Number(bare)
  return isYesOrNo ? YES_OR_NO[bare.toLowerCase()] : undefined
}

const [ZERO, NINE] = [48, 57]

/** Nearly every number of a file: it begins with a digit, and no letter follows that would make it one of another base. */
function plainNumber(text: string): number | undefined {
  const first = text.charCodeAt(0)
  if (!(first >= ZERO && first <= NINE) || text.charCodeAt(1) > NINE) return undefined
  const number = Number(text)
  return Number.isNaN(number) ? undefined : number
}

function wordOf({ name, read }: WordColumn, value: unknown): string | RefusedCustomer {
  const text = textOf(value)
  const known = read.get(text)
  if (known !== undefined) return known
  const word = wordIn(name, text)
  if (read.size < READ_WORDS_MAX && text.length <= WORD_MAX) read.set(text, word)
  return word
}

function wordIn(name: CustomerColumnName, text: string): string | RefusedCustomer {
  if (isMissing(text)) return ''
  if (name === 'gender') return GENDERS[bareWord(text)] ?? text.slice(0, WORD_MAX)
  const known = WORDS[name]
  if (known === undefined) return text.slice(0, WORD_MAX)
  const found = known.find((word) => bareWord(word) === bareWord(text))
  return found ?? refuse('unknown_word', name, `${name} is ${quoted(text)}; possible is ${known.join(', ')}`)
}

function bareWord(text: string): string {
  return text.toLowerCase().replaceAll(/[\s_-]/g, '')
}

function textOf(value: unknown): string {
  return value === null || value === undefined ? '' : String(value).trim()
}

/** Whether a text of a file, without spaces around it, says that nothing is known. */
export function isMissing(text: string): boolean {
  return text.length <= 4 && MISSING.has(text.toLowerCase())
}

function quoted(text: string): string {
  return `"${text.slice(0, 40)}"`
}

function refuse(reason: CustomerRefusal, column: CustomerColumnName | '', message: string): RefusedCustomer {
  return { reason, column, message }
}
