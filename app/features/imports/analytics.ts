import { guessDelimiter } from '../../ui/file-beginning.ts'
import { type AnalyticsLayout, analyticsLayout, plainName } from './analytics-layouts.ts'
import { ANALYTICS_NOTES, readAnalyticsRow } from './analytics-row.ts'
import { periodInName, readMoment } from './analytics-values.ts'
import { readCsv } from './csv.ts'
import type { ImportFormat, ImportOptions, ReadRow } from './format.ts'
import { UnusableImport } from './rejections.ts'
import { type ObservedPost, storeSnapshots } from './snapshot-store.ts'
import type { Source } from './source.ts'

const NOON_MILLISECONDS = 12 * 3600 * 1000
/** What the row of sums is called, in the languages of headers. */
const TOTALS = new Set(['total', 'gesamt', 'summe', '合計', 'totale', 'итого', '합계', '总计', '總計'])

/** Exports of the platforms’ own analytics: a post a row, with its counters as they stood. */
export const analytics: ImportFormat<ObservedPost> = {
  name: 'analytics',
  about:
    'What YouTube Studio, TikTok Studio, Meta Business Suite (Instagram, Facebook) and X export about posts, recognised by its columns',
  notes: ANALYTICS_NOTES,
  complete: (options, fileName) => {
    const foreign = (['map', 'year', 'categories', 'category_from'] as const).find((name) => options[name] !== undefined)
    if (foreign !== undefined) throw new UnusableImport(`The option ${foreign} is for another format; the columns of exports are known.`)
    if (options.date !== undefined && readMoment(options.date) === undefined)
      throw new UnusableImport(`The date "${options.date}" is no day like 2026-11-21.`)
    const period = periodInName(fileName)
    return period === undefined ? options : { ...options, period, date: options.date ?? new Date(period.to).toISOString().slice(0, 10) }
  },
  read: readAnalytics,
  store: (context) => storeSnapshots(context, (post) => post),
}

async function* readAnalytics(source: Source, options: ImportOptions): AsyncGenerator<readonly ReadRow<ObservedPost>[]> {
  let layout: AnalyticsLayout | undefined
  const day = options.date === undefined ? null : (readMoment(options.date)?.at ?? null)
  const facts = { observedAt: day === null ? null : day + NOON_MILLISECONDS, periodFrom: options.period?.from ?? null }
  for await (const rows of readCsv(source, options.delimiter ?? (await delimiterOf(source)))) {
    const read: ReadRow<ObservedPost>[] = []
    for (const { line, cells, fault } of rows) {
      if (layout === undefined) layout = analyticsLayout(cells)
      else if (fault !== undefined) read.push({ line, raw: cells, refusal: fault })
      else if (!isTotal(cells)) read.push({ line, raw: cells, ...readAnalyticsRow(cells, layout, facts) })
    }
    yield read
  }
  if (layout === undefined) throw new UnusableImport('The file is empty; not even a line with the names of the columns is there.')
}

/** Platforms write commas; whoever opened and saved the file where a comma is the decimal sign has semicolons. */
async function delimiterOf(source: Source): Promise<string> {
  for await (const part of source.chunks()) return guessDelimiter(part.toString('utf8'))
  return ','
}

/** The sums of all posts are no post. */
function isTotal(cells: readonly string[]): boolean {
  return TOTALS.has(cells.map(plainName).find((cell) => cell !== '') ?? '')
}
