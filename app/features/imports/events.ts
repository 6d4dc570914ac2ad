import { readCsv } from './csv.ts'
import { DerivedIds } from './derived-id.ts'
import { storeEvents } from './event-store.ts'
import type { ImportFormat, ImportOptions, ReadRow } from './format.ts'
import { compileMapping, type MappedEvent, mappingOfHeader, type RowReader } from './mapping.ts'
import { readLines } from './ndjson.ts'
import { type Refusal, UnusableImport } from './rejections.ts'
import type { Source } from './source.ts'

/** Files of events: native ones as NDJSON, or any CSV with a mapping from its columns to the fields. */
export const events: ImportFormat<MappedEvent> = {
  name: 'events',
  about: 'Events, one a row: NDJSON in the form of POST /v1/events, or CSV with a mapping from its columns to the fields',
  notes: {
    derived_id: 'The row had no message_id; one was made from what it says.',
    suppressed: 'The row was counted and not stored, because its person may not be.',
    dated_by_import: 'The row did not say when it happened; it is dated by the import.',
  },
  complete: (options) => {
    for (const name of ['year', 'categories', 'category_from', 'date'] as const) {
      const format = name === 'date' ? 'analytics' : 'youtube-trending'
      if (options[name] !== undefined) throw new UnusableImport(`The option ${name} is for the format "${format}".`)
    }
    return options
  },
  read: readEvents,
  store: storeEvents,
}

async function* readEvents(source: Source, options: ImportOptions): AsyncGenerator<readonly ReadRow<MappedEvent>[]> {
  const sign = await firstSign(source)
  if (sign === undefined) throw new UnusableImport('The file is empty; not even a line with the names of the columns is there.')
  if (sign === '[')
    throw new UnusableImport('The file is one JSON list; events are imported as NDJSON, one object a line. `jq -c ".[]" FILE` makes it so.')
  if (sign === '{' && options.map !== undefined) throw new UnusableImport('The file is NDJSON of native events; a mapping is for CSV.')
  yield* sign === '{' ? readObjects(source) : readTable(source, options)
}

async function firstSign(source: Source): Promise<string | undefined> {
  for await (const part of source.chunks()) {
    const text = part.toString('latin1').trimStart()
    if (text !== '') return text[0]
  }
  return undefined
}

async function* readObjects(source: Source): AsyncGenerator<readonly ReadRow<MappedEvent>[]> {
  const ids = new DerivedIds()
  for await (const lines of readLines(source)) {
    yield lines.map(({ line, text, fault }) => (fault === undefined ? readObject(line, text, ids) : { line, raw: text, refusal: fault }))
  }
}

function readObject(line: number, text: string, ids: DerivedIds): ReadRow<MappedEvent> {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    return { line, raw: text, refusal: { reason: 'not_json', field: '', message: (error as Error).message.slice(0, 200) } }
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return completed(line, text, value as MappedEvent, ids)
  return { line, raw: text, refusal: { reason: 'not_an_object', field: '', message: 'The line is JSON, but no object' } }
}

async function* readTable(source: Source, { map, delimiter }: ImportOptions): AsyncGenerator<readonly ReadRow<MappedEvent>[]> {
  const ids = new DerivedIds()
  let header: readonly string[] | undefined
  let reader: RowReader = () => ({})
  for await (const rows of readCsv(source, delimiter)) {
    const read: ReadRow<MappedEvent>[] = []
    for (const { line, cells, fault } of rows) {
      if (header === undefined) {
        header = readHeader(cells, delimiter)
        reader = compileMapping(map ?? mappingOfHeader(header), header)
      } else {
        const refusal = fault ?? widthOf(cells, header)
        read.push(refusal === undefined ? readCells(line, cells, reader, ids) : { line, raw: cells, refusal })
      }
    }
    yield read
  }
}

function readHeader(cells: readonly string[], delimiter = ','): string[] {
  const names = cells.map((name) => name.trim())
  const twice = names.find((name, index) => name !== '' && names.indexOf(name) !== index)
  if (twice !== undefined) throw new UnusableImport(`The column "${twice}" is there twice; give each column a name of its own.`)
  if (names.length === 1 && /[;\t|]/.test(names[0] ?? '') && delimiter === ',') {
    throw new UnusableImport(
      `The first line, "${names[0]?.slice(0, 100)}", is one column; if another sign separates the values, set the delimiter.`,
    )
  }
  return names
}

function widthOf(cells: readonly string[], header: readonly string[]): Refusal | undefined {
  const message = `The row has ${cells.length} values, the file has ${header.length} columns`
  if (cells.length < header.length) return { reason: 'too_few_columns', field: '', message }
  return cells.slice(header.length).some((value) => value !== '') ? { reason: 'too_many_columns', field: '', message } : undefined
}

function readCells(line: number, cells: readonly string[], reader: RowReader, ids: DerivedIds): ReadRow<MappedEvent> {
  const event = reader(cells)
  // No field of an event is named so: only a refusal has a reason.
  return 'reason' in event ? { line, raw: cells, refusal: event as Refusal } : completed(line, cells, event, ids)
}

/** Gives the event a name when it has none, and takes `sent_at` away: when a file was sent says nothing about the clock of its rows. */
function completed(
  line: number,
  raw: readonly string[] | string,
  { message_id: id, sent_at: _, ...said }: MappedEvent,
  ids: DerivedIds,
): ReadRow<MappedEvent> {
  const isNamed = id !== undefined && id !== null
  const notes = [
    ...(isNamed ? [] : ['derived_id']),
    ...(said.occurred_at === undefined || said.occurred_at === null ? ['dated_by_import'] : []),
  ]
  return { line, raw, value: { message_id: isNamed ? id : ids.next(said), ...said }, notes }
}
