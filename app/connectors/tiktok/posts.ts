import type { Static } from 'typebox'
import type { Creator, Post } from '../connector.ts'
import { countOf, cut, distinct, hashtagsOf, momentOf, titleOf, webAddress } from '../post-text.ts'
import type { UserAnswer, Video } from './answers.ts'

/** @param creator whose account it is; null for what the Research API finds. */
export function videoPost(video: Static<typeof Video>, creator: Creator | null, observedAt: number): Post {
  const { create_time, video_description, title, username, hashtag_names } = video
  const id = String(video.id)
  const text = video_description || title || ''
  const [views, likes, comments] = [countOf(video.view_count), countOf(video.like_count), countOf(video.comment_count)]
  const [shares, saves] = [countOf(video.share_count), countOf(video.favorites_count)]
  const tags = (hashtag_names ?? []).map((tag) => tag.toLowerCase())
  return {
    content: {
      content_id: `tiktok:${id}`,
      platform: 'tiktok',
      kind: 'video',
      title: titleOf(text),
      creator_id: creator?.creatorId ?? username ?? '',
      creator_name: cut(creator?.name ?? username ?? '', 256),
      category: '',
      tags: distinct([...tags, ...hashtagsOf(text)]),
      url: webAddress(video.share_url) || (username ? `https://www.tiktok.com/@${encodeURIComponent(username)}/video/${id}` : ''),
      thumbnail_url: webAddress(video.cover_image_url),
      published_at: momentOf(create_time * 1000),
    },
    text,
    language: null,
    observedAt,
    counters: { views, likes, comments, shares, saves },
    upvoteRatio: null,
    reported: { view_count: views, like_count: likes, comment_count: comments, share_count: shares, favorites_count: saves },
    creator,
  }
}

export function userCreator({ data: { user } }: Static<typeof UserAnswer>): Creator {
  return {
    creatorId: user.open_id,
    name: user.display_name ?? '',
    followers: countOf(user.follower_count),
    following: countOf(user.following_count),
    posts: countOf(user.video_count),
    views: null,
  }
}
