import { setImmediate } from 'node:timers/promises'
import { CUSTOMERS_MAX, createPopulation } from '@trill/core/population/population'
import { type Command, InvalidArgumentError, Option } from 'commander'
import { described, group, print, type Session } from './command.ts'
import { CUSTOMER_FORMATS, type CustomerFormat, customerWriter } from './customer-writers.ts'
import { Failure } from './failure.ts'
import { checkCommand } from './generate-check.ts'
import { generateEventsCommand } from './generate-events.ts'
import { onInterrupt } from './interrupt.ts'
import { wholeNumber } from './option-values.ts'
import { drawProgress } from './progress.ts'
import { grouped } from './terminal.ts'
import { beginFile, standardOutput, type WholeFile } from './whole-file.ts'

const GENERATED_AT = '2026-01-01T00:00:00Z'
const ENDINGS: ReadonlyMap<string, CustomerFormat> = new Map([
  ['parquet', 'parquet'],
  ['csv', 'csv'],
  ['ndjson', 'ndjson'],
  ['jsonl', 'ndjson'],
])

interface GenerateOptions {
  readonly count: number
  readonly seed: number
  readonly format?: CustomerFormat
  readonly generatedAt: Date
  readonly out: string
  readonly json?: boolean
}

/** Made data to try things on. */
export function generateCommand(session: Session): Command {
  return group('generate', 'make data up, from a seed, to try things on: simulated, and evidence of nothing', [
    customersCommand(session),
    checkCommand(session),
    generateEventsCommand(session),
  ])
}

function customersCommand(session: Session): Command {
  const command = described({
    name: 'customers',
    about: 'customers of social and dating apps: 72 columns whose margins, totals and dependencies are known',
    examples: [
      ['trill generate customers --count 100000 --seed 42 --out customers.parquet', 'A table of 7 MB; the same one wherever it is made.'],
      ['trill generate customers --count 1000 --format csv --out - | head', 'To the standard output.'],
    ],
  })
  return command
    .option('--count <n>', 'how many', customerCount, 100_000)
    .option('--seed <n>', 'of all chance: the same gives the same customers', wholeNumber(0, Number.MAX_SAFE_INTEGER), 42)
    .addOption(new Option('--format <format>', 'of the file; else the ending of its name says').choices(CUSTOMER_FORMATS))
    .option('--generated-at <time>', 'moment that the table stands for, in its last column', moment, new Date(GENERATED_AT))
    .requiredOption('--out <file>', 'where they are written; - for the standard output, as csv or ndjson')
    .action((options: GenerateOptions) => generate(session, options))
}

async function generate(session: Session, options: GenerateOptions): Promise<void> {
  const format = options.format ?? formatOf(options.out)
  if (options.out === '-' && format === 'parquet') throw unusableOutput('Parquet is not text for a standard output.', 'Name a file.')
  const out = options.out === '-' ? standardOutput() : await beginFile(options.out)
  const interrupt = onInterrupt()
  const since = performance.now()
  try {
    await writeCustomers(session, { ...options, format }, out, interrupt.signal)
    if (interrupt.signal.aborted) return cancelled(session, options.out)
    await out.finish()
    tell(session, options, format, (performance.now() - since) / 1000)
  } catch (error) {
    if (options.out !== '-' || (error as NodeJS.ErrnoException).code !== 'EPIPE') throw error
  } finally {
    interrupt.release()
    await out.drop()
  }
}

type Request = GenerateOptions & { readonly format: CustomerFormat }

async function writeCustomers({ terminal }: Session, { count, seed, format, generatedAt }: Request, out: WholeFile, signal: AbortSignal) {
  const population = createPopulation(seed, count)
  const writer = await customerWriter(format, out, { seed, generatedAt })
  const progress = await drawProgress(terminal, 'Generating')
  const since = performance.now()
  try {
    for (let index = 0; index < population.blocks && !signal.aborted; index += 1) {
      const part = population.block(index)
      await writer.write(part)
      await setImmediate()
      const rate = part.to / ((performance.now() - since) / 1000)
      progress.update({ done: part.to, total: count, rate, secondsLeft: (count - part.to) / rate })
    }
    if (!signal.aborted) await writer.end()
  } finally {
    progress.stop()
  }
}

function tell(session: Session, { count, seed, out, json }: GenerateOptions, format: CustomerFormat, seconds: number): void {
  const told = { customers: count, seed, format, out, provenance: 'simulated', seconds: Math.round(seconds * 100) / 100 }
  const text = `${grouped(count)} simulated customers from seed ${seed} are in ${out}, made in ${seconds.toFixed(1)} s.`
  if (out !== '-') print(session, json, told, () => text)
  else session.terminal.err(json === true ? JSON.stringify(told) : text.replace('in -', 'on the standard output'))
}

function cancelled(session: Session, out: string): void {
  session.terminal.err(out === '-' ? 'Cancelled; what was written is not all.' : 'Cancelled; nothing was written.')
  session.status = 130
}

function formatOf(out: string): CustomerFormat {
  const format = ENDINGS.get(out.toLowerCase().split('.').at(-1) ?? '')
  if (format !== undefined) return format
  throw unusableOutput(`The name ${out} does not say in which format to write.`, `Add --format with one of ${CUSTOMER_FORMATS.join(', ')}.`)
}

function unusableOutput(detail: string, remedy: string): Failure {
  return new Failure({ title: 'It cannot be written like this', detail, remedy })
}

function customerCount(text: string): number {
  const count = Number(text)
  if (/^\d+$/.test(text) && count <= CUSTOMERS_MAX) return count
  throw new InvalidArgumentError(
    `It must be a whole number from 0 to ${CUSTOMERS_MAX}: customers are numbered with eight digits. More are made with several seeds.`,
  )
}

function moment(text: string): Date {
  const time = new Date(text)
  if (!Number.isNaN(time.getTime())) return new Date(Math.floor(time.getTime() / 1000) * 1000)
  throw new InvalidArgumentError(`It must be a time as in ${GENERATED_AT}.`)
}
