import type { QueryLimits } from './event-store.ts'

/** 64-bit integers as JSON numbers: counts stay far below 2^53. */
export const READ_SETTINGS = { output_format_json_quote_64bit_integers: 0 } as const

/** A person’s own query may answer any integer. */
export const EXACT_SETTINGS = { output_format_json_quote_64bit_integers: 1 } as const

/**
 * One insert is one block, and a block with a known token changes nothing: neither the table nor the views
 * behind it. Without the second setting the views would count a repeated block twice.
 */
export const INSERT_SETTINGS = {
  deduplicate_blocks_in_dependent_materialized_views: 1,
  async_insert: 0,
  // An older version’s journal has rows without the columns that came since: they take their defaults.
  input_format_tsv_allow_variable_number_of_columns: 1,
  // The views already group by the keys of their tables: merging their rows once more would cost a tenth of the insert.
  optimize_on_insert: 0,
  max_insert_block_size: '1048576',
  min_insert_block_size_rows: '1048576',
  min_insert_block_size_bytes: '1073741824',
  max_partitions_per_insert_block: '1000',
} as const

/** What a statement runs with. Changes to stored rows are over when it answers; an INSERT with a token happens once. */
export function commandSettings(token: string | undefined) {
  const settings = { mutations_sync: '2', lightweight_deletes_sync: '2' } as const
  return token === undefined ? settings : { ...settings, ...INSERT_SETTINGS, insert_deduplication_token: token }
}

/** Turns our limits into the engine’s settings. */
export function readLimits({ maxSeconds = 30, maxRows = 100_000 }: QueryLimits = {}) {
  return { max_execution_time: maxSeconds, max_result_rows: String(maxRows), result_overflow_mode: 'throw' as const }
}
