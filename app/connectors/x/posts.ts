import type { Static } from 'typebox'
import type { Creator, Post } from '../connector.ts'
import { countOf, cut, distinct, hashtagsOf, momentOf, sumOf, titleOf, webAddress } from '../post-text.ts'
import type { Includes, Tweet, User } from './answers.ts'

/** Who and what tweets refer to, by their ids. */
export interface Referred {
  readonly users: ReadonlyMap<string, Static<typeof User>>
  readonly media: ReadonlyMap<string, NonNullable<NonNullable<Static<typeof Includes>>['media']>[number]>
}

export function referredIn(includes: Static<typeof Includes> | undefined): Referred {
  return {
    users: new Map((includes?.users ?? []).map((user) => [user.id, user])),
    media: new Map((includes?.media ?? []).map((one) => [one.media_key, one])),
  }
}

/** Undefined for what only repeats somebody else’s. */
export function tweetPost(tweet: Static<typeof Tweet>, { users, media }: Referred, observedAt: number): Post | undefined {
  if (tweet.referenced_tweets?.some(({ type }) => type === 'retweeted')) return undefined
  const user = users.get(tweet.author_id ?? '')
  const [first] = (tweet.attachments?.media_keys ?? []).flatMap((key) => media.get(key) ?? [])
  const answered = tweet.referenced_tweets?.find(({ type }) => type === 'replied_to')
  const text = tweet.note_tweet?.text ?? tweet.text
  const reported = countsOf(tweet)
  return {
    content: {
      content_id: `x:${tweet.id}`,
      platform: 'x',
      kind: first?.type === 'video' || first?.type === 'animated_gif' ? 'video' : 'post',
      title: titleOf(text),
      creator_id: tweet.author_id ?? '',
      creator_name: cut(user?.name ?? user?.username ?? '', 256),
      category: '',
      tags: distinct([...(tweet.entities?.hashtags ?? []).map(({ tag }) => tag.toLowerCase()), ...hashtagsOf(text)]),
      url: `https://x.com/${user?.username ?? 'i'}/status/${tweet.id}`,
      thumbnail_url: webAddress(first?.preview_image_url ?? first?.url),
      published_at: momentOf(Date.parse(tweet.created_at)),
    },
    text,
    language: tweet.lang && tweet.lang !== 'und' ? tweet.lang : null,
    observedAt,
    counters: {
      views: reported.impression_count,
      impressions: reported.impression_count,
      likes: reported.like_count,
      comments: reported.reply_count,
      shares: sumOf(reported.retweet_count, reported.quote_count),
      saves: reported.bookmark_count,
    },
    upvoteRatio: null,
    reported: { ...reported },
    creator: user === undefined ? null : creatorOf(user),
    ...(answered && { inReplyTo: `x:${answered.id}` }),
  }
}

function countsOf({ public_metrics: metrics }: Static<typeof Tweet>) {
  return {
    impression_count: countOf(metrics?.impression_count),
    like_count: countOf(metrics?.like_count),
    reply_count: countOf(metrics?.reply_count),
    retweet_count: countOf(metrics?.retweet_count),
    quote_count: countOf(metrics?.quote_count),
    bookmark_count: countOf(metrics?.bookmark_count),
  }
}

function creatorOf({ id, name, username, public_metrics: metrics }: Static<typeof User>): Creator {
  return {
    creatorId: id,
    name: name ?? username ?? '',
    followers: countOf(metrics?.followers_count),
    following: countOf(metrics?.following_count),
    posts: countOf(metrics?.tweet_count),
    views: null,
  }
}
