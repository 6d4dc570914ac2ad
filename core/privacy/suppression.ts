import { requireThreshold } from './k-anonymity.ts'
import { MarginTable } from './margin-table.ts'

/** A row of counts with its total, null where it is withheld. */
export interface SuppressedRow {
  readonly shown: readonly (number | null)[]
  readonly total: number | null
}

/** A table of counts with its totals, null where it is withheld. */
export interface SuppressedTable {
  readonly shown: readonly (readonly (number | null)[])[]
  readonly rowTotals: readonly (number | null)[]
  readonly columnTotals: readonly (number | null)[]
  readonly total: number | null
}

interface RowOptions {
  /** Smallest group shown, whole number ≥ 1; one for all cells, or one for each. */
  readonly k: number | readonly number[]
  /** Whether the total is published beside the row. Without it small cells alone are withheld. */
  readonly totalShown?: boolean
}

/**
 * Withholds what is below k in a row of counts, and as many of the next smallest cells as are needed so that the published total
 * gives nothing away: at least two cells are withheld, and together they hold k people. A total below k is withheld with them.
 * With a k for each cell, the greatest of those that are withheld counts for what they hold together and for the total.
 * @param counts Whole numbers ≥ 0: different people in groups that do not overlap.
 * @throws RangeError when a count or k is out of range, or there is not one k for each cell.
 * @see Cox, Suppression methodology and statistical disclosure control (JASA 75, 1980).
 */
export function suppressRow(counts: readonly number[], { k, totalShown = true }: RowOptions): SuppressedRow {
  const thresholds = typeof k === 'number' ? counts.map(() => k) : k
  if (thresholds.length !== counts.length)
    throw new RangeError(`suppressRow requires a threshold for each of ${counts.length} cells, got ${thresholds.length}`)
  for (const threshold of typeof k === 'number' ? [k] : k) requireThreshold('suppressRow', threshold)
  requireCounts('suppressRow', counts)
  const total = counts.reduce((sum, count) => sum + count, 0)
  const withheld = new Set(counts.flatMap((count, i) => (count < (thresholds[i] as number) ? [i] : [])))
  const least = Math.max(1, ...(typeof k === 'number' ? [k] : [...withheld].map((i) => thresholds[i] as number)))
  const totalSafe = totalShown && total >= least
  if (totalSafe && withheld.size > 0) {
    const ascending = counts.map((_, i) => i).sort((a, b) => (counts[a] as number) - (counts[b] as number))
    const hidden = () => [...withheld].reduce((sum, i) => sum + (counts[i] as number), 0)
    for (const next of ascending) if (withheld.size < 2 || hidden() < least) withheld.add(next)
  }
  return { shown: counts.map((count, i) => (withheld.has(i) ? null : count)), total: totalSafe ? total : null }
}

/**
 * Withholds what is below k in a table with published totals, and further cells until nothing withheld can be recomputed: every
 * withheld entry can go up or down by one while all published figures stay and no count gets below 0, and the withheld cells of
 * each row and column together hold k people. Totals below k are withheld as well; a greater total only when nothing else helps.
 * Further cells are chosen one cycle at a time by fewest people, which is safe and near, not equal, to the fewest.
 * @param counts Rows of equal length, at least one row and one column; whole numbers ≥ 0, groups that do not overlap.
 * @param alsoWithheld Cells that must not be shown for another reason, such as dominance.
 * @throws RangeError when counts are not a table, a count is out of range, or k is.
 * @see Cox, Network models for complementary cell suppression (JASA 90, 1995).
 */
export function suppressTable(
  counts: readonly (readonly number[])[],
  { k, alsoWithheld }: { k: number; alsoWithheld?: (row: number, column: number) => boolean },
): SuppressedTable {
  requireThreshold('suppressTable', k)
  const width = counts[0]?.length ?? 0
  if (width === 0 || counts.some((row) => row.length !== width)) throw new RangeError('suppressTable requires rows of equal length ≥ 1')
  for (const row of counts) requireCounts('suppressTable', row)
  const table = new MarginTable(counts)
  table.withholdBelow(k)
  for (let i = 0; i < counts.length; i += 1) for (let j = 0; j < width; j += 1) if (alsoWithheld?.(i, j)) table.withhold(i, j)
  let open = true
  while (open) {
    const widened = table.fillLinesUpTo(k)
    open = table.hideDetermined() || widened
  }
  return table.result()
}

function requireCounts(caller: string, counts: readonly number[]): void {
  const wrong = counts.find((count) => !(Number.isSafeInteger(count) && count >= 0))
  if (wrong !== undefined) throw new RangeError(`${caller} requires whole counts ≥ 0, got ${wrong}`)
}
