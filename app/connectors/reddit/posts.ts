import type { Static } from 'typebox'
import type { Post } from '../connector.ts'
import { countOf, cut, momentOf, webAddress } from '../post-text.ts'
import type { Link } from './answers.ts'

/** Undefined for what moderators or Reddit took away. */
export function linkPost({ data }: Static<typeof Link>, observedAt: number): Post | undefined {
  if (data.removed_by_category) return undefined
  const author = data.author && data.author !== '[deleted]' ? data.author : ''
  const score = data.hide_score === true ? null : countOf(data.ups ?? data.score)
  const [comments, crossposts, views] = [countOf(data.num_comments), countOf(data.num_crossposts), countOf(data.view_count)]
  const ratio = data.upvote_ratio ?? null
  return {
    content: {
      content_id: `reddit:${data.name}`,
      platform: 'reddit',
      kind: data.is_video === true ? 'video' : 'post',
      title: cut(data.title),
      creator_id: author === '' ? '' : (data.author_fullname ?? author),
      creator_name: author,
      category: data.subreddit,
      tags: data.link_flair_text ? [cut(data.link_flair_text.toLowerCase(), 256)] : [],
      url: `https://www.reddit.com${data.permalink}`,
      thumbnail_url: webAddress(data.thumbnail),
      published_at: momentOf(data.created_utc * 1000),
    },
    text: [data.title, data.selftext ?? ''].filter((part) => part !== '').join('\n'),
    language: null,
    observedAt,
    counters: { views, likes: score, comments },
    upvoteRatio: ratio !== null && ratio >= 0 && ratio <= 1 ? ratio : null,
    reported: { score, num_comments: comments, num_crossposts: crossposts },
    creator: null,
  }
}
