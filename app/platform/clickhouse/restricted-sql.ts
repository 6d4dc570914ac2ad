/** Scalar functions that reach outside the database although the connection is read-only. */
const UNSAFE_FUNCTIONS = new Set(['file', 'catboostevaluate', 'sleep', 'sleepeachrow', 'getserversetting', 'hostname', 'fqdn'])

/** The query is not one this product runs. */
export class RefusedSql extends Error {
  override readonly name = 'RefusedSql'
}

/**
 * Wraps a person’s SELECT as a subquery, so that a second statement, INTO OUTFILE, FORMAT or SETTINGS
 * is a syntax error instead of an effect.
 * @throws RefusedSql when the text is empty.
 */
export function asSubquery(sql: string): string {
  const trimmed = sql.trim().replace(/;+$/, '').trim()
  if (trimmed === '') throw new RefusedSql('The query is empty; write a SELECT')
  return `SELECT * FROM (\n${trimmed}\n)`
}

/**
 * Reads the engine’s own syntax tree, so that quoting, comments and case cannot hide a function or a SETTINGS
 * clause, which would lift read-only within a subquery.
 * @throws RefusedSql naming what is refused.
 */
export function refuseUnsafe(syntaxTree: string): void {
  if (/^["\s]*Set\b/m.test(syntaxTree)) throw new RefusedSql('SETTINGS is not allowed here: it could undo the limits of the query')
  for (const [, name = ''] of syntaxTree.matchAll(/^["\s]*Function (\S+)/gm)) {
    if (UNSAFE_FUNCTIONS.has(name.toLowerCase())) throw new RefusedSql(`The function ${name}() is not allowed here`)
  }
}
