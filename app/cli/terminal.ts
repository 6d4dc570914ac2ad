/** Where a command writes: results to `out`, everything else to `err`. */
export interface Terminal {
  out(text: string): void
  err(text: string): void
  /** Somebody watches: bars may be drawn. */
  readonly isWatched: boolean
}

/** The terminal of this process. A reader that leaves early, as `head` does, is no error. */
export function processTerminal(): Terminal {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error
    })
  }
  return {
    out: (text) => void process.stdout.write(`${text}\n`),
    err: (text) => void process.stderr.write(`${text}\n`),
    isWatched: process.stderr.isTTY === true,
  }
}

/** A small table: headings, aligned columns, numbers to the right. */
export function table(headings: readonly string[], rows: readonly (readonly unknown[])[]): string {
  const texts = rows.map((row) => headings.map((_, index) => shown(row[index])))
  const isNumeric = headings.map((_, index) => rows.length > 0 && rows.every((row) => typeof row[index] === 'number' || row[index] == null))
  const widths = headings.map((heading, index) => Math.max(heading.length, ...texts.map((row) => (row[index] as string).length)))
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, index) => (isNumeric[index] ? cell.padStart(widths[index] as number) : cell.padEnd(widths[index] as number)))
      .join('  ')
      .trimEnd()
  return [line(headings), ...texts.map(line)].join('\n')
}

/** A whole number with its thousands apart. */
export function grouped(value: number): string {
  return value.toLocaleString('en')
}

function shown(value: unknown): string {
  if (value === null || value === undefined) return '-'
  if (typeof value === 'object') return JSON.stringify(value)
  return String(value).replace(/\s+/g, ' ')
}
