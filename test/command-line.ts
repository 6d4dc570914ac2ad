import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { preparePostgres } from './postgres-template.ts'

const TRILL = fileURLToPath(new URL('../bin/trill.mjs', import.meta.url))

/** What a command wrote, and the status it ended with. */
export interface Ran {
  readonly status: number | null
  readonly out: string
  readonly err: string
}

/** The command line in processes of its own, on a data directory of its own without a server. */
export interface CommandLine {
  /** Where commands run, and files of theirs may lie. */
  readonly directory: string
  readonly dataDir: string
  trill(...words: readonly string[]): Promise<Ran>
  /** Removes the directory. */
  close(): void
}

/** Opens an empty one, whose embedded PostgreSQL is made already. */
export async function openCommandLine(): Promise<CommandLine> {
  const directory = mkdtempSync(join(tmpdir(), 'trill-command-line-'))
  const dataDir = join(directory, 'data')
  mkdirSync(dataDir, { recursive: true })
  writeFileSync(join(dataDir, 'format'), '1\n')
  await preparePostgres(dataDir)
  const env = { ...process.env, TRILL_DATA_DIR: dataDir, TRILL_DEMO: 'off', TRILL_LOG_LEVEL: 'error' }
  return {
    directory,
    dataDir,
    trill: async (...words) => {
      const child = spawn(process.execPath, [TRILL, ...words], { cwd: directory, env })
      const ran = { out: '', err: '' }
      child.stdout.setEncoding('utf8').on('data', (text: string) => (ran.out += text))
      child.stderr.setEncoding('utf8').on('data', (text: string) => (ran.err += text))
      const [status] = (await once(child, 'close')) as [number | null]
      return { status, ...ran }
    },
    close: () => rmSync(directory, { recursive: true, force: true }),
  }
}
