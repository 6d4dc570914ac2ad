import { barOption } from '../../ui/bar-chart.ts'
import type { ChartOption } from '../../ui/chart-option.ts'
import { customerMetric, customerWords } from '../../ui/customer-words.ts'
import { brief, exact } from '../../ui/format.ts'
import type { ChartColours } from '../../ui/palette.ts'
import type { DatingContent } from './contract.ts'

type Step = DatingContent['funnel'][number]

/** What the steps are shares of: dates come of matches, however many messages were between. */
const WHOLES: Readonly<Record<string, string>> = {
  match_rate_of_sums_pct: ' of swipes',
  dates_per_match_pct: ' of matches',
  show_up_of_sums_pct: ' of scheduled',
}

/** What a customer does in a month, step by step, each with how it follows from an earlier one. */
export function funnelOption(funnel: readonly Step[], colours: ChartColours): ChartOption {
  const rows = funnel.map((step) => ({
    label: customerMetric(step.amount.id).label,
    value: step.amount.value ?? 0,
    words: step.of_sums === null ? brief(step.amount.value) : `${brief(step.amount.value)} · ${conversionWords(step.of_sums)}`,
    lines: [
      ...[step.of_sums, step.of_users].flatMap((figure) =>
        figure === null ? [] : [{ label: customerMetric(figure.id).label, value: customerWords(figure.id, figure.value) }],
      ),
      { label: 'Customers who do', value: exact(step.doing) },
      { label: 'n', value: exact(step.amount.n) },
    ],
  }))
  return barOption(rows, { name: 'A month and customer', format: brief }, colours)
}

function conversionWords({ id, value }: NonNullable<Step['of_sums']>): string {
  return id === 'messages_per_match' ? `${brief(value)} a match` : `${customerWords(id, value)}${WHOLES[id] ?? ''}`
}
