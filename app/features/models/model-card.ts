import { inOrder, modelFigure } from '@trill/contract/model-figures'
import type { Estimate } from '@trill/core/model-selection/bootstrap'
import { type FindingsResponse, findingsResponse } from '../../platform/models/findings-response.ts'
import type { ModelRecord } from '../../platform/models/model-record.ts'

/** Features that are named in the table of importance. */
const IMPORTANT = 15

/**
 * What a version is, for people: purpose, data, split, figures beside those of simple rules, limits, protections. Markdown.
 * @see Mitchell et al., Model cards for model reporting (FAT* 2019).
 */
export function modelCard(model: ModelRecord): string {
  const { name, version, about } = model
  return [
    `# ${name}, version ${version}`,
    about.purpose,
    `Foretells: ${model.target}. Made by ${model.algorithm} on ${day(model.createdAt)}, asked for by ${model.owner}. ${stateText(model)}`,
    '## Data',
    dataText(model),
    '## How good it is',
    figuresText(model),
    figuresTable(model),
    ...findingsParts(model),
    '## What it leans on',
    importanceTable(model),
    '## Limits',
    listed(about.limits),
    '## Protections',
    listed(about.protections),
  ].join('\n\n')
}

function stateText({ state, promotedAt, retiredAt, markedAt }: ModelRecord): string {
  const marked = markedAt === null ? '' : ` Since ${day(markedAt)} an erasure asks that it be learned anew.`
  if (state === 'live') return `Live since ${day(promotedAt as Date)}.${marked}`
  return (state === 'retired' ? `Retired on ${day(retiredAt as Date)}.` : 'A candidate: it answers nobody.') + marked
}

function dataText({ trainedOn, trainingRows, features, fingerprint, split, holdOutRows, seed }: ModelRecord): string {
  const boundary = split.boundary === null ? '' : `, divided at ${split.boundary}`
  return [
    `- ${whole(trainingRows)} rows from ${trainedOn.places.join(', ')}, ${trainedOn.from.slice(0, 10)} to ${trainedOn.to.slice(0, 10)}.`,
    `- ${whole(features.length)} features: ${features.join(', ')}.`,
    `- Judged on ${whole(holdOutRows)} rows that it did not learn from; split by ${split.kind}${boundary}.`,
    `- SHA-256 of the training rows: \`${fingerprint}\`. Seed: \`${seed}\`.`,
  ].join('\n')
}

function figuresText({ judgedBy }: ModelRecord): string {
  const label = modelFigure(judgedBy)?.label ?? judgedBy
  return `Versions are held against each other by ${label}. Intervals are of 95 %, by bootstrap.`
}

function figuresTable({ judgement: { figures, baselines } }: ModelRecord): string {
  const rules = Object.keys(baselines)
  const rows = inOrder(figures).map(([name, estimate]) => {
    const label = modelFigure(name)?.label ?? name
    return [label, withInterval(estimate), ...rules.map((rule) => short(baselines[rule]?.[name]?.value ?? null))]
  })
  return table(['Figure', 'This version', ...rules.map((rule) => `Rule: ${rule}`)], rows)
}

const TOO_GOOD =
  'What is left still tells too much to be believed; look for a column that is only known afterwards. It does not go live by itself.'

/** Noise, ceiling, gains and what was left out, where they were looked for. */
function findingsParts({ findings }: ModelRecord): string[] {
  if (findings === null) return []
  const { leaks, telling, excluded, suspicious, noise, ceiling, gains } = findingsResponse(findings)
  const left = [...leaks.map(({ text }) => text), ...excluded.map(({ feature, why }) => `“${feature}”: ${why}`)]
  const rest = [...telling.map(({ text }) => text), ...(suspicious ? [TOO_GOOD] : [])]
  return [
    [noise.text, ...(ceiling === null ? [] : [ceilingText(ceiling)])].join(' '),
    '## Gains',
    table(
      ['Part', 'Rows', 'Mean', '95 % interval', 'Lift', 'Captured'],
      gains.map(({ part, rows, mean, lower, upper, lift, captured }) => [
        ...[String(part), whole(rows), short(mean), `${short(lower)} to ${short(upper)}`],
        ...[short(lift), short(captured)],
      ]),
    ),
    '## Left out',
    listed(left),
    ...(rest.length === 0 ? [] : ['## Tells too much', listed(rest)]),
  ]
}

function ceilingText({ source, roc_auc, brier }: NonNullable<FindingsResponse['ceiling']>): string {
  return `The outcome fits a draw from “${source}”: no model can be expected above ROC-AUC ${short(roc_auc)}, or below Brier score ${short(brier)}.`
}

function importanceTable({ importance }: ModelRecord): string {
  const first = [...importance].sort((a, b) => b.value - a.value).slice(0, IMPORTANT)
  if (first.length === 0) return 'It was not told how much it leans on each feature.'
  return table(
    ['Feature', 'Importance'],
    first.map(({ feature, value }) => [feature, short(value)]),
  )
}

function withInterval({ value, lower, upper }: Estimate): string {
  if (value === null) return 'no value'
  return lower === null || upper === null ? short(value) : `${short(value)} (${short(lower)} to ${short(upper)})`
}

function table(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
  return [line(headings), line(headings.map(() => '---')), ...rows.map(line)].join('\n')
}

function listed(sentences: readonly string[]): string {
  return sentences.length === 0 ? 'None are recorded.' : sentences.map((sentence) => `- ${sentence}`).join('\n')
}

function short(value: number | null): string {
  return value === null ? 'no value' : String(Number(value.toPrecision(4)))
}

function whole(value: number): string {
  return value.toLocaleString('en')
}

function day(date: Date): string {
  return date.toISOString().slice(0, 10)
}
