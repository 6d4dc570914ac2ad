import { rowCount, type Table } from '../estimator.ts'
import type { Random } from '../random/xoshiro256.ts'

/** Indices of rows to learn from and of rows to judge on, each ascending, none in both. */
export interface Split {
  readonly train: Uint32Array
  readonly test: Uint32Array
}

/**
 * Older rows to learn from, newer ones to judge on. Rows of one time stay together, and rows within the gap before the first test row are
 * in neither: their outcome is not yet known when the test begins.
 * @param times One a row, finite, in any unit and order.
 * @param options.trainShare Of the rows, in (0, 1); what is left for learning may be fewer by ties and the gap.
 * @param options.gap As long as an outcome takes, ≥ 0, in the unit of the times.
 * @throws RangeError when a time is not finite, a parameter out of range, or a side would be empty.
 */
export function splitByTime(times: ArrayLike<number>, { trainShare = 0.7, gap = 0 }: { trainShare?: number; gap?: number } = {}): Split {
  requireTimes('splitByTime', times)
  requireShare('splitByTime', 'trainShare', trainShare)
  if (!(gap >= 0 && gap < Infinity)) throw new RangeError(`splitByTime requires finite gap ≥ 0, got ${gap}`)
  const sorted = Float64Array.from(times).sort()
  const border = sorted[Math.min(Math.ceil(trainShare * sorted.length), sorted.length - 1)] as number
  return nonEmpty('splitByTime', {
    train: indicesWhere(times.length, (row) => (times[row] as number) < border && (times[row] as number) <= border - gap),
    test: indicesWhere(times.length, (row) => (times[row] as number) >= border),
  })
}

/**
 * Folds that go forward in time: each is judged on the rows after those it learns from, which grow from fold to fold.
 * @param folds Whole number, at least 1; the rows are cut into one part more.
 * @throws RangeError as of {@link splitByTime}, and when there are fewer rows or times than parts.
 */
export function foldsByTime(times: ArrayLike<number>, folds: number, { gap = 0 }: { gap?: number } = {}): Split[] {
  requireTimes('foldsByTime', times)
  requireFolds('foldsByTime', folds, 1)
  const sorted = Float64Array.from(times).sort()
  const borderAt = (part: number) => sorted[Math.floor((part * sorted.length) / (folds + 1))] ?? Infinity
  return Array.from({ length: folds }, (_, fold) => {
    const [from, to] = [borderAt(fold + 1), fold + 1 === folds ? Infinity : borderAt(fold + 2)]
    return nonEmpty('foldsByTime', {
      train: indicesWhere(times.length, (row) => (times[row] as number) < from && (times[row] as number) <= from - gap),
      test: indicesWhere(times.length, (row) => (times[row] as number) >= from && (times[row] as number) < to),
    })
  })
}

/**
 * Rows of a group, an author for instance, all on one side, so that nothing of a known author is judged.
 * @param groups One a row: a name or number.
 * @param options.testShare Of the rows, in (0, 1); met as nearly as whole groups can.
 * @throws RangeError when there are fewer than two groups or a share is out of range.
 */
export function splitByGroup(groups: ArrayLike<number | string>, random: Random, { testShare = 0.3 }: { testShare?: number } = {}): Split {
  requireShare('splitByGroup', 'testShare', testShare)
  const sizes = [...groupSizes(groups)]
  shuffle(sizes, random)
  const held = new Set<number | string>()
  let rows = 0
  for (const [group, size] of sizes) {
    if (held.size > 0 && (rows + size / 2 > testShare * groups.length || held.size === sizes.length - 1)) continue
    held.add(group)
    rows += size
  }
  return nonEmpty(
    'splitByGroup',
    sidesBy(groups.length, (row) => held.has(groups[row] as number | string)),
  )
}

/**
 * Folds of random rows. Only for rows that know nothing of each other: where time or an author leaks, `foldsByTime` or `foldsByGroup`.
 * @param rows Whole number ≥ folds.
 * @param folds Whole number, at least 2.
 * @param options.labels Classes to spread evenly over the folds, one a row.
 * @throws RangeError when a parameter is out of range.
 */
export function randomFolds(rows: number, folds: number, random: Random, { labels }: { labels?: ArrayLike<number> } = {}): Split[] {
  requireFolds('randomFolds', folds, 2)
  if (!(Number.isSafeInteger(rows) && rows >= folds)) throw new RangeError(`randomFolds requires at least ${folds} rows, got ${rows}`)
  if (labels !== undefined && labels.length !== rows)
    throw new RangeError(`randomFolds requires a label a row, got ${labels.length} for ${rows}`)
  const order = Array.from({ length: rows }, (_, row) => row)
  shuffle(order, random)
  if (labels !== undefined) order.sort((a, b) => (labels[a] as number) - (labels[b] as number))
  const fold = new Uint32Array(rows)
  for (const [position, row] of order.entries()) fold[row] = position % folds
  return Array.from({ length: folds }, (_, index) => sidesBy(rows, (row) => fold[row] === index))
}

/**
 * Folds that keep the rows of a group together, of about equal size: the greatest group first, each to the smallest fold so far.
 * @param folds Whole number, at least 2.
 * @throws RangeError when there are fewer groups than folds.
 */
export function foldsByGroup(groups: ArrayLike<number | string>, folds: number, random: Random): Split[] {
  requireFolds('foldsByGroup', folds, 2)
  const sizes = [...groupSizes(groups)]
  if (sizes.length < folds) throw new RangeError(`foldsByGroup requires at least ${folds} groups, got ${sizes.length}`)
  shuffle(sizes, random)
  sizes.sort((a, b) => b[1] - a[1])
  const rows = new Float64Array(folds)
  const foldOf = new Map<number | string, number>()
  for (const [group, size] of sizes) {
    const smallest = rows.indexOf(Math.min(...rows))
    foldOf.set(group, smallest)
    rows[smallest] = (rows[smallest] as number) + size
  }
  return Array.from({ length: folds }, (_, index) => sidesBy(groups.length, (row) => foldOf.get(groups[row] as number | string) === index))
}

/**
 * Test rows of which an equal one is among those to learn from: with them a score is too good. Report them, or leave them out.
 * @returns their indices, ascending; missing values are equal to each other.
 */
export function repeatedRows(table: Table, { train, test }: Split): Uint32Array {
  if (rowCount(table) === 0) return new Uint32Array(0)
  const hashes = rowHashes(table)
  const alike = new Map<number, number[]>()
  for (const row of test) {
    const rows = alike.get(hashes[row] as number)
    if (rows === undefined) alike.set(hashes[row] as number, [row])
    else rows.push(row)
  }
  const repeated = new Set<number>()
  for (const row of train) {
    const candidates = alike.get(hashes[row] as number)
    if (candidates === undefined) continue
    const same = candidates.filter((other) => isSameRow(table, row, other))
    for (const other of same) repeated.add(other)
    alike.set(
      hashes[row] as number,
      candidates.filter((other) => !repeated.has(other)),
    )
  }
  return test.filter((row) => repeated.has(row))
}

/** Equal rows have equal numbers; others rarely have. Column by column, so that no row is written out. */
function rowHashes({ columns }: Table): Int32Array {
  const hashes = new Int32Array(columns[0]?.length ?? 0)
  const value = new Float64Array(1)
  const words = new Int32Array(value.buffer)
  for (const column of columns) {
    for (let row = 0; row < hashes.length; row += 1) {
      // Adding 0 makes one zero of the two, and NaN is written as the same NaN.
      value[0] = Number.isNaN(column[row]) ? Number.NaN : (column[row] as number) + 0
      const mixed = Math.imul((hashes[row] as number) ^ (words[0] as number), 0x85ebca6b) ^ (words[1] as number)
      hashes[row] = Math.imul(mixed ^ (mixed >>> 15), 0xc2b2ae35)
    }
  }
  return hashes
}

function isSameRow({ columns }: Table, row: number, other: number): boolean {
  return columns.every((column) => column[row] === column[other] || (Number.isNaN(column[row]) && Number.isNaN(column[other])))
}

function groupSizes(groups: ArrayLike<number | string>): Map<number | string, number> {
  const sizes = new Map<number | string, number>()
  for (let row = 0; row < groups.length; row += 1)
    sizes.set(groups[row] as number | string, (sizes.get(groups[row] as number | string) ?? 0) + 1)
  return sizes
}

function sidesBy(rows: number, isTest: (row: number) => boolean): Split {
  return { train: indicesWhere(rows, (row) => !isTest(row)), test: indicesWhere(rows, isTest) }
}

function indicesWhere(rows: number, holds: (row: number) => boolean): Uint32Array {
  const indices: number[] = []
  for (let row = 0; row < rows; row += 1) if (holds(row)) indices.push(row)
  return Uint32Array.from(indices)
}

/** Fisher and Yates’ shuffle. */
function shuffle(values: unknown[], random: Random): void {
  for (let i = values.length - 1; i > 0; i -= 1) {
    const j = random.integer(i + 1)
    ;[values[i], values[j]] = [values[j], values[i]]
  }
}

function nonEmpty(caller: string, split: Split): Split {
  if (split.train.length === 0 || split.test.length === 0) {
    throw new RangeError(`${caller} requires rows on both sides, got ${split.train.length} to learn from and ${split.test.length} to test`)
  }
  return split
}

function requireTimes(caller: string, times: ArrayLike<number>): void {
  if (times.length < 2) throw new RangeError(`${caller} requires at least 2 rows, got ${times.length}`)
  for (let row = 0; row < times.length; row += 1) {
    if (!Number.isFinite(times[row])) throw new RangeError(`${caller} requires finite times, got ${times[row]} in row ${row}`)
  }
}

function requireShare(caller: string, name: string, share: number): void {
  if (!(share > 0 && share < 1)) throw new RangeError(`${caller} requires ${name} in (0, 1), got ${share}`)
}

function requireFolds(caller: string, folds: number, least: number): void {
  if (!(Number.isSafeInteger(folds) && folds >= least)) throw new RangeError(`${caller} requires at least ${least} folds, got ${folds}`)
}
