import type { Platform } from '../../platform/platform.ts'
import type { Refusal } from './rejections.ts'
import type { Source } from './source.ts'

/** What the person who imports may set; part of what makes two imports the same. */
export interface ImportOptions {
  /** Field of the event → expression of the mapping language. */
  readonly map?: Readonly<Record<string, string>>
  /** Year of the first date, where dates name none. */
  readonly year?: number
  /** Names of categories by id. */
  readonly categories?: Readonly<Record<string, string>>
  /** Where the category of a video comes from: the name of its id (default), or the file’s own column. */
  readonly category_from?: 'id' | 'column'
  /** Day on which the counters were read, `YYYY-MM-DD`. */
  readonly date?: string
  /** First and last day that the counters are of, as the name of the file tells; milliseconds UTC of their midnights. */
  readonly period?: { readonly from: number; readonly to: number }
  readonly encoding?: string
  readonly delimiter?: string
}

/** One row of a file as it was read: a value to store, or why there is none. */
export interface ReadRow<T> {
  /** Line of the file on which the row begins, from 1. */
  readonly line: number
  /** The row as it stood: the cells of a CSV row, or a line. */
  readonly raw: readonly string[] | string
  readonly value?: T
  readonly refusal?: Refusal
  /** What was mended; codes of the format’s `notes`. */
  readonly notes?: readonly string[]
}

/** What became of rows. Their numbers add up to the rows, sooner or later: see `RowStore.settle`. */
export interface Outcome {
  readonly accepted: number
  readonly duplicate: number
  /** Rows, by their place in the batch, that were refused when they were judged. */
  readonly refused: readonly { readonly index: number; readonly refusal: Refusal }[]
  /** Rows that were counted and not stored, because their people may not be. */
  readonly suppressed?: number
  /** What was mended when they were judged, by code of the format’s `notes`. */
  readonly notes?: Readonly<Record<string, number>>
}

/** Rows that were handed over under a stamp and not counted yet. */
export interface Unsettled {
  readonly stamp: number
  readonly rows: number
}

/** Puts the rows of one import into the event store. The same batch under the same stamp again changes nothing. */
export interface RowStore<T> {
  /** @param stamp `received_at` of the batch, milliseconds UTC; no other batch of any import has it, nor the millisecond after it. */
  write(values: readonly T[], stamp: number): Promise<Outcome>
  /** Counts what was handed over and is stored by now. */
  settle(): Promise<Pick<Outcome, 'accepted' | 'duplicate'>>
  unsettled(): readonly Unsettled[]
  /** Called when all rows of a file are written: what they are of is read from them from now on. Again it changes nothing. */
  publish?(): Promise<void>
}

export interface StoreContext {
  readonly platform: Platform
  readonly importId: string
  readonly workspaceId: string
  readonly unsettled: readonly Unsettled[]
  readonly signal: AbortSignal
}

/** A kind of file. */
export interface ImportFormat<T> {
  readonly name: string
  readonly about: string
  /** What it may mend in a row, by code. */
  readonly notes: Readonly<Record<string, string>>
  /** Reads the option `map`, where it is not the mapping language of events. @throws UnusableImport */
  readonly readMap?: (text: string) => Readonly<Record<string, string>>
  /**
   * Completes and checks the options before anything is read.
   * @param fileName Name of the file, which may tell the year.
   * @throws UnusableImport naming the option.
   */
  complete(options: ImportOptions, fileName: string): ImportOptions
  /** @throws UnusableImport when the file is not of this kind. */
  read(source: Source, options: ImportOptions): AsyncGenerator<readonly ReadRow<T>[]>
  store(context: StoreContext): RowStore<T>
  /** Removes what an import wrote that did not come to its end; such an import begins anew, where others go on. */
  discard?(context: Pick<StoreContext, 'platform' | 'importId' | 'workspaceId'>): Promise<void>
}
