import { PLATFORMS } from '@trill/contract/platforms'
import { escapeHtml, simplePage } from '../../platform/http/simple-page.ts'
import { EVENTS_MAX, type OpenShare } from './contract.ts'

type Figure = OpenShare['figures']['totals'][number]

const LABELS: Readonly<Record<string, string>> = {
  people: 'People',
  events: `Events, at most ${EVENTS_MAX} of each`,
  other: 'Other',
  ...Object.fromEntries(Object.entries(PLATFORMS).map(([key, { label }]) => [key, label])),
}

/** What is shared, as a page without scripts. Platforms on which the noise may be all there is are named together. */
export function openPage({ name, from, to, figures, created_at, is_simulated }: OpenShare): string {
  const seen = figures.platforms.filter(({ value, half_width }) => value > half_width)
  const unseen = figures.platforms.filter((figure) => !seen.includes(figure))
  return simplePage(name, [
    `Who was active from ${escapeHtml(from)} to ${escapeHtml(to)}, days of UTC.`,
    ...(is_simulated ? ['<strong>Simulated:</strong> a seeded generator made these people up; nobody real is behind the figures.'] : []),
    table('In all', figures.totals),
    ...(seen.length > 0 ? [table('People by platform of most of their events', seen)] : []),
    ...(unseen.length > 0
      ? [`Too few to be told from the noise: ${escapeHtml(unseen.map(({ key }) => LABELS[key] ?? key).join(', '))}.`]
      : []),
    `Each figure was changed at random once, on ${escapeHtml(created_at.slice(0, 10))}, so that it tells nothing about any one person: in 95 of 100 cases the exact figure lies within the margin. Privacy loss ε = ${figures.epsilon} for all together (differential privacy).`,
  ])
}

function table(caption: string, figures: readonly Figure[]): string {
  const rows = figures.map(({ key, value, half_width }) => {
    const label = escapeHtml(LABELS[key] ?? key)
    return `<tr><th scope="row" style="text-align:left;font-weight:400;padding-right:2rem">${label}</th><td style="text-align:right">${number(value)}</td><td style="padding-left:.5rem;opacity:.75;white-space:nowrap">± ${number(half_width)}</td></tr>`
  })
  return `<table><caption style="text-align:left;font-weight:600">${escapeHtml(caption)}</caption>${rows.join('')}</table>`
}

function number(value: number): string {
  return value.toLocaleString('en')
}
