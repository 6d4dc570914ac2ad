import { Type } from 'typebox'
import { maybe } from '../answer.ts'

const PublicMetrics = maybe(
  Type.Object({
    retweet_count: maybe(Type.Integer()),
    reply_count: maybe(Type.Integer()),
    like_count: maybe(Type.Integer()),
    quote_count: maybe(Type.Integer()),
    bookmark_count: maybe(Type.Integer()),
    impression_count: maybe(Type.Integer()),
  }),
)

/** The object `tweet` with the fields that are asked for. */
export const Tweet = Type.Object({
  id: Type.String({ pattern: '^\\d+$' }),
  text: Type.String(),
  created_at: Type.String(),
  author_id: maybe(Type.String()),
  lang: maybe(Type.String()),
  public_metrics: PublicMetrics,
  entities: maybe(Type.Object({ hashtags: maybe(Type.Array(Type.Object({ tag: Type.String() }))) })),
  attachments: maybe(Type.Object({ media_keys: maybe(Type.Array(Type.String())) })),
  referenced_tweets: maybe(Type.Array(Type.Object({ type: Type.String(), id: Type.String() }))),
  note_tweet: maybe(Type.Object({ text: maybe(Type.String()) })),
})

export const User = Type.Object({
  id: Type.String({ minLength: 1 }),
  name: maybe(Type.String()),
  username: maybe(Type.String()),
  public_metrics: maybe(
    Type.Object({
      followers_count: maybe(Type.Integer()),
      following_count: maybe(Type.Integer()),
      tweet_count: maybe(Type.Integer()),
    }),
  ),
})

const Media = Type.Object({
  media_key: Type.String(),
  type: maybe(Type.String()),
  url: maybe(Type.String()),
  preview_image_url: maybe(Type.String()),
})

export const Includes = maybe(Type.Object({ users: maybe(Type.Array(User)), media: maybe(Type.Array(Media)) }))

/** Answers that list tweets; without results there is no `data`. */
export const TweetsAnswer = Type.Object({
  data: maybe(Type.Array(Type.Unknown())),
  includes: Includes,
  meta: maybe(Type.Object({ next_token: maybe(Type.String()), result_count: maybe(Type.Integer()) })),
  errors: maybe(Type.Array(Type.Object({ title: maybe(Type.String()), detail: maybe(Type.String()) }))),
})

/** Answer of users/by/username; who is not there has no `data`. */
export const UserAnswer = Type.Object({ data: maybe(User) })
