import { PLATFORMS } from '@trill/contract/platforms'

/** Colours a chart is drawn with: the tokens of tokens.css, read by `chart-theme.ts` or given by a report. */
export interface ChartColours {
  /** Eight slots told apart by people who see colours differently. */
  readonly series: readonly string[]
  readonly other: string
  readonly accent: string
  readonly previous: string
  /** From nothing to most. */
  readonly heat: readonly string[]
  readonly text: string
  readonly muted: string
  readonly border: string
  readonly raised: string
  readonly font: string
}

/** A platform keeps its colour on every chart. Unknown ones share the neutral colour. */
export function platformColour(platform: string, colours: ChartColours): string {
  const slot = PLATFORMS[platform as keyof typeof PLATFORMS]?.colour
  return (slot === undefined ? undefined : colours.series[slot]) ?? colours.other
}
