import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The repository's directory. */
export const ROOT = fileURLToPath(new URL('..', import.meta.url))

const LOCK = join(ROOT, 'package-lock.json')
/** What npm itself writes at the end of an installation: the packages that are really there. */
const INSTALLED = join(ROOT, 'node_modules/.package-lock.json')
const STAMP = join(ROOT, 'node_modules/.trill-install')

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  requireNode()
  requirePackages()
}

/** Ends the process with a plain message when this Node is too old. */
export function requireNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  const fits = (major === 20 && minor >= 19) || (major === 22 && minor >= 12) || major > 22
  if (fits) return
  console.error(`Trill needs Node 20.19 or newer (22.12 or newer of the 22 line); this is ${process.versions.node}. See https://nodejs.org`)
  process.exit(1)
}

/** Installs the packages of package-lock.json unless exactly those are there. Ends the process when npm fails. */
export function requirePackages() {
  const lock = readFileSync(LOCK)
  const wanted = createHash('sha256').update(lock).digest('hex')
  if (existsSync(INSTALLED) && existsSync(STAMP) && readFileSync(STAMP, 'utf8') === wanted) return
  if (!installationMatches(lock)) runNpm()
  writeFileSync(STAMP, wanted)
}

/** True when a developer's own `npm install` has already brought what the lock file asks for. */
function installationMatches(lock) {
  if (!existsSync(INSTALLED)) return false
  const found = JSON.parse(readFileSync(INSTALLED, 'utf8')).packages
  return Object.entries(JSON.parse(lock).packages).every(
    ([path, { version, optional }]) => !path.startsWith('node_modules/') || optional || (found[path] && found[path].version === version),
  )
}

function runNpm() {
  console.log('Installing packages: npm ci')
  const onWindows = process.platform === 'win32'
  const { status, error } = spawnSync('npm', ['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: ROOT,
    stdio: 'inherit',
    shell: onWindows,
  })
  if (status === 0) return
  console.error(error ? `npm could not be started: ${error.message}` : 'The packages could not be installed; npm says why above.')
  process.exit(status || 1)
}
