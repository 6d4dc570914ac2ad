import { Type } from 'typebox'
import { maybe } from '../answer.ts'

const Id = Type.Union([Type.String({ pattern: '^\\d+$' }), Type.Integer()])

/** A video as the Research API and the Display API describe it; each leaves out some of these. */
export const Video = Type.Object({
  id: Id,
  create_time: Type.Integer(),
  video_description: maybe(Type.String()),
  title: maybe(Type.String()),
  username: maybe(Type.String()),
  share_url: maybe(Type.String()),
  cover_image_url: maybe(Type.String()),
  hashtag_names: maybe(Type.Array(Type.String())),
  view_count: maybe(Type.Integer()),
  like_count: maybe(Type.Integer()),
  comment_count: maybe(Type.Integer()),
  share_count: maybe(Type.Integer()),
  favorites_count: maybe(Type.Integer()),
})

/** Answers that list videos. The cursor is a number: a position (Research), or a time (Display). */
export const VideosAnswer = Type.Object({
  data: Type.Object({
    videos: maybe(Type.Array(Type.Unknown())),
    cursor: maybe(Type.Union([Type.Integer(), Type.String()])),
    has_more: maybe(Type.Boolean()),
    search_id: maybe(Type.String()),
  }),
})

/** Answer of user/info. */
export const UserAnswer = Type.Object({
  data: Type.Object({
    user: Type.Object({
      open_id: Type.String(),
      display_name: maybe(Type.String()),
      follower_count: maybe(Type.Integer()),
      following_count: maybe(Type.Integer()),
      video_count: maybe(Type.Integer()),
    }),
  }),
})

/** Answer of oauth/token. */
export const TokenAnswer = Type.Object({ access_token: Type.String({ minLength: 1 }), expires_in: Type.Number() })

/** An error as TikTok writes it. */
export const ErrorAnswer = Type.Object({ error: Type.Object({ code: Type.String(), message: maybe(Type.String()) }) })
