import { setImmediate } from 'node:timers/promises'
import { newcomersIn } from '@trill/core/behaviour/lives'
import { BEHAVIOUR_CUSTOMERS_MAX, type Behaviour, behaviourOf } from '@trill/core/behaviour/stream'
import type { PlantedTruths } from '@trill/core/behaviour/truths'
import { createPopulation } from '@trill/core/population/population'
import { type Command, InvalidArgumentError } from 'commander'
import { described, print, type Session } from './command.ts'
import { connected } from './connection.ts'
import { EventSender, type EventTarget, serverTarget, workspaceTarget } from './event-sender.ts'
import { Failure } from './failure.ts'
import { onInterrupt } from './interrupt.ts'
import { wholeNumber } from './option-values.ts'
import { drawProgress } from './progress.ts'
import { grouped } from './terminal.ts'
import { beginFile, type WholeFile } from './whole-file.ts'

const START = '2026-01-05'
const DAYS_MAX = 3660
const CUSTOMERS_MAX = 1_000_000
const HOURS_A_DAY = 24
const HOUR = 3_600_000
const DAY = 24 * HOUR

interface EventOptions {
  readonly days: number
  readonly customers: number
  readonly seed: number
  readonly activity: number
  readonly start?: Date
  readonly out?: string
  readonly send?: boolean
  readonly workspace: string
  readonly to?: string
  readonly key?: string
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
      [
        'trill generate events --customers 2000 --send --workspace trial',
        'The last 30 days up to this hour, straight into a workspace, marked as simulated.',
      ],
      ['trill generate events --to https://trill.example.com --key "$TRILL_KEY"', 'Into a Trill elsewhere, through a key that may send.'],
    ],
  })
  return command
    .option('--days <n>', 'how many, from the start on', wholeNumber(1, DAYS_MAX), 30)
    .option('--customers <n>', 'at the start; their table is that of `trill generate customers`', wholeNumber(1, CUSTOMERS_MAX), 1000)
    .option('--seed <n>', 'of all chance: the same gives the same events', wholeNumber(0, Number.MAX_SAFE_INTEGER), 42)
    .option('--activity <part>', 'part of their visits that is written, above 0 and at most 1', activityPart, 0.1)
    .option(
      '--start <day>',
      `first day, from midnight UTC; ${START} in a file, and where events are sent such that today is the last`,
      firstDay,
    )
    .option('--out <file>', 'where the events are written, one JSON object a line')
    .option('--send', 'send them into a workspace of the data directory')
    .option('--workspace <id>', 'that workspace', 'main')
    .option('--to <url>', 'send them to the server there', serverAddress)
    .option('--key <key>', 'key of that server that may send events')
    .option('--truths <file>', 'where the labels are written; else beside the events, with .truths.json at the end of the name')
    .action((options: EventOptions) => generate(session, options))
}

async function generate(session: Session, options: EventOptions): Promise<void> {
  requireOnePlace(options)
  if (options.out !== undefined) return toFile(session, options, options.out)
  if (options.to === undefined) return connected((trill) => toServer(session, options, workspaceTarget(trill, options.workspace)))
  if (options.key === undefined)
    throw wrongPlace('A server elsewhere takes events through a key', 'Add --key with one that may send events.')
  return toServer(session, options, serverTarget(options.to, options.key))
}

function requireOnePlace({ out, send, to }: EventOptions): void {
  const places = [out !== undefined, send === true, to !== undefined].filter(Boolean).length
  if (places !== 1)
    throw wrongPlace(
      `${places === 0 ? 'None' : 'More than one'} of --out, --send and --to is given`,
      'Say where the events go with one of them.',
    )
}

async function toFile(session: Session, options: EventOptions, out: string): Promise<void> {
  const { customers, truths = `${out}.truths.json` } = options
  const interrupt = onInterrupt()
  const opened: WholeFile[] = []
  try {
    opened.push(await beginFile(out), await beginFile(truths))
    const [events, labels] = opened as [WholeFile, WholeFile]
    const write = (lines: readonly object[]) => events.write(lines.map((line) => `${JSON.stringify(line)}\n`).join(''))
    const planted = await writeEvents(session, { ...options, start: options.start ?? firstDay(START) }, write, interrupt.signal)
    if (planted === undefined) return cancelled(session, 'Cancelled; nothing was written.')
    await labels.write(labelsOf(planted))
    await labels.finish()
    await events.finish()
    print(
      session,
      options.json,
      toldOf(options, planted, { out, truths }),
      () => `${grouped(planted.events)} simulated events of ${grouped(customers)} customers are in ${out}, what was planted in ${truths}.`,
    )
  } finally {
    interrupt.release()
    for (const file of opened) await file.drop()
  }
}

async function toServer(session: Session, given: EventOptions, target: EventTarget): Promise<void> {
  const options = { ...given, start: given.start ?? new Date((Math.floor(Date.now() / DAY) + 1 - given.days) * DAY) }
  const interrupt = onInterrupt()
  const sender = new EventSender(target, interrupt.signal)
  const { sent } = sender
  try {
    const planted = await writeEvents(session, options, (events) => sender.write(events), interrupt.signal, Date.now())
    await sender.finish()
    if (planted === undefined || interrupt.signal.aborted) return cancelled(session, resumption(options, sent.accepted))
    const truths = options.truths ?? `events-${planted.run}.truths.json`
    const labels = await beginFile(truths)
    await labels.write(labelsOf(planted))
    await labels.finish()
    if (sent.rejected > 0) session.status = 3
    print(session, options.json, { ...toldOf(options, planted, { truths }), ...sent, to: target.name }, () =>
      [
        `${grouped(sent.accepted)} simulated events of ${grouped(options.customers)} customers and ${grouped(planted.newcomers)} newcomers are in ${target.name}, what was planted in ${truths}.`,
        ...(sent.suppressed > 0 ? [`${grouped(sent.suppressed)} were not stored: their people may not be.`] : []),
        ...(sent.rejected > 0 ? [`${grouped(sent.rejected)} were refused.`] : []),
      ].join('\n'),
    )
  } finally {
    interrupt.release()
  }
}

type Options = EventOptions & { readonly start: Date }

/** Makes the events of the hours that end before a moment, and hands them over one by one; undefined when it was cancelled. */
async function writeEvents(
  session: Session,
  options: Options,
  write: (events: readonly object[]) => Promise<void>,
  signal: AbortSignal,
  until = Infinity,
): Promise<PlantedTruths | undefined> {
  const { seed, customers, days, activity, start } = options
  const all = customers + newcomersIn(days, customers)
  if (all > BEHAVIOUR_CUSTOMERS_MAX)
    throw new Failure({
      title: 'So many customers do not fit into memory',
      detail: `${grouped(customers)} customers are ${grouped(all)} with those who come in ${days} days; ${grouped(BEHAVIOUR_CUSTOMERS_MAX)} are the most`,
      remedy: 'Take fewer customers or days; several seeds make more.',
    })
  const behaviour = behaviourOf(createPopulation(seed, customers), { seed, days, activity, start: start.getTime() })
  const hours = Math.min(days * HOURS_A_DAY, Math.floor((until - start.getTime()) / HOUR))
  if (hours < 1) throw wrongPlace('Nothing of it has happened yet', 'Say an earlier first day with --start.')
  await eachHour(session, behaviour, hours, write, signal)
  return signal.aborted ? undefined : behaviour.truths()
}

async function eachHour(
  { terminal }: Session,
  behaviour: Behaviour,
  total: number,
  write: (events: readonly object[]) => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  const progress = await drawProgress(terminal, 'Generating')
  const since = performance.now()
  let [hours, written] = [0, 0]
  try {
    for (const events of behaviour.hours()) {
      if (signal.aborted) return
      await write(events.map((event) => ({ ...event, occurred_at: new Date(event.occurred_at).toISOString() })))
      await setImmediate()
      hours += 1
      written += events.length
      const seconds = (performance.now() - since) / 1000
      const secondsLeft = (seconds * (total - hours)) / hours
      progress.update({ done: hours, total, rate: written / seconds, secondsLeft, note: `${grouped(written)} events` })
      if (hours === total) return
    }
  } finally {
    progress.stop()
  }
}

function labelsOf(planted: PlantedTruths): string {
  return `${JSON.stringify(planted, null, 2)}\n`
}

function toldOf({ customers, days, seed, activity }: EventOptions, { events, newcomers, from }: PlantedTruths, files: object): object {
  return { events, customers, newcomers, days, seed, activity, start: from.slice(0, 10), ...files, provenance: 'simulated' }
}

function resumption({ start }: Options, accepted: number): string {
  return [
    `Cancelled; ${grouped(accepted)} events are stored.`,
    `The same command with --start ${start.toISOString().slice(0, 10)} goes on within 7 days: what is stored counts once.`,
  ].join('\n')
}

function cancelled(session: Session, words: string): void {
  session.terminal.err(words)
  session.status = 130
}

function wrongPlace(detail: string, remedy: string): Failure {
  return new Failure({ title: 'The events have no place', detail, remedy })
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

function serverAddress(text: string): string {
  if (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)) return text
  throw new InvalidArgumentError('It must be an address as in https://trill.example.com.')
}
