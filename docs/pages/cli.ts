import type { Command } from 'commander'
import { code, page } from './markdown.ts'

const HELP_COLUMNS = 100

/** Every command with what its `--help` prints. */
export function cliPage(program: Command): string {
  const sections = everyCommand(program).map(([path, command]) => `## ${code(path)}\n\n\`\`\`text\n${helpOf(command)}\n\`\`\``)
  return page('Command line', '`app/cli/program.ts`', 'In the repository: `npx trill <command>`.', ...sections)
}

/** Each command with the words that call it, parents before children. */
export function everyCommand(command: Command, parents = ''): [string, Command][] {
  const path = `${parents}${command.name()}`
  return [[path, command], ...command.commands.flatMap((child) => everyCommand(child, `${path} `))]
}

/** The help as a terminal shows it, examples included. */
function helpOf(command: Command): string {
  let printed = ''
  command.configureOutput({
    writeOut: (text) => {
      printed += text
    },
    getOutHelpWidth: () => HELP_COLUMNS,
    getOutHasColors: () => false,
  })
  command.outputHelp()
  return printed.trim()
}
