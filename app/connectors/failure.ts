/** Why a platform gave nothing. A value, not an exception: every one of them is to be expected. */
export type ConnectorFailure =
  /** The credentials are wrong or have expired. */
  | { readonly status: 'unauthorised'; readonly message: string }
  /** The credentials are right, and do not allow this. */
  | { readonly status: 'forbidden'; readonly message: string }
  /** What was asked for is not there: an account, a hashtag, an instance. */
  | { readonly status: 'not_found'; readonly message: string }
  /** The platform does not take the request as it is. */
  | { readonly status: 'refused'; readonly message: string }
  /** Too many requests: by the platform’s word, by Trill’s own limit, or because the quota of the day is used up. */
  | { readonly status: 'rate_limited'; readonly message: string; readonly retryAfterSeconds: number }
  /** The platform answers with an error of its own, too late, or not to the end. */
  | { readonly status: 'platform_failed'; readonly message: string }
  /** No connection to the platform: no network, no such name, or an address that Trill does not ask. */
  | { readonly status: 'unreachable'; readonly message: string }
  /** The answer does not have the documented form. */
  | { readonly status: 'unreadable_answer'; readonly message: string; readonly field: string }
  /** Whoever asked has stopped it. */
  | { readonly status: 'cancelled'; readonly message: string }

export type FailureStatus = ConnectorFailure['status']

const FAILURES: ReadonlySet<string> = new Set<FailureStatus>([
  'unauthorised',
  'forbidden',
  'not_found',
  'refused',
  'rate_limited',
  'platform_failed',
  'unreachable',
  'unreadable_answer',
  'cancelled',
])

/** Tells a failure from a page, an answer or a success. */
export function isFailure<T extends { readonly status: string }>(value: T | ConnectorFailure): value is ConnectorFailure {
  return FAILURES.has(value.status)
}
