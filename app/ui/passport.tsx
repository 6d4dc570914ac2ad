import { FIGURE_STATUSES, type FigurePassport, type FigureStatus, statusOf } from '@trill/contract/passport'
import { Fragment } from 'react'
import { classNames } from './class-names.ts'
import { exact, momentLabel, sentenceCase } from './format.ts'
import { Popover } from './popover.tsx'
import { useWorkspace } from './workspace.ts'

const DOT: Record<FigureStatus, string> = {
  measured: 'bg-positive',
  imported: 'bg-info',
  mixed: 'bg-info',
  derived: 'bg-accent',
  estimated: 'bg-accent',
  simulated: 'bg-warning',
  partly_simulated: 'bg-warning',
  unavailable: 'bg-border-strong',
}

/** Where rows that are counted come from, as one word. */
export function sourceOf(provenance: readonly ({ readonly provenance: string } | string)[]): FigureStatus {
  return statusOf(
    provenance.map((entry) => (typeof entry === 'string' ? entry : entry.provenance)),
    'counted',
  )
}

/** Where the figures of a page come from, as a word. Shown wherever simulated or mixed rows are counted. */
export function SourceBadge({ source, className }: { source: FigureStatus; className?: string }) {
  return (
    <span
      title={FIGURE_STATUSES[source]}
      className={classNames(
        'inline-flex h-6 shrink-0 items-center gap-1.5 rounded-full border px-2.5 text-12 font-medium whitespace-nowrap',
        source === 'simulated' || source === 'partly_simulated' ? 'border-warning/40 bg-warning-soft text-warning' : 'bg-raised text-muted',
        className,
      )}
    >
      <Dot status={source} />
      {sentenceCase(source)}
    </span>
  )
}

interface Props {
  /** The figure’s name. */
  readonly label: string
  readonly passport: FigurePassport
  /** What the figure says, in a sentence. */
  readonly about?: string
  /** What else is worth saying of it: names and words. */
  readonly facts?: readonly (readonly [name: string, words: string])[]
}

/** The badge of a figure; opened it says source, time seen, definition, version and n. */
export function PassportBadge({ label, passport, about, facts = [] }: Props) {
  const zone = useWorkspace().time_zone
  const { status, source, observed_at, definition, version, n } = passport
  const trigger = (
    <button
      type="button"
      aria-label={`${label}: ${sentenceCase(status).toLowerCase()}. Where this comes from`}
      className="-m-1 inline-flex shrink-0 items-center gap-1.5 rounded-6 p-1 text-12 text-muted hover:bg-sunken hover:text-text"
    >
      <Dot status={status} />
      {sentenceCase(status)}
    </button>
  )
  const rows: readonly (readonly [string, string])[] = [
    ['Status', `${sentenceCase(status)}. ${FIGURE_STATUSES[status]}`],
    ['Source', source],
    ['Seen', observed_at === null ? 'never' : momentLabel(observed_at, zone, 'second')],
    ['n', n === null ? 'too few to be told' : exact(n)],
    ...facts,
  ]
  return (
    <Popover trigger={trigger} label={`About ${label}`} align="end" className="w-80 p-4">
      <p className="text-14 font-semibold">{label}</p>
      {about !== undefined && <p className="mt-0.5 text-14 text-muted">{about}</p>}
      <dl className="mt-3 grid grid-cols-[auto_1fr] gap-x-4 gap-y-1.5 text-12 [&_dd]:figures [&_dt]:text-muted">
        {rows.map(([name, words]) => (
          <Fragment key={name}>
            <dt>{name}</dt>
            <dd>{words}</dd>
          </Fragment>
        ))}
        <dt>Definition</dt>
        <dd>
          <code className="font-mono">{definition}</code>, {version}
        </dd>
      </dl>
    </Popover>
  )
}

function Dot({ status }: { status: FigureStatus }) {
  return <span className={classNames('size-1.5 rounded-full', DOT[status])} aria-hidden="true" />
}
