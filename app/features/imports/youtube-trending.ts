import { readCsv } from './csv.ts'
import type { ImportFormat, ImportOptions, ReadRow } from './format.ts'
import { UnusableImport } from './rejections.ts'
import { type ObservedPost, storeSnapshots } from './snapshot-store.ts'
import type { Source } from './source.ts'
import { readDayAndMonth, resolveDays, type WrittenDay, withoutNextId, yearInName } from './trending-dates.ts'
import { type TrendingLayout, trendingLayout } from './trending-layout.ts'
import { readTrendingRow, separateRows, TRENDING_NOTES, type TrendingFacts, type TrendingVideo } from './trending-row.ts'

/** Public files of YouTube’s trending lists: a video a row, once for each day it was on the list. */
export const youtubeTrending: ImportFormat<TrendingVideo> = {
  name: 'youtube-trending',
  about: 'Trending lists of YouTube as published on Kaggle (USvideos.csv, GBvideos.csv …), with the JSON of category names',
  notes: TRENDING_NOTES,
  complete: (options, fileName) => {
    if (options.map !== undefined)
      throw new UnusableImport('A mapping is for the format "events"; the columns of trending lists are known.')
    const year = options.year ?? yearInName(fileName)
    return year === undefined ? options : { ...options, year }
  },
  read: readTrending,
  store: (context) => storeSnapshots(context, postOf),
}

function postOf({ views, likes, dislikes, comments, notes: _, ...video }: TrendingVideo): ObservedPost {
  const url = `https://www.youtube.com/watch?v=${video.contentId}`
  return { ...video, platform: 'youtube', kind: 'video', url, counters: { views, likes, dislikes, comments } }
}

async function* readTrending(source: Source, options: ImportOptions): AsyncGenerator<readonly ReadRow<TrendingVideo>[]> {
  const days = await readDays(source, options)
  let facts: TrendingFacts | undefined
  for await (const rows of readCsv(source, options.delimiter)) {
    let start = 0
    if (facts === undefined && rows.length > 0) {
      facts = {
        layout: trendingLayout(rows[0]?.cells ?? []),
        days,
        categories: options.categories ?? {},
        categoryFromColumn: options.category_from === 'column',
      }
      start = 1
    }
    const read: ReadRow<TrendingVideo>[] = []
    for (const { line, cells, fault } of rows.slice(start)) {
      if (fault !== undefined) read.push({ line, raw: cells, refusal: fault })
      else read.push(...readRecord(line, cells, facts as TrendingFacts))
    }
    yield read
  }
}

function readRecord(line: number, cells: readonly string[], facts: TrendingFacts): ReadRow<TrendingVideo>[] {
  const { rows, separated } = separateRows(cells, facts.layout)
  return rows.map((raw) => {
    const row = readTrendingRow(raw, facts)
    if ('reason' in row) return { line, raw, refusal: row }
    return { line, raw, value: row, notes: separated ? [...row.notes, 'two_rows_in_one'] : row.notes }
  })
}

/** Dates without a year are decided together, before the rows are read: one alone does not say what it is. */
async function readDays(source: Source, { year, delimiter }: ImportOptions): Promise<Map<string, number | undefined>> {
  const written = new Map<string, WrittenDay>()
  let layout: TrendingLayout | undefined
  for await (const rows of readCsv(source, delimiter)) {
    for (const { cells, fault } of rows) {
      if (layout === undefined) layout = trendingLayout(cells)
      else if (fault === undefined) for (const row of separateRows(cells, layout).rows) noteDay(row[layout.at.date]?.trim() ?? '', written)
    }
  }
  if (layout === undefined) throw new UnusableImport('The file is empty; not even a line with the names of the columns is there.')
  if (written.size === 0) return new Map()
  if (year === undefined)
    throw new UnusableImport(
      `The dates of this file name no year ("${[...written.keys()][0]}"), nor does its name; set the year of the first date, for example 2017.`,
    )
  const days = resolveDays([...written.values()], year)
  return new Map([...written.keys()].map((text, index) => [text, days[index]]))
}

function noteDay(text: string, written: Map<string, WrittenDay>): void {
  if (written.has(text)) return
  const day = readDayAndMonth(text)
  if (day !== undefined) return void written.set(text, day)
  const glued = withoutNextId(text)
  if (glued !== undefined) noteDay(glued.text, written)
}
