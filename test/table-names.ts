/** Names that a piece of SQL creates as a table or view. */
export function createdTables(sql: string): string[] {
  const creation = /\bCREATE\s+(?:OR\s+REPLACE\s+)?(?:MATERIALIZED\s+)?(?:TABLE|VIEW)\s+(?:IF\s+NOT\s+EXISTS\s+)?([\w.]+)/gi
  return [...withoutTextAndComments(sql).matchAll(creation)].flatMap(([, name]) => name ?? [])
}

/** Names of the tables that a piece of SQL reads or writes; its own WITH names and table functions are none. */
export function namedTables(sql: string): string[] {
  const text = withoutTextAndComments(sql)
    .replaceAll(/\b(ALTER\s+TABLE\s+[\w.]+)\s+(?:UPDATE|DELETE)\b/gi, '$1')
    .replaceAll(/\b(?:LEFT\s+)?ARRAY\s+JOIN\b/gi, ' ')
    .replaceAll(/\bWITH\s+FILL\s+FROM\b/gi, ' ')
    .replaceAll(/\b(?:EXTRACT|TRIM|SUBSTRING|OVERLAY)\s*\([^()]*\bFROM\b/gi, ' ')
  const local = new Set([...text.matchAll(/\b(\w+)\s+AS\s+(?:NOT\s+MATERIALIZED\s+|MATERIALIZED\s+)?\(/gi)].map(([, name]) => name))
  const names = MENTIONS.flatMap((mention) => [...text.matchAll(mention)].flatMap(([, name]) => name ?? []))
  return [...new Set(names)].filter((name) => !local.has(name) && !KEYWORDS.has(name.toUpperCase()))
}

const MENTIONS = [
  // Written to: a list of columns may follow the name.
  /\b(?:INTO|TABLE|VIEW|UPDATE|REFERENCES|TRUNCATE)\s+(?:TABLE\s+)?(?:IF\s+(?:NOT\s+)?EXISTS\s+)?(?:ONLY\s+)?([a-z_][\w.]*)/gi,
  /\bVIEW\s+(?:IF\s+NOT\s+EXISTS\s+)?[\w.]+\s+TO\s+([a-z_][\w.]*)/gi,
  // Read from: a name before a parenthesis is a table function.
  /\b(?:FROM|JOIN)\s+(?:ONLY\s+)?([a-z_][\w.]*)(?!\w*\s*\()/gi,
  /\bFROM\s+[\w.]+(?:\s+(?:AS\s+)?\w+)?\s*,\s*([a-z_][\w.]*)(?!\w*\s*\()/gi,
]

const KEYWORDS = new Set(['SELECT', 'LATERAL', 'VALUES', 'SET', 'FUNCTION', 'TABLE'])

function withoutTextAndComments(sql: string): string {
  return sql.replaceAll(/--[^\n]*|\/\*[\s\S]*?\*\/|'(?:[^'\\]|\\.|'')*'/g, ' ')
}
