import type { AgeBandName } from '@trill/contract/age-bands'
import type { Consent } from '@trill/contract/consent'

/** What a person said about the use of data about them, under the names it has on the wire. */
export interface ConsentStatement {
  /** True is yes, false is no or withdrawn; what is absent was not asked. `analytics` also decides whether this browser sends events. */
  readonly purposes: Consent
  /** Of the text that the person was shown. */
  readonly policy_version: string
  /** What shows it: a reference, an id, a short text. */
  readonly proof?: string
  readonly age_band?: AgeBandName
  /** ISO 3166-1 alpha-2, upper case. */
  readonly country?: string
}
