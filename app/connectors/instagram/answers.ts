import { Type } from 'typebox'
import { maybe } from '../answer.ts'
import { GraphPage } from '../graph-api.ts'

/** The node IG Media. */
export const Media = Type.Object({
  id: Type.String({ minLength: 1 }),
  media_type: maybe(Type.String()),
  media_product_type: maybe(Type.String()),
  timestamp: maybe(Type.String()),
  caption: maybe(Type.String()),
  permalink: maybe(Type.String()),
  username: maybe(Type.String()),
  owner: maybe(Type.Object({ id: Type.String() })),
  thumbnail_url: maybe(Type.String()),
  media_url: maybe(Type.String()),
  like_count: maybe(Type.Integer()),
  comments_count: maybe(Type.Integer()),
  view_count: maybe(Type.Integer()),
})

/** Answer of business_discovery. */
export const Discovery = Type.Object({
  business_discovery: Type.Object({
    id: Type.String(),
    username: maybe(Type.String()),
    name: maybe(Type.String()),
    followers_count: maybe(Type.Integer()),
    follows_count: maybe(Type.Integer()),
    media_count: maybe(Type.Integer()),
    media: maybe(GraphPage),
  }),
})

/** Answer of ig_hashtag_search. */
export const HashtagIds = Type.Object({ data: Type.Array(Type.Object({ id: Type.String({ minLength: 1 }) })) })
