import { MODEL_FIGURE_NAMES } from '@trill/contract/model-figures'
import { Passport } from '@trill/contract/passport-schema'
import { type Static, Type } from 'typebox'
import { DECISION_KINDS } from '../../platform/models/decisions.ts'
import { FindingsResponse } from '../../platform/models/findings-response.ts'
import { MODEL_STATES } from '../../platform/models/model-record.ts'
import { RUN_OUTCOMES } from '../../platform/models/training-runs.ts'

const VERSIONS_MAX = 200
const WHY_MAX = 500

const literals = <T extends string>(names: readonly T[]) => Type.Unsafe<T>(Type.Union(names.map((name) => Type.Literal(name))))
const Moment = Type.String({ format: 'date-time' })
const MomentOrNull = Type.Union([Moment, Type.Null()])
const NumberOrNull = Type.Union([Type.Number(), Type.Null()])
const Workspace = { workspace_id: Type.Optional(Type.String()) }

export const ModelsQuery = Type.Object(Workspace, { additionalProperties: false })
export const VersionsQuery = Type.Object(
  { ...Workspace, limit: Type.Optional(Type.Integer({ minimum: 1, maximum: VERSIONS_MAX, default: 50 })) },
  { additionalProperties: false },
)
export const ModelParams = Type.Object({ name: Type.String({ maxLength: 80, description: 'Such as `virality-2h`.' }) })
export const VersionParams = Type.Object({ ...ModelParams.properties, version: Type.Integer({ minimum: 1, maximum: 2_147_483_647 }) })
export const TrainingParams = Type.Object({ ...ModelParams.properties, id: Type.String({ format: 'uuid' }) })

const why = { why: Type.Optional(Type.String({ maxLength: WHY_MAX, description: 'Stands in the log of decisions.' })) }
export const ChangeBody = Type.Object({ ...Workspace, ...why }, { additionalProperties: false })
export const LiveBody = Type.Object(
  {
    ...Workspace,
    ...why,
    although_suspicious: Type.Optional(
      Type.Boolean({ description: 'Needed for a version that is `suspicious`: whoever puts it live has looked at what it leans on.' }),
    ),
  },
  { additionalProperties: false },
)
export const TrainBody = Type.Object(Workspace, { additionalProperties: false })
const Version = (description: string) => Type.Integer({ minimum: 1, maximum: 2_147_483_647, description })
export const CompareQuery = Type.Object(
  { ...Workspace, first: Version('The version to hold against.'), second: Version('The version that is held against it.') },
  { additionalProperties: false },
)

const Estimate = Type.Object({ value: NumberOrNull, lower: NumberOrNull, upper: NumberOrNull })
const Figures = Type.Record(Type.String(), Estimate, { description: `By name: ${MODEL_FIGURE_NAMES.join(', ')}.` })
const Importance = Type.Array(Type.Object({ feature: Type.String(), value: Type.Number() }))

const versionFields = {
  name: Type.String(),
  version: Type.Integer(),
  state: literals(MODEL_STATES),
  retired_for: Type.Union([Type.Literal('replaced'), Type.Literal('rolled_back'), Type.Literal('withdrawn'), Type.Null()]),
  algorithm: Type.String(),
  task: Type.Union([Type.Literal('binary'), Type.Literal('regression')]),
  target: Type.String({ description: 'What is foretold.' }),
  judged_by: Type.String({ description: 'The figure by which versions are held against each other.' }),
  features: Type.Array(Type.String()),
  fingerprint: Type.String({ description: 'SHA-256 of the training rows, hexadecimal.' }),
  training_rows: Type.Integer(),
  hold_out_rows: Type.Integer(),
  split: Type.Object({
    kind: Type.Union([Type.Literal('time'), Type.Literal('group'), Type.Literal('random')]),
    boundary: Type.Union([Type.String(), Type.Null()]),
  }),
  trained_on: Type.Object({ places: Type.Array(Type.String()), from: Moment, to: Moment }),
  passport: Passport,
  figures: Figures,
  baselines: Type.Record(Type.String(), Figures, { description: 'The same figures of simple rules on the same rows.' }),
  seed: Type.String(),
  owner: Type.String({ description: 'Who had it trained.' }),
  document_bytes: Type.Integer(),
  has_document: Type.Boolean({ description: 'False for old versions, which cannot go live again.' }),
  suspicious: Type.Boolean({ description: 'It tells more than can be believed, and goes live only where somebody says so knowingly.' }),
  marked_at: { ...MomentOrNull, description: 'Since then an erasure asks that it be learned anew.' },
  created_at: Moment,
  promoted_at: MomentOrNull,
  retired_at: MomentOrNull,
}

export const ModelVersion = Type.Object(versionFields)
export type ModelVersion = Static<typeof ModelVersion>

export const Training = Type.Object({
  id: Type.String(),
  name: Type.String(),
  cause: Type.Union([Type.Literal('asked'), Type.Literal('schedule'), Type.Literal('drift'), Type.Literal('erasure')]),
  status: Type.Union([
    Type.Literal('waiting'),
    Type.Literal('running'),
    Type.Literal('done'),
    Type.Literal('failed'),
    Type.Literal('cancelled'),
  ]),
  done: Type.Number(),
  total: NumberOrNull,
  version: { ...Type.Union([Type.Integer(), Type.Null()]), description: 'The version that came of it.' },
  outcome: Type.Union([literals(RUN_OUTCOMES), Type.Null()]),
  error: { ...Type.Union([Type.String(), Type.Null()]), description: 'Why it failed, or what it lacks.' },
  created_at: Moment,
  started_at: MomentOrNull,
  finished_at: MomentOrNull,
})
export type Training = Static<typeof Training>

const DriftState = Type.Union([Type.Literal('stable'), Type.Literal('drifted'), Type.Literal('insufficient_data')])

export const ModelOverview = Type.Object({
  name: Type.String(),
  about: Type.String(),
  target: Type.String(),
  task: versionFields.task,
  every_hours: {
    ...Type.Union([Type.Number(), Type.Null()]),
    description: 'Between two trainings; null where nothing trains it any more.',
  },
  live: Type.Union([ModelVersion, Type.Null()]),
  newest: { ...Type.Union([ModelVersion, Type.Null()]), description: 'The newest version that is not live.' },
  drift: { ...Type.Union([DriftState, Type.Null()]), description: 'Of the live version; null before the first look.' },
  training: { ...Type.Union([Training, Type.Null()]), description: 'The last one, or the one under way.' },
})
export type ModelOverview = Static<typeof ModelOverview>

export const ModelsResponse = Type.Object({ workspace_id: Type.String(), models: Type.Array(ModelOverview) })
export type ModelsResponse = Static<typeof ModelsResponse>

export const Decision = Type.Object({
  kind: literals(DECISION_KINDS),
  version: Type.Union([Type.Integer(), Type.Null()]),
  why: Type.String(),
  by: Type.String(),
  at: Moment,
})
export type Decision = Static<typeof Decision>

export const VersionsResponse = Type.Object({
  model: ModelOverview,
  versions: Type.Array(ModelVersion),
  decisions: Type.Array(Decision, { description: 'What was decided, newest first.' }),
})
export type VersionsResponse = Static<typeof VersionsResponse>

export const VersionResponse = Type.Object({
  ...versionFields,
  over_baselines: Type.Record(Type.String(), Figures, { description: 'Figures less those of each rule, on the same resamples.' }),
  over_live: {
    ...Type.Union([Figures, Type.Null()]),
    description: 'Figures less those of the version that was live when it was trained, on the same resamples.',
  },
  live_then: { ...Type.Union([Figures, Type.Null()]), description: 'Figures of that version.' },
  curve: {
    ...Type.Union([
      Type.Array(Type.Object({ false_positive_rate: Type.Number(), recall: Type.Number(), precision: Type.Number() })),
      Type.Null(),
    ]),
    description: 'ROC and precision-recall in one; null for numbers.',
  },
  calibration: Type.Union([
    Type.Array(
      Type.Object({ from: Type.Number(), to: Type.Number(), rows: Type.Integer(), predicted: NumberOrNull, observed: NumberOrNull }),
    ),
    Type.Null(),
  ]),
  importance: { ...Importance, description: 'How much it leans on each feature, the greatest first.' },
  findings: { ...Type.Union([FindingsResponse, Type.Null()]), description: 'Null where nothing was looked for.' },
  card: Type.String({ description: 'The model card, Markdown.' }),
  decisions: Type.Array(Decision),
})
export type VersionResponse = Static<typeof VersionResponse>

export const ChangedResponse = Type.Object({
  name: Type.String(),
  version: Type.Integer({ description: 'The version that changed.' }),
  before: { ...Type.Union([Type.Integer(), Type.Null()]), description: 'The version that was live.' },
})
export type ChangedResponse = Static<typeof ChangedResponse>

export const CompareResponse = Type.Object({
  status: Type.Union([Type.Literal('compared'), Type.Literal('insufficient_data')]),
  needed: Type.Optional(Type.Integer()),
  seen: Type.Optional(Type.Integer()),
  rows: Type.Optional(Type.Integer({ description: 'Rows of the hold-out, the newest whose outcome is known.' })),
  passport: Type.Optional(Passport),
  judged_by: Type.String(),
  verdict: Type.Optional(
    Type.Union([Type.Literal('better'), Type.Literal('worse'), Type.Literal('unclear')], { description: 'Of the second.' }),
  ),
  versions: Type.Optional(Type.Array(Type.Object({ version: Type.Integer(), figures: Figures }))),
  difference: Type.Optional({ ...Figures, description: 'Figures of the second less those of the first, on the same resamples.' }),
})
export type CompareResponse = Static<typeof CompareResponse>

const ColumnDrift = Type.Object({
  name: Type.String(),
  stability_index: Type.Number(),
  level: Type.Union([Type.Literal('stable'), Type.Literal('moderate'), Type.Literal('major'), Type.Literal('insufficient_data')]),
  distance: { ...NumberOrNull, description: 'Of Kolmogorov and Smirnov; null where one side has no value.' },
  missing_before: Type.Number(),
  missing_now: Type.Number(),
  drifted: Type.Boolean(),
})

export const DriftResponse = Type.Object({
  name: Type.String(),
  status: Type.Union([DriftState, Type.Literal('nothing_live'), Type.Literal('not_checked')]),
  version: Type.Union([Type.Integer(), Type.Null()]),
  checked_at: MomentOrNull,
  says: Type.String(),
  passport: { ...Type.Union([Passport, Type.Null()]), description: 'Of what was found; null before the first look.' },
  rows: Type.Integer({ description: 'Predictions of the last seven days.' }),
  needed: Type.Integer(),
  features: Type.Array(ColumnDrift, { description: 'Those that moved most first.' }),
  predictions: Type.Union([ColumnDrift, Type.Null()]),
  resolved: Type.Integer({
    description: 'Forecasts whose outcome is known: those handed over in the last seven days, otherwise those of the newest rows.',
  }),
  resolved_needed: Type.Integer(),
  calibration: Type.Union([
    Type.Object({
      rows: Type.Integer(),
      predicted: Type.Number(),
      observed: Type.Number(),
      mean_p_value: Type.Number(),
      brier_p_value: Type.Number(),
      drifted: Type.Boolean(),
    }),
    Type.Null(),
  ]),
  limits: Type.Object({
    stability_index: Type.Number(),
    distance: Type.Number(),
    missing: Type.Number(),
    p_value: Type.Number(),
    calibration: Type.Number(),
  }),
})
export type DriftResponse = Static<typeof DriftResponse>
