import { Type } from 'typebox'
import { maybe } from '../answer.ts'

/** A text with attributes, or without. */
const Text = Type.Union([Type.String(), Type.Object({ '#text': maybe(Type.String()), '@url': maybe(Type.String()) })])

/** One `item` of the feed. */
export const Item = Type.Object({
  title: Type.String({ minLength: 1 }),
  link: Type.String({ minLength: 1 }),
  guid: Text,
  pubDate: Type.String(),
  source: maybe(Text),
})

/** RSS 2.0; a channel without items has none of the name. */
export const Feed = Type.Object({
  rss: Type.Object({ channel: Type.Object({ item: maybe(Type.Array(Type.Unknown())) }) }),
})
