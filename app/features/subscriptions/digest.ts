import { readFileSync } from 'node:fs'
import { type CountMetric, METRICS } from '@trill/contract/metrics'
import { statusOf } from '@trill/contract/passport'
import { PLATFORMS } from '@trill/contract/platforms'
import { publicAddress } from '../../platform/http/address.ts'
import { driftFound } from '../../platform/models/decisions.ts'
import { type Group, isShown, type Thresholds, thresholdsFor } from '../../platform/privacy/small-groups.ts'
import { changeOf, exact } from '../../ui/format.ts'
import { type Message, type MessageFigure, type MessagePost, type MessageQuestion, nothingToReport } from './message.ts'
import { momentsOf } from './schedule.ts'

const sql = (name: string) => readFileSync(new URL(name, import.meta.url), 'utf8')
const COUNTS = sql('digest-counts.sql')
const GROWTH = sql('digest-growth.sql')
const PEOPLE = sql('digest-people.sql')
const POSTS = sql('digest-posts.sql')
/** How long the event store may take to catch up with what was acknowledged; milliseconds. */
const SETTLE_MILLISECONDS = 10_000
const POSTS_READ = 20
const POSTS_SHOWN = 5
const COUNTED = ['views', 'interactions', 'likes', 'comments', 'shares', 'events'] as const
const TYPES: readonly string[] = [...new Set(COUNTED.flatMap((name) => METRICS[name].eventTypes as readonly string[]))].filter(
  (type) => type !== '*',
)

interface CountRow {
  readonly current: 0 | 1
  readonly provenance: string
  readonly name: string
  readonly amount: number
  /** Of counters only. */
  readonly reported?: number
}

interface PeopleRow extends Group {
  readonly current: 0 | 1
  readonly active_people: number
}

type PostRow = MessagePost & Group & { readonly content_id: string }

/** Id and title of the document that needs no PDF. */
export const DIGEST = { id: 'digest', title: 'Digest' } as const

/** Figures of a period with their changes, the most viewed posts, and models whose world has moved. */
export async function makeDigest(question: MessageQuestion): Promise<Message> {
  const { platform, workspace, period } = question
  const title = `${workspace.name}: ${period.label}`
  const link = linkTo(`/overview?${new URLSearchParams({ from: period.from, to: period.to })}`, question)
  await platform.log.settle(SETTLE_MILLISECONDS)
  const [rows, thresholds, drifts] = await Promise.all([
    rowsOf(question),
    thresholdsFor(null, workspace.id, platform),
    driftFound(platform.metadata, workspace.id, momentsOf(period, workspace.time_zone)),
  ])
  const alerts = drifts.map(({ name, why }) => `The model ${name} has drifted. ${why}`)
  const group = rows.people.find(({ current }) => current === 1)
  const current = [...rows.counts, ...rows.growth].filter((row) => row.current === 1)
  if (current.length === 0) {
    const says = `Nothing was recorded for ${workspace.name} in this period (${period.label}), so there is nothing to report.`
    const nothing = nothingToReport(title, says, question, link)
    return { ...nothing, summary: [...nothing.summary, ...alerts] }
  }
  const withheld = thresholds !== undefined && !isShown(group, thresholds)
  const posts = withheld ? [] : shownPosts(rows.posts, thresholds)
  const figures = withheld ? [] : figuresOf(rows, thresholds)
  const summary = withheld
    ? [`Too few people were active in this period (${period.label}) for figures about them to be sent.`]
    : sentencesOf(figures, posts)
  const isSimulated = figures.some(({ status }) => isMadeUp(status)) || (posts.length > 0 && provenancesOf(current).some(isMadeUp))
  return { status: 'made', title, period: period.label, summary: [...summary, ...alerts], figures, posts, isSimulated, link, pdf: null }
}

/** @param page path and search of the page that shows the same period. */
export function linkTo(page: string, { platform: { config }, workspace }: Pick<MessageQuestion, 'platform' | 'workspace'>): string {
  const address = new URL(page, publicAddress(config, config.port))
  address.searchParams.set('workspace', workspace.id)
  return address.href
}

function isMadeUp(kind: string): boolean {
  return kind === 'simulated' || kind === 'partly_simulated'
}

interface Rows {
  readonly counts: readonly CountRow[]
  readonly growth: readonly CountRow[]
  readonly people: readonly PeopleRow[]
  readonly posts: readonly PostRow[]
}

async function rowsOf({ platform: { events }, workspace, period }: MessageQuestion): Promise<Rows> {
  const parameters = {
    workspace_id: workspace.id,
    time_zone: workspace.time_zone,
    from: period.from,
    to: period.to,
    previous_from: period.previous.from,
  }
  const [counts, growth, people, posts] = await Promise.all([
    events.rows<CountRow>(COUNTS, { ...parameters, types: TYPES }),
    events.rows<CountRow>(GROWTH, parameters),
    events.rows<PeopleRow>(PEOPLE, parameters),
    events.rows<PostRow>(POSTS, {
      workspace_id: workspace.id,
      time_zone: workspace.time_zone,
      from: period.from,
      to: period.to,
      limit: POSTS_READ,
    }),
  ])
  return { counts, growth, people, posts }
}

/** What is counted of one metric, and whose rows are behind it. */
interface Counted {
  readonly value: number
  readonly provenances: readonly string[]
}

function figuresOf(rows: Rows, thresholds: Thresholds | undefined): MessageFigure[] {
  const before = rows.people.find(({ current }) => current === 0)
  const hidesBefore = thresholds !== undefined && !isShown(before, thresholds)
  const counted = COUNTED.map((name) => [name, (current: 0 | 1) => countOf(METRICS[name], rows, current)] as const)
  const people = (current: 0 | 1) => peopleOf(rows, current)
  return [...counted, ['active_people', people] as const].flatMap(([metric, amountOf]) => {
    const [now, earlier] = [amountOf(1), hidesBefore ? null : amountOf(0)]
    if (now === null) return []
    const { label, unit } = METRICS[metric]
    const previous = earlier?.value ?? null
    const status = statusOf([...now.provenances, ...(earlier?.provenances ?? [])], 'counted')
    return [{ metric, label, unit, value: now.value, previous, change: changeOf(metric, now.value, previous).words, status }]
  })
}

/** Null where nothing tells of it, which is not zero: no events, and no platform that reports the counter. */
function countOf(metric: CountMetric, { counts, growth }: Rows, current: 0 | 1): Counted | null {
  const events = counts.filter((row) => row.current === current)
  const grown = growth.filter((row) => row.current === current && (metric.counters as readonly string[]).includes(row.name))
  const reported = grown.filter((row) => (row.reported ?? 0) > 0)
  if (events.length === 0 && reported.length === 0) return null
  const isCounted = ({ name }: CountRow) => metric.eventTypes.includes('*') || metric.eventTypes.includes(name)
  const counted = [...events.filter(isCounted), ...grown.filter((row) => row.amount !== 0 || reported.includes(row))]
  return {
    value: counted.reduce((sum, { amount }) => sum + amount, 0),
    provenances: provenancesOf(counted.length === 0 ? events : counted),
  }
}

function peopleOf({ counts, people }: Rows, current: 0 | 1): Counted | null {
  const value = people.find((row) => row.current === current)?.active_people || null
  return value === null ? null : { value, provenances: provenancesOf(counts.filter((row) => row.current === current)) }
}

function provenancesOf(rows: readonly CountRow[]): string[] {
  return rows.map(({ provenance }) => provenance)
}

function shownPosts(posts: readonly PostRow[], thresholds: Thresholds | undefined): MessagePost[] {
  return posts
    .filter(({ people, minors }) => thresholds === undefined || people === 0 || isShown({ people, minors }, thresholds))
    .slice(0, POSTS_SHOWN)
    .map(({ content_id, title, platform, views, interactions }) => ({
      title: title || content_id,
      platform: platformLabel(platform),
      views,
      interactions,
    }))
}

function platformLabel(platform: string): string {
  return (PLATFORMS as Readonly<Record<string, { readonly label: string }>>)[platform]?.label ?? platform
}

function sentencesOf(figures: readonly MessageFigure[], posts: readonly MessagePost[]): string[] {
  const find = (metric: string) => figures.find((figure) => figure.metric === metric)
  const said = ['views', 'interactions', 'active_people'].flatMap((metric) => {
    const figure = find(metric)
    return figure === undefined || figure.value === 0 ? [] : [`${exact(figure.value)} ${figure.label.toLowerCase()} (${figure.change})`]
  })
  const events = find('events')
  const first =
    said.length > 0 ? said.join(', ') : events === undefined ? 'Counters only' : `${exact(events.value)} events (${events.change})`
  const [best] = posts
  return [`${first}.`, ...(best === undefined ? [] : [`Most viewed: “${best.title}” with ${exact(best.views)} views.`])]
}
