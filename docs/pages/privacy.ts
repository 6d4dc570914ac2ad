import { AGE_BANDS } from '@trill/contract/age-bands'
import {
  DENIALS,
  MINOR_AGGREGATE_RETENTION_DAYS,
  MINOR_RAW_RETENTION_DAYS,
  MINOR_THRESHOLD,
  PURPOSES,
  type Requirement,
  STRICTEST_SETTINGS,
  TCF_CONSENT_ONLY,
  USES,
} from '@trill/contract/consent'
import { DEFAULT_DIGITAL_CONSENT_AGE, DIGITAL_CONSENT_AGES, type DigitalConsentAge } from '@trill/contract/digital-consent'
import { PRIVACY_RULES } from '@trill/contract/privacy-rules'
import { code, page, table } from './markdown.ts'

const IN_WORDS: Readonly<Record<Requirement, string>> = {
  never: 'never',
  parental_consent: 'parent’s consent and the purpose',
  consent: 'the purpose',
  interest: 'the purpose, or legitimate interest if set',
  setting: 'as set, or where `store` is permitted',
}

/** What may be done with data about whom, from which age a person consents alone, and what nobody can switch off. */
export function privacyPage(): string {
  return page(
    'Privacy policy table',
    '`contract/consent.ts`, `contract/age-bands.ts`, `contract/digital-consent.ts` and `contract/privacy-rules.ts`',
    'One function, `permits`, answers every read and write path from these tables. It describes what the product does; it is not legal advice.',
    ...purposes(),
    ...uses(),
    ...protection(),
    ...countries(),
  )
}

function purposes(): string[] {
  const rows = Object.entries(PURPOSES).map(([name, { label, about, tcf }]) => [code(name), label, about, tcf.join(', ')])
  return [
    '## Purposes',
    'What a person is asked for. Each is granted, refused, or was never asked; what was never asked is not granted.',
    table(['Purpose', 'Label', 'What it covers', 'TCF v2.2 purposes, all needed'], rows),
    `A legitimate interest in a TCF string counts for every TCF purpose but ${TCF_CONSENT_ONLY.join(', ')}.`,
    '`Sec-GPC: 1` refuses `advertising` and `profiling`.',
  ]
}

function uses(): string[] {
  const rows = Object.entries(USES).map(([name, { about, purpose, child, teen, adult }]) => [
    code(name),
    about,
    code(purpose),
    IN_WORDS[child],
    IN_WORDS[teen],
    IN_WORDS[adult],
  ])
  const denials = Object.entries(DENIALS).map(([name, about]) => [code(name), about])
  return [
    '## Uses',
    'What each use takes. A child is below the age of digital consent of their country or of unknown age; a teen is above it and under 18.',
    table(['Use', 'What it is', 'Purpose', 'Child', 'Teen', 'Adult'], rows),
    'When something is not permitted, the answer says why:',
    table(['Reason', 'What it means'], denials),
  ]
}

function protection(): string[] {
  const bands = Object.entries(AGE_BANDS).map(([name, { label, from }]) => {
    const adult = from !== null && from >= 18
    const { adultThreshold, adultRawRetentionDays, adultAggregateRetentionDays } = STRICTEST_SETTINGS
    return adult
      ? [code(name), label, String(adultThreshold), String(adultRawRetentionDays), String(adultAggregateRetentionDays)]
      : [code(name), label, String(MINOR_THRESHOLD), String(MINOR_RAW_RETENTION_DAYS), String(MINOR_AGGREGATE_RETENTION_DAYS)]
  })
  const rules = Object.entries(PRIVACY_RULES).map(([name, { about, basis, relaxedBy }]) => [
    code(name),
    about,
    basis,
    relaxedBy ?? 'nobody',
  ])
  return [
    '## Age bands',
    'An age is kept as a band only. Thresholds and retention are those of a new workspace.',
    table(['Band', 'Ages', 'Smallest group shown', 'Events kept, days', 'Figures kept, days'], bands),
    '## Rules',
    'An administrator relaxes a rule through its setting, with a reason that goes to the audit log. Most cannot be relaxed.',
    table(['Rule', 'What it says', 'Basis', 'Relaxed by'], rules),
  ]
}

function countries(): string[] {
  const rows = Object.entries<DigitalConsentAge>(DIGITAL_CONSENT_AGES).map(([country, { age, law, readIn, note = '' }]) => [
    code(country),
    String(age),
    law,
    readIn ?? 'not verified',
    note,
  ])
  return [
    '## Age of digital consent',
    `From this age a person consents alone. Every other country, and an unknown one: ${DEFAULT_DIGITAL_CONSENT_AGE}.`,
    table(['Country', 'Age', 'Law', 'Read in', 'Note'], rows),
  ]
}
