import { classNames } from './class-names.ts'
import { counted, definitionOf, exact } from './format.ts'
import { Popover } from './popover.tsx'

export type Source = 'measured' | 'imported' | 'simulated' | 'mixed' | 'partly_simulated' | 'unavailable'

export interface ProvenanceCount {
  readonly provenance: string
  /** Null where it is about too few people to be shown. */
  readonly events: number | null
  readonly snapshots: number
}

const LABEL: Record<Source, string> = {
  measured: 'Measured',
  imported: 'Imported',
  simulated: 'Simulated',
  mixed: 'Mixed',
  partly_simulated: 'Partly simulated',
  unavailable: 'Unavailable',
}
const ABOUT: Record<Source, string> = {
  measured: 'Sent by your own apps and pages.',
  imported: 'Read from files that were imported.',
  simulated: 'Made up by a seeded generator to show what the pages do. Nobody real is behind it.',
  mixed: 'Rows from several sources are counted together.',
  partly_simulated: 'Real rows and rows of a seeded generator are counted together; read it as a demonstration.',
  unavailable: 'Nothing in this period to say it from.',
}
const DOT: Record<Source, string> = {
  measured: 'bg-positive',
  imported: 'bg-info',
  simulated: 'bg-warning',
  mixed: 'bg-info',
  partly_simulated: 'bg-warning',
  unavailable: 'bg-border-strong',
}

export function sourceOf(provenance: readonly (ProvenanceCount | string)[]): Source {
  const names = provenance.map((entry) => (typeof entry === 'string' ? entry : entry.provenance))
  if (names.length === 0) return 'unavailable'
  if (names.length > 1) return names.includes('simulated') ? 'partly_simulated' : 'mixed'
  return names[0] === 'simulated' || names[0] === 'imported' ? names[0] : 'measured'
}

/** Where figures come from, as a word. Shown wherever simulated or mixed rows are counted. */
export function SourceBadge({ source, className }: { source: Source; className?: string }) {
  return (
    <span
      title={ABOUT[source]}
      className={classNames(
        'inline-flex h-6 shrink-0 items-center gap-1.5 rounded-full border px-2.5 text-12 font-medium whitespace-nowrap',
        source === 'simulated' || source === 'partly_simulated' ? 'border-warning/40 bg-warning-soft text-warning' : 'bg-raised text-muted',
        className,
      )}
    >
      <span className={classNames('size-1.5 rounded-full', DOT[source])} aria-hidden="true" />
      {LABEL[source]}
    </span>
  )
}

interface Props {
  readonly metric: string
  readonly source: Source
  readonly provenance: readonly ProvenanceCount[]
  readonly version: string
  readonly exactly: string
  readonly brought?: string
  readonly seen: string
}

/** The badge of a figure; opened it says source, time, definition, caveat, number of rows and version. */
export function Passport({ metric, source, provenance, version, exactly, brought, seen }: Props) {
  const definition = definitionOf(metric)
  const trigger = (
    <button
      type="button"
      aria-label={`${definition.label}: ${LABEL[source].toLowerCase()}. Where this comes from`}
      className="-m-1 inline-flex shrink-0 items-center gap-1.5 rounded-6 p-1 text-12 text-muted hover:bg-sunken hover:text-text"
    >
      <span className={classNames('size-1.5 rounded-full', DOT[source])} aria-hidden="true" />
      {LABEL[source]}
    </button>
  )
  return (
    <Popover trigger={trigger} label={`About ${definition.label}`} align="end" className="w-80 p-4">
      <p className="text-14 font-semibold">{definition.label}</p>
      <p className="mt-0.5 text-14 text-muted">{definition.about}</p>
      <dl className="mt-3 grid grid-cols-[auto_1fr] gap-x-4 gap-y-1.5 text-12 [&_dd]:figures [&_dt]:text-muted">
        <dt>Exactly</dt>
        <dd>{exactly}</dd>
        <dt>Source</dt>
        <dd>
          {LABEL[source]}. {ABOUT[source]}
        </dd>
        {provenance.map((entry) => (
          <Rows key={entry.provenance} entry={entry} />
        ))}
        {brought !== undefined && (
          <>
            <dt>Brought along</dt>
            <dd>{brought}</dd>
          </>
        )}
        <dt>Caveat</dt>
        <dd>{definition.caveat}</dd>
        <dt>Counted</dt>
        <dd>{seen}</dd>
        <dt>Definition</dt>
        <dd>
          <code className="font-mono">{metric}</code>, Trill {version}
        </dd>
      </dl>
    </Popover>
  )
}

function Rows({ entry }: { entry: ProvenanceCount }) {
  return (
    <>
      <dt>n {entry.provenance}</dt>
      <dd>
        {entry.events === null ? 'too few people to be shown' : counted(entry.events, 'event')}
        {entry.snapshots > 0 && `, ${exact(entry.snapshots)} counter readings`}
      </dd>
    </>
  )
}
