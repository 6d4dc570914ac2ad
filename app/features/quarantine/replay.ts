import { readFileSync } from 'node:fs'
import type { Platform } from '../../platform/platform.ts'
import type { ReplayResponse } from './contract.ts'
import { type Arrival, arrivalsOf, type WaitingRow } from './quarantine.ts'

/** Events judged again by one request. */
const REPLAY_MAX = 10_000
const PAGE = 500
const NO_ID = '00000000-0000-0000-0000-000000000000'

const WAITING = readFileSync(new URL('waiting.sql', import.meta.url), 'utf8')
const MARK_REPLAYED = readFileSync(new URL('mark-replayed.sql', import.meta.url), 'utf8')

interface Chosen {
  readonly workspaceId: string
  /** All when empty. */
  readonly ids: readonly string[]
  readonly reason: string
}

/** Puts refused events before the judge again, oldest first. What is accepted or suppressed is durable or counted before it is marked. */
export async function replay({ workspaceId, ids, reason }: Chosen, platform: Platform): Promise<ReplayResponse> {
  const outcome = { replayed: 0, accepted: 0, suppressed: 0, rejected: 0 }
  let [after, after_id] = [0, NO_ID]
  while (outcome.replayed < REPLAY_MAX) {
    const parameters = { workspace_id: workspaceId, ids, reason, after_milliseconds: after, after_id, limit: PAGE }
    const rows = await platform.events.rows<WaitingRow>(WAITING, parameters)
    const last = rows.at(-1)
    if (last === undefined) break
    const judged = await Promise.all(arrivalsOf(rows).map((arrival) => judgeAgain(arrival, workspaceId, platform)))
    const taken = judged.flatMap(({ ids: settled }) => settled)
    if (taken.length > 0) await mark(taken, rows, workspaceId, platform)
    const suppressed = judged.reduce((sum, one) => sum + one.suppressed, 0)
    outcome.replayed += rows.length
    outcome.accepted += taken.length - suppressed
    outcome.suppressed += suppressed
    outcome.rejected += rows.length - taken.length
    after = last.received_at_milliseconds
    after_id = last.id
  }
  return outcome
}

/** Answers the ids of what need not be judged again, and how many of them may not be stored. */
async function judgeAgain(
  { endpoint, receivedAt, ids, events }: Arrival,
  workspaceId: string,
  { ingest, log }: Platform,
): Promise<{ ids: readonly string[]; suppressed: number }> {
  const source = {
    endpoint,
    workspaceId,
    receivedAt,
    provenance: 'measured',
    exact: true,
    isReplay: true,
    withoutQuarantine: true,
  } as const
  const { entry, refused, suppressed } = ingest.judge(events, source)
  const refusedAgain = new Set(refused.map(({ index }) => index))
  if (refusedAgain.size === events.length) return { ids: [], suppressed }
  await log.append(entry)
  return { ids: ids.filter((_, index) => !refusedAgain.has(index)), suppressed }
}

async function mark(ids: readonly string[], rows: readonly WaitingRow[], workspaceId: string, { events, now }: Platform): Promise<void> {
  await events.command(MARK_REPLAYED, {
    workspace_id: workspaceId,
    ids,
    first_milliseconds: rows[0]?.received_at_milliseconds ?? 0,
    last_milliseconds: rows.at(-1)?.received_at_milliseconds ?? 0,
    replayed_at_milliseconds: now(),
  })
}
