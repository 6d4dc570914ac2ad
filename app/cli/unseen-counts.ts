import type { UnseenValues } from '@trill/core/tabular/encoded-table'
import { grouped } from './terminal.ts'

/** Values that a model does not know, over the pieces of a table. */
export class UnseenCounts {
  readonly #columns = new Map<string, UnseenValues>()

  add(unseen: readonly UnseenValues[]): void {
    for (const { column, rows, example } of unseen) {
      const known = this.#columns.get(column)
      this.#columns.set(column, { column, rows: rows + (known?.rows ?? 0), example: known?.example ?? example })
    }
  }

  all(): UnseenValues[] {
    return [...this.#columns.values()]
  }
}

export function unseenNote({ column, rows, example }: UnseenValues): string {
  return `${rows === 1 ? '1 row has' : `${grouped(rows)} rows have`} a value of “${column}” that the model does not know, such as “${example}”; it counts as missing.`
}
