import { UnusableImport } from './rejections.ts'

/** Names a column goes by in the published files: the layout of 2017, the one of `USvideos.csv`, and the one updated daily. */
const NAMES = {
  video_id: ['video_id'],
  title: ['title'],
  channel: ['channel_title', 'channelTitle'],
  channel_id: ['channel_id', 'channelId'],
  category_id: ['category_id', 'categoryId'],
  category: ['category'],
  tags: ['tags'],
  views: ['views', 'view_count'],
  likes: ['likes'],
  dislikes: ['dislikes'],
  comments: ['comment_total', 'comment_count', 'comments'],
  thumbnail: ['thumbnail_link'],
  date: ['date', 'trending_date'],
  published: ['publish_time', 'publishedAt'],
  comments_disabled: ['comments_disabled'],
  ratings_disabled: ['ratings_disabled'],
} as const
export type TrendingColumn = keyof typeof NAMES

const REQUIRED: readonly TrendingColumn[] = ['video_id', 'title', 'date', 'views']
/** A row that ends before one of these is cut off; what follows the last of them may be missing. */
const NEEDED_IN_ROW: readonly TrendingColumn[] = [
  'video_id',
  'title',
  'channel',
  'category_id',
  'tags',
  'views',
  'likes',
  'dislikes',
  'comments',
  'thumbnail',
  'date',
]

/** Where the columns of one file stand. */
export interface TrendingLayout {
  /** Position of each column, −1 where the file has none. */
  readonly at: Readonly<Record<TrendingColumn, number>>
  /** Where a category stands that slipped one column to the right; −1 where that place is another column’s. */
  readonly shiftedCategory: number
  /** Cells a whole row has at most, trailing empty ones left out of account. */
  readonly width: number
  /** Cells a row must at least have. */
  readonly least: number
}

/** @throws UnusableImport naming the columns that were expected and those that were found. */
export function trendingLayout(header: readonly string[]): TrendingLayout {
  const found = header.map((name) => name.trim())
  const entries = Object.entries(NAMES).map(([column, names]) => [
    column,
    found.findIndex((name) => (names as readonly string[]).includes(name)),
  ])
  const at = Object.fromEntries(entries) as Record<TrendingColumn, number>
  const missing = REQUIRED.filter((column) => at[column] < 0)
  if (missing.length > 0) throw new UnusableImport(unknownHeader(found, missing))
  const shiftedCategory = at.category >= 0 && (found[at.category + 1] ?? '') === '' ? at.category + 1 : -1
  return { at, shiftedCategory, width: header.length, least: Math.max(...NEEDED_IN_ROW.map((column) => at[column])) + 1 }
}

function unknownHeader(found: readonly string[], missing: readonly TrendingColumn[]): string {
  const lacks = missing.map((column) => NAMES[column].join(' or ')).join(', ')
  const hint =
    found.length === 1 && /[;\t]/.test(found[0] ?? '') ? ' The values seem to be separated by another sign: set the delimiter.' : ''
  return (
    `This is no file of trending videos: its first line lacks the column ${lacks}. Expected are ` +
    'video_id,title,channel_title,category_id,tags,views,likes,dislikes,comment_total,thumbnail_link,date (or trending_date, comment_count and publish_time); ' +
    `found are ${found.join(',').slice(0, 300)}.${hint}`
  )
}
