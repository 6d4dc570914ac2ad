import { Command } from 'commander'
import type { ExitCode } from './exit-codes.ts'
import type { Terminal } from './terminal.ts'

/** One run of the command line: where it writes, and how it ends. */
export interface Session {
  readonly terminal: Terminal
  status: ExitCode
}

interface Described {
  readonly name: string
  readonly about: string
  /** Commands as they are typed, each with what it does. */
  readonly examples: readonly (readonly [command: string, does: string])[]
}

/** A command with its examples in the help and the option that every command has. */
export function described({ name, about, examples }: Described): Command {
  return new Command(name)
    .description(about)
    .option('--json', 'print JSON instead of text')
    .addHelpText('after', `\nExamples:\n${examples.map(([command, does]) => `  $ ${command}\n      ${does}`).join('\n')}`)
}

/** A command that only gathers others. */
export function group(name: string, about: string, commands: readonly Command[]): Command {
  const gathered = new Command(name).description(about)
  for (const command of commands) gathered.addCommand(command)
  return gathered
}

/** Prints a result: JSON with --json, else its text. */
export function print({ terminal }: Session, json: boolean | undefined, value: object, text: () => string): void {
  terminal.out(json === true ? JSON.stringify(value) : text())
}
