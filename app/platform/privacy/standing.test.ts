import { AGE_BANDS, type AgeBandName, isAdult } from '@trill/contract/age-bands'
import type { Consent } from '@trill/contract/consent'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { after, PURPOSE_NAMES, packed, type Standing, UNRECORDED, unpacked } from './standing.ts'
import { StandingIndex } from './standing-index.ts'
import { DEFAULT_PRIVACY, PEOPLE_WITHOUT_RECORD, verdictOf, type WorkspacePrivacy } from './verdict.ts'

const bands = fc.constantFrom(...(Object.keys(AGE_BANDS) as AgeBandName[]))
const consents = fc.dictionary(fc.constantFrom(...PURPOSE_NAMES), fc.boolean()) as fc.Arbitrary<Consent>
const standings: fc.Arbitrary<Standing> = fc.record(
  { ageBand: bands, country: fc.constantFrom('DE', 'ES', 'US', 'ZZ', 'AA'), parentalConsent: fc.boolean(), consent: consents },
  { requiredKeys: ['ageBand', 'parentalConsent', 'consent'] },
)
const privacies: fc.Arbitrary<WorkspacePrivacy> = fc.record({
  peopleWithoutRecord: fc.constantFrom(...PEOPLE_WITHOUT_RECORD),
  withoutPermission: fc.constantFrom('suppress', 'store_without_identity'),
  legitimateInterest: fc.boolean(),
  adultThreshold: fc.integer({ min: 5, max: 20 }),
  thresholdFor: fc.constantFrom('everybody', 'figure_readers'),
  pseudonymousIds: fc.boolean(),
})

test('a standing comes out of its packed form as it went in, and is never taken for none', () => {
  fc.assert(
    fc.property(standings, (standing) => {
      expect(packed(standing)).not.toBe(UNRECORDED)
      expect(unpacked(packed(standing))).toEqual({ ...standing, consent: { ...standing.consent } })
    }),
  )
})

test('the newest word holds, and an older one fills in only what was not known', () => {
  const known: Standing = { ageBand: '31+', country: 'DE', parentalConsent: false, consent: { analytics: false } }
  const said = { purposes: { analytics: true, research: true }, ageBand: '0-12', country: 'ES' } as const
  expect(after(known, said, true)).toEqual({ ...known, ageBand: '0-12', country: 'ES', consent: { analytics: true, research: true } })
  expect(after(known, said, false)).toEqual({ ...known, consent: { analytics: false, research: true } })
})

test('the index finds what was put into it and nothing else, also after it grew', () => {
  const entries = fc.uniqueArray(fc.tuple(fc.nat(0xffffffff), fc.nat(0xff)), { selector: (pair) => pair.join(), maxLength: 400 })
  fc.assert(
    fc.property(entries, (pairs) => {
      const index = new StandingIndex()
      pairs.forEach(([high, low], at) => {
        index.put(high | 0, low | 0, at + 1)
      })
      pairs.forEach(([high, low], at) => {
        expect(index.get(high, low)).toBe(at + 1)
      })
      expect(index.size).toBe(pairs.length)
      expect([...index.numbers()].sort((one, other) => one - other)).toEqual(pairs.map((_, at) => at + 1))
      expect(index.get(7, 0x100)).toBe(0)
    }),
  )
})

test('a refusal counts whatever a workspace chose and whatever the event itself says', () => {
  fc.assert(
    fc.property(standings, consents, privacies, (standing, said, privacy) => {
      const refused = { ...standing, consent: { ...standing.consent, analytics: false } }
      expect(['nothing', 'without_identity']).toContain(verdictOf(refused, said, privacy).keep)
    }),
  )
})

test('a recorded minor is never stored as they are', () => {
  fc.assert(
    fc.property(standings, fc.option(consents, { nil: undefined }), privacies, (standing, said, privacy) => {
      if (standing.ageBand === 'unknown' || isAdult(standing.ageBand)) return
      expect(verdictOf(standing, said, privacy).keep).not.toBe('as_it_is')
    }),
  )
})

test('by default, who said nothing is stored as they are', () => {
  expect(verdictOf(undefined, undefined, DEFAULT_PRIVACY)).toEqual({ keep: 'as_it_is' })
  const gpc: Standing = { ageBand: 'unknown', parentalConsent: false, consent: { advertising: false } }
  expect(verdictOf(gpc, undefined, DEFAULT_PRIVACY)).toEqual({ keep: 'as_it_is' })
})

test('where a workspace protects, somebody of unknown age is treated as a child', () => {
  const privacy: WorkspacePrivacy = { ...DEFAULT_PRIVACY, peopleWithoutRecord: 'suppress' }
  const unknown: Standing = { ageBand: 'unknown', parentalConsent: false, consent: { analytics: true } }
  expect(verdictOf(unknown, undefined, privacy)).toEqual({ keep: 'nothing', reason: 'no_parental_consent' })
  expect(verdictOf(undefined, undefined, privacy)).toEqual({ keep: 'nothing', reason: 'no_consent' })
})
