import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { AGE_BANDS, type AgeBandName, isAdult, standingOf } from './age-bands.ts'
import {
  type Consent,
  consentFromTcf,
  DENIALS,
  MINOR_RAW_RETENTION_DAYS,
  type Permission,
  type PrivacySettings,
  PURPOSES,
  type Purpose,
  permits,
  type Question,
  requirementOf,
  retentionOf,
  STRICTEST_SETTINGS,
  thresholdOf,
  USES,
  type Use,
  withGlobalPrivacyControl,
} from './consent.ts'
import { DIGITAL_CONSENT_AGES } from './digital-consent.ts'
import { PRIVACY_RULES, type PrivacyRule } from './privacy-rules.ts'

const PURPOSE_NAMES = Object.keys(PURPOSES) as Purpose[]
const USE_NAMES = Object.keys(USES) as Use[]
const BANDS = Object.keys(AGE_BANDS) as AgeBandName[]
const SAID = [true, undefined, false] as const
const COUNTRIES = [...Object.keys(DIGITAL_CONSENT_AGES), 'BR', undefined]
const NEVER_FOR_MINORS: readonly Use[] = [
  'profiling',
  'individual_prediction',
  'personality',
  'personality_targeting',
  'influence_ranking',
  'advertising_audience',
  'precise_location',
  'night_timing',
]
const LOOSEST: PrivacySettings = {
  ...STRICTEST_SETTINGS,
  withoutPermission: 'store_without_identity',
  legitimateInterest: true,
  adultThreshold: 0,
}
const ALL_GRANTED: Consent = Object.fromEntries(PURPOSE_NAMES.map((purpose) => [purpose, true]))
const SETTINGS = [
  STRICTEST_SETTINGS,
  LOOSEST,
  { ...LOOSEST, legitimateInterest: false },
  { ...STRICTEST_SETTINGS, legitimateInterest: true },
]

/** Every question there is about one purpose: the others have no say, as a test below proves. */
const everyQuestion: Question[] = USE_NAMES.flatMap((use) =>
  BANDS.flatMap((ageBand) =>
    COUNTRIES.flatMap((country) =>
      SAID.flatMap((said) =>
        [true, false].flatMap((parentalConsent) =>
          SETTINGS.map((settings) => ({
            use,
            ageBand,
            consent: say(USES[use].purpose, said),
            parentalConsent,
            settings,
            ...(country === undefined ? {} : { country }),
          })),
        ),
      ),
    ),
  ),
)

describe('the policy', () => {
  test('never permits a minor what is not for minors, whatever is consented and set', () => {
    const questions = everyQuestion.filter(({ use, ageBand }) => NEVER_FOR_MINORS.includes(use) && !isAdult(ageBand))
    expect(questions.length).toBeGreaterThan(1000)
    for (const question of questions) {
      expect(permits({ ...question, consent: ALL_GRANTED, parentalConsent: true }).allowed).toBe(false)
    }
  })

  test('never permits more when consent, a parent’s included, is taken away', () => {
    for (const question of everyQuestion) {
      const before = permits(question).allowed
      const after = [permits({ ...question, parentalConsent: false }), ...weakened(question).map(permits)]
      if (!before) expect(after.filter(({ allowed }) => allowed)).toEqual([])
    }
  })

  test('permits a person of unknown age no more than a child', () => {
    for (const question of everyQuestion) {
      const unknown = permits({ ...question, ageBand: 'unknown' })
      if (unknown.allowed) expect(permits({ ...question, ageBand: '0-12' }).allowed).toBe(true)
    }
  })

  test('permits the older no less than the younger', () => {
    const ascending: AgeBandName[] = ['0-12', '13-15', '16-17', '18-24', '25-30', '31+']
    for (const question of everyQuestion.filter(({ ageBand }) => ageBand === '0-12')) {
      const allowed = ascending.map((ageBand) => Number(permits({ ...question, ageBand }).allowed))
      expect(allowed).toEqual([...allowed].sort())
    }
  })

  test('permits nobody below the age of digital consent to be stored without a parent', () => {
    for (const question of everyQuestion.filter(({ use }) => use === 'store' || use === 'analytics')) {
      if (standingOf(question) !== 'child') continue
      expect(permits({ ...question, parentalConsent: false })).toEqual({ allowed: false, reason: 'no_parental_consent' })
    }
  })

  test('asks only for the purpose of the use', () => {
    const said = fc.record(Object.fromEntries(PURPOSE_NAMES.map((purpose) => [purpose, fc.boolean()])), { requiredKeys: [] })
    fc.assert(
      fc.property(fc.constantFrom(...everyQuestion), said, (question, others) => {
        const purpose = USES[question.use].purpose
        const { [purpose]: _, ...rest } = others as Consent
        expect(permits({ ...question, consent: { ...rest, ...question.consent } })).toEqual(permits(question))
      }),
    )
  })

  test('counts a refusal over every setting', () => {
    for (const question of everyQuestion) {
      if (question.use === 'store_without_identity') continue
      expect(permits({ ...question, consent: say(USES[question.use].purpose, false), settings: LOOSEST }).allowed).toBe(false)
    }
  })

  test('keeps without identity whatever it keeps with it', () => {
    for (const question of everyQuestion.filter(({ use }) => use === 'store')) {
      if (permits(question).allowed) expect(permits({ ...question, use: 'store_without_identity' }).allowed).toBe(true)
    }
  })

  test('gives every reason there is, and no other', () => {
    const given = new Set(everyQuestion.map(permits).flatMap((permission) => (permission.allowed ? [] : [permission.reason])))
    expect([...given].sort()).toEqual(Object.keys(DENIALS).sort())
  })

  const ask = (use: Use, ageBand: AgeBandName, over: Partial<Question> = {}): Permission =>
    permits({ use, ageBand, consent: {}, parentalConsent: false, settings: STRICTEST_SETTINGS, ...over })
  const no = (reason: string) => ({ allowed: false, reason })

  test.each<[string, Permission, object]>([
    ['an adult who was not asked', ask('store', '25-30'), no('no_consent')],
    ['an adult on legitimate interest', ask('store', '25-30', { settings: LOOSEST }), { allowed: true }],
    ['a teen on legitimate interest', ask('store', '16-17', { settings: LOOSEST, country: 'DE' }), no('no_consent')],
    ['a teen who agreed', ask('store', '16-17', { consent: { analytics: true }, country: 'DE' }), { allowed: true }],
    [
      'a 15-year-old in Germany who agreed',
      ask('store', '13-15', { consent: { analytics: true }, age: 15, country: 'DE' }),
      no('no_parental_consent'),
    ],
    ['a 12-year-old in the US', ask('store', '0-12', { consent: { analytics: true }, country: 'US' }), no('no_parental_consent')],
    ['a personality of a teen', ask('personality', '16-17', { consent: ALL_GRANTED, parentalConsent: true }), no('minor')],
    ['targeting by personality', ask('personality_targeting', '31+', { consent: ALL_GRANTED }), no('never_permitted')],
    ['an adult who withdrew', ask('analytics', '31+', { consent: { analytics: false }, settings: LOOSEST }), no('consent_refused')],
    ['an event without identity', ask('store_without_identity', 'unknown'), no('suppressed')],
  ])('judges %s', (_, permission, expected) => {
    expect(permission).toEqual(expected)
  })
})

describe('Global Privacy Control', () => {
  test('refuses advertising and profiling, and leaves the rest', () => {
    expect(withGlobalPrivacyControl(ALL_GRANTED)).toEqual({ ...ALL_GRANTED, advertising: false, profiling: false })
  })

  test('never permits more', () => {
    for (const question of everyQuestion) {
      const opted = permits({ ...question, consent: withGlobalPrivacyControl(question.consent) })
      if (opted.allowed) expect(permits(question).allowed).toBe(true)
    }
  })
})

describe('a TCF string', () => {
  test('grants a purpose when all of its purposes are granted', () => {
    const all = Array.from({ length: 11 }, (_, i) => i + 1)
    expect(consentFromTcf(all)).toEqual(ALL_GRANTED)
    expect(consentFromTcf([1, 8, 9])).toMatchObject({ analytics: true, personalisation: false, advertising: false })
  })

  test('grants 2 and 7 to 11 by legitimate interest, and nothing without storage on the device', () => {
    expect(consentFromTcf([1], [8, 9, 10])).toMatchObject({ analytics: true, research: true })
    expect(consentFromTcf([], [1, 8, 9]).analytics).toBe(false)
    expect(consentFromTcf([1], [2, 3, 4, 5, 6, 7, 11])).toMatchObject({ advertising: false, profiling: false, personalisation: false })
  })
})

describe('groups and retention', () => {
  test('have a threshold of 10, of 20 with minors or people of unknown age among them', () => {
    expect(thresholdOf(['18-24', '31+'], STRICTEST_SETTINGS)).toBe(10)
    expect(thresholdOf(['18-24', '16-17'], STRICTEST_SETTINGS)).toBe(20)
    expect(thresholdOf(['31+', 'unknown'], LOOSEST)).toBe(20)
    expect(thresholdOf([], STRICTEST_SETTINGS)).toBe(20)
    expect(thresholdOf(['31+'], LOOSEST)).toBe(5)
    expect(thresholdOf(['0-12'], { ...LOOSEST, adultThreshold: 50 })).toBe(50)
  })

  test('keep minors 30 days and their figures 13 months, or shorter where adults are', () => {
    expect(retentionOf('unknown', STRICTEST_SETTINGS)).toEqual({ rawDays: 30, aggregateDays: 394 })
    expect(retentionOf('16-17', { ...LOOSEST, adultRawRetentionDays: 7 }).rawDays).toBe(7)
    expect(retentionOf('18-24', LOOSEST).rawDays).toBeGreaterThan(MINOR_RAW_RETENTION_DAYS)
  })
})

describe('the rules', () => {
  test('that minors are protected by cannot be relaxed, and every setting relaxes one', () => {
    const relaxed = Object.values<PrivacyRule>(PRIVACY_RULES).flatMap(({ relaxedBy }) => relaxedBy ?? [])
    expect(relaxed.sort()).toEqual(Object.keys(STRICTEST_SETTINGS).sort())
    for (const use of NEVER_FOR_MINORS) expect([requirementOf(use, 'child'), requirementOf(use, 'teen')]).toEqual(['never', 'never'])
  })

  test('are whole sentences', () => {
    for (const about of [...Object.values(PRIVACY_RULES), ...Object.values(USES), ...Object.values(PURPOSES)].map((row) => row.about)) {
      expect(about).toMatch(/^[A-Z].*\.$/)
    }
  })
})

function say(purpose: Purpose, said: boolean | undefined): Consent {
  return said === undefined ? {} : { [purpose]: said }
}

function weakened(question: Question): Question[] {
  const purpose = USES[question.use].purpose
  const rank = SAID.indexOf(question.consent[purpose])
  return SAID.slice(rank).map((said) => ({ ...question, consent: say(purpose, said) }))
}
