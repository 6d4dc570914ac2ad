import { Type } from 'typebox'
import { maybe } from '../answer.ts'

/** An answer of search and search_by_date. */
export const SearchAnswer = Type.Object({
  hits: Type.Array(Type.Unknown()),
  page: Type.Integer(),
  nbPages: Type.Integer(),
})

/** One hit that is a story. */
export const Hit = Type.Object({
  objectID: Type.String({ minLength: 1 }),
  created_at_i: Type.Integer(),
  author: Type.String(),
  title: Type.String(),
  url: maybe(Type.String()),
  story_text: maybe(Type.String()),
  points: maybe(Type.Integer()),
  num_comments: maybe(Type.Integer()),
  _tags: maybe(Type.Array(Type.String())),
})

/** Ids of topstories, newstories, beststories, askstories, showstories. */
export const ItemIds = Type.Array(Type.Integer())

/** One item; Firebase answers null for one that is not there. */
export const Item = Type.Object({
  id: Type.Integer(),
  time: Type.Integer(),
  type: Type.String(),
  by: maybe(Type.String()),
  title: maybe(Type.String()),
  text: maybe(Type.String()),
  url: maybe(Type.String()),
  score: maybe(Type.Integer()),
  descendants: maybe(Type.Integer()),
  deleted: maybe(Type.Boolean()),
  dead: maybe(Type.Boolean()),
})
