import { FIGURE_STATUSES } from '@trill/contract/passport'
import { type Static, type TSchema, Type } from 'typebox'

const Nullable = <T extends TSchema>(type: T) => Type.Union([type, Type.Null()])
const Words = (options: readonly string[]) => Type.String({ enum: [...options] })
const Period = Type.String({
  maxLength: 64,
  description: 'A month `2026-10`, a quarter `2026-Q4`, a week `2026-W40`, or days `2026-10-01..2026-10-31`, in the workspace’s time zone.',
})

export const PAPER_NAMES = ['A4', 'Letter'] as const

export const ReportQuery = Type.Object(
  {
    workspace_id: Type.Optional(Type.String()),
    period: Period,
    paper: Type.Optional(Type.String({ enum: [...PAPER_NAMES], description: '`A4` unless told.' })),
  },
  { additionalProperties: false },
)

export const ReportContentQuery = Type.Object(
  {
    workspace_id: Type.Optional(Type.String()),
    period: Period,
    drawings: Type.Optional(
      Type.String({ enum: ['light', 'dark'], description: 'With the charts as paths and texts, in the colours of this theme.' }),
    ),
  },
  { additionalProperties: false },
)

const Passport = Type.Object({
  status: Words(Object.keys(FIGURE_STATUSES)),
  source: Type.String(),
  observed_at: Nullable(Type.String()),
  definition: Type.String(),
  version: Type.String(),
  n: Nullable(Type.Integer()),
})

const Figure = Type.Object({
  id: Type.String(),
  label: Type.String(),
  unit: Type.String(),
  value: Nullable(Type.Number()),
  previous: Nullable(Type.Number()),
  value_words: Type.String({ description: 'The value as the report prints it; a dash where there is none.' }),
  change_words: Type.String(),
  passport: Passport,
})

const Claim = Type.Object({
  id: Type.String(),
  says: Type.String(),
  words: Type.String({ description: 'The claim as the report prints it: with its n, and why it is no finding where it is none.' }),
  verdict: Words(['holds', 'refuted', 'not_enough_data']),
  n: Type.Integer(),
  needed: Type.Integer({ description: 'Fewest rows or people that it could be tested on.' }),
  passport: Passport,
})

const Chart = Type.Object({
  title: Type.String(),
  subtitle: Type.String(),
  finding: Type.String({ description: 'What is to be seen, in a sentence.' }),
  passport: Passport,
  drawing: Nullable(
    Type.Object(
      { width: Type.Number(), height: Type.Number(), clips: Type.Array(Type.String()), marks: Type.Array(Type.Any()) },
      { description: 'Paths and texts, in CSS pixels.' },
    ),
  ),
})

const Recommendation = Type.Object({
  priority: Words(['P1', 'P2', 'P3']),
  action: Type.String(),
  effect: Type.Object({
    label: Type.String(),
    unit: Type.String(),
    value: Type.Number(),
    low: Type.Number(),
    high: Type.Number(),
    basis: Words(['experiment', 'estimate']),
  }),
  effect_words: Type.String(),
  basis_words: Type.String(),
  evidence: Type.String(),
  evidence_words: Type.String({ description: 'The evidence as the report prints it, with its n.' }),
  n: Type.Integer(),
})

export const ReportPageContent = Type.Object({
  id: Words(['summary', 'social', 'dating', 'revenue', 'engagement', 'content', 'recommendations']),
  title: Type.String(),
  status: Words(['made', 'no_data']),
  lead: Type.String({ description: 'The first finding that holds, or why there is none.' }),
  figures: Type.Array(Figure),
  findings: Type.Array(Claim, { description: 'Claims that hold.' }),
  unsupported: Type.Array(Claim, { description: 'Claims that were refuted, or could not be tested: no findings.' }),
  charts: Type.Array(Chart),
  recommendations: Type.Array(Recommendation),
  notes: Type.Array(Type.String(), { description: 'Which definition is used where there are several.' }),
})
export type ReportPageContent = Static<typeof ReportPageContent>

export const ReportContentResponse = Type.Object({
  status: Words(['made', 'no_data']),
  title: Type.String(),
  workspace: Type.String(),
  period: Type.String({ description: 'In words.' }),
  from: Type.String({ format: 'date-time' }),
  to: Type.String({ format: 'date-time', description: 'The first moment that is not in the period any more.' }),
  simulated: Type.Boolean({ description: 'Made-up data is behind some figure.' }),
  observed_at: Nullable(Type.String({ description: 'When the newest of what it was made from was seen.' })),
  pages: Type.Array(ReportPageContent, { description: 'Seven; none where the period has no data.' }),
})
export type ReportContentResponse = Static<typeof ReportContentResponse>
