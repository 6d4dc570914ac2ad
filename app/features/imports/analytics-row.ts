import type { SnapshotCounter } from '@trill/contract/content'
import type { AnalyticsColumn, AnalyticsLayout, AnalyticsPlatform } from './analytics-layouts.ts'
import { isRounded, readCount, readMoment, readNumber, readSeconds, snowflakeTime, tiktokTime } from './analytics-values.ts'
import { type Refusal, refuse } from './rejections.ts'
import type { ObservedPost } from './snapshot-store.ts'

/** What was mended in a row, or is worth knowing about it. */
export const ANALYTICS_NOTES = {
  id_from_link: 'A spreadsheet had rounded the identifier; it was read from the address of the post.',
  time_from_id: 'The file names no time of publication, or not the year of it; it was read from the identifier.',
  no_time: 'No time of publication could be read.',
  time_without_zone: 'The time of publication names no zone and was taken for UTC.',
  not_reported: 'A counter is empty; kept as not reported, which is not zero.',
  derived: 'Seconds watched or completions were computed from the average or the share that the file gives, and from the views.',
  dated_by_import: 'The file does not say when its counters were read; the day of the import was taken.',
} as const
type Note = keyof typeof ANALYTICS_NOTES

/** What is true of all rows of a file. */
export interface AnalyticsFacts {
  /** When the counters were read, milliseconds UTC; null where that is not known. */
  readonly observedAt: number | null
  /** First moment of the period the file is of; null where it names none. */
  readonly periodFrom: number | null
}

type Read = { readonly value: ObservedPost; readonly notes: readonly Note[] } | { readonly refusal: Refusal }
type Cell = (column: AnalyticsColumn) => string

const COUNTERS = [
  ...(['views', 'likes', 'dislikes', 'comments', 'shares', 'saves', 'impressions', 'reach', 'clicks'] as const),
  ...(['profile_visits', 'follows'] as const),
]
const VIDEO_ID = /^[\w-]{11}$/
const POST_ID = /^\d{5,25}$/
const LINKED_ID: Readonly<Partial<Record<AnalyticsPlatform, RegExp>>> = {
  x: /\/status(?:es)?\/(\d+)/,
  tiktok: /\/(?:video|photo)\/(\d+)/,
}
const LINKED_NAME = /^https?:\/\/(?:www\.|m\.|mobile\.)?[^/]+\/@?([\w.-]+)\//
/** What stands where a row is of one day; what is of the whole time says so in a word of its language. */
const DAY = /\d/
const CONTROL = /(?![\t\n])\p{Cc}/gu

/** Judges one row of an export. */
export function readAnalyticsRow(cells: readonly string[], layout: AnalyticsLayout, facts: AnalyticsFacts): Read {
  const notes = new Set<Note>()
  const cell: Cell = (column) => (cells[layout.at.get(column) ?? -1] ?? '').replaceAll('\u00ad', '').trim()
  if (cells.length > layout.width && cells.slice(layout.width).some((value) => value.trim() !== '')) {
    return { refusal: refuse('too_many_columns', '', `The row has ${cells.length} values, the file has ${layout.width} columns`) }
  }
  const id = readId(cell, layout.platform, notes)
  if (typeof id !== 'string') return { refusal: id }
  const counters = readCounters(cell, layout, notes)
  if ('reason' in counters) return { refusal: counters }
  const publishedAt = readPublished(cell, layout.platform, id, notes)
  const partial = partialOf(cell, publishedAt, facts)
  if (partial !== undefined) return { refusal: partial }
  if (facts.observedAt === null) notes.add('dated_by_import')
  const link = cell('link')
  const name = LINKED_NAME.exec(link)?.[1] ?? ''
  return {
    value: {
      contentId: layout.platform === 'youtube' ? id : `${layout.platform}:${id}`,
      observedAt: facts.observedAt,
      platform: layout.platform,
      kind: kindOf(layout.platform, cell('kind')),
      title: words(cell('title'), 1000),
      channelId: words(cell('creator_id') || name, 256),
      channel: words(cell('creator_name') || cell('creator_id') || name, 256),
      category: '',
      tags: hashtagsOf(cell('title')),
      url: layout.platform === 'youtube' ? `https://www.youtube.com/watch?v=${id}` : words(link, 2048),
      thumbnail: '',
      publishedAt,
      counters,
    },
    notes: [...notes],
  }
}

function readId(cell: Cell, platform: AnalyticsPlatform, notes: Set<Note>): string | Refusal {
  const written = cell('id').replace(/^["'=]+|"+$/g, '')
  const linked = LINKED_ID[platform]?.exec(cell('link'))?.[1]
  if (platform === 'youtube') {
    return VIDEO_ID.test(written) ? written : refuse('invalid_id', 'id', `"${written.slice(0, 64)}" is no identifier of a video`)
  }
  if (platform === 'tiktok') return linked ?? refuse('invalid_id', 'link', `"${cell('link').slice(0, 64)}" holds no identifier of a video`)
  if (POST_ID.test(written) && !isRounded(written)) return written
  if (linked !== undefined) {
    notes.add('id_from_link')
    return linked
  }
  const why = isRounded(written) ? 'was rounded by a spreadsheet; import the file as the platform gave it' : 'is no identifier of a post'
  return refuse('invalid_id', 'id', `"${written.slice(0, 64)}" ${why}`)
}

type Counters = ObservedPost['counters']

function readCounters(cell: Cell, { at, decimalComma }: AnalyticsLayout, notes: Set<Note>): Counters | Refusal {
  const counters: Partial<Record<SnapshotCounter, number | null>> = {}
  for (const name of COUNTERS) {
    if (!at.has(name)) continue
    const value = readCount(cell(name), decimalComma)
    if (value === undefined)
      return refuse('invalid_number', name, `${name} is "${cell(name).slice(0, 64)}", which is no number of 0 or more`)
    counters[name] = value
    if (value === null) notes.add('not_reported')
  }
  const watched = watchedSeconds(cell, decimalComma, counters.views ?? null, notes)
  if (watched === undefined) return refuse('invalid_number', 'watch_seconds', 'The time watched is no time')
  const completions = completionsOf(cell, decimalComma, counters.views ?? null, notes)
  if (completions === undefined) return refuse('invalid_number', 'completions', `"${cell('completed_share').slice(0, 64)}" is no share`)
  const all = { ...counters, watch_seconds: watched, completions }
  if (Object.values(all).every((value) => value === null)) return refuse('no_counters', 'views', 'No counter is given')
  return all
}

function watchedSeconds(cell: Cell, decimalComma: boolean, views: number | null, notes: Set<Note>): number | null | undefined {
  const hours = readNumber(cell('watch_hours'), decimalComma)
  if (hours === undefined) return undefined
  if (hours !== null) return Math.round(3600 * hours)
  const seconds = readSeconds(cell('watch_seconds'), decimalComma)
  if (seconds === undefined || seconds !== null) return seconds === undefined ? undefined : Math.round(seconds)
  const average = readSeconds(cell('average_seconds'), decimalComma)
  if (average === undefined || average === null || views === null) return average === undefined ? undefined : null
  notes.add('derived')
  return Math.round(average * views)
}

/** A share without a per cent sign is one of 1, or of 100 where it is above that. */
function completionsOf(cell: Cell, decimalComma: boolean, views: number | null, notes: Set<Note>): number | null | undefined {
  const written = cell('completed_share')
  const value = readNumber(written, decimalComma)
  if (value === undefined || value === null || views === null) return value === undefined ? undefined : null
  const share = !written.includes('%') && value > 1 ? value / 100 : value
  if (share < 0 || share > 1) return undefined
  notes.add('derived')
  return Math.round(share * views)
}

function readPublished(cell: Cell, platform: AnalyticsPlatform, id: string, notes: Set<Note>): number | null {
  const written = readMoment(cell('published'))
  if (written?.hasTime === true) {
    if (!/Z|[+-]\d{2}:?\d{2}$/.test(cell('published'))) notes.add('time_without_zone')
    return written.at
  }
  const within = platform === 'x' ? snowflakeTime(id) : platform === 'tiktok' ? tiktokTime(id) : undefined
  if (within !== undefined) notes.add('time_from_id')
  else if (written === null || written === undefined) notes.add('no_time')
  return within ?? written?.at ?? null
}

function partialOf(cell: Cell, publishedAt: number | null, { periodFrom }: AnalyticsFacts): Refusal | undefined {
  const span = cell('span').toLowerCase()
  if (DAY.test(span)) return refuse('partial_counters', 'date', `The row is of "${span.slice(0, 64)}", not of the post’s lifetime`)
  if (publishedAt === null || periodFrom === null || publishedAt >= periodFrom) return undefined
  const [published, from] = [publishedAt, periodFrom].map((at) => new Date(at).toISOString().slice(0, 10))
  return refuse(
    'partial_counters',
    'published',
    `The post is of ${published}, the file counts from ${from} on; export the lifetime instead`,
  )
}

function kindOf(platform: AnalyticsPlatform, written: string): string {
  if (platform === 'youtube' || platform === 'tiktok') return 'video'
  const kind = written.toLowerCase()
  return /reel|video|リール|動画/.test(kind) ? 'video' : /story|ストーリー/.test(kind) ? 'story' : 'post'
}

function hashtagsOf(text: string): string[] {
  const tags = [...text.matchAll(/#([\p{L}\p{M}\p{N}_]{1,256})/gu)].map(([, tag = '']) => tag)
  return [...new Set(tags)].slice(0, 500)
}

function words(text: string, maxLength: number): string {
  return text.replace(CONTROL, '').slice(0, maxLength).toWellFormed()
}
