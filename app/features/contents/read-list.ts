import { readFileSync } from 'node:fs'
import type { QueryParameters } from '../../platform/clickhouse/event-store.ts'
import type { Platform } from '../../platform/platform.ts'
import type { People } from '../../platform/privacy/people.ts'
import type { Thresholds } from '../../platform/privacy/small-groups.ts'
import { type ContentsList, type DescriptionRow, type Facts, listOf, type MoreRow, type RankingRow, type ReportedRow } from './contents.ts'
import type { ContentRow } from './contract.ts'
import { type AudienceRow, withoutSmallGroups } from './small-groups.ts'

const sql = (name: string) => readFileSync(new URL(name, import.meta.url), 'utf8')
/** Which posts were active, in an order. */
export const RANKING = sql('ranking.sql')
export const DESCRIPTIONS = sql('descriptions.sql')
export const AUDIENCE = sql('audience.sql')
const REPORTED = sql('reported.sql')
const MORE = sql('more.sql')

/** A page of the list in an order, as a caller may see it. */
export async function readList(parameters: QueryParameters, platform: Platform, thresholds?: Thresholds): Promise<ContentsList> {
  const { events } = platform
  const ranking = await events.rows<RankingRow>(RANKING, parameters)
  // Beyond the last page no row is left to carry the total.
  const carriers =
    ranking.length > 0 || parameters.offset === 0 ? ranking : await events.rows<RankingRow>(RANKING, { ...parameters, limit: 1, offset: 0 })
  const list = listOf(ranking, await factsOf(ranking, parameters, platform), carriers[0]?.total ?? 0)
  return { ...list, items: await shownRows(list.items, parameters, platform, thresholds) }
}

/** The rows as this caller may see them. */
export async function shownRows(
  rows: ContentRow[],
  parameters: QueryParameters,
  { events }: Platform,
  thresholds: Thresholds | undefined,
): Promise<ContentRow[]> {
  if (thresholds === undefined || rows.length === 0) return rows
  const content_ids = rows.map(({ content_id }) => content_id)
  return withoutSmallGroups(rows, await events.rows<AudienceRow>(AUDIENCE, { ...parameters, content_ids }), thresholds)
}

/** What is known about ranked posts. */
export async function factsOf(ranking: readonly RankingRow[], selected: QueryParameters, { events, consents }: Platform): Promise<Facts> {
  if (ranking.length === 0) return { descriptions: [], reported: [], more: [] }
  const parameters = { ...selected, content_ids: ranking.map(({ content_id }) => content_id) }
  const [descriptions, reported, more] = await Promise.all([
    events.rows<DescriptionRow>(DESCRIPTIONS, parameters),
    events.rows<ReportedRow>(REPORTED, parameters),
    events.rows<MoreRow>(MORE, parameters),
  ])
  const people = consents.guardOf(String(selected.workspace_id))
  return { descriptions: people === undefined ? descriptions : descriptions.map((row) => withoutHidden(row, people)), reported, more }
}

/** A creator who is a minor or may not be stored is not named. */
export function withoutHidden(row: DescriptionRow, people: People): DescriptionRow {
  return people.hides(row.creator_id) ? { ...row, creator_id: '', creator_name: '' } : row
}
