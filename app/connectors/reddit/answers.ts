import { Type } from 'typebox'
import { maybe } from '../answer.ts'

/** A listing of things. */
export const Listing = Type.Object({
  data: Type.Object({ children: Type.Array(Type.Unknown()), after: maybe(Type.String()) }),
})

/** A thing of kind t3: a link or a text. */
export const Link = Type.Object({
  kind: Type.Literal('t3'),
  data: Type.Object({
    name: Type.String({ pattern: '^t3_' }),
    title: Type.String(),
    created_utc: Type.Number(),
    subreddit: Type.String(),
    permalink: Type.String(),
    author: maybe(Type.String()),
    author_fullname: maybe(Type.String()),
    selftext: maybe(Type.String()),
    url: maybe(Type.String()),
    thumbnail: maybe(Type.String()),
    link_flair_text: maybe(Type.String()),
    ups: maybe(Type.Integer()),
    score: maybe(Type.Integer()),
    hide_score: maybe(Type.Boolean()),
    upvote_ratio: maybe(Type.Number()),
    num_comments: maybe(Type.Integer()),
    num_crossposts: maybe(Type.Integer()),
    view_count: maybe(Type.Integer()),
    is_video: maybe(Type.Boolean()),
    subreddit_subscribers: maybe(Type.Integer()),
    removed_by_category: maybe(Type.String()),
    stickied: maybe(Type.Boolean()),
  }),
})

/** Answer of api/v1/access_token. */
export const TokenAnswer = Type.Object({ access_token: Type.String({ minLength: 1 }), expires_in: Type.Number() })
