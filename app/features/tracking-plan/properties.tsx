import { CheckCheck, SearchX } from 'lucide-react'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { Card, CardHeader } from '../../ui/card.tsx'
import { type Column, DataTable } from '../../ui/data-table.tsx'
import { counted, exact, momentLabel } from '../../ui/format.ts'
import { SearchBox } from '../../ui/search-box.tsx'
import { Segmented } from '../../ui/segmented.tsx'
import { EmptyState } from '../../ui/states.tsx'
import { useView } from '../../ui/view.ts'
import { useWorkspace } from '../../ui/workspace.ts'
import type { TrackingPlanResponse } from './contract.ts'
import { isOpen, type Mode, type Property, type Wanted } from './plan.ts'

const SHOWN = { all: 'All', open: 'Open', allow: 'Allowed', drop: 'Dropped' } as const
type Shown = keyof typeof SHOWN

interface Props {
  readonly data: TrackingPlanResponse
  readonly onDecide: (wanted: Wanted) => void
  readonly busy: boolean
}

/** What came, and what becomes of it: found by name, and decided on one by one. */
export function Properties({ data: { mode, properties }, onDecide, busy }: Props) {
  const { words, change } = useView()
  const shown = words.decision !== undefined && words.decision in SHOWN ? (words.decision as Shown) : 'all'
  const found = properties.filter((row) => isShown(row, mode, shown) && isFound(row, words.search ?? ''))
  const open = properties.filter(isOpen).length
  const only = found.length === properties.length ? '' : `${exact(found.length)} of `
  return (
    <Card className="overflow-hidden">
      <CardHeader title="Properties" subtitle={`${only}${counted(properties.length, 'property', 'properties')}, most frequent first`}>
        {open > 0 && (
          <Button size="small" disabled={busy} onClick={() => onDecide({ allow_seen: true })}>
            <CheckCheck aria-hidden="true" /> Allow all {exact(open)} open
          </Button>
        )}
      </CardHeader>
      <div className="flex flex-wrap items-center gap-3 px-5 pb-4">
        <SearchBox
          label="Search property or type"
          value={words.search ?? ''}
          onSearch={(text) => change({ search: text || undefined }, { replace: true })}
        />
        <Segmented
          label="Properties shown"
          value={shown}
          choices={Object.entries(SHOWN).map(([value, label]) => ({ value: value as Shown, label }))}
          onChange={(next) => change({ decision: next === 'all' ? undefined : next }, { replace: true })}
        />
      </div>
      {found.length === 0 ? (
        <EmptyState
          icon={SearchX}
          title="No property fits"
          action={<Button onClick={() => change({ search: undefined, decision: undefined })}>Show every property</Button>}
        >
          Nothing that came fits this search and this filter.
        </EmptyState>
      ) : (
        <Table mode={mode} rows={found} onDecide={onDecide} />
      )}
    </Card>
  )
}

function isShown(row: Property, mode: Mode, shown: Shown): boolean {
  if (shown === 'all') return true
  if (shown === 'open') return isOpen(row)
  return shown === 'drop' ? isDropped(row, mode) : row.decision === 'allow'
}

function isFound({ property, event_type }: Property, words: string): boolean {
  return `${event_type} ${property}`.toLowerCase().includes(words.toLowerCase())
}

function isDropped({ decision }: Property, mode: Mode): boolean {
  return decision === 'drop' || (decision === null && mode === 'enforced')
}

function Table({ mode, rows, onDecide }: { mode: Mode; rows: readonly Property[]; onDecide: Props['onDecide'] }) {
  const workspace = useWorkspace()
  const columns: readonly Column<Property>[] = [
    { id: 'property', header: 'Property', width: 170, grows: true, cell: (row) => <Name row={row} mode={mode} /> },
    {
      id: 'type',
      header: 'Type of event',
      width: 130,
      value: ({ event_type }) => event_type,
      cell: ({ event_type }) => <span className="font-mono text-12">{event_type}</span>,
    },
    { id: 'events', header: 'Events', numeric: true, width: 80, cell: ({ events }) => exact(events) },
    {
      id: 'first',
      header: 'First seen',
      inFilesOnly: true,
      cell: ({ first_seen }) => first_seen,
      value: ({ first_seen, events }) => (events === 0 ? null : first_seen),
    },
    {
      id: 'last',
      header: 'Last seen',
      width: 140,
      value: ({ last_seen, events }) => (events === 0 ? null : last_seen),
      cell: ({ last_seen, events }) => (
        <span className="text-12 whitespace-nowrap text-muted figures">
          {events === 0 ? '–' : momentLabel(last_seen, workspace.time_zone)}
        </span>
      ),
    },
    {
      id: 'decision',
      header: 'Decision',
      width: 130,
      value: ({ decision }) => decision ?? 'open',
      cell: (row) => <Choice row={row} onDecide={onDecide} />,
    },
  ]
  return (
    <DataTable
      stacks
      caption="Properties of events and what becomes of them"
      columns={columns}
      rows={rows}
      rowKey={({ event_type, property }) => `${event_type} ${property}`}
    />
  )
}

function Name({ row, mode }: { row: Property; mode: Mode }) {
  return (
    <span className="flex min-w-0 items-center gap-2">
      <span title={row.property} className="truncate font-medium">
        {row.property}
      </span>
      {isDropped(row, mode) && mode !== 'off' && <Badge tone="negative">Dropped</Badge>}
      {isOpen(row) && mode !== 'enforced' && <Badge>Open</Badge>}
    </span>
  )
}

function Choice({ row: { event_type, property, decision }, onDecide }: { row: Property; onDecide: Props['onDecide'] }) {
  return (
    <Segmented
      label={`Decision on ${property} of ${event_type}`}
      value={decision ?? ''}
      choices={[
        { value: 'allow', label: 'Allow' },
        { value: 'drop', label: 'Drop' },
      ]}
      onChange={(next) => next !== '' && onDecide({ properties: [{ event_type, property, decision: next }] })}
    />
  )
}
