#!/usr/bin/env node
import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, statfsSync } from 'node:fs'
import { constants, tmpdir } from 'node:os'
import { join } from 'node:path'
import { requireBuilds } from './build.mjs'
import { ROOT, requireNode, requirePackages } from './install.mjs'
import { closeServices, openServices, SERVICE_NAMES } from './services.mjs'

/** Bytes: more than tests were ever seen to keep at a time. */
const MEMORY_NEEDED = 6 * 1024 ** 3

requireNode()
requirePackages()
requireBuilds()

let running
let stoppedBy
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => {
    stoppedBy ??= signal
    // A terminal sends Ctrl-C to every process in its foreground; a second one would end vitest before it has tidied up.
    if (signal !== 'SIGINT' || !process.stdin.isTTY) running?.kill(signal)
  })
}
process.exitCode = await main().catch((error) => {
  console.error(error.message)
  return 1
})

async function main() {
  const required = requiredServices()
  const services = await openServices(process.env)
  try {
    const lacking = services.missing.filter(({ name }) => required.includes(name))
    for (const { name, remedy } of lacking) console.error(`TRILL_TEST_REQUIRE asks for ${name}, which was not found: ${remedy}.`)
    if (lacking.length > 0) return 1
    return await runTests(services)
  } finally {
    await closeServices(services)
  }
}

function requiredServices() {
  const names = (process.env.TRILL_TEST_REQUIRE ?? '')
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '')
  const unknown = names.filter((name) => !SERVICE_NAMES.includes(name))
  if (unknown.length === 0) return names
  throw new Error(`TRILL_TEST_REQUIRE lists ${unknown.join(', ')}; it may list ${SERVICE_NAMES.join(', ')}`)
}

async function runTests({ environment, missing }) {
  const directory = mkdtempSync(join(quickDirectory(), 'trill-test-'))
  try {
    const results = join(directory, 'results.json')
    const status = await runVitest(results, { ...environment, TMPDIR: directory })
    if (stoppedBy) {
      console.log(`Stopped by ${stoppedBy}.`)
      return status
    }
    for (const { name, skips, remedy } of missing) console.log(`Not found: ${name}; ${skips} are skipped. To run them, ${remedy}.`)
    const counts = existsSync(results)
      ? count(JSON.parse(readFileSync(results, 'utf8')))
      : { passed: 0, failed: status === 0 ? 0 : 1, skipped: 0 }
    console.log(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`)
    return status || (counts.failed > 0 ? 1 : 0)
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
}

function runVitest(results, environment) {
  if (stoppedBy) return 128 + constants.signals[stoppedBy]
  const vitest = join(ROOT, 'node_modules/vitest/vitest.mjs')
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${results}`]
  running = spawn(process.execPath, [vitest, 'run', ...reporters, ...process.argv.slice(2)], {
    cwd: ROOT,
    stdio: 'inherit',
    env: { ...process.env, ...environment },
  })
  return new Promise((resolve, reject) => {
    running.on('error', reject)
    running.on('exit', (code, signal) => resolve(code ?? 128 + constants.signals[signal ?? 'SIGTERM']))
  })
}

/** Where tests keep their files: in memory where it has room, for they open some hundred databases that wait for the disk at each insert. */
function quickDirectory() {
  const memory = '/dev/shm'
  if (process.env.TMPDIR !== undefined || !existsSync(memory)) return tmpdir()
  const { bavail, bsize } = statfsSync(memory)
  return bavail * bsize > MEMORY_NEEDED ? memory : tmpdir()
}

/** A file that could not be loaded has no test to fail, yet it is a failure. */
function count({ numPassedTests, numFailedTests, numPendingTests, numTodoTests, testResults }) {
  const brokenFiles = testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && !assertionResults.some((test) => test.status === 'failed'),
  )
  return { passed: numPassedTests, failed: numFailedTests + brokenFiles.length, skipped: numPendingTests + numTodoTests }
}
