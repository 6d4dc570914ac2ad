/** From which age a person can consent alone to online services, in one country. */
export interface DigitalConsentAge {
  /** Years of age, 13 to 18. */
  readonly age: number
  /** The law and the article that says so. */
  readonly law: string
  /** The text in which the age was read, or null: then the age is the strictest that may apply. */
  readonly readIn: string | null
  /** What is about to change, or why the age stands where it does. */
  readonly note?: string
}

/** The age where no country is known or none is in the table: the age of GDPR Art. 8(1) itself. */
export const DEFAULT_DIGITAL_CONSENT_AGE = 16

const GDPR = 'GDPR Art. 8(1), no lower age set'
const COMMISSION = 'Commission staff working document SWD(2020) 115, p. 17, as quoted at blog.kuan0.com/2020/06'

/**
 * Age of digital consent by country, ISO 3166-1 alpha-2: the European Union, the European Economic Area, the United Kingdom,
 * the United States, and India, whose age is above the default. Read in November 2026. Not legal advice: an operator checks the
 * countries it serves.
 * @see Regulation (EU) 2016/679 (GDPR), Art. 8: 16 years, which a member state may lower to 13 at least.
 */
export const DIGITAL_CONSENT_AGES = {
  AT: { age: 14, law: 'Datenschutzgesetz § 4(4)', readIn: 'DataGuidance, EU: Age of consent for children' },
  BE: { age: 13, law: 'Act of 30 July 2018, Art. 7', readIn: 'Bird & Bird, GDPR tracker: Children' },
  BG: { age: 14, law: 'Personal Data Protection Act, Art. 25c', readIn: COMMISSION },
  HR: { age: 16, law: GDPR, readIn: COMMISSION },
  CY: { age: 14, law: 'Law 125(I)/2018, section 8', readIn: 'the law at cylaw.org' },
  CZ: { age: 15, law: 'Act 110/2019, § 7', readIn: 'Bird & Bird, GDPR tracker: Children' },
  DK: {
    age: 15,
    law: 'Databeskyttelsesloven § 6(2)–(3)',
    readIn: 'gapsolutions.dk, Ændringer i databeskyttelsesloven (2024)',
    note: 'Raised from 13 on 1 January 2024.',
  },
  EE: { age: 13, law: 'Personal Data Protection Act, § 8(1)', readIn: 'letter 2.2-9/25/645-2 of the Data Protection Inspectorate' },
  FI: { age: 13, law: 'Data Protection Act 1050/2018, section 5', readIn: COMMISSION },
  FR: { age: 15, law: 'Loi 78-17, Art. 45 (Art. 7-1 before 2019)', readIn: 'Bird & Bird, GDPR tracker: Children' },
  DE: { age: 16, law: GDPR, readIn: COMMISSION },
  GR: { age: 15, law: 'Law 4624/2019, Art. 21', readIn: 'activeMind.legal, Legal basis under Greek data protection law' },
  HU: { age: 16, law: GDPR, readIn: COMMISSION },
  IE: { age: 16, law: 'Data Protection Act 2018, section 31', readIn: 'Bird & Bird, GDPR tracker: Children' },
  IT: { age: 14, law: 'Codice privacy, Art. 2-quinquies', readIn: 'Bird & Bird, GDPR tracker: Children' },
  LV: { age: 13, law: 'Personal Data Processing Law, section 33', readIn: COMMISSION },
  LT: { age: 14, law: 'Law on Legal Protection of Personal Data, Art. 6', readIn: COMMISSION },
  LU: { age: 16, law: GDPR, readIn: COMMISSION },
  MT: { age: 13, law: 'Subsidiary Legislation 586.11', readIn: COMMISSION },
  NL: { age: 16, law: 'UAVG, Art. 5', readIn: COMMISSION },
  PL: { age: 16, law: GDPR, readIn: 'the supervisory authority’s page uodo.gov.pl/en/680/1395' },
  PT: { age: 13, law: 'Lei 58/2019, Art. 16', readIn: COMMISSION },
  RO: { age: 16, law: GDPR, readIn: COMMISSION },
  SK: { age: 16, law: 'Act 18/2018, § 15', readIn: COMMISSION },
  SI: { age: 16, law: 'ZVOP-2, Art. 8', readIn: null, note: 'The act of 2022 is said to set 15; not read, so 16 stands.' },
  ES: {
    age: 14,
    law: 'Ley Orgánica 3/2018, Art. 7',
    readIn: 'Bird & Bird, GDPR tracker: Children',
    note: 'A bill before parliament since April 2025 (BOCG 15-A-52-1) would raise it to 16.',
  },
  SE: { age: 13, law: 'Act 2018:218, chapter 2, section 4', readIn: COMMISSION },
  IS: { age: 13, law: 'Act 90/2018, Art. 10(5)', readIn: 'island.is, Samþykki fyrir vinnslu persónuupplýsinga frá foreldri eða barni' },
  LI: { age: 16, law: GDPR, readIn: null, note: 'No lower age was found.' },
  NO: {
    age: 16,
    law: 'Personopplysningsloven § 5',
    readIn: null,
    note: '13 since 2018; raising it to 15 was notified in 2025 (TRIS 2025/9028/NO) and its outcome not read, so 16 stands.',
  },
  GB: {
    age: 13,
    law: 'UK GDPR Art. 8(1)',
    readIn: 'Mondaq, The ICO age appropriate design code of practice (2021)',
    note: 'Children’s Wellbeing and Schools Act 2026, section 72, lets regulations set any age from 13 to 16.',
  },
  US: { age: 13, law: 'COPPA, 15 U.S.C. 6501(1) and 16 CFR 312.2', readIn: 'PRIVO, Laws and rules protecting minors' },
  IN: { age: 18, law: 'Digital Personal Data Protection Act 2023, sections 2(f) and 9', readIn: null },
} as const satisfies Record<string, DigitalConsentAge>

const BY_COUNTRY: ReadonlyMap<string, DigitalConsentAge> = new Map(Object.entries(DIGITAL_CONSENT_AGES))

/**
 * From which age a person in a country can consent alone, in years.
 * @param country ISO 3166-1 alpha-2, upper case. Unknown, absent or not in the table: 16.
 */
export function digitalConsentAge(country?: string): number {
  return BY_COUNTRY.get(country ?? '')?.age ?? DEFAULT_DIGITAL_CONSENT_AGE
}
