import type { Command } from 'commander'
import type { Workspace } from '../platform/access/workspaces.ts'
import { described, group, print, type Session } from './command.ts'
import { connected } from './connection.ts'
import { table } from './terminal.ts'

/** Workspaces. */
export function workspacesCommand(session: Session): Command {
  return group('workspaces', 'list the workspaces', [listCommand(session)])
}

function listCommand(session: Session): Command {
  const command = described({
    name: 'list',
    about: 'list the workspaces',
    examples: [['trill workspaces list', 'The id in the first column is what --workspace takes.']],
  })
  return command.action(async ({ json }: { json?: boolean }) => {
    const answer = await connected((trill) => trill.ask<{ workspaces: Workspace[] }>('GET', '/v1/workspaces'))
    const rows = () => answer.workspaces.map(({ id, name, time_zone, provenance }) => [id, name, time_zone, provenance])
    print(session, json, answer, () => table(['ID', 'NAME', 'TIME ZONE', 'DATA'], rows()))
  })
}
