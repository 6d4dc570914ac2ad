import { writeFile } from 'node:fs/promises'
import { inOrder, modelFigure } from '@trill/contract/model-figures'
import type { Command } from 'commander'
import type {
  ChangedResponse,
  CompareResponse,
  DriftResponse,
  ModelOverview,
  ModelsResponse,
  ModelVersion,
  VersionResponse,
  VersionsResponse,
} from '../features/models/contract.ts'
import { described, group, print, type Session } from './command.ts'
import { connected } from './connection.ts'
import { figureText, labelOf, short } from './model-figure-texts.ts'
import { trainVersionCommand } from './models-train.ts'
import { wholeNumber } from './option-values.ts'
import { grouped, table } from './terminal.ts'

interface Options {
  readonly workspace: string
  readonly json?: boolean
}

interface LiveOptions extends Options {
  readonly why?: string
  readonly althoughSuspicious?: boolean
}

const VERSION = wholeNumber(1, 2_147_483_647)

/** What learned: versions, which is live, and whether what it sees has moved. */
export function modelsCommand(session: Session): Command {
  const commands = [
    listCommand,
    showCommand,
    trainVersionCommand,
    promoteCommand,
    rollBackCommand,
    retireCommand,
    compareCommand,
    exportCommand,
    driftCommand,
  ]
  return group(
    'models',
    'list models, judge their versions and choose which is live',
    commands.map((command) => command(session)),
  )
}

function listCommand(session: Session): Command {
  const command = described({
    name: 'list',
    about: 'list models, the live version of each beside its rule, and whether it has drifted',
    examples: [
      ['trill models list', 'Models of the workspace main.'],
      ['trill models list --json | jq -r ".models[] | select(.drift == \\"drifted\\") | .name"', 'Those that have drifted, for a script.'],
    ],
  })
  return command.option('--workspace <id>', 'workspace', 'main').action(async ({ workspace, json }: Options) => {
    const answer = await connected((trill) => trill.ask<ModelsResponse>('GET', '/v1/models', { query: { workspace_id: workspace } }))
    print(session, json, answer, () => listText(answer.models))
  })
}

function listText(models: readonly ModelOverview[]): string {
  if (models.length === 0) return 'Nothing learns here yet.'
  return table(
    ['MODEL', 'LIVE', 'JUDGED BY', 'LIVE VERSION', 'BEST RULE', 'DRIFT', 'LAST TRAINING'],
    models.map(({ name, live, newest, drift, training }) => [
      name,
      live === null ? `none${waitingText(newest)}` : `version ${live.version}`,
      live === null ? null : labelOf(live.judged_by),
      live === null ? null : figureText(live.figures[live.judged_by]),
      live === null ? null : bestRule(live),
      drift?.replaceAll('_', ' ') ?? null,
      training === null ? 'never' : (training.outcome ?? training.status).replaceAll('_', ' '),
    ]),
  )
}

/** Where no version is live: what became of the newest. */
function waitingText(newest: ModelOverview['newest']): string {
  if (newest?.state !== 'candidate') return ''
  return `: version ${newest.version} ${newest.suspicious ? 'is too good to be believed' : 'was kept back'}`
}

/** The simple rule that comes nearest. */
function bestRule({ baselines, judged_by }: ModelVersion): string | null {
  const lower = modelFigure(judged_by)?.better === 'lower'
  const values = Object.entries(baselines).map(([rule, figures]) => ({ rule, value: figures[judged_by]?.value ?? null }))
  const known = values.filter((one): one is { rule: string; value: number } => one.value !== null)
  const best = known.sort((a, b) => (lower ? a.value - b.value : b.value - a.value))[0]
  return best === undefined ? null : `${short(best.value)} (${best.rule})`
}

function showCommand(session: Session): Command {
  const command = described({
    name: 'show',
    about: 'show the versions of a model and what was decided, or the card of one version',
    examples: [
      ['trill models show virality-2h', 'Its versions, newest first, and the last decisions.'],
      ['trill models show virality-2h --version 4', 'The card of version 4, as Markdown.'],
    ],
  })
  return command
    .argument('<name>', 'name of the model')
    .option('--version <n>', 'one version', VERSION)
    .option('--workspace <id>', 'workspace', 'main')
    .action(async (name: string, { workspace, version, json }: Options & { version?: number }) => {
      const query = { workspace_id: workspace }
      const path = `/v1/models/${encodeURIComponent(name)}/versions`
      if (version !== undefined) {
        const one = await connected((trill) => trill.ask<VersionResponse>('GET', `${path}/${version}`, { query }))
        return print(session, json, one, () => one.card)
      }
      const answer = await connected((trill) => trill.ask<VersionsResponse>('GET', path, { query }))
      print(session, json, answer, () => versionsText(answer))
    })
}

function versionsText({ versions, decisions, model }: VersionsResponse): string {
  if (versions.length === 0) return `${model.about} No version yet. ${model.training?.error ?? '`trill models train` has it learn.'}`
  const judgedBy = versions[0]?.judged_by ?? ''
  const rows = table(
    ['VERSION', 'STATE', labelOf(judgedBy).toUpperCase(), 'BEST RULE', 'ROWS', 'MADE', 'BY'],
    versions.map((version) => [
      version.version,
      stateText(version),
      figureText(version.figures[version.judged_by]),
      bestRule(version),
      version.training_rows,
      minute(version.created_at),
      version.owner,
    ]),
  )
  const log = decisions.slice(0, 10).map(({ at, kind, version, why, by }) => {
    return `${minute(at)}  ${kind.replaceAll('_', ' ')}${version === null ? '' : ` ${version}`} (${by}): ${why}`
  })
  return [rows, '', ...log].join('\n')
}

function stateText({ state, suspicious, marked_at }: ModelVersion): string {
  return [state, ...(suspicious ? ['too good to be believed'] : []), ...(marked_at === null ? [] : ['to be learned anew'])].join(', ')
}

function promoteCommand(session: Session): Command {
  const command = described({
    name: 'promote',
    about: 'make a version the live one; the one before is kept to go back to',
    examples: [
      ['trill models promote virality-2h 4 --why "Fewer false alarms."', 'Version 4 answers from now on.'],
      [
        'trill models promote churn 2 --although-suspicious --why "All columns are of the day before."',
        'Version 2, which is too good to be believed and was looked at.',
      ],
    ],
  })
  const named = command.argument('<name>', 'name of the model').argument('<version>', 'number of the version', VERSION)
  return withKnowing(withReason(named)).action((name: string, version: number, options: LiveOptions) =>
    change(
      session,
      `/v1/models/${encodeURIComponent(name)}/versions/${version}/promote`,
      knowing(options),
      (changed) => `Version ${changed.version} of ${name} is live.`,
    ),
  )
}

function rollBackCommand(session: Session): Command {
  const command = described({
    name: 'roll-back',
    about: 'make the version live again that was before',
    examples: [['trill models roll-back virality-2h', 'The version before answers again.']],
  })
  return withKnowing(withReason(command.argument('<name>', 'name of the model'))).action((name: string, options: LiveOptions) =>
    change(
      session,
      `/v1/models/${encodeURIComponent(name)}/roll-back`,
      knowing(options),
      ({ version, before }) => `Version ${version} of ${name} is live again, in place of ${before}.`,
    ),
  )
}

function retireCommand(session: Session): Command {
  const command = described({
    name: 'retire',
    about: 'take a version out of use; where it was live, none is',
    examples: [['trill models retire virality-2h 2', 'Version 2 is not offered any more.']],
  })
  return withReason(command.argument('<name>', 'name of the model').argument('<version>', 'number of the version', VERSION)).action(
    (name: string, version: number, options: Options & { why?: string }) =>
      change(session, `/v1/models/${encodeURIComponent(name)}/versions/${version}/retire`, options, ({ before }) =>
        before === null ? `Version ${version} of ${name} is retired.` : `Version ${version} of ${name} is retired; none is live.`,
      ),
  )
}

function withReason(command: Command): Command {
  return command.option('--why <text>', 'stands in the log of decisions').option('--workspace <id>', 'workspace', 'main')
}

function withKnowing(command: Command): Command {
  return command.option('--although-suspicious', 'also one that is too good to be believed: what it leans on was looked at')
}

function knowing({ althoughSuspicious = false, ...options }: LiveOptions): Options & { why?: string; more: object } {
  return { ...options, more: althoughSuspicious ? { although_suspicious: true } : {} }
}

async function change(
  session: Session,
  path: string,
  { workspace, why, json, more = {} }: Options & { why?: string; more?: object },
  said: (changed: ChangedResponse) => string,
): Promise<void> {
  const body = { workspace_id: workspace, ...(why !== undefined && { why }), ...more }
  const changed = await connected((trill) => trill.ask<ChangedResponse>('POST', path, { body }))
  print(session, json, changed, () => said(changed))
}

function compareCommand(session: Session): Command {
  const command = described({
    name: 'compare',
    about: 'hold a version against another on the newest rows whose outcome is known',
    examples: [['trill models compare virality-2h 3 4', 'Whether version 4 is better than version 3.']],
  })
  return command
    .argument('<name>', 'name of the model')
    .argument('<first>', 'the version to hold against', VERSION)
    .argument('<second>', 'the version that is held against it', VERSION)
    .option('--workspace <id>', 'workspace', 'main')
    .action(async (name: string, first: number, second: number, { workspace, json }: Options) => {
      const query = { workspace_id: workspace, first, second }
      const answer = await connected((trill) =>
        trill.ask<CompareResponse>('GET', `/v1/models/${encodeURIComponent(name)}/compare`, { query }),
      )
      print(session, json, answer, () => comparisonText(answer, second))
    })
}

const VERDICTS = { better: 'is better', worse: 'is worse', unclear: 'is not shown to be better or worse' } as const

function comparisonText(
  { versions = [], difference = {}, verdict, rows, judged_by, needed, seen }: CompareResponse,
  second: number,
): string {
  if (verdict === undefined) return `Not enough data: ${seen} rows whose outcome is known, of ${needed} that are needed.`
  const lines = table(
    ['FIGURE', ...versions.map(({ version }) => `VERSION ${version}`), 'DIFFERENCE'],
    inOrder(difference).map(([name, estimate]) => [
      labelOf(name),
      ...versions.map(({ figures }) => figureText(figures[name])),
      figureText(estimate),
    ]),
  )
  return `${lines}\n\nVersion ${second} ${VERDICTS[verdict]} by ${labelOf(judged_by)} on ${grouped(rows ?? 0)} rows.`
}

function exportCommand(session: Session): Command {
  const command = described({
    name: 'export',
    about: 'write a version to a file, as JSON',
    examples: [['trill models export virality-2h 4 --out model.json', 'For safekeeping, or for another program.']],
  })
  return command
    .argument('<name>', 'name of the model')
    .argument('<version>', 'number of the version', VERSION)
    .requiredOption('--out <file>', 'file to write')
    .option('--workspace <id>', 'workspace', 'main')
    .action(async (name: string, version: number, { workspace, out, json }: Options & { out: string }) => {
      const path = `/v1/models/${encodeURIComponent(name)}/versions/${version}/document`
      const document = await connected((trill) => trill.ask<object>('GET', path, { query: { workspace_id: workspace } }))
      const text = JSON.stringify(document)
      await writeFile(out, text)
      const written = { name, version, file: out, bytes: Buffer.byteLength(text) }
      print(session, json, written, () => `${out}: ${grouped(written.bytes)} bytes.`)
    })
}

function driftCommand(session: Session): Command {
  const command = described({
    name: 'drift',
    about: 'show whether what the live version of a model sees has moved',
    examples: [['trill models drift virality-2h', 'Columns, those that moved most first.']],
  })
  return command
    .argument('<name>', 'name of the model')
    .option('--workspace <id>', 'workspace', 'main')
    .action(async (name: string, { workspace, json }: Options) => {
      const query = { workspace_id: workspace }
      const drift = await connected((trill) => trill.ask<DriftResponse>('GET', `/v1/models/${encodeURIComponent(name)}/drift`, { query }))
      print(session, json, drift, () => driftText(drift))
    })
}

function driftText({ says, features, predictions, version }: DriftResponse): string {
  const head = version === null ? says : `Version ${version}: ${says}`
  if (features.length === 0) return head
  const columns = [...features, ...(predictions === null ? [] : [predictions])]
  const rows = columns.map(({ name, stability_index, level, distance, missing_now, drifted }) => [
    name,
    stability_index.toFixed(3),
    level.replaceAll('_', ' '),
    distance === null ? null : distance.toFixed(3),
    `${(100 * missing_now).toFixed(1)} %`,
    drifted ? 'yes' : 'no',
  ])
  return `${head}\n\n${table(['COLUMN', 'STABILITY INDEX', 'LEVEL', 'KS DISTANCE', 'MISSING', 'DRIFTED'], rows)}`
}

function minute(time: string): string {
  return time.slice(0, 16).replace('T', ' ')
}
