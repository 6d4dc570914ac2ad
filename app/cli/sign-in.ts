import type { Command } from 'commander'
import type { SignInLinkResponse } from '../features/sessions/contract.ts'
import { described, print, type Session } from './command.ts'
import { connected } from './connection.ts'

/** A new link to sign in with. */
export function signInCommand(session: Session): Command {
  const command = described({
    name: 'sign-in',
    about: 'make a link that signs its first opener in, within 15 minutes',
    examples: [
      ['trill sign-in', 'Prints a link for the owner of the installation; open it in the browser.'],
      ['trill sign-in --email ada@example.org', 'For somebody who has lost their password or their authenticator.'],
    ],
  })
  command.option('--email <address>', 'whom the link signs in; the owner of the installation when not given')
  return command.action(async ({ email, json }: { email?: string; json?: boolean }) => {
    const { link, kind } = await connected(async (trill) => ({
      link: await (email === undefined
        ? trill.ask<SignInLinkResponse>('POST', '/v1/sign-in-links')
        : trill.ask<SignInLinkResponse>('POST', '/v1/sign-in-links/by-email', { body: { email } })),
      kind: trill.kind,
    }))
    print(session, json, link, () => link.url)
    if (!json && kind === 'stores') session.terminal.err('No server is running; start it with `trill start` before you open the link.')
  })
}
