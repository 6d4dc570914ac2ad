import { readFileSync } from 'node:fs'
import type { FigurePassport } from '@trill/contract/passport'
import type { FastifyInstance } from 'fastify'
import type { Workspace } from '../../platform/access/workspaces.ts'
import { typed } from '../../platform/http/type-provider.ts'
import { passportOf } from '../../platform/passport/ground.ts'
import type { Platform } from '../../platform/platform.ts'
import { readableWorkspace } from '../../platform/query/selection.ts'
import { LedgerQuery, LedgerResponse } from './contract.ts'
import { type LedgerRow, ledgerOf } from './ledger.ts'

/** Milliseconds to wait for what was acknowledged just now. */
const PATIENCE_MILLISECONDS = 250
const HOUR_SECONDS = 3600

const HOURS = readFileSync(new URL('hours.sql', import.meta.url), 'utf8')

export function ledgerRoutes(server: FastifyInstance, platform: Platform): void {
  const { events, log, now } = platform
  const http = typed(server)
  const schema = {
    tags: ['pages'],
    summary: 'What became of every event that arrived: received = stored + duplicate + rejected + suppressed + bot',
    querystring: LedgerQuery,
    response: { 200: LedgerResponse },
  }
  http.get('/v1/ledger', { config: { permission: 'read_figures' }, schema }, async (request) => {
    const { id: workspace_id, provenance } = await readableWorkspace(request, request.query.workspace_id, platform)
    await log.settle(PATIENCE_MILLISECONDS)
    const last_seconds = (Math.floor(now() / 1000 / HOUR_SECONDS) + 1) * HOUR_SECONDS
    const first_seconds = last_seconds - (request.query.hours ?? 24) * HOUR_SECONDS
    const rows = await events.rows<LedgerRow>(HOURS, { workspace_id, first_seconds, last_seconds })
    const ledger = ledgerOf(rows)
    return { workspace_id, from: iso(first_seconds), to: iso(last_seconds), passport: ledgerPassport(ledger, provenance), ...ledger }
  })
}

/** Counted by Trill as events arrived, by the hour. */
function ledgerPassport(
  { received, hours }: Pick<LedgerResponse, 'received' | 'hours'>,
  provenance: Workspace['provenance'],
): FigurePassport {
  const ground = {
    provenances: received === 0 ? [] : [provenance],
    ...{ source: 'ledger of what arrived', observed_at: hours.at(-1)?.hour ?? null, n: received },
  }
  return passportOf(ground, { name: 'ledger', making: 'counted' })
}

function iso(seconds: number): string {
  return new Date(seconds * 1000).toISOString()
}
