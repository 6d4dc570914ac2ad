import type { CustomerMetricName } from '@trill/contract/customer-metrics'
import { differenceOfMeans, type MeanOfGroup } from '@trill/core/inference/two-means'
import { customerGroupsFinding, customerGroupsOption } from '../../ui/customer-chart.ts'
import type { ChartColours } from '../../ui/palette.ts'
import type { Platform } from '../platform.ts'
import { figureWords } from '../report/figure-words.ts'
import type { Claim, Recommendation, ReportChart, ReportPage, ReportSection } from '../report/section.ts'
import type { CustomerFigure, CustomerGroups } from './contract.ts'
import { type CustomerReading, reportReading } from './customer-reading.ts'
import { passportOf, reportFigure } from './figures.ts'

interface Section<Rows, Content> {
  readonly page: ReportPage
  readonly rowsOf: (reading: CustomerReading, platform: Platform) => Promise<Rows>
  readonly contentOf: (rows: Rows, reading: CustomerReading) => Content
  readonly claims: (rows: Rows, content: Content, reading: CustomerReading) => readonly Claim[]
  readonly charts: (content: Content, reading: CustomerReading) => readonly ReportChart[]
  readonly recommendations: (rows: Rows, content: Content) => readonly Recommendation[]
}

/** A page of the executive report about the newest customers of its period, from the same rows as the page of the dashboard. */
export function customerSection<Rows, Content extends { readonly figures: readonly CustomerFigure[] }>(
  section: Section<Rows, Content>,
): ReportSection {
  return {
    page: section.page,
    load: async (platform, question) => {
      const reading = await reportReading(platform, question)
      if (reading === undefined) return undefined
      const rows = await section.rowsOf(reading, platform)
      const content = section.contentOf(rows, reading)
      return {
        figures: content.figures.map(reportFigure),
        claims: section.claims(rows, content, reading),
        charts: section.charts(content, reading),
        recommendations: section.recommendations(rows, content),
      }
    },
  }
}

/** A drawing of a report, with the customers it is of. */
export function reportChart(
  metric: CustomerMetricName,
  chart: Pick<ReportChart, 'title' | 'finding' | 'option' | 'tall'> & { readonly n: number | null; readonly note?: string },
  reading: CustomerReading,
): ReportChart {
  const { title, finding, option, tall = false, n, note } = chart
  const { provenance, observedOn } = reading.snapshot
  const told = n === null ? '' : `, n = ${figureWords(n)}`
  const about = `${provenance} customers of ${observedOn}${told}`
  return {
    title,
    finding,
    option,
    tall,
    subtitle: note === undefined ? about : `${note} · ${about}`,
    passport: passportOf(metric, n, reading),
  }
}

/** A drawing of one figure by group. */
export function groupsChart(
  groups: CustomerGroups,
  { title, note, tall = false }: { readonly title: string; readonly note: string; readonly tall?: boolean },
  reading: CustomerReading,
): ReportChart {
  const chart = {
    title,
    finding: customerGroupsFinding(groups),
    option: (colours: ChartColours) => customerGroupsOption(groups, colours),
    n: groups.rows.reduce((sum, row) => sum + row.n, 0),
    note,
    tall,
  }
  return reportChart(groups.metric as CustomerMetricName, chart, reading)
}

interface Lever {
  readonly priority: Recommendation['priority']
  readonly action: string
  /** What the effect is of. */
  readonly label: string
  readonly unit: string
  /** Who fares better, and who might. */
  readonly better: MeanOfGroup | undefined
  readonly worse: MeanOfGroup | undefined
  readonly evidence: string
}

/** A recommendation where one group fares better than another beyond chance; that the others would, too, is an estimate. */
export function recommended({ priority, action, label, unit, better, worse, evidence }: Lever): Recommendation[] {
  if (better === undefined || worse === undefined) return []
  const { value, lower, upper } = differenceOfMeans(better, worse)
  if (!(lower > 0)) return []
  const effect = { label, unit, value, low: lower, high: upper, basis: 'estimate' as const }
  return [{ priority, action, effect, evidence, n: better.n + worse.n }]
}
