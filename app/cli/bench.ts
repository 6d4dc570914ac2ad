import { existsSync } from 'node:fs'
import type { Command } from 'commander'
import { described, type Session } from './command.ts'
import { Failure } from './failure.ts'

const BENCH = new URL('../../bench/run.ts', import.meta.url)

/** The benches of the repository. */
export function benchCommand(session: Session): Command {
  const command = described({
    name: 'bench',
    about: 'measure speed and memory on this machine; prints JSON',
    examples: [
      ['trill bench', 'Names the benches.'],
      ['trill bench ingest', 'Events a second that become durable. Options after the name go to the bench.'],
    ],
  })
  return command
    .argument('[name]', 'which bench')
    .argument('[options...]', 'options of the bench')
    .allowUnknownOption()
    .passThroughOptions()
    .action(async (name: string | undefined, options: string[]) => {
      if (!existsSync(BENCH))
        throw new Failure({
          title: 'The benches are not here',
          detail: 'They are part of the repository, not of an installation',
          remedy: 'Clone the repository and run `npm run bench` there.',
        })
      const { benchNames, runBench } = (await import(BENCH.href)) as typeof import('../../bench/run.ts')
      if (name === undefined) return session.terminal.out(benchNames().join('\n'))
      if ((await runBench([name, ...options])) !== 0) session.status = 2
    })
}
