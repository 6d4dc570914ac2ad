import { AUDIT_ACTIONS, AUDIT_ACTORS, AUDIT_OUTCOMES } from '@trill/contract/audit-actions'
import { ChevronLeft, Download, ScrollText, SearchX } from 'lucide-react'
import { useState } from 'react'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { addressOf } from '../../ui/client.ts'
import { download } from '../../ui/download.ts'
import { SelectField, TextField } from '../../ui/field.tsx'
import { wallClock } from '../../ui/format.ts'
import type { Page } from '../../ui/page.ts'
import { PageHeader } from '../../ui/page-header.tsx'
import { isDay, shiftDays } from '../../ui/period.ts'
import { useRead } from '../../ui/queries.ts'
import { SearchBox } from '../../ui/search-box.tsx'
import { Segmented } from '../../ui/segmented.tsx'
import { EmptyState, ErrorState, Loading, Skeleton } from '../../ui/states.tsx'
import { useView, type View } from '../../ui/view.ts'
import { usePlace, useWorkspace } from '../../ui/workspace.ts'
import type { AuditResponse, ListedRecord } from './contract.ts'
import { OpenedRecord, Records } from './records.tsx'
import { VerificationCard } from './verification.tsx'

const PATH = '/v1/audit'
const PAGE_SIZE = 50
/** Words of the address that belong to this page. */
const FILTERS = ['search', 'action', 'actor', 'outcome', 'since', 'until'] as const

function AuditPage() {
  const view = useView()
  const { name, time_zone: timeZone } = useWorkspace()
  const everywhere = view.words.scope === 'all'
  const filter = filterOf(view, timeZone, everywhere)
  const list = useRead<AuditResponse>(PATH, { ...filter, before: view.words.before, limit: PAGE_SIZE })
  const [opened, setOpened] = useState<ListedRecord>()
  return (
    <>
      <PageHeader
        title="Audit log"
        actions={
          <Button onClick={() => download('trill-audit.ndjson', addressOf(`${PATH}/export`, filter))}>
            <Download aria-hidden="true" /> Export NDJSON
          </Button>
        }
      >
        <p>
          Who did what, when and from where {everywhere ? 'in the whole installation' : 'in '}
          {!everywhere && <strong className="font-semibold text-text">{name}</strong>}. Records are added and never changed.
        </p>
      </PageHeader>
      <div className="space-y-4">
        <VerificationCard />
        <Card className="overflow-hidden">
          <Filters view={view} />
          {list.error && !list.data ? (
            <ErrorState what="The audit log could not be read" error={list.error} onRetry={() => list.refetch()} />
          ) : !list.data ? (
            <Loading what="the audit log" className="p-5">
              <Skeleton className="h-96 w-full" />
            </Loading>
          ) : list.data.records.length === 0 ? (
            <Nothing view={view} />
          ) : (
            <>
              <Records records={list.data.records} withWorkspace={everywhere} onOpen={setOpened} />
              <Pages view={view} next={list.data.next} />
            </>
          )}
        </Card>
      </div>
      {opened && <OpenedRecord record={opened} onClose={() => setOpened(undefined)} />}
    </>
  )
}

function Filters({ view }: { view: View }) {
  const { session } = usePlace()
  const { words } = view
  const set = (changes: Readonly<Record<string, string | undefined>>) => view.change({ ...changes, before: undefined }, { replace: true })
  return (
    <div className="space-y-3 border-b p-4">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <SearchBox label="Search name, id or address" value={words.search ?? ''} onSearch={(text) => set({ search: text || undefined })} />
        {session.person?.owns_installation === true && (
          <Segmented
            label="Records of"
            value={words.scope === 'all' ? 'all' : 'workspace'}
            choices={[
              { value: 'workspace', label: 'This workspace' },
              { value: 'all', label: 'Whole installation' },
            ]}
            onChange={(scope) => set({ scope: scope === 'all' ? 'all' : undefined })}
          />
        )}
      </div>
      <div className="grid grid-cols-2 gap-3 lg:grid-cols-5">
        <Choice label="What" all="Everything" of={AUDIT_ACTIONS} value={words.action} onChoose={(action) => set({ action })} />
        <Choice label="Who" all="Everybody" of={AUDIT_ACTORS} value={words.actor} onChoose={(actor) => set({ actor })} />
        <Choice
          label="Outcome"
          className="max-lg:col-span-2"
          all="Every outcome"
          of={AUDIT_OUTCOMES}
          value={words.outcome}
          onChoose={(outcome) => set({ outcome })}
        />
        <TextField
          label="From"
          type="date"
          value={words.since ?? ''}
          onChange={({ target }) => set({ since: target.value || undefined })}
        />
        <TextField
          label="To, with that day"
          type="date"
          value={words.until ?? ''}
          onChange={({ target }) => set({ until: target.value || undefined })}
        />
      </div>
    </div>
  )
}

interface ChoiceProps {
  readonly label: string
  readonly all: string
  readonly of: Readonly<Record<string, { readonly label: string }>>
  readonly value: string | undefined
  readonly className?: string
  readonly onChoose: (value: string | undefined) => void
}

function Choice({ label, all, of, value, className = '', onChoose }: ChoiceProps) {
  return (
    <SelectField label={label} className={className} value={value ?? ''} onChange={({ target }) => onChoose(target.value || undefined)}>
      <option value="">{all}</option>
      {Object.entries(of).map(([name, word]) => (
        <option key={name} value={name}>
          {word.label}
        </option>
      ))}
    </SelectField>
  )
}

function Nothing({ view }: { view: View }) {
  const isFiltered = FILTERS.some((word) => view.words[word] !== undefined)
  const clear = () => view.change({ ...Object.fromEntries(FILTERS.map((word) => [word, undefined])), before: undefined })
  if (isFiltered)
    return (
      <EmptyState icon={SearchX} title="No record fits" action={<Button onClick={clear}>Show every record</Button>}>
        Nothing in the log fits this search and these filters.
      </EmptyState>
    )
  return (
    <EmptyState icon={ScrollText} title="Nothing is recorded here yet">
      The first change to keys, people, imports or settings of this workspace appears here, and whoever reads personal data.
    </EmptyState>
  )
}

/** Records come by the one before: the way back is to the newest. */
function Pages({ view, next }: { view: View; next: number | null }) {
  if (view.words.before === undefined && next === null) return null
  return (
    <div className="flex items-center justify-between gap-3 border-t px-5 py-2">
      <Button size="small" disabled={view.words.before === undefined} onClick={() => view.change({ before: undefined })}>
        <ChevronLeft aria-hidden="true" /> Newest
      </Button>
      <Button size="small" disabled={next === null} onClick={() => view.change({ before: String(next) })}>
        Older records
      </Button>
    </div>
  )
}

function filterOf({ workspace, words }: View, timeZone: string, everywhere: boolean): Readonly<Record<string, string | undefined>> {
  const { search, action, actor, outcome, since, until } = words
  return {
    ...(everywhere ? {} : { workspace_id: workspace }),
    ...{ search, action, actor, outcome },
    from: isDay(since) ? midnight(since, timeZone) : undefined,
    to: isDay(until) ? midnight(shiftDays(until, 1), timeZone) : undefined,
  }
}

/** When a day begins in a time zone. */
function midnight(day: string, timeZone: string): string {
  const asUtc = Date.parse(`${day}T00:00:00Z`)
  const ahead = wallClock(new Date(asUtc).toISOString(), timeZone) - asUtc
  return new Date(asUtc - ahead).toISOString()
}

export const page = {
  path: '/audit',
  title: 'Audit log',
  group: 'Trust',
  order: 2,
  needs: 'read_audit',
  icon: ScrollText,
  component: AuditPage,
} satisfies Page
