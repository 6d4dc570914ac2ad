import { Type } from 'typebox'
import { FIGURE_STATUSES, type FigureStatus } from './passport.ts'

const STATUSES = Object.keys(FIGURE_STATUSES) as FigureStatus[]

/** A `FigurePassport` as answers carry it. */
export const Passport = Type.Object(
  {
    status: Type.Enum(STATUSES),
    source: Type.String({ description: 'What it was made from, in words.' }),
    observed_at: Type.Union([Type.String(), Type.Null()], { description: 'When the newest of that was seen.' }),
    definition: Type.String({ description: 'Name of a metric, score or method.' }),
    version: Type.String({ description: 'Of the definition.' }),
    n: Type.Union([Type.Number(), Type.Null()], { description: 'Rows or people it rests on; null where too few to be told.' }),
  },
  { description: 'Where the figures come from.' },
)
