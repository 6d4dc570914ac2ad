/** What the exit status of every command says. */
export const EXIT_CODES = {
  0: 'Everything was done.',
  1: 'It failed; the message says why and what to do.',
  2: 'The command line was not understood.',
  3: 'It was done, but some rows or events were refused; the message says where they are.',
  130: 'It was cancelled with Ctrl-C; what was stored stays.',
} as const
export type ExitCode = keyof typeof EXIT_CODES

/** The table as every help shows it. */
export function exitCodesHelp(): string {
  const lines = Object.entries(EXIT_CODES).map(([code, meaning]) => `  ${code.padEnd(3)}  ${meaning}`)
  return `\nExit status:\n${lines.join('\n')}`
}
