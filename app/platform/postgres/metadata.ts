export interface Result<T> {
  readonly rows: T[]
  readonly rowCount: number
}

/** Runs SQL with `$1 …` parameters. */
export interface Queryable {
  query<T = Record<string, unknown>>(sql: string, values?: readonly unknown[]): Promise<Result<T>>
}

/** PostgreSQL, embedded or a server: one code path. */
export interface Metadata extends Queryable {
  readonly kind: 'embedded' | 'server'
  /** Runs `work` in one transaction; an error rolls it back. Pass the given connection down, never ask for another inside. */
  transaction<T>(work: (connection: Queryable) => Promise<T>): Promise<T>
  version(): Promise<string>
  close(): Promise<void>
}
