import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'

/** What one method reached on one data set, beside what others did there. */
export interface Measured {
  readonly set: string
  readonly method: string
  readonly figures: Readonly<Record<string, number | null>>
  /** Figures of the data folder’s README: scikit-learn, LightGBM or R on the same split. */
  readonly reference: Readonly<Record<string, number>>
  readonly seconds: number
}

/** Runs a method and says how long it took. */
export function measure(
  set: string,
  method: string,
  reference: Measured['reference'],
  work: () => Readonly<Record<string, number | null>>,
): Measured {
  const start = performance.now()
  const figures = Object.fromEntries(Object.entries(work()).map(([name, value]) => [name, value === null ? null : rounded(value)]))
  return { set, method, figures, reference, seconds: rounded((performance.now() - start) / 1000) }
}

/** Lines of a text file or a compressed one, without the last empty one. */
export function linesOf(folder: string, ...path: string[]): string[] {
  const bytes = readFileSync(join(folder, ...path))
  const text = path.at(-1)?.endsWith('.gz') ? gunzipSync(bytes).toString('utf8') : bytes.toString('utf8')
  return text.replace(/\n$/, '').split('\n')
}

/** Rows of a comma-separated file without quotes, its head left out. */
export function rowsOf(folder: string, ...path: string[]): string[][] {
  return linesOf(folder, ...path)
    .slice(1)
    .map((line) => line.replace(/\r$/, '').split(','))
}

function rounded(value: number): number {
  return Math.round(value * 10_000) / 10_000
}
