import type { FigurePassport } from '@trill/contract/passport'
import type { ChartOption } from '../../ui/chart-option.ts'
import type { ChartColours } from '../../ui/palette.ts'
import type { Platform } from '../platform.ts'

/** What a report is about. */
export interface ReportQuestion {
  readonly workspaceId: string
  /** In words: `October 2026`. */
  readonly label: string
  /** Begin and end (exclusive), milliseconds since 1970. */
  readonly from: number
  readonly to: number
  /** The period of the same length or kind before it, for changes. */
  readonly previous: { readonly from: number; readonly to: number }
}

export interface ReportFigure {
  /** Name of its definition. */
  readonly id: string
  readonly label: string
  readonly unit: string
  /** Null where there is nothing to say it from. */
  readonly value: number | null
  readonly previous: number | null
  readonly passport: FigurePassport
}

/** A sentence with figures, which was tested against the rows it is about. A refuted one is never printed as a finding. */
export interface Claim {
  readonly id: string
  readonly says: string
  readonly verdict: 'holds' | 'refuted' | 'not_enough_data'
  /** Rows or people it was tested on. */
  readonly n: number
  /** Fewest it could be tested on. */
  readonly needed: number
  readonly passport: FigurePassport
}

export interface ReportChart {
  readonly title: string
  /** Period, filter and n. */
  readonly subtitle: string
  /** What is to be seen, in a sentence: read out in place of the drawing. */
  readonly finding: string
  readonly option: (colours: ChartColours) => ChartOption
  /** Whether it has many rows of marks, which need more height than other charts. */
  readonly tall?: boolean
  readonly passport: FigurePassport
}

export interface Recommendation {
  readonly priority: 'P1' | 'P2' | 'P3'
  readonly action: string
  /** What is expected of it, with its interval; an `estimate` where no experiment supports it. */
  readonly effect: {
    readonly label: string
    readonly unit: string
    readonly value: number
    readonly low: number
    readonly high: number
    readonly basis: 'experiment' | 'estimate'
  }
  readonly evidence: string
  readonly n: number
}

export interface ReportContent {
  readonly figures: readonly ReportFigure[]
  readonly claims: readonly Claim[]
  readonly charts: readonly ReportChart[]
  readonly recommendations: readonly Recommendation[]
}

/** The pages of the executive report, in order; a feature fills one. */
export type ReportPage = 'social' | 'dating' | 'revenue' | 'engagement' | 'content'

/** What a feature brings to the executive report. */
export interface ReportSection {
  readonly page: ReportPage
  /** Answers undefined where the period has no data. */
  readonly load: (platform: Platform, question: ReportQuestion) => Promise<ReportContent | undefined>
}
