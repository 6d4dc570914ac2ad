import type { Command } from 'commander'
import type { QuarantineResponse, ReplayResponse } from '../features/quarantine/contract.ts'
import { described, group, print, type Session } from './command.ts'
import { connected } from './connection.ts'
import { Failure } from './failure.ts'
import { wholeNumber } from './option-values.ts'
import { grouped, table } from './terminal.ts'

interface ReplayOptions {
  readonly workspace: string
  readonly reason?: string
  readonly json?: boolean
}

/** Events that were refused. */
export function quarantineCommand(session: Session): Command {
  return group('quarantine', 'list the events that were refused, and try them again', [listCommand(session), replayCommand(session)])
}

function listCommand(session: Session): Command {
  const command = described({
    name: 'list',
    about: 'list refused events, counted by reason',
    examples: [
      ['trill quarantine list', 'The latest 20, and how many there are for each reason.'],
      ['trill quarantine list --reason unknown_field --json | jq -r .items[].payload', 'The events as they came.'],
    ],
  })
  return command
    .option('--workspace <id>', 'workspace', 'main')
    .option('--reason <reason>', 'only events refused for this reason')
    .option('--limit <n>', 'events to show', wholeNumber(1, 1000), 20)
    .action(async ({ workspace, reason, limit, json }: { workspace: string; reason?: string; limit: number; json?: boolean }) => {
      const query = { workspace_id: workspace, reason, limit }
      const answer = await connected((trill) => trill.ask<QuarantineResponse>('GET', '/v1/quarantine', { query }))
      print(session, json, answer, () => asText(answer))
    })
}

function asText({ total, by_reason, items }: QuarantineResponse): string {
  if (total === 0) return 'Nothing is in quarantine.'
  const reasons = table(
    ['REASON', 'EVENTS'],
    by_reason.map(({ reason, count }) => [reason, count]),
  )
  const latest = table(
    ['ID', 'RECEIVED', 'REASON', 'FIELD', 'MESSAGE'],
    items.map((item) => [item.id, item.received_at.slice(0, 19).replace('T', ' '), item.reason, item.field, item.message]),
  )
  return `${reasons}\n\n${latest}`
}

function replayCommand(session: Session): Command {
  const command = described({
    name: 'replay',
    about: 'judge refused events again, for instance after an update',
    examples: [
      ['trill quarantine replay --reason time_too_late', 'All that were refused for this reason.'],
      ['trill quarantine replay 3f0c1f5e-8d0e-4a53-9d7a-3f5f1d2c7b11', 'One event, by the id of `trill quarantine list`.'],
    ],
  })
  return command
    .argument('[ids...]', 'ids of the events')
    .option('--workspace <id>', 'workspace', 'main')
    .option('--reason <reason>', 'all events refused for this reason')
    .action(async (ids: string[], { workspace, reason, json }: ReplayOptions) => {
      if ((ids.length === 0) === (reason === undefined)) {
        throw new Failure({
          title: 'What shall be replayed?',
          detail: 'Give either ids or --reason',
          remedy: '`trill quarantine list` shows both.',
        })
      }
      const body = { workspace_id: workspace, ...(reason === undefined ? { ids } : { reason }) }
      const answer = await connected((trill) => trill.ask<ReplayResponse>('POST', '/v1/quarantine/replay', { body }))
      print(session, json, answer, () => outcomeText(answer))
      if (answer.rejected > 0) session.status = 3
    })
}

function outcomeText({ replayed, accepted, suppressed, rejected }: ReplayResponse): string {
  const parts = [
    `${grouped(accepted)} accepted`,
    suppressed > 0 && `${grouped(suppressed)} suppressed`,
    `${grouped(rejected)} refused as before`,
  ]
  return `${grouped(replayed)} judged again: ${parts.filter(Boolean).join(', ')}.`
}
