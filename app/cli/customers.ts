import { setTimeout as pause } from 'node:timers/promises'
import type { Command } from 'commander'
import { type CustomersResponse, type ListResponse, SIMULATED_MAX, type Simulation } from '../features/customers/contract.ts'
import { described, group, print, type Session } from './command.ts'
import { type Connection, connected } from './connection.ts'
import { exitCodesHelp } from './exit-codes.ts'
import { Failure } from './failure.ts'
import { importFiles } from './import.ts'
import { onInterrupt } from './interrupt.ts'
import { oneOf, wholeNumber } from './option-values.ts'
import { drawProgress } from './progress.ts'
import { grouped, table } from './terminal.ts'

/** Pause between two looks at a simulation, milliseconds. */
const LOOK_PAUSE = 250
const MOST_LISTED = 10_000

/** Customers of a workspace. */
export function customersCommand(session: Session): Command {
  return group('customers', 'import, list and simulate customers', [importCommand(session), listCommand(session), simulateCommand(session)])
}

interface ImportOptions {
  readonly workspace: string
  readonly map?: string[]
  readonly observedOn?: string
  readonly delimiter?: string
  readonly encoding?: string
  readonly again?: boolean
  readonly json?: boolean
}

function importCommand(session: Session): Command {
  const command = described({
    name: 'import',
    about: 'import a table of customers: CSV, NDJSON or Parquet, one row for each',
    examples: [
      [
        'trill customers import customers.parquet',
        'Columns are recognised by their names, whatever their case and the signs between words.',
      ],
      [
        'trill customers import crm.csv --map "User No=customer_id" --observed-on 2026-11-01',
        'Which column is which, and the day it stands for.',
      ],
    ],
  })
  return command
    .argument('<file>', 'the table, gzip or not')
    .option(
      '--map <theirs=ours>',
      'a column of the file and which of ours it is; may be repeated',
      (pair: string, pairs: string[] = []) => [...pairs, pair],
    )
    .option('--observed-on <day>', 'day for which the table stands; else its column data_generated_at says it, or it is today')
    .option('--workspace <id>', 'workspace that takes the customers', 'main')
    .option('--delimiter <sign>', 'sign between the values of a CSV: a character, or tab, semicolon, pipe')
    .option('--encoding <label>', 'encoding of the text; UTF-8 when left out')
    .option('--again', 'read a file again that was imported before')
    .addHelpText('after', exitCodesHelp())
    .action(async (file: string, { map, observedOn, json, ...rest }: ImportOptions) => {
      const asked = { ...rest, ...(json === true && { json }), ...(observedOn !== undefined && { date: observedOn }) }
      await importFiles(session, 'customers', [file], { ...asked, ...(map !== undefined && { map: [turned(map)] }) })
      if (json !== true && (session.status === 0 || session.status === 3)) await printMissing(session, rest.workspace)
    })
}

/** The mapping as the API takes it, ours to theirs. */
function turned(pairs: readonly string[]): string {
  const entries = pairs.map((pair) => {
    const sign = pair.lastIndexOf('=')
    if (sign > 0 && sign < pair.length - 1) return [pair.slice(sign + 1).trim(), pair.slice(0, sign).trim()]
    throw new Failure({
      title: 'Not a pair of columns',
      detail: `--map ${pair}`,
      remedy: 'Write THEIRS=OURS, for example --map "User No=customer_id".',
    })
  })
  return JSON.stringify(Object.fromEntries(entries))
}

/** What the newest table does not make available. */
async function printMissing({ terminal }: Session, workspace: string): Promise<void> {
  const query = { workspace_id: workspace, provenance: 'imported' }
  const { unavailable } = await connected((trill) => trill.ask<CustomersResponse>('GET', '/v1/customers', { query }))
  if (unavailable.length === 0) return
  const lines = unavailable.map(({ what, missing }) => `  ${what}: lacks ${missing.join(', ')}`)
  terminal.out(['What the newest table does not make available:', ...lines].join('\n'))
}

interface ListOptions {
  readonly workspace: string
  readonly provenance?: string
  readonly sort: string
  readonly order: string
  readonly limit: number
  readonly segment?: string
  readonly json?: boolean
}

const LISTED = [
  'customer_id',
  'age',
  'tenure_months',
  'followers_count',
  'days_since_last_active',
  'total_revenue_month_usd',
  'lifetime_value_usd',
]

function listCommand(session: Session): Command {
  const command = described({
    name: 'list',
    about: 'list customers of the newest table; who reads it is recorded',
    examples: [['trill customers list --sort total_revenue_month_usd --order desc --limit 20', 'The twenty who bring most a month.']],
  })
  return command
    .option('--workspace <id>', 'whose customers', 'main')
    .option('--provenance <kind>', 'imported or simulated; imported ones when there are any', oneOf(['imported', 'simulated']))
    .option('--sort <column>', LISTED.join(', '), oneOf(LISTED), 'customer_id')
    .option('--order <order>', 'asc or desc', oneOf(['asc', 'desc']), 'asc')
    .option('--segment <name>', 'only this segment')
    .option('--limit <count>', 'customers at most', wholeNumber(1, MOST_LISTED), 100)
    .action(async ({ workspace, json, limit, ...rest }: ListOptions) => {
      const answer = await connected((trill) => listed(trill, { ...rest, workspace_id: workspace }, limit))
      const rows = () => answer.customers.map((row) => [...LISTED, 'segment'].map((name) => row[name as keyof typeof row] ?? ''))
      print(session, json, answer, () =>
        answer.snapshot === null
          ? 'There are no customers. Import a table, or make some: trill customers simulate.'
          : `${table(
              [...LISTED, 'segment'].map((name) => name.toUpperCase()),
              rows(),
            )}\n${grouped(answer.total)} ${answer.total === 1 ? 'customer' : 'customers'}, ${answer.snapshot.provenance}, as of ${answer.snapshot.observed_on}`,
      )
    })
}

async function listed(trill: Connection, asked: Record<string, string>, limit: number): Promise<ListResponse> {
  const customers: ListResponse['customers'] = []
  for (let after: string | undefined; ; ) {
    const query = { ...asked, limit: Math.min(200, limit - customers.length), after }
    const page = await trill.ask<ListResponse>('GET', '/v1/customers/list', { query })
    customers.push(...page.customers)
    if (page.next === null || customers.length >= limit) return { ...page, customers }
    after = page.next
  }
}

interface SimulateOptions {
  readonly workspace: string
  readonly count: number
  readonly seed: number
  readonly json?: boolean
}

function simulateCommand(session: Session): Command {
  const command = described({
    name: 'simulate',
    about: 'put customers that are nobody into a workspace, to look around; they take the place of simulated ones of the same day',
    examples: [['trill customers simulate --count 10000 --seed 42', 'The same count and seed give the same customers.']],
  })
  return command
    .option('--count <customers>', 'how many', wholeNumber(1, SIMULATED_MAX), 10_000)
    .option('--seed <number>', 'what they are drawn from', wholeNumber(0, 2_147_483_647), 42)
    .option('--workspace <id>', 'workspace that takes them', 'main')
    .action(async ({ workspace, count, seed, json }: SimulateOptions) => {
      const made = await connected((trill) => simulated(session, trill, { workspace_id: workspace, count, seed }))
      print(
        session,
        json,
        made,
        () => `${made.status === 'done' ? 'Made' : made.status}: ${grouped(made.done)} of ${grouped(count)} customers.`,
      )
      session.status = made.status === 'done' ? 0 : made.status === 'cancelled' ? 130 : 1
    })
}

async function simulated({ terminal }: Session, trill: Connection, body: object): Promise<Simulation> {
  const begun = await trill.ask<Simulation>('POST', '/v1/customers/simulations', { body })
  const address = `/v1/customers/simulations/${begun.id}`
  const progress = await drawProgress(terminal, 'customers')
  const interrupt = onInterrupt()
  try {
    for (;;) {
      await pause(LOOK_PAUSE, undefined, { signal: interrupt.signal }).catch(() => undefined)
      if (interrupt.signal.aborted) return await trill.ask<Simulation>('POST', `${address}/cancel`)
      const { done, count, rate, eta_seconds, ...state } = await trill.ask<Simulation>('GET', address)
      progress.update({ done, total: count, rate, secondsLeft: eta_seconds, note: `${grouped(done)} customers` })
      if (state.status !== 'running') return { done, count, rate, eta_seconds, ...state }
    }
  } finally {
    progress.stop()
    interrupt.release()
  }
}
