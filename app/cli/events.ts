import { setTimeout as pause } from 'node:timers/promises'
import type { Command } from 'commander'
import type { EventsResponse, StoredEvent } from '../features/live/contract.ts'
import { described, group, type Session } from './command.ts'
import { type Connection, connected } from './connection.ts'
import { type Ask, Follower } from './follow.ts'
import { onInterrupt } from './interrupt.ts'
import { wholeNumber } from './option-values.ts'

/** How often new events are asked for, milliseconds. */
const LOOK_AGAIN = 1000

interface TailOptions {
  readonly workspace: string
  readonly limit: number
  readonly follow?: boolean
  readonly json?: boolean
}

/** Events as they arrive. */
export function eventsCommand(session: Session): Command {
  return group('events', 'look at the events that arrived', [tailCommand(session)])
}

function tailCommand(session: Session): Command {
  const command = described({
    name: 'tail',
    about: 'print the latest events, newest last; with --json one object a line',
    examples: [
      ['trill events tail', 'The latest 20 events of the workspace main.'],
      ['trill events tail --follow --workspace demo', 'Goes on printing until Ctrl-C.'],
      ['trill events tail --limit 500 --json | jq -r .type | sort | uniq -c', 'Counts the latest 500 by type.'],
    ],
  })
  return command
    .option('--workspace <id>', 'workspace', 'main')
    .option('--limit <n>', 'events to begin with', wholeNumber(0, 1000), 20)
    .option('-f, --follow', 'wait for more until Ctrl-C')
    .action(async (options: TailOptions) => {
      await connected((trill) => tail(session, trill, options))
    })
}

async function tail(
  { terminal }: Session,
  trill: Connection,
  { workspace, limit, follow = false, json = false }: TailOptions,
): Promise<void> {
  const printAll = (events: readonly StoredEvent[]) => {
    for (const event of events) terminal.out(json ? JSON.stringify(event) : line(event))
  }
  const ask: Ask = (query) => trill.ask<EventsResponse>('GET', '/v1/events', { query: { workspace_id: workspace, ...query } })
  const first = await ask({ limit: Math.max(limit, 1) })
  printAll(limit === 0 ? [] : first.events)
  if (!follow) return
  if (trill.kind === 'stores') return terminal.err('No server is running, so no event can arrive; start one with `trill start`.')
  const interrupt = onInterrupt()
  const follower = new Follower(ask, first.events.at(-1))
  while (!interrupt.signal.aborted) {
    printAll(await follower.look())
    await pause(LOOK_AGAIN, undefined, { signal: interrupt.signal }).catch(() => undefined)
  }
  interrupt.release()
}

function line({ received_at, type, platform = '-', content_id = '-', actor_id, anonymous_id }: StoredEvent): string {
  const time = received_at.slice(0, 19).replace('T', ' ')
  return [time, type.padEnd(16), platform.padEnd(10), (actor_id ?? anonymous_id ?? '-').padEnd(20), content_id].join('  ')
}
