#!/usr/bin/env node
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { requireSdk } from './build.mjs'
import { ROOT, requireNode, requirePackages } from './install.mjs'

requireNode()
requirePackages()
requireSdk()

const children = [
  run('tsx/dist/cli.mjs', 'watch', '--clear-screen=false', 'app/cli/trill.ts', 'start', ...process.argv.slice(2)),
  run('vite/bin/vite.js', 'app/dashboard'),
]
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => stop(signal))

/** Either of the two ending ends the other. */
function run(script, ...args) {
  const child = spawn(process.execPath, [join(ROOT, 'node_modules', script), ...args], { cwd: ROOT, stdio: 'inherit' })
  child.on('exit', (code) => {
    process.exitCode ||= code ?? 0
    stop('SIGTERM')
  })
  return child
}

function stop(signal) {
  for (const child of children) child.kill(signal)
}
