import { createWriteStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { pipeline } from 'node:stream/promises'
import { AUDIT_ACTION_NAMES, AUDIT_OUTCOME_NAMES } from '@trill/contract/audit-actions'
import { type Command, InvalidArgumentError } from 'commander'
import type { AuditResponse, AuditVerification, ListedRecord } from '../features/audit/contract.ts'
import { described, group, print, type Session } from './command.ts'
import { connected } from './connection.ts'
import { oneOf, wholeNumber } from './option-values.ts'
import { grouped, table } from './terminal.ts'

interface Filter {
  readonly workspace?: string
  readonly action?: string
  readonly actor?: string
  readonly outcome?: string
  readonly from?: string
  readonly to?: string
}

interface Options extends Filter {
  readonly limit: number
  readonly output?: string
  readonly json?: boolean
}

/** The record of who did what. */
export function auditCommand(session: Session): Command {
  return group('audit', 'verify, list and export the record of who did what', [
    verifyCommand(session),
    listCommand(session),
    exportCommand(session),
  ])
}

function verifyCommand(session: Session): Command {
  const command = described({
    name: 'verify',
    about: 'compare every record with its hash, its seal and the one before it; exit status 1 when one was changed or is missing',
    examples: [
      ['trill audit verify', 'Says whether the log is whole, else which record differs first and why.'],
      ['trill audit verify --json | jq .broken.sequence', 'The first record that is wrong.'],
    ],
  })
  return command.action(async ({ json }: { json?: boolean }) => {
    const answer = await connected((trill) => trill.ask<AuditVerification>('GET', '/v1/audit/verify'))
    print(session, json, answer, () => verdict(answer))
    if (!answer.is_whole) session.status = 1
  })
}

function verdict({ broken, checked }: AuditVerification): string {
  const records = `${grouped(checked)} ${checked === 1 ? 'record' : 'records'}`
  if (broken === null) return `The audit log is whole: ${records}, each as it was written.`
  return `The audit log is broken at record ${broken.sequence} (${broken.reason}). ${broken.explanation}\n${records} before it ${checked === 1 ? 'is' : 'are'} as written.`
}

function listCommand(session: Session): Command {
  const command = described({
    name: 'list',
    about: 'list the latest records, newest first',
    examples: [
      ['trill audit list', 'The latest 20 of the whole installation.'],
      ['trill audit list --action sign_in --outcome refused --from 2026-03-01', 'Who tried to sign in and could not.'],
    ],
  })
  return filtered(command)
    .option('--limit <n>', 'records to show', wholeNumber(1, 1000), 20)
    .action(async ({ limit, json, ...filter }: Options) => {
      const query = { ...queryOf(filter), limit }
      const answer = await connected((trill) => trill.ask<AuditResponse>('GET', '/v1/audit', { query }))
      print(session, json, answer, () => asText(answer.records))
    })
}

function exportCommand(session: Session): Command {
  const command = described({
    name: 'export',
    about: 'write the records as NDJSON, oldest first; to the screen, or into a file',
    examples: [
      ['trill audit export --output audit.ndjson', 'All of them, with the hashes that prove them.'],
      ['trill audit export --workspace main --from 2026-03-01 | jq -r .action | sort | uniq -c', 'Counts what was done since March.'],
    ],
  })
  return filtered(command)
    .option('--output <file>', 'write into this file')
    .action(async ({ output, json: _always, ...filter }: Options) => {
      await connected(async (trill) => {
        const query = queryOf(filter)
        // An unusable filter is answered here with its problem, not written into the file.
        await trill.ask('GET', '/v1/audit', { query: { ...query, limit: 1 } })
        const words = new URLSearchParams()
        for (const [name, value] of Object.entries(query)) if (value !== undefined) words.set(name, value)
        const records = await trill.download(`/v1/audit/export?${words}`)
        if (output !== undefined) return pipeline(records, createWriteStream(output, { mode: 0o600 }))
        for await (const line of createInterface({ input: records })) session.terminal.out(line)
      })
    })
}

function filtered(command: Command): Command {
  return command
    .option('--workspace <id>', 'only this workspace; all, and what concerns none, when absent')
    .option('--action <action>', 'only this action (docs/reference/audit.md)', oneOf(AUDIT_ACTION_NAMES))
    .option('--actor <actor>', 'only this person or key, by id, or this kind: user, key, local, system, unknown')
    .option('--outcome <outcome>', `only this outcome: ${AUDIT_OUTCOME_NAMES.join(', ')}`, oneOf(AUDIT_OUTCOME_NAMES))
    .option('--from <time>', 'from this day or moment on, UTC', moment)
    .option('--to <time>', 'before this day or moment, UTC', moment)
}

function queryOf({ workspace, action, actor, outcome, from, to }: Filter): Readonly<Record<string, string | undefined>> {
  return { workspace_id: workspace, action, actor, outcome, from, to }
}

function moment(text: string): string {
  const time = Date.parse(text)
  if (Number.isNaN(time)) throw new InvalidArgumentError('It must be a day or a moment, such as 2026-03-01 or 2026-03-01T12:00:00Z.')
  return new Date(time).toISOString()
}

function asText(records: readonly ListedRecord[]): string {
  if (records.length === 0) return 'There is no such record.'
  return table(
    ['SEQUENCE', 'TIME (UTC)', 'ACTOR', 'ACTION', 'OUTCOME', 'WORKSPACE', 'TARGET', 'ADDRESS'],
    records.map((one) => [
      one.sequence,
      one.at.slice(0, 19).replace('T', ' '),
      [one.actor_kind, one.actor_name ?? one.actor_id].filter((word) => word !== '').join(' '),
      ...[one.action, one.outcome, one.workspace_id, one.target, one.address],
    ]),
  )
}
