import { RETENTION_CLASS_NAMES, RETENTION_CLASSES, type RetentionClass } from '@trill/contract/retention'
import { type Static, Type } from 'typebox'

/** Shortest basis for keeping longer than the default, in characters. */
export const BASIS_MIN = 10

export const DataRetentionQuery = Type.Object({ workspace_id: Type.Optional(Type.String()) }, { additionalProperties: false })

const Days = Type.Object(
  Object.fromEntries(
    RETENTION_CLASS_NAMES.map((name) => {
      const { about, daysMin, daysMax } = RETENTION_CLASSES[name]
      return [name, Type.Optional(Type.Integer({ minimum: daysMin, maximum: daysMax, description: about }))]
    }),
  ),
  { additionalProperties: false, minProperties: 1, description: 'Days by class; what is not named stays as it is.' },
)

export const DataRetentionBody = Type.Object(
  {
    workspace_id: Type.Optional(Type.String()),
    days: Days,
    basis: Type.Optional(
      Type.String({ maxLength: 1000, description: 'Why data has to be kept longer than by default; needed for that, and audited.' }),
    ),
  },
  { additionalProperties: false },
)

const Moment = Type.Union([Type.String({ format: 'date-time' }), Type.Null()])

const ClassState = Type.Object({
  class: Type.Unsafe<RetentionClass>(Type.Union(RETENTION_CLASS_NAMES.map((name) => Type.Literal(name)))),
  days: Type.Integer({ description: 'For how long it is kept.' }),
  days_default: Type.Integer(),
  days_min: Type.Integer(),
  days_max: Type.Integer(),
  rows: Type.Integer({ description: 'Rows stored; files for `import_files`.' }),
  oldest_at: { ...Moment, description: 'When the oldest of them was stored; null when there is none.' },
  next_at: { ...Moment, description: 'When the next of them is due.' },
  due: Type.Integer({ description: 'Rows that are due and will go with the next pass of the store.' }),
  overdue: Type.Integer({ description: 'Rows that should have been gone for more than a day.' }),
  state: Type.Union([Type.Literal('ok'), Type.Literal('applying'), Type.Literal('late')], {
    description: '`applying`: what is stored is being brought in line with a change. `late`: something overdue is still there.',
  }),
  places: Type.Array(Type.Object({ place: Type.String(), rows: Type.Integer(), overdue: Type.Integer() })),
})
export type ClassState = Static<typeof ClassState>

export const DataRetentionResponse = Type.Object({
  workspace_id: Type.String(),
  state: Type.Union([Type.Literal('ok'), Type.Literal('applying'), Type.Literal('late')]),
  checked_at: Type.String({ format: 'date-time', description: 'When the rows were looked for.' }),
  swept_at: { ...Moment, description: 'When what is due was last deleted; null before the first time.' },
  trouble: Type.String({ description: 'Why that failed the last time; empty when it did not.' }),
  classes: Type.Array(ClassState),
})
export type DataRetentionResponse = Static<typeof DataRetentionResponse>
