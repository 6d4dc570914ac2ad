import { analytics } from './analytics.ts'
import { customers } from './customers.ts'
import { events } from './events.ts'
import type { ImportFormat, ImportOptions } from './format.ts'
import { readMapping } from './mapping.ts'
import { UnusableImport } from './rejections.ts'
import { readCategories } from './youtube-categories.ts'
import { youtubeTrending } from './youtube-trending.ts'

/** Every kind of file that can be imported. */
export const FORMATS: readonly ImportFormat<unknown>[] = [youtubeTrending, analytics, events, customers]

/** Names for the signs that separate values, where the sign itself is hard to type. */
const DELIMITERS: Readonly<Record<string, string>> = { tab: '\t', comma: ',', semicolon: ';', pipe: '|' }

/** @throws UnusableImport when there is no such format. */
export function formatOf(name: string): ImportFormat<unknown> {
  const format = FORMATS.find((known) => known.name === name)
  if (format === undefined)
    throw new UnusableImport(`There is no format "${name}"; formats are ${FORMATS.map((known) => known.name).join(', ')}.`)
  return format
}

/** What may be said about an import, as text. */
export interface WrittenOptions {
  readonly map?: string
  readonly year?: number
  readonly categories?: string
  readonly category_from?: 'id' | 'column'
  readonly date?: string
  readonly encoding?: string
  readonly delimiter?: string
}

/** Reads and completes the options of one import. @throws UnusableImport naming what is wrong. */
export function readOptions(format: ImportFormat<unknown>, written: WrittenOptions, fileName: string): ImportOptions {
  const { map, year, categories, category_from, date, encoding, delimiter } = written
  const options: ImportOptions = {
    ...(map === undefined ? {} : { map: (format.readMap ?? readMapping)(map) }),
    ...(year === undefined ? {} : { year }),
    ...(categories === undefined ? {} : { categories: readCategories(categories) }),
    ...(category_from === undefined ? {} : { category_from }),
    ...(date === undefined ? {} : { date }),
    ...(encoding === undefined ? {} : { encoding }),
    ...(delimiter === undefined ? {} : { delimiter: delimiterOf(delimiter) }),
  }
  requireStorable({ name: fileName, map: options.map, categories: options.categories })
  return format.complete(options, fileName)
}

/** Neither a NUL nor half of a character can be stored; the columns of a file read in a wrong encoding are full of them. */
function requireStorable(texts: Readonly<Record<string, string | Readonly<Record<string, string>> | undefined>>): void {
  for (const [option, said] of Object.entries(texts)) {
    const words = typeof said === 'string' ? [said] : Object.entries(said ?? {}).flat()
    if (words.some((word) => word.includes('\0') || !word.isWellFormed())) {
      throw new UnusableImport(
        `The option ${option} holds a NUL or half of a character; if the names of columns do, the file has another encoding, perhaps utf-16le.`,
      )
    }
  }
}

function delimiterOf(text: string): string {
  const sign = DELIMITERS[text] ?? text
  if (sign.length === 1 && sign !== '"') return sign
  throw new UnusableImport(`The delimiter "${text}" must be one sign, or one of ${Object.keys(DELIMITERS).join(', ')}.`)
}
