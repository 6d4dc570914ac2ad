import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { AGE_BANDS, type AgeBandName, ageBandOf, isAdult, standingOf } from './age-bands.ts'
import { DEFAULT_DIGITAL_CONSENT_AGE, DIGITAL_CONSENT_AGES, type DigitalConsentAge, digitalConsentAge } from './digital-consent.ts'

const NOVEMBER_2026 = Date.UTC(2026, 10, 21)
const MEMBERS = 'AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IT LV LT LU MT NL PL PT RO SK SI ES SE'.split(' ')

describe('the band of an age', () => {
  // Age gates of reference/privacy.json. Its `child` (US, below 13) and `child_consent` (elsewhere) both need a parent.
  test.each([
    [12, 'US', 'child'],
    [13, 'US', 'teen'],
    [16, 'DE', 'teen'],
    [13, 'GB', 'teen'],
    [12, 'GB', 'child'],
    [15, 'FR', 'teen'],
    [13, 'BE', 'teen'],
    [17, 'IE', 'teen'],
    [18, 'DE', 'adult'],
    [13, 'ES', 'child'],
    [14, 'ES', 'teen'],
    [13, 'IT', 'child'],
    [null, 'DE', 'child'],
  ] as const)('of %s in %s stands as %s', (age, country, standing) => {
    const ageBand = ageBandOf(age === null ? null : { age })
    expect(standingOf({ ageBand, country, ...(age === null ? {} : { age }) })).toBe(standing)
  })

  test('holds both its ends', () => {
    for (const [name, { from, to }] of Object.entries(AGE_BANDS)) {
      if (from === null) continue
      expect(ageBandOf({ age: from })).toBe(name)
      expect(ageBandOf({ age: (to ?? 125) + 0.99 })).toBe(name)
    }
  })

  test.each([Number.NaN, -1, -0.5, 126, Infinity])('of %s is unknown', (age) => {
    expect(ageBandOf({ age })).toBe('unknown')
  })

  test('comes from a month of birth, with the birthday on its last day', () => {
    expect(ageBandOf({ birthYear: 2013, birthMonth: 10, at: NOVEMBER_2026 })).toBe('13-15')
    expect(ageBandOf({ birthYear: 2013, birthMonth: 11, at: NOVEMBER_2026 })).toBe('0-12')
    expect(ageBandOf({ birthYear: 2008, at: NOVEMBER_2026 })).toBe('16-17')
    expect(ageBandOf({ birthYear: 2026, birthMonth: 11, at: NOVEMBER_2026 })).toBe('0-12')
  })

  test.each([
    { birthYear: 2027, at: NOVEMBER_2026 },
    { birthYear: 2026, birthMonth: 12, at: NOVEMBER_2026 },
    { birthYear: 2000, birthMonth: 13, at: NOVEMBER_2026 },
    { birthYear: 2000, birthMonth: 0, at: NOVEMBER_2026 },
    { birthYear: 1899, at: NOVEMBER_2026 },
    { birthYear: 2000.5, at: NOVEMBER_2026 },
    { birthYear: 2000, at: Number.NaN },
  ])('of an impossible birth is unknown: %o', (evidence) => {
    expect(ageBandOf(evidence)).toBe('unknown')
  })

  test('never makes anybody older than on any day of the month they may be born on', () => {
    const month = fc.integer({ min: 0, max: 1300 })
    fc.assert(
      fc.property(month, fc.integer({ min: 1, max: 28 }), fc.integer({ min: 0, max: 1300 }), (born, day, later) => {
        const birth = new Date(Date.UTC(1910, born, day))
        const now = new Date(Date.UTC(1910, born + later, 28))
        const fullYears = Math.floor(later / 12)
        const band = ageBandOf({ birthYear: birth.getUTCFullYear(), birthMonth: birth.getUTCMonth() + 1, at: now.getTime() })
        const { from } = AGE_BANDS[band]
        expect(from === null || from <= fullYears).toBe(true)
      }),
    )
  })
})

describe('what a person may decide alone', () => {
  test('is judged by the youngest of the band where the exact age is not known', () => {
    expect(standingOf({ ageBand: '13-15', country: 'ES' })).toBe('child')
    expect(standingOf({ ageBand: '13-15', country: 'PT' })).toBe('teen')
    expect(standingOf({ ageBand: '16-17', country: 'IN' })).toBe('child')
  })

  test('is not changed by an age outside the band', () => {
    expect(standingOf({ ageBand: '13-15', age: 17, country: 'DE' })).toBe('child')
    expect(standingOf({ ageBand: 'unknown', age: 40, country: 'DE' })).toBe('child')
    expect(standingOf({ ageBand: '0-12', age: 40 })).toBe('child')
  })

  test('is everything from 18 on, in every country', () => {
    for (const country of Object.keys(DIGITAL_CONSENT_AGES)) {
      for (const ageBand of Object.keys(AGE_BANDS) as AgeBandName[]) {
        expect(standingOf({ ageBand, country }) === 'adult').toBe(isAdult(ageBand))
      }
    }
  })
})

describe('the age of digital consent', () => {
  test('is known for every member state, the EEA, the United Kingdom and the United States', () => {
    expect(Object.keys(DIGITAL_CONSENT_AGES)).toEqual(expect.arrayContaining([...MEMBERS, 'IS', 'LI', 'NO', 'GB', 'US']))
  })

  test('lies between 13 and 16 where the GDPR applies', () => {
    for (const country of [...MEMBERS, 'IS', 'LI', 'NO', 'GB']) {
      expect(digitalConsentAge(country)).toBeGreaterThanOrEqual(13)
      expect(digitalConsentAge(country)).toBeLessThanOrEqual(16)
    }
  })

  test('that was not read in a source is not below the default', () => {
    for (const { age, readIn } of Object.values<DigitalConsentAge>(DIGITAL_CONSENT_AGES)) {
      if (readIn === null) expect(age).toBeGreaterThanOrEqual(DEFAULT_DIGITAL_CONSENT_AGE)
    }
  })

  test.each([undefined, '', 'ZZ', 'de', 'constructor', '__proto__'])('of the country %s is the default', (country) => {
    expect(digitalConsentAge(country)).toBe(16)
  })
})
