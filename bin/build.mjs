import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ROOT, requireNode, requirePackages } from './install.mjs'

const DIST = join(ROOT, 'app/dashboard/dist')
const STAMP = join(DIST, '.inputs')
/** Everything a page may be made of: the frame, the pages and what they import. */
const INPUTS = ['app/dashboard', 'app/ui', 'app/features', 'contract', 'core', 'package-lock.json']

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  requireNode()
  requirePackages()
  requireDashboard()
}

/** Builds the dashboard unless the one in place was built from the same files. Ends the process when the build fails. */
export function requireDashboard() {
  const wanted = fingerprint(INPUTS.flatMap(filesUnder))
  if (existsSync(STAMP) && readFileSync(STAMP, 'utf8') === wanted) return
  console.log('Building the dashboard: vite build')
  const vite = join(ROOT, 'node_modules/vite/bin/vite.js')
  const { status } = spawnSync(process.execPath, [vite, 'build', 'app/dashboard', '--logLevel', 'warn'], { cwd: ROOT, stdio: 'inherit' })
  if (status !== 0) {
    console.error('The dashboard could not be built; vite says why above.')
    process.exit(status || 1)
  }
  writeFileSync(STAMP, wanted)
}

function fingerprint(paths) {
  const hash = createHash('sha256')
  for (const path of paths.sort()) {
    const content = readFileSync(join(ROOT, path))
    hash.update(`${path.split(sep).join('/')}\0${content.length}\0`).update(content)
  }
  return hash.digest('hex')
}

function filesUnder(path) {
  if (!existsSync(join(ROOT, path))) return []
  if (!statSync(join(ROOT, path)).isDirectory()) return [path]
  return readdirSync(join(ROOT, path), { withFileTypes: true }).flatMap((entry) => {
    if (entry.isDirectory()) return entry.name === 'dist' || entry.name === 'node_modules' ? [] : filesUnder(join(path, entry.name))
    return mayReachThePage(entry.name) ? [join(path, entry.name)] : []
  })
}

function mayReachThePage(name) {
  const serverOnly = /\.(test\.tsx?|sql|md)$|^(routes|feature|job)\.ts$/
  return !serverOnly.test(name)
}
