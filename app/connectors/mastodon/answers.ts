import { Type } from 'typebox'
import { maybe } from '../answer.ts'

const Account = Type.Object({
  id: Type.String({ minLength: 1 }),
  acct: Type.String({ minLength: 1 }),
  username: Type.String(),
  display_name: maybe(Type.String()),
  url: maybe(Type.String()),
  uri: maybe(Type.String()),
  noindex: maybe(Type.Boolean()),
  followers_count: maybe(Type.Integer()),
  following_count: maybe(Type.Integer()),
  statuses_count: maybe(Type.Integer()),
})

/** The entity Status. */
export const Status = Type.Object({
  id: Type.String({ minLength: 1 }),
  uri: Type.String({ minLength: 1 }),
  url: maybe(Type.String()),
  created_at: Type.String(),
  account: Account,
  content: Type.String(),
  spoiler_text: maybe(Type.String()),
  visibility: maybe(Type.String()),
  language: maybe(Type.String()),
  replies_count: maybe(Type.Integer()),
  reblogs_count: maybe(Type.Integer()),
  favourites_count: maybe(Type.Integer()),
  quotes_count: maybe(Type.Integer()),
  reblog: Type.Optional(Type.Unknown()),
  tags: maybe(Type.Array(Type.Object({ name: Type.String() }))),
  media_attachments: maybe(
    Type.Array(Type.Object({ type: Type.String(), preview_url: maybe(Type.String()), description: maybe(Type.String()) })),
  ),
  card: maybe(Type.Object({ title: maybe(Type.String()), image: maybe(Type.String()) })),
})

/** Timelines, the statuses of an account, and trends. */
export const Statuses = Type.Array(Type.Unknown())

/** Answer of search v2. */
export const SearchAnswer = Type.Object({ statuses: Type.Array(Type.Unknown()) })

/** Answer of accounts/lookup. */
export const FoundAccount = Type.Object({ id: Type.String({ minLength: 1 }) })
