/** Where tables of customers come from, the one that is shown first in front. */
export const CUSTOMER_PROVENANCES = ['imported', 'simulated'] as const
export type CustomerProvenance = (typeof CUSTOMER_PROVENANCES)[number]

/** Columns that pages about customers filter by; words of addresses and parameters are called the same. */
export const CUSTOMER_FILTERS = {
  platform_primary: 'Kind of app',
  account_type: 'Account',
  gender: 'Gender',
  location: 'Location',
} as const
export type CustomerFilter = keyof typeof CUSTOMER_FILTERS
export const CUSTOMER_FILTER_NAMES = Object.keys(CUSTOMER_FILTERS) as CustomerFilter[]
