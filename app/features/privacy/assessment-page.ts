import { escapeHtml } from '../../platform/http/simple-page.ts'
import type { AssessmentSection, AssessmentTable, ImpactAssessment } from './contract.ts'

const STYLE = `:root{color-scheme:light dark;font:16px/1.5 system-ui,sans-serif}body{max-width:72rem;margin:2rem auto;padding:0 1rem}
h1{font-size:1.75rem;line-height:1.2}h2{margin-top:3rem;font-size:1.3rem}h3{margin-top:2rem;font-size:1rem}
.article,.measured{color:#767676;font-size:.85rem;font-weight:400}.scroll{overflow-x:auto}
table{border-collapse:collapse;font-size:.85rem;width:100%}
th,td{border-bottom:1px solid #8886;padding:.3rem .75rem .3rem 0;text-align:left;vertical-align:top;overflow-wrap:break-word}
.number{text-align:right;font-variant-numeric:tabular-nums}
.open{border:2px solid #b45309;border-radius:.5rem;padding:.25rem 1rem 1rem;margin-top:2rem}.open h3{margin-top:1rem}
.answer{border:1px dashed #8888;border-radius:.25rem;min-height:4.5rem;margin:.25rem 0 1rem;padding:.25rem .5rem;color:#767676;font-size:.85rem}
@media print{body{max-width:none;margin:0}h2{break-after:avoid}tr,.open li{break-inside:avoid}.scroll{overflow:visible}}`

/** The draft to be read and printed without any program but a browser; it loads nothing from anywhere. */
export function assessmentPage({ about, workspace, workspace_id, version, made_at, sections }: ImpactAssessment): string {
  const title = `Data protection impact assessment of ${workspace} (draft)`
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escapeHtml(title)}</title><style>${STYLE}</style></head><body>
<h1>${escapeHtml(title)}</h1>
<p>${escapeHtml(about)}</p>
<p>Workspace <code>${escapeHtml(workspace_id)}</code>, made on ${momentOf(made_at)} by Trill ${escapeHtml(version)}.</p>
${sections.map(sectionOf).join('\n')}
</body></html>
`
}

function sectionOf({ article, title, statements, tables, open_questions }: AssessmentSection): string {
  return `<section><h2>${escapeHtml(title)} <span class="article">${escapeHtml(article)}</span></h2>
${statements.map((statement) => `<p>${escapeHtml(statement)}</p>`).join('\n')}
${tables.map(tableOf).join('\n')}
${open_questions.length === 0 ? '' : questionsOf(open_questions)}</section>`
}

function tableOf({ title, measured_at, columns, rows }: AssessmentTable): string {
  const measured = measured_at === null ? '' : ` <span class="measured">measured on ${momentOf(measured_at)}</span>`
  if (rows.length === 0) return `<h3>${escapeHtml(title)}${measured}</h3>\n<p>None.</p>`
  return `<h3>${escapeHtml(title)}${measured}</h3>
<div class="scroll"><table><thead><tr>${columns.map((name, at) => headOf(name, typeof rows[0]?.[at] === 'number')).join('')}</tr></thead><tbody>
${rows.map((row) => `<tr>${row.map(cellOf).join('')}</tr>`).join('\n')}
</tbody></table></div>`
}

function headOf(name: string, isNumeric: boolean): string {
  return `<th scope="col"${isNumeric ? ' class="number"' : ''}>${escapeHtml(name)}</th>`
}

function cellOf(value: AssessmentTable['rows'][number][number]): string {
  if (value === null) return '<td>–</td>'
  return typeof value === 'number' ? `<td class="number">${value}</td>` : `<td>${escapeHtml(value)}</td>`
}

function questionsOf(questions: readonly string[]): string {
  return `<div class="open"><h3>Open questions: to be filled in by a person</h3>
<ol>
${questions.map((question) => `<li>${escapeHtml(question)}<div class="answer">Answer, name and date:</div></li>`).join('\n')}
</ol></div>`
}

function momentOf(at: string): string {
  return `${escapeHtml(at.slice(0, 16).replace('T', ' at '))} UTC`
}
