import { Type } from 'typebox'
import { maybe } from '../answer.ts'

const Labels = maybe(Type.Array(Type.Object({ val: Type.String() })))

const Facet = Type.Object({ features: Type.Array(Type.Object({ $type: Type.String(), tag: maybe(Type.String()) })) })

const Media = Type.Object({
  $type: maybe(Type.String()),
  thumbnail: maybe(Type.String()),
  images: maybe(Type.Array(Type.Object({ thumb: maybe(Type.String()), alt: maybe(Type.String()) }))),
  external: maybe(Type.Object({ title: maybe(Type.String()), uri: maybe(Type.String()), thumb: maybe(Type.String()) })),
})

/** `#postView` of app.bsky.feed.defs. */
export const PostView = Type.Object({
  uri: Type.String({ pattern: '^at://' }),
  author: Type.Object({
    did: Type.String({ minLength: 1 }),
    handle: Type.String(),
    displayName: maybe(Type.String()),
    labels: Labels,
  }),
  record: Type.Object({
    text: Type.String(),
    createdAt: Type.String(),
    langs: maybe(Type.Array(Type.String())),
    tags: maybe(Type.Array(Type.String())),
    facets: maybe(Type.Array(Facet)),
  }),
  embed: maybe(Type.Object({ ...Media.properties, media: maybe(Media) })),
  replyCount: maybe(Type.Integer()),
  repostCount: maybe(Type.Integer()),
  likeCount: maybe(Type.Integer()),
  quoteCount: maybe(Type.Integer()),
  bookmarkCount: maybe(Type.Integer()),
  indexedAt: Type.String(),
  labels: Labels,
})

/** Answer of app.bsky.feed.searchPosts. */
export const SearchAnswer = Type.Object({ posts: Type.Array(Type.Unknown()), cursor: maybe(Type.String()) })

/** Answer of app.bsky.feed.getAuthorFeed. */
export const FeedAnswer = Type.Object({ feed: Type.Array(Type.Unknown()), cursor: maybe(Type.String()) })

/** `#feedViewPost`: with a reason it is somebody else’s post, shared. */
export const FeedEntry = Type.Object({ post: PostView, reason: Type.Optional(Type.Unknown()) })

/** Answer of com.atproto.server.createSession. */
export const Session = Type.Object({ accessJwt: Type.String({ minLength: 1 }) })
