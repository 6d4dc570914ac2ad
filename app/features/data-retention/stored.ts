import { readFileSync } from 'node:fs'
import { RETENTION_GRACE_DAYS, type RetentionDays } from '@trill/contract/retention'
import type { Platform } from '../../platform/platform.ts'
import type { AttributeTimes } from '../../platform/privacy/person-attributes.ts'
import { attributePlaces, DAY_SECONDS, filePlace, type PlaceState } from './data-retention.ts'
import { importFiles } from './import-files.ts'

const STORED_ROWS = readFileSync(new URL('stored-rows.sql', import.meta.url), 'utf8')

/** What is stored of a workspace, place by place. */
export async function storedOf(platform: Platform, workspaceId: string): Promise<PlaceState[]> {
  const days = platform.retention.of(workspaceId)
  const now_seconds = Math.floor(platform.now() / 1000)
  const rows = await platform.events.rows<PlaceState>(STORED_ROWS, {
    workspace_id: workspaceId,
    now_seconds,
    late_seconds: now_seconds - RETENTION_GRACE_DAYS * DAY_SECONDS,
    event_days: days.events,
    minor_days: days.events_of_minors,
    figure_days: days.figures,
    minor_figure_days: days.figures_of_minors,
    quarantine_days: days.quarantine,
    ledger_days: days.ledger,
  })
  const files = await importFiles(platform, workspaceId)
  const late = { due: platform.now(), late: platform.now() - RETENTION_GRACE_DAYS * DAY_SECONDS * 1000 }
  const ages = await platform.personAttributes.ages(workspaceId, attributeTimes(days), late)
  return [
    ...rows,
    ...attributePlaces(ages, days),
    filePlace(
      files.map(({ changedAt }) => changedAt),
      days.import_files,
      platform.now(),
    ),
  ]
}

/** How long attributes of people are kept after the latest word, in milliseconds. */
export function attributeTimes({ events, events_of_minors }: RetentionDays): AttributeTimes {
  return { adults: events * DAY_SECONDS * 1000, minors: events_of_minors * DAY_SECONDS * 1000 }
}
