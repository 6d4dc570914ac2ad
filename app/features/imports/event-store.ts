import { readFileSync } from 'node:fs'
import { bringEvents } from '../../platform/log/bring-events.ts'
import type { Outcome, RowStore, StoreContext, Unsettled } from './format.ts'
import type { MappedEvent } from './mapping.ts'

type Counts = Pick<Outcome, 'accepted' | 'duplicate'>
const NOTHING: Counts = { accepted: 0, duplicate: 0 }
const STORED_EVENTS = readFileSync(new URL('stored-events.sql', import.meta.url), 'utf8')
/** Batches that are counted together: while the store takes in as many, the next ones are read. */
const COUNTED_TOGETHER = 6
/** How long one wait for the event store lasts before the import looks whether it was cancelled; milliseconds. */
const PATIENCE = 1000

/**
 * Stores events through the journal, by the same judge that HTTP requests meet. The journal drops repeats of messages, however old;
 * how many it dropped is known once the batch is in the store, by the stamp of the batch.
 */
export function storeEvents(context: StoreContext): RowStore<MappedEvent> {
  const { platform, workspaceId } = context
  let handedOver: readonly Unsettled[] = context.unsettled
  let counting: { readonly batches: readonly Unsettled[]; readonly counts: Promise<Counts> } = {
    batches: [],
    counts: Promise.resolve(NOTHING),
  }
  const settleCounting = async () => {
    const counts = await counting.counts
    counting = { batches: [], counts: Promise.resolve(NOTHING) }
    return counts
  }
  const countHandedOver = () => {
    const counts = countStored(context, handedOver)
    // Whoever waits for it hears of a failure; until then it must not end the process.
    counts.catch(() => undefined)
    counting = { batches: handedOver, counts }
    handedOver = []
  }
  return {
    write: async (events, stamp) => {
      const source = {
        endpoint: 'events',
        workspaceId,
        receivedAt: stamp,
        provenance: 'imported',
        exact: true,
        withoutQuarantine: true,
      } as const
      const { accepted, refused, suppressed } = await bringEvents(events, source, platform, context.signal)
      handedOver = [...handedOver, { stamp, rows: accepted }]
      let counts = NOTHING
      if (handedOver.length >= COUNTED_TOGETHER) {
        counts = await settleCounting()
        countHandedOver()
      }
      return {
        ...counts,
        suppressed,
        refused: refused.map(({ index, reason, field, message }) => ({ index, refusal: { reason, field, message } })),
      }
    },
    settle: async () => {
      const before = await settleCounting()
      countHandedOver()
      const after = await settleCounting()
      return { accepted: before.accepted + after.accepted, duplicate: before.duplicate + after.duplicate }
    },
    unsettled: () => [...counting.batches, ...handedOver],
  }
}

async function untilStored({ platform, signal }: StoreContext): Promise<void> {
  while (!(await platform.log.settle(PATIENCE))) signal.throwIfAborted()
}

async function countStored(context: StoreContext, batches: readonly Unsettled[]): Promise<Counts> {
  const rows = batches.reduce((sum, batch) => sum + batch.rows, 0)
  if (rows === 0) return NOTHING
  await untilStored(context)
  const stamps = batches.map(({ stamp }) => stamp)
  const parameters = { workspace_id: context.workspaceId, stamps, first: Math.min(...stamps), last: Math.max(...stamps) }
  const [row] = await context.platform.events.rows<{ stored: number }>(STORED_EVENTS, parameters)
  const stored = row?.stored ?? 0
  return { accepted: stored, duplicate: rows - stored }
}
