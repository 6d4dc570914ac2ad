import { useQueryClient } from '@tanstack/react-query'
import { FolderInput } from 'lucide-react'
import { useEffect, useRef } from 'react'
import { Card, CardHeader } from '../../ui/card.tsx'
import { counted } from '../../ui/format.ts'
import type { Page } from '../../ui/page.ts'
import { PageHeader } from '../../ui/page-header.tsx'
import { useRead } from '../../ui/queries.ts'
import { EmptyState, ErrorState, Loading, Skeleton } from '../../ui/states.tsx'
import { useWorkspace } from '../../ui/workspace.ts'
import type { ImportState, ImportsResponse } from './contract.ts'
import { ImportEntry } from './import-list.tsx'
import { UploadForm } from './upload-form.tsx'

const PATH = '/v1/imports'

function ImportsPage() {
  const workspace = useWorkspace()
  const imports = useRead<ImportsResponse>(
    PATH,
    { workspace_id: workspace.id },
    { every: (data) => (runningIn(data?.imports) > 0 ? 1000 : 15_000) },
  )
  const list = imports.data?.imports
  const running = runningIn(list)
  useFreshFigures(running)
  const accepted = list?.reduce((sum, { rows_accepted }) => sum + rows_accepted, 0) ?? 0
  return (
    <>
      <PageHeader title="Imports">
        <p>
          {list === undefined || list.length === 0
            ? 'Files become events and counter readings, marked as imported. Importing the same file twice changes nothing.'
            : `${counted(list.length, 'import')} brought ${counted(accepted, 'row')}${running > 0 ? `; ${running === 1 ? 'one is' : `${running} are`} running` : ''}.`}
        </p>
      </PageHeader>
      <div className="grid grid-cols-1 items-start gap-4 xl:grid-cols-[minmax(0,5fr)_minmax(0,6fr)]">
        <UploadForm key={workspace.id} workspace={workspace.id} />
        <Card>
          <CardHeader title="Imports of this workspace" subtitle="They run on when this page is left" />
          {imports.error && !list ? (
            <ErrorState what="The imports could not be listed" error={imports.error} onRetry={() => imports.refetch()} />
          ) : list === undefined ? (
            <Loading what="the imports" className="space-y-4 px-5 pb-5">
              <Skeleton className="h-16" />
              <Skeleton className="h-16" />
            </Loading>
          ) : list.length === 0 ? (
            <EmptyState icon={FolderInput} title="No file has been imported yet">
              Choose a file; its progress and what was refused will stand here.
            </EmptyState>
          ) : (
            <ul className="border-t">
              {list.map((entry) => (
                <ImportEntry key={entry.id} entry={entry} timeZone={workspace.time_zone} />
              ))}
            </ul>
          )}
        </Card>
      </div>
    </>
  )
}

function runningIn(imports: readonly ImportState[] | undefined): number {
  return imports?.filter(({ status }) => status === 'running').length ?? 0
}

/** An import that ends makes every figure old. */
function useFreshFigures(running: number) {
  const queries = useQueryClient()
  const before = useRef(running)
  useEffect(() => {
    if (running < before.current) void queries.invalidateQueries()
    before.current = running
  }, [running, queries])
}

export const page = {
  path: '/imports',
  title: 'Imports',
  group: 'Data',
  order: 2,
  needs: 'manage_imports',
  icon: FolderInput,
  component: ImportsPage,
} satisfies Page
