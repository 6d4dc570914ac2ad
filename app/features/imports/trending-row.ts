import { type Refusal, refuse } from './rejections.ts'
import { readFullDate, withoutNextId } from './trending-dates.ts'
import type { TrendingColumn, TrendingLayout } from './trending-layout.ts'
import { categoryName } from './youtube-categories.ts'

/** What was mended in a row, or is worth knowing about it. */
export const TRENDING_NOTES = {
  lost_zero: 'The date had lost the zero of the tenth month.',
  next_id_in_date: 'The identifier of the next row, whose line break was lost, was taken off the date.',
  two_rows_in_one: 'Two rows stood in one line, their line break lost, and were separated.',
  shifted_category: 'The category stood one column too far right.',
  id_from_picture: 'A spreadsheet had replaced the identifier; it was read from the address of the picture.',
  all_zero: 'Every counter is zero; kept as the platform reported it.',
  not_reported: 'A counter is empty or switched off; kept as not reported, which is not zero.',
} as const
export type TrendingNote = keyof typeof TRENDING_NOTES

/** One video on one day of the list. Times in milliseconds UTC; a null counter was not reported. */
export interface TrendingVideo {
  readonly contentId: string
  readonly observedAt: number
  readonly title: string
  readonly channelId: string
  readonly channel: string
  readonly category: string
  readonly tags: readonly string[]
  readonly thumbnail: string
  readonly publishedAt: number | null
  readonly views: number | null
  readonly likes: number | null
  readonly dislikes: number | null
  readonly comments: number | null
  readonly notes: readonly TrendingNote[]
}

export interface TrendingFacts {
  readonly layout: TrendingLayout
  /** Midnights of the dates that name no year, milliseconds UTC. */
  readonly days: ReadonlyMap<string, number | undefined>
  readonly categories: Readonly<Record<string, string>>
  /** Take the word of the file’s own category column before the name of the category’s id. */
  readonly categoryFromColumn: boolean
}

/** A list is of a day, not of a moment: noon UTC is the same day from Honolulu to Tokyo. */
const NOON = 12 * 3600 * 1000
const VIDEO_ID = /^[\w-]{11}$/
const PLAIN_ID = /^[\w-]{1,64}$/
const ID_IN_PICTURE = /\/vi(?:_webp)?\/([\w-]{11})\//
const WHOLE_NUMBER = /^\d{1,15}(\.0+)?$/
/** Without a zone it is UTC, as in YouTube’s API. */
const TIME = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)(Z|[+-]\d{2}:\d{2})?$/
const CONTROL = /(?![\t\n])\p{Cc}/gu

type Cells = readonly string[]

/** Separates two rows whose line break was lost: the first ends in a date with the next row’s identifier behind it. */
export function separateRows(cells: Cells, { at, width }: TrendingLayout): { rows: readonly Cells[]; separated: boolean } {
  const glued = cells.length > width ? withoutNextId(cells[at.date] ?? '') : undefined
  const rest = cells.slice(at.date + 1)
  if (glued === undefined || rest.length < at.date) return { rows: [cells], separated: false }
  return {
    rows: [
      [...cells.slice(0, at.date), glued.text],
      [glued.nextId, ...rest],
    ],
    separated: true,
  }
}

/** Judges one row and mends what the published files are known to have wrong. */
export function readTrendingRow(cells: Cells, facts: TrendingFacts): TrendingVideo | Refusal {
  const { layout } = facts
  const width = widthOf(cells, layout)
  if (width !== undefined) return width
  const notes: TrendingNote[] = []
  const cell = (column: TrendingColumn) => (cells[layout.at[column]] ?? '').trim()
  const contentId = readId(cell('video_id'), cell('thumbnail'), notes)
  if (typeof contentId !== 'string') return contentId
  const midnight = readDate(cell('date'), facts, notes)
  if (typeof midnight !== 'number') return midnight
  const counters = readCounters(cell, notes)
  if ('reason' in counters) return counters
  const publishedAt = readPublished(cell('published'))
  if (typeof publishedAt === 'object' && publishedAt !== null) return publishedAt
  return {
    contentId,
    observedAt: midnight + NOON,
    title: words(cell('title'), 1000),
    channelId: words(cell('channel_id') || cell('channel'), 256),
    channel: words(cell('channel'), 256),
    category: words(readCategory(cells, cell('category_id'), facts, notes), 128),
    tags: readTags(cell('tags')),
    thumbnail: words(cell('thumbnail'), 2048),
    publishedAt,
    ...counters,
    notes,
  }
}

function widthOf(cells: Cells, { width, least, at, shiftedCategory }: TrendingLayout): Refusal | undefined {
  if (cells.length < least) return refuse('too_few_columns', '', `The row has ${cells.length} values, the file has ${width} columns`)
  const surplus = cells.slice(width).findIndex((value) => value.trim() !== '')
  const isShifted = surplus === 0 && cells.length === width + 1 && shiftedCategory === width && cells[at.category] === ''
  if (surplus < 0 || isShifted) return undefined
  return refuse('too_many_columns', '', `The row has ${cells.length} values, the file has ${width} columns`)
}

function readId(text: string, picture: string, notes: TrendingNote[]): string | Refusal {
  if (VIDEO_ID.test(text)) return text
  const [, found] = ID_IN_PICTURE.exec(picture) ?? []
  if (found !== undefined) {
    notes.push('id_from_picture')
    return found
  }
  return PLAIN_ID.test(text)
    ? text
    : refuse('invalid_id', 'video_id', `"${text.slice(0, 64)}" is no identifier, and the address of the picture holds none`)
}

function readDate(text: string, { days }: TrendingFacts, notes: TrendingNote[]): number | Refusal {
  const full = readFullDate(text)
  if (full !== undefined) return full
  const glued = days.has(text) ? undefined : withoutNextId(text)
  if (glued !== undefined) notes.push('next_id_in_date')
  const written = glued?.text ?? text
  const midnight = days.get(written)
  if (midnight === undefined) return refuse('invalid_date', 'date', `"${text.slice(0, 64)}" is no day like 13.09, 17.14.11 or 2017-11-14`)
  if (written.endsWith('.1') && new Date(midnight).getUTCMonth() === 9) notes.push('lost_zero')
  return midnight
}

type Counters = Pick<TrendingVideo, 'views' | 'likes' | 'dislikes' | 'comments'>

function readCounters(cell: (column: TrendingColumn) => string, notes: TrendingNote[]): Counters | Refusal {
  const off = {
    likes: isTrue(cell('ratings_disabled')),
    dislikes: isTrue(cell('ratings_disabled')),
    comments: isTrue(cell('comments_disabled')),
    views: false,
  }
  const counters: Record<keyof Counters, number | null> = { views: null, likes: null, dislikes: null, comments: null }
  for (const name of ['views', 'likes', 'dislikes', 'comments'] as const) {
    const text = cell(name)
    if (text === '' || off[name]) continue
    if (!WHOLE_NUMBER.test(text))
      return refuse('invalid_number', name, `${name} is "${text.slice(0, 64)}", which is no whole number of 0 or more`)
    counters[name] = Number(text)
  }
  const values = Object.values(counters)
  if (values.every((value) => value === null))
    return refuse('no_counters', 'views', 'Neither views nor likes, dislikes or comments are given')
  if (values.some((value) => value === null)) notes.push('not_reported')
  if (values.every((value) => value === 0)) notes.push('all_zero')
  return counters
}

function readPublished(text: string): number | null | Refusal {
  if (text === '') return null
  const [, day, clock, zone = 'Z'] = TIME.exec(text) ?? []
  const time = Date.parse(`${day}T${clock}${zone}`)
  return Number.isNaN(time)
    ? refuse('invalid_date', 'publish_time', `"${text.slice(0, 64)}" is no time like 2017-11-13T17:13:01.000Z`)
    : time
}

/** The shifted word stands right of its column; the id, where it has a name, says what the platform itself calls the video. */
function readCategory(cells: Cells, id: string, { layout, categories, categoryFromColumn }: TrendingFacts, notes: TrendingNote[]): string {
  const named = categoryName(id, categories)
  if (layout.at.category < 0) return named ?? id
  const inPlace = (cells[layout.at.category] ?? '').trim()
  const shifted = (cells[layout.shiftedCategory] ?? '').trim()
  if (inPlace === '' && shifted !== '') notes.push('shifted_category')
  const word = inPlace || shifted
  return (categoryFromColumn ? word || named : named || word) || id
}

function readTags(text: string): string[] {
  if (text === '' || text === '[none]' || text === '[None]') return []
  const tags = text.split('|').map((tag) => words(tag.trim().replace(/^"+|"+$/g, ''), 256))
  return [...new Set(tags.filter((tag) => tag !== ''))].slice(0, 500)
}

function words(text: string, maxLength: number): string {
  return text.replace(CONTROL, '').slice(0, maxLength).toWellFormed()
}

function isTrue(text: string): boolean {
  return text.toLowerCase() === 'true'
}
