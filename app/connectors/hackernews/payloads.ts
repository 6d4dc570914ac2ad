import { Type } from 'typebox'

const Maybe = <T extends Parameters<typeof Type.Union>[0][number]>(type: T) => Type.Optional(Type.Union([type, Type.Null()]))

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
  url: Maybe(Type.String()),
  story_text: Maybe(Type.String()),
  points: Maybe(Type.Integer()),
  num_comments: Maybe(Type.Integer()),
  _tags: Maybe(Type.Array(Type.String())),
})

/** Ids of topstories, newstories, beststories, askstories, showstories. */
export const ItemIds = Type.Array(Type.Integer())

/** One item; Firebase answers null for one that is not there. */
export const Item = Type.Object({
  id: Type.Integer(),
  time: Type.Integer(),
  type: Type.String(),
  by: Maybe(Type.String()),
  title: Maybe(Type.String()),
  text: Maybe(Type.String()),
  url: Maybe(Type.String()),
  score: Maybe(Type.Integer()),
  descendants: Maybe(Type.Integer()),
  deleted: Maybe(Type.Boolean()),
  dead: Maybe(Type.Boolean()),
})
