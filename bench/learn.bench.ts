import { parseArgs } from 'node:util'
import { measureCascades } from './learn/cascades.ts'
import type { Measured } from './learn/measured.ts'
import { measureTables } from './learn/tables.ts'
import { measureTexts } from './learn/texts.ts'

const JOBS: Record<string, (folder: string) => Measured[]> = {
  cascades: measureCascades,
  tables: measureTables,
  texts: measureTexts,
}

const OPTIONS = {
  jobs: { type: 'string', default: Object.keys(JOBS).join() },
  data: { type: 'string', default: process.env.TRILL_DATA_SETS ?? '' },
} as const

/**
 * Measures learners on public data sets, beside figures of scikit-learn, LightGBM and R on the same splits. The sets are not part of the
 * project: `--data` or TRILL_DATA_SETS names their folder.
 */
export async function run(argv: readonly string[]): Promise<void> {
  const { values } = parseArgs({ args: [...argv], options: OPTIONS })
  if (values.data === '') throw new Error('Name the folder of the data sets with --data or TRILL_DATA_SETS.')
  for (const name of values.jobs.split(',')) {
    const job = JOBS[name]
    if (job === undefined) throw new Error(`There is no job ${name}; jobs: ${Object.keys(JOBS).join(', ')}`)
    for (const measured of job(values.data)) console.log(JSON.stringify(measured))
  }
}
