import { type CheckedDependency, type CheckedTarget, checkPopulation, type PopulationCheck } from '@trill/core/population/check'
import { PopulationFigures } from '@trill/core/population/figures'
import type { Command } from 'commander'
import { described, print, type Session } from './command.ts'
import { onInterrupt } from './interrupt.ts'
import { drawProgress } from './progress.ts'
import { openTable, type TableFile } from './table-file.ts'
import { grouped, table } from './terminal.ts'

const PIECE_ROWS = 20_000

/** Whether a table of customers has the figures that it is made for. */
export function checkCommand(session: Session): Command {
  const command = described({
    name: 'check',
    about: 'compare a table of customers with the 42 figures and 6 dependencies it is to have; the exit status is 1 when one is missed',
    examples: [
      ['trill generate check customers.parquet', 'Target, what was found, tolerance and verdict.'],
      ['trill generate check customers.csv --json', 'The same as JSON.'],
    ],
  })
  return command
    .argument('<file>', 'CSV, newline-delimited JSON or Parquet; read once, in pieces')
    .action((path: string, options: { readonly json?: boolean }) => check(session, path, options))
}

async function check(session: Session, path: string, { json }: { readonly json?: boolean }): Promise<void> {
  const interrupt = onInterrupt()
  try {
    const figures = await figuresOf(session, await openTable(path), interrupt.signal)
    if (interrupt.signal.aborted) {
      session.terminal.err('Cancelled.')
      session.status = 130
      return
    }
    const result = checkPopulation(figures)
    if (result.missed > 0) session.status = 1
    print(session, json, result, () => asText(result))
  } finally {
    interrupt.release()
  }
}

async function figuresOf({ terminal }: Session, file: TableFile, signal: AbortSignal): Promise<PopulationFigures> {
  const progress = await drawProgress(terminal, 'Checking')
  const since = performance.now()
  const figures = new PopulationFigures(file.names)
  try {
    for await (const piece of file.pieces(PIECE_ROWS, signal)) {
      figures.add(piece)
      const [share, seconds] = [file.share(), (performance.now() - since) / 1000]
      progress.update({
        done: Math.round(100 * share),
        total: 100,
        rate: figures.rows / seconds,
        secondsLeft: share > 0 ? (seconds * (1 - share)) / share : null,
        note: `${grouped(figures.rows)} rows`,
      })
    }
  } finally {
    progress.stop()
  }
  return figures
}

function asText({ customers, needed, targets, dependencies, missed }: PopulationCheck): string {
  const judged = targets.length + dependencies.length
  const tolerances =
    customers >= 100_000
      ? 'Tolerances are those stated.'
      : 'Tolerances are wider than those stated for 100,000, as fewer customers vary more.'
  return [
    table(['FIGURE', 'TARGET', 'FOUND', 'TOLERANCE', 'UNIT', 'VERDICT'], targets.map(targetCells)),
    table(['DEPENDENCY', 'TO BE', 'FOUND', 'VERDICT'], dependencies.map(dependencyCells)),
    customers < needed
      ? `${grouped(customers)} customers are too few to tell; ${grouped(needed)} are needed.`
      : `${judged - missed} of ${judged} reached, by ${grouped(customers)} customers. ${tolerances}`,
  ].join('\n\n')
}

function targetCells({ label, target, found, tolerance, unit, verdict }: CheckedTarget) {
  return [label, shown(target), found === null ? null : shown(found), shown(tolerance), unit, said(verdict)]
}

function dependencyCells({ label, above, below, found, verdict }: CheckedDependency) {
  return [label, `${above} to ${below}`, found === null ? null : shown(found), said(verdict)]
}

function said(verdict: string): string {
  return verdict.replace('_', ' ')
}

function shown(value: number): number {
  return Math.round(value * 1e5) / 1e5
}
