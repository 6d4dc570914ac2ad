import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { Card, CardHeader } from '../../ui/card.tsx'
import { change, type Problem } from '../../ui/client.ts'
import { type Column, DataTable } from '../../ui/data-table.tsx'
import { counted, momentLabel, sentenceCase } from '../../ui/format.ts'
import { notify } from '../../ui/notices.tsx'
import { useRead } from '../../ui/queries.ts'
import { ErrorState, Loading, Skeleton } from '../../ui/states.tsx'
import { useWorkspace } from '../../ui/workspace.ts'

const PATH = '/v1/sessions'

/** Whose names no rule makes out of their ids. */
const METHODS: Readonly<Record<string, string>> = { github: 'GitHub', oidc: 'OpenID Connect' }

/** One of the reader’s own sessions, as the API answers it. */
interface Session {
  readonly id: string
  readonly method: string
  readonly agent: string
  readonly created_at: string
  readonly last_seen_at: string
  readonly is_this: boolean
}

/** Where the reader is signed in. */
export function Sessions() {
  const sessions = useRead<{ sessions: readonly Session[] }>(PATH, {})
  const queries = useQueryClient()
  const ended = {
    onSuccess: () => notify('Signed out there'),
    onError: (problem: Problem) => notify(problem.message),
    onSettled: () => queries.invalidateQueries({ queryKey: [PATH] }),
  }
  const end = useMutation<unknown, Problem, string>({ mutationFn: (id) => change('DELETE', `${PATH}/${id}`), ...ended })
  const endOthers = useMutation<unknown, Problem>({ mutationFn: () => change('DELETE', PATH), ...ended })
  const count = sessions.data?.sessions.length ?? 0
  return (
    <Card className="overflow-hidden">
      <CardHeader title="Sessions" subtitle={sessions.data ? `Signed in at ${counted(count, 'place')}` : ' '}>
        <Button look="danger" disabled={count < 2 || endOthers.isPending} onClick={() => endOthers.mutate()}>
          End all others
        </Button>
      </CardHeader>
      {sessions.error && !sessions.data ? (
        <ErrorState what="Sessions could not be listed" error={sessions.error} onRetry={() => sessions.refetch()} />
      ) : !sessions.data ? (
        <Loading what="sessions" className="px-5 pb-5">
          <Skeleton className="h-24" />
        </Loading>
      ) : (
        <SessionTable sessions={sessions.data.sessions} onEnd={(id) => end.mutate(id)} />
      )}
    </Card>
  )
}

function SessionTable({ sessions, onEnd }: { sessions: readonly Session[]; onEnd: (id: string) => void }) {
  const { time_zone: timeZone } = useWorkspace()
  const columns: readonly Column<Session>[] = [
    {
      id: 'agent',
      header: 'Browser',
      width: 200,
      value: ({ agent }) => browserName(agent),
      cell: (session) => (
        <span className="flex items-center gap-2">
          <span className="font-medium" title={session.agent}>
            {browserName(session.agent)}
          </span>
          {session.is_this && <Badge tone="accent">This one</Badge>}
        </span>
      ),
    },
    { id: 'method', header: 'By', width: 90, value: methodName, cell: methodName },
    {
      id: 'began',
      header: 'Since',
      width: 140,
      value: ({ created_at }) => created_at,
      cell: (session) => <span className="text-12 whitespace-nowrap text-muted figures">{momentLabel(session.created_at, timeZone)}</span>,
    },
    {
      id: 'seen',
      header: 'Last used',
      width: 140,
      value: ({ last_seen_at }) => last_seen_at,
      cell: (session) => (
        <span className="text-12 whitespace-nowrap text-muted figures">{momentLabel(session.last_seen_at, timeZone)}</span>
      ),
    },
    {
      id: 'end',
      header: '',
      width: 80,
      numeric: true,
      cell: (session) =>
        !session.is_this && (
          <Button
            size="small"
            look="danger"
            aria-label={`End the session in ${browserName(session.agent)}`}
            onClick={() => onEnd(session.id)}
          >
            End
          </Button>
        ),
    },
  ]
  return <DataTable stacks caption="Sessions" columns={columns} rows={sessions} rowKey={({ id }) => id} />
}

function methodName({ method }: Session): string {
  return METHODS[method] ?? sentenceCase(method)
}

const BROWSERS = ['Edg', 'OPR', 'Firefox', 'Chrome', 'Safari'] as const
const BROWSER_NAMES = { Edg: 'Edge', OPR: 'Opera', Firefox: 'Firefox', Chrome: 'Chrome', Safari: 'Safari' }
const SYSTEMS = ['Android', 'iPhone', 'iPad', 'Windows', 'Mac OS X', 'Linux']

/** “Firefox on Linux”, from a browser’s own words. */
export function browserName(agent: string): string {
  const browser = BROWSERS.find((name) => agent.includes(`${name}/`))
  const system = SYSTEMS.find((name) => agent.includes(name))
  if (browser === undefined) return agent === '' ? 'Unknown browser' : (agent.split(' ')[0] ?? agent)
  return system === undefined ? BROWSER_NAMES[browser] : `${BROWSER_NAMES[browser]} on ${system.replace(' OS X', '')}`
}
