import type { FastifyRequest } from 'fastify'
import type { ExportAsked } from '../../platform/exports/asked.ts'
import type { ExportSource, StreamedTable } from '../../platform/exports/export-source.ts'
import { Problem } from '../../platform/http/problem.ts'
import type { Platform } from '../../platform/platform.ts'
import type { CsvValue } from '../../ui/csv.ts'
import { columnsOf } from '../../ui/export/table.ts'
import { queryProblem, shownPart } from './query.ts'

/** Rows of one file: the engine’s restricted connection gives them at once. */
const FILE_ROWS_MAX = 100_000
const SECONDS_MAX = 30
const BATCH_ROWS = 5000

/** What a query finds. */
export function querySource({ events, consents }: Pick<Platform, 'consents' | 'events'>): ExportSource {
  const table = async (_: FastifyRequest, { sql }: ExportAsked): Promise<StreamedTable> => {
    if (sql === undefined) throw new Problem('invalid_request', 'sql is required: one SELECT')
    const limits = { maxSeconds: SECONDS_MAX, maxRows: FILE_ROWS_MAX + 1 }
    const found = await events.restricted(sql, limits).catch((error) => {
      throw queryProblem(error)
    })
    if (found.rows.length > FILE_ROWS_MAX)
      throw new Problem(
        'invalid_request',
        `The query finds more than ${FILE_ROWS_MAX} rows; add a condition, or LIMIT and OFFSET for parts`,
      )
    const rows = found.rows.map((row) => found.columns.map((name) => cellOf(shownPart(row[name], (text) => consents.shown(text)))))
    return {
      columns: columnsOf(found.columns, rows),
      about: [['sql', sql]],
      provenance: '',
      rows: rows.length,
      batches: () => batchesOf(rows),
    }
  }
  return { what: 'query', title: 'Query', permission: 'query_events', table }
}

function cellOf(value: unknown): CsvValue {
  if (value === null || value === undefined || typeof value === 'string' || typeof value === 'number') return value
  return JSON.stringify(value)
}

async function* batchesOf<T>(rows: readonly T[]): AsyncGenerator<readonly T[]> {
  for (let start = 0; start < rows.length; start += BATCH_ROWS) yield rows.slice(start, start + BATCH_ROWS)
}
