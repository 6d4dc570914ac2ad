/** Rows of the leaves, one leaf behind the other. */
export class RowPartition {
  readonly rows: Int32Array
  readonly #right: Int32Array

  /**
   * @param rows In rising order; reordered from now on.
   * @param scratch Room for as many rows; what is in it is lost.
   */
  constructor(rows: Int32Array, scratch: Int32Array) {
    this.rows = rows
    this.#right = scratch
  }

  /**
   * Brings the rows of a leaf into two parts, each in its old order.
   * @param words Bins of the group of columns, and `shift` those of the column in a word.
   * @param goesRight For each bin 0 or 1.
   * @returns where the right part starts.
   */
  split(start: number, end: number, words: Int32Array, shift: number, goesRight: Uint8Array): number {
    const { rows } = this
    const right = this.#right
    let left = start
    let moved = 0
    for (let i = start; i < end; i += 1) {
      const row = rows[i] as number
      const turn = goesRight[((words[row] as number) >>> shift) & 255] as number
      rows[left] = row
      right[moved] = row
      left += 1 - turn
      moved += turn
    }
    for (let i = 0; i < moved; i += 1) rows[left + i] = right[i] as number
    return left
  }
}
