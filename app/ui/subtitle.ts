import { platformLabel, rangeLabel } from './format.ts'
import type { View } from './view.ts'

/** Period, filter and n: what every chart says under its title. */
export function subtitleOf(view: View, n = ''): string {
  const platforms = view.platforms.length === 0 ? '' : view.platforms.map(platformLabel).join(', ')
  return [rangeLabel(view.period.from, view.period.to), platforms, n].filter((part) => part !== '').join(' · ')
}
