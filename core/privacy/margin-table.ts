/** A step from a row to a column raises the entry between them, one from a column to a row lowers it. */
interface Step {
  readonly from: number
  readonly entry: number
}

/** Totals cost this much more to withhold than any cell: a page is built around them. */
const TOTAL_COST = 1e12

/**
 * A table with its totals as one more row and column, whose entries then add up to 0 in every line when totals count negative.
 * Rows and columns are the nodes of a graph, entries its edges: an entry can be moved by one, all published figures staying,
 * if and only if it lies on a closed walk of withheld edges that lowers none below 0.
 */
export class MarginTable {
  readonly #values: readonly number[]
  readonly #rows: number
  readonly #columns: number
  readonly #withheld: Uint8Array

  constructor(counts: readonly (readonly number[])[]) {
    const withTotals = counts.map((row) => [...row, sum(row)])
    const totals = (withTotals[0] as number[]).map((_, j) => sum(withTotals.map((row) => row[j] as number)))
    this.#values = [...withTotals, totals].flat()
    this.#rows = withTotals.length + 1
    this.#columns = totals.length
    this.#withheld = new Uint8Array(this.#values.length)
  }

  withhold(row: number, column: number): void {
    this.#withheld[row * this.#columns + column] = 1
  }

  withholdBelow(k: number): void {
    for (const [entry, value] of this.#values.entries()) if (value < k) this.#withheld[entry] = 1
  }

  /** In every line whose total is shown, withholds the smallest cells until those withheld hold k people. */
  fillLinesUpTo(k: number): boolean {
    let changed = false
    for (const { cells, total } of this.#lines()) {
      const ascending = [...cells].sort((a, b) => this.#value(a) - this.#value(b))
      const hidden = () => cells.filter((entry) => this.#withheld[entry] === 1)
      while (this.#withheld[total] === 0 && hidden().length > 0 && sum(hidden().map((entry) => this.#value(entry))) < k) {
        this.#withheld[ascending.find((entry) => this.#withheld[entry] === 0) ?? total] = 1
        changed = true
      }
    }
    return changed
  }

  /** Withholds the entries that let each withheld one move. Returns whether any were added. */
  hideDetermined(): boolean {
    let changed = false
    for (let entry = 0; entry < this.#values.length; entry += 1) {
      if (this.#withheld[entry] === 0 || this.#walk(entry, 'up', false) || this.#walk(entry, 'down', false)) continue
      for (const added of this.#walk(entry, 'up', true) ?? []) this.#withheld[added] = 1
      changed = true
    }
    return changed
  }

  result() {
    const entry = (i: number, j: number) => {
      const at = i * this.#columns + j
      return this.#withheld[at] === 1 ? null : this.#value(at)
    }
    const rows = Array.from({ length: this.#rows - 1 }, (_, i) => i)
    const columns = Array.from({ length: this.#columns - 1 }, (_, j) => j)
    return {
      shown: rows.map((i) => columns.map((j) => entry(i, j))),
      rowTotals: rows.map((i) => entry(i, this.#columns - 1)),
      columnTotals: columns.map((j) => entry(this.#rows - 1, j)),
      total: entry(this.#rows - 1, this.#columns - 1),
    }
  }

  /**
   * The entries of the cheapest closed walk that moves an entry by one, or null. Dijkstra over at most a few hundred nodes.
   * @param open Whether entries that are shown may be walked, at the cost of the people in them.
   */
  #walk(moved: number, direction: 'up' | 'down', open: boolean): number[] | null {
    const row = Math.floor(moved / this.#columns)
    const column = this.#rows + (moved % this.#columns)
    const [start, goal] = direction === 'up' ? [column, row] : [row, column]
    if (!this.#moves(moved, direction === 'up')) return null
    const cost = new Float64Array(this.#rows + this.#columns).fill(Infinity)
    const steps = new Map<number, Step>()
    const waiting = new Set([start])
    cost[start] = 0
    while (waiting.size > 0) {
      const node = [...waiting].reduce((best, other) => ((cost[other] as number) < (cost[best] as number) ? other : best))
      if (node === goal) return entriesTo(goal, start, steps)
      waiting.delete(node)
      for (const [next, entry] of this.#neighbours(node)) {
        if (entry === moved || !this.#moves(entry, node < this.#rows) || !(open || this.#withheld[entry] === 1)) continue
        const through = (cost[node] as number) + this.#cost(entry)
        if (through >= (cost[next] as number)) continue
        cost[next] = through
        steps.set(next, { from: node, entry })
        waiting.add(next)
      }
    }
    return null
  }

  #neighbours(node: number): [node: number, entry: number][] {
    if (node < this.#rows) return Array.from({ length: this.#columns }, (_, j) => [this.#rows + j, node * this.#columns + j])
    const column = node - this.#rows
    return Array.from({ length: this.#rows }, (_, i) => [i, i * this.#columns + column])
  }

  /** Whether an entry, with the sign it has in its lines, can go one up or down without its count getting below 0. */
  #moves(entry: number, up: boolean): boolean {
    return up !== this.#isNegative(entry) || this.#value(entry) >= 1
  }

  #cost(entry: number): number {
    if (this.#withheld[entry] === 1) return 0
    const { row, column } = this.#place(entry)
    const margins = Number(row === this.#rows - 1) + Number(column === this.#columns - 1)
    return this.#value(entry) + 1 + margins * TOTAL_COST
  }

  /** Totals count negative in their lines, the total of totals positive again. */
  #isNegative(entry: number): boolean {
    const { row, column } = this.#place(entry)
    return (row === this.#rows - 1) !== (column === this.#columns - 1)
  }

  #lines(): { cells: number[]; total: number }[] {
    const along = (length: number, place: (at: number) => number) => {
      const entries = Array.from({ length }, (_, at) => place(at))
      return { cells: entries.slice(0, -1), total: entries.at(-1) as number }
    }
    return [
      ...Array.from({ length: this.#rows }, (_, i) => along(this.#columns, (j) => i * this.#columns + j)),
      ...Array.from({ length: this.#columns }, (_, j) => along(this.#rows, (i) => i * this.#columns + j)),
    ]
  }

  #place(entry: number): { row: number; column: number } {
    return { row: Math.floor(entry / this.#columns), column: entry % this.#columns }
  }

  #value(entry: number): number {
    return this.#values[entry] as number
  }
}

function entriesTo(goal: number, start: number, steps: ReadonlyMap<number, Step>): number[] {
  const entries: number[] = []
  for (let node = goal; node !== start; ) {
    const { from, entry } = steps.get(node) as Step
    entries.push(entry)
    node = from
  }
  return entries
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
