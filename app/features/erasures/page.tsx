import { UserSearch } from 'lucide-react'
import { counted, exact } from '../../ui/format.ts'
import type { Page } from '../../ui/page.ts'
import { PageHeader } from '../../ui/page-header.tsx'
import { useRead } from '../../ui/queries.ts'
import { useWorkspace } from '../../ui/workspace.ts'
import type { PersonRequestsResponse } from './contract.ts'
import { LookUp } from './look-up.tsx'
import { REQUESTS, RequestList } from './request-list.tsx'

/** While something is worked off, the list is read again; milliseconds. */
const AT_WORK = 3000

function RequestsPage() {
  const { id, name } = useWorkspace()
  const list = useRead<PersonRequestsResponse>(
    REQUESTS,
    { workspace_id: id },
    { every: (data) => (data?.requests.some(({ is_open }) => is_open) ? AT_WORK : false) },
  )
  return (
    <>
      <PageHeader title="Data subject requests">
        <p>
          {summary(list.data)} in <strong className="font-semibold text-text">{name}</strong>. Each has to be answered within one month
          (GDPR Art.&nbsp;12(3)).
        </p>
      </PageHeader>
      <div className="space-y-4">
        <LookUp key={id} />
        <RequestList list={list} />
      </div>
    </>
  )
}

function summary(data: PersonRequestsResponse | undefined): string {
  if (data === undefined) return 'Requests of people'
  const open = data.requests.filter(({ is_open }) => is_open).length
  if (open === 0) return 'No request is open'
  return `${counted(open, 'request')} ${open === 1 ? 'is' : 'are'} open, ${data.overdue === 0 ? 'none' : exact(data.overdue)} overdue,`
}

export const page = {
  path: '/data-subject-requests',
  title: 'Data subject requests',
  group: 'Trust',
  order: 1,
  needs: 'manage_privacy',
  icon: UserSearch,
  component: RequestsPage,
} satisfies Page
