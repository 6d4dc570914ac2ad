import { Download, FileText } from 'lucide-react'
import { useEffect, useState } from 'react'
import { buttonClass } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { addressOf } from '../../ui/client.ts'
import { counted } from '../../ui/format.ts'
import type { Page } from '../../ui/page.ts'
import { PageHeader } from '../../ui/page-header.tsx'
import { PageLink } from '../../ui/page-link.tsx'
import { SourceBadge } from '../../ui/passport.tsx'
import { todayIn } from '../../ui/period.ts'
import { useRead } from '../../ui/queries.ts'
import { Segmented } from '../../ui/segmented.tsx'
import { EmptyState, ErrorState, Loading, Skeleton } from '../../ui/states.tsx'
import { useView } from '../../ui/view.ts'
import { useWorkspace } from '../../ui/workspace.ts'
import type { ReportContentResponse } from './contract.ts'
import { PeriodField } from './period-field.tsx'
import { monthsBefore } from './periods.ts'
import { Preview } from './preview.tsx'

const PATH = '/v1/reports/executive'
const PAPERS = [
  { value: 'A4', label: 'A4' },
  { value: 'Letter', label: 'Letter' },
] as const

function ReportsPage() {
  const view = useView()
  const today = todayIn(useWorkspace().time_zone, new Date())
  const theme = useTheme()
  const period = view.words.of ?? monthsBefore(today)[0]?.value ?? today.slice(0, 7)
  const paper = view.words.paper === 'Letter' ? 'Letter' : 'A4'
  const asked = { workspace_id: view.workspace, period }
  const read = useRead<ReportContentResponse>(`${PATH}/content`, { ...asked, drawings: theme })
  const report = read.data
  return (
    <>
      <PageHeader title="Reports" actions={report?.simulated && <SourceBadge source="simulated" />}>
        {report ? <p>{sentence(report)}</p> : <span className="skeleton block h-4 w-80" />}
      </PageHeader>
      <Card className="mb-4 flex flex-wrap items-end justify-between gap-3 p-4">
        <PeriodField period={period} today={today} onChange={(next) => view.change({ of: next })} />
        <div className="flex flex-wrap items-center gap-3">
          <Segmented
            label="Paper"
            value={paper}
            choices={PAPERS}
            onChange={(next) => view.change({ paper: next === 'A4' ? undefined : next }, { replace: true })}
          />
          <a href={addressOf(PATH, { ...asked, paper })} download className={buttonClass({ look: 'primary' })}>
            <Download aria-hidden="true" /> Download PDF
          </a>
        </div>
      </Card>
      <div aria-busy={read.isFetching}>
        {read.error && !report ? (
          <Card>
            <ErrorState what="The report could not be made" error={read.error} onRetry={() => read.refetch()} />
          </Card>
        ) : report === undefined ? (
          <Loading what="the report" className="mx-auto max-w-[880px]">
            <Skeleton className="h-[70vh] w-full rounded-12" />
          </Loading>
        ) : report.status === 'no_data' ? (
          <NoData period={report.period} />
        ) : (
          <Preview report={report} />
        )}
      </div>
    </>
  )
}

function sentence({ status, period, pages, workspace }: ReportContentResponse): string {
  if (status === 'no_data') return `${workspace} has no data for ${period}.`
  const claims = pages.slice(1, -1).flatMap(({ findings, unsupported }) => [...findings, ...unsupported])
  const held = claims.filter(({ verdict }) => verdict === 'holds').length
  return `${period}: ${held} of ${counted(claims.length, 'claim')} hold, and ${counted(pages.at(-1)?.recommendations.length ?? 0, 'recommendation')} follow from them.`
}

function NoData({ period }: { period: string }) {
  return (
    <Card>
      <EmptyState
        icon={FileText}
        title="There is nothing to report"
        action={
          <PageLink to="/imports" className={buttonClass({ look: 'primary' })}>
            Import customers
          </PageLink>
        }
      >
        Nothing is known about {period}, which is not the same as zero. Choose another period, or import a table of customers of a day in
        it.
      </EmptyState>
    </Card>
  )
}

/** The theme that is shown; charts come drawn in its colours. */
function useTheme(): 'light' | 'dark' {
  const [theme, setTheme] = useState(shownTheme)
  useEffect(() => {
    const watcher = new MutationObserver(() => setTheme(shownTheme()))
    watcher.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] })
    return () => watcher.disconnect()
  }, [])
  return theme
}

function shownTheme(): 'light' | 'dark' {
  return document.documentElement.dataset.theme === 'dark' ? 'dark' : 'light'
}

export const page = {
  path: '/reports',
  title: 'Reports',
  group: 'Business',
  order: 9,
  icon: FileText,
  component: ReportsPage,
} satisfies Page
