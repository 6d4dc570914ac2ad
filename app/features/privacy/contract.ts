import { PURPOSES, type Purpose } from '@trill/contract/consent'
import { RETENTION_CLASS_NAMES, type RetentionClass } from '@trill/contract/retention'
import { type Static, Type } from 'typebox'

/** Longest note of a review, in characters. */
export const NOTE_MAX = 2000

export const PrivacyQuery = Type.Object({ workspace_id: Type.Optional(Type.String()) }, { additionalProperties: false })

const Moment = Type.Union([Type.String({ format: 'date-time' }), Type.Null()])

export const PURPOSE_NAMES = Object.keys(PURPOSES) as Purpose[]
export const BAND_NAMES = ['adults', 'minors', 'unknown'] as const
export type BandName = (typeof BAND_NAMES)[number]

const PurposeCount = Type.Object({
  purpose: Type.Unsafe<Purpose>(Type.Union(PURPOSE_NAMES.map((name) => Type.Literal(name)))),
  granted: Type.Integer(),
  refused: Type.Integer(),
  never_asked: Type.Integer(),
  not_linked: Type.Integer({
    description: 'Minors who were active: their events stand under names that cannot be linked with what each of them said.',
  }),
})
export type PurposeCount = Static<typeof PurposeCount>

const BandCount = Type.Object({
  band: Type.Unsafe<BandName>(Type.Union(BAND_NAMES.map((name) => Type.Literal(name)))),
  people: Type.Integer(),
  with_statement: Type.Integer({ description: 'Of whom something is recorded.' }),
  purposes: Type.Array(PurposeCount),
})
export type BandCount = Static<typeof BandCount>

export const ConsentCoverage = Type.Object({
  from: Type.String({ format: 'date', description: 'First of the days, UTC.' }),
  to: Type.String({ format: 'date' }),
  active: Type.Object({
    people: Type.Integer({ description: 'People with events on these days.' }),
    is_estimate: Type.Boolean(),
    counted: Type.Integer({ description: 'n: the people looked at, who are everybody unless it is an estimate. The bands add up to it.' }),
    every: Type.Integer({ description: 'One in so many was looked at, chosen by a hash of the identifier.' }),
    bands: Type.Array(BandCount),
  }),
  recorded: Type.Object(
    { people: Type.Integer(), bands: Type.Array(BandCount) },
    { description: 'Everybody of whom something is recorded, active or not; those who refused are here.' },
  ),
  suppressed: Type.Object({
    events: Type.Integer({ description: 'Events of these days that were not kept for a person’s sake.' }),
    reasons: Type.Array(Type.Object({ reason: Type.String(), label: Type.String(), events: Type.Integer() })),
  }),
  caveats: Type.Array(Type.String(), { description: 'What has to be known to read the figures.' }),
})
export type ConsentCoverage = Static<typeof ConsentCoverage>

const Kind = Type.Union([Type.Literal('erasure'), Type.Literal('export'), Type.Literal('rectification')])

const OpenRequests = Type.Object({
  open: Type.Integer({ description: 'Requests of people that are not answered yet.' }),
  overdue: Type.Integer(),
  counts: Type.Array(Type.Object({ kind: Kind, state: Type.String(), requests: Type.Integer(), overdue: Type.Integer() })),
  next: Type.Array(
    Type.Object({
      id: Type.String(),
      kind: Kind,
      state: Type.String(),
      requested_at: Type.String(),
      due_at: Type.String({ description: 'One month after the request (GDPR Art. 12(3)).' }),
      days_left: Type.Integer({ description: 'Negative when it is overdue.' }),
    }),
    { description: 'The ten that are due first.' },
  ),
})
export type OpenRequests = Static<typeof OpenRequests>

const CheckedClass = Type.Object({
  class: Type.Unsafe<RetentionClass>(Type.Union(RETENTION_CLASS_NAMES.map((name) => Type.Literal(name)))),
  label: Type.String(),
  days: Type.Integer({ description: 'For how long it is kept.' }),
  checked_at: { ...Moment, description: 'When rows stored too long were last searched for; null before the first time.' },
  rows: Type.Union([Type.Integer(), Type.Null()], { description: 'Found stored; files for `import_files`.' }),
  oldest_at: { ...Moment, description: 'When the oldest of them was stored; null when there is none.' },
  overdue: Type.Union([Type.Integer(), Type.Null()], { description: 'Of them, stored more than a day too long.' }),
  verdict: Type.Union(
    [Type.Literal('in_time'), Type.Literal('applying'), Type.Literal('late'), Type.Literal('stale'), Type.Literal('never')],
    { description: '`stale`: the last search is more than three hours old, though it is made every hour. `never`: it was not made yet.' },
  ),
})
export type CheckedClass = Static<typeof CheckedClass>

const Review = Type.Object({
  id: Type.String(),
  reviewed_at: Type.String({ format: 'date-time' }),
  by: Type.String({ description: 'What the person or key is called now.' }),
  note: Type.String(),
})
export type Review = Static<typeof Review>

const ReviewState = Type.Object({
  last: Type.Union([Review, Type.Null()]),
  due_at: Type.String({ description: 'One month after the last, or after the workspace was made.' }),
  is_overdue: Type.Boolean({ description: 'Never in a workspace of simulated data, behind which nobody is.' }),
})
export type ReviewState = Static<typeof ReviewState>

export const PrivacyOverviewResponse = Type.Object({
  workspace_id: Type.String(),
  measured_at: Type.String({ format: 'date-time' }),
  consent: ConsentCoverage,
  requests: OpenRequests,
  checks: Type.Array(CheckedClass),
  review: ReviewState,
})
export type PrivacyOverviewResponse = Static<typeof PrivacyOverviewResponse>

export const ReviewsResponse = Type.Object({
  workspace_id: Type.String(),
  ...ReviewState.properties,
  reviews: Type.Array(Review, { description: 'The latest hundred, newest first.' }),
})
export type ReviewsResponse = Static<typeof ReviewsResponse>

export const ReviewBody = Type.Object(
  {
    workspace_id: Type.Optional(Type.String()),
    note: Type.String({ minLength: 1, maxLength: NOTE_MAX, description: 'What was looked at and found. Name nobody in it.' }),
  },
  { additionalProperties: false },
)

const PrivacyClassName = Type.Union([Type.Literal('none'), Type.Literal('pseudonym'), Type.Literal('personal')], {
  description: '`none` says nothing about anybody, `pseudonym` points at one person through a code, `personal` may name or describe one.',
})

const MappedGroup = Type.Object({
  group: Type.String(),
  label: Type.String(),
  what: Type.String(),
  privacy: PrivacyClassName,
  fields: Type.Array(Type.Object({ name: Type.String(), about: Type.String(), privacy: PrivacyClassName })),
  why: Type.String(),
  legal_basis: Type.String({ description: 'As the settings have it; to be confirmed by the controller.' }),
  days: Type.Union([Type.Integer(), Type.Null()], { description: 'For how long it is kept; null where that is no number of days.' }),
  kept: Type.String(),
  roles: Type.Array(Type.String(), { description: 'Who can read it, in the workspace.' }),
  keys: Type.Array(Type.String(), { description: 'Scopes of keys that can read it.' }),
  permissions: Type.Array(Type.String()),
  places: Type.Array(
    Type.Object({
      store: Type.Union([Type.Literal('event_store'), Type.Literal('metadata_store'), Type.Literal('data_directory')]),
      name: Type.String(),
    }),
  ),
})
export type MappedGroup = Static<typeof MappedGroup>

export const DataMapResponse = Type.Object({ workspace_id: Type.String(), groups: Type.Array(MappedGroup) })
export type DataMapResponse = Static<typeof DataMapResponse>

const Cell = Type.Union([Type.String(), Type.Number(), Type.Null()])

const AssessmentTable = Type.Object({
  title: Type.String(),
  measured_at: { ...Moment, description: 'When its figures were measured; null where it holds definitions.' },
  columns: Type.Array(Type.String()),
  rows: Type.Array(Type.Array(Cell)),
})
export type AssessmentTable = Static<typeof AssessmentTable>

const AssessmentSection = Type.Object({
  article: Type.String({ description: 'Where the Regulation asks for it.' }),
  title: Type.String(),
  statements: Type.Array(Type.String()),
  tables: Type.Array(AssessmentTable),
  open_questions: Type.Array(Type.String(), { description: 'What a person has to answer: no program can.' }),
})
export type AssessmentSection = Static<typeof AssessmentSection>

export const ImpactAssessment = Type.Object({
  about: Type.String(),
  workspace_id: Type.String(),
  workspace: Type.String(),
  version: Type.String({ description: 'Of Trill.' }),
  made_at: Type.String({ format: 'date-time' }),
  sections: Type.Array(AssessmentSection),
})
export type ImpactAssessment = Static<typeof ImpactAssessment>
