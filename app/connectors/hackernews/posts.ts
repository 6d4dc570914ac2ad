import type { Static } from 'typebox'
import type { Post } from '../connector.ts'
import { countOf, cut, momentOf, plainTextOf, webAddress } from '../post-text.ts'
import type { Hit, Item } from './answers.ts'

/** What both interfaces say about a story. */
interface Story {
  readonly id: string
  readonly seconds: number
  readonly author: string
  readonly title: string
  readonly url: string | null | undefined
  readonly text: string | null | undefined
  readonly points: number | null | undefined
  readonly comments: number | null | undefined
  readonly kind: string
}

export function hitPost(hit: Static<typeof Hit>, observedAt: number): Post {
  const kind = ['ask_hn', 'show_hn', 'poll', 'job'].find((tag) => hit._tags?.includes(tag)) ?? 'story'
  return postOf(
    {
      id: hit.objectID,
      seconds: hit.created_at_i,
      author: hit.author,
      title: hit.title,
      url: hit.url,
      text: hit.story_text,
      points: hit.points,
      comments: hit.num_comments,
      kind,
    },
    observedAt,
  )
}

/** Undefined for what is no story any more: deleted, dead, or a comment. */
export function itemPost(item: Static<typeof Item>, observedAt: number): Post | undefined {
  const { id, time, by, title, url, text, score, descendants, type } = item
  if (item.deleted === true || item.dead === true || !title || !['story', 'job', 'poll'].includes(type)) return undefined
  const story = { id: String(id), seconds: time, author: by ?? '', title, url, text, points: score, comments: descendants, kind: type }
  return postOf(story, observedAt)
}

/** Ids are small numbers, so the platform’s name stands before them. */
function postOf({ id, seconds, author, title, url, text, points, comments, kind }: Story, observedAt: number): Post {
  const words = plainTextOf(text ?? '')
  const [likes, replies] = [countOf(points), countOf(comments)]
  return {
    content: {
      content_id: `hackernews:${id}`,
      platform: 'hackernews',
      kind: 'post',
      title: cut(plainTextOf(title)),
      creator_id: author,
      creator_name: author,
      category: kind === 'story' ? '' : kind.replace('_hn', ''),
      tags: [],
      url: webAddress(`https://news.ycombinator.com/item?id=${id}`),
      thumbnail_url: '',
      published_at: momentOf(seconds * 1000),
    },
    text: [title, words, webAddress(url)].filter((part) => part !== '').join('\n'),
    language: 'en',
    observedAt,
    counters: { likes, comments: replies },
    upvoteRatio: null,
    reported: { points: likes, num_comments: replies },
    creator: null,
  }
}
