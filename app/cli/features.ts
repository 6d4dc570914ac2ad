import { createWriteStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { type Command, Option } from 'commander'
import type { ActorsResponse, CatalogueResponse, ContentsResponse, Outcome } from '../features/behaviour/contract.ts'
import { described, group, print, type Session } from './command.ts'
import { connected } from './connection.ts'
import { table } from './terminal.ts'

interface ComputeOptions {
  readonly workspace: string
  readonly about: 'actor' | 'content'
  readonly asOf?: string
  readonly output?: string
  readonly json?: boolean
}

/** Features of behaviour: which there are, and what they are of people and posts. */
export function featuresCommand(session: Session): Command {
  return group('features', 'read the features of behaviour that models learn from', [listCommand(session), computeCommand(session)])
}

function listCommand(session: Session): Command {
  const command = described({
    name: 'list',
    about: 'list the catalogue of features',
    examples: [
      ['trill features list', 'Every feature with its unit, window and question.'],
      ['trill features list --json | jq -r ".features[].name"', 'Their names, for a script.'],
    ],
  })
  return command.action(async ({ json }: { json?: boolean }) => {
    const answer = await connected((trill) => trill.ask<CatalogueResponse>('GET', '/v1/features'))
    const rows = answer.features.map(({ name, about, unit, window, question }) => [name, about, unit, window, question])
    print(session, json, answer, () => table(['FEATURE', 'OF', 'UNIT', 'WINDOW', 'QUESTION'], rows))
  })
}

function computeCommand(session: Session): Command {
  const command = described({
    name: 'compute',
    about: 'compute the features of people or posts, or of everybody into a file',
    examples: [
      ['trill features compute user-42', 'What one person did, if they consented to profiling.'],
      ['trill features compute post-7 --about content --as-of 2026-11-01T12:00:00Z', 'How a post stood at a moment.'],
      ['trill features compute --about actor --output features.csv', 'Everybody who consented, as CSV.'],
    ],
  })
  return command
    .argument('[ids...]', 'people or posts; with none, everybody or all posts, as CSV into --output')
    .option('--workspace <id>', 'workspace', 'main')
    .addOption(new Option('--about <subject>', 'of people or of posts').choices(['actor', 'content']).default('actor'))
    .option('--as-of <time>', 'as of a moment, ISO 8601; now when not given')
    .option('--output <file>', 'where all are written', 'features.csv')
    .action(async (ids: readonly string[], options: ComputeOptions) => {
      if (ids.length === 0) await writeAll(session, options)
      else await showSome(session, ids, options)
    })
}

async function writeAll(session: Session, { workspace, about, asOf, output = 'features.csv', json }: ComputeOptions): Promise<void> {
  const moment = asOf === undefined ? {} : { as_of: asOf }
  await connected(async (trill) => {
    // A moment or workspace that cannot be used is answered here with its problem, not written into the file.
    await trill.ask('POST', '/v1/features/contents', { body: { workspace_id: workspace, content_ids: ['-'], ...moment } })
    const lines = await trill.download(`/v1/features/export?${new URLSearchParams({ workspace_id: workspace, about, ...moment })}`)
    await pipeline(lines, createWriteStream(output, { mode: 0o600 }))
  })
  print(session, json, { written: output }, () => `The features were written to ${output}.`)
}

async function showSome(session: Session, ids: readonly string[], { workspace, about, asOf, json }: ComputeOptions): Promise<void> {
  const given = about === 'actor' ? { actor_ids: ids } : { content_ids: ids }
  const body = { workspace_id: workspace, ...given, ...(asOf !== undefined && { as_of: asOf }) }
  const path = about === 'actor' ? '/v1/features/actors' : '/v1/features/contents'
  const answer = await connected((trill) => trill.ask<ActorsResponse | ContentsResponse>('POST', path, { body }))
  print(session, json, answer, () => answer.items.map(asText).join('\n\n'))
}

function asText(item: { readonly outcome: Outcome } & ({ readonly actor_id: string } | { readonly content_id: string })): string {
  const id = 'actor_id' in item ? item.actor_id : item.content_id
  const { outcome } = item
  if (outcome.status === 'refused') return `${id}: refused (${outcome.reason.replaceAll('_', ' ')})`
  if (outcome.status === 'insufficient_data') return `${id}: too little is known; ${outcome.seen} of ${outcome.needed} ${outcome.of}`
  return `${id}\n${table(['FEATURE', 'VALUE'], Object.entries(outcome.features))}`
}
