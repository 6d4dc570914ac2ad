import { expect, test, vi } from 'vitest'
import { startTestPlatform } from '../../../test/platform.ts'
import type { Platform } from '../../platform/platform.ts'
import type { Erasure } from './contract.ts'
import { addErasure, findErasure } from './erasure-record.ts'
import { ErasureRunner } from './erasure-runner.ts'

test('what is asked for while the last proof is made is begun without another call', { timeout: 60_000 }, async () => {
  const trill = await startTestPlatform([])
  await trill.addWorkspace({ id: 'main' })
  let second: Erasure | undefined
  const { erasedPeople, metadata } = trill.platform
  const platform: Platform = {
    ...trill.platform,
    erasedPeople: {
      of: (workspaceId, now) => erasedPeople.of(workspaceId, now),
      add: async (workspaceId, identifiers, now) => {
        await erasedPeople.add(workspaceId, identifiers, now)
        if (second !== undefined) return
        second = await addErasure(trill.platform, { workspaceId, identifiers: ['somebody-else'] })
        runner.wake()
      },
    },
  }
  const runner = new ErasureRunner(platform)
  const first = await addErasure(trill.platform, { workspaceId: 'main', identifiers: ['somebody'] })
  runner.wake()
  await vi.waitFor(async () => {
    expect((await findErasure(metadata, first.id))?.state).toBe('done')
    expect((await findErasure(metadata, second?.id ?? first.id))?.state).toBe('done')
    expect(second).toBeDefined()
  }, 20_000)
  await runner.close()
  await trill.close()
})
