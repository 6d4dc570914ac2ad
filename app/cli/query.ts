import { text as readAll } from 'node:stream/consumers'
import type { Command } from 'commander'
import type { QueryResponse } from '../features/query/contract.ts'
import { described, print, type Session } from './command.ts'
import { connected } from './connection.ts'
import { grouped, table } from './terminal.ts'

/** SQL of one’s own. */
export function queryCommand(session: Session): Command {
  const command = described({
    name: 'query',
    about: 'run one SELECT on the event store, read-only',
    examples: [
      [
        'trill query "SELECT type, count() AS events FROM events GROUP BY type ORDER BY events DESC"',
        'Events by type, over all workspaces.',
      ],
      ['trill query --json "SELECT count() AS n FROM content" | jq .rows[0].n', 'One number for a script.'],
      ['trill query - < report.sql', 'Reads the SQL from a file.'],
      ['trill query --json "SELECT max(cityHash64(message_id)) AS hash FROM events"', 'Integers beyond 2^53 are text, digit for digit.'],
    ],
  })
  return command
    .argument('<sql>', 'the SELECT, or - to read it from standard input')
    .action(async (sql: string, { json }: { json?: boolean }) => {
      const statement = sql === '-' ? await readAll(process.stdin) : sql
      const answer = await connected((trill) => trill.ask<QueryResponse>('POST', '/v1/query', { body: { sql: statement } }))
      print(session, json, answer, () => asTable(answer))
      if (answer.truncated) session.terminal.err(`Only the first ${grouped(answer.rows.length)} rows are shown; add LIMIT or aggregate.`)
    })
}

function asTable({ columns, rows }: QueryResponse): string {
  if (rows.length === 0) return 'No rows.'
  return table(
    columns,
    rows.map((row) => columns.map((name) => row[name])),
  )
}
