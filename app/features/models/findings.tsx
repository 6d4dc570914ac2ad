import { useMemo } from 'react'
import { Badge } from '../../ui/badge.tsx'
import { Card, CardHeader } from '../../ui/card.tsx'
import { ChartCard } from '../../ui/chart-card.tsx'
import type { ChartOption } from '../../ui/chart-option.ts'
import { counted, share } from '../../ui/format.ts'
import { intervalOption } from '../../ui/interval-chart.ts'
import type { ChartColours } from '../../ui/palette.ts'
import type { VersionResponse } from './contract.ts'
import { figureText } from './words.ts'

type Findings = NonNullable<VersionResponse['findings']>

/** Whether it is more than noise, what is attainable, and the columns that were left out. */
export function FindingsCard({ findings, version }: { findings: Findings; version: number }) {
  const { leaks, telling, excluded, suspicious, noise, ceiling } = findings
  const learnable = noise.verdict === 'learnable'
  return (
    <Card className="xl:col-span-2" aria-label="Noise and leaks">
      <CardHeader
        title="Noise and leaks"
        subtitle={`Version ${version}: whether there is anything to learn, and what would have given it away`}
      >
        <Badge tone={learnable ? 'positive' : 'warning'}>{learnable ? 'Learnable' : 'Not learnable'}</Badge>
      </CardHeader>
      <div className="space-y-3 px-5 pb-5 text-14">
        <p data-noise={noise.verdict}>{noise.text}</p>
        {ceiling && (
          <p>
            The outcome fits a draw from “{ceiling.source}”. Nothing can be expected above ROC-AUC {figureText(ceiling.roc_auc)}, or below
            Brier score {figureText(ceiling.brier)}.
          </p>
        )}
        {suspicious && (
          <p className="max-w-[78ch] text-negative" data-suspicious>
            What is left still tells too much to be believed, so it does not go live by itself. Look among what it leans on for columns that
            are only known afterwards, leave them out of the data and train anew. If all are known beforehand, promote it.
          </p>
        )}
        <Sentences sentences={telling.map(({ text }) => text)} />
        <h3 className="font-semibold">Left out</h3>
        {leaks.length + excluded.length === 0 && (
          <p className="text-muted">{telling.length === 0 ? 'No column gives it away.' : 'No column was left out.'}</p>
        )}
        <Sentences sentences={[...leaks.map(({ text }) => text), ...excluded.map(({ feature, why }) => `“${feature}”: ${why}`)]} />
      </div>
    </Card>
  )
}

function Sentences({ sentences }: { sentences: readonly string[] }) {
  if (sentences.length === 0) return null
  return (
    <ul className="max-w-[78ch] list-disc space-y-1 pl-5">
      {sentences.map((sentence) => (
        <li key={sentence} className="break-words">
          {sentence}
        </li>
      ))}
    </ul>
  )
}

/** What came of rows held out, by tenths of what was foretold. */
export function Gains({ gains, isBinary, subtitle }: { gains: Findings['gains']; isBinary: boolean; subtitle: string }) {
  const shown = (value: number) => (isBinary ? share(value, 1) : figureText(value))
  const rows = useMemo(
    () => gains.map(({ part, rows: n, mean, lower, upper }) => ({ label: partLabel(part, gains.length), value: mean, lower, upper, n })),
    [gains],
  )
  const option = useMemo<(colours: ChartColours) => ChartOption>(
    () => (colours) =>
      intervalOption(
        rows.map((row) => ({ ...row, colour: colours.accent })),
        { name: 'Came true', nOf: 'Rows', format: isBinary ? (value) => share(value, 1) : figureText, interval: '95 % interval' },
        colours,
      ),
    [rows, isBinary],
  )
  const table = useMemo(
    () => ({
      columns: ['Part', 'Rows', isBinary ? 'Came true' : 'Mean', 'Lower end', 'Upper end', 'Lift', 'Captured so far'],
      rows: gains.map(({ part, rows: n, mean, lower, upper, lift, captured }) => [part, n, mean, lower, upper, lift, captured]),
    }),
    [gains, isBinary],
  )
  const [first] = gains
  const times = first?.lift === null || first === undefined ? '' : `, ${figureText(first.lift)} times as much as of all`
  return (
    <ChartCard
      id="gains"
      className="xl:col-span-2"
      title="Gains by tenths"
      subtitle={`What came of those of whom most was foretold, down to the least; bars are 95 % intervals · ${subtitle}`}
      finding={first === undefined ? '' : `Of the first part (${counted(first.rows, 'row')}) ${shown(first.mean)}${times}.`}
      height={Math.max(140, rows.length * 34 + 56)}
      option={option}
      table={table}
    />
  )
}

function partLabel(part: number, parts: number): string {
  if (part === 1) return 'Most foretold'
  return part === parts ? 'Least foretold' : `Part ${part}`
}
