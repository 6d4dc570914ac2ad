import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

/** Calculations and words: they open nothing, so files may share a process. */
const PURE = testsOf('contract', 'core', 'sdk')

export default defineConfig({
  test: {
    // chDB binds one data directory to a process, so every test file that may open one has a process of its own.
    pool: 'forks',
    // PostgreSQL runs as WebAssembly. Optimising it takes longer than it saves in the few seconds of a test file.
    execArgv: ['--liftoff-only'],
    // One more than processors: tests wait for disks, browsers and other processes.
    maxWorkers: Math.min(availableParallelism() + 1, 4),
    testTimeout: 30_000,
    hookTimeout: 60_000,
    projects: [
      { extends: true, test: { name: 'pure', include: PURE, isolate: false } },
      { extends: true, test: { name: 'whole', include: testsOf('app', 'test', 'bench', 'examples') } },
    ],
  },
})

function testsOf(...folders: readonly string[]): string[] {
  return folders.map((folder) => `${folder}/**/*.test.{ts,tsx}`)
}
