import { MINOR_THRESHOLD } from '@trill/contract/consent'
import { suppressRow } from '@trill/core/privacy/suppression'
import { type Access, allows } from '../access/caller.ts'
import type { Platform } from '../platform.ts'

/** The smallest groups of people that figures are shown about to one caller. */
export interface Thresholds {
  /** Of adults; 1 where all figures are shown. */
  readonly adults: number
  /** With minors among them. */
  readonly withMinors: number
}

/** Whom a figure is about. */
export interface Group {
  readonly people: number
  /** 1 where minors are among them. */
  readonly minors: number
}

const HAS_MINORS = 'SELECT 1 AS found FROM uniques_hourly WHERE workspace_id = {workspace_id:String} AND minors = 1 LIMIT 1'

/**
 * Which figures about the people of a workspace a caller may not see; undefined when there are none: whoever may read single events is
 * kept from none about adults, unless the workspace chose otherwise. Figures with minors in them are kept from everybody alike.
 */
export async function thresholdsFor(
  access: Access | null,
  workspaceId: string,
  { consents, events }: Pick<Platform, 'consents' | 'events'>,
): Promise<Thresholds | undefined> {
  const { adultThreshold, thresholdFor } = consents.peopleOf(workspaceId).privacy
  const readsEvents = access !== null && allows(access, 'read_events', workspaceId)
  const thresholds = {
    adults: readsEvents && thresholdFor === 'figure_readers' ? 1 : adultThreshold,
    withMinors: Math.max(MINOR_THRESHOLD, adultThreshold),
  }
  if (thresholds.adults > 1) return thresholds
  const found = await events.rows(HAS_MINORS, { workspace_id: workspaceId })
  return found.length > 0 ? thresholds : undefined
}

/** Whether a figure about a group may be shown. A figure about nobody at all, such as a platform’s counter, always may. */
export function isShown(group: Group | undefined, thresholds: Thresholds): boolean {
  return group === undefined || group.people >= thresholdOf(group, thresholds)
}

/**
 * The keys of the groups of a breakdown whose figures are not shown: those that are too small, and as many of the next smallest as it
 * takes that the total gives none away.
 */
export function hiddenGroups(groups: ReadonlyMap<string, Group>, thresholds: Thresholds): ReadonlySet<string> {
  const keys = [...groups.keys()]
  const all = [...groups.values()]
  const { shown } = suppressRow(
    all.map(({ people }) => people),
    { k: all.map((group) => thresholdOf(group, thresholds)) },
  )
  return new Set(keys.filter((_, index) => shown[index] === null))
}

function thresholdOf({ minors }: Group, { adults, withMinors }: Thresholds): number {
  return minors > 0 ? withMinors : adults
}
