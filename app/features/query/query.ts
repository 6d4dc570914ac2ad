import { RefusedSql } from '../../platform/clickhouse/restricted-sql.ts'
import type { NamedRows } from '../../platform/clickhouse/wide-integers.ts'
import { Problem } from '../../platform/http/problem.ts'
import { type QueryResponse, ROWS_MAX } from './contract.ts'

/**
 * @param found one row more than is answered, where there are more.
 * @param shown what of a text may be shown.
 */
export function answerOf({ columns, rows }: NamedRows, elapsedSeconds: number, shown: (text: string) => string): QueryResponse {
  return {
    columns: [...columns],
    rows: rows.slice(0, ROWS_MAX).map((row) => shownPart(row, shown) as Record<string, unknown>),
    truncated: rows.length > ROWS_MAX,
    elapsed_seconds: Math.round(elapsedSeconds * 1000) / 1000,
  }
}

/** Texts at every depth, as they may be shown. */
export function shownPart(value: unknown, shown: (text: string) => string): unknown {
  if (typeof value === 'string') return shown(value)
  if (Array.isArray(value)) return value.map((part) => shownPart(part, shown))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, shownPart(part, shown)]))
}

/** What ClickHouse says about a query it would not run, as a problem; anything else that went wrong as it is. */
export function queryProblem(error: unknown): unknown {
  if (error instanceof RefusedSql) return new Problem('invalid_sql', error.message)
  if (!(error instanceof Error) || !isFromEngine(error)) return error
  return new Problem('invalid_sql', sentence(error.message))
}

function isFromEngine(error: Error): boolean {
  const { code, clickhouseCode } = error as Error & { code?: unknown; clickhouseCode?: unknown }
  return typeof clickhouseCode === 'number' || (typeof code === 'string' && /^\d+$/.test(code))
}

/** The engine’s message without its number, class, version and stack. */
function sentence(message: string): string {
  return message
    .replace(/^Code: \d+\.\s*/, '')
    .replace(/^DB::Exception:\s*/, '')
    .replace(/\s*\(version [\s\S]*$/, '')
    .replace(/\s*Stack trace:[\s\S]*$/, '')
    .trim()
    .slice(0, 2000)
}
