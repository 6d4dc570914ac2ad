import { setImmediate } from 'node:timers/promises'
import { BEHAVIOUR_CUSTOMERS_MAX, type Behaviour, behaviourOf } from '@trill/core/behaviour/stream'
import { createPopulation } from '@trill/core/population/population'
import { type Command, InvalidArgumentError } from 'commander'
import { described, print, type Session } from './command.ts'
import { onInterrupt } from './interrupt.ts'
import { wholeNumber } from './option-values.ts'
import { drawProgress } from './progress.ts'
import { grouped } from './terminal.ts'
import { beginFile, type WholeFile } from './whole-file.ts'

const START = '2026-01-05'
const DAYS_MAX = 3660
const HOURS_A_DAY = 24

interface EventOptions {
  readonly days: number
  readonly customers: number
  readonly seed: number
  readonly activity: number
  readonly start: Date
  readonly out: string
  readonly truths?: string
  readonly json?: boolean
}

/** The behaviour of made customers. */
export function generateEventsCommand(session: Session): Command {
  const command = described({
    name: 'events',
    about: 'what made customers do, hour by hour, as native events; with planted truths and their labels in a file beside it',
    examples: [
      [
        'trill generate events --days 30 --customers 2000 --out events.ndjson',
        'A month of 2,000 customers; labels in events.ndjson.truths.json.',
      ],
      ['trill import events events.ndjson --workspace trial', 'Takes them into a workspace of their own.'],
    ],
  })
  return command
    .option('--days <n>', 'how many, from the start on', wholeNumber(1, DAYS_MAX), 30)
    .option('--customers <n>', 'whose; their table is that of `trill generate customers`', wholeNumber(1, BEHAVIOUR_CUSTOMERS_MAX), 1000)
    .option('--seed <n>', 'of all chance: the same gives the same events', wholeNumber(0, Number.MAX_SAFE_INTEGER), 42)
    .option('--activity <part>', 'part of what customers do that is written, above 0 and at most 1', activityPart, 0.1)
    .option('--start <day>', 'first day, from midnight UTC', firstDay, firstDay(START))
    .requiredOption('--out <file>', 'where the events are written, one JSON object a line')
    .option('--truths <file>', 'where the labels are written; else beside the events, with .truths.json at the end of the name')
    .action((options: EventOptions) => generate(session, options))
}

async function generate(session: Session, options: EventOptions): Promise<void> {
  const { seed, customers, days, activity, start, out, truths = `${out}.truths.json` } = options
  const interrupt = onInterrupt()
  const opened: WholeFile[] = []
  try {
    opened.push(await beginFile(out), await beginFile(truths))
    const [events, labels] = opened as [WholeFile, WholeFile]
    const behaviour = behaviourOf(createPopulation(seed, customers), { seed, days, activity, start: start.getTime() })
    await writeEvents(session, behaviour, days, events, interrupt.signal)
    if (interrupt.signal.aborted) return cancelled(session)
    const planted = behaviour.truths()
    await labels.write(`${JSON.stringify(planted, null, 2)}\n`)
    await labels.finish()
    await events.finish()
    const told = { events: planted.events, customers, days, seed, activity, out, truths, provenance: 'simulated' }
    print(
      session,
      options.json,
      told,
      () => `${grouped(told.events)} simulated events of ${grouped(customers)} customers are in ${out}, what was planted in ${truths}.`,
    )
  } finally {
    interrupt.release()
    for (const file of opened) await file.drop()
  }
}

async function writeEvents({ terminal }: Session, behaviour: Behaviour, days: number, out: WholeFile, signal: AbortSignal): Promise<void> {
  const progress = await drawProgress(terminal, 'Generating')
  const since = performance.now()
  const total = days * HOURS_A_DAY
  let [hours, written] = [0, 0]
  try {
    for (const events of behaviour.hours()) {
      if (signal.aborted) return
      await out.write(
        events.map((event) => `${JSON.stringify({ ...event, occurred_at: new Date(event.occurred_at).toISOString() })}\n`).join(''),
      )
      await setImmediate()
      hours += 1
      written += events.length
      const seconds = (performance.now() - since) / 1000
      const secondsLeft = (seconds * (total - hours)) / hours
      progress.update({ done: hours, total, rate: written / seconds, secondsLeft, note: `${grouped(written)} events` })
    }
  } finally {
    progress.stop()
  }
}

function cancelled(session: Session): void {
  session.terminal.err('Cancelled; nothing was written.')
  session.status = 130
}

function activityPart(text: string): number {
  const part = Number(text)
  if (/^[\d.]+$/.test(text) && part > 0 && part <= 1) return part
  throw new InvalidArgumentError('It must be a number above 0 and at most 1.')
}

function firstDay(text: string): Date {
  const day = new Date(`${text}T00:00:00Z`)
  if (/^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(day.getTime())) return day
  throw new InvalidArgumentError('It must be a day as in 2026-01-05.')
}
