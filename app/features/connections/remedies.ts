import type { ConnectorFailure, FailureStatus } from '../../connectors/failure.ts'
import type { SyncProblem } from './contract.ts'

/** What to do about each kind of failure. */
const REMEDIES: Readonly<Record<FailureStatus, string>> = {
  unauthorised: 'Check the credentials and give them anew; they may have expired or been withdrawn.',
  forbidden: 'Check what the credentials may do on the platform, or whether this is open to whoever is not signed in.',
  not_found: 'Check how it is written, and that it is public; then change what is read.',
  refused: 'Change what is read, or the address of the platform.',
  rate_limited: 'Nothing has to be done: it goes on by itself when the platform may be asked again.',
  platform_failed: 'Nothing has to be done: it is tried again by itself.',
  unreachable:
    'Check the network of the machine that Trill runs on, and the address; TRILL_OUTGOING_ALLOW opens addresses outside the public internet.',
  unreadable_answer: 'The platform has changed its answers; look for a newer Trill, or report the field that is named.',
  cancelled: 'Start it again when you like; it goes on where it stopped.',
}

export function problemOf(failure: ConnectorFailure, source: string | null = null): SyncProblem {
  return {
    status: failure.status,
    message: failure.message,
    remedy: REMEDIES[failure.status],
    source,
    field: failure.status === 'unreadable_answer' ? failure.field : null,
  }
}
