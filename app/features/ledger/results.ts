import type { LedgerResponse } from './contract.ts'

export type LedgerResult = LedgerResponse['lines'][number]['result']

/** What may become of an event that arrived; every one has exactly one of these results. */
export const RESULTS = {
  stored: { label: 'Stored', about: 'Kept, and counted in the figures.' },
  duplicate: { label: 'Repeats', about: 'Its message id had arrived before: counted once, the first time.' },
  rejected: { label: 'Refused', about: 'It breaks a rule of the event; kept in quarantine.' },
  suppressed: { label: 'Suppressed', about: 'Whoever it is about does not permit that it is kept.' },
  bot: { label: 'Bots', about: 'Sent by a program that is not a person.' },
} as const satisfies Record<LedgerResult, { label: string; about: string }>

export const RESULT_NAMES = Object.keys(RESULTS) as LedgerResult[]
