import { readFileSync } from 'node:fs'
import type { FastifyInstance } from 'fastify'
import { workspaceOf } from '../../platform/http/access.ts'
import { typed } from '../../platform/http/type-provider.ts'
import type { Platform } from '../../platform/platform.ts'
import { LedgerQuery, LedgerResponse } from './contract.ts'
import { type LedgerRow, ledgerOf } from './ledger.ts'

/** Milliseconds to wait for what was acknowledged just now. */
const PATIENCE_MILLISECONDS = 250
const HOUR_SECONDS = 3600

const HOURS = readFileSync(new URL('hours.sql', import.meta.url), 'utf8')

export function ledgerRoutes(server: FastifyInstance, { events, log, now }: Platform): void {
  const http = typed(server)
  const schema = {
    tags: ['pages'],
    summary: 'What became of every event that arrived: received = stored + duplicate + rejected + suppressed + bot',
    querystring: LedgerQuery,
    response: { 200: LedgerResponse },
  }
  http.get('/v1/ledger', { config: { permission: 'read_figures' }, schema }, async (request) => {
    const workspace_id = workspaceOf(request, request.query.workspace_id)
    await log.settle(PATIENCE_MILLISECONDS)
    const last_seconds = (Math.floor(now() / 1000 / HOUR_SECONDS) + 1) * HOUR_SECONDS
    const first_seconds = last_seconds - (request.query.hours ?? 24) * HOUR_SECONDS
    const rows = await events.rows<LedgerRow>(HOURS, { workspace_id, first_seconds, last_seconds })
    return { workspace_id, from: iso(first_seconds), to: iso(last_seconds), ...ledgerOf(rows) }
  })
}

function iso(seconds: number): string {
  return new Date(seconds * 1000).toISOString()
}
