import { digitalConsentAge } from './digital-consent.ts'

/** An age band: whole years, both ends included. */
export interface AgeBand {
  readonly label: string
  /** Youngest age in the band; null when the age is not known. */
  readonly from: number | null
  /** Oldest age in the band; null when there is none, or when the age is not known. */
  readonly to: number | null
}

/** The only form in which an age is kept. A date of birth is not. */
export const AGE_BANDS = {
  '0-12': { label: '0 to 12', from: 0, to: 12 },
  '13-15': { label: '13 to 15', from: 13, to: 15 },
  '16-17': { label: '16 and 17', from: 16, to: 17 },
  '18-24': { label: '18 to 24', from: 18, to: 24 },
  '25-30': { label: '25 to 30', from: 25, to: 30 },
  '31+': { label: '31 and older', from: 31, to: null },
  unknown: { label: 'Not known', from: null, to: null },
} as const satisfies Record<string, AgeBand>
export type AgeBandName = keyof typeof AGE_BANDS

/** Of age everywhere this table speaks of. */
export const ADULT_AGE = 18
/** Above it an age is taken for a mistake. */
const AGE_MAX = 125

/** An age in years, or the month of birth. */
export type AgeEvidence =
  | { readonly age: number }
  | {
      readonly birthYear: number
      /** 1 to 12. Without it, December is assumed. */
      readonly birthMonth?: number
      /** The moment at which the age is asked for, in milliseconds since 1970. */
      readonly at: number
    }

/**
 * What a person may decide alone. `child` needs a parent’s consent; `teen` is under 18 and consents alone; `adult` is 18 or older.
 * A person of unknown age is a child.
 */
export type Standing = 'child' | 'teen' | 'adult'

/**
 * The band of an age. From a month of birth, the birthday is taken to be the last day of the month (of December when only
 * the year is known), so that nobody is thought older than they are.
 * @returns `unknown` when the evidence is absent or cannot be: negative, not a number, in the future, above 125 years.
 */
export function ageBandOf(evidence: AgeEvidence | null): AgeBandName {
  const age = evidence === null ? Number.NaN : 'age' in evidence ? Math.floor(evidence.age) : ageFromBirth(evidence)
  if (!(age >= 0 && age <= AGE_MAX)) return 'unknown'
  for (const [name, { from, to }] of Object.entries(AGE_BANDS) as [AgeBandName, AgeBand][]) {
    if (from !== null && age >= from && (to === null || age <= to)) return name
  }
  return 'unknown'
}

/** Whether everybody in the band is at least 18. Not so for `unknown`. */
export function isAdult(ageBand: AgeBandName): boolean {
  const { from } = AGE_BANDS[ageBand]
  return from !== null && from >= ADULT_AGE
}

/**
 * What a person of a band may decide alone in a country. Where the age of digital consent falls inside a band (14 in Spain),
 * the whole band is a child’s, unless the exact age is given and lies in the band.
 * @param age Exact age in whole years, where it is known at this moment.
 * @param country ISO 3166-1 alpha-2, upper case.
 */
export function standingOf({ ageBand, age, country }: { ageBand: AgeBandName; age?: number; country?: string }): Standing {
  const { from } = AGE_BANDS[ageBand]
  if (from === null) return 'child'
  if (isAdult(ageBand)) return 'adult'
  const youngest = age !== undefined && ageBandOf({ age }) === ageBand ? Math.floor(age) : from
  return youngest >= digitalConsentAge(country) ? 'teen' : 'child'
}

function ageFromBirth({ birthYear, birthMonth = 12, at }: Extract<AgeEvidence, { birthYear: number }>): number {
  const isMonth = Number.isInteger(birthYear) && Number.isInteger(birthMonth) && birthMonth >= 1 && birthMonth <= 12
  const now = new Date(at)
  const months = (now.getUTCFullYear() - birthYear) * 12 + now.getUTCMonth() + 1 - birthMonth
  if (!isMonth || !(months >= 0)) return Number.NaN
  return Math.max(Math.ceil(months / 12) - 1, 0)
}
