import { basename } from 'node:path'
import type { ConsentsRecorded, StatementBody } from '../features/consents/contract.ts'
import { print, type Session } from './command.ts'
import { type Connection, connected } from './connection.ts'
import type { ConsentRow } from './consent-rows.ts'
import { Failure } from './failure.ts'
import { requireFile } from './input-file.ts'
import { type Interrupt, onInterrupt } from './interrupt.ts'
import { drawProgress } from './progress.ts'
import { grouped } from './terminal.ts'

/** Statements that are recorded by one request. */
const BATCH = 500

interface Options {
  readonly workspace: string
  readonly encoding?: string
  readonly delimiter?: string
  readonly rejects?: string
  readonly json?: boolean
}

/** What became of the rows of one file of statements. */
interface Imported {
  readonly file: string
  readonly rows_read: number
  readonly rows_recorded: number
  /** Rows that stood in the ledger before, or earlier in the file. */
  readonly rows_known: number
  readonly rows_rejected: number
  readonly rejected_by_reason: readonly { readonly reason: string; readonly count: number }[]
  /** Where the refused rows are; null when there are none. */
  readonly rejects_file: string | null
  readonly is_cancelled: boolean
}

/**
 * Records statements from files through the same door as POST /v1/consents. The same file again records nothing twice, so that one
 * that was interrupted is simply read again.
 */
export async function importConsents(session: Session, files: readonly string[], options: Options): Promise<void> {
  if (options.rejects !== undefined && files.length > 1)
    throw new Failure({
      title: 'One rejects file for several files',
      detail: '--rejects takes the refused rows of one file',
      remedy: 'Import the files one by one, or leave --rejects out.',
    })
  for (const file of files) await requireFile(file)
  const interrupt = onInterrupt()
  const imported: Imported[] = []
  try {
    await connected(async (trill) => {
      for (const file of files) if (!interrupt.signal.aborted) imported.push(await importFile({ session, trill, interrupt, options }, file))
    })
  } finally {
    interrupt.release()
  }
  print(session, options.json, { imports: imported }, () => imported.map(report).join('\n\n'))
  if (imported.some(({ is_cancelled }) => is_cancelled)) session.status = 130
  else if (imported.some(({ rows_rejected }) => rows_rejected > 0)) session.status = 3
}

interface Work {
  readonly session: Session
  readonly trill: Connection
  readonly interrupt: Interrupt
  readonly options: Options
}

async function importFile({ session, trill, interrupt, options }: Work, file: string): Promise<Imported> {
  const [{ openSource }, { readConsentRows }, { RejectsFile }, { UnusableImport }] = await Promise.all([
    import('../features/imports/source.ts'),
    import('./consent-rows.ts'),
    import('../features/imports/rejects-file.ts'),
    import('../features/imports/rejections.ts'),
  ])
  const path = options.rejects ?? `${file}.rejects.csv`
  const tally = new Tally(trill, options.workspace)
  const progress = await drawProgress(session.terminal, basename(file))
  let rejects: Awaited<ReturnType<typeof RejectsFile.open>> | undefined
  try {
    const source = await openSource(file, options.encoding)
    await source.verify()
    for await (const rows of readConsentRows(source, Date.now(), options.delimiter)) {
      if (interrupt.signal.aborted) break
      const refused = rows.flatMap((row) => ('refusal' in row ? [{ row, refusal: row.refusal }] : []))
      if (refused.length > 0) rejects ??= await RejectsFile.open(path, 0)
      await rejects?.add(refused)
      await tally.add(rows)
      const step = { done: source.bytesRead(), total: source.bytesTotal, rate: null, secondsLeft: null }
      progress.update({ ...step, note: `${grouped(tally.read)} rows` })
    }
    if (!interrupt.signal.aborted) await tally.flush()
  } catch (error) {
    if (!(error instanceof UnusableImport)) throw error
    throw new Failure({ title: 'The file cannot be imported', detail: error.message, remedy: 'Change the file or the options and repeat.' })
  } finally {
    progress.stop()
    await rejects?.close()
  }
  return { file, ...tally.result(), rejects_file: rejects === undefined ? null : path, is_cancelled: interrupt.signal.aborted }
}

/** Counts rows and records them in batches. */
class Tally {
  readonly #trill: Connection
  readonly #workspaceId: string
  readonly #reasons = new Map<string, number>()
  #waiting: StatementBody[] = []
  #recorded = 0
  #known = 0
  read = 0

  constructor(trill: Connection, workspaceId: string) {
    this.#trill = trill
    this.#workspaceId = workspaceId
  }

  async add(rows: readonly ConsentRow[]): Promise<void> {
    this.read += rows.length
    for (const row of rows) {
      if ('refusal' in row) this.#reasons.set(row.refusal.reason, (this.#reasons.get(row.refusal.reason) ?? 0) + 1)
      else this.#waiting.push(row.value)
      if (this.#waiting.length >= BATCH) await this.flush()
    }
  }

  async flush(): Promise<void> {
    if (this.#waiting.length === 0) return
    const body = { workspace_id: this.#workspaceId, only_new: true, consents: this.#waiting }
    const { recorded, known = 0 } = await this.#trill.ask<ConsentsRecorded>('POST', '/v1/consents', { body })
    this.#waiting = []
    this.#recorded += recorded
    this.#known += known
  }

  result(): Pick<Imported, 'rows_read' | 'rows_recorded' | 'rows_known' | 'rows_rejected' | 'rejected_by_reason'> {
    const rejected = [...this.#reasons].map(([reason, count]) => ({ reason, count }))
    const rows_rejected = rejected.reduce((sum, { count }) => sum + count, 0)
    return { rows_read: this.read, rows_recorded: this.#recorded, rows_known: this.#known, rows_rejected, rejected_by_reason: rejected }
  }
}

function report({ file, rows_read, rows_recorded, rows_known, rows_rejected, ...more }: Imported): string {
  const number = (count: number) => grouped(count).padStart(grouped(rows_read).length)
  return [
    `${file}: ${more.is_cancelled ? 'cancelled. What was recorded stays; the same command records the rest.' : 'done.'}`,
    `  ${number(rows_read)}  rows read`,
    `  ${number(rows_recorded)}  recorded`,
    `  ${number(rows_known)}  known: in the ledger already, or earlier in the file`,
    `  ${number(rows_rejected)}  rejected`,
    ...more.rejected_by_reason.map(({ reason, count }) => `  ${number(count)}    ${reason}`),
    ...(more.rejects_file === null ? [] : [`  The rejected rows, with line numbers and reasons, are in ${more.rejects_file}`]),
  ].join('\n')
}
