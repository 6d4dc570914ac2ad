import { Type } from 'typebox'
import { maybe } from '../answer.ts'

const Summary = maybe(Type.Object({ summary: maybe(Type.Object({ total_count: maybe(Type.Integer()) })) }))

/** The node Post of a page, with the fields that are asked for. */
export const PagePost = Type.Object({
  id: Type.String({ minLength: 1 }),
  created_time: Type.String(),
  message: maybe(Type.String()),
  story: maybe(Type.String()),
  permalink_url: maybe(Type.String()),
  full_picture: maybe(Type.String()),
  from: maybe(Type.Object({ id: Type.String(), name: maybe(Type.String()) })),
  status_type: maybe(Type.String()),
  shares: maybe(Type.Object({ count: maybe(Type.Integer()) })),
  reactions: Summary,
  comments: Summary,
  attachments: maybe(Type.Object({ data: Type.Array(Type.Object({ media_type: maybe(Type.String()), title: maybe(Type.String()) })) })),
})

/** The node Page. */
export const Page = Type.Object({
  id: Type.String({ minLength: 1 }),
  name: maybe(Type.String()),
  followers_count: maybe(Type.Integer()),
  fan_count: maybe(Type.Integer()),
})
