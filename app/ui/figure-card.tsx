import type { FigurePassport } from '@trill/contract/passport'
import { ChangeWords } from './change.tsx'
import { classNames } from './class-names.ts'
import { brief, counted, definitionOf, exact, share, type Unit } from './format.ts'
import { PassportBadge } from './passport.tsx'
import { Sparkline } from './sparkline.tsx'
import { Skeleton } from './states.tsx'

export interface Figure {
  readonly metric: string
  readonly value: number | null
  readonly previous: number | null
  readonly brought: number | null
  readonly daily: readonly (number | null)[]
  readonly passport: FigurePassport
}

export interface ProvenanceCount {
  readonly provenance: string
  /** Null where it is about too few people to be shown. */
  readonly events: number | null
  readonly snapshots: number
}

/** What the cards of one page have in common. */
export interface FigureFrame {
  /** Rows by where they came from. */
  readonly provenance: readonly ProvenanceCount[]
  readonly compare: boolean
  /** The period compared with, in words. */
  readonly before: string
  readonly unfinished: boolean
  /** When it was counted, in the workspace’s zone. */
  readonly seen: string
  /** What is said where there is no figure. */
  readonly absent?: string
}

const BROUGHT_WORTH_SAYING = 0.2

/** Label · value · change · course · passport. */
export function FigureCard({ figure, frame, large = false }: { figure: Figure; frame: FigureFrame; large?: boolean }) {
  const { metric, value, previous } = figure
  const definition = definitionOf(metric)
  const brought = broughtWords(figure)
  const passport = (
    <PassportBadge
      label={definition.label}
      passport={figure.passport}
      about={definition.about}
      facts={[
        ['Exactly', exact(value, definition.unit)],
        ...frame.provenance.map((entry) => [`n ${entry.provenance}`, rowsWords(entry)] as const),
        ...(brought ? [['Brought along', brought.full] as const] : []),
        ['Caveat', definition.caveat],
        ['Counted', frame.seen],
      ]}
    />
  )
  return (
    <article
      data-figure={metric}
      data-value={value ?? ''}
      className={classNames('flex min-w-0 flex-col rounded-12 border bg-raised', large ? 'px-5 py-4' : 'px-4 py-3')}
    >
      <div className="flex items-baseline justify-between gap-2">
        <h3 className="truncate text-12 font-medium text-muted" title={definition.about}>
          {definition.label}
        </h3>
        {large && passport}
      </div>
      <div className={large ? 'flex items-end gap-6 min-[440px]:block' : ''}>
        <div className={large ? 'shrink-0' : ''}>
          <div className="mt-0.5 flex flex-wrap items-baseline justify-between gap-x-2">
            <p
              className={classNames('font-semibold tracking-[-0.02em] figures', large ? 'text-28' : 'text-20')}
              title={exact(value, definition.unit)}
            >
              {brief(value, definition.unit)}
            </p>
            {!large && passport}
          </div>
          {frame.compare && value !== null && (
            <div className="min-h-5">
              <ChangeWords metric={metric} unit={definition.unit} value={value} previous={previous} before={frame.before} />
            </div>
          )}
          {value === null && <div className="min-h-5 text-12 text-muted">{frame.absent ?? 'Nothing to say it from'}</div>}
        </div>
        {value !== null && (
          <Sparkline
            values={figure.daily}
            unfinished={frame.unfinished}
            className={classNames('mt-2 w-full min-w-0', large ? 'h-9' : 'h-6')}
          />
        )}
      </div>
      {brought && <p className="mt-2 text-12 text-muted">{large ? brought.full : brought.short}</p>}
    </article>
  )
}

function rowsWords({ events, snapshots }: ProvenanceCount): string {
  const counts = events === null ? 'too few people to be shown' : counted(events, 'event')
  return snapshots > 0 ? `${counts}, ${exact(snapshots)} counter readings` : counts
}

/** Said only where it changes how the figure is to be read. */
function broughtWords({ value, brought }: Figure): { full: string; short: string } | undefined {
  if (value === null || value <= 0 || brought === null || brought / value < BROUGHT_WORTH_SAYING) return undefined
  const part = share(brought, value)
  return {
    full: `${brief(brought)} of these (${part}) stood on the posts’ counters when they were first seen, so they may be older than this period.`,
    short: `${part} stood there when first seen`,
  }
}

export function FigureSkeleton({ large = false }: { large?: boolean }) {
  return (
    <div className={classNames('rounded-12 border bg-raised', large ? 'px-5 pt-4 pb-4' : 'px-4 pt-3 pb-3')}>
      <Skeleton className="h-[18px] w-24" />
      <Skeleton className={classNames('mt-1.5', large ? 'h-8 w-28' : 'h-6 w-20')} />
      <Skeleton className="mt-1 h-4 w-20" />
      <Skeleton className={classNames('mt-3 w-full', large ? 'h-9' : 'h-6')} />
    </div>
  )
}

interface TileProps {
  readonly label: string
  readonly value: number | null
  readonly unit?: Unit
  readonly about?: string
  /** What is said where there is no value. */
  readonly absent?: string
}

/** A figure among others of one thing: label and value, exactly on hover. */
export function FigureTile({ label, value, unit = 'count', about, absent = '–' }: TileProps) {
  return (
    <div data-figure-tile={label} data-value={value ?? ''} className="min-w-0 px-5 py-3.5">
      <dt className="truncate text-12 font-medium text-muted" title={about}>
        {label}
      </dt>
      {value === null ? (
        <dd className="mt-0.5 text-14 leading-[24px] text-muted">{absent}</dd>
      ) : (
        <dd className="mt-0.5 text-20 font-semibold tracking-[-0.02em] figures" title={exact(value, unit)}>
          {brief(value, unit)}
        </dd>
      )}
    </div>
  )
}
