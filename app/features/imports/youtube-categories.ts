import { YOUTUBE_CATEGORIES } from '@trill/contract/youtube-categories'
import { UnusableImport } from './rejections.ts'

/** The name of a category; undefined when neither the given list nor YouTube’s names the id. */
export function categoryName(id: string, own: Readonly<Record<string, string>> = {}): string | undefined {
  const key = id.trim().replace(/\.0+$/, '')
  return Object.hasOwn(own, key) ? own[key] : Object.hasOwn(YOUTUBE_CATEGORIES, key) ? YOUTUBE_CATEGORIES[key] : undefined
}

/**
 * Reads names of categories by id: YouTube’s answer `{ items: [{ id, snippet: { title } }] }`, or plainly `{ "10": "Music" }`.
 * @throws UnusableImport when it is neither.
 */
export function readCategories(text: string): Record<string, string> {
  let json: unknown
  try {
    json = JSON.parse(text.replace(/^\uFEFF/, ''))
  } catch (error) {
    throw new UnusableImport(`The categories are not JSON: ${(error as Error).message.slice(0, 200)}`)
  }
  const entries = isObject(json) && Array.isArray(json.items) ? json.items.map(fromItem) : isObject(json) ? Object.entries(json) : []
  const named = entries.filter((entry): entry is [string, string] => entry !== undefined && typeof entry[1] === 'string')
  if (named.length === 0 || named.length < entries.length) {
    throw new UnusableImport('The categories are not of the form { "items": [{ "id": "10", "snippet": { "title": "Music" } }] }.')
  }
  return Object.fromEntries(named)
}

function fromItem(item: unknown): [string, unknown] | undefined {
  if (!isObject(item) || !isObject(item.snippet)) return undefined
  return [String(item.id), item.snippet.title]
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
