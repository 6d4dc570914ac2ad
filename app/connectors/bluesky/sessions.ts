import { readerOf } from '../answer.ts'
import type { Answer, Ask } from '../client.ts'
import type { OpenConnection } from '../connector.ts'
import { type ConnectorFailure, isFailure } from '../failure.ts'
import { Session } from './answers.ts'

/** Where accounts of Bluesky itself sign in. */
const ENTRYWAY = 'https://bsky.social'

/** Asks as nobody, or signed in where there is an app password: then the account’s server passes requests on. */
export interface Sessions {
  readonly isSignedIn: boolean
  ask(make: (base: string, headers: Readonly<Record<string, string>>) => Ask): Promise<Answer | ConnectorFailure>
}

export function createSessions({ client, credentials, baseAddress }: OpenConnection, label: string): Sessions {
  const { handle = '', appPassword = '' } = credentials
  const isSignedIn = handle !== '' && appPassword !== ''
  if (!isSignedIn) return { isSignedIn, ask: (make) => client.ask(make(baseAddress, {})) }
  const base = baseAddress === 'https://api.bsky.app' ? ENTRYWAY : baseAddress
  const session = readerOf(label, Session)
  let token: string | undefined
  const signIn = async (signal: AbortSignal | undefined): Promise<ConnectorFailure | undefined> => {
    const answer = await client.ask({
      address: new URL(`${base}/xrpc/com.atproto.server.createSession`),
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ identifier: handle.replace(/^@/, ''), password: appPassword }),
      signal,
    })
    if (isFailure(answer)) return answer
    const read = session.readJson(answer)
    if (read.status !== 'read') return read
    token = read.value.accessJwt
    return undefined
  }
  return {
    isSignedIn,
    ask: async (make) => {
      for (let attempt = 0; ; attempt += 1) {
        const { signal } = make(base, {})
        const refusal = token === undefined ? await signIn(signal) : undefined
        if (refusal !== undefined) return refusal
        const answer = await client.ask(make(base, { authorization: `Bearer ${token}` }))
        // A session ends after some hours; a new one is opened once.
        if (answer.status !== 'unauthorised' || attempt > 0) return answer
        token = undefined
      }
    },
  }
}
