import { Type } from 'typebox'
import { maybe } from '../answer.ts'

/** YouTube writes counts as text. */
const Count = maybe(Type.Union([Type.String({ pattern: '^\\d+$' }), Type.Integer()]))

const Thumbnails = maybe(Type.Record(Type.String(), Type.Object({ url: Type.String() })))

/** Answers of list methods. */
export const ListAnswer = Type.Object({ items: maybe(Type.Array(Type.Unknown())), nextPageToken: maybe(Type.String()) })

/** The resource `video` with the parts snippet and statistics. */
export const Video = Type.Object({
  id: Type.String({ minLength: 1 }),
  snippet: Type.Object({
    publishedAt: Type.String(),
    channelId: Type.String(),
    channelTitle: Type.String(),
    title: Type.String(),
    description: maybe(Type.String()),
    tags: maybe(Type.Array(Type.String())),
    categoryId: maybe(Type.String()),
    thumbnails: Thumbnails,
    defaultAudioLanguage: maybe(Type.String()),
    defaultLanguage: maybe(Type.String()),
  }),
  statistics: maybe(Type.Object({ viewCount: Count, likeCount: Count, dislikeCount: Count, favoriteCount: Count, commentCount: Count })),
})

/** The resource `channel` with the parts statistics and contentDetails. */
export const Channel = Type.Object({
  id: Type.String({ minLength: 1 }),
  snippet: maybe(Type.Object({ title: maybe(Type.String()) })),
  contentDetails: maybe(Type.Object({ relatedPlaylists: maybe(Type.Object({ uploads: maybe(Type.String()) })) })),
  statistics: maybe(
    Type.Object({ viewCount: Count, subscriberCount: Count, videoCount: Count, hiddenSubscriberCount: maybe(Type.Boolean()) }),
  ),
})

/** A result of search.list that is a video. */
export const SearchResult = Type.Object({ id: Type.Object({ videoId: Type.String({ minLength: 1 }) }) })

/** An entry of playlistItems.list. */
export const PlaylistItem = Type.Object({ contentDetails: Type.Object({ videoId: Type.String({ minLength: 1 }) }) })

/** The resource `commentThread`. */
export const CommentThread = Type.Object({
  id: Type.String({ minLength: 1 }),
  snippet: Type.Object({
    videoId: maybe(Type.String()),
    totalReplyCount: maybe(Type.Integer()),
    topLevelComment: Type.Object({
      snippet: Type.Object({
        authorDisplayName: maybe(Type.String()),
        authorChannelId: maybe(Type.Object({ value: maybe(Type.String()) })),
        textOriginal: maybe(Type.String()),
        textDisplay: maybe(Type.String()),
        likeCount: maybe(Type.Integer()),
        publishedAt: Type.String(),
      }),
    }),
  }),
})

/** An error as Google’s interfaces write it. */
export const ErrorAnswer = Type.Object({
  error: Type.Object({
    message: maybe(Type.String()),
    status: maybe(Type.String()),
    errors: maybe(Type.Array(Type.Object({ reason: maybe(Type.String()) }))),
  }),
})
