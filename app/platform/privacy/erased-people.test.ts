import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestPlatform, type TestPlatform } from '../../../test/platform.ts'
import { ERASED_FOR_MILLISECONDS, openErasedPeople } from './erased-people.ts'

const NOW = Date.UTC(2026, 2, 1)
let trill: TestPlatform
beforeAll(async () => {
  trill = await startTestPlatform([])
  await trill.addWorkspace({ id: 'main' })
})
afterAll(() => trill?.close())

test('nobody is looked for where nobody was erased, and whoever was erased may come back after 30 days', async () => {
  const { metadata, config } = trill.platform
  const erased = await openErasedPeople(metadata, config.dataDir)
  expect(erased.of('main', NOW)).toBeUndefined()
  await erased.add('main', ['ann', 'ann', 'ann-browser'], NOW)
  for (const people of [erased, await openErasedPeople(metadata, config.dataDir)]) {
    const wasErased = people.of('main', NOW + ERASED_FOR_MILLISECONDS - 1)
    expect(['ann', 'ann-browser', 'bob', ''].map((id) => wasErased?.(id))).toEqual([true, true, false, false])
    expect(people.of('other', NOW)).toBeUndefined()
    expect(people.of('main', NOW + ERASED_FOR_MILLISECONDS)).toBeUndefined()
  }
})

test('the list holds hashes, not identifiers, and forgets them when their time is over', async () => {
  const { metadata, config } = trill.platform
  const erased = await openErasedPeople(metadata, config.dataDir)
  await erased.add('main', ['carol-1234'], NOW)
  const { rows } = await metadata.query<{ hash: string }>('SELECT hash FROM erased_people')
  expect(rows.map(({ hash }) => hash).join()).not.toContain('carol')
  await erased.add('main', ['dave'], NOW + ERASED_FOR_MILLISECONDS)
  expect((await metadata.query('SELECT hash FROM erased_people')).rows).toHaveLength(1)
})
