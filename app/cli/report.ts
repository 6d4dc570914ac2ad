import { writeFile } from 'node:fs/promises'
import { buffer } from 'node:stream/consumers'
import { type Command, Option } from 'commander'
import type { ReportContentResponse } from '../features/executive-report/contract.ts'
import { described, group, print, type Session } from './command.ts'
import { connected } from './connection.ts'
import { Failure } from './failure.ts'
import { grouped } from './terminal.ts'

interface ReportOptions {
  readonly workspace: string
  readonly period: string
  readonly paper: string
  readonly out: string
  readonly json?: boolean
}

/** Reports of a period. */
export function reportCommand(session: Session): Command {
  return group('report', 'make reports of a period', [executiveCommand(session)])
}

function executiveCommand(session: Session): Command {
  const command = described({
    name: 'executive',
    about: 'write the executive report of a period as PDF: seven pages with figures, findings and recommendations',
    examples: [
      ['trill report executive --period 2026-10 --out report.pdf', 'October 2026 in the workspace’s time zone, compared with September.'],
      ['trill report executive --period 2026-Q3 --paper Letter --out q3.pdf', 'A quarter, on Letter.'],
      [
        'trill report executive --period 2026-10-01..2026-10-14 --out half.pdf --json',
        'Any days; prints what the report says, for a script.',
      ],
    ],
  })
  return command
    .requiredOption('--period <period>', 'a month `2026-10`, a quarter `2026-Q4`, a week `2026-W40`, or days `2026-10-01..2026-10-31`')
    .requiredOption('--out <file>', 'write into this file')
    .option('--workspace <id>', 'workspace', 'main')
    .addOption(new Option('--paper <size>', 'size of the paper').choices(['A4', 'Letter']).default('A4'))
    .action(async ({ workspace, period, paper, out, json }: ReportOptions) => {
      const asked = { workspace_id: workspace, period }
      const { content, bytes } = await connected(async (trill) => {
        const content = await trill.ask<ReportContentResponse>('GET', '/v1/reports/executive/content', { query: asked })
        const pdf = await buffer(await trill.download(`/v1/reports/executive?${new URLSearchParams({ ...asked, paper })}`))
        await writeFile(out, pdf)
        return { content, bytes: pdf.length }
      })
      if (content.status === 'no_data') throw nothingToReport(content, out)
      print(session, json, { ...content, file: out, bytes }, () => asText(content, out, bytes))
    })
}

function nothingToReport({ workspace, period, status }: ReportContentResponse, out: string): Failure {
  const problem = { title: 'There is nothing to report', detail: `${workspace} has no data for ${period}; ${out} says so on one page` }
  const remedy = 'Choose another --period, or import a table of customers of a day in it: `trill import`.'
  return new Failure({ ...problem, remedy }, { ...problem, remedy, status, file: out })
}

function asText({ workspace, period, simulated, pages }: ReportContentResponse, out: string, bytes: number): string {
  const findings = pages[0]?.findings ?? []
  const about = `${workspace}, ${period}${simulated ? ' (simulated data)' : ''}`
  const lines = findings.map(({ words }) => `- ${words}`)
  return [about, ...lines, '', `Written to ${out}: ${pages.length} pages, ${grouped(Math.ceil(bytes / 1000))} kB.`].join('\n')
}
