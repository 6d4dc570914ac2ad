import type { Command } from 'commander'
import { readConfig } from '../platform/config.ts'
import { described, type Session } from './command.ts'
import { onInterrupt } from './interrupt.ts'
import { drawProgress } from './progress.ts'

/** The server. */
export function startCommand(session: Session): Command {
  const command = described({
    name: 'start',
    about: 'start the server and the dashboard; Ctrl-C stops it and loses nothing',
    examples: [
      ['trill start', 'Serves http://localhost:4400 from ./data; the first start prints a link to sign in with.'],
      [
        'TRILL_PORT=8080 TRILL_DATA_DIR=/srv/trill trill start',
        'Another port and directory; docs/reference/settings.md lists all settings.',
      ],
    ],
  })
  return command.action(({ json = false }: { json?: boolean }) => serve(session, json))
}

async function serve({ terminal }: Session, json: boolean): Promise<void> {
  const interrupt = onInterrupt()
  const config = readConfig()
  const { startServer } = await import('../main.ts')
  const progress = await drawProgress(terminal, 'Loading the demo')
  const server = await startServer(config, {
    onDemoProgress: (done, total, rate, secondsLeft) => progress.update({ done, total, rate, secondsLeft }),
    signal: interrupt.signal,
  })
    .catch((error: unknown) => {
      if (error !== interrupt.signal.reason) throw error
    })
    .finally(() => progress.stop())
  if (server === undefined) {
    if (!json) terminal.err('Stopped before it was ready; the next start goes on.')
    return interrupt.release()
  }
  const { url, signInLink } = server
  if (json) terminal.out(JSON.stringify({ url, sign_in_link: signInLink, pid: process.pid }))
  else terminal.out(welcome(shownAddress(url), signInLink))
  await new Promise<void>((resolve) => {
    if (interrupt.signal.aborted) resolve()
    interrupt.signal.addEventListener('abort', () => resolve())
  })
  if (!json) terminal.err('Stopping …')
  await server.close()
  interrupt.release()
}

function welcome(address: string, signInLink: string | null): string {
  const link = signInLink === null ? [] : ['', 'Sign in with this link; it works once, within 15 minutes:', `  ${signInLink}`]
  return ['', `Trill is ready on ${address}`, ...link, '', 'Ctrl-C stops it.'].join('\n')
}

function shownAddress(url: string): string {
  return url.replace(/\/\/(127\.0\.0\.1|0\.0\.0\.0|\[::1?\])/, '//localhost')
}
