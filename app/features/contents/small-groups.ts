import { type Group, hiddenGroups, isShown, type Thresholds } from '../../platform/privacy/small-groups.ts'
import { type ContentRows, lifeOf } from './contents.ts'
import type { ContentResponse, ContentRow } from './contract.ts'

const NO_MORE = { saves: null, impressions: null, reach: null, engagement_rate_by_reach: null, drawn: null }
const NO_TOTALS = { views: null, likes: null, comments: null, shares: null, interactions: null, engagement_rate: null, events: null }

/** Whom the figures of a post are about. */
export interface AudienceRow extends Group {
  readonly content_id: string
}

/** Whom the figures of a post’s UTC day are about. */
export interface AudienceDay extends Group {
  readonly day: string
}

/** The rows without figures about too few people. */
export function withoutSmallGroups(rows: readonly ContentRow[], audience: readonly AudienceRow[], thresholds: Thresholds): ContentRow[] {
  const groups = new Map(audience.map((row) => [row.content_id, row]))
  return rows.map((row) => (isShown(groups.get(row.content_id), thresholds) ? row : { ...row, ...NO_TOTALS, ...NO_MORE, withheld: true }))
}

const NO_CASCADE = { shares: 0, roots: 0, sharers: 0, direct: 0 }

/** What is left of a post whose own events are about too few people: what platforms report of it. */
export function withoutEvents(rows: ContentRows): ContentRows {
  return { ...rows, life: lifeOf(undefined, rows.snapshots), interval: 'observation', types: [], steps: [], cascade: NO_CASCADE }
}

/** Such an answer: of the events it says that they are withheld, not that there were none. */
export function asWithheld(answer: ContentResponse, isReported: boolean): ContentResponse {
  const totals = isReported ? { ...answer.totals, events: null } : NO_TOTALS
  return { ...answer, withheld: true, totals, growth: answer.growth.map((point) => ({ ...point, events: null })) }
}

/** A cascade of too few people is withheld. */
export function withoutSmallCascade(rows: ContentRows, group: Group | undefined, thresholds: Thresholds): ContentRows {
  const sharers = { people: rows.cascade.sharers, minors: group?.minors ?? 0 }
  return isShown(sharers, thresholds) ? rows : { ...rows, cascade: NO_CASCADE }
}

/**
 * The answer without the points of its course at which too few people were active: its running totals go on with the next day that
 * has enough.
 */
export function withoutSmallDays(answer: ContentResponse, audience: readonly AudienceDay[], thresholds: Thresholds): ContentResponse {
  const hidden = hiddenGroups(new Map(audience.map((row) => [row.day, row])), thresholds)
  // A point stands at the end of its day, or at the present moment within it.
  return { ...answer, growth: answer.growth.filter(({ at }) => !hidden.has(new Date(Date.parse(at) - 1).toISOString().slice(0, 10))) }
}
