import { readFileSync } from 'node:fs'
import { areModels, type MarkedModel, modelsTrainedOn, type Span } from '../../platform/models/marks.ts'
import type { Platform } from '../../platform/platform.ts'
import type { Counts } from './erasure-record.ts'
import { type Search, searching } from './searching.ts'

const SPANS = readFileSync(new URL('spans.sql', import.meta.url), 'utf8')

interface Row {
  readonly place: string
  readonly from_milliseconds: number | null
  readonly to_milliseconds: number | null
}

/** From when to when people have rows, by place; where rows have no time that could be told, any time is meant. */
export async function spansOf(search: Search, rows: Counts, platform: Platform): Promise<Span[]> {
  const held = Object.entries(rows).flatMap(([place, count]) => (count > 0 ? [place] : []))
  if (held.length === 0 || !(await areModels(platform.metadata, search.workspaceId)))
    return held.map((place) => ({ place, from: null, to: null }))
  const timed = await searching(search, platform, (parameters) => platform.events.rows<Row>(SPANS, parameters))
  return held.map((place) => {
    const span = timed.find((row) => row.place === place)
    return { place, from: isoOrNull(span?.from_milliseconds), to: isoOrNull(span?.to_milliseconds) }
  })
}

/** Versions of models that may have learned from a person. */
export async function modelsThatKnow(search: Search, rows: Counts, platform: Platform): Promise<MarkedModel[]> {
  const spans = await spansOf(search, rows, platform)
  return spans.length === 0 ? [] : modelsTrainedOn(platform.metadata, search.workspaceId, spans)
}

function isoOrNull(milliseconds: number | null | undefined): string | null {
  return milliseconds == null ? null : new Date(milliseconds).toISOString()
}
