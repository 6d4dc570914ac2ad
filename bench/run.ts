import { readdirSync } from 'node:fs'
import { pathToFileURL } from 'node:url'

/** What every `bench/<name>.bench.ts` exports. */
export interface Bench {
  run(argv: readonly string[]): Promise<void>
}

const ENDING = '.bench.ts'

/** Names of the benches, from the files beside this one. */
export function benchNames(): string[] {
  return readdirSync(new URL('.', import.meta.url))
    .filter((file) => file.endsWith(ENDING))
    .map((file) => file.slice(0, -ENDING.length))
    .sort()
}

/** Runs the bench named first in `argv` with the rest. Answers the exit status: 0, or 2 when there is no such bench. */
export async function runBench([name, ...argv]: readonly string[]): Promise<number> {
  if (name === undefined || !benchNames().includes(name)) {
    console.error(`Usage: npm run bench -- <name> [options]\nBenches: ${benchNames().join(', ')}`)
    return 2
  }
  const bench: Bench = await import(new URL(`${name}${ENDING}`, import.meta.url).href)
  await bench.run(argv)
  return 0
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) process.exitCode = await runBench(process.argv.slice(2))
