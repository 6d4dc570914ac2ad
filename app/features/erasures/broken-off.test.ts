import { afterAll, beforeAll, expect, test } from 'vitest'
import { sumsOf, writeReadably } from '../../../test/erasure-evidence.ts'
import { startTestPlatform, type TestPlatform } from '../../../test/platform.ts'
import type { Platform } from '../../platform/platform.ts'
import { countRows, eraseBatch, STEPS } from './erase.ts'
import { addErasure } from './erasure-record.ts'
import { erasures } from './feature.ts'
import { personOf, seedEvents } from './testing.ts'

let trill: TestPlatform
beforeAll(async () => {
  trill = await startTestPlatform([erasures])
  await trill.addWorkspace({ id: 'main' })
  await writeReadably(trill.platform.events)
  await seedEvents(trill.platform.events, 'main', { people: 20_000, events: 80_000 })
})
afterAll(() => trill?.close())

test('an erasure that breaks off anywhere is finished by the next try, and takes nothing away twice', async () => {
  const { platform } = trill
  // To stop before a step is to stop after the one before it.
  for (let step = 0; step <= STEPS.length; step += 1) {
    const identifiers = [personOf(5000 + step)]
    const { id } = await addErasure(platform, { workspaceId: 'main', identifiers })
    const batch = { id, workspaceId: 'main', until: platform.now(), erasures: [{ id, identifiers }] }
    await expect(eraseBatch(batch, breakingOff(platform, step))).rejects.toThrow('broken off')
    await eraseBatch(batch, platform)
    await platform.metadata.query('DELETE FROM erasures WHERE id = $1', [id])
    expect(await countRows({ id, workspaceId: 'main', identifiers }, platform)).toMatchObject({ events: 0, 'events of others': 0 })
  }
  const after = await sumsOf(trill.platform.events)
  expect(after.content_hourly).toEqual(after.events)
  expect(after.quarter_hourly).toEqual(after.events)
  expect(after.hours_of_posts).toEqual(after.hours_of_events)
  expect(after.actor_days).toEqual({ n: (after.events as { n: number }).n })
  expect(after.people).toEqual(after.people_again)
  expect(after.people_of_posts).toEqual(after.people_of_posts_again)
}, 240_000)

/** The platform, whose store stops before a step of an erasure, or after the last one, as a crash would. */
function breakingOff(platform: Platform, step: number): Platform {
  let done = 0
  const command: Platform['events']['command'] = async (sql, parameters, token) => {
    const isStep = /^(ALTER TABLE (?!erasures_subjects)|INSERT)/m.test(sql)
    if (isStep && done === step) throw new Error('broken off')
    await platform.events.command(sql, parameters, token)
    if (!isStep) return
    done += 1
    if (done === STEPS.length && step === STEPS.length) throw new Error('broken off')
  }
  return { ...platform, events: { ...platform.events, command } }
}
