import type { Command } from 'commander'
import type { TrendRow, TrendsResponse } from '../features/trends/contract.ts'
import { described, print, type Session } from './command.ts'
import { connected } from './connection.ts'
import { wholeNumber } from './option-values.ts'
import { grouped, table } from './terminal.ts'

const DAY_MILLISECONDS = 86_400_000

interface TrendsOptions {
  readonly workspace: string
  readonly days: number
  readonly platform?: string
  readonly category?: string
  readonly kind?: string
  readonly search?: string
  readonly limit: number
  readonly json?: boolean
}

/** Hashtags and topics, by how they fare. */
export function trendsCommand(session: Session): Command {
  const command = described({
    name: 'trends',
    about: 'list the hashtags and topics that are used more than usual',
    examples: [
      ['trill trends --kind hashtag', 'Hashtags of the last 28 days, those that rise most first.'],
      ['trill trends --platform youtube,tiktok --days 7 --limit 10', 'The first ten on two platforms.'],
      ['trill trends --json | jq -r ".items[] | select(.adjusted_p < 0.05) | .topic"', 'What is unlikely to be chance, for a script.'],
    ],
  })
  return command
    .option('--workspace <id>', 'workspace', 'main')
    .option('--days <n>', 'days up to today', wholeNumber(1, 366), 28)
    .option('--platform <names>', 'only these platforms, separated by commas')
    .option('--category <name>', 'only posts of this category')
    .option('--kind <kind>', '`hashtag` or `topic`; both when not given')
    .option('--search <text>', 'only those with this in their name')
    .option('--limit <n>', 'topics to show', wholeNumber(1, 100), 20)
    .action(async ({ workspace, days, json, ...filter }: TrendsOptions) => {
      const query = { workspace_id: workspace, ...lastDays(days, Date.now()), ...filter }
      const answer = await connected((trill) => trill.ask<TrendsResponse>('GET', '/v1/trends', { query }))
      print(session, json, answer, () => asText(answer))
    })
}

/** Days of UTC: the server cuts the last one off at the present. */
function lastDays(days: number, now: number): { from: string; to: string } {
  const day = (moment: number) => new Date(moment).toISOString().slice(0, 10)
  return { from: day(now - (days - 1) * DAY_MILLISECONDS), to: day(now + DAY_MILLISECONDS) }
}

function asText({ items, total, posts, rare, complete }: TrendsResponse): string {
  const pending = complete ? '' : ' Posts that arrived just now are still being counted.'
  if (items.length === 0) return `No hashtag or topic is in at least three of ${grouped(posts)} posts.${pending}`
  const rows = table(
    ['TOPIC', 'SCORE', 'LAST DAY', '7 DAYS', 'PERIOD', 'CHANCE', 'BURST SINCE', 'FIRST SEEN', 'PLATFORMS'],
    items.map((item) => [
      item.topic,
      scoreText(item),
      item.uses_24h,
      item.uses_7d,
      item.uses,
      item.adjusted_p === null ? null : chanceText(item.adjusted_p),
      momentText(item.burst_since),
      momentText(item.first_seen_at),
      item.platforms.join(', '),
    ]),
  )
  return `${rows}\n\n${grouped(items.length)} of ${grouped(total)}; ${grouped(rare)} more are in fewer than three posts.${pending}`
}

/** The score with its interval, or why there is none. */
function scoreText({ score, score_lower, score_upper, objections }: TrendRow): string {
  if (score === null || score_lower === null || score_upper === null) return objections.join(', ').replaceAll('_', ' ')
  return `${score.toFixed(0)} (${score_lower.toFixed(0)}–${score_upper.toFixed(0)})`
}

function chanceText(chance: number): string {
  return chance < 0.001 ? '< 0.001' : chance.toFixed(3)
}

function momentText(at: string | null): string | null {
  return at === null ? null : at.slice(0, 16).replace('T', ' ')
}
