#!/usr/bin/env node
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT, requireNode } from './install.mjs'

/** A second signal within this time is the first one again. */
const SAME_SIGNAL_MILLISECONDS = 1000

requireNode()
if (!existsSync(join(ROOT, 'node_modules/tsx'))) {
  console.error('The packages are not installed yet: run `npm start` or `npm ci` in the repository first.')
  process.exit(1)
}
hearSignalsOnce()

const { register } = await import('tsx/esm/api')
register()
await import('../app/cli/trill.ts')

/**
 * npm passes Ctrl-C on although the terminal has sent it to every process in its foreground. Commands end at once on a
 * second Ctrl-C, so one must not look like two. Node calls `process.emit` for a signal, and nothing earlier can be changed.
 */
function hearSignalsOnce() {
  const emit = process.emit
  const heardAt = { SIGINT: Number.NEGATIVE_INFINITY, SIGTERM: Number.NEGATIVE_INFINITY }
  process.emit = function emitOnce(name, ...rest) {
    if (!Object.hasOwn(heardAt, name)) return emit.call(this, name, ...rest)
    const now = performance.now()
    const repeated = now - heardAt[name] < SAME_SIGNAL_MILLISECONDS
    heardAt[name] = now
    return repeated || emit.call(this, name, ...rest)
  }
}
