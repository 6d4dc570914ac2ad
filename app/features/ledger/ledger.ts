import type { LedgerResponse } from './contract.ts'

export interface LedgerRow {
  readonly hour_seconds: number
  readonly result: string
  readonly reason: string
  readonly events: number
}

type Lines = LedgerResponse['lines']

/** What became of the events, in all and hour by hour. */
export function ledgerOf(rows: readonly LedgerRow[]): Pick<LedgerResponse, 'received' | 'lines' | 'hours'> {
  const hours = [...new Set(rows.map(({ hour_seconds }) => hour_seconds))].map((seconds) => {
    const lines = linesOf(rows.filter(({ hour_seconds }) => hour_seconds === seconds))
    return { hour: new Date(seconds * 1000).toISOString(), received: received(lines), lines }
  })
  const lines = linesOf(rows)
  return { received: received(lines), lines, hours }
}

/** Most frequent first. */
function linesOf(rows: readonly LedgerRow[]): Lines {
  const sums = new Map<string, LedgerRow>()
  for (const row of rows) {
    const key = `${row.result} ${row.reason}`
    sums.set(key, { ...row, events: (sums.get(key)?.events ?? 0) + row.events })
  }
  return [...sums.values()]
    .map(({ result, reason, events }) => ({ result, reason, events }) as Lines[number])
    .sort((one, other) => other.events - one.events)
}

function received(lines: Lines): number {
  return lines.reduce((sum, { events }) => sum + events, 0)
}
