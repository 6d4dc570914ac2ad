import { EVENT_FIELDS } from '@trill/contract/event'
import { type Cells, type KindOfValue, Moment, SEES_NOTHING, STEPS, type Step, type Value } from './mapping-steps.ts'
import { type Refusal, UnusableImport } from './rejections.ts'

/** Field of the event, or `properties.NAME` → its expression. */
export type Mapping = Readonly<Record<string, string>>
/** An event before ingest judges it. */
export type MappedEvent = Record<string, unknown>

/** Makes an event of a row, or says why it cannot. */
export type RowReader = (cells: Cells) => MappedEvent | Refusal

type Expression = (cells: Cells) => Value | Refusal
/** A column’s position. @throws UnusableImport when the file has none of that name. */
type ColumnAt = (name: string) => number

const NUMBER_FIELDS = new Set(['value'])
const PROPERTY = 'properties.'

/**
 * Reads a mapping as the command line takes it, `FIELD=EXPRESSION,FIELD=EXPRESSION`, or as a JSON object of the same.
 * Commas within braces, and those after a backslash, belong to the expression.
 * @throws UnusableImport naming the part that cannot be read.
 */
export function readMapping(text: string): Mapping {
  const trimmed = text.replace(/^\uFEFF/, '').trim()
  const entries = trimmed.startsWith('{') ? fromJson(trimmed) : splitAtCommas(trimmed).map(fromPair)
  const mapping = Object.fromEntries(entries)
  if (entries.length === 0) throw new UnusableImport('The mapping is empty; write FIELD=COLUMN, for example type=:share,actor_id=user.')
  for (const field of Object.keys(mapping)) {
    if (!isField(field))
      throw new UnusableImport(
        `The mapping names "${field}", which is no field of an event. Fields are ${Object.keys(EVENT_FIELDS).join(', ')} and properties.NAME.`,
      )
  }
  return mapping
}

/** The mapping of a file whose columns are named as the fields are. @throws UnusableImport naming the columns that are not. */
export function mappingOfHeader(header: readonly string[]): Mapping {
  const strange = header.filter((name) => name !== '' && !isField(name))
  if (strange.length > 0) {
    throw new UnusableImport(
      `${strange.length === 1 ? 'The column' : 'The columns'} ${strange.join(', ').slice(0, 300)} ${strange.length === 1 ? 'is no field' : 'are no fields'} of an event. Say in the mapping which column is which field, or name a column properties.NAME to keep it. ` +
        `Fields are ${Object.keys(EVENT_FIELDS).join(', ')}.`,
    )
  }
  return Object.fromEntries(header.filter((name) => name !== '').map((name) => [name, name]))
}

/** @throws UnusableImport when a column is not in the header, a step is not known, or what every event needs is not mapped. */
export function compileMapping(mapping: Mapping, header: readonly string[]): RowReader {
  requireFields(mapping)
  const columnAt: ColumnAt = (name) => {
    const index = header.indexOf(name)
    if (index >= 0) return index
    throw new UnusableImport(
      `The mapping names the column "${name}", which the file has not. Its columns are ${header.join(', ').slice(0, 300)}. A fixed word is written with a colon: :${name}`,
    )
  }
  const order = Object.keys(EVENT_FIELDS)
  const rank = (field: string) => (field.startsWith(PROPERTY) ? order.length : order.indexOf(field))
  const fields = Object.entries(mapping)
    .sort(([a], [b]) => rank(a) - rank(b) || (a < b ? -1 : 1))
    .map(([field, text]) => ({ put: putter(field), read: compileExpression(text, field, columnAt) }))
  return (cells) => {
    const event: MappedEvent = {}
    for (const { put, read } of fields) {
      const value = read(cells)
      if (typeof value === 'object' && !(value instanceof Moment)) return value
      if (value === undefined || value === '') continue
      const refusal = put(event, value instanceof Moment ? new Date(value.milliseconds) : value)
      if (refusal !== undefined) return refusal
    }
    return event
  }
}

function requireFields(mapping: Mapping): void {
  const has = (field: string) => Object.hasOwn(mapping, field)
  if (!has('type'))
    throw new UnusableImport('Nothing says what happened: map type to a column, or to a fixed word with a colon, type=:share.')
  if (!has('actor_id') && !has('anonymous_id'))
    throw new UnusableImport('Nothing says who did it: map actor_id or anonymous_id to a column.')
}

function isField(name: string): boolean {
  return Object.hasOwn(EVENT_FIELDS, name) || (name.startsWith(PROPERTY) && name.length > PROPERTY.length)
}

type Put = (event: MappedEvent, value: string | number | Date) => Refusal | undefined

function putter(field: string): Put {
  if (field === 'properties') return putProperties
  if (field.startsWith(PROPERTY))
    return (event, value) =>
      void Object.assign(propertiesOf(event), { [field.slice(PROPERTY.length)]: value instanceof Date ? isoTime(value) : value })
  const toNumber = NUMBER_FIELDS.has(field) ? STEPS.number?.make('', () => 0, field) : undefined
  return (event, value) => {
    const written =
      value instanceof Date ? isoTime(value) : toNumber === undefined || typeof value === 'number' ? value : toNumber(value, [])
    if (typeof written === 'object') return written as Refusal
    event[field] = typeof written === 'number' && toNumber === undefined ? String(written) : written
    return undefined
  }
}

/** A whole column of JSON. What is no object goes on as text, and ingest refuses it. */
function putProperties(event: MappedEvent, value: string | number | Date): undefined {
  let parsed: unknown = value
  try {
    parsed = JSON.parse(String(value))
  } catch {
    // Refused below as every other properties that are no object.
  }
  event.properties =
    typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed) ? { ...parsed, ...(event.properties as object) } : parsed
}

function propertiesOf(event: MappedEvent): object {
  event.properties ??= {}
  return event.properties as object
}

/** A time beyond what a date can be becomes text that ingest refuses. */
function isoTime(date: Date): string {
  return Number.isNaN(date.getTime()) ? 'a time out of range' : date.toISOString()
}

/** `:text`, a template with `{placeholders}`, or the name of a column. */
function compileExpression(text: string, field: string, columnAt: ColumnAt): Expression {
  if (text.includes('{')) return compileTemplate(text, field, columnAt)
  if (text.startsWith(':')) return () => text.slice(1)
  const at = columnAt(text.trim())
  return (cells) => cells[at]
}

/** Where one placeholder has nothing, the whole has nothing: half an identifier is worse than none. */
function compileTemplate(text: string, field: string, columnAt: ColumnAt): Expression {
  const parts = text.split(/(\{[^{}]*\})/).filter((part) => part !== '')
  const stray = parts.find((part) => /[{}]/.test(part) && !/^\{[^{}]*\}$/.test(part))
  if (stray !== undefined) throw new UnusableImport(`In the mapping of ${field}, "${stray}" has a brace without its partner.`)
  const pieces = parts.map((part) => (part.startsWith('{') ? compilePlaceholder(part.slice(1, -1), field, columnAt) : part))
  const [only] = pieces
  if (pieces.length === 1 && typeof only === 'function') return only
  return (cells) => {
    let written = ''
    for (const piece of pieces) {
      const value = typeof piece === 'string' ? piece : piece(cells)
      if (value === undefined || value === '') return undefined
      if (typeof value === 'object' && !(value instanceof Moment)) return value
      written += value instanceof Moment ? isoTime(new Date(value.milliseconds)) : value
    }
    return written
  }
}

/** `column|step|step` */
function compilePlaceholder(text: string, field: string, columnAt: ColumnAt): Expression {
  const [column = '', ...words] = text.split('|').map((word) => word.trim())
  const at = columnAt(column)
  const steps: { step: Step; seesNothing: boolean }[] = []
  let kind: KindOfValue = 'text'
  for (const word of words) {
    const [name = ''] = word.split(/\s/, 1)
    const definition = Object.hasOwn(STEPS, name) ? STEPS[name] : undefined
    if (definition === undefined)
      throw new UnusableImport(
        `In the mapping of ${field}, "${name}" is no step. Steps are ${Object.values(STEPS)
          .map(({ usage }) => usage)
          .join(', ')}.`,
      )
    if (definition.from !== kind)
      throw new UnusableImport(
        `In the mapping of ${field}, "${name}" needs a ${definition.from} before it, and has a ${kind}.${definition.from === 'time' ? ' Put snowflake, seconds, milliseconds or utc before it.' : ''}`,
      )
    kind = definition.to
    steps.push({ step: definition.make(word.slice(name.length).trim(), columnAt, field), seesNothing: SEES_NOTHING.has(name) })
  }
  return (cells) => {
    let value: Value | Refusal = cells[at] === '' ? undefined : cells[at]
    for (const { step, seesNothing } of steps) {
      if (value === undefined && !seesNothing) continue
      value = step(value as Value, cells)
      if (typeof value === 'object' && !(value instanceof Moment)) return value
    }
    return value
  }
}

function fromJson(text: string): [string, string][] {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (error) {
    throw new UnusableImport(`The mapping is not JSON: ${(error as Error).message.slice(0, 200)}`)
  }
  return Object.entries(json as object).flatMap(([field, value]) => {
    if (typeof value === 'string') return [[field, value]]
    if (field === 'properties' && typeof value === 'object' && value !== null)
      return Object.entries(value).map(([name, inner]) => pair(`${PROPERTY}${name}`, inner))
    return [pair(field, value)]
  })
}

function pair(field: string, value: unknown): [string, string] {
  if (typeof value === 'string') return [field, value]
  throw new UnusableImport(`The mapping of ${field} must be text: the name of a column, ":word" or a template.`)
}

function fromPair(text: string): [string, string] {
  const sign = text.indexOf('=')
  if (sign > 0 && sign < text.length - 1) return [text.slice(0, sign).trim(), text.slice(sign + 1).trim()]
  throw new UnusableImport(`"${text}" in the mapping must be FIELD=COLUMN, FIELD=:word or FIELD={column}…`)
}

function splitAtCommas(text: string): string[] {
  const parts = text.match(/(?:\\,|\{[^}]*\}|[^,])+/g) ?? []
  return parts.map((part) => part.replaceAll('\\,', ',').trim()).filter((part) => part !== '')
}
