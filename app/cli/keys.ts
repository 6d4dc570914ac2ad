import { KEY_SCOPES } from '@trill/contract/permissions'
import type { Command } from 'commander'
import type { CreatedKey, KeysResponse } from '../features/keys/contract.ts'
import { described, group, print, type Session } from './command.ts'
import { connected } from './connection.ts'
import { oneOf, wholeNumber } from './option-values.ts'
import { table } from './terminal.ts'

interface CreateOptions {
  readonly scope: string
  readonly workspace: string
  readonly name: string
  readonly days?: number
  readonly json?: boolean
}

/** Keys of the API. */
export function keysCommand(session: Session): Command {
  return group('keys', 'make, list and revoke keys of the API', [createCommand(session), listCommand(session), revokeCommand(session)])
}

function createCommand(session: Session): Command {
  const command = described({
    name: 'create',
    about: 'make a key; it is shown this once',
    examples: [
      ['trill keys create --scope write', 'A key for an app or a web page: it sends events and can do nothing else.'],
      ['TRILL_KEY=$(trill keys create --scope write --json | jq -r .key)', 'Keeps the key in a variable of the shell.'],
    ],
  })
  return command
    .option('--scope <scope>', `what it may do: ${KEY_SCOPES.join(', ')}`, oneOf(KEY_SCOPES), 'write')
    .option('--workspace <id>', 'workspace it opens', 'main')
    .option('--name <name>', 'what it is for', 'made by trill keys create')
    .option('--days <count>', 'days after which it stops opening; it does not expire when not given', wholeNumber(1, 3650))
    .action(async ({ scope, workspace, name, days, json }: CreateOptions) => {
      const expires_at = days === undefined ? undefined : new Date(Date.now() + days * 86_400_000).toISOString()
      const created = await connected((trill) =>
        trill.ask<CreatedKey>('POST', '/v1/keys', { body: { scope, name, workspace_id: workspace, expires_at } }),
      )
      print(session, json, created, () => created.key)
      if (!json) session.terminal.err(`The key may ${MAY[scope]} in the workspace ${workspace}. It is not shown again.`)
    })
}

function listCommand(session: Session): Command {
  const command = described({
    name: 'list',
    about: 'list the keys, without the secret part',
    examples: [['trill keys list', 'Keys of all workspaces, revoked ones too.']],
  })
  return command
    .option('--workspace <id>', 'only keys of this workspace')
    .action(async ({ workspace, json }: { workspace?: string; json?: boolean }) => {
      const answer = await connected((trill) => trill.ask<KeysResponse>('GET', '/v1/keys', { query: { workspace_id: workspace } }))
      const rows = () =>
        answer.keys.map((key) => [
          key.id,
          key.scope,
          key.workspace_id,
          key.prefix,
          key.name,
          minute(key.created_at),
          minute(key.last_used_at),
          minute(key.expires_at),
          minute(key.revoked_at),
        ])
      print(session, json, answer, () =>
        table(['ID', 'SCOPE', 'WORKSPACE', 'BEGINS', 'NAME', 'CREATED', 'LAST USED', 'EXPIRES', 'REVOKED'], rows()),
      )
    })
}

function revokeCommand(session: Session): Command {
  const command = described({
    name: 'revoke',
    about: 'revoke a key at once',
    examples: [['trill keys revoke 0b9f6c1e-8d0e-4a53-9d7a-3f5f1d2c7b11', 'The id stands in the first column of `trill keys list`.']],
  })
  return command.argument('<id>', 'id of the key').action(async (id: string, { json }: { json?: boolean }) => {
    await connected((trill) => trill.ask('DELETE', `/v1/keys/${encodeURIComponent(id)}`))
    print(session, json, { id, revoked: true }, () => `Revoked ${id}.`)
  })
}

const MAY: Readonly<Record<string, string>> = {
  write: 'send events',
  read: 'read figures',
  admin: 'send events, read figures and administer',
}

function minute(time: string | null): string {
  return time === null ? '-' : time.slice(0, 16).replace('T', ' ')
}
