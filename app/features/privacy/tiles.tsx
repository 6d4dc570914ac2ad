import { CircleCheck, type LucideIcon, TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import { Card } from '../../ui/card.tsx'
import { classNames } from '../../ui/class-names.ts'
import { brief, counted, exact, momentLabel, share } from '../../ui/format.ts'
import { useWorkspace } from '../../ui/workspace.ts'
import type { PrivacyOverviewResponse } from './contract.ts'

type Mood = 'good' | 'bad' | 'plain'

const MOODS: Readonly<Record<Mood, { icon?: LucideIcon; tone: string }>> = {
  good: { icon: CircleCheck, tone: 'text-positive' },
  bad: { icon: TriangleAlert, tone: 'text-negative' },
  plain: { tone: 'text-muted' },
}

/** What a privacy officer looks at first. */
export function Tiles({ data: { consent, requests, checks, review } }: { data: PrivacyOverviewResponse }) {
  const { time_zone: timeZone } = useWorkspace()
  const { active } = consent
  const stated = active.bands.reduce((sum, { with_statement }) => sum + with_statement, 0)
  const minors = active.bands.find(({ band }) => band === 'minors')?.people ?? 0
  const late = checks.reduce((sum, { overdue }) => sum + (overdue ?? 0), 0)
  const unseen = checks.filter(({ verdict }) => verdict === 'stale' || verdict === 'never').length
  return (
    <Card className="overflow-hidden">
      <dl className="grid grid-cols-2 gap-px bg-border md:grid-cols-5 [&>*]:bg-raised [&>*:last-child]:col-span-2 md:[&>*:last-child]:col-span-1">
        <Tile label="With a statement" value={share(stated, active.counted)} mood="plain">
          n = {exact(active.counted)} active{active.is_estimate && ', estimated'}
        </Tile>
        <Tile label="Active minors" value={active.is_estimate ? `≈ ${brief(minors * active.every)}` : brief(minors)} mood="plain">
          {active.counted === 0 ? 'nobody was active' : `${share(minors, active.counted)} of n = ${exact(active.counted)}`}
        </Tile>
        <Tile label="Open requests" value={exact(requests.open)} mood={requests.overdue > 0 ? 'bad' : 'good'}>
          {requests.overdue > 0 ? `${exact(requests.overdue)} overdue` : 'none overdue'}
        </Tile>
        <Tile
          label="Stored too long"
          value={unseen === checks.length ? '–' : brief(late)}
          mood={late > 0 ? 'bad' : unseen > 0 ? 'plain' : 'good'}
        >
          {late > 0 ? 'rows overdue' : unseen > 0 ? `${counted(unseen, 'class', 'classes')} not searched lately` : 'nothing overdue'}
        </Tile>
        <Tile
          label="Last review"
          value={review.last === null ? 'None yet' : momentLabel(review.last.reviewed_at, timeZone, 'day')}
          mood={review.is_overdue ? 'bad' : 'plain'}
        >
          {review.is_overdue ? 'overdue since' : 'next due'} {momentLabel(review.due_at, timeZone, 'day')}
        </Tile>
      </dl>
    </Card>
  )
}

function Tile({ label, value, mood, children }: { label: string; value: string; mood: Mood; children: ReactNode }) {
  const { icon: Icon, tone } = MOODS[mood]
  return (
    <div className="min-w-0 px-5 py-3.5" data-tile={label}>
      <dt className="text-12 font-medium text-muted">{label}</dt>
      <dd>
        <span className="mt-0.5 block text-20 font-semibold tracking-[-0.02em] figures">{value}</span>
        <span className={classNames('mt-0.5 flex items-start gap-1 text-12', tone)}>
          {Icon && <Icon aria-hidden="true" className="mt-0.5 size-3 shrink-0" />}
          <span className="min-w-0">{children}</span>
        </span>
      </dd>
    </div>
  )
}
