/** What kind of knowledge a figure is. Estimated and simulated figures are never counted together with measured ones unsaid. */
export const FIGURE_STATUSES = {
  measured: 'Counted from what apps and pages sent, or read from a platform.',
  imported: 'Read from files that were imported.',
  derived: 'Calculated from measured or imported figures by the definition named.',
  estimated: 'Said by a model or a sample; it has an interval.',
  simulated: 'Made up by a seeded generator. Nobody real is behind it.',
  unavailable: 'There is nothing to say it from.',
} as const
export type FigureStatus = keyof typeof FIGURE_STATUSES

/** Where a figure comes from. */
export interface FigurePassport {
  readonly status: FigureStatus
  /** Tables, files or platforms that it was made from, in words. */
  readonly source: string
  /** When the newest of what it was made from was seen, ISO 8601, UTC; null where there is none. */
  readonly observed_at: string | null
  /** Name of the definition: a metric, a score, a column of customers or a claim. */
  readonly definition: string
  /** Version of the definition. */
  readonly version: string
  /** How many rows or people it was made from; null where too few to be told. */
  readonly n: number | null
}
