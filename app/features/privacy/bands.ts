import type { BandName } from './contract.ts'

/** What the age bands of the coverage are called. */
export const BANDS = {
  adults: { label: 'Adults' },
  minors: { label: 'Minors, or treated as such' },
  unknown: { label: 'Age not known' },
} as const satisfies Record<BandName, { label: string }>
