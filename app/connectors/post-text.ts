import type { Content } from '@trill/contract/content'

/** As the contract limits a title. */
const TITLE_MAX = 1000
/** A title that is made of the beginning of a text. */
const TITLE_FROM_TEXT = 300

/** A hashtag: a number sign, and letters, digits, marks or underscores of any script; not digits alone. */
const HASHTAG = /(?<![\p{L}\p{N}_&/])#([\p{L}\p{N}\p{M}_]*[\p{L}\p{M}_][\p{L}\p{N}\p{M}_]*)/gu

/** Hashtags of a text without their signs, each once, in lower case. */
export function hashtagsOf(text: string): string[] {
  return distinct([...text.matchAll(HASHTAG)].map(([, tag = '']) => tag.toLowerCase()))
}

/** What stands where a title is missing: the first line of the text, or as much of it as fits. */
export function titleOf(text: string): string {
  const [line = ''] = text.trim().split('\n')
  return cut(line.trim() === '' ? text.trim() : line.trim(), TITLE_FROM_TEXT)
}

/** At most so many characters, cut between two of them and marked. */
export function cut(text: string, max: number = TITLE_MAX): string {
  if (text.length <= max) return text
  return `${text.slice(0, max - 1).replace(/[\uD800-\uDBFF]$/, '')}…`
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' }

/** The text of what a platform sends as HTML: paragraphs and line breaks become lines, other tags go, entities become letters. */
export function plainTextOf(html: string): string {
  return html
    .replaceAll(/<br\s*\/?>|<\/p>\s*<p[^>]*>|<p>/gi, '\n')
    .replaceAll(/<[^>]*>/g, '')
    .replaceAll(/&(?:#(\d+)|#x([\da-f]+)|(\w+));/gi, (whole, decimal, hex, name) => {
      const code = decimal !== undefined ? Number(decimal) : hex !== undefined ? Number.parseInt(hex, 16) : undefined
      if (code === undefined) return ENTITIES[String(name).toLowerCase()] ?? whole
      return code > 0 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff) ? String.fromCodePoint(code) : whole
    })
    .trim()
}

/** An address of http or https as it is; empty for anything else, which a page must not lead to. */
export function webAddress(text: string | null | undefined): string {
  if (!text || text.length > 2048 || !URL.canParse(text)) return ''
  return /^https?:$/.test(new URL(text).protocol) ? text : ''
}

/** Milliseconds since 1970 as the contract writes a moment; null for what no clock shows. */
export function momentOf(milliseconds: number | null | undefined): Content['published_at'] {
  if (milliseconds === null || milliseconds === undefined || Number.isNaN(milliseconds)) return null
  const moment = new Date(milliseconds)
  return Number.isNaN(moment.getTime()) ? null : moment.toISOString()
}

/** A counter as it is reported; null for none, and for what is no count. */
export function countOf(value: number | string | null | undefined): number | null {
  if (value === null || value === undefined || value === '') return null
  const count = Number(value)
  return Number.isSafeInteger(count) && count >= 0 ? count : null
}

/** What counters come to together; null where none of them was reported. */
export function sumOf(...counts: readonly (number | null | undefined)[]): number | null {
  const reported = counts.filter((count) => typeof count === 'number')
  return reported.length === 0 ? null : reported.reduce((sum, count) => sum + count, 0)
}

/** Each once, in the order of their first appearance. */
export function distinct(words: readonly string[]): string[] {
  return [...new Set(words.filter((word) => word !== ''))]
}
