import { YOUTUBE_CATEGORIES } from '@trill/contract/youtube-categories'
import type { Static } from 'typebox'
import type { Creator, Post } from '../connector.ts'
import { countOf, cut, distinct, momentOf, plainTextOf, titleOf, webAddress } from '../post-text.ts'
import type { Channel, CommentThread, Video } from './answers.ts'

type Resource = Static<typeof Video>

/** A counter that is hidden is left out by YouTube; it is not zero. */
export function videoPost({ id, snippet, statistics }: Resource, creator: Creator | null, observedAt: number): Post {
  const { title, description, channelId, channelTitle, categoryId, tags, publishedAt, thumbnails } = snippet
  const views = countOf(statistics?.viewCount)
  const likes = countOf(statistics?.likeCount)
  const dislikes = countOf(statistics?.dislikeCount)
  const comments = countOf(statistics?.commentCount)
  return {
    content: {
      content_id: id,
      platform: 'youtube',
      kind: 'video',
      title: cut(title),
      creator_id: channelId,
      creator_name: cut(channelTitle, 256),
      category: categoryId ? (YOUTUBE_CATEGORIES[categoryId] ?? categoryId) : '',
      tags: distinct((tags ?? []).map((tag) => cut(tag.toLowerCase(), 256))).slice(0, 500),
      url: `https://www.youtube.com/watch?v=${encodeURIComponent(id)}`,
      thumbnail_url: webAddress((thumbnails?.medium ?? thumbnails?.high ?? thumbnails?.default)?.url),
      published_at: momentOf(Date.parse(publishedAt)),
    },
    text: [title, description ?? ''].filter((part) => part !== '').join('\n'),
    language: snippet.defaultAudioLanguage ?? snippet.defaultLanguage ?? null,
    observedAt,
    counters: { views, likes, dislikes, comments },
    upvoteRatio: null,
    reported: { viewCount: views, likeCount: likes, commentCount: comments },
    creator,
  }
}

/** Subscribers are null where the channel hides them. */
export function channelCreator({ id, snippet, statistics }: Static<typeof Channel>): Creator {
  return {
    creatorId: id,
    name: snippet?.title ?? '',
    followers: statistics?.hiddenSubscriberCount === true ? null : countOf(statistics?.subscriberCount),
    following: null,
    posts: countOf(statistics?.videoCount),
    views: countOf(statistics?.viewCount),
  }
}

/** A comment is content too: it is liked and answered. */
export function threadPost({ id, snippet }: Static<typeof CommentThread>, videoId: string, observedAt: number): Post {
  const inReplyTo = snippet.videoId ?? videoId
  const { authorDisplayName, authorChannelId, textOriginal, textDisplay, likeCount, publishedAt } = snippet.topLevelComment.snippet
  const text = textOriginal ?? plainTextOf(textDisplay ?? '')
  const [likes, comments] = [countOf(likeCount), countOf(snippet.totalReplyCount)]
  return {
    content: {
      content_id: id,
      platform: 'youtube',
      kind: 'comment',
      title: titleOf(text),
      creator_id: authorChannelId?.value ?? '',
      creator_name: cut(authorDisplayName ?? '', 256),
      category: '',
      tags: [],
      url: `https://www.youtube.com/watch?v=${encodeURIComponent(inReplyTo)}&lc=${encodeURIComponent(id)}`,
      thumbnail_url: '',
      published_at: momentOf(Date.parse(publishedAt)),
    },
    text,
    language: null,
    observedAt,
    counters: { likes, comments },
    upvoteRatio: null,
    reported: { likeCount: likes, totalReplyCount: comments },
    creator: null,
    inReplyTo,
  }
}
