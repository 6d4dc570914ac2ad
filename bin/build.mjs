import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ROOT, requireNode, requirePackages } from './install.mjs'

/** The script for pages of other sites. */
const SDK = { what: 'the SDK', root: 'sdk', inputs: ['sdk', 'package-lock.json'] }

/** What is built, from which files: all that a page may be made of, and all that the script for other sites is made of. */
const BUILDS = [
  {
    what: 'the dashboard',
    root: 'app/dashboard',
    inputs: ['app/dashboard', 'app/ui', 'app/features', 'contract', 'core', 'package-lock.json'],
  },
  SDK,
]

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  requireNode()
  requirePackages()
  requireBuilds()
}

/** Builds what was not built from the same files before. Ends the process when a build fails. */
export function requireBuilds() {
  for (const build of BUILDS) requireBuild(build)
}

/** Builds the SDK's script alone: vite serves the dashboard itself while it is developed. */
export function requireSdk() {
  requireBuild(SDK)
}

function requireBuild({ what, root, inputs }) {
  const stamp = join(ROOT, root, 'dist/.inputs')
  const wanted = fingerprint(inputs.flatMap(filesUnder))
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return
  console.log(`Building ${what}: vite build ${root}`)
  const vite = join(ROOT, 'node_modules/vite/bin/vite.js')
  const { status } = spawnSync(process.execPath, [vite, 'build', root, '--logLevel', 'warn'], { cwd: ROOT, stdio: 'inherit' })
  if (status !== 0) {
    console.error(`Building ${what} failed; vite says why above.`)
    process.exit(status || 1)
  }
  writeFileSync(stamp, wanted)
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
