import { Command, CommanderError } from 'commander'
import { VERSION } from '../platform/version.ts'
import { adoptCommand } from './adopt.ts'
import { auditCommand } from './audit.ts'
import { backtestCommand } from './backtest.ts'
import { benchCommand } from './bench.ts'
import type { Session } from './command.ts'
import { consentsCommand } from './consents.ts'
import { customersCommand } from './customers.ts'
import { doctorCommand } from './doctor.ts'
import { evaluateCommand } from './evaluate.ts'
import { eventsCommand } from './events.ts'
import { type ExitCode, exitCodesHelp } from './exit-codes.ts'
import { explainCommand } from './explain.ts'
import { failureOf } from './failure.ts'
import { featuresCommand } from './features.ts'
import { generateCommand } from './generate.ts'
import { importCommand } from './import.ts'
import { keysCommand } from './keys.ts'
import { modelsCommand } from './models.ts'
import { peopleCommand } from './people.ts'
import { predictCommand } from './predict.ts'
import { privacyCommand } from './privacy.ts'
import { quarantineCommand } from './quarantine.ts'
import { queryCommand } from './query.ts'
import { reportCommand } from './report.ts'
import { scoreCommand } from './score.ts'
import { signInCommand } from './sign-in.ts'
import { startCommand } from './start.ts'
import { subscriptionsCommand } from './subscriptions.ts'
import { syncCommand } from './sync.ts'
import { processTerminal, type Terminal } from './terminal.ts'
import { trainCommand } from './train.ts'
import { trendsCommand } from './trends.ts'
import { workspacesCommand } from './workspaces.ts'

const SILENT: Terminal = { out: () => undefined, err: () => undefined, isWatched: false }

/** The command line with all its commands. Without a session it only knows its help. */
export function buildProgram(session: Session = { terminal: SILENT, status: 0 }): Command {
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
  const commands = [
    startCommand,
    importCommand,
    syncCommand,
    keysCommand,
    peopleCommand,
    signInCommand,
    workspacesCommand,
    eventsCommand,
    customersCommand,
    quarantineCommand,
    queryCommand,
    scoreCommand,
    trendsCommand,
    reportCommand,
    backtestCommand,
    trainCommand,
    predictCommand,
    evaluateCommand,
    explainCommand,
    modelsCommand,
    featuresCommand,
    generateCommand,
    subscriptionsCommand,
    auditCommand,
    consentsCommand,
    privacyCommand,
    doctorCommand,
    adoptCommand,
    benchCommand,
  ]
  for (const command of commands) program.addCommand(command(session))
  return program
}

/** Runs one command line and answers its exit status. */
export async function run(argv: readonly string[]): Promise<ExitCode> {
  const session: Session = { terminal: processTerminal(), status: 0 }
  const program = buildProgram(session)
  for (const command of [program, ...everyCommandOf(program)]) command.exitOverride()
  try {
    if (argv.length <= 2) program.outputHelp()
    else await program.parseAsync(argv)
    return session.status
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
    tell(session.terminal, error, argv.includes('--json'))
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
