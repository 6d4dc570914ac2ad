import { UnusableTable } from '@trill/core/tabular/unusable-table'

/** What a person is told when a command fails: what, why, and what to do. */
export class Failure extends Error {
  override readonly name = 'Failure'
  readonly title: string
  readonly detail: string
  readonly remedy: string
  /** The server’s problem as it came, for --json. */
  readonly problem: object | undefined

  constructor({ title, detail, remedy }: { title: string; detail: string; remedy: string }, problem?: object) {
    super(`${title}: ${detail}`)
    this.title = title
    this.detail = detail
    this.remedy = remedy
    this.problem = problem
  }
}

/** Any error in the form that is shown. */
export function failureOf(error: unknown): Failure {
  if (error instanceof Failure) return error
  if (!(error instanceof Error)) return new Failure({ title: 'Something failed here', detail: String(error), remedy: REPORT })
  if (error.name === 'DataDirectoryInUse')
    return new Failure({
      title: 'The data directory is in use',
      detail: error.message,
      remedy: 'A server would be asked instead; that process is none.',
    })
  if (error instanceof RangeError && error.message.startsWith('TRILL_')) {
    return new Failure({
      title: 'A setting is wrong',
      detail: error.message,
      remedy: 'Correct the environment variable; docs/reference/settings.md lists all of them.',
    })
  }
  if (error instanceof UnusableTable)
    return new Failure({ title: 'This cannot be used as it is', detail: error.message, remedy: error.remedy })
  const { code } = error as NodeJS.ErrnoException
  const remedy = code === undefined ? REPORT : (REMEDIES[code] ?? REPORT)
  return new Failure({ title: 'It could not be done', detail: error.message, remedy })
}

const REPORT = '`trill doctor` shows the state of the installation; if it stays, report the message.'
const REMEDIES: Readonly<Record<string, string>> = {
  ENOENT: 'Check the path; nothing of that name is there.',
  EACCES: 'Give this user the right to that file or directory.',
  EISDIR: 'Name a file, not a directory.',
  EADDRINUSE: 'Another program listens there; stop it, or set TRILL_PORT to a free port.',
  ENOSPC: 'Free disk space and repeat.',
}
