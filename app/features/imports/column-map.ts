import type { EVENT_FIELDS } from '@trill/contract/event'

export type Field = keyof typeof EVENT_FIELDS
/** What becomes of a column: nothing, a field, or a property as text or as a number. */
export type Use = '' | Field | 'property' | 'number'
/** How a column writes a time; the words are steps of the mapping language, `iso` needs none. */
export type TimeForm = 'iso' | 'utc' | 'seconds' | 'milliseconds' | 'snowflake'

/** What becomes of one column of a file. */
export interface ColumnUse {
  readonly column: string
  readonly use: Use
  /** Name of the property, where it becomes one. */
  readonly property: string
  readonly time: TimeForm
}

/** A field that no column gives: a fixed word, or a template with `{columns}` in it. */
export interface AddedField {
  readonly field: string
  readonly value: string
}

/** What each column of a file becomes, and what is added to it. */
export interface ColumnMap {
  readonly columns: readonly ColumnUse[]
  readonly added: readonly AddedField[]
}

/** What keeps a map from being used: of the whole, and by the place of a column or of an added field. */
export interface MapFaults {
  readonly whole?: string
  readonly columns: Readonly<Record<number, string>>
  readonly added: Readonly<Record<number, string>>
}

/** What the name of a property stands behind. */
export const PROPERTY = 'properties.'

/** The fields of an event, in a few words each. */
export const FIELDS: Readonly<Record<Field, string>> = {
  type: 'what happened',
  occurred_at: 'when',
  actor_id: 'who',
  anonymous_id: 'who, before they signed in',
  content_id: 'to what',
  target_id: 'to whom',
  message_id: 'name of the row itself',
  parent_message_id: 'share that led here',
  session_id: 'visit',
  platform: 'where',
  country: 'two letters',
  language: 'such as en or pt-BR',
  device: 'mobile, desktop …',
  referrer: 'address that led here',
  value: 'a number',
  currency: 'three letters',
  text: 'what was written',
  utm_source: 'campaign source',
  utm_medium: 'campaign medium',
  utm_campaign: 'campaign name',
  utm_term: 'paid search term',
  utm_content: 'link of the campaign',
  campaign_id: 'your own campaign',
  experiment_id: 'experiment',
  variant: 'of the experiment',
  properties: 'a JSON object',
  sent_at: 'left out of imports',
}
/** Words that columns are named by, beside the names of the fields; the first that fits gives the field. */
const OTHER_NAMES: Partial<Record<Field, readonly string[]>> = {
  message_id: ['event_id', 'uuid'],
  type: ['event_type', 'event_name', 'event', 'action', 'activity'],
  occurred_at: ['timestamp', 'event_time', 'created_at', 'datetime', 'date_time', 'time', 'date', 'at'],
  actor_id: ['user_id', 'userid', 'user', 'actor', 'customer_id', 'member_id', 'account_id'],
  anonymous_id: ['anonymousid', 'visitor_id', 'cookie_id', 'device_id'],
  session_id: ['session', 'sessionid', 'visit_id'],
  content_id: ['post_id', 'video_id', 'item_id', 'article_id', 'content', 'post', 'item'],
  target_id: ['target', 'target_user_id'],
  country: ['country_code'],
  language: ['lang', 'locale'],
  device: ['device_type'],
  referrer: ['referer'],
  value: ['amount', 'price', 'revenue', 'score'],
  campaign_id: ['campaign'],
  experiment_id: ['experiment'],
}
const WITHOUT_ZONE = /^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?)?$/

/** What the columns of a file most probably are, by their names and first values. What no name tells stays as a property. */
export function guessMap({ columns, rows }: { columns: readonly string[]; rows: readonly (readonly string[])[] }): ColumnMap {
  const valuesOf = (column: string) => rows.map((row) => row[columns.indexOf(column)] ?? '').filter((value) => value !== '')
  const taken = new Map<string, Field>()
  for (const column of columns) if (isField(column)) taken.set(column, column)
  for (const [field, names] of Object.entries(OTHER_NAMES) as [Field, readonly string[]][]) {
    if ([...taken.values()].includes(field)) continue
    const column = names.flatMap((name) => columns.filter((candidate) => plain(candidate) === name && !taken.has(candidate)))[0]
    if (column !== undefined && (field !== 'message_id' || areDistinct(valuesOf(column)))) taken.set(column, field)
  }
  const uses = columns.map((column): ColumnUse => {
    const property = column.startsWith(PROPERTY) ? column.slice(PROPERTY.length) : column
    const use = column === '' ? '' : (taken.get(column) ?? 'property')
    return { column, use, property, time: guessTime(valuesOf(column)) }
  })
  return { columns: uses, added: uses.some(({ use }) => use === 'type') ? [] : [{ field: 'type', value: '' }] }
}

/** Puts a column to another use; an added field that was waiting for its value gives way to a column that brings it. */
export function withColumn({ columns, added }: ColumnMap, index: number, use: ColumnUse): ColumnMap {
  return {
    columns: columns.with(index, use),
    added: added.filter(({ field, value }) => value !== '' || field === '' || field !== targetOf(use)),
  }
}

function isField(name: string): name is Field {
  return Object.hasOwn(FIELDS, name)
}

function plain(name: string): string {
  return name
    .replace(/([a-z\d])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '_')
}

/** An identifier that comes twice in the first rows names something else than the row. */
function areDistinct(values: readonly string[]): boolean {
  return values.length > 0 && new Set(values).size === values.length
}

/** How times are written, by the first ones; ISO 8601 where they tell nothing. */
export function guessTime(values: readonly string[]): TimeForm {
  const all = (pattern: RegExp) => values.length > 0 && values.every((value) => pattern.test(value))
  if (all(WITHOUT_ZONE)) return 'utc'
  if (all(/^\d{9,10}(\.\d+)?$/)) return 'seconds'
  if (all(/^\d{12,13}$/)) return 'milliseconds'
  return all(/^\d{16,20}$/) ? 'snowflake' : 'iso'
}

/** What has to be put right before the import can begin. */
export function faultsOf({ columns, added }: ColumnMap): MapFaults | undefined {
  const targets = [...columns.map(targetOf), ...added.map(({ field }) => field)]
  const isTwice = (target: string) => target !== '' && targets.indexOf(target) !== targets.lastIndexOf(target)
  const whole = faultOfWhole(targets)
  const faults = {
    ...(whole === undefined ? {} : { whole }),
    columns: numbered(columns.map((use) => faultOfColumn(use, isTwice))),
    added: numbered(added.map((field) => faultOfAdded(field, isTwice))),
  }
  const isSound = whole === undefined && Object.keys({ ...faults.columns, ...faults.added }).length === 0
  return isSound ? undefined : faults
}

function faultOfWhole(targets: readonly string[]): string | undefined {
  if (!targets.includes('type')) return 'Nothing says what happened: choose the column that is the type, or add the type with a fixed word.'
  if (!targets.includes('actor_id') && !targets.includes('anonymous_id'))
    return 'Nothing says who did it: choose the column that is the actor_id or the anonymous_id.'
  return undefined
}

function faultOfColumn(use: ColumnUse, isTwice: (target: string) => boolean): string | undefined {
  const target = targetOf(use)
  if (target === PROPERTY) return 'Give the property a name.'
  if (isTwice(target)) return `${target} is given twice; choose another or leave one out.`
  if (target !== '' && expressionOf(use) === undefined) return 'A column with { | or } in its name can only be left out.'
  return undefined
}

function faultOfAdded({ field, value }: AddedField, isTwice: (target: string) => boolean): string | undefined {
  if (field === '') return 'Choose the field.'
  if (field === PROPERTY) return 'Give the property a name.'
  if (isTwice(field)) return `${field} is given twice; choose another or remove it.`
  if (value.trim() !== '') return undefined
  return field === 'type' ? 'Say what happened, for example view, like or share.' : 'Give it a value.'
}

function numbered(faults: readonly (string | undefined)[]): Record<number, string> {
  return Object.fromEntries(faults.flatMap((fault, index) => (fault === undefined ? [] : [[index, fault]])))
}

/** The mapping as the API takes it; undefined where every column is what its name says, which needs none. */
export function mappingOf({ columns, added }: ColumnMap): Readonly<Record<string, string>> | undefined {
  const ofColumns = columns.flatMap((use): [string, string][] => {
    const [target, expression] = [targetOf(use), expressionOf(use)]
    return target === '' || expression === undefined ? [] : [[target, expression]]
  })
  const named = columns.filter(({ column }) => column !== '')
  const isPlain = ofColumns.length === named.length && ofColumns.every(([target, expression]) => target === expression)
  if (isPlain && added.length === 0) return undefined
  return Object.fromEntries([...ofColumns, ...added.map(({ field, value }): [string, string] => [field, fixedOrTemplate(value)])])
}

function targetOf({ use, property }: ColumnUse): string {
  return use === 'property' || use === 'number' ? `${PROPERTY}${property.trim()}` : use
}

/** Undefined where the mapping language cannot name the column. */
function expressionOf({ column, use, time }: ColumnUse): string | undefined {
  const step = use === 'number' ? 'number' : use === 'occurred_at' && time !== 'iso' ? time : ''
  if (/[{}]/.test(column) || ((step !== '' || column.startsWith(':')) && column.includes('|'))) return undefined
  if (step !== '') return `{${column}|${step}}`
  return column.startsWith(':') ? `{${column}}` : column
}

function fixedOrTemplate(value: string): string {
  return value.includes('{') ? value.trim() : `:${value.trim()}`
}
