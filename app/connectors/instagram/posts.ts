import type { Static } from 'typebox'
import type { Creator, Post } from '../connector.ts'
import { graphTime } from '../graph-api.ts'
import { countOf, cut, hashtagsOf, momentOf, titleOf, webAddress } from '../post-text.ts'
import type { Discovery, Media } from './answers.ts'

/** @param creator null where the platform does not say who published it, as for hashtags. */
export function mediaPost(media: Static<typeof Media>, creator: Creator | null, observedAt: number): Post {
  const { id, caption, media_type, media_product_type, permalink, timestamp, username, owner } = media
  const isVideo = media_type === 'VIDEO' || media_product_type === 'REELS'
  const [likes, comments, views] = [countOf(media.like_count), countOf(media.comments_count), countOf(media.view_count)]
  return {
    content: {
      content_id: `instagram:${id}`,
      platform: 'instagram',
      kind: isVideo ? 'video' : 'post',
      title: titleOf(caption ?? ''),
      creator_id: creator?.creatorId ?? owner?.id ?? username ?? '',
      creator_name: cut(creator?.name ?? username ?? '', 256),
      category: (media_product_type ?? media_type ?? '').toLowerCase().replaceAll('_', ' '),
      tags: hashtagsOf(caption ?? ''),
      url: webAddress(permalink),
      thumbnail_url: webAddress(media.thumbnail_url ?? (isVideo ? '' : media.media_url)),
      published_at: timestamp ? momentOf(graphTime(timestamp)) : null,
    },
    text: caption ?? '',
    language: null,
    observedAt,
    counters: { views, likes, comments },
    upvoteRatio: null,
    reported: { like_count: likes, comments_count: comments, view_count: views },
    creator,
  }
}

export function discoveredCreator({ business_discovery: found }: Static<typeof Discovery>): Creator {
  return {
    creatorId: found.id,
    name: found.name ?? found.username ?? '',
    followers: countOf(found.followers_count),
    following: countOf(found.follows_count),
    posts: countOf(found.media_count),
    views: null,
  }
}
