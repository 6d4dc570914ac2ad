import { createHash } from 'node:crypto'
import type { Static } from 'typebox'
import type { Post } from '../connector.ts'
import { cut, momentOf, webAddress } from '../post-text.ts'
import type { Item } from './answers.ts'

type Entry = Static<typeof Item>

/** @param language of the edition. */
export function itemPost(item: Entry, language: string, observedAt: number): Post {
  const source = textOf(item.source)
  const title = headlineOf(item.title, source)
  const creatorId = hostOf(item) || source.toLowerCase()
  return {
    content: {
      content_id: `news:${shortened(textOf(item.guid) || item.link)}`,
      platform: 'news',
      kind: 'article',
      title: cut(title),
      creator_id: cut(creatorId, 256),
      creator_name: cut(source, 256),
      category: '',
      tags: [],
      url: webAddress(item.link),
      thumbnail_url: '',
      published_at: momentOf(Date.parse(item.pubDate)),
    },
    text: title,
    language,
    observedAt,
    counters: {},
    upvoteRatio: null,
    reported: {},
    creator: null,
  }
}

/** Google writes “headline - source”. */
function headlineOf(title: string, source: string): string {
  const ending = ` - ${source}`
  return source !== '' && title.endsWith(ending) && title.length > ending.length ? title.slice(0, -ending.length).trim() : title
}

function textOf(value: Entry['source']): string {
  return (typeof value === 'string' ? value : (value?.['#text'] ?? '')).trim()
}

function hostOf({ source }: Entry): string {
  const url = typeof source === 'object' ? (source?.['@url'] ?? '') : ''
  return URL.canParse(url) ? new URL(url).hostname.replace(/^www\./, '') : ''
}

/** The platform’s own names of articles can be longer than an identifier may be. */
function shortened(guid: string): string {
  return createHash('sha256').update(guid).digest('base64url').slice(0, 24)
}
