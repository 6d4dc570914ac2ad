import type { Command } from 'commander'
import type { SubscriptionsResponse, TestSent } from '../features/subscriptions/contract.ts'
import { targetLabel } from '../features/subscriptions/words.ts'
import { described, group, print, type Session } from './command.ts'
import { connected } from './connection.ts'
import { exitCodesHelp } from './exit-codes.ts'
import { table } from './terminal.ts'

/** Reports that go out by themselves. */
export function subscriptionsCommand(session: Session): Command {
  return group('subscriptions', 'see which reports go out by themselves, and send one as a test', [
    listCommand(session),
    testCommand(session),
  ])
}

function listCommand(session: Session): Command {
  const command = described({
    name: 'list',
    about: 'list subscriptions with their last and next run',
    examples: [
      ['trill subscriptions list', 'What goes out, where to, and how the last delivery stands.'],
      ['trill subscriptions list --json | jq -r .subscriptions[].id', 'Their ids.'],
    ],
  })
  return command
    .option('--workspace <id>', 'workspace', 'main')
    .action(async ({ workspace, json }: { workspace: string; json?: boolean }) => {
      const query = { workspace_id: workspace }
      const answer = await connected((trill) => trill.ask<SubscriptionsResponse>('GET', '/v1/subscriptions', { query }))
      print(session, json, answer, () => asText(answer))
    })
}

function asText({ subscriptions }: SubscriptionsResponse): string {
  if (subscriptions.length === 0) return 'Nobody is subscribed to anything.'
  const rows = subscriptions.map((one) => [
    one.id,
    one.name,
    one.document,
    one.schedule_text,
    `${one.channel} ${targetLabel(one)}`,
    one.paused_at === null ? (one.last_status ?? 'not sent yet') : 'paused',
    moment(one.last_run_at),
    moment(one.next_run_at),
  ])
  return table(['ID', 'NAME', 'DOCUMENT', 'WHEN', 'WHERE TO', 'STATE', 'LAST RUN', 'NEXT RUN'], rows)
}

function moment(at: string | null): string {
  return at === null ? '–' : `${at.slice(0, 16).replace('T', ' ')} UTC`
}

function testCommand(session: Session): Command {
  const command = described({
    name: 'test',
    about: 'send a subscription now, marked as a test, and say what came of it',
    examples: [['trill subscriptions test 3f0c1f5e-8d0e-4a53-9d7a-3f5f1d2c7b11', 'By the id of `trill subscriptions list`.']],
  })
  return command
    .argument('<id>', 'id of the subscription')
    .addHelpText('after', exitCodesHelp())
    .action(async (id: string, { json }: { json?: boolean }) => {
      const path = `/v1/subscriptions/${encodeURIComponent(id)}/test`
      const answer = await connected((trill) => trill.ask<TestSent>('POST', path))
      print(session, json, answer, () => answer.deliveries.map(reportOf).join('\n'))
      if (answer.deliveries.some(({ status }) => status !== 'done')) session.status = 1
    })
}

function reportOf({ recipient, status, attempts }: TestSent['deliveries'][number]): string {
  return `${recipient ?? 'The channel'}: ${status}. ${attempts.at(-1)?.says ?? ''}`
}
