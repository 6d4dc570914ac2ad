import type { Platform } from '../../platform/platform.ts'
import type { DueErasure } from '../../platform/privacy/erasure-queue.ts'
import { addErasure } from './erasure-record.ts'
import { runnerOf } from './erasure-runner.ts'

/** Erases a history that must go because of what was recorded of somebody. */
export async function eraseDue(platform: Platform, { workspaceId, identifiers, cause }: DueErasure): Promise<void> {
  const { id } = await addErasure(platform, { workspaceId, identifiers, reason: cause })
  runnerOf(platform).wake()
  await platform.audit.record({
    action: 'erasure_ask',
    actor: { kind: 'system' },
    workspaceId,
    target: id,
    outcome: 'success',
    details: { reason: cause },
  })
}
