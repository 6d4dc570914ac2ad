import type { ImportedFile } from './import.ts'
import { duration } from './progress.ts'
import { grouped } from './terminal.ts'

/** What a person reads about one imported file. */
export function importReport(file: ImportedFile): string {
  const { rows_read, rows_accepted, rows_duplicate, rows_rejected, rejected_by_reason, notes, rejects_file } = file
  const counts: readonly (readonly [number, string])[] = [
    [rows_read, 'rows read'],
    [rows_accepted, 'accepted'],
    [rows_duplicate, 'duplicate: there already, or earlier in the file'],
    [rows_rejected, 'rejected'],
  ]
  const width = grouped(rows_read).length
  const number = (count: number) => grouped(count).padStart(width)
  return [
    `${file.file}: ${outcome(file)}`,
    ...counts.map(([count, what]) => `  ${number(count)}  ${what}`),
    ...rejected_by_reason.map(({ reason, count }) => `  ${number(count)}    ${reason}`),
    ...(notes.length === 0 ? [] : ['  Noted in accepted rows:']),
    ...notes.map(({ code, count, about }) => `  ${number(count)}    ${code}: ${about}`),
    ...(rejects_file === null ? [] : [`  The rejected rows, with line numbers and reasons, are in ${rejects_file}`]),
  ].join('\n')
}

function outcome({ status, begun, seconds, rows_read, error, remedy, finished_at }: ImportedFile): string {
  if (status === 'failed') return `failed. ${sentence(error ?? '')} ${remedy ?? ''}`.trimEnd()
  if (status === 'cancelled') return 'cancelled. What was stored stays; the same command goes on from there.'
  if (begun === 'already_imported')
    return `already imported (${finished_at?.slice(0, 16).replace('T', ' ') ?? ''} UTC), nothing changed; --again reads it again. What it was:`
  return `done in ${duration(seconds)}, ${grouped(Math.round(rows_read / Math.max(seconds, 0.001)))} rows/s.`
}

/** Details are sentences, some without their full stop. */
function sentence(text: string): string {
  return /[.!?…]$/.test(text) ? text : `${text}.`
}
