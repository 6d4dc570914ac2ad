import { type AgeBandName, isAdult, type Standing, standingOf } from './age-bands.ts'

/** One reason for which data about a person may be used, to which that person can say yes or no. */
export interface PurposeDefinition {
  readonly label: string
  readonly about: string
  /** The purposes of TCF v2.2 that must all be granted for this one to be. */
  readonly tcf: readonly number[]
}

/**
 * What a person is asked for.
 * @see IAB Europe, Transparency and Consent Framework v2.2 (2023), Policies, Appendix A.
 */
export const PURPOSES = {
  analytics: {
    label: 'Analytics',
    about: 'Measuring what is used and how well content does, with a pseudonym, shown in figures about many.',
    tcf: [1, 8, 9],
  },
  personalisation: {
    label: 'Personalisation',
    about: 'Choosing content for a person by what that person did here.',
    tcf: [1, 5, 6, 11],
  },
  profiling: {
    label: 'Profiling',
    about: 'Deriving traits, predictions, ranks or whereabouts of one person.',
    tcf: [1, 3, 5],
  },
  advertising: {
    label: 'Advertising',
    about: 'Putting a person into an audience for advertisements, here or elsewhere.',
    tcf: [1, 2, 3, 4, 7],
  },
  research: {
    label: 'Research',
    about: 'Studies and improvement of the service beyond running it.',
    tcf: [1, 9, 10],
  },
} as const satisfies Record<string, PurposeDefinition>
export type Purpose = keyof typeof PURPOSES

/** Purposes of TCF v2.2 that stand on consent alone; for the others a legitimate interest disclosed and not objected to counts too. */
export const TCF_CONSENT_ONLY: readonly number[] = [1, 3, 4, 5, 6]

/** What a person said to each purpose: true is yes, false is no or withdrawn, absent is never asked. */
export type Consent = { readonly [P in Purpose]?: boolean }

/**
 * What it takes to do something with data about a person.
 * `never`; `parental_consent`: a parent’s recorded consent and the purpose granted; `consent`: the purpose granted;
 * `interest`: the purpose granted, or never asked where the workspace stands on legitimate interest;
 * `setting`: as the workspace chose for those whose identity may not be stored.
 */
export type Requirement = 'never' | 'parental_consent' | 'consent' | 'interest' | 'setting'

/** One thing that may be done with data about a person. */
export interface UseDefinition {
  readonly about: string
  readonly purpose: Purpose
  readonly child: Requirement
  readonly teen: Requirement
  readonly adult: Requirement
}

/** THE policy: what each use takes, by what the person may decide alone. A read or write path that is not here is not permitted. */
export const USES = {
  store: {
    about: 'Keep an event with the pseudonym of its actor.',
    purpose: 'analytics',
    child: 'parental_consent',
    teen: 'consent',
    adult: 'interest',
  },
  store_without_identity: {
    about: 'Keep an event with every identifier removed.',
    purpose: 'analytics',
    child: 'setting',
    teen: 'setting',
    adult: 'setting',
  },
  analytics: {
    about: 'Count a person in figures about many.',
    purpose: 'analytics',
    child: 'parental_consent',
    teen: 'consent',
    adult: 'interest',
  },
  research: {
    about: 'Take a person’s rows into a study or a training set.',
    purpose: 'research',
    child: 'parental_consent',
    teen: 'consent',
    adult: 'interest',
  },
  personalisation: {
    about: 'Choose content for a person by what they did here.',
    purpose: 'personalisation',
    child: 'parental_consent',
    teen: 'consent',
    adult: 'consent',
  },
  profiling: {
    about: 'Put a person into a segment or derive interests of theirs.',
    purpose: 'profiling',
    child: 'never',
    teen: 'never',
    adult: 'consent',
  },
  individual_prediction: {
    about: 'Predict something about one person: churn, value, susceptibility, mood, attractiveness.',
    purpose: 'profiling',
    child: 'never',
    teen: 'never',
    adult: 'consent',
  },
  personality: {
    about: 'Score the personality of one person from an inventory they answered.',
    purpose: 'profiling',
    child: 'never',
    teen: 'never',
    adult: 'consent',
  },
  personality_targeting: {
    about: 'Choose what a person sees by their personality.',
    purpose: 'profiling',
    child: 'never',
    teen: 'never',
    adult: 'never',
  },
  influence_ranking: {
    about: 'Show a person by name or id in a ranking of influence.',
    purpose: 'profiling',
    child: 'never',
    teen: 'never',
    adult: 'consent',
  },
  advertising_audience: {
    about: 'Export a person in an audience for advertisements.',
    purpose: 'advertising',
    child: 'never',
    teen: 'never',
    adult: 'consent',
  },
  precise_location: {
    about: 'Keep or use coordinates finer than the country.',
    purpose: 'profiling',
    child: 'never',
    teen: 'never',
    adult: 'consent',
  },
  night_timing: {
    about: 'Suggest a time between 22:00 and 07:00 to reach a person, alone or in an audience.',
    purpose: 'analytics',
    child: 'never',
    teen: 'never',
    adult: 'interest',
  },
} as const satisfies Record<string, UseDefinition>
export type Use = keyof typeof USES

/** Why something is not permitted. */
export const DENIALS = {
  never_permitted: 'No setting and no consent permits it, at any age.',
  minor: 'The person is under 18, or their age is not known.',
  no_parental_consent: 'The person is below the age of digital consent of their country, and no parent’s consent is recorded.',
  consent_refused: 'The person refused the purpose or withdrew from it.',
  no_consent: 'The person was not asked for the purpose.',
  suppressed: 'The workspace does not keep events of people whose identity may not be stored.',
} as const
export type Denial = keyof typeof DENIALS

/** What an administrator may choose, each with a documented basis in the audit log. The defaults are the strictest. */
export interface PrivacySettings {
  /** What becomes of an event whose actor may not be stored: not kept at all, or kept without identity. */
  readonly withoutPermission: 'suppress' | 'store_without_identity'
  /** Whether adults who were never asked are measured on legitimate interest (GDPR Art. 6(1)(f)); a refusal always counts. */
  readonly legitimateInterest: boolean
  /** Smallest group of adults a figure is shown for; {@link ADULT_THRESHOLD_MIN} to {@link ADULT_THRESHOLD_MAX}. */
  readonly adultThreshold: number
  /** From whom figures about smaller groups are kept: from all, or from those alone who may not read single events anyway. */
  readonly thresholdFor: 'everybody' | 'figure_readers'
  /** How long events of adults are kept, in days. */
  readonly adultRawRetentionDays: number
  /** How long figures that contain adults are kept, in days. */
  readonly adultAggregateRetentionDays: number
}

/** Below this size of group no setting goes. */
export const ADULT_THRESHOLD_MIN = 5
/** Nor above it: groups are counted up to {@link MINOR_THRESHOLD}. */
export const ADULT_THRESHOLD_MAX = 20
/** Smallest group a figure is shown for when there are minors, or people of unknown age, in it. */
export const MINOR_THRESHOLD = 20
/** How long events of adults may be kept at the longest, in days: five years. */
export const ADULT_RAW_RETENTION_DAYS_MAX = 1826
/** How long events of minors are kept, in days. */
export const MINOR_RAW_RETENTION_DAYS = 30
/** How long figures with minors in them are kept, in days: 13 months at their shortest. */
export const MINOR_AGGREGATE_RETENTION_DAYS = 394

/** The strictest settings; a workspace starts with them. */
export const STRICTEST_SETTINGS: PrivacySettings = {
  withoutPermission: 'suppress',
  legitimateInterest: false,
  adultThreshold: 10,
  thresholdFor: 'everybody',
  adultRawRetentionDays: 760,
  adultAggregateRetentionDays: 1826,
}

/** A question to the policy. */
export interface Question {
  readonly use: Use
  readonly ageBand: AgeBandName
  /** Exact age in years where it is known at this moment; only refines a band that an age of consent divides. */
  readonly age?: number
  /** ISO 3166-1 alpha-2, upper case. */
  readonly country?: string
  readonly consent: Consent
  /** Whether a parent’s or guardian’s consent is recorded. */
  readonly parentalConsent: boolean
  readonly settings: PrivacySettings
}

export type Permission = { readonly allowed: true } | { readonly allowed: false; readonly reason: Denial }

const ALLOWED: Permission = { allowed: true }

/**
 * Whether a use is permitted, and why not. Pure and total; whatever is taken from consent never permits more, and a person of
 * unknown age is permitted no more than a child.
 * @see Regulation (EU) 2016/679 (GDPR), Art. 6–8 and recitals 38, 71; Regulation (EU) 2022/2065 (DSA), Art. 28; 16 CFR 312 (COPPA);
 * ICO, Age appropriate design: a code of practice for online services (2020).
 */
export function permits(question: Question): Permission {
  const standing = standingOf(question)
  const requirement: Requirement = USES[question.use][standing]
  if (requirement === 'never') return denied(USES[question.use].adult === 'never' ? 'never_permitted' : 'minor')
  if (requirement === 'setting') return storesWithoutIdentity(question) ? ALLOWED : denied('suppressed')
  if (requirement === 'parental_consent' && !question.parentalConsent) return denied('no_parental_consent')
  return consented(question, requirement)
}

/**
 * What is left of consent when a browser sends `Sec-GPC: 1`: advertising and profiling count as refused.
 * @see W3C, Global Privacy Control (2024); California Code of Regulations, title 11, § 7025.
 */
export function withGlobalPrivacyControl(consent: Consent): Consent {
  return { ...consent, advertising: false, profiling: false }
}

/**
 * The purposes that a TCF string grants; the others are refused.
 * @param consents Purposes of TCF v2.2 the person consented to, 1 to 11.
 * @param legitimateInterests Purposes disclosed on legitimate interest and not objected to; they count for 2 and 7 to 11 only.
 */
export function consentFromTcf(consents: Iterable<number>, legitimateInterests: Iterable<number> = []): Required<Consent> {
  const granted = new Set(consents)
  for (const purpose of legitimateInterests) if (!TCF_CONSENT_ONLY.includes(purpose)) granted.add(purpose)
  const all = (purpose: Purpose) => PURPOSES[purpose].tcf.every((id) => granted.has(id))
  return {
    analytics: all('analytics'),
    personalisation: all('personalisation'),
    profiling: all('profiling'),
    advertising: all('advertising'),
    research: all('research'),
  }
}

/**
 * Smallest number of people a figure is shown for.
 * @param ageBands The bands of those who are in it. None given: they are taken for minors.
 */
export function thresholdOf(ageBands: Iterable<AgeBandName>, settings: PrivacySettings): number {
  const bands = [...ageBands]
  const adultsOnly = bands.length > 0 && bands.every(isAdult)
  const chosen = Math.max(settings.adultThreshold, ADULT_THRESHOLD_MIN)
  return adultsOnly ? chosen : Math.max(chosen, MINOR_THRESHOLD)
}

/** How long events and figures of a band are kept, in days. Minors’ never longer than adults’. */
export function retentionOf(ageBand: AgeBandName, settings: PrivacySettings): { rawDays: number; aggregateDays: number } {
  const { adultRawRetentionDays: rawDays, adultAggregateRetentionDays: aggregateDays } = settings
  if (isAdult(ageBand)) return { rawDays, aggregateDays }
  return { rawDays: Math.min(rawDays, MINOR_RAW_RETENTION_DAYS), aggregateDays: Math.min(aggregateDays, MINOR_AGGREGATE_RETENTION_DAYS) }
}

/** What a use takes of a person of one standing. */
export function requirementOf(use: Use, standing: Standing): Requirement {
  return USES[use][standing]
}

function consented({ use, consent, settings }: Question, requirement: Requirement): Permission {
  const said = consent[USES[use].purpose]
  if (said === true) return ALLOWED
  if (said === false) return denied('consent_refused')
  return requirement === 'interest' && settings.legitimateInterest ? ALLOWED : denied('no_consent')
}

function storesWithoutIdentity(question: Question): boolean {
  return question.settings.withoutPermission === 'store_without_identity' || permits({ ...question, use: 'store' }).allowed
}

function denied(reason: Denial): Permission {
  return { allowed: false, reason }
}
