import type { FigurePassport } from '@trill/contract/passport'
import { Badge, type Tone } from '../../ui/badge.tsx'
import { Card } from '../../ui/card.tsx'
import type { Drawing } from '../../ui/drawing.ts'
import { DrawingView } from '../../ui/drawing-view.tsx'
import { exact } from '../../ui/format.ts'
import { PassportBadge } from '../../ui/passport.tsx'
import type { ReportContentResponse, ReportPageContent } from './contract.ts'

/** The pages of the report as they will be printed, with everything that has no room on paper. */
export function Preview({ report }: { report: ReportContentResponse }) {
  return (
    <>
      <nav aria-label="Pages of the report" className="mb-4 flex flex-wrap gap-x-4 gap-y-1 text-14">
        {report.pages.map(({ id, title }, i) => (
          <a key={id} href={`#${id}`} className="text-accent hover:underline">
            <span className="figures">{i + 1}</span> {title}
          </a>
        ))}
      </nav>
      <div className="mx-auto flex max-w-[880px] flex-col gap-4">
        {report.pages.map((page, i) => (
          <Sheet key={page.id} page={page} number={i + 1} report={report} />
        ))}
      </div>
    </>
  )
}

function Sheet({ page, number, report }: { page: ReportPageContent; number: number; report: ReportContentResponse }) {
  const { id, title, lead, figures, findings, unsupported, charts, recommendations, notes } = page
  const others = id === 'summary' ? findings : findings.slice(1)
  return (
    <Card id={id} aria-labelledby={`${id}-title`} className="flex scroll-mt-20 flex-col gap-6 p-5 md:p-10">
      <header>
        <p className="mb-4 flex flex-wrap items-center justify-between gap-2 border-b pb-2 text-12 text-muted">
          <span>{report.title}</span>
          {report.simulated && <Badge tone="warning">Simulated data</Badge>}
          <span className="figures">
            {report.period} · {number} / {report.pages.length}
          </span>
        </p>
        <h2 id={`${id}-title`} className="text-20 font-semibold">
          {title}
        </h2>
        <p className="mt-1 max-w-[70ch] text-16">{lead}</p>
      </header>
      {figures.length > 0 && <Figures figures={figures} />}
      {charts.length > 0 && (
        <div className="grid grid-cols-1 gap-6 md:grid-cols-2">
          {charts.map((chart) => (
            <ChartFigure key={chart.title} chart={chart} />
          ))}
        </div>
      )}
      {others.length > 0 && <Findings title={id === 'summary' ? 'What holds' : 'Findings'} findings={others} />}
      {id === 'recommendations' && <Recommendations recommendations={recommendations} />}
      {unsupported.length > 0 && <Unsupported claims={unsupported} />}
      {notes.length > 0 && (
        <section className="rounded-8 border p-4 text-12 text-muted">
          <h3 className="font-semibold">How figures are defined</h3>
          {notes.map((note) => (
            <p key={note}>{note}</p>
          ))}
        </section>
      )}
    </Card>
  )
}

function Figures({ figures }: { figures: ReportPageContent['figures'] }) {
  return (
    <dl className="grid grid-cols-1 gap-3 sm:grid-cols-2 lg:grid-cols-3">
      {figures.map(({ id, label, value, value_words, change_words, passport }) => (
        <div key={id} className="flex min-w-0 flex-col rounded-8 border p-3">
          <dt className="text-12 text-muted">{label}</dt>
          <dd className="mt-1 text-20 leading-tight font-semibold figures" {...(value !== null && { title: exact(value) })}>
            {value_words}
          </dd>
          <dd className="mt-auto flex items-end justify-between gap-2 pt-1 text-12">
            <span>{change_words}</span>
            <PassportBadge label={label} passport={passport as FigurePassport} />
          </dd>
        </div>
      ))}
    </dl>
  )
}

function ChartFigure({ chart }: { chart: ReportPageContent['charts'][number] }) {
  const { title, subtitle, finding, drawing, passport } = chart
  return (
    <figure className="min-w-0">
      <div className="flex items-start justify-between gap-2">
        <div>
          <h3 className="text-14 font-semibold">{title}</h3>
          <p className="text-12 text-muted">{subtitle}</p>
        </div>
        <PassportBadge label={title} passport={passport as FigurePassport} />
      </div>
      {drawing !== null && <DrawingView drawing={drawing as Drawing} finding={finding} />}
      <figcaption className="mt-1 text-12">{finding}</figcaption>
    </figure>
  )
}

function Findings({ title, findings }: { title: string; findings: ReportPageContent['findings'] }) {
  return (
    <section>
      <h3 className="text-14 font-semibold">{title}</h3>
      <ul className="mt-1 list-disc space-y-1 pl-5 text-14 marker:text-accent">
        {findings.map(({ id, words, passport }) => (
          <li key={`${passport.definition} ${id}`}>{words}</li>
        ))}
      </ul>
    </section>
  )
}

function Unsupported({ claims }: { claims: ReportPageContent['unsupported'] }) {
  return (
    <section className="rounded-8 bg-sunken p-4 text-12">
      <h3 className="font-semibold">Not supported by this data</h3>
      {claims.map(({ id, words, passport }) => (
        <p key={`${passport.definition} ${id}`}>{words}</p>
      ))}
    </section>
  )
}

const TONES: Readonly<Record<string, Tone>> = { P1: 'negative', P2: 'warning', P3: 'info' }

function Recommendations({ recommendations }: { recommendations: ReportPageContent['recommendations'] }) {
  return (
    <ol className="flex flex-col gap-3">
      {recommendations.map(({ priority, action, effect, effect_words, basis_words, evidence_words }) => (
        <li key={action} className="flex gap-3 rounded-8 border p-4">
          <Badge tone={TONES[priority] ?? 'neutral'}>{priority}</Badge>
          <div className="min-w-0 text-14">
            <h3 className="font-semibold">{action}</h3>
            <p className="mt-1 text-12 font-semibold">
              {effect.label}: {effect_words} – {basis_words}
            </p>
            <p className="mt-1 text-12 text-muted">{evidence_words}</p>
          </div>
        </li>
      ))}
    </ol>
  )
}
