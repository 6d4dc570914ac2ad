import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['contract', 'core', 'sdk', 'app', 'test', 'bench', 'examples'].map((folder) => `${folder}/**/*.test.{ts,tsx}`),
    // chDB binds one data directory to a process, so every test file has a process of its own.
    pool: 'forks',
    // PostgreSQL runs as WebAssembly. Optimising it takes longer than it saves in the few seconds of a test file.
    execArgv: ['--liftoff-only'],
    // One more than processors: tests wait for disks, browsers and other processes.
    maxWorkers: Math.min(availableParallelism() + 1, 4),
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
})
