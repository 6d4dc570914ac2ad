import { inOrder } from '@trill/contract/model-figures'
import { Download } from 'lucide-react'
import { useMemo } from 'react'
import { Button } from '../../ui/button.tsx'
import { Card, CardHeader } from '../../ui/card.tsx'
import { ChartCard, ChartSkeleton } from '../../ui/chart-card.tsx'
import type { ChartOption } from '../../ui/chart-option.ts'
import { addressOf } from '../../ui/client.ts'
import { download } from '../../ui/download.ts'
import { exact, share } from '../../ui/format.ts'
import { intervalOption } from '../../ui/interval-chart.ts'
import type { ChartColours } from '../../ui/palette.ts'
import { PassportBadge } from '../../ui/passport.tsx'
import { useRead } from '../../ui/queries.ts'
import { ErrorState } from '../../ui/states.tsx'
import { useMay, useWorkspace } from '../../ui/workspace.ts'
import { CardView } from './card-view.tsx'
import type { Wish } from './change-dialog.tsx'
import { calibrationOption, filledBins, importanceOption, precisionOption, rocOption } from './chart.ts'
import type { VersionResponse } from './contract.ts'
import { FindingsCard, Gains } from './findings.tsx'
import { pathOf } from './training.tsx'
import { StateBadges } from './versions-table.tsx'
import { estimateText, figureLabel, figureText } from './words.ts'

/** Features that are drawn; the table has all. */
const SHOWN = 20

interface Props {
  readonly name: string
  readonly version: number
  readonly onWish: (wish: Wish) => void
}

/** One version: how good it is beside simple rules, its curves, what it leans on, its card. */
export function VersionView({ name, version, onWish }: Props) {
  const workspace = useWorkspace()
  const read = useRead<VersionResponse>(`${pathOf(name)}/versions/${version}`, { workspace_id: workspace.id })
  if (read.data) return <Version data={read.data} onWish={onWish} />
  if (!read.error) return <ChartSkeleton />
  return (
    <Card>
      <ErrorState what="This version could not be loaded" error={read.error} onRetry={() => read.refetch()} />
    </Card>
  )
}

function Version({ data, onWish }: { data: VersionResponse; onWish: (wish: Wish) => void }) {
  const of = `Version ${data.version} · ${exact(data.hold_out_rows)} rows it did not learn from`
  return (
    <>
      <div className="mb-3 flex flex-wrap items-center justify-between gap-2">
        <h2 className="flex items-center gap-2 text-16 font-semibold">
          Version {data.version} <StateBadges version={data} />
          <PassportBadge label={`${data.name}, version ${data.version}`} passport={data.passport} about={data.target} />
        </h2>
        <VersionActions data={data} onWish={onWish} />
      </div>
      <div className="grid grid-cols-1 gap-4 xl:grid-cols-2">
        <Beside data={data} subtitle={of} />
        {data.calibration !== null && <Calibration data={data} subtitle={of} />}
        {data.curve !== null && <Curves data={data} curve={data.curve} subtitle={of} />}
        {data.importance.length > 0 && (
          <Importance data={data} subtitle={`Version ${data.version} · ${exact(data.features.length)} features`} />
        )}
        {data.findings !== null && <Gains gains={data.findings.gains} isBinary={data.task === 'binary'} subtitle={of} />}
        {data.findings !== null && <FindingsCard findings={data.findings} version={data.version} />}
        <ModelCard data={data} />
      </div>
    </>
  )
}

function VersionActions({ data, onWish }: { data: VersionResponse; onWish: (wish: Wish) => void }) {
  const workspace = useWorkspace()
  const may = useMay()('manage_models')
  if (!may) return null
  const { state, has_document, marked_at, name, version } = data
  const address = addressOf(`${pathOf(name)}/versions/${version}/document`, { workspace_id: workspace.id })
  return (
    <div className="flex flex-wrap gap-2">
      {has_document && (
        <Button size="small" onClick={() => download(`${name}-${version}.json`, address)}>
          <Download aria-hidden="true" /> Download
        </Button>
      )}
      {state !== 'retired' && (
        <Button size="small" onClick={() => onWish({ kind: 'retire', version: data })}>
          Retire…
        </Button>
      )}
      {state !== 'live' && has_document && marked_at === null && (
        <Button size="small" look="primary" onClick={() => onWish({ kind: 'promote', version: data })}>
          Promote…
        </Button>
      )}
    </div>
  )
}

type Draw = (colours: ChartColours) => ChartOption

/** The figure that decides, with its interval, beside the live version of then and each rule. */
function Beside({ data, subtitle }: { data: VersionResponse; subtitle: string }) {
  const { judged_by, figures, baselines, live_then, hold_out_rows, version } = data
  const label = figureLabel(judged_by)
  const rows = useMemo(() => {
    const named = [
      [`Version ${version}`, figures],
      ...(live_then === null ? [] : [['Live then', live_then] as const]),
      ...Object.entries(baselines),
    ] as const
    return named.flatMap(([name, of], index) => {
      const estimate = of[judged_by]
      if (estimate === undefined || estimate.value === null) return []
      return [{ label: name, value: estimate.value, lower: estimate.lower, upper: estimate.upper, n: hold_out_rows, rank: index }]
    })
  }, [version, figures, live_then, baselines, judged_by, hold_out_rows])
  const option = useMemo<Draw>(
    () => (colours) =>
      intervalOption(
        rows.map((row) => ({ ...row, colour: row.rank === 0 ? colours.accent : colours.previous })),
        { name: label, nOf: 'Rows', format: figureText, interval: '95 % interval' },
        colours,
      ),
    [rows, label],
  )
  const table = useMemo(
    () => ({
      columns: ['Figure', `Version ${version}`, 'Lower end', 'Upper end', ...Object.keys(baselines)],
      rows: inOrder(figures).map(([name, { value, lower, upper }]) => [
        figureLabel(name),
        value,
        lower,
        upper,
        ...Object.values(baselines).map((rule) => rule[name]?.value ?? null),
      ]),
    }),
    [version, figures, baselines],
  )
  return (
    <ChartCard
      id="figures"
      title={`${label} beside simple rules`}
      subtitle={`${subtitle} · bars are 95 % intervals; as a table all figures`}
      finding={rows.map((row) => `${row.label}: ${estimateText(row)}`).join('; ')}
      height={Math.max(140, rows.length * 36 + 56)}
      option={option}
      table={table}
      placeOf={(point) => ({ seriesIndex: 2, dataIndex: Math.min(point, rows.length - 1) })}
      footer={<OtherFigures data={data} />}
    />
  )
}

const NAMED = ['rocAuc', 'averagePrecision', 'accuracy', 'calibrationError', 'rSquared', 'meanAbsoluteError', 'medianPercentageError']

/** Other figures, each beside the best rule’s, as a small table in words. */
function OtherFigures({ data: { figures, baselines, judged_by } }: { data: VersionResponse }) {
  const [rule, ofRule] = Object.entries(baselines)[0] ?? ['', {}]
  const shown = NAMED.filter((name) => name !== judged_by && figures[name] !== undefined && figures[name].value !== null)
  return (
    <dl className="space-y-2 border-t px-5 py-4 text-14">
      {shown.map((name) => (
        <div key={name} className="flex flex-wrap items-baseline justify-between gap-x-3">
          <dt className="text-muted">{figureLabel(name)}</dt>
          <dd className="figures" data-figure={name}>
            {figures[name] && estimateText(figures[name])}
            <span className="block text-right text-12 text-muted">
              {rule}: {figureText(ofRule[name]?.value ?? null)}
            </span>
          </dd>
        </div>
      ))}
    </dl>
  )
}

function Calibration({ data, subtitle }: { data: VersionResponse; subtitle: string }) {
  const bins = useMemo(() => filledBins(data.calibration ?? []), [data.calibration])
  const option = useMemo<Draw>(() => (colours) => calibrationOption(bins, colours), [bins])
  const table = useMemo(
    () => ({
      columns: ['From', 'To', 'Rows', 'Said', 'Came true'],
      rows: bins.map(({ from, to, rows, predicted, observed }) => [
        share(from, 1),
        share(to, 1),
        rows,
        share(predicted, 1),
        share(observed, 1),
      ]),
    }),
    [bins],
  )
  const error = data.figures.calibrationError
  return (
    <ChartCard
      id="calibration"
      title="Calibration"
      subtitle={`Dots on the dashed line: what was said came true so often; greater dots hold more rows · ${subtitle}`}
      finding={error === undefined ? '' : `Calibration error ${estimateText(error)}.`}
      height={320}
      option={option}
      table={table}
    />
  )
}

type Curve = NonNullable<VersionResponse['curve']>

function Curves({ data, curve, subtitle }: { data: VersionResponse; curve: Curve; subtitle: string }) {
  const { rocAuc, averagePrecision, baseRate } = data.figures
  const rate = baseRate?.value ?? 0
  const roc = useMemo<Draw>(() => (colours) => rocOption(curve, colours), [curve])
  const precision = useMemo<Draw>(() => (colours) => precisionOption(curve, rate, colours), [curve, rate])
  const table = useMemo(
    () => ({
      columns: ['False alarms', 'Found', 'Right of those called'],
      rows: curve.map((point) => [share(point.false_positive_rate, 1), share(point.recall, 1), share(point.precision, 1)]),
    }),
    [curve],
  )
  return (
    <>
      <ChartCard
        id="roc"
        title="What is found for how many false alarms (ROC)"
        subtitle={`${rocAuc ? `Area ${estimateText(rocAuc)}, guessing has 0.5` : 'ROC'} · ${subtitle}`}
        finding={rocAuc ? `Area under the curve ${estimateText(rocAuc)}.` : ''}
        height={320}
        option={roc}
        table={table}
      />
      <ChartCard
        id="precision"
        title="How many called are right (precision and recall)"
        subtitle={`${averagePrecision ? `Average precision ${estimateText(averagePrecision)}, guessing has ${figureText(rate)}` : ''} · ${subtitle}`}
        finding={averagePrecision ? `Average precision ${estimateText(averagePrecision)}.` : ''}
        height={320}
        option={precision}
        table={table}
      />
    </>
  )
}

function Importance({ data, subtitle }: { data: VersionResponse; subtitle: string }) {
  const drawn = useMemo(() => data.importance.slice(0, SHOWN), [data.importance])
  const option = useMemo<Draw>(() => (colours) => importanceOption(drawn, colours), [drawn])
  const table = useMemo(
    () => ({ columns: ['Feature', 'Importance'], rows: data.importance.map(({ feature, value }) => [feature, value]) }),
    [data.importance],
  )
  return (
    <ChartCard
      id="importance"
      className="xl:col-span-2"
      title="What it leans on"
      subtitle={`${data.importance.length > SHOWN ? `The first ${SHOWN} features` : 'Features'} by importance; it explains the model, not the world · ${subtitle}`}
      finding={`Most: ${drawn
        .slice(0, 3)
        .map(({ feature }) => feature)
        .join(', ')}.`}
      height={Math.max(140, drawn.length * 26 + 40)}
      option={option}
      table={table}
    />
  )
}

function ModelCard({ data: { card, name, version } }: { data: VersionResponse }) {
  const save = () => download(`${name}-${version}.md`, new Blob([card], { type: 'text/markdown;charset=utf-8' }))
  return (
    <Card className="xl:col-span-2" aria-label="Model card">
      <CardHeader title="Model card" subtitle={`Version ${version}: what it is for, what it learned from, and where not to trust it`}>
        <Button size="small" onClick={save}>
          <Download aria-hidden="true" /> Markdown
        </Button>
      </CardHeader>
      <CardView text={card} />
    </Card>
  )
}
