import type { Answer, Ask } from './client.ts'
import { type ConnectorFailure, isFailure } from './failure.ts'

/** A token that a platform gave for credentials, and until when it may be used; milliseconds since 1970. */
export interface Token {
  readonly status: 'token'
  readonly token: string
  readonly until: number
}

/** Asks with a token that is fetched when it is needed, and once more when the platform takes it no longer. */
export function createTokenHolder(
  fetchToken: (signal: AbortSignal | undefined) => Promise<Token | ConnectorFailure>,
  now: () => number,
): (ask: (token: string) => Promise<Answer | ConnectorFailure>, signal: AbortSignal | undefined) => Promise<Answer | ConnectorFailure> {
  let held: Token | undefined
  return async (ask, signal) => {
    for (let attempt = 0; ; attempt += 1) {
      if (held === undefined || held.until <= now()) {
        const fetched = await fetchToken(signal)
        if (isFailure<Token>(fetched)) return fetched
        held = fetched
      }
      const answer = await ask(held.token)
      if (answer.status !== 'unauthorised' || attempt > 0) return answer
      held = undefined
    }
  }
}

/** A form that asks for a token; such a request is not repeated. */
export function tokenRequest(address: string, form: Readonly<Record<string, string>>, headers: Readonly<Record<string, string>> = {}): Ask {
  return {
    address: new URL(address),
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
    body: new URLSearchParams(form).toString(),
  }
}
