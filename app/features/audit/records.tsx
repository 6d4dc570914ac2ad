import { AUDIT_ACTIONS, AUDIT_ACTORS, AUDIT_OUTCOMES, type AuditOutcome } from '@trill/contract/audit-actions'
import { Ban, Check, X } from 'lucide-react'
import { Badge } from '../../ui/badge.tsx'
import { CodeBlock } from '../../ui/copy.tsx'
import { type Column, DataTable } from '../../ui/data-table.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { exact, momentLabel } from '../../ui/format.ts'
import { useWorkspace } from '../../ui/workspace.ts'
import type { ListedRecord } from './contract.ts'

interface Props {
  readonly records: readonly ListedRecord[]
  readonly withWorkspace: boolean
  readonly onOpen: (record: ListedRecord) => void
}

/** Who did what, when, from where, and how it ended. */
export function Records({ records, withWorkspace, onOpen }: Props) {
  const { time_zone: timeZone } = useWorkspace()
  const columns: readonly Column<ListedRecord>[] = [
    {
      id: 'action',
      header: 'What',
      width: 160,
      value: ({ action }) => labelOf(action),
      cell: (record) => (
        <button
          type="button"
          onClick={() => onOpen(record)}
          aria-label={`Open record ${record.sequence}: ${labelOf(record.action)}`}
          className="whitespace-nowrap after:absolute after:inset-0 after:content-['']"
        >
          {labelOf(record.action)}
        </button>
      ),
    },
    {
      id: 'outcome',
      header: 'Outcome',
      width: 100,
      value: ({ outcome }) => AUDIT_OUTCOMES[outcome].label,
      cell: ({ outcome }) => <Outcome outcome={outcome} />,
    },
    { id: 'actor', header: 'Who', width: 180, grows: true, value: whoOf, cell: (record) => <Actor record={record} /> },
    {
      id: 'at',
      header: 'When',
      width: 170,
      cell: ({ at }) => <span className="whitespace-nowrap figures">{momentLabel(at, timeZone, 'second')}</span>,
    },
    ...(withWorkspace ? [workspaceColumn] : []),
    { id: 'target', header: 'Done to', inFilesOnly: true, cell: ({ target }) => target },
    { id: 'address', header: 'From where', width: 130, cell: ({ address }) => <Code text={address} /> },
    { id: 'sequence', header: 'Record', numeric: true, width: 80, cell: ({ sequence }) => exact(sequence) },
  ]
  return <DataTable stacks caption="Audit log, newest first" columns={columns} rows={records} rowKey={({ sequence }) => String(sequence)} />
}

const workspaceColumn: Column<ListedRecord> = {
  id: 'workspace',
  header: 'Workspace',
  width: 110,
  value: ({ workspace_id }) => workspace_id,
  cell: ({ workspace_id }) => <Code text={workspace_id ?? ''} />,
}

const OUTCOMES = {
  success: { tone: 'positive', icon: Check },
  refused: { tone: 'warning', icon: Ban },
  failed: { tone: 'negative', icon: X },
} as const

function Outcome({ outcome }: { outcome: AuditOutcome }) {
  const { tone, icon: Icon } = OUTCOMES[outcome]
  return (
    <Badge tone={tone}>
      <Icon className="size-3" aria-hidden="true" /> {AUDIT_OUTCOMES[outcome].label}
    </Badge>
  )
}

function whoOf({ actor_kind, actor_id, actor_name }: ListedRecord): string {
  return actor_kind === 'user' || actor_kind === 'key' ? (actor_name ?? actor_id) : AUDIT_ACTORS[actor_kind].label
}

function Actor({ record }: { record: ListedRecord }) {
  const { actor_kind, actor_id } = record
  return (
    <span className="block truncate" title={actor_id}>
      {whoOf(record)}
      {actor_kind === 'key' && <span className="text-12 text-muted"> (key)</span>}
    </span>
  )
}

function Code({ text }: { text: string }) {
  return <code className="font-mono text-12 whitespace-nowrap text-muted">{text || '–'}</code>
}

/** An action that this version does not know is shown as it is. */
function labelOf(action: string): string {
  return AUDIT_ACTIONS[action as keyof typeof AUDIT_ACTIONS]?.label ?? action
}

/** Everything that a record says. */
export function OpenedRecord({ record, onClose }: { record: ListedRecord; onClose: () => void }) {
  const { time_zone: timeZone } = useWorkspace()
  const facts: [string, string][] = [
    ['When', momentLabel(record.at, timeZone, 'second')],
    ['Who', [AUDIT_ACTORS[record.actor_kind].label, record.actor_name, record.actor_id].filter(Boolean).join(' · ')],
    ['From where', record.address || '–'],
    ['Outcome', AUDIT_OUTCOMES[record.outcome].about],
    ['Workspace', record.workspace_id ?? 'No single one'],
    ['Done to', record.target || '–'],
    ['Hash', record.hash],
    ['Hash before', record.previous_hash],
  ]
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={`${labelOf(record.action)}, record ${exact(record.sequence)}`}
      about={AUDIT_ACTIONS[record.action]?.about}
    >
      <dl className="mb-4 grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-1.5 text-14">
        {facts.map(([name, value]) => (
          <div key={name} className="contents">
            <dt className="text-muted">{name}</dt>
            <dd className="wrap-anywhere">{value}</dd>
          </div>
        ))}
      </dl>
      <CodeBlock code={JSON.stringify(record.details, undefined, 2)} what="the details" />
    </Dialog>
  )
}
