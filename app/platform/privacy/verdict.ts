import { isAdult } from '@trill/contract/age-bands'
import {
  type Consent,
  type Denial,
  type Permission,
  type PrivacySettings,
  permits,
  STRICTEST_SETTINGS,
  type Use,
} from '@trill/contract/consent'
import type { Standing } from './standing.ts'

/** What becomes of events of people of whom nothing is recorded. */
export const PEOPLE_WITHOUT_RECORD = ['store', 'store_without_identity', 'suppress'] as const
export type PeopleWithoutRecord = (typeof PEOPLE_WITHOUT_RECORD)[number]

/** What a workspace chose about people who may not be stored, or of whom nothing is recorded. */
export interface WorkspacePrivacy
  extends Pick<PrivacySettings, 'withoutPermission' | 'legitimateInterest' | 'adultThreshold' | 'thresholdFor'> {
  readonly peopleWithoutRecord: PeopleWithoutRecord
  /** Whether people are stored under keyed pseudonyms only. */
  readonly pseudonymousIds: boolean
}

/** Where nobody chose: everybody is stored of whom nothing else is recorded, and who may read single events sees all figures. */
export const DEFAULT_PRIVACY: WorkspacePrivacy = {
  peopleWithoutRecord: 'store',
  withoutPermission: STRICTEST_SETTINGS.withoutPermission,
  legitimateInterest: STRICTEST_SETTINGS.legitimateInterest,
  adultThreshold: STRICTEST_SETTINGS.adultThreshold,
  thresholdFor: 'figure_readers',
  pseudonymousIds: false,
}

/** What becomes of an event. */
export type Verdict =
  | { readonly keep: 'as_it_is' }
  /** Under pseudonyms, without what could say who it is. */
  | { readonly keep: 'as_a_minors' }
  | { readonly keep: 'without_identity' | 'nothing'; readonly reason: Denial }

const AS_IT_IS: Verdict = { keep: 'as_it_is' }
const AS_A_MINORS: Verdict = { keep: 'as_a_minors' }

/**
 * What becomes of an event of a person.
 * @param standing undefined when nothing is recorded of them.
 * @param said what the event itself says of consent: its no counts always, its yes where none is recorded.
 */
export function verdictOf(standing: Standing | undefined, said: Consent | undefined, privacy: WorkspacePrivacy): Verdict {
  if (standing === undefined && said === undefined) return withoutRecord(privacy)
  const person = withWord(standing, said)
  const stored = mayBe('store', person, privacy)
  if (stored.allowed) return takenForMinor(person, privacy) ? AS_A_MINORS : AS_IT_IS
  return { keep: mayBe('store_without_identity', person, privacy).allowed ? 'without_identity' : 'nothing', reason: stored.reason }
}

/**
 * Whether a use is permitted of a person. A workspace that stores people of whom nothing is recorded does so also where only the age
 * or this purpose is missing; a refusal, and an age under 18, count in any case.
 */
export function mayBe(use: Use, standing: Standing, privacy: WorkspacePrivacy): Permission {
  const { ageBand, ...rest } = standing
  const isLenient = privacy.peopleWithoutRecord === 'store' && (ageBand === 'unknown' || isAdult(ageBand)) && LENIENT.includes(use)
  const settings = { ...STRICTEST_SETTINGS, ...privacy, legitimateInterest: isLenient || privacy.legitimateInterest }
  return permits({ use, ageBand: isLenient && ageBand === 'unknown' ? '31+' : ageBand, ...rest, settings })
}

/** What is done with everybody of whom nothing is recorded, where a workspace chose so. */
const LENIENT: readonly Use[] = ['store', 'store_without_identity', 'analytics']

function takenForMinor({ ageBand }: Standing, { peopleWithoutRecord }: WorkspacePrivacy): boolean {
  return ageBand === 'unknown' ? peopleWithoutRecord !== 'store' : !isAdult(ageBand)
}

function withoutRecord({ peopleWithoutRecord }: WorkspacePrivacy): Verdict {
  if (peopleWithoutRecord === 'store') return AS_IT_IS
  return { keep: peopleWithoutRecord === 'suppress' ? 'nothing' : 'without_identity', reason: 'no_consent' }
}

function withWord(standing: Standing | undefined, said: Consent = {}): Standing {
  const known = standing ?? { ageBand: 'unknown', parentalConsent: false, consent: {} }
  const refused = Object.fromEntries(Object.entries(said).filter(([, yes]) => yes === false))
  return { ...known, consent: { ...said, ...known.consent, ...refused } }
}
