import type { ColumnBlock } from './native-blocks.ts'
import type { NamedRows } from './wide-integers.ts'

/** Values bound to `{name:Type}` parameters. */
export type QueryParameters = Readonly<Record<string, string | number | boolean | null | readonly (string | number)[]>>

export interface QueryLimits {
  /** Seconds after which the store gives up. Default 30. */
  readonly maxSeconds?: number
  /** Rows after which the store refuses to answer. Default 100,000. */
  readonly maxRows?: number
}

/** One insert of text rows. The same token again changes nothing, here and in every materialised view. */
export interface TextInsert {
  readonly table: string
  readonly columns: readonly string[]
  /** Rows in ClickHouse’s TabSeparated format. */
  readonly body: Buffer
  readonly token: string
}

/** ClickHouse, embedded or a server: the same SQL on both. */
export interface EventStore {
  readonly kind: 'embedded' | 'server'
  /** Runs one SELECT of ours; 64-bit integers arrive as numbers. */
  rows<T>(sql: string, parameters?: QueryParameters, limits?: QueryLimits): Promise<T[]>
  /** Runs one SELECT of ours and gives its rows in batches as they come, for answers of any length. Whoever stops reading ends it. */
  batches<T>(sql: string, parameters?: QueryParameters): AsyncIterable<T[]>
  /** Runs one SELECT of ours and gives its columns in blocks as they come: numbers (Float64, UInt8, UInt32) and texts without the detour of JSON. */
  columns(sql: string, parameters?: QueryParameters): AsyncIterable<ColumnBlock>
  /** Runs one SELECT a person wrote: read-only, without files, network or other tables’ functions. Integers stay exact. */
  restricted(sql: string, limits?: QueryLimits): Promise<NamedRows>
  /**
   * Runs one statement that answers nothing (DDL, ALTER, INSERT … SELECT).
   * @param token Makes an INSERT happen once: the same token again changes nothing, here and in every materialised view.
   */
  command(sql: string, parameters?: QueryParameters, token?: string): Promise<void>
  insertText(insert: TextInsert): Promise<void>
  version(): Promise<string>
  close(): Promise<void>
}
