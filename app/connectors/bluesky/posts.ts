import type { Static } from 'typebox'
import type { Post } from '../connector.ts'
import { countOf, distinct, hashtagsOf, momentOf, sumOf, titleOf, webAddress } from '../post-text.ts'
import type { PostView } from './answers.ts'

/** Set by people whose posts are not for whoever is not signed in. */
const NOT_IN_PUBLIC = '!no-unauthenticated'

type View = Static<typeof PostView>

/** Undefined where its author does not want it shown outside. */
export function viewPost(view: View, observedAt: number): Post | undefined {
  const { uri, author, record } = view
  // With a quotation the own picture stands one level deeper.
  const media = view.embed?.media ?? view.embed
  if ([...(author.labels ?? []), ...(view.labels ?? [])].some(({ val }) => val === NOT_IN_PUBLIC)) return undefined
  const [likes, replies, reposts, quotes, bookmarks] = [
    view.likeCount,
    view.replyCount,
    view.repostCount,
    view.quoteCount,
    view.bookmarkCount,
  ].map(countOf)
  return {
    content: {
      content_id: uri,
      platform: 'bluesky',
      kind: media?.$type?.startsWith('app.bsky.embed.video') ? 'video' : 'post',
      title: titleOf(record.text || media?.external?.title || media?.images?.[0]?.alt || ''),
      creator_id: author.did,
      creator_name: author.displayName || author.handle,
      category: '',
      tags: tagsOf(record),
      url: `https://bsky.app/profile/${author.did}/post/${uri.split('/').at(-1) ?? ''}`,
      thumbnail_url: webAddress(media?.images?.[0]?.thumb ?? media?.thumbnail ?? media?.external?.thumb),
      published_at: momentOf(publishedAt(view)),
    },
    text: [record.text, media?.external?.title ?? ''].filter((part) => part !== '').join('\n'),
    language: record.langs?.[0] ?? null,
    observedAt,
    counters: { likes: likes ?? null, comments: replies ?? null, shares: sumOf(reposts, quotes), saves: bookmarks ?? null },
    upvoteRatio: null,
    reported: {
      likeCount: likes ?? null,
      replyCount: replies ?? null,
      repostCount: reposts ?? null,
      quoteCount: quotes ?? null,
      bookmarkCount: bookmarks ?? null,
    },
    creator: null,
  }
}

/** What the platform sorts by: a client may write any time into a post, the platform notes when it came. */
export function publishedAt({ record, indexedAt }: View): number {
  const [written, indexed] = [Date.parse(record.createdAt), Date.parse(indexedAt)]
  return Number.isNaN(written) ? indexed : Math.min(written, Number.isNaN(indexed) ? written : indexed)
}

function tagsOf({ text, tags, facets }: View['record']): string[] {
  const marked = (facets ?? []).flatMap(({ features }) => features.map(({ tag }) => tag ?? ''))
  return distinct([...marked, ...(tags ?? [])].map((tag) => tag.toLowerCase()).concat(hashtagsOf(text)))
}
