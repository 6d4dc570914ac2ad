import type { PrivacySettings } from './consent.ts'

/** A rule of the product about people, and whether an administrator may relax it. */
export interface PrivacyRule {
  readonly about: string
  readonly basis: string
  /** The setting that relaxes it, with a documented basis; null: nobody can. */
  readonly relaxedBy: keyof PrivacySettings | null
}

/** The rules behind the policy table. */
export const PRIVACY_RULES = {
  unknown_age_is_a_child: {
    about: 'A person whose age is not known is treated as a child. Trill does not guess ages from behaviour.',
    basis: 'DSA Art. 28(3): no further data is processed to find out an age',
    relaxedBy: null,
  },
  no_individual_scores_of_minors: {
    about: 'No personality, prediction, segment, rank by name or precise location of anybody under 18, whatever the consent.',
    basis: 'GDPR recitals 38 and 71; ICO Age appropriate design code, standards 10 and 12',
    relaxedBy: null,
  },
  no_advertising_to_minors: {
    about: 'Nobody under 18 is in an audience for advertisements.',
    basis: 'DSA Art. 28(2)',
    relaxedBy: null,
  },
  no_personality_targeting: {
    about: 'Nobody, of any age, is shown content by their personality.',
    basis: 'GDPR recital 71; a choice of the product',
    relaxedBy: null,
  },
  no_night_timing_for_minors: {
    about: 'No time between 22:00 and 07:00 is suggested for reaching anybody under 18.',
    basis: 'ICO Age appropriate design code, standards 5 and 13',
    relaxedBy: null,
  },
  no_emotions_at_work_or_school: {
    about: 'Emotions of people at work or in education are not inferred; Trill is not offered for that.',
    basis: 'Regulation (EU) 2024/1689 (AI Act), Art. 5(1)(f)',
    relaxedBy: null,
  },
  parental_consent: {
    about: 'Below the age of digital consent nothing is processed with an identity before a parent’s consent is recorded.',
    basis: 'GDPR Art. 8; 16 CFR 312.5 (COPPA)',
    relaxedBy: null,
  },
  refusal_counts: {
    about: 'A refusal or withdrawal stops the purpose at once, on whatever basis it stood. `Sec-GPC: 1` refuses advertising and profiling.',
    basis: 'GDPR Art. 7(3) and 21; 11 CCR § 7025',
    relaxedBy: null,
  },
  groups_with_minors: {
    about: 'Figures with minors or people of unknown age in them are shown from 20 people on.',
    basis: 'a choice of the product',
    relaxedBy: null,
  },
  retention_of_minors: {
    about: 'Events of minors are kept 30 days, figures with minors in them 13 months.',
    basis: 'GDPR Art. 5(1)(e); 16 CFR 312.10; a choice of the product',
    relaxedBy: null,
  },
  nothing_without_permission: {
    about: 'An event whose actor may not be stored is counted as suppressed and not kept; it may be kept without identity instead.',
    basis: 'GDPR Art. 25',
    relaxedBy: 'withoutPermission',
  },
  consent_of_adults: {
    about: 'Adults are measured when they agreed; a workspace may stand on legitimate interest for those who were never asked.',
    basis: 'GDPR Art. 6(1)(a) and (f)',
    relaxedBy: 'legitimateInterest',
  },
  groups_of_adults: {
    about: 'Figures about adults are shown from 10 people on; a workspace may choose 5 to 20.',
    basis: 'a choice of the product',
    relaxedBy: 'adultThreshold',
  },
  groups_of_adults_for_everybody: {
    about: 'That holds for everybody, or, as a workspace begins, for those alone who may not read single events anyway.',
    basis: 'a choice of the product',
    relaxedBy: 'thresholdFor',
  },
  retention_of_adults: {
    about: 'Events of adults are kept 25 months.',
    basis: 'GDPR Art. 5(1)(e); CNIL, guidelines on audience measurement (2020)',
    relaxedBy: 'adultRawRetentionDays',
  },
  retention_of_figures: {
    about: 'Figures about adults are kept 5 years.',
    basis: 'GDPR Art. 5(1)(e)',
    relaxedBy: 'adultAggregateRetentionDays',
  },
} as const satisfies Record<string, PrivacyRule>
