import { readerOf } from '../answer.ts'
import type { Answer, Ask } from '../client.ts'
import type { OpenConnection } from '../connector.ts'
import { type ConnectorFailure, isFailure } from '../failure.ts'
import { createTokenHolder, type Token } from '../token.ts'
import { Session } from './answers.ts'

/** Where accounts of Bluesky itself sign in. */
const ENTRYWAY = 'https://bsky.social'
/** Shorter than a session lasts. */
const SESSION_MILLISECONDS = 3_600_000

/** Asks as nobody, or signed in where there is an app password: then the account’s server passes requests on. */
export interface Sessions {
  readonly isSignedIn: boolean
  ask(make: (base: string, headers: Readonly<Record<string, string>>) => Ask): Promise<Answer | ConnectorFailure>
}

export function createSessions({ client, credentials, baseAddress, now }: OpenConnection, label: string): Sessions {
  const { handle = '', appPassword = '' } = credentials
  const isSignedIn = handle !== '' && appPassword !== ''
  if (!isSignedIn) return { isSignedIn, ask: (make) => client.ask(make(baseAddress, {})) }
  const base = baseAddress === 'https://api.bsky.app' ? ENTRYWAY : baseAddress
  const session = readerOf(label, Session)
  const signIn = async (signal: AbortSignal | undefined): Promise<Token | ConnectorFailure> => {
    const answer = await client.ask({
      address: new URL(`${base}/xrpc/com.atproto.server.createSession`),
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ identifier: handle.replace(/^@/, ''), password: appPassword }),
      signal,
    })
    if (isFailure(answer)) return answer
    const read = session.readJson(answer)
    return read.status === 'read' ? { status: 'token', token: read.value.accessJwt, until: now() + SESSION_MILLISECONDS } : read
  }
  const withToken = createTokenHolder(signIn, now)
  return {
    isSignedIn,
    ask: (make) => withToken((token) => client.ask(make(base, { authorization: `Bearer ${token}` })), make(base, {}).signal),
  }
}
