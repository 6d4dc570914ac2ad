import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Share2 } from 'lucide-react'
import { useState } from 'react'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { Card, CardHeader } from '../../ui/card.tsx'
import { change, type Problem } from '../../ui/client.ts'
import { type Column, DataTable } from '../../ui/data-table.tsx'
import { FigureTile } from '../../ui/figure-card.tsx'
import { counted, exact, momentLabel, rangeLabel } from '../../ui/format.ts'
import { notify } from '../../ui/notices.tsx'
import type { Page } from '../../ui/page.ts'
import { PageHeader } from '../../ui/page-header.tsx'
import { SourceBadge } from '../../ui/passport.tsx'
import { useRead } from '../../ui/queries.ts'
import { EmptyState, ErrorState, Loading, Skeleton } from '../../ui/states.tsx'
import { useWorkspace } from '../../ui/workspace.ts'
import type { Share, SharesResponse } from './contract.ts'
import { SHARES, ShareDialog } from './share-dialog.tsx'

function SharedFiguresPage() {
  const { id, provenance } = useWorkspace()
  const shares = useRead<SharesResponse>(SHARES, { workspace_id: id })
  const [isSharing, setSharing] = useState(false)
  return (
    <>
      <PageHeader
        title="Shared figures"
        actions={
          <>
            {provenance === 'simulated' && <SourceBadge source="simulated" />}
            {shares.data && (
              <Button look="primary" onClick={() => setSharing(true)}>
                Share figures
              </Button>
            )}
          </>
        }
      >
        <p>{shares.data ? answerOf(shares.data) : 'Figures with noise for people without an account'}</p>
      </PageHeader>
      {shares.error && !shares.data ? (
        <ErrorState what="The shared figures could not be loaded" error={shares.error} onRetry={() => shares.refetch()} />
      ) : !shares.data ? (
        <Loading what="shared figures">
          <Skeleton className="h-80" />
        </Loading>
      ) : (
        <Shares data={shares.data} onShare={() => setSharing(true)} />
      )}
      {isSharing && shares.data && <ShareDialog budget={shares.data.budget} onClose={() => setSharing(false)} />}
    </>
  )
}

function answerOf({ shares, budget }: SharesResponse): string {
  const open = shares.filter((share) => stateOf(share) === 'open').length
  const shared =
    open === 0 ? 'Nothing is shared' : `${counted(open, 'set of figures', 'sets of figures')} ${open === 1 ? 'is' : 'are'} open`
  return `${shared}; ε ${exact(budget.left)} of ${exact(budget.epsilon)} is left to give away in ${budget.days} days.`
}

function Shares({ data: { shares, budget }, onShare }: { data: SharesResponse; onShare: () => void }) {
  return (
    <div className="space-y-4">
      <Card>
        <dl className="grid grid-cols-2 sm:grid-cols-3">
          <FigureTile label="Budget, ε" value={budget.epsilon} about="What all shares together may give away of one person." />
          <FigureTile label="Left, ε" value={budget.left} about="Withdrawing a share gives nothing back: what is known stays known." />
          <FigureTile label="Days it holds" value={budget.days} />
        </dl>
      </Card>
      <Card className="overflow-hidden">
        <CardHeader title="Shares" subtitle="Each was given its noise once; whoever has the address sees the same" />
        {shares.length === 0 ? (
          <EmptyState icon={Share2} title="Nothing is shared yet" action={<Button onClick={onShare}>Share figures</Button>}>
            How many people were active, and on which platforms, for people without an account. Noise keeps what any one person did from
            being read out of it.
          </EmptyState>
        ) : (
          <ShareTable shares={shares} />
        )}
      </Card>
    </div>
  )
}

function ShareTable({ shares }: { shares: readonly Share[] }) {
  const { time_zone: timeZone } = useWorkspace()
  const queries = useQueryClient()
  const withdrawing = useMutation<unknown, Problem, string>({
    mutationFn: (id) => change('DELETE', `/v1/shared-figures/${id}`),
    onSuccess: () => notify('The address shows nothing any more'),
    onError: ({ message }) => notify(message),
    onSettled: () => queries.invalidateQueries({ queryKey: [SHARES] }),
  })
  const columns: readonly Column<Share>[] = [
    {
      id: 'name',
      header: 'Title',
      width: 180,
      grows: true,
      cell: ({ name, from, to }) => (
        <span className="block min-w-0 py-2">
          <span className="block truncate font-medium" title={name}>
            {name}
          </span>
          <span className="block text-12 text-muted">{rangeLabel(from, to)}</span>
        </span>
      ),
    },
    { id: 'state', header: 'State', width: 110, cell: (share) => <StateBadge share={share} /> },
    { id: 'people', header: 'People', numeric: true, width: 130, cell: ({ figures }) => <Noisy figure={figures.totals[0]} /> },
    { id: 'epsilon', header: 'ε', numeric: true, width: 70, cell: ({ figures }) => exact(figures.epsilon) },
    {
      id: 'expires',
      header: 'Open until',
      width: 116,
      cell: ({ expires_at }) => (
        <span className="text-12 whitespace-nowrap text-muted figures">{momentLabel(expires_at, timeZone, 'day')}</span>
      ),
    },
    {
      id: 'withdraw',
      header: '',
      width: 110,
      numeric: true,
      cell: (share) =>
        stateOf(share) === 'open' && (
          <Button
            size="small"
            disabled={withdrawing.isPending}
            aria-label={`Withdraw ${share.name}`}
            onClick={() => withdrawing.mutate(share.id)}
          >
            Withdraw
          </Button>
        ),
    },
  ]
  return <DataTable stacks caption="Shared figures" columns={columns} rows={shares} rowKey={({ id }) => id} />
}

function Noisy({ figure }: { figure: Share['figures']['totals'][number] | undefined }) {
  if (figure === undefined) return '–'
  return (
    <span className="figures whitespace-nowrap" title="The exact figure lies within this margin in 95 of 100 cases">
      {exact(figure.value)} <span className="text-12 text-muted">± {exact(figure.half_width)}</span>
    </span>
  )
}

const STATES = { open: { label: 'Open', tone: 'positive' }, withdrawn: { label: 'Withdrawn' }, ended: { label: 'Ended' } } as const

function stateOf({ revoked_at, expires_at }: Share): keyof typeof STATES {
  if (revoked_at !== null) return 'withdrawn'
  return Date.parse(expires_at) > Date.now() ? 'open' : 'ended'
}

function StateBadge({ share }: { share: Share }) {
  const { label, ...look } = STATES[stateOf(share)]
  return <Badge {...look}>{label}</Badge>
}

export const page = {
  path: '/shared-figures',
  title: 'Shared figures',
  group: 'Trust',
  order: 6,
  icon: Share2,
  needs: 'manage_privacy',
  component: SharedFiguresPage,
} satisfies Page
