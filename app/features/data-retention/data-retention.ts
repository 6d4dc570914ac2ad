import {
  RETENTION_CLASS_NAMES,
  RETENTION_CLASSES,
  RETENTION_GRACE_DAYS,
  type RetentionClass,
  type RetentionDays,
} from '@trill/contract/retention'
import type { AttributeAges } from '../../platform/privacy/person-attributes.ts'
import type { ClassState } from './contract.ts'

export const DAY_SECONDS = 86_400

/** What is stored in one place: a table of the warehouse, or the files of imports. */
export interface PlaceState {
  readonly place: string
  readonly rows: number
  readonly oldest_seconds: number
  readonly next_seconds: number
  readonly due: number
  readonly overdue: number
  /** Rows with a longer time than holds now. */
  readonly excess: number
}

/** Which class each place belongs to. */
export const PLACES: Readonly<Record<string, RetentionClass>> = {
  events: 'events',
  actor_daily: 'events',
  share_edges: 'events',
  customers: 'events',
  person_attributes: 'events',
  events_of_minors: 'events_of_minors',
  person_attributes_of_minors: 'events_of_minors',
  content_hourly: 'figures',
  content_daily: 'figures',
  platform_quarter_hourly: 'figures',
  uniques_hourly: 'figures',
  content_people: 'figures',
  content_hourly_of_minors: 'figures_of_minors',
  content_daily_of_minors: 'figures_of_minors',
  platform_quarter_hourly_of_minors: 'figures_of_minors',
  uniques_hourly_of_minors: 'figures_of_minors',
  content_people_of_minors: 'figures_of_minors',
  content_snapshots: 'figures',
  youtube_trends_scores: 'figures',
  youtube_trends_analyses: 'figures',
  youtube_trends_matches: 'figures',
  creator_snapshots: 'figures',
  quarantine: 'quarantine',
  ingest_ledger: 'ledger',
  import_files: 'import_files',
}

/** The files of imports as a place, from the times of their last change in milliseconds. */
export function filePlace(changedAt: readonly number[], days: number, now: number): PlaceState {
  const stored = changedAt.map((time) => Math.floor(time / 1000))
  const dueAt = stored.map((seconds) => seconds + days * DAY_SECONDS)
  const nowSeconds = Math.floor(now / 1000)
  return {
    place: 'import_files',
    rows: stored.length,
    oldest_seconds: stored.reduce((least, seconds) => Math.min(least, seconds), Number.POSITIVE_INFINITY),
    next_seconds: dueAt.reduce((least, seconds) => Math.min(least, seconds), Number.POSITIVE_INFINITY),
    due: dueAt.filter((seconds) => seconds <= nowSeconds).length,
    overdue: dueAt.filter((seconds) => seconds < nowSeconds - RETENTION_GRACE_DAYS * DAY_SECONDS).length,
    excess: 0,
  }
}

/** Attributes of people as places: those of minors go earlier. */
export function attributePlaces(ages: readonly AttributeAges[], days: RetentionDays): PlaceState[] {
  return ages.map(({ isMinors, rows, oldestAt, due, overdue }) => {
    const oldest = Math.floor(oldestAt / 1000)
    const keptDays = isMinors ? days.events_of_minors : days.events
    return {
      ...{ place: isMinors ? 'person_attributes_of_minors' : 'person_attributes', rows, due, overdue, excess: 0 },
      ...{ oldest_seconds: oldest, next_seconds: oldest + keptDays * DAY_SECONDS },
    }
  })
}

/** Each class: how long it is kept, what is stored of it, and whether what is due is gone. */
export function classStates(places: readonly PlaceState[], days: RetentionDays, pending: ReadonlySet<string>): ClassState[] {
  return RETENTION_CLASS_NAMES.map((name) => {
    const own = places.filter(({ place, rows }) => PLACES[place] === name && rows > 0)
    const { days: daysDefault, daysMin, daysMax } = RETENTION_CLASSES[name]
    const overdue = sum(own, 'overdue')
    const isApplying = pending.has(name) || own.some(({ excess }) => excess > 0)
    return {
      class: name,
      days: days[name],
      days_default: daysDefault,
      days_min: daysMin,
      days_max: daysMax,
      rows: sum(own, 'rows'),
      oldest_at: earliest(own, 'oldest_seconds'),
      next_at: earliest(own, 'next_seconds'),
      due: sum(own, 'due'),
      overdue,
      state: overdue > 0 ? 'late' : isApplying ? 'applying' : 'ok',
      places: own.map(({ place, rows, overdue: late }) => ({ place, rows, overdue: late })),
    }
  })
}

/** The worst of the states. */
export function wholeState(states: readonly Pick<ClassState, 'state'>[]): ClassState['state'] {
  const found = new Set(states.map(({ state }) => state))
  return found.has('late') ? 'late' : found.has('applying') ? 'applying' : 'ok'
}

function sum(places: readonly PlaceState[], name: 'rows' | 'due' | 'overdue'): number {
  return places.reduce((total, place) => total + place[name], 0)
}

function earliest(places: readonly PlaceState[], name: 'oldest_seconds' | 'next_seconds'): string | null {
  if (places.length === 0) return null
  return new Date(Math.min(...places.map((place) => place[name])) * 1000).toISOString()
}
