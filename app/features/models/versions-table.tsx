import { Badge } from '../../ui/badge.tsx'
import { Card, CardHeader } from '../../ui/card.tsx'
import { type Column, DataTable } from '../../ui/data-table.tsx'
import { counted, exact, momentLabel } from '../../ui/format.ts'
import { useWorkspace } from '../../ui/workspace.ts'
import type { ModelVersion } from './contract.ts'
import { bestRule, estimateText, figureLabel, figureText, STATE } from './words.ts'

interface Props {
  readonly versions: readonly ModelVersion[]
  readonly shown: number
  readonly onShow: (version: number) => void
}

/** Every version with its figure beside the rule’s; choosing one shows it above. */
export function VersionsTable({ versions, shown, onShow }: Props) {
  const { time_zone } = useWorkspace()
  return (
    <Card className="mt-4">
      <CardHeader title="Versions" subtitle={`${counted(versions.length, 'version')}, newest first`} />
      <DataTable
        caption="Versions"
        columns={columnsOf({ shown, onShow, timeZone: time_zone, judgedBy: versions[0]?.judged_by ?? '' })}
        rows={versions}
        rowKey={({ version }) => String(version)}
        stacks
      />
    </Card>
  )
}

interface Frame {
  readonly shown: number
  readonly onShow: (version: number) => void
  readonly timeZone: string
  readonly judgedBy: string
}

function columnsOf({ shown, onShow, timeZone, judgedBy }: Frame): Column<ModelVersion>[] {
  return [
    {
      id: 'version',
      header: 'Version',
      cell: ({ version }) => (
        <button
          type="button"
          className="rounded-4 font-medium hover:text-accent hover:underline"
          aria-pressed={version === shown}
          onClick={() => {
            onShow(version)
            window.scrollTo({ top: 0 })
          }}
        >
          Version {version}
          {version === shown && <span className="font-normal text-muted"> (shown)</span>}
        </button>
      ),
    },
    { id: 'state', header: 'State', width: 180, cell: (version) => <StateBadges version={version} /> },
    {
      id: 'figure',
      header: figureLabel(judgedBy),
      width: 190,
      cell: ({ figures, judged_by }) => <span className="figures">{figures[judged_by] ? estimateText(figures[judged_by]) : '–'}</span>,
    },
    { id: 'rule', header: 'Best simple rule', width: 150, cell: (version) => <RuleText version={version} /> },
    { id: 'rows', header: 'Rows', unit: 'learned from', numeric: true, cell: ({ training_rows }) => exact(training_rows) },
    {
      id: 'made',
      header: 'Made',
      width: 170,
      cell: ({ created_at, owner }) => (
        <span>
          {momentLabel(created_at, timeZone)}
          <span className="block text-12 text-muted">{owner}</span>
        </span>
      ),
    },
  ]
}

function RuleText({ version }: { version: ModelVersion }) {
  const rule = bestRule(version)
  return <span className="figures">{rule === undefined ? '–' : `${figureText(rule.estimate.value)} · ${rule.name}`}</span>
}

/** State of a version, and what keeps it from going live. */
export function StateBadges({ version: { state, suspicious, marked_at, has_document } }: { version: ModelVersion }) {
  return (
    <span className="inline-flex flex-wrap justify-end gap-1">
      <Badge tone={STATE[state].tone}>{STATE[state].label}</Badge>
      {suspicious && <Badge tone="warning">Too good to be believed</Badge>}
      {marked_at !== null && <Badge tone="warning">To be learned anew</Badge>}
      {!has_document && <Badge>Description only</Badge>}
    </span>
  )
}
