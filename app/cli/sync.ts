import { setTimeout as pause } from 'node:timers/promises'
import type { Command } from 'commander'
import type { ConnectionsResponse, PlatformConnection, PublicPostsResponse, SyncState } from '../features/connections/contract.ts'
import { described, print, type Session } from './command.ts'
import { type Connection, connected } from './connection.ts'
import { type ExitCode, exitCodesHelp } from './exit-codes.ts'
import { Failure } from './failure.ts'
import { type Interrupt, onInterrupt } from './interrupt.ts'
import { drawProgress } from './progress.ts'
import { grouped } from './terminal.ts'

/** Pauses between two looks at a running sync, milliseconds. */
const FIRST_LOOK = 50
const LAST_LOOK = 1000

interface SyncOptions {
  readonly workspace: string
  readonly topics?: string[]
  readonly json?: boolean
}

interface Work {
  readonly session: Session
  readonly trill: Connection
  readonly interrupt: Interrupt
  readonly options: SyncOptions
}

/** Reads connected platforms now. */
export function syncCommand(session: Session): Command {
  const command = described({
    name: 'sync',
    about: 'read connected platforms now, from where each was left; without a name all of them',
    examples: [
      ['trill sync', 'Every connected platform, one after the other.'],
      ['trill sync youtube reddit --workspace shop', 'Two of them, in another workspace.'],
      [
        'trill sync --topics technology climate',
        'Connects the platforms that need no key for these topics first: real posts within a minute.',
      ],
      ['trill sync hackernews --json | jq .syncs[0].new_posts', 'For a script.'],
    ],
  })
  return command
    .argument('[platforms...]', 'words of contract/platforms.ts, such as youtube, bluesky or hackernews')
    .option('--workspace <id>', 'workspace whose connections are read', 'main')
    .option('--topics <words...>', 'connect the platforms that need no key, for these words or hashtags')
    .addHelpText('after', exitCodesHelp())
    .action((platforms: string[], options: SyncOptions) => syncPlatforms(session, platforms, options))
}

async function syncPlatforms(session: Session, named: readonly string[], options: SyncOptions): Promise<void> {
  const interrupt = onInterrupt()
  const syncs: SyncState[] = []
  let unreachable: PublicPostsResponse['unreachable'] = []
  try {
    await connected(async (trill) => {
      const work = { session, trill, interrupt, options }
      if (options.topics !== undefined) {
        const body = { workspace_id: options.workspace, topics: options.topics }
        unreachable = (await trill.ask<PublicPostsResponse>('POST', '/v1/connections', { body })).unreachable
      }
      for (const platform of chosen(await platformsOf(work), named)) if (!interrupt.signal.aborted) syncs.push(await sync(work, platform))
    })
  } finally {
    interrupt.release()
  }
  const lacking = unreachable.map(({ platform, message }) => `${platform}: not connected. ${message}.`)
  print(session, options.json, { syncs, unreachable }, () => [...syncs.map(reportOf), ...lacking].join('\n'))
  session.status = statusOf(syncs) || (unreachable.length > 0 ? 3 : 0)
}

async function platformsOf({ trill, options }: Pick<Work, 'trill' | 'options'>): Promise<readonly PlatformConnection[]> {
  const answer = await trill.ask<ConnectionsResponse>('GET', '/v1/connections', { query: { workspace_id: options.workspace } })
  return answer.platforms
}

function chosen(platforms: readonly PlatformConnection[], named: readonly string[]): readonly PlatformConnection[] {
  const unknown = named.find((name) => !platforms.some(({ platform }) => platform === name))
  const remedy = 'Connect it on the page Connections, or those that need no key with `trill sync --topics`.'
  if (unknown !== undefined)
    throw new Failure({
      title: 'No such platform',
      detail: `There is no connector for “${unknown}”`,
      remedy: `There are ${platforms.map(({ platform }) => platform).join(', ')}.`,
    })
  const wanted = platforms.filter(({ platform, connection }) => (named.length === 0 ? connection !== null : named.includes(platform)))
  const missing = wanted.find(({ connection }) => connection === null)
  if (missing !== undefined)
    throw new Failure({ title: 'Not connected', detail: `${missing.label} is not connected in this workspace`, remedy })
  if (wanted.length === 0) throw new Failure({ title: 'Nothing to read', detail: 'No platform is connected in this workspace', remedy })
  return wanted
}

async function sync(work: Work, { platform, label }: PlatformConnection): Promise<SyncState> {
  const { session, trill, interrupt, options } = work
  const body = { workspace_id: options.workspace }
  const begun = await trill.ask<SyncState>('POST', `/v1/connections/${platform}/sync`, { body })
  const progress = await drawProgress(session.terminal, label)
  try {
    for (let wait = FIRST_LOOK; ; wait = Math.min(wait * 2, LAST_LOOK)) {
      await pause(wait, undefined, { signal: interrupt.signal }).catch(() => undefined)
      if (interrupt.signal.aborted) return await trill.ask<SyncState>('POST', `/v1/connections/${platform}/cancel`, { body })
      const state = (await platformsOf(work)).find((one) => one.platform === platform)?.sync ?? begun
      const { posts, sources_done, sources_total, rate, eta_seconds } = state
      const note = `${grouped(posts)} posts`
      progress.update({ done: sources_done, total: Math.max(1, sources_total), rate, secondsLeft: eta_seconds, note })
      if (state.status !== 'waiting' && state.status !== 'running') return state
    }
  } finally {
    progress.stop()
  }
}

function reportOf({ platform, status, posts, new_posts, skipped, suppressed, events, problems }: SyncState): string {
  const counts = [
    `${grouped(posts)} posts read, ${grouped(new_posts)} of them new`,
    ...(events > 0 ? [`${grouped(events)} became events`] : []),
    ...(skipped > 0 ? [`${grouped(skipped)} could not be read`] : []),
    ...(suppressed > 0 ? [`${grouped(suppressed)} not stored, to protect people`] : []),
  ]
  const troubles = problems.flatMap(({ source, message, remedy }) => [`  ${source === null ? '' : `${source}: `}${message}`, `  ${remedy}`])
  return [`${platform}: ${status}. ${counts.join('; ')}.`, ...troubles].join('\n')
}

function statusOf(syncs: readonly SyncState[]): ExitCode {
  if (syncs.some(({ status }) => status === 'failed')) return 1
  if (syncs.some(({ status }) => status === 'cancelled')) return 130
  return syncs.some(({ problems, skipped }) => problems.length > 0 || skipped > 0) ? 3 : 0
}
