/**
 * PostgreSQL refused a statement; `code` is its five-character SQLSTATE.
 * Holds neither the SQL nor its parameters: errors are logged, and those may be personal.
 */
export class QueryFailed extends Error {
  override readonly name = 'QueryFailed'
  readonly code: string
  /** The constraint that was violated; empty when it was something else. */
  readonly constraint: string

  constructor(message: string, code: string, constraint: string) {
    super(message)
    this.code = code
    this.constraint = constraint
  }
}

/** PostgreSQL does not answer: the server is away, or the store is closed. */
export class MetadataUnavailable extends Error {
  override readonly name = 'MetadataUnavailable'
}

/** SQLSTATE of a value that is there already. */
export const UNIQUE_VIOLATION = '23505'

/** SQLSTATE of a disk that is full. */
export const DISK_FULL = '53100'

/** SQLSTATE classes of a connection that failed and of a server that stops or starts. */
const UNAVAILABLE = /^(08...|57P0[1-5]|53300)$/
const NO_CONNECTION =
  /^(ECONNREFUSED|ECONNRESET|ENOTFOUND|ETIMEDOUT|EPIPE|EHOSTUNREACH|EAI_AGAIN)$|^Connection terminated|^timeout exceeded when|^PGlite is clos|^Cannot use a pool/

/** What either engine threw, in one form for both. */
export function metadataError(error: unknown): Error {
  if (!(error instanceof Error) || error instanceof QueryFailed || error instanceof MetadataUnavailable) return error as Error
  const { code, constraint, message } = error as Error & { code?: unknown; constraint?: unknown }
  const state = typeof code === 'string' ? code : ''
  if (UNAVAILABLE.test(state) || NO_CONNECTION.test(state) || NO_CONNECTION.test(message)) {
    return new MetadataUnavailable(`PostgreSQL does not answer: ${message || state}`)
  }
  return /^[0-9A-Z]{5}$/.test(state) ? new QueryFailed(message, state, typeof constraint === 'string' ? constraint : '') : error
}
