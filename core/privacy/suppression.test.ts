import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type SuppressedTable, suppressRow, suppressTable } from './suppression.ts'

describe('a row', () => {
  it('with one small cell withholds the next smallest too', () => {
    // reference/privacy.json, suppress_table.
    expect(suppressRow([120, 45, 3, 60], { k: 10 })).toEqual({ shown: [120, null, null, 60], total: 228 })
  })

  it('without a published total withholds the small cells alone', () => {
    expect(suppressRow([120, 45, 3, 60], { k: 10, totalShown: false })).toEqual({ shown: [120, 45, null, 60], total: null })
  })

  it('of which all cells are great enough is shown', () => {
    expect(suppressRow([10, 11], { k: 10 })).toEqual({ shown: [10, 11], total: 21 })
    expect(suppressRow([], { k: 10 })).toEqual({ shown: [], total: null })
  })

  it('withholds more when those withheld would be a small group together', () => {
    expect(suppressRow([0, 0, 50, 70], { k: 10 }).shown).toEqual([null, null, null, 70])
    expect(suppressRow([3, 4, 50, 70], { k: 10 }).shown).toEqual([null, null, null, 70])
  })

  it('with a threshold for each cell measures each by its own, and what is withheld by the greatest of theirs', () => {
    expect(suppressRow([15, 6, 30], { k: [20, 1, 1] })).toEqual({ shown: [null, null, 30], total: 51 })
    expect(suppressRow([15, 4, 30], { k: [20, 1, 1] }).shown).toEqual([null, null, null])
    expect(suppressRow([15, 4, 30], { k: [10, 1, 1] })).toEqual({ shown: [15, 4, 30], total: 49 })
    expect(suppressRow([3, 4], { k: [10, 1] })).toEqual({ shown: [null, 4], total: null })
    expect(() => suppressRow([3, 4], { k: [10] })).toThrow(RangeError)
  })

  it('of fewer than k people withholds its total', () => {
    expect(suppressRow([3, 4], { k: 10 })).toEqual({ shown: [null, null], total: null })
  })

  it('never shows a small cell, nor one that the total gives away', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 40 }), { maxLength: 12 }), fc.integer({ min: 1, max: 20 }), (counts, k) => {
        const { shown, total } = suppressRow(counts, { k })
        const hidden = counts.filter((_, i) => shown[i] === null)
        for (const [i, count] of counts.entries()) expect(shown[i] === null || (shown[i] === count && count >= k)).toBe(true)
        if (total === null || hidden.length === 0) return
        expect(hidden.length).toBeGreaterThanOrEqual(2)
        expect(hidden.reduce((sum, count) => sum + count, 0)).toBeGreaterThanOrEqual(k)
      }),
    )
  })

  it('takes whole counts only', () => {
    expect(() => suppressRow([1.5], { k: 10 })).toThrow(RangeError)
    expect(() => suppressRow([-1], { k: 10 })).toThrow(RangeError)
  })
})

const tables = fc.record({ rows: fc.integer({ min: 1, max: 6 }), columns: fc.integer({ min: 1, max: 6 }) }).chain(({ rows, columns }) => {
  const count = fc.oneof(
    { weight: 1, arbitrary: fc.integer({ min: 0, max: 9 }) },
    { weight: 3, arbitrary: fc.integer({ min: 10, max: 99 }) },
  )
  return fc.array(fc.array(count, { minLength: columns, maxLength: columns }), { minLength: rows, maxLength: rows })
})

describe('a table', () => {
  it('with one small cell withholds a rectangle', () => {
    const { shown, rowTotals, columnTotals, total } = suppressTable(
      [
        [3, 40, 90],
        [50, 20, 80],
        [60, 70, 30],
      ],
      { k: 10 },
    )
    expect(shown).toEqual([
      [null, null, 90],
      [null, null, 80],
      [60, 70, 30],
    ])
    expect([...rowTotals, ...columnTotals, total]).toEqual([133, 150, 160, 113, 130, 200, 443])
  })

  it('that is safe is shown whole', () => {
    expect(suppressTable([[10, 20]], { k: 10 })).toEqual({ shown: [[10, 20]], rowTotals: [30], columnTotals: [10, 20], total: 30 })
  })

  it('of one cell below k shows nothing', () => {
    expect(suppressTable([[4]], { k: 10 })).toEqual({ shown: [[null]], rowTotals: [null], columnTotals: [null], total: null })
  })

  it('withholds what the caller says, and covers it', () => {
    const { shown } = suppressTable(
      [
        [30, 40],
        [50, 60],
      ],
      { k: 10, alsoWithheld: (row, column) => row === 0 && column === 0 },
    )
    expect(shown).toEqual([
      [null, null],
      [null, null],
    ])
  })

  it('never shows a small figure, and shows no wrong one', () => {
    fc.assert(
      fc.property(tables, (counts) => {
        for (const [value, shown] of pairs(counts, suppressTable(counts, { k: 10 }))) {
          expect(shown === null || (shown === value && value >= 10)).toBe(true)
        }
      }),
    )
  })

  it('gives no withheld figure away to linear algebra', () => {
    fc.assert(
      fc.property(tables, (counts) => {
        const published = suppressTable(counts, { k: 10 })
        const { equations, unknowns } = equationsOf(published)
        const rank = rankOf(equations)
        for (let i = 0; i < unknowns; i += 1) {
          const unit = Array.from({ length: unknowns }, (_, j) => Number(i === j))
          expect(rankOf([...equations, unit])).toBe(rank + 1)
        }
      }),
    )
  })

  it('gives no withheld figure away to whoever knows that counts are not negative', () => {
    const small = fc.array(fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 3, maxLength: 3 }), { minLength: 2, maxLength: 2 })
    fc.assert(
      fc.property(small, (counts) => {
        const published = suppressTable(counts, { k: 3 })
        const seen = new Map<number, Set<number>>()
        for (const cells of everyTable(published, 4)) {
          for (const [i, [value, shown]] of pairs(cells, published).entries()) {
            if (shown === null) seen.set(i, (seen.get(i) ?? new Set()).add(value))
          }
        }
        for (const values of seen.values()) expect(values.size).toBeGreaterThan(1)
      }),
      { numRuns: 30 },
    )
  })

  it('is not overcautious: most of a table with a few small cells stays', () => {
    const counts = Array.from({ length: 8 }, (_, i) => Array.from({ length: 8 }, (_, j) => (i === j && i < 3 ? 2 : 20 + 7 * i + 3 * j)))
    const hidden = suppressTable(counts, { k: 10 })
      .shown.flat()
      .filter((value) => value === null).length
    expect(hidden).toBeLessThanOrEqual(9)
  })

  it('has rows of equal length', () => {
    expect(() => suppressTable([[1, 2], [3]], { k: 10 })).toThrow(/equal length/)
    expect(() => suppressTable([], { k: 10 })).toThrow(RangeError)
    expect(() => suppressTable([[1]], { k: 0 })).toThrow(RangeError)
  })
})

/** Every figure of a table with its totals, beside what is shown of it. */
function pairs(counts: readonly (readonly number[])[], published: SuppressedTable): [number, number | null][] {
  const rowSums = counts.map((row) => row.reduce((sum, value) => sum + value, 0))
  const columnSums = (counts[0] ?? []).map((_, j) => counts.reduce((sum, row) => sum + (row[j] as number), 0))
  const figures = [...counts.flat(), ...rowSums, ...columnSums, rowSums.reduce((sum, value) => sum + value, 0)]
  const shown = [...published.shown.flat(), ...published.rowTotals, ...published.columnTotals, published.total]
  return figures.map((value, i) => [value, shown[i] as number | null])
}

/** One equation a line, in the figures that are withheld: cells of the line less its total. */
function equationsOf({ shown, rowTotals, columnTotals, total }: SuppressedTable): { equations: number[][]; unknowns: number } {
  const grid = [...shown.map((row, i) => [...row, rowTotals[i] as number | null]), [...columnTotals, total]]
  const unknownAt = new Map<string, number>()
  for (const [i, row] of grid.entries())
    for (const [j, value] of row.entries()) if (value === null) unknownAt.set(`${i},${j}`, unknownAt.size)
  const width = (grid[0] as unknown[]).length
  const line = (places: [number, number][]) => {
    const equation = new Array<number>(unknownAt.size).fill(0)
    for (const [at, [i, j]] of places.entries()) {
      const unknown = unknownAt.get(`${i},${j}`)
      if (unknown !== undefined) equation[unknown] = at === places.length - 1 ? -1 : 1
    }
    return equation
  }
  const rows = grid.map((row, i) => line(row.map((_, j) => [i, j])))
  const columns = Array.from({ length: width }, (_, j) => line(grid.map((_, i) => [i, j])))
  return { equations: [...rows, ...columns], unknowns: unknownAt.size }
}

function rankOf(matrix: readonly (readonly number[])[]): number {
  const rows = matrix.map((row) => [...row])
  let rank = 0
  for (let column = 0; column < (rows[0]?.length ?? 0); column += 1) {
    const pivot = rows.findIndex((row, i) => i >= rank && Math.abs(row[column] as number) > 1e-9)
    if (pivot === -1) continue
    const [row] = rows.splice(pivot, 1) as [number[]]
    rows.splice(rank, 0, row)
    for (let i = rank + 1; i < rows.length; i += 1) {
      const factor = ((rows[i] as number[])[column] as number) / (row[column] as number)
      rows[i] = (rows[i] as number[]).map((value, j) => value - factor * (row[j] as number))
    }
    rank += 1
  }
  return rank
}

/** Every table of counts below a limit that agrees with all published figures. */
function* everyTable(published: SuppressedTable, limit: number): Generator<number[][]> {
  const width = (published.shown[0] as unknown[]).length
  const flat = published.shown.flat()
  function* fill(at: number): Generator<number[][]> {
    if (at === flat.length) {
      const cells = published.shown.map((_, i) => (flat as number[]).slice(i * width, (i + 1) * width))
      if (pairs(cells, published).every(([value, shown]) => shown === null || shown === value)) yield cells
      return
    }
    const fixed = published.shown[Math.floor(at / width)]?.[at % width] ?? null
    for (let value = fixed ?? 0; value <= (fixed ?? limit); value += 1) {
      flat[at] = value
      yield* fill(at + 1)
    }
    flat[at] = fixed
  }
  yield* fill(0)
}
