import type { RetentionDays } from '@trill/contract/retention'
import type { Consents } from '../../platform/privacy/consents.ts'
import type { ErasedPeople, WasErased } from '../../platform/privacy/erased-people.ts'
import type { People } from '../../platform/privacy/people.ts'
import type { PersonalData, Scrubber } from '../../platform/privacy/personal-data.ts'
import type { PseudonymKeys } from '../../platform/privacy/pseudonym-keys.ts'
import type { Pseudonymiser } from '../../platform/privacy/pseudonymiser.ts'
import type { Retention } from '../../platform/privacy/retention.ts'
import type { TrackingPlan, TrackingPlans } from '../../platform/privacy/tracking-plan.ts'

/** What stands between the events of one workspace and the disk. */
export interface Protection {
  /** Takes personal data out. */
  readonly scrubber: Scrubber
  /** Says which properties are kept. */
  readonly plan: TrackingPlan
  /** Says who may be stored. Everybody when missing. */
  readonly people?: People
  /** Says how long. */
  readonly days: RetentionDays
  /** Whose events are turned away; undefined when nobody’s are. */
  readonly wasErased: WasErased | undefined
  /** Says under which names people are stored. Their own when missing. */
  readonly pseudonyms?: Pseudonymiser
}

/** Where the protections of all workspaces come from. */
export interface Protections {
  readonly personalData: Pick<PersonalData, 'of'>
  readonly trackingPlans: Pick<TrackingPlans, 'of'>
  readonly retention: Pick<Retention, 'of'>
  readonly erasedPeople: Pick<ErasedPeople, 'of'>
  readonly consents?: Pick<Consents, 'peopleOf'>
  readonly pseudonymKeys?: Pick<PseudonymKeys, 'pseudonymiserOf'>
}

/**
 * @param now milliseconds since 1970, UTC
 * @throws SecretKeyMissing when people are stored under a key that cannot be opened.
 */
export function protectionOf(from: Protections, workspaceId: string, now: number): Protection {
  const { personalData, trackingPlans, retention, erasedPeople, consents, pseudonymKeys } = from
  const people = consents?.peopleOf(workspaceId)
  return {
    scrubber: personalData.of(workspaceId),
    plan: trackingPlans.of(workspaceId),
    days: retention.of(workspaceId),
    wasErased: erasedPeople.of(workspaceId, now),
    ...(people && { people }),
    ...(people?.privacy.pseudonymousIds && pseudonymKeys && { pseudonyms: pseudonymKeys.pseudonymiserOf(workspaceId) }),
  }
}
