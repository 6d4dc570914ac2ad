import { ChevronRight } from 'lucide-react'
import type { ReactNode } from 'react'
import { Badge } from '../../ui/badge.tsx'
import { Card, CardHeader } from '../../ui/card.tsx'
import { counted } from '../../ui/format.ts'
import { useRead } from '../../ui/queries.ts'
import { ErrorState, Loading, Skeleton } from '../../ui/states.tsx'
import { useWorkspace } from '../../ui/workspace.ts'
import type { DataMapResponse, MappedGroup } from './contract.ts'

const CLOSENESS = {
  none: { label: 'Identifies nobody', tone: 'neutral' },
  pseudonym: { label: 'Pseudonymous', tone: 'info' },
  personal: { label: 'Personal', tone: 'warning' },
} as const
const STORES = { event_store: 'event store', metadata_store: 'metadata store', data_directory: 'data directory' } as const

/** What is held, why, for how long, who can read it, where: one line each, all of it when opened. */
export function DataMapCard() {
  const { id } = useWorkspace()
  const map = useRead<DataMapResponse>('/v1/privacy/data-map', { workspace_id: id })
  return (
    <Card className="overflow-hidden">
      <CardHeader
        title="Data map"
        subtitle={
          map.data
            ? `${counted(map.data.groups.length, 'kind')} of data; taken from the definitions the program runs on`
            : 'What is held, and why'
        }
      />
      {map.error && !map.data ? (
        <ErrorState what="The data map could not be read" error={map.error} onRetry={() => map.refetch()} />
      ) : !map.data ? (
        <Loading what="the data map" className="px-5 pb-5">
          <Skeleton className="h-96 w-full" />
        </Loading>
      ) : (
        <ul className="divide-y border-t">
          {map.data.groups.map((group) => (
            <li key={group.group}>
              <Group group={group} />
            </li>
          ))}
        </ul>
      )}
    </Card>
  )
}

function Group({ group }: { group: MappedGroup }) {
  const { label, what, privacy, kept, roles } = group
  const { label: closeness, tone } = CLOSENESS[privacy]
  return (
    <details className="group">
      <summary className="grid cursor-pointer list-none gap-x-4 gap-y-1 px-5 py-3 text-14 hover:bg-sunken/60 md:grid-cols-[minmax(0,1.2fr)_140px_minmax(0,1fr)_minmax(0,1fr)] md:items-center">
        <span className="flex min-w-0 items-start gap-1.5 font-medium">
          <ChevronRight aria-hidden="true" className="mt-0.5 size-4 shrink-0 text-muted group-open:rotate-90" /> {label}
        </span>
        <span className="pl-5.5 md:pl-0">
          <Badge tone={tone}>{closeness}</Badge>
        </span>
        <span className="pl-5.5 text-12 text-muted md:pl-0">{kept}</span>
        <span className="pl-5.5 text-12 text-muted md:pl-0">{roles.join(', ') || 'Nobody through Trill'}</span>
      </summary>
      <dl className="grid gap-x-4 gap-y-2 px-5 pt-1 pb-4 pl-10.5 text-14 md:grid-cols-[130px_minmax(0,1fr)] [&_dd]:max-w-[90ch] [&_dt]:text-12 [&_dt]:font-medium [&_dt]:text-muted">
        <Fact name="What">{what}</Fact>
        <Fact name="Why">{group.why}</Fact>
        <Fact name="Legal basis">{group.legal_basis}</Fact>
        <Fact name="Who can read it">
          {roles.join(', ') || 'Nobody through Trill; whoever runs the machine'}
          {group.keys.length > 0 && `; keys of scope ${group.keys.join(', ')}`}
        </Fact>
        <Fact name="Where">
          <Places places={group.places} />
        </Fact>
        {group.fields.length > 0 && (
          <Fact name="Fields">
            <ul className="space-y-1">
              {group.fields.map(({ name, about }) => (
                <li key={name}>
                  <code className="font-mono text-12">{name}</code> <span className="text-muted">{about}</span>
                </li>
              ))}
            </ul>
          </Fact>
        )}
      </dl>
    </details>
  )
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt>{name}</dt>
      <dd className="min-w-0 break-words">{children}</dd>
    </>
  )
}

function Places({ places }: { places: MappedGroup['places'] }) {
  return places.map(({ store, name }, index) => (
    <span key={`${store} ${name}`}>
      {index > 0 && ', '}
      <code className="font-mono text-12">{name}</code> <span className="text-muted">({STORES[store]})</span>
    </span>
  ))
}
