import type { Platform } from '../../platform/platform.ts'
import { addDeliveries } from './delivery-store.ts'
import { latestRun, nextRun, periodOfRun } from './schedule.ts'
import { dueSubscriptions, notePlanned, recipientsOf } from './subscription-store.ts'

/** Subscriptions that are planned in one transaction. */
const BATCH = 50

/**
 * Plans the deliveries of subscriptions whose turn it is. Each run is planned once, whichever process does it; of several that were
 * missed only the latest. Where a workspace changed its time zone, or the clock was put back, the next run is reckoned anew.
 */
export async function planDue({ metadata, now }: Pick<Platform, 'metadata' | 'now'>): Promise<void> {
  for (;;) {
    const planned = await metadata.transaction(async (connection) => {
      const at = now()
      const due = await dueSubscriptions(connection, at, BATCH)
      const recipients = await recipientsOf(
        connection,
        due.map(({ id }) => id),
      )
      for (const subscription of due) {
        const { id, schedule, timeZone, workspaceZone, nextRunAt } = subscription
        const isDue = nextRunAt.getTime() <= at
        const run = isDue ? Math.max(latestRun(schedule, timeZone, at), nextRunAt.getTime()) : null
        const own = recipients.filter(({ subscriptionId }) => subscriptionId === id)
        if (run !== null) {
          const period = periodOfRun(schedule, timeZone, run)
          await addDeliveries(connection, subscription, own, { cause: 'schedule', plannedFor: run, period, now: at })
        }
        await notePlanned(connection, id, { timeZone: workspaceZone, nextRunAt: nextRun(schedule, workspaceZone, at), ranAt: run })
      }
      return due.length
    })
    if (planned < BATCH) return
  }
}
