import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { vi } from 'vitest'
import { run } from '../app/cli/program.ts'
import { FEATURES } from '../app/features/index.ts'
import { startTestPlatform } from './platform.ts'

/** What a command wrote, and the status it ended with. */
export interface Ran {
  readonly status: number
  readonly out: string
  readonly err: string
}

/** The command line in this process, beside a server with all features that it finds by its data directory. */
export interface CommandLine {
  /** For files of commands. */
  readonly directory: string
  readonly dataDir: string
  trill(...words: readonly string[]): Promise<Ran>
  /** Writes a file of commands and answers its path. */
  file(name: string, content: string): string
  /** Stops the server and removes both directories. */
  close(): Promise<void>
}

/** Opens an empty one, with the workspace `main`. */
export async function openCommandLine(): Promise<CommandLine> {
  const directory = mkdtempSync(join(tmpdir(), 'trill-command-line-'))
  const server = await startTestPlatform(FEATURES)
  await server.addWorkspace({ id: 'main' })
  await server.listen()
  const { dataDir } = server.platform.config
  vi.stubEnv('TRILL_DATA_DIR', dataDir)
  return {
    directory,
    dataDir,
    trill: async (...words) => {
      const out: string[] = []
      const err: string[] = []
      const terminal = {
        out: (text: string) => void out.push(`${text}\n`),
        err: (text: string) => void err.push(`${text}\n`),
        isWatched: false,
      }
      const status = await run(['node', 'trill', ...words], terminal)
      return { status, out: out.join(''), err: err.join('') }
    },
    file: (name, content) => {
      const path = join(directory, name)
      writeFileSync(path, content)
      return path
    },
    close: async () => {
      vi.unstubAllEnvs()
      await server.close()
      rmSync(directory, { recursive: true, force: true })
    },
  }
}
