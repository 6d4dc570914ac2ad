import type { Static } from 'typebox'
import type { Creator, Post } from '../connector.ts'
import { graphTime } from '../graph-api.ts'
import { countOf, cut, hashtagsOf, momentOf, titleOf, webAddress } from '../post-text.ts'
import type { Page, PagePost } from './answers.ts'

/** Facebook leaves `shares` out where nobody shared; a summary that is missing was not permitted. */
export function pagePost(post: Static<typeof PagePost>, creator: Creator | null, observedAt: number): Post {
  const { id, message, story, from, attachments, created_time } = post
  const [first] = attachments?.data ?? []
  const isVideo = first?.media_type === 'video' || post.status_type === 'added_video'
  const reactions = countOf(post.reactions?.summary?.total_count)
  const comments = countOf(post.comments?.summary?.total_count)
  const shares = post.shares === undefined && reactions !== null ? 0 : countOf(post.shares?.count)
  return {
    content: {
      content_id: `facebook:${id}`,
      platform: 'facebook',
      kind: isVideo ? 'video' : 'post',
      title: titleOf(message || story || first?.title || ''),
      creator_id: creator?.creatorId ?? from?.id ?? id.split('_')[0] ?? '',
      creator_name: cut(creator?.name || from?.name || '', 256),
      category: (first?.media_type ?? post.status_type ?? '').toLowerCase().replaceAll('_', ' '),
      tags: hashtagsOf(message ?? ''),
      url: webAddress(post.permalink_url),
      thumbnail_url: webAddress(post.full_picture),
      published_at: momentOf(graphTime(created_time)),
    },
    text: [message ?? story ?? '', first?.title ?? ''].filter((part) => part !== '').join('\n'),
    language: null,
    observedAt,
    counters: { likes: reactions, comments, shares },
    upvoteRatio: null,
    reported: { reactions, comments, shares },
    creator,
  }
}

export function pageCreator({ id, name, followers_count, fan_count }: Static<typeof Page>): Creator {
  return { creatorId: id, name: name ?? '', followers: countOf(followers_count ?? fan_count), following: null, posts: null, views: null }
}
