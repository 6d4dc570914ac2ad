import type { Command } from 'commander'
import { readConfig } from '../platform/config.ts'
import { described, print, type Session } from './command.ts'
import { Failure } from './failure.ts'

/** Moves a ClickHouse server’s data to another data directory. */
export function adoptCommand(session: Session): Command {
  const command = described({
    name: 'adopt',
    about:
      'make this data directory the one that writes into the ClickHouse server of TRILL_CLICKHOUSE_URL, after the one that did was lost; whatever its journal had not yet stored is not taken over',
    examples: [['TRILL_CLICKHOUSE_URL=https://clickhouse.example:8443 trill adopt', 'The next start here writes to that server.']],
  })
  return command.action(async ({ json }: { json?: boolean }) => {
    const config = readConfig()
    if (config.clickhouseUrl === '')
      throw new Failure({
        title: 'There is nothing to adopt',
        detail: 'The embedded event store lies in the data directory and belongs to it',
        remedy: 'Set TRILL_CLICKHOUSE_URL to the server whose data this directory is to write.',
      })
    const { adopt } = await import('../main.ts')
    const before = await adopt(config)
    print(session, json, { previous_owner: before ?? null }, () =>
      before === undefined ? 'Adopted; it belonged to nobody.' : `Adopted; it belonged to ${before.path} on ${before.host}.`,
    )
  })
}
