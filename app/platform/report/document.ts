import type { Platform } from '../platform.ts'
import type { ReportQuestion } from './section.ts'

/** A document that can be made for a period: downloaded, previewed, and sent to subscribers. */
export interface ReportDocument {
  /** Part of addresses and commands: `executive`. */
  readonly id: string
  readonly title: string
  /** Path and search of the page that shows a period of it, whole days with both ends; the workspace is added. */
  readonly pageOf: (period: { readonly from: string; readonly to: string }) => string
  readonly make: (platform: Platform, question: ReportQuestion, options: DocumentOptions) => Promise<MadeDocument>
}

export interface DocumentOptions {
  readonly paper: 'A4' | 'Letter'
  /** Stops the making. */
  readonly signal?: AbortSignal
}

export interface MadeDocument {
  /** Whether there was anything in the period to report. */
  readonly status: 'made' | 'no_data'
  readonly pdf: Buffer
  /** Whether made-up data is behind some figure of it. */
  readonly simulated: boolean
  /** A few plain sentences: the findings that hold, for the body of a message. */
  readonly summary: string
}
