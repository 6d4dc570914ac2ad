import type { ArchiveFacts, SeenPlace } from './archive.ts'
import type { StoredRow } from './others.ts'
import { isPlace, PLACES } from './places.ts'

/** Rows of a place on the readable page; the files hold all of them. */
export const SHOWN_ROWS = 100

const STYLE = `:root{color-scheme:light dark;font:16px/1.5 system-ui,sans-serif}body{max-width:70rem;margin:2rem auto;padding:0 1rem}
h1{font-size:1.75rem;line-height:1.2}h2{margin-top:2.5rem}.scroll{overflow-x:auto}table{border-collapse:collapse;font-size:.85rem}
th,td{border-bottom:1px solid #8886;padding:.25rem .75rem .25rem 0;text-align:left;vertical-align:top}td{max-width:28rem;overflow-wrap:anywhere}`

/** What is held of a person, to be read without any program but a browser; it loads nothing from anywhere. */
export function archivePage({ workspace, madeAt, identifiers }: ArchiveFacts, places: readonly SeenPlace[]): string {
  const total = places.reduce((sum, { count }) => sum + count, 0)
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>What ${escaped(workspace)} holds of you</title><style>${STYLE}</style></head><body>
<h1>What ${escaped(workspace)} holds of you</h1>
<p>Made on ${new Date(madeAt).toISOString().slice(0, 16).replace('T', ' at ')} UTC. ${total} rows hold something of you.
You are known by: ${identifiers.map((id) => `<code>${escaped(id)}</code>`).join(', ')}.</p>
<h2>In short</h2>
<dl><dt><strong>What</strong></dt><dd>What you did on the pages and apps of ${escaped(workspace)}: views, likes, comments, shares and the like, with time and place of each.</dd>
<dt><strong>Why</strong></dt><dd>To count and understand how content is used. The purposes you agreed to stand in the privacy notice of ${escaped(workspace)}.</dd>
<dt><strong>From whom</strong></dt><dd>Your browser or app sent it, or ${escaped(workspace)} imported it from a platform; the column <code>provenance</code> says which: measured, imported, derived, estimated or simulated.</dd>
<dt><strong>How long</strong></dt><dd>Until the period that ${escaped(workspace)} set for its data ends, or until you ask that it be erased.</dd>
<dt><strong>Your rights</strong></dt><dd>You may ask that it be corrected or erased, object to its use, and complain to a supervisory authority.</dd>
<dt><strong>Others</strong></dt><dd>Other people are left out, or stand as names such as <code>other-Ab3…</code> that mean nothing outside this archive.</dd></dl>
<h2>Where it is held</h2>
<div class="scroll"><table><thead><tr><th>What</th><th>Rows</th><th>About</th></tr></thead><tbody>
${places.map((place) => `<tr><td>${escaped(labelOf(place))}</td><td>${place.count}</td><td>${escaped(aboutOf(place))}</td></tr>`).join('\n')}
</tbody></table></div>
<p>Beside these there are sums and sketches in which nobody can be found again. The folders <code>json</code> and <code>csv</code> hold every row.</p>
${places
  .filter(({ count }) => count > 0)
  .map(sectionOf)
  .join('\n')}
</body></html>
`
}

function sectionOf(place: SeenPlace): string {
  const names = [...new Set(place.first.flatMap((row) => Object.keys(row).filter((name) => !isEmpty(row[name]))))]
  const more = place.count > place.first.length ? ` The first ${place.first.length} of ${place.count}; the files hold all.` : ''
  return `<h2>${escaped(labelOf(place))}</h2>
<p>${escaped(aboutOf(place))}${more}</p>
<div class="scroll"><table><thead><tr>${names.map((name) => `<th>${escaped(name)}</th>`).join('')}</tr></thead><tbody>
${place.first.map((row) => `<tr>${names.map((name) => `<td>${escaped(textOf(row, name))}</td>`).join('')}</tr>`).join('\n')}
</tbody></table></div>`
}

function labelOf({ place }: SeenPlace): string {
  return isPlace(place) ? PLACES[place].label : place
}

function aboutOf({ place }: SeenPlace): string {
  return isPlace(place) ? PLACES[place].about : ''
}

function textOf(row: StoredRow, name: string): string {
  const value = row[name]
  if (value === null || value === undefined) return ''
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

function isEmpty(value: unknown): boolean {
  return value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0)
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}
