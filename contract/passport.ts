/** What kind of knowledge a figure is. Estimated and simulated figures are never counted together with measured ones unsaid. */
export const FIGURE_STATUSES = {
  measured: 'Counted from what apps and pages sent, or read from a platform.',
  imported: 'Read from files that were imported.',
  mixed: 'Measured and imported rows are counted together.',
  derived: 'Calculated from measured or imported figures by the definition named.',
  estimated: 'Said by a model or a sample; it has an interval.',
  simulated: 'Made up by a seeded generator. Nobody real is behind it.',
  partly_simulated: 'Real rows and rows of a seeded generator are counted together; read it as a demonstration.',
  unavailable: 'There is nothing to say it from.',
} as const
export type FigureStatus = keyof typeof FIGURE_STATUSES

/** How a figure is made of its rows: counted or read as it is, calculated by a formula, or said by a model or a sample. */
export type FigureMaking = 'counted' | 'calculated' | 'estimated'

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

/**
 * What kind of knowledge a figure is that was made of rows of these provenances. Simulated rows outweigh everything: alone they make it
 * `simulated`, among others `partly_simulated`, whatever was calculated from them.
 * @param provenances of the rows, as in contract/event.ts, in any order; none where there are no rows.
 */
export function statusOf(provenances: Iterable<string>, making: FigureMaking): FigureStatus {
  const names = new Set(provenances)
  if (names.size === 0) return 'unavailable'
  if (names.has('simulated')) return names.size === 1 ? 'simulated' : 'partly_simulated'
  if (making !== 'counted') return making === 'estimated' ? 'estimated' : 'derived'
  if (names.size > 1) return 'mixed'
  return names.has('imported') ? 'imported' : 'measured'
}
