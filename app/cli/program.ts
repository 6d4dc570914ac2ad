import { Command, CommanderError } from 'commander'
import { VERSION } from '../platform/version.ts'
import type { Session } from './command.ts'
import { type ExitCode, exitCodesHelp } from './exit-codes.ts'
import { failureOf } from './failure.ts'
import { processTerminal, type Terminal } from './terminal.ts'

const SILENT: Terminal = { out: () => undefined, err: () => undefined, isWatched: false }

/** Each is loaded when it is asked for: a command starts without what only others need. */
const COMMANDS = {
  start: async () => (await import('./start.ts')).startCommand,
  import: async () => (await import('./import.ts')).importCommand,
  sync: async () => (await import('./sync.ts')).syncCommand,
  keys: async () => (await import('./keys.ts')).keysCommand,
  people: async () => (await import('./people.ts')).peopleCommand,
  'sign-in': async () => (await import('./sign-in.ts')).signInCommand,
  workspaces: async () => (await import('./workspaces.ts')).workspacesCommand,
  events: async () => (await import('./events.ts')).eventsCommand,
  quarantine: async () => (await import('./quarantine.ts')).quarantineCommand,
  query: async () => (await import('./query.ts')).queryCommand,
  score: async () => (await import('./score.ts')).scoreCommand,
  trends: async () => (await import('./trends.ts')).trendsCommand,
  report: async () => (await import('./report.ts')).reportCommand,
  backtest: async () => (await import('./backtest.ts')).backtestCommand,
  train: async () => (await import('./train.ts')).trainCommand,
  predict: async () => (await import('./predict.ts')).predictCommand,
  evaluate: async () => (await import('./evaluate.ts')).evaluateCommand,
  explain: async () => (await import('./explain.ts')).explainCommand,
  models: async () => (await import('./models.ts')).modelsCommand,
  features: async () => (await import('./features.ts')).featuresCommand,
  customers: async () => (await import('./customers.ts')).customersCommand,
  generate: async () => (await import('./generate.ts')).generateCommand,
  subscriptions: async () => (await import('./subscriptions.ts')).subscriptionsCommand,
  audit: async () => (await import('./audit.ts')).auditCommand,
  consents: async () => (await import('./consents.ts')).consentsCommand,
  privacy: async () => (await import('./privacy.ts')).privacyCommand,
  doctor: async () => (await import('./doctor.ts')).doctorCommand,
  adopt: async () => (await import('./adopt.ts')).adoptCommand,
  bench: async () => (await import('./bench.ts')).benchCommand,
}
type CommandName = keyof typeof COMMANDS
const COMMAND_NAMES = Object.keys(COMMANDS) as CommandName[]

/** The command line with all its commands, or some. Without a session it only knows its help. */
export async function buildProgram(
  session: Session = { terminal: SILENT, status: 0 },
  names: readonly CommandName[] = COMMAND_NAMES,
): Promise<Command> {
  const program = new Command('trill')
    .description(
      'Engagement intelligence on your own machine. Commands ask the server that holds the data directory; where none runs they open the stores themselves.',
    )
    .version(VERSION, '-V, --version', 'print the version')
    .helpCommand(false)
    .enablePositionalOptions()
    .addHelpText('after', exitCodesHelp())
    .addHelpText(
      'after',
      '\n`trill <command> --help` shows options and examples. The data directory is TRILL_DATA_DIR, ./data when not set.',
    )
  for (const name of names) program.addCommand((await COMMANDS[name]())(session))
  return program
}

/** Runs one command line and answers its exit status. */
export async function run(argv: readonly string[], terminal: Terminal = processTerminal()): Promise<ExitCode> {
  const session: Session = { terminal, status: 0 }
  const asked = COMMAND_NAMES.filter((name) => name === argv[2])
  const program = await buildProgram(session, asked.length === 0 ? COMMAND_NAMES : asked)
  for (const command of [program, ...everyCommandOf(program)]) command.exitOverride()
  try {
    if (argv.length <= 2) program.outputHelp()
    else await program.parseAsync(argv)
    return session.status
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
    tell(terminal, error, argv.includes('--json'))
    return 1
  }
}

function everyCommandOf({ commands }: Command): Command[] {
  return commands.flatMap((command) => [command, ...everyCommandOf(command)])
}

function tell(terminal: Terminal, error: unknown, json: boolean): void {
  const { title, detail, remedy, problem } = failureOf(error)
  if (json) terminal.err(JSON.stringify(problem ?? { type: 'about:blank', title, detail, remedy }))
  else terminal.err([`${title}.`, detail, remedy].filter((line) => line !== '' && line !== '.').join('\n'))
}
