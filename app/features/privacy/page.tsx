import { CalendarClock, Download, FileText, ShieldEllipsis } from 'lucide-react'
import { Button } from '../../ui/button.tsx'
import { addressOf } from '../../ui/client.ts'
import { download } from '../../ui/download.ts'
import { counted, exact, momentLabel, share } from '../../ui/format.ts'
import type { Page } from '../../ui/page.ts'
import { PageHeader } from '../../ui/page-header.tsx'
import { SourceBadge } from '../../ui/passport.tsx'
import { useRead } from '../../ui/queries.ts'
import { ErrorState, Loading, Skeleton } from '../../ui/states.tsx'
import { useWorkspace } from '../../ui/workspace.ts'
import { ConsentCard, SuppressedCard } from './consent-card.tsx'
import type { PrivacyOverviewResponse } from './contract.ts'
import { DataMapCard } from './data-map-card.tsx'
import { ChecksCard, RequestsCard } from './duties-cards.tsx'
import { NOTE_FIELD, OVERVIEW, ReviewsCard } from './reviews-card.tsx'
import { Tiles } from './tiles.tsx'

const ASSESSMENT = '/v1/privacy/impact-assessment'

function PrivacyPage() {
  const workspace = useWorkspace()
  const overview = useRead<PrivacyOverviewResponse>(OVERVIEW, { workspace_id: workspace.id })
  const { data } = overview
  return (
    <>
      <PageHeader title="Privacy" actions={<Actions />}>
        <p>{data ? <Sentence data={data} name={workspace.name} /> : <span className="skeleton block h-4 w-96 max-w-full" />}</p>
      </PageHeader>
      {overview.error && !data ? (
        <ErrorState what="What is answered for here could not be read" error={overview.error} onRetry={() => overview.refetch()} />
      ) : !data ? (
        <Loading what="privacy" className="space-y-4">
          <Skeleton className="h-28 w-full" />
          <Skeleton className="h-80 w-full" />
          <Skeleton className="h-64 w-full" />
        </Loading>
      ) : (
        <div className="space-y-4">
          {data.review.is_overdue && <Reminder due={data.review.due_at} />}
          <Tiles data={data} />
          <ConsentCard key={workspace.id} consent={data.consent} />
          <SuppressedCard consent={data.consent} />
          <div className="grid items-start gap-4 xl:grid-cols-2">
            <RequestsCard requests={data.requests} />
            <ChecksCard checks={data.checks} />
          </div>
          <ReviewsCard key={`reviews of ${workspace.id}`} />
          <DataMapCard />
        </div>
      )}
    </>
  )
}

function Actions() {
  const { id, provenance } = useWorkspace()
  const save = (ending: string) => {
    const day = new Date().toISOString().slice(0, 10)
    const path = ending === 'json' ? `${ASSESSMENT}.json` : ASSESSMENT
    download(`impact-assessment-${id}-${day}.${ending}`, addressOf(path, { workspace_id: id }))
  }
  return (
    <>
      {provenance === 'simulated' && <SourceBadge source="simulated" />}
      <Button onClick={() => save('html')}>
        <FileText aria-hidden="true" /> Impact assessment
      </Button>
      <Button aria-label="Impact assessment as JSON" onClick={() => save('json')}>
        <Download aria-hidden="true" /> JSON
      </Button>
    </>
  )
}

function Sentence({ data: { consent, requests }, name }: { data: PrivacyOverviewResponse; name: string }) {
  const { active, recorded } = consent
  const stated = active.bands.reduce((sum, { with_statement }) => sum + with_statement, 0)
  const late = requests.overdue === 0 ? 'none overdue' : `${exact(requests.overdue)} overdue`
  const people =
    active.people === 0
      ? `Nobody was active in the last 30 days; ${counted(recorded.people, 'person is', 'people are')} on record`
      : `${share(stated, active.counted)} of ${active.is_estimate ? 'about ' : ''}${counted(active.people, 'person', 'people')} active in the last 30 days said what data about them may be used for`
  return (
    <>
      {people}, and {counted(requests.open, 'request is', 'requests are')} open, {late}, in{' '}
      <strong className="font-semibold text-text">{name}</strong>.
    </>
  )
}

function Reminder({ due }: { due: string }) {
  const { time_zone: timeZone } = useWorkspace()
  const begin = () => document.getElementById(NOTE_FIELD)?.focus()
  return (
    <div role="status" className="flex flex-wrap items-center gap-3 rounded-12 bg-warning-soft px-5 py-4 text-14 text-warning">
      <CalendarClock className="size-4 shrink-0" aria-hidden="true" />
      <p className="min-w-0 flex-[1_1_220px]">
        <strong className="font-semibold">The monthly review is overdue</strong> since {momentLabel(due, timeZone, 'day')}. Look through
        this page and record what you saw.
      </p>
      <Button size="small" onClick={begin}>
        Record a review
      </Button>
    </div>
  )
}

export const page = {
  path: '/privacy',
  title: 'Privacy',
  group: 'Trust',
  order: 0,
  needs: 'manage_privacy',
  icon: ShieldEllipsis,
  component: PrivacyPage,
} satisfies Page
