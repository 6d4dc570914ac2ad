import { AUDIT_ACTIONS, AUDIT_ACTORS, AUDIT_BREAKS, AUDIT_OUTCOMES } from '@trill/contract/audit-actions'
import { BEHAVIOUR_FEATURES, type BehaviourFeature, FEATURE_WINDOWS, FEATURES_VERSION } from '@trill/contract/behaviour-features'
import { Content, CREATOR_COUNTERS, SNAPSHOT_COUNTERS } from '@trill/contract/content'
import { CUSTOMER_METRICS, CUSTOMER_METRICS_VERSION } from '@trill/contract/customer-metrics'
import type { CustomerMetric } from '@trill/contract/customer-metrics/kinds'
import { CUSTOMER_COLUMNS, type CustomerColumn } from '@trill/contract/customers'
import { DIMENSIONS } from '@trill/contract/dimensions'
import { ERRORS, REJECTIONS } from '@trill/contract/errors'
import { EVENT_FIELDS, EVENT_SYSTEM_FIELDS, EventInput, PROVENANCES } from '@trill/contract/event'
import { EVENT_TYPES } from '@trill/contract/event-types'
import type { Field } from '@trill/contract/fields'
import type { Metric } from '@trill/contract/metric-kinds'
import { METRICS } from '@trill/contract/metrics'
import { MODEL_FIGURES } from '@trill/contract/model-figures'
import { KEY_SCOPES, PERMISSIONS, ROLE_NAMES, ROLES } from '@trill/contract/permissions'
import { limitsOf, NEWS_SOURCES, PLATFORMS, type PlatformWord } from '@trill/contract/platforms'
import { type PopulationTarget, TARGETS } from '@trill/core/population/targets'
import { featureExpressions } from '../../app/platform/behaviour/behaviour.ts'
import { SETTINGS } from '../../app/platform/config.ts'
import { code, page, table } from './markdown.ts'

/** What an event is: its fields, what Trill adds, the types it knows, the content it points at. */
export function eventsPage(): string {
  const required = new Set<string>(EventInput.required)
  const fieldRows = Object.entries<Field>(EVENT_FIELDS).map(([name, { about, schema, column, privacy }]) => [
    code(name) + (required.has(name) ? ' (required)' : ''),
    form(schema),
    code(column),
    privacy,
    about,
  ])
  const systemRows = Object.entries<Field>(EVENT_SYSTEM_FIELDS).map(([name, { column, about }]) => [code(name), code(column), about])
  const typeRows = Object.entries(EVENT_TYPES).map(([name, { group, about }]) => [code(name), group, about])
  const contentRows = Object.entries<Shape>(Content.properties).map(([name, schema]) => [
    code(name),
    form(schema),
    schema.description ?? '',
  ])
  return page(
    'Events',
    '`contract/event.ts`, `contract/event-types.ts` and `contract/content.ts`',
    'An event is one thing that happened. `message_id` and `type` are required, and `actor_id` or `anonymous_id`.',
    '## Fields a sender may set',
    table(['Field', 'Form', 'Column', 'Privacy', 'What it says'], fieldRows),
    '## Fields Trill writes',
    table(['Field', 'Column', 'What it says'], systemRows),
    `\`provenance\` is one of ${PROVENANCES.map(code).join(', ')}.`,
    '## Event types',
    'Types known by name. Any other snake_case word is accepted and counted too.',
    table(['Type', 'Group', 'What happened'], typeRows),
    '## Content',
    'A post, video, quiz or page, reached from an event through `content_id`.',
    table(['Field', 'Form', 'What it says'], contentRows),
    `A platform reports these counters about it, each null where it does not: ${SNAPSHOT_COUNTERS.map(code).join(', ')}.`,
    `About a creator it reports ${CREATOR_COUNTERS.map(code).join(', ')}.`,
  )
}

/** Every figure by which a model is judged. */
export function modelFiguresPage(): string {
  const rows = Object.entries(MODEL_FIGURES).map(([name, { label, about, better, unit }]) => [
    code(name),
    label,
    about,
    better ?? 'neither',
    unit,
  ])
  return page(
    'Figures of models',
    '`contract/model-figures.ts`',
    'Each is of rows that the model has not seen, with an interval by bootstrap, beside the same of simple rules. [How they are computed](../methods/judging-models.md).',
    table(['Figure', 'Label', 'What it says', 'Better', 'Unit'], rows),
  )
}

/** Every number that may stand on a screen, and what it may be split by. */
export function metricsPage(): string {
  const metricRows = Object.entries<Metric>(METRICS).map(([name, metric]) => [
    code(name),
    metric.label,
    metric.about,
    computation(metric),
    metric.unit,
    metric.direction,
    metric.caveat,
  ])
  const dimensionRows = Object.entries(DIMENSIONS).map(([name, { label, about }]) => [code(name), label, about])
  return page(
    'Metrics',
    '`contract/metrics.ts` and `contract/dimensions.ts`',
    'A ratio is always a ratio of sums, never a mean of ratios.',
    table(['Metric', 'Label', 'What it says', 'How it is computed', 'Unit', 'Better', 'Caveat'], metricRows),
    '## Dimensions',
    'What a metric may be split by.',
    table(['Dimension', 'Label', 'What it says'], dimensionRows),
  )
}

/** Every column of a table of customers, and the figures that a generated one has. */
export function customersPage(): string {
  const columnRows = Object.entries<CustomerColumn>(CUSTOMER_COLUMNS).map(
    ([name, { group, type, unit, range, about, nullWhen, decimals }]) => [
      code(name),
      group,
      decimals === undefined ? type : `${type}, ${decimals} ${decimals === 1 ? 'place' : 'places'}`,
      unit,
      range,
      about,
      nullWhen ?? '',
    ],
  )
  const targetRows = Object.values<PopulationTarget>(TARGETS).map(({ label, target, tolerance, unit, isTotal, choice }) => [
    label,
    `${target.toLocaleString('en')}${isTotal ? ' of 100,000 customers' : ''}`,
    tolerance === 0 ? 'exact' : `± ${tolerance}`,
    unit,
    choice ?? '',
  ])
  return page(
    'Customers',
    '`contract/customers.ts` and `core/population/targets.ts`',
    'A table of customers of social and dating apps, as `trill generate customers` writes it, has these columns in this order. A rate with nothing to divide by is missing, never 0.',
    '## Columns',
    table(['Column', 'Group', 'Type', 'Unit', 'Range', 'What it says', 'Missing when'], columnRows),
    '## Figures of a generated table',
    'What 100,000 generated customers have, whatever the seed; [how](../methods/population.md). They are simulated and evidence of nothing. Where one figure excludes another that was published beside it, the last column says which one counts.',
    table(['Figure', 'Target', 'Tolerance', 'Unit', 'What was chosen'], targetRows),
  )
}

/** Every figure about customers that a page, a passport or a report shows. */
export function customerMetricsPage(): string {
  const rows = Object.entries<CustomerMetric>(CUSTOMER_METRICS).map(([name, { label, formula, kind, unit, direction, caveat }]) => [
    code(name),
    label,
    formula,
    kind,
    unit,
    direction,
    caveat,
  ])
  return page(
    'Figures about customers',
    '`contract/customer-metrics.ts`',
    `Of the customers of one snapshot, for whom the columns named are known; [the columns](customers.md). Definitions are version ${CUSTOMER_METRICS_VERSION}. A \`plain\` figure adds a column up, a \`share\` has Wilson’s interval, means and ratios that which the scatter between customers gives them, correlations Fisher’s.`,
    table(['Figure', 'Label', 'How it is computed', 'Kind', 'Unit', 'Better', 'Caveat'], rows),
  )
}

/** Every problem the API answers with and every reason for which an event is refused. */
export function errorsPage(): string {
  const errorRows = Object.entries(ERRORS).map(([name, { status, title, remedy }]) => [code(name), String(status), title, remedy])
  const rejectionRows = Object.entries(REJECTIONS).map(([name, about]) => [code(name), about])
  return page(
    'Errors',
    '`contract/errors.ts`',
    'The API answers with problems of RFC 9457 (`application/problem+json`); `type` is `/problems/<code>`.',
    table(['Code', 'Status', 'What it means', 'What to do'], errorRows),
    '## Why an event is refused',
    'Each event of a request is judged alone. A refused one is kept in quarantine under one of these reasons.',
    table(['Reason', 'What it means'], rejectionRows),
  )
}

/** What the audit log records, and what its verification can find. */
export function auditPage(): string {
  const defined = (table: Readonly<Record<string, { readonly label: string; readonly about: string }>>) =>
    Object.entries(table).map(([name, { label, about }]) => [code(name), label, about])
  return page(
    'Audit log',
    '`contract/audit-actions.ts`',
    '`trill audit verify` says whether the log is as it was written; [how it is kept](../../app/platform/audit/README.md).',
    '## Actions',
    table(['Action', 'Label', 'What happened'], defined(AUDIT_ACTIONS)),
    '## Actors',
    table(['Actor', 'Label', 'Who it is'], defined(AUDIT_ACTORS)),
    '## Outcomes',
    table(['Outcome', 'Label', 'What it means'], defined(AUDIT_OUTCOMES)),
    '## What the verification finds',
    table(
      ['Reason', 'What it means'],
      Object.entries(AUDIT_BREAKS).map(([name, about]) => [code(name), about]),
    ),
  )
}

/** Every environment variable. */
export function settingsPage(): string {
  const rows = Object.values(SETTINGS).map(({ variable, fallback, about }) => [code(variable), code(fallback) || '(empty)', about])
  return page(
    'Settings',
    '`app/platform/config.ts`',
    'Environment variables, all optional.',
    table(['Variable', 'When not given', 'What it does'], rows),
  )
}

/** Who may do what: roles of people, scopes of keys. */
export function permissionsPage(): string {
  const roleRows = Object.entries(ROLES).map(([name, { label, about }]) => [code(name), label, about])
  const rows = Object.entries(PERMISSIONS).map(([name, permission]) => [
    code(name),
    permission.about,
    permission.reach,
    ...ROLE_NAMES.map((role) => mark(permission.roles, role)),
    ...KEY_SCOPES.map((scope) => mark(permission.keys, scope)),
  ])
  return page(
    'Permissions',
    '`contract/permissions.ts`',
    'Every route names one permission, or says that it is public; [the HTTP API](api.md) shows which. An owner of the installation has all of them in every workspace.',
    '## Roles',
    'A person has one role in each workspace they belong to.',
    table(['Role', 'Label', 'What it is'], roleRows),
    '## Permissions',
    table(
      ['Permission', 'May', 'Where', ...ROLE_NAMES.map((role) => ROLES[role].label), ...KEY_SCOPES.map((scope) => `Key: ${scope}`)],
      rows,
    ),
  )
}

function mark(holders: readonly string[], holder: string): string {
  return holders.includes(holder) ? 'yes' : ''
}

/** Social platforms known by name. */
export function platformsPage(): string {
  const rows = Object.entries(PLATFORMS).map(([name, { label, colour }]) => [
    code(name),
    label,
    String(colour),
    ...limitCells(name as PlatformWord),
  ])
  return page(
    'Platforms',
    '`contract/platforms.ts`',
    'Platforms known by name, each with its fixed place in the palette, and how much a connector asks of its public API, unless `TRILL_PLATFORM_LIMITS` says otherwise. Any other word is accepted and shown as it is.',
    table(['Platform', 'Label', 'Colour', 'Requests', 'Quota', 'Source of the limits'], rows),
    '## Standing of news sources',
    'What the score in the news takes for a source whose tier is not given with its article: 10 points for those of tier 1, 5 for tier 2, 2 for all others. It says how far a source reaches, not how right it is; `TRILL_NEWS_SOURCES` changes it.',
    ...([1, 2] as const).map((tier) => `Tier ${tier}: ${sourcesOf(tier)}.`),
  )
}

function sourcesOf(tier: 1 | 2): string {
  const sources = NEWS_SOURCES.filter((source) => source.tier === tier)
  return sources.map(({ domains }) => code(domains[0] ?? '')).join(', ')
}

function limitCells(name: PlatformWord): string[] {
  const limits = limitsOf(name)
  if (limits === undefined) return ['', '', '']
  const { rate, quota, source } = limits
  return [`${rate.requests} in ${rate.seconds} s`, quota === undefined ? '' : `${quota.units} units a day (${quota.timeZone})`, source]
}

/** Every capability, in the order of `app/features/index.ts`. */
export function featuresPage(features: readonly { readonly name: string; readonly about: string }[]): string {
  return page(
    'Features',
    '`app/features/index.ts`',
    'One folder under `app/features` each; its README says the question, the method and the caveat.',
    table(
      ['Feature', 'The question it answers'],
      features.map(({ name, about }) => [`[${name}](../../app/features/${name}/README.md)`, about]),
    ),
  )
}

function computation(metric: Metric): string {
  if (metric.kind === 'ratio') return `${code(metric.numerator)} ÷ ${code(metric.denominator)}`
  if (metric.kind === 'rate') return `${code(metric.numerator)} ÷ ${metric.per}s of the lives of posts`
  if (metric.kind === 'formula') return metric.formula
  if (metric.kind === 'distinct') return `different ${code(metric.of)}`
  const events = metric.eventTypes.includes('*') ? 'every event' : `events ${metric.eventTypes.map(code).join(', ')}`
  return metric.counters.length === 0 ? events : `${events}; growth of ${metric.counters.map(code).join(', ')}`
}

interface Shape {
  readonly description?: string
  readonly type?: string
  readonly format?: string
  readonly maxLength?: number
  readonly pattern?: string
  readonly items?: Shape
  readonly anyOf?: readonly Shape[]
}

/** The JSON form in words: `text, at most 64 characters`. */
function form({ type, format, maxLength, pattern, items, anyOf }: Shape): string {
  if (anyOf) return anyOf.map(form).join(' or ')
  if (items) return `list of ${form(items)}`
  if (format === 'date-time') return 'ISO 8601 with a time zone'
  if (pattern) return `text like ${code(pattern)}`
  if (maxLength) return `text, at most ${maxLength.toLocaleString('en')} characters`
  return type ?? 'any'
}

/** What models learn from: the catalogue of features, with what each is computed from. */
export function behaviourPage(): string {
  const rowsOf = (about: BehaviourFeature['about']) => {
    const expressions = featureExpressions(about)
    return Object.entries<BehaviourFeature>(BEHAVIOUR_FEATURES)
      .filter(([, feature]) => feature.about === about)
      .map(([name, { question, unit, window }]) => [code(name), question, unit, window, code(expressions.get(name) ?? '')])
  }
  const head = ['Feature', 'Question', 'Unit', 'Window', 'Computed as']
  return page(
    'Features of behaviour',
    '`contract/behaviour-features.ts` and `app/platform/behaviour`',
    `Version ${FEATURES_VERSION}. Of a person and of a post, as of a moment; how to read them is in [the guide](../guide/features.md).`,
    '## Of a person',
    table(head, rowsOf('actor')),
    '## Of a post',
    table(head, rowsOf('content')),
    '## Windows',
    table(
      ['Window', 'What it looks back on'],
      Object.entries(FEATURE_WINDOWS).map(([name, about]) => [code(name), about]),
    ),
  )
}
