/** A table, or what is asked of it, cannot be used as it is: what is wrong, with column and row, and what to do. An expected outcome. */
export class UnusableTable extends Error {
  override readonly name = 'UnusableTable'
  readonly remedy: string

  constructor(message: string, remedy: string) {
    super(message)
    this.remedy = remedy
  }
}

/**
 * Names for a sentence, in quotes, the first few of many.
 * @param most How many are shown, at least 1.
 */
export function quoted(names: readonly string[], most = 10): string {
  const shown = names.slice(0, most).map((name) => `“${name.slice(0, 80)}”`)
  return names.length > most ? `${shown.join(', ')} and ${names.length - most} more` : shown.join(', ') || 'none'
}
