import type { Command } from 'commander'
import type { SignInLinkResponse } from '../features/sessions/contract.ts'
import { described, print, type Session } from './command.ts'
import { connected } from './connection.ts'

/** A new link to sign in with. */
export function signInCommand(session: Session): Command {
  const command = described({
    name: 'sign-in',
    about: 'make a link that signs its first opener in, within 15 minutes',
    examples: [['trill sign-in', 'Prints the link; open it in the browser.']],
  })
  return command.action(async ({ json }: { json?: boolean }) => {
    const { link, kind } = await connected(async (trill) => ({
      link: await trill.ask<SignInLinkResponse>('POST', '/v1/sign-in-links'),
      kind: trill.kind,
    }))
    print(session, json, link, () => link.url)
    if (!json && kind === 'stores') session.terminal.err('No server is running; start it with `trill start` before you open the link.')
  })
}
