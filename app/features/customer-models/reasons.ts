import { CUSTOMER_COLUMNS, type CustomerColumnName } from '@trill/contract/customers'
import { rowCount, type Table } from '@trill/core/estimator'
import { treeShap } from '@trill/core/trees/tree-shap'
import type { CustomerModel } from './model.ts'
import type { CustomerOutcome } from './outcomes.ts'

const REASONS_MAX = 4
/** Contributions below this share of the greatest are none. */
const SHARE_MIN = 0.1

/** What speaks for more or for less. */
export interface Reason {
  readonly column: CustomerColumnName
  /** A number or a word; null where it is missing. */
  readonly value: number | string | null
  /** The middle value among those learned from; null for words. */
  readonly usual: number | null
  readonly effect: 'raises' | 'lowers'
  /** What it adds to the log odds, or to the number on the scale that is learned. */
  readonly weight: number
  /** What the customer has, beside what is usual. */
  readonly finding: string
  /** The finding, and what it does. */
  readonly text: string
}

/**
 * Of each row the columns that weigh most, the heaviest first, by exact contributions of the trees. They explain the model: no reason is a cause.
 * @param words What the numbers of words stand for.
 */
export function reasonsOf(
  { trees, calibration, usual }: CustomerModel,
  outcome: CustomerOutcome,
  table: Table,
  words: ReadonlyMap<number, string>,
): Reason[][] {
  const contributions = treeShap(trees, table)
  const width = table.names.length + 1
  const slope = calibration?.slope ?? 1
  return Array.from({ length: rowCount(table) }, (_, row) => {
    const weighed = table.names.map((name, index) => ({
      column: name as CustomerColumnName,
      weight: slope * (contributions[row * width + index] as number),
      number: (table.columns[index] as Float64Array)[row] as number,
    }))
    const heaviest = weighed.sort((one, other) => Math.abs(other.weight) - Math.abs(one.weight)).slice(0, REASONS_MAX)
    const least = SHARE_MIN * Math.abs(heaviest[0]?.weight ?? 0)
    return heaviest
      .filter(({ weight }) => weight !== 0 && Math.abs(weight) >= least)
      .map(({ column, weight, number }) => reasonOf(outcome, column, weight, valueIn(column, number, words), usual[column] ?? null))
  })
}

function valueIn(column: CustomerColumnName, number: number, words: ReadonlyMap<number, string>): Reason['value'] {
  if (Number.isNaN(number)) return null
  return CUSTOMER_COLUMNS[column].type === 'text' ? (words.get(number) ?? null) : number
}

function reasonOf(
  { noun }: CustomerOutcome,
  column: CustomerColumnName,
  weight: number,
  value: Reason['value'],
  usual: number | null,
): Reason {
  const { unit } = CUSTOMER_COLUMNS[column]
  const effect = weight > 0 ? 'raises' : 'lowers'
  const [said, usually] = [inWords(value, unit), inWords(usual, unit)]
  const compared = usual === null ? '' : said === usually ? ', as usual' : `, usually ${usually}`
  const finding = `${labelOf(column)}: ${said}${compared}.`
  return { column, value, usual, effect, weight, finding, text: `${finding} That ${effect} the ${noun}.` }
}

/** The name of a column in words, without the unit that stands behind the number: `Reel completion rate`. */
function labelOf(column: CustomerColumnName): string {
  const words = column
    .replace(/(?:(?<!_last|\d)_(?:usd|pct|sec|min|minutes|day|week|months?|alltime))+$/, '')
    .replace(/^avg_/, 'average_')
    .replace(/^iap_/, 'in-app_')
    .replace(/_avg$/, ', average')
  return words.charAt(0).toUpperCase() + words.slice(1).replaceAll('_', ' ')
}

function inWords(value: Reason['value'], unit: string): string {
  if (value === null) return 'not known'
  if (typeof value === 'string') return value.replaceAll('_', ' ')
  const shown = Number(value.toPrecision(Math.abs(value) >= 100 ? 4 : 3))
  return `${shown}${unit === '' ? '' : ` ${shown === 1 ? unitOfOne(unit) : unit}`}`
}

/** `month` of `months`, `story a week` of `stories a week`. */
function unitOfOne(unit: string): string {
  return unit.replace(/(?<=\w{2})(?:ies|(?<=ch)es|s)(?= a |$)/, (end) => (end === 'ies' ? 'y' : ''))
}
