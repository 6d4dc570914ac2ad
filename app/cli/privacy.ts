import { createWriteStream } from 'node:fs'
import { text } from 'node:stream/consumers'
import { pipeline } from 'node:stream/promises'
import { setTimeout as pause } from 'node:timers/promises'
import type { Command } from 'commander'
import type { DryRunResponse, Erasure, PersonExport, PersonRequest, PersonRequestsResponse } from '../features/erasures/contract.ts'
import { type PseudonymKeysResponse, RE_LINK_DAYS_MAX } from '../features/pseudonyms/contract.ts'
import { described, group, print, type Session } from './command.ts'
import { type Connection, connected } from './connection.ts'
import { Failure } from './failure.ts'
import { wholeNumber } from './option-values.ts'
import { grouped, table } from './terminal.ts'

/** Between two looks whether an archive is ready; milliseconds. */
const LOOK_AGAIN = 250

interface Options {
  readonly workspace: string
  readonly json?: boolean
}

/** Requests of people: what is held of them, erased or handed out; and the keys of their pseudonyms. */
export function privacyCommand(session: Session): Command {
  return group('privacy', 'erase a person, hand out what is held of one, list such requests, and change the key of pseudonyms', [
    eraseCommand(session),
    exportCommand(session),
    listCommand(session),
    keysCommand(session),
    rotateKeyCommand(session),
  ])
}

function eraseCommand(session: Session): Command {
  const command = described({
    name: 'erase',
    about: 'count what is held of a person; with --yes erase it for good',
    examples: [
      ['trill privacy erase user-42 browser-7', 'Only counts, by table.'],
      ['trill privacy erase --yes < identifiers.txt', 'Erases; the identifiers, one a line, stand in no history of the shell.'],
    ],
  })
  return about(command)
    .option('--yes', 'erase; without it nothing is changed')
    .action(async (given: string[], { workspace, yes = false, json }: Options & { yes?: boolean }) => {
      const body = { workspace_id: workspace, identifiers: await identifiersOf(given) }
      if (yes) {
        const answer = await connected((trill) => trill.ask<Erasure>('POST', '/v1/privacy/erasures', { body }))
        return print(session, json, answer, () => `Erasure ${answer.id} has begun; \`trill privacy list\` shows how far it is.`)
      }
      const dryRun = { body: { ...body, dry_run: true } }
      const answer = await connected((trill) => trill.ask<DryRunResponse>('POST', '/v1/privacy/erasures', dryRun))
      print(session, json, answer, () => `${countsTable(answer.rows)}\n\nNothing was changed; --yes erases it.`)
    })
}

function exportCommand(session: Session): Command {
  const command = described({
    name: 'export',
    about: 'write everything held of a person into a ZIP: JSON, CSV and a page to read',
    examples: [
      ['trill privacy export user-42 --output user-42.zip', 'Without other people, with the hash of each file.'],
      ['trill privacy export --output person.zip < identifiers.txt', 'The identifiers come from a file, one a line.'],
    ],
  })
  return about(command)
    .requiredOption('--output <file>', 'write into this file')
    .action(async (given: string[], { workspace, output, json }: Options & { output: string }) => {
      const body = { workspace_id: workspace, identifiers: await identifiersOf(given) }
      const made = await connected(async (trill) => {
        const { id } = await trill.ask<PersonExport>('POST', '/v1/privacy/exports', { body })
        const ready = await untilMade(trill, id)
        await pipeline(await trill.download(`/v1/privacy/exports/${id}/archive`), createWriteStream(output, { mode: 0o600 }))
        return ready
      })
      print(session, json, made, () => `${countsTable(made.rows ?? {})}\n\nWritten to ${output}.`)
    })
}

async function untilMade(trill: Connection, id: string): Promise<PersonExport> {
  for (;;) {
    const made = await trill.ask<PersonExport>('GET', `/v1/privacy/exports/${id}`)
    if (made.state === 'ready') return made
    if (made.state !== 'waiting')
      throw new Failure({ title: 'The archive was not made', detail: made.trouble || `It is ${made.state}`, remedy: 'Ask for it again.' })
    await pause(LOOK_AGAIN)
  }
}

function listCommand(session: Session): Command {
  const command = described({
    name: 'list',
    about: 'list requests of people with their deadlines',
    examples: [
      ['trill privacy list', 'The latest 20.'],
      ['trill privacy list --json | jq .overdue', 'How many are past their deadline.'],
    ],
  })
  return command
    .option('--workspace <id>', 'workspace', 'main')
    .option('--limit <n>', 'requests to show', wholeNumber(1, 1000), 20)
    .action(async ({ workspace, limit, json }: Options & { limit: number }) => {
      const query = { workspace_id: workspace, limit }
      const answer = await connected((trill) => trill.ask<PersonRequestsResponse>('GET', '/v1/privacy/requests', { query }))
      print(session, json, answer, () => asText(answer.requests))
    })
}

function keysCommand(session: Session): Command {
  const command = described({
    name: 'keys',
    about: 'show the keys that people are stored under, and how far re-linking is',
    examples: [['trill privacy keys --workspace shop', 'Versions, when each was made and is destroyed; never the keys.']],
  })
  return command.option('--workspace <id>', 'workspace', 'main').action(async ({ workspace, json }: Options) => {
    const query = { workspace_id: workspace }
    const answer = await connected((trill) => trill.ask<PseudonymKeysResponse>('GET', '/v1/privacy/pseudonym-keys', { query }))
    print(session, json, answer, () => keysText(answer))
  })
}

function rotateKeyCommand(session: Session): Command {
  const command = described({
    name: 'rotate-key',
    about: 'store people under a new key; the one before is destroyed after some days, in which who is seen again keeps their history',
    examples: [
      [
        'trill privacy rotate-key --re-link-days 30 --basis "Every spring"',
        'Who is not seen again within 30 days cannot be found any more.',
      ],
      ['trill privacy rotate-key --re-link-days 0 --basis "The key may be known"', 'Destroys the key before at once.'],
    ],
  })
  return command
    .option('--workspace <id>', 'workspace', 'main')
    .requiredOption('--re-link-days <days>', 'how long the key before is held', wholeNumber(0, RE_LINK_DAYS_MAX))
    .requiredOption('--basis <text>', 'why; it goes into the audit log')
    .action(async ({ workspace, reLinkDays, basis, json }: Options & { reLinkDays: number; basis: string }) => {
      const body = { workspace_id: workspace, re_link_days: reLinkDays, basis }
      const answer = await connected((trill) => trill.ask<PseudonymKeysResponse>('POST', '/v1/privacy/pseudonym-keys/rotate', { body }))
      print(session, json, answer, () => keysText(answer))
    })
}

function keysText({ pseudonymous_ids, waiting, trouble, keys }: PseudonymKeysResponse): string {
  const state = pseudonymous_ids ? 'People are stored under pseudonyms.' : 'People are stored under their own identifiers.'
  if (keys.length === 0) return state
  const day = (time: string | null) => time?.slice(0, 16).replace('T', ' ') ?? ''
  const rows = keys.map((key) => [
    ...[`p${key.version}`, key.state, day(key.made_at), day(key.destroy_at), day(key.destroyed_at)],
    grouped(key.relinked),
  ])
  const shown = table(['KEY', 'STATE', 'MADE (UTC)', 'DESTROYED FROM (UTC)', 'DESTROYED (UTC)', 'RE-LINKED'], rows)
  const waits = waiting > 0 ? `\nAbout ${grouped(waiting)} names wait to be re-linked.` : ''
  return `${state}\n\n${shown}${waits}${trouble === '' ? '' : `\n${trouble}`}`
}

function about(command: Command): Command {
  return command
    .argument('[identifiers...]', 'what the person is known by; read from standard input, one a line, when absent')
    .option('--workspace <id>', 'workspace', 'main')
}

async function identifiersOf(given: readonly string[]): Promise<readonly string[]> {
  const lines = given.length > 0 || process.stdin.isTTY ? given : (await text(process.stdin)).split('\n')
  const identifiers = lines.map((line) => line.trim()).filter((line) => line !== '')
  if (identifiers.length > 0) return identifiers
  throw new Failure({
    title: 'Who is it about?',
    detail: 'No identifier was given',
    remedy: 'Name at least one, or pipe them in, one a line.',
  })
}

function countsTable(rows: Readonly<Record<string, number>>): string {
  return table(
    ['WHERE', 'ROWS'],
    Object.entries(rows).map(([place, count]) => [place, grouped(count)]),
  )
}

function asText(requests: readonly PersonRequest[]): string {
  if (requests.length === 0) return 'Nobody has asked yet.'
  return table(
    ['ID', 'KIND', 'REASON', 'STATE', 'REQUESTED (UTC)', 'DUE (UTC)', 'DAYS LEFT', 'ROWS'],
    requests.map((one) => [
      ...[one.id, one.kind, one.reason, one.state, one.requested_at.slice(0, 10), one.due_at.slice(0, 10)],
      ...[one.is_open ? one.days_left : '', one.rows],
    ]),
  )
}
