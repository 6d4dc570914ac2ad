import type { FigureStatus } from '@trill/contract/passport'
import type { Platform } from '../../platform/platform.ts'
import type { RunPeriod } from './schedule.ts'

/** A figure in a message. */
export interface MessageFigure {
  /** Row of contract/metrics.ts. */
  readonly metric: string
  readonly label: string
  readonly unit: string
  readonly value: number
  /** Of the period before; null where that has none. */
  readonly previous: number | null
  /** `12 % more`, in words. */
  readonly change: string
  readonly status: FigureStatus
}

export interface MessagePost {
  readonly title: string
  readonly platform: string
  readonly views: number
  readonly interactions: number
}

/** What is said to a receiver, before a channel gives it its form. */
export interface Message {
  /** `no_data` where the period has nothing; it then holds no figures. */
  readonly status: 'made' | 'no_data'
  readonly title: string
  /** The period in words. */
  readonly period: string
  /** Plain sentences. */
  readonly summary: readonly string[]
  readonly figures: readonly MessageFigure[]
  readonly posts: readonly MessagePost[]
  /** Whether made-up rows are behind something that it prints or brings along. */
  readonly isSimulated: boolean
  /** Where the same is to be seen. */
  readonly link: string
  readonly pdf: { readonly name: string; readonly content: Buffer } | null
}

/** What a message is made about. */
export interface MessageQuestion {
  readonly platform: Platform
  readonly workspace: { readonly id: string; readonly name: string; readonly time_zone: string }
  readonly period: RunPeriod
  readonly paper: 'A4' | 'Letter'
  readonly signal: AbortSignal
}

/** What readers are told of made-up rows; none where there are none. */
export function simulationNotes({ isSimulated, figures }: Pick<Message, 'isSimulated' | 'figures'>): string[] {
  if (!isSimulated) return []
  return figures.every(({ status }) => status === 'simulated')
    ? ['Simulated: a seeded generator made these figures up; nobody real is behind them.']
    : ['Partly simulated: a seeded generator made some of this up; read it as a demonstration.']
}

/** The message where a period holds nothing: a row of zeros would look like a finding. @param says that there is nothing, and of what. */
export function nothingToReport(title: string, says: string, { period }: Pick<MessageQuestion, 'period'>, link: string): Message {
  return {
    status: 'no_data',
    title,
    period: period.label,
    summary: [says],
    figures: [],
    posts: [],
    isSimulated: false,
    link,
    pdf: null,
  }
}
