/** A figure about customers: what it is, how it is formed, and how it must not be read. */
export interface CustomerMetric {
  readonly label: string
  /** Empty for counts of nothing but themselves. */
  readonly unit: string
  readonly formula: string
  /** Which way is good; decides arrows and words, never colour alone. */
  readonly direction: 'higher' | 'lower' | 'neutral'
  readonly caveat: string
  /** `plain` is a column that is counted or added up, `share` how many customers in a hundred; all but `plain` is calculated. */
  readonly kind: 'plain' | 'mean' | 'share' | 'ratio' | 'correlation'
}

type Text = Omit<CustomerMetric, 'kind'>

/** A column that is counted or added up. */
export const plain = (metric: Text): CustomerMetric => ({ ...metric, kind: 'plain' })
/** The mean of a column, each customer counting alike. */
export const mean = (metric: Text): CustomerMetric => ({ ...metric, kind: 'mean' })
/** How many customers in a hundred. */
export const share = (metric: Text): CustomerMetric => ({ ...metric, kind: 'share' })
/** A sum in another one. */
export const ratio = (metric: Text): CustomerMetric => ({ ...metric, kind: 'ratio' })
/** How closely two columns go together, −1 to 1. */
export const correlation = (metric: Text): CustomerMetric => ({ ...metric, kind: 'correlation' })

/** Figures by their names. */
export type CustomerMetricTable = Readonly<Record<string, CustomerMetric>>

/** Caveat of a figure of those who have one. */
export const OF_KNOWN = 'Of customers for whom it is known; a missing figure is no 0.'
/** Caveat of a mean of customers’ own rates. */
export const RATES = 'Each counts alike, however little they did: the ratio of sums is another figure.'
/** Caveat of a difference or a correlation that nobody was drawn by lot for. */
export const ASSOCIATION = 'An association: it does not say what would happen if one of them were changed.'
