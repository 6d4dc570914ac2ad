import { existsSync, readdirSync, statSync } from 'node:fs'
import { statfs } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Command } from 'commander'
import { type Config, readConfig, SETTINGS, type Setting, sourceOf } from '../platform/config.ts'
import { described, print, type Session } from './command.ts'
import { type Connection, connected } from './connection.ts'
import { failureOf } from './failure.ts'
import { table } from './terminal.ts'

/** Less than this on the disk is as good as nothing. */
const FREE_MIN = 1024 ** 3

interface Finding {
  readonly name: string
  readonly ok: boolean
  /** Somebody should do something, though nothing is wrong with the installation. */
  readonly due?: true
  readonly detail: string
}

interface Examination {
  readonly ok: boolean
  readonly version: string
  readonly settings: readonly { readonly variable: string; readonly value: string; readonly source: 'environment' | 'default' }[]
  readonly checks: readonly Finding[]
}

/** The state of the installation. */
export function doctorCommand(session: Session): Command {
  const command = described({
    name: 'doctor',
    about: 'examine settings, versions, stores, journal and disk; changes nothing but opens the stores when no server runs',
    examples: [
      ['trill doctor', 'Everything at a glance.'],
      ['trill doctor --json | jq ".checks[] | select(.ok | not)"', 'Only what is wrong.'],
    ],
  })
  return command.action(async ({ json }: { json?: boolean }) => {
    const examination = await examine(readConfig())
    print(session, json, examination, () => asText(examination))
    if (!examination.ok) session.status = 1
  })
}

async function examine(config: Config): Promise<Examination> {
  const { VERSION } = await import('../platform/version.ts')
  const checks = [nodeVersion(), await diskSpace(config), journal(config), await lockOwner(config), ...(await stores(config))]
  return { ok: checks.every(({ ok }) => ok), version: VERSION, settings: settings(config), checks }
}

/** Addresses of stores are shown without the password in them. */
function settings(config: Config): Examination['settings'] {
  return (Object.keys(SETTINGS) as (keyof typeof SETTINGS)[]).map((name) => {
    const value = config[name]
    if (isSecretSetting(name))
      return { variable: SETTINGS[name].variable, value: String(value) === '' ? '(none)' : '(set)', source: sourceOf(name) }
    const text = typeof value === 'boolean' ? (value ? 'on' : 'off') : String(value).replace(/\/\/([^:@/]*):[^@/]*@/, '//$1:…@')
    return { variable: SETTINGS[name].variable, value: text === '' ? '(none)' : text, source: sourceOf(name) }
  })
}

function isSecretSetting(name: keyof typeof SETTINGS): boolean {
  const setting: Setting = SETTINGS[name]
  return setting.isSecret === true
}

function nodeVersion(): Finding {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  const ok = major > 20 || (major === 20 && minor >= 19)
  return {
    name: 'Node.js',
    ok,
    detail: `${process.version} on ${process.platform} ${process.arch}${ok ? '' : '; 20.19 or newer is needed'}`,
  }
}

async function diskSpace({ dataDir }: Config): Promise<Finding> {
  let directory = dataDir
  while (!existsSync(directory)) directory = dirname(directory)
  const { bavail, bsize, blocks } = await statfs(directory)
  const free = bavail * bsize
  return { name: 'Disk', ok: free >= FREE_MIN, detail: `${gigabytes(free)} free of ${gigabytes(blocks * bsize)} at ${dataDir}` }
}

function journal({ dataDir }: Config): Finding {
  const directory = join(dataDir, 'journal')
  if (!existsSync(directory)) return { name: 'Journal files', ok: true, detail: 'none yet' }
  const files = readdirSync(directory).filter((name) => name.endsWith('.journal'))
  const bytes = files.reduce((sum, name) => sum + (statSync(join(directory, name), { throwIfNoEntry: false })?.size ?? 0), 0)
  return { name: 'Journal files', ok: true, detail: `${files.length} with ${(bytes / 1e6).toFixed(1)} MB` }
}

async function lockOwner({ dataDir }: Config): Promise<Finding> {
  const [{ readLockOwner }, { livenessOf }, { findServer }] = await Promise.all([
    import('../platform/directory-lock.ts'),
    import('../platform/process-identity.ts'),
    import('../platform/data-directory.ts'),
  ])
  const name = 'Data directory'
  const owner = readLockOwner(dataDir)
  if (owner === undefined) return { name, ok: true, detail: existsSync(dataDir) ? 'held by nobody' : 'not made yet' }
  const server = findServer(dataDir)
  const liveness = livenessOf(owner)
  const what =
    server === undefined
      ? liveness === 'dead'
        ? 'a process that is gone; the next start takes it over'
        : 'a process that is no server'
      : `the server at ${server.url}`
  return { name, ok: true, detail: `held by ${what} (pid ${owner.pid} on ${owner.host}, since ${owner.since})` }
}

/** Asks the server, or opens the stores; a directory that is not there is not made. */
async function stores(config: Config): Promise<Finding[]> {
  const isNew = !existsSync(config.dataDir) && config.clickhouseUrl === '' && config.postgresUrl === ''
  if (isNew) return [{ name: 'Stores', ok: true, detail: 'not made yet; `trill start` makes them' }]
  try {
    return await connected(async (trill) => {
      const { checks } = JSON.parse(await trill.text('/readyz')) as { checks: Record<string, { ok: boolean; detail: string }> }
      const found = Object.entries(checks).map(([name, { ok, detail }]) => ({ name: TITLES[name] ?? name, ok, detail }))
      return found.every(({ ok }) => ok) ? [...found, await retention(trill), await reviews(trill)] : found
    })
  } catch (error) {
    return [{ name: 'Stores', ok: false, detail: failureOf(error).detail }]
  }
}

/** Whether anything is stored longer than its workspace keeps it. */
async function retention(trill: Pick<Connection, 'ask'>): Promise<Finding> {
  const name = 'Data retention'
  const { workspaces } = await trill.ask<{ workspaces: { id: string }[] }>('GET', '/v1/workspaces')
  const late: string[] = []
  for (const { id } of workspaces) {
    const { classes } = await trill.ask<DataRetention>('GET', '/v1/privacy/data-retention', { query: { workspace_id: id } })
    for (const { class: kind, overdue } of classes) if (overdue > 0) late.push(`${overdue} of ${kind} in ${id}`)
  }
  return { name, ok: late.length === 0, detail: late.length === 0 ? 'nothing is overdue' : `overdue: ${late.join(', ')}` }
}

/** Whether somebody looked through the Privacy page of each workspace within a month. */
async function reviews(trill: Pick<Connection, 'ask'>): Promise<Finding> {
  const name = 'Privacy reviews'
  const { workspaces } = await trill.ask<{ workspaces: { id: string }[] }>('GET', '/v1/workspaces')
  const overdue: string[] = []
  for (const { id } of workspaces) {
    const { is_overdue, due_at } = await trill.ask<PrivacyReviews>('GET', '/v1/privacy/reviews', { query: { workspace_id: id } })
    if (is_overdue) overdue.push(`${id} since ${due_at.slice(0, 10)}`)
  }
  if (overdue.length === 0) return { name, ok: true, detail: 'none is overdue' }
  return { name, ok: true, due: true, detail: `overdue: ${overdue.join(', ')}` }
}

interface PrivacyReviews {
  readonly is_overdue: boolean
  readonly due_at: string
}

interface DataRetention {
  readonly classes: readonly { readonly class: string; readonly overdue: number }[]
}

const TITLES: Readonly<Record<string, string>> = { events: 'Event store', metadata: 'Metadata store', journal: 'Journal' }

function asText({ version, settings: all, checks }: Examination): string {
  const found = table(
    ['', 'CHECK', 'FOUND'],
    checks.map(({ name, ok, due, detail }) => [due ? 'DUE' : ok ? 'ok' : 'WRONG', name, detail]),
  )
  const set = table(
    ['SETTING', 'VALUE', 'FROM'],
    all.map(({ variable, value, source }) => [variable, value, source]),
  )
  return `Trill ${version}\n\n${found}\n\n${set}`
}

function gigabytes(bytes: number): string {
  return `${(bytes / 1024 ** 3).toFixed(1)} GB`
}
